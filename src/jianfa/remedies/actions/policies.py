"""Policy measures: entered with their document, linked with the problems they serve, ended when they no longer hold."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from jianfa.journal.models import Change, Event
from jianfa.ledger.actions import local_day
from jianfa.ledger.models import Problem
from jianfa.organisations.actions.writing import write
from jianfa.organisations.models import Post
from jianfa.organisations.policy import Refused, Why, require
from jianfa.remedies.actions.checking import changed, need, not_after
from jianfa.remedies.models import PolicyMeasure, Serving
from jianfa.remedies.policy.policies import may_enter_policy, may_link, may_work_on_policy


def enter_policy(
    *, actor: Post, at: datetime, document_no: str, document_on: date, issued_by: str, title: str, text: str,
    effective_on: date,
) -> PolicyMeasure:  # fmt: skip
    """Enter a policy document; which problems it serves is said afterwards."""
    require(may_enter_policy(actor))
    need(
        document_no=(document_no, _("Please give the number of the document.")),
        issued_by=(issued_by, _("Please say who issued it.")),
        title=(title, _("Please give the title of the document.")),
        text=(text, _("Please say in some sentences what it provides.")),
    )
    not_after(document_on, at, "document_on")
    document_no = document_no.strip()
    if PolicyMeasure.objects.filter(document_no=document_no, ended_on=None).exists():
        raise Refused(_("The document %(no)s has been entered already.") % {"no": document_no}, Why.STATE,
                      field="document_no")  # fmt: skip
    row = PolicyMeasure(
        document_no=document_no, document_on=document_on, issued_by=issued_by.strip(), title=title.strip(),
        text=text.strip(), effective_on=effective_on, entered_by=actor, entered_at=at,
    )  # fmt: skip
    write(row.subject, "enter_policy", actor=actor, at=at, changes=[Change(row)])
    return row


def serve(policy: PolicyMeasure, problem: Problem, *, actor: Post, at: datetime) -> Event:
    """Say that a policy serves a problem; one policy serves many."""
    require(may_link(actor, problem))
    if policy.ended_on is not None and policy.ended_on < local_day(at):
        raise Refused(_("This policy has ended on %(day)s.") % {"day": policy.ended_on.isoformat()}, Why.STATE,
                      field="policy")  # fmt: skip
    if policy.servings.filter(problem=problem, ended_at=None).exists():
        raise Refused(_("This policy serves the problem already."), Why.STATE, field="policy")
    row = Serving(policy=policy, problem=problem, linked_by=actor, linked_at=at)
    changes = [Change(row), changed(policy)]
    facts = {"problem": str(problem.pk)}
    return write(policy.subject, "serve", actor=actor, at=at, changes=changes, facts=facts)


def unlink(serving: Serving, *, actor: Post, at: datetime) -> Event:
    """End a link that was made by mistake; the row stays."""
    require(may_link(actor, serving.problem))
    if serving.ended_at is not None:
        raise Refused(_("This link has ended already."), Why.STATE)
    changes = [Change(serving, {"ended_at": None}, ended_at=at), changed(serving.policy)]
    facts = {"problem": str(serving.problem_id)}
    return write(serving.policy.subject, "unlink", actor=actor, at=at, changes=changes, facts=facts)


def end_policy(policy: PolicyMeasure, *, actor: Post, at: datetime, ended_on: date, reason: str) -> Event:
    """Note that a policy no longer holds, since when and why; what it served keeps naming it."""
    require(may_work_on_policy(actor, policy))
    need(reason=(reason, _("Please say why it ended, with the document that ended it.")))
    if ended_on < policy.effective_on:
        raise Refused(_("It cannot end before it began."), Why.VALUE, field="ended_on")
    change = changed(policy, ended_on=ended_on, ending=reason.strip())
    return write(policy.subject, "end_policy", actor=actor, at=at, changes=[change])
