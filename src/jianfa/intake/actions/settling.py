"""How a demand ends: answered, passed on, declined; and what the submitter says then. Each end carries an answer."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from jianfa.intake.actions.moving import move, needed, needed_answer
from jianfa.intake.models import Demand, Referral
from jianfa.intake.policy import may
from jianfa.intake.states import OF_SUBMITTER, Outlet, Satisfaction
from jianfa.journal.models import Change, Event, Wording
from jianfa.organisations.models import ActingPost, Post
from jianfa.organisations.policy import Refused, Why, refuse_secrets, require


def answer(demand: Demand, *, actor: ActingPost, at: datetime, text: str) -> Event:
    """Answer a demand; whoever raised it can say whether that helped, and appeal once."""
    require(may(actor, "answer", demand))
    return move(demand, "answer", actor=actor, at=at, answer=needed_answer(text), satisfaction="")


answer_demand = answer


@dataclass(frozen=True)
class PassedOn:
    """To whom it went, on which day, and under which number it is there."""

    outlet: str
    day: date
    body: str = ""
    reference_no: str = ""


def pass_on(demand: Demand, to: PassedOn, *, actor: Post, at: datetime, text: str) -> Event:
    """Pass a demand on that is not the union's to solve, with a record of where it went."""
    require(may(actor, "pass_on", demand))
    if to.outlet not in Outlet.values:
        raise Refused(_("Please say to whom it is passed on."), Why.VALUE, field="outlet")
    if to.outlet == Outlet.OTHER and not to.body.strip():
        raise Refused(_("Please name the body it is passed on to."), Why.VALUE, field="body")
    if to.day > timezone.localdate(at):
        raise Refused(_("The day lies in the future."), Why.VALUE, field="day")
    refuse_secrets({"body": to.body, "reference_no": to.reference_no})
    row = Referral(
        demand=demand, outlet=to.outlet, body=to.body.strip(), passed_on=to.day, reference_no=to.reference_no.strip(),
        post=actor, at=at,
    )  # fmt: skip
    return move(demand, "pass_on", actor=actor, at=at, also=[Change(row)], answer=needed_answer(text), satisfaction="")


def decline(demand: Demand, *, actor: Post, at: datetime, reason: str) -> Event:
    """Decline a demand with the reason the submitter is told; after an appeal another person than before decides."""
    require(may(actor, "decline", demand))
    reason = needed(reason, "reason", _("Please say why it is declined."))
    again = demand.has_appealed and demand.decliner_id is not None
    who: dict[str, Any] = {"redecliner" if again else "decliner": actor.person}
    return move(demand, "decline", actor=actor, at=at, answer=reason, satisfaction="", **who)


def appeal(demand: Demand, *, actor: ActingPost, at: datetime, facts: str) -> Event:
    """Ask once that it is looked at again, saying what was not seen."""
    require(may(actor, "appeal", demand))
    facts = needed(facts, "facts", _("Please say what was not seen."))
    return move(demand, "appeal", actor=actor, at=at, said={"facts": facts}, has_appealed=True, satisfaction="")


def rate(demand: Demand, *, actor: ActingPost, at: datetime, satisfaction: str, words: str = "") -> Event:
    """Let the submitter say whether it helped."""
    require(may(actor, "rate", demand))
    if satisfaction not in Satisfaction.values:
        raise Refused(_("Please say whether it helped."), Why.VALUE, field="satisfaction")
    said = {"words": words.strip()} if words.strip() else None
    return move(demand, "rate", actor=actor, at=at, said=said, satisfaction=satisfaction)


def reveal(demand: Demand, *, actor: Post, at: datetime) -> str:
    """Return the contact in full; that it was looked at stays in the record."""
    move(demand, "reveal", actor=actor, at=at)
    return demand.contact


ERASED = ("title", "text", "contact")


def erase_person(demand: Demand, *, actor: Post, at: datetime, reason: str) -> Event:
    """Forget who raised it and in which words: text, contact, names of files, what was said with an appeal, a rating or
    a withdrawal leave the table and the journal.

    What was written for others, the summary and its title, stays.
    """
    require(may(actor, "erase_person", demand))
    reason = needed(reason, "reason", _("Please say why."))
    title = demand.title if demand.summary else ""
    files = [Change(row, file_name="") for row in demand.attachments.all()]
    with transaction.atomic():
        event = move(
            demand, "erase_person", actor=actor, at=at, also=files, said={"reason": reason}, title=title, text="",
            contact="", erased_at=at,
        )  # fmt: skip
        texts = Wording.objects.filter(event__chain=demand.pk).exclude(event=event)
        texts.filter(name__in=[f"intake.demand/{demand.pk}/{name}" for name in ERASED]).delete()
        texts.filter(name__startswith="intake.attachment/").delete()
        texts.filter(Q(name__in=OF_SUBMITTER) | Q(name="reason", event__verb="withdraw")).delete()
    return event
