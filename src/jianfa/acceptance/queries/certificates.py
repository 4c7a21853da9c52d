"""The certificate of a write-off (销账凭证): everything that shows, without Jianfa, that it stands in the record."""

from base64 import urlsafe_b64encode
from dataclasses import dataclass
from typing import Any

from jianfa.journal.models import Event
from jianfa.journal.queries import Inclusion, inclusion
from jianfa.journal.replay import plain
from jianfa.kit.canonical import canonical
from jianfa.ledger.models import Problem
from jianfa.ledger.states import State

KIND = "jianfa-certificate"
QR_MARK = "JF1."
VERBS = ("write_off", "carry_in")


@dataclass(frozen=True)
class Certificate:
    """One write-off and the way from its bytes to a signed note."""

    problem: Problem
    included: Inclusion

    @property
    def data(self) -> dict[str, Any]:
        """What the file holds; docs/verifying.md describes it."""
        found, event = self.included, self.included.event
        return {
            "v": 1, "kind": KIND, "deployment": str(found.deployment),
            "problem": {"id": str(self.problem.pk), "number": self.problem.number or ""},
            "event": {
                "seq": event.seq, "verb": event.verb, "at": plain(event.at), "hash": bytes(event.hash).hex(),
                "body": bytes(event.body).decode(), "previous": bytes(event.previous).hex(),
                "signature": bytes(event.signature).hex(), "key": found.event_key.hex(),
            },
            "after": [body.decode() for body in found.after],
            "leaf": {"position": found.leaf.position, "path": [step.hex() for step in found.path]},
            "checkpoint": {"n": found.checkpoint.n, "note": found.checkpoint.note, "key": found.checkpoint_key.hex()},
        }  # fmt: skip

    @property
    def file(self) -> bytes:
        """The canonical bytes of the certificate's file."""
        return canonical(self.data)

    @property
    def qr_text(self) -> str:
        """What fits into one QR code: enough to find the way to the root of the note, which must be at hand.

        Installation, problem, event, its hash, head, its hash, note, its hash, place, size, path; numbers of four
        bytes, the length of the path one.
        """
        found, event, leaf = self.included, self.included.event, self.included.leaf
        note = found.checkpoint
        numbers = [number.to_bytes(4, "big") for number in (event.seq, leaf.seq, note.n, leaf.position, note.size)]
        seq, head_seq, n, position, size = numbers
        parts = (
            found.deployment.bytes, self.problem.pk.bytes, seq, bytes(event.hash), head_seq, bytes(leaf.head_hash), n,
            bytes(note.hash), position, size, bytes([len(found.path)]), *found.path,
        )  # fmt: skip
        return QR_MARK + urlsafe_b64encode(b"".join(parts)).decode().rstrip("=")


def certificate_of(problem: Problem) -> Certificate | None:
    """Return the certificate of a problem that is written off, None while there is nothing to certify.

    Also None while no checkpoint covers the write-off, and where the campaign has not switched certificates on.
    """
    if problem.state != State.WRITTEN_OFF or not problem.campaign.certificates_on:
        return None
    event = Event.objects.filter(chain=problem.pk, verb__in=VERBS).order_by("-seq").first()
    found = inclusion(event) if event else None
    return Certificate(problem, found) if found else None
