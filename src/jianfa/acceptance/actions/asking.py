"""The unit that raised a problem says whether it is solved."""

from datetime import datetime

from django.utils.translation import gettext as _

from jianfa.acceptance.actions.verifying import open_application
from jianfa.acceptance.models import SourceAnswer
from jianfa.acceptance.policy import answer_given, may_respond
from jianfa.journal.models import Change, Event
from jianfa.ledger.actions import move
from jianfa.ledger.models import Problem
from jianfa.ledger.policy import may
from jianfa.organisations.models import Post, Proposal
from jianfa.organisations.policy import Refused, Why, refuse_secrets, require


def respond(
    problem: Problem, *, actor: Post, at: datetime, answer: str, reason: str = "", proposal: Proposal | None = None
) -> Event:
    """Answer for the unit that raised it: solved, partly or not; the last two with a reason. Once per application."""
    speaker = proposal.recorded_for if proposal and proposal.recorded_for else actor
    if proposal is None:
        require(may(actor, "respond", problem))
    require(may_respond(problem, speaker))
    if answer not in SourceAnswer.Answer.values:
        raise Refused(_("Please choose: solved, partly solved, or not solved."), Why.VALUE, field="answer")
    if answer != SourceAnswer.Answer.SOLVED and not reason.strip():
        raise Refused(_("Please say what is not solved yet."), Why.VALUE, field="reason")
    refuse_secrets({"reason": reason})
    row = SourceAnswer(
        application=open_application(problem), answer=answer, reason=reason.strip(), post=speaker,
        person=speaker.person, answered_at=at, proposal=proposal,
    )  # fmt: skip
    return move(problem, "respond", actor=actor, at=at, also=[Change(row)], facts={"answer": answer}, proposal=proposal)


def gone_on(problem: Problem, reason: str) -> list[Change]:
    """Return what notes the leader's reason for going on although the source unit says: not solved.

    Raises Refused when there is none; where the answer is another one, nothing is asked and nothing noted.
    """
    row = answer_given(open_application(problem))
    if row is None or row.answer != SourceAnswer.Answer.UNSOLVED:
        return []
    if not reason.strip():
        raise Refused(
            _("%(unit)s says that it is not solved; please write why you go on all the same, or send it back.")
            % {"unit": problem.source_unit.name}, Why.VALUE, field="over_unsolved",
        )  # fmt: skip
    refuse_secrets({"over_unsolved": reason})
    return [Change(row, over_unsolved=reason.strip())]
