"""What the first screen says: hotlines and urgent words, kept by the desk."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

from django.utils.translation import gettext as _

from jianfa.journal.actions import Stale
from jianfa.journal.models import Event
from jianfa.organisations.actions.writing import write
from jianfa.organisations.models import Post
from jianfa.organisations.policy import Refused, Why, require
from jianfa.portal.actions.switching import changed
from jianfa.portal.policy import may_keep
from jianfa.portal.queries.inside import current_portal
from jianfa.portal.rules import LONGEST_LIST, Hotline
from jianfa.portal.states import Urgent


def keep_lists(
    hotlines: Sequence[Hotline], words: Mapping[str, Sequence[str]], *, actor: Post, at: datetime, version: int
) -> Event:
    """Replace hotlines and urgent words; the public pages show them at once."""
    portal = current_portal()
    require(may_keep(actor))
    if version != portal.version:
        raise Stale
    _check_hotlines(hotlines)
    _check_words(words)
    change = changed(
        portal, hotlines=[{**asdict(line), "kinds": list(line.kinds)} for line in hotlines],
        urgent_words={kind: list(row) for kind, row in words.items()},
    )  # fmt: skip
    return write(portal.subject, "keep_portal", actor=actor, at=at, changes=[change])


def _check_hotlines(hotlines: Sequence[Hotline]) -> None:
    if not hotlines:
        raise Refused(_("At least one hotline must stand on the first screen."), Why.VALUE, field="hotlines")
    if len(hotlines) > LONGEST_LIST:
        raise _too_long("hotlines")
    for line in hotlines:
        if not line.is_fit(Urgent.values):
            sentence = _("“%(number)s %(name)s” is no hotline: it needs a number and a name without spaces.")
            raise Refused(sentence % {"number": line.number, "name": line.name}, Why.VALUE, field="hotlines")


def _check_words(words: Mapping[str, Sequence[str]]) -> None:
    for kind, row in words.items():
        if kind not in Urgent.values:
            raise Refused(_("There is no kind “%(kind)s”.") % {"kind": kind}, Why.VALUE, field=f"words_{kind}")
        if len(row) > LONGEST_LIST:
            raise _too_long(f"words_{kind}")


def _too_long(field: str) -> Refused:
    return Refused(_("That is too long: at most %(n)s each.") % {"n": LONGEST_LIST}, Why.VALUE, field=field)
