"""The certificate of a write-off on paper: what it certifies, and a code that leads to the signed checkpoint."""

import qrcode
from django.utils.translation import gettext as _

from jianfa.acceptance.queries.certificates import Certificate, certificate_of
from jianfa.documents.queries.matter import Matter, day_words, unit_words
from jianfa.documents.states import Kind
from jianfa.kit.papers.model import Block, Cell, Code, Form, Info, Paper, Row, Title
from jianfa.ledger.states import Sensitivity, State

DIGITS_A_GROUP, DIGITS_A_LINE = 8, 32


def why_no_certificate(matter: Matter) -> str:
    """Say why there is no certificate; nothing where there is one."""
    if matter.problem.state != State.WRITTEN_OFF:
        return _("It has not been written off yet.")
    if certificate_of(matter.problem) is None:
        return _("The next checkpoint is to cover the write-off first; one is made every ten minutes.")
    return ""


def certificate_paper(matter: Matter) -> Paper:
    """Return the certificate; it stands under the first checkpoint that covers the write-off, so it never changes."""
    problem, found = matter.problem, certificate_of(matter.problem)
    assert found is not None
    event, checkpoint = found.included.event, found.included.checkpoint
    foot = (matter.city + "　　　　　", day_words(problem.written_off_at) + "　　　　")
    is_sensitive = problem.sensitivity == Sensitivity.SENSITIVE
    blocks: tuple[Block, ...] = (
        Title(_("Certificate of a write-off")),
        Info(_("Unit: %(unit)s") % {"unit": matter.city}, _("Number: %(no)s") % {"no": problem.number or ""}),
        Form(
            (20, 80),
            (
                _row(_("Campaign"), problem.campaign.name),
                _row(_("Problem"), _("(sensitive)") if is_sensitive else problem.title),
                _row(_("Raised by"), unit_words(problem.source_unit)),
                _row(_("Written off on"), day_words(problem.written_off_at)),
                _row(_("Decision no."), problem.decision_no),
                _row(_("Entry of the record"), _entry(found)),
                _row(_("Digest of the entry"), _grouped(bytes(event.hash))),
                _row(_("Checkpoint"), _("no. %(n)s, covering %(size)s records") % {
                    "n": checkpoint.n, "size": checkpoint.size,
                }),
                _row(_("Digest of the checkpoint"), _grouped(bytes(checkpoint.hash))),
            ),
        ),
        Code(code_of(found), _("Problem, entry, digests and the way to the checkpoint")),
        Form((20, 80), ((Cell(_("How to check it"), is_label=True), Cell(_how_to_check(), lines=6, foot=foot)),)),
    )  # fmt: skip
    return matter.paper(str(Kind.CERTIFICATE.label), event.at, blocks)


def _how_to_check() -> str:
    return _(
        "Open the page “Check a certificate”, which can be saved as one file and needs no network then. Give it what "
        "the code says, or the file of the certificate, and the note of the checkpoint that your unit has kept. It "
        "says whether the write-off stands in the record that the note covers. Nothing of it needs this system."
    )


def code_of(found: Certificate) -> tuple[str, ...]:
    """Return the code as rows of 0 and 1."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=0)
    code.add_data(found.qr_text)
    code.make(fit=True)
    return tuple("".join("1" if dark else "0" for dark in row) for row in code.get_matrix())


def _entry(found: Certificate) -> str:
    event = found.included.event
    return _("no. %(seq)s of %(day)s") % {"seq": event.seq, "day": day_words(event.at)}


def _grouped(digest: bytes) -> str:
    """Return a digest in groups, so that it can be compared by eye."""
    text = digest.hex()
    groups = [text[start : start + DIGITS_A_GROUP] for start in range(0, len(text), DIGITS_A_GROUP)]
    a_line = DIGITS_A_LINE // DIGITS_A_GROUP
    return "\n".join(" ".join(groups[start : start + a_line]) for start in range(0, len(groups), a_line))


def _row(label: str, value: str) -> Row:
    return (Cell(label, is_label=True), Cell(value))
