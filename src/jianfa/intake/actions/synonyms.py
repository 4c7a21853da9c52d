"""The list of synonyms is changed as rules are: the desk proposes the whole list, a department head confirms it."""

from datetime import datetime

from django.db.models import Max
from django.utils.translation import gettext as _

from jianfa.intake.actions.moving import needed
from jianfa.intake.models import SynonymList
from jianfa.intake.policy.likeness import may_propose_synonyms, may_settle_synonyms, may_take_back_synonyms
from jianfa.intake.queries.synonyms import in_force, waiting
from jianfa.journal.models import Change, Event
from jianfa.kit.similar import BadSynonyms, Synonyms
from jianfa.organisations.actions.writing import write
from jianfa.organisations.models import Post
from jianfa.organisations.policy import Refused, Why, require

LONGEST = 100_000
"""Characters; some five thousand groups."""


def propose_synonyms(*, actor: Post, at: datetime, text: str, reason: str) -> SynonymList:
    """Propose another list, whole; at most one waits for its answer."""
    require(may_propose_synonyms(actor))
    text = "\n".join(line.rstrip() for line in text.strip().splitlines())
    checked(text)
    reason = needed(reason, "reason", _("Please say why."))
    if text == in_force().text.strip():
        raise Refused(_("Nothing is different from the list in force."), Why.VALUE, field="text")
    if waiting() is not None:
        raise Refused(_("Another list waits for its answer; at most one may."))
    version = (SynonymList.objects.aggregate(newest=Max("version"))["newest"] or 0) + 1
    row = SynonymList(
        version=version, text=text, reason=reason, proposed_by=actor, proposer=actor.person, proposed_at=at
    )
    write(row.subject, "propose_synonyms", actor=actor, at=at, changes=[Change(row)], facts={"version": version})
    return row


def checked(text: str) -> Synonyms:
    """Return the list that a text means; raise Refused naming the line."""
    if len(text) > LONGEST:
        raise Refused(_("The list is longer than %(n)s characters.") % {"n": LONGEST}, Why.VALUE, field="text")
    try:
        return Synonyms.read(text)
    except BadSynonyms as error:
        sentence = _("Line %(line)s: “%(word)s” stands alone, or in two groups. A group has two words or more.")
        raise Refused(sentence % {"line": error.line, "word": error.word}, Why.VALUE, field="text") from error


def confirm_synonyms(proposed: SynonymList, *, actor: Post, at: datetime) -> Event:
    """Put a proposed list in force; texts are compared anew by it."""
    require(may_settle_synonyms(actor, proposed))
    return _settled(proposed, "confirm_synonyms", SynonymList.State.CONFIRMED, actor, at)


def reject_synonyms(proposed: SynonymList, *, actor: Post, at: datetime) -> Event:
    """Leave the list as it was."""
    require(may_settle_synonyms(actor, proposed))
    return _settled(proposed, "reject_synonyms", SynonymList.State.REJECTED, actor, at)


def withdraw_synonyms(proposed: SynonymList, *, actor: Post, at: datetime) -> Event:
    """Take a proposal back."""
    require(may_take_back_synonyms(actor, proposed))
    return _settled(proposed, "withdraw_synonyms", SynonymList.State.WITHDRAWN, actor, at)


def _settled(row: SynonymList, verb: str, state: SynonymList.State, actor: Post, at: datetime) -> Event:
    change = Change(row, {"state": row.state}, state=state.value, decided_by=actor, decider=actor.person, decided_at=at)
    return write(row.subject, verb, actor=actor, at=at, changes=[change], facts={"version": row.version})
