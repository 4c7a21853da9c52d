"""Verbs of the journal: the one way to write, and the checkpoints over what was written."""

from jianfa.journal.actions.checkpoints import checkpoint, remember_checkpoint_key
from jianfa.journal.actions.discrepancies import record_findings
from jianfa.journal.actions.exporting import export_journal, export_notes
from jianfa.journal.actions.writing import (
    Repeated,
    Stale,
    carried_out,
    once,
    prepare_new,
    remember_key,
    repeated,
    write,
    write_prepared,
    write_same,
)

__all__ = [
    "Repeated", "Stale", "carried_out", "checkpoint", "export_journal", "export_notes", "once", "prepare_new",
    "record_findings", "remember_checkpoint_key", "remember_key", "repeated", "write", "write_prepared", "write_same",
]  # fmt: skip
