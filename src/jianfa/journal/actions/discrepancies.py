"""What a verification found is put on record; nothing is repaired."""

from collections.abc import Sequence
from datetime import datetime

from jianfa.journal.actions.writing import write
from jianfa.journal.models import Change, Discrepancy, Event
from jianfa.journal.replay import Finding

MOST_ENTRIES = 500
"""Entries of one record; what is beyond comes into the record of the next verification."""


class Verifier:
    """The verification itself, by night or by hand: no person."""

    def journal_actor(self) -> dict[str, str]:
        return {"system": "verify"}


def entry_of(finding: Finding) -> list[str]:
    """Return what is kept of a finding: code, kind and id of the chain, event, place, in ASCII; never a value."""
    seq = "" if finding.seq is None else str(finding.seq)
    parts = (finding.code, finding.kind, finding.subject, seq, finding.place)
    return [part.encode("ascii", "backslashreplace").decode()[:200].replace("\0", "") for part in parts]


def record_findings(findings: Sequence[Finding], *, at: datetime) -> Event | None:
    """Put on record what no earlier verification found; None when there is nothing new.

    What was answered by a correction stays as it is and is not raised again.
    """
    if not findings:
        return None
    known = {tuple(entry) for entries in Discrepancy.objects.values_list("entries", flat=True) for entry in entries}
    new = [entry for entry in map(entry_of, findings) if tuple(entry) not in known]
    unique = [list(entry) for entry in dict.fromkeys(map(tuple, new))]
    if not unique:
        return None
    row = Discrepancy(found_at=at, count=len(unique), entries=unique[:MOST_ENTRIES])
    return write(row.subject, "find_discrepancy", actor=Verifier(), at=at, changes=[Change(row)])
