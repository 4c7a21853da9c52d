"""Reads of the journal: chains and their state, checkpoints and what they cover."""

from jianfa.journal.queries.checkpoints import (
    Inclusion,
    checkpoint_keys,
    first_checkpoint_after,
    inclusion,
    latest_checkpoint,
    open_discrepancies,
    write_offs_are_open,
)
from jianfa.journal.queries.reading import (
    DAMAGE,
    Wordings,
    as_plain,
    as_read,
    chains_of,
    check_chain,
    deployment_id,
    events_of,
    has_own_key,
    in_halves,
    named,
    sentence,
    told_new,
    told_row,
    trusted_keys,
)

__all__ = [
    "DAMAGE", "Inclusion", "Wordings", "as_plain", "as_read", "chains_of", "check_chain", "checkpoint_keys",
    "deployment_id", "events_of", "first_checkpoint_after", "has_own_key", "in_halves", "inclusion",
    "latest_checkpoint", "named", "open_discrepancies", "sentence", "told_new", "told_row", "trusted_keys",
    "write_offs_are_open",
]  # fmt: skip
