"""A petition (请示 or 函) as a paper in the official layout."""

from django.utils.translation import gettext as _

from jianfa.documents.queries.matter import blank_day, day_words
from jianfa.kit.papers.model import Addressee, Block, Mark, Note, Number, Paper, Paragraph, Signature, Title
from jianfa.organisations.queries.units import federation
from jianfa.remedies.models import Petition
from jianfa.remedies.states import SIGNED_ON, LetterForm


def petition_paper(petition: Petition) -> Paper:
    """Return the letter: mark of the sender, number, title, addressee, text, closing words, signature and day."""
    city = federation()
    sender = petition.from_unit.name
    is_signed = petition.state in SIGNED_ON
    number = petition.letter_no or (_("(number follows)") if is_signed else _("(draft, not signed: without effect)"))
    texts = [line for line in petition.body.splitlines() if line.strip()]
    blocks: list[Block] = [
        Mark(sender), Number(number), Title(petition.title), Addressee(petition.addressee.name),
        *(Paragraph(line.strip()) for line in texts), Paragraph(_closing(petition)),
        Signature(sender, day_words(petition.letter_on) or blank_day()),
    ]  # fmt: skip
    if petition.signed_by is not None:
        blocks.append(Note(_("Signed off by %(who)s.") % {"who": petition.signed_by.person.name}))
    name = f"{petition.letter_no} {petition.title}".strip()
    header = _("Sample data") if city and city.is_sample else ""
    made_at = petition.signed_at or petition.drafted_at
    return Paper(name, tuple(blocks), made_at, city.name if city else sender, header)


def _closing(petition: Petition) -> str:
    """The words with which such a letter ends."""
    if petition.form == LetterForm.REQUEST:
        return _("Please reply whether this is approved.")
    return _("Please consider this and reply by letter.")
