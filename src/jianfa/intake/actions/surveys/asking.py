"""The desk's side: draft the questions, ask the counties, remind them, ask once more, close."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from jianfa.intake.actions.moving import needed
from jianfa.intake.models import (
    Asked,
    AskedState,
    Demand,
    Question,
    QuestionKind,
    Survey,
    SurveyState,
)
from jianfa.intake.policy.surveys import may_draft_survey, may_keep
from jianfa.intake.rules.surveys import key_of
from jianfa.intake.states import State as DemandState
from jianfa.journal.models import Change, Event
from jianfa.ledger.models import Campaign
from jianfa.organisations.actions import asking
from jianfa.organisations.actions.writing import write
from jianfa.organisations.models import ActingPost, Ask, Post, Timer, Unit, UnitKind
from jianfa.organisations.policy import Refused, Why, refuse_secrets, require

MOST_QUESTIONS = 20
"""More than that is no question set but a form; a second survey can follow when the first has shown what matters."""


@dataclass(frozen=True)
class NewQuestion:
    """One question as typed; without a key it gets one from its words, so that equal words are the same question."""

    text: str
    kind: str = QuestionKind.YES_NO.value
    key: str = ""
    choices: Sequence[str] = ()
    measure: str = ""
    is_required: bool = True


@dataclass(frozen=True)
class NewSurvey:
    """A survey as typed; whom it asks, by when, and what it grew from."""

    title: str
    why: str
    due: date
    units: Sequence[Unit]
    questions: Sequence[NewQuestion]
    demand: Demand | None = None
    theme: str = ""


def draft_survey(new: NewSurvey, *, campaign: Campaign, actor: Post, at: datetime) -> Survey:
    """Write a survey down; nobody is asked before the desk has seen what was asked earlier and sends it."""
    require(may_draft_survey(actor, campaign))
    _check_origin(new.demand, campaign)
    survey = Survey(
        campaign=campaign, demand=new.demand, drafted_by=actor, drafted_at=at, **_columns(new, timezone.localdate(at))
    )
    questions = _questions(survey, new.questions)
    write(survey.subject, "draft_survey", actor=actor, at=at, changes=[Change(survey), *map(Change, questions)])
    return survey


def _check_origin(demand: Demand | None, campaign: Campaign) -> None:
    """Practice asks nobody for real, and nobody is asked because of what was not handed in."""
    if demand is None:
        return
    if demand.campaign_id != campaign.pk:
        raise Refused(_("The demand belongs to another campaign; a survey stays in that of its demand."), Why.VALUE,
                      field="demand")  # fmt: skip
    if demand.state in {DemandState.DRAFT, DemandState.WITHDRAWN}:
        sentence = _("The demand is “%(state)s”; nobody is asked because of it.")
        raise Refused(sentence % {"state": demand.get_state_display()}, field="demand")


def edit_survey(survey: Survey, new: NewSurvey, *, actor: Post, at: datetime) -> Event:
    """Change a draft; the earlier questions end and stay in the record."""
    require(may_keep(actor, "edit", survey))
    ended = [Change(row, {"ended_at": None}, ended_at=at) for row in survey.questions.filter(ended_at=None)]
    change = _changed(survey, **_columns(new, timezone.localdate(at)))
    questions = _questions(survey, new.questions)
    changes = [change, *ended, *map(Change, questions)]
    return write(survey.subject, "edit_survey", actor=actor, at=at, changes=changes)


def _columns(new: NewSurvey, today: date) -> dict[str, Any]:
    if new.due < today:
        raise Refused(_("The day for the answer has already passed."), Why.VALUE, field="due")
    if not new.units:
        raise Refused(_("Please choose whom to ask."), Why.VALUE, field="units")
    if any(unit.kind != UnitKind.COUNTY_UNION for unit in new.units):
        raise Refused(_("A survey asks county unions only."), Why.VALUE, field="units")
    return {
        "title": needed(new.title, "title", _("Please say in one sentence what is asked."), longest=200),
        "why": needed(new.why, "why", _("Please say why it is asked: whoever answers reads it.")),
        "theme": new.theme.strip()[:200], "due": new.due, "units": [str(unit.pk) for unit in new.units],
    }  # fmt: skip


def _questions(survey: Survey, new: Sequence[NewQuestion]) -> list[Question]:
    if not new:
        raise Refused(_("Please write at least one question."), Why.VALUE, field="rows")
    if len(new) > MOST_QUESTIONS:
        sentence = _("At most %(n)s questions; please ask only what is needed to decide.")
        raise Refused(sentence % {"n": MOST_QUESTIONS}, Why.VALUE, field="rows")
    rows, keys = [], set()
    for n, one in enumerate(new, 1):
        place = f"question-{n}"
        text = needed(one.text, place, _("Question %(n)s has no words.") % {"n": n}, longest=300)
        if one.kind not in QuestionKind.values:
            raise Refused(_("Please say what kind of answer is asked for."), Why.VALUE, field=place)
        choices = "\n".join(line.strip() for line in one.choices if line.strip())
        if one.kind == QuestionKind.CHOICE and len(choices.splitlines()) < 2:
            raise Refused(_("Please give at least two choices, one a line."), Why.VALUE, field=place)
        refuse_secrets({place: choices})
        key = key_of(one.key or text)
        if key in keys:
            raise Refused(_("Question %(n)s is asked twice.") % {"n": n}, Why.VALUE, field=place)
        keys.add(key)
        rows.append(
            Question(
                survey=survey, position=n, key=key, text=text, kind=one.kind, is_required=one.is_required,
                choices=choices if one.kind == QuestionKind.CHOICE else "",
                measure=one.measure.strip()[:10] if one.kind == QuestionKind.NUMBER else "",
            )
        )  # fmt: skip
    return rows


def open_survey(survey: Survey, *, actor: Post, at: datetime) -> Event:
    """Send it: each unit is asked from now on, and it is counted what it is asked for (docs/burden.md)."""
    require(may_keep(actor, "open", survey))
    if survey.due < timezone.localdate(at):
        raise Refused(_("The day for the answer has already passed; please change it first."), Why.STATE)
    units = list(Unit.objects.county_unions().filter(pk__in=survey.units))
    fields = survey.questions.filter(ended_at=None).count()
    changes = [_changed(survey, state=SurveyState.OPEN.value, opened_by=actor, opened_at=at)]
    for unit in units:
        changes.append(Change(Asked(survey=survey, unit=unit)))
        changes += _counted(survey, "open_survey", unit, fields, actor=actor, at=at)
    return write(survey.subject, "open_survey", actor=actor, at=at, changes=changes, facts={"units": len(units)})


def _counted(survey: Survey, verb: str, unit: Unit, fields: int, *, actor: ActingPost, at: datetime) -> list[Change]:
    if survey.campaign.is_practice:
        return []
    return asking(
        survey.subject, verb, unit=unit, kind=Ask.Kind.SURVEY, fields=fields, actor=actor, at=at, due=survey.due
    )


def prolong_survey(survey: Survey, *, actor: Post, at: datetime, due: date) -> Event:
    """Give everybody more time; who has answered need not answer again."""
    require(may_keep(actor, "prolong", survey))
    if due <= survey.due:
        raise Refused(_("The new day lies after the present one."), Why.VALUE, field="due")
    change = _changed(survey, due=due, reminded_at=None, chased_at=None)
    facts = {"due_before": survey.due, "due": due}
    return write(survey.subject, "prolong_survey", actor=actor, at=at, changes=[change], facts=facts)


def remind_survey(survey: Survey, *, actor: Timer, at: datetime) -> Event:
    """Remind those who have not answered that the day is near, and once that it is over; nothing new is asked."""
    if not isinstance(actor, Timer):
        raise Refused(_("Reminders are sent by the system."), Why.OFFICE)
    name = "chased_at" if survey.is_over(timezone.localdate(at)) else "reminded_at"
    waiting = list(survey.asked.filter(state=AskedState.ASKED).values_list("unit", flat=True))
    if survey.state != SurveyState.OPEN or not waiting or getattr(survey, name) is not None:
        raise Refused(_("Nobody is to be reminded."))
    change = Change(survey, {name: None, "state": SurveyState.OPEN.value, "due": survey.due}, **{name: at})
    facts = {"units": [str(unit) for unit in waiting], "due": survey.due}
    return write(survey.subject, "remind_survey", actor=actor, at=at, changes=[change], facts=facts)


def send_back(asked: Asked, *, actor: Post, at: datetime, missing: str) -> Event:
    """Ask a county once more, saying what is missing; what it signed stays in the record."""
    require(may_keep(actor, "send_back", asked.survey))
    if asked.state == AskedState.ASKED:
        raise Refused(_("This county has not answered yet."))
    missing = needed(missing, "missing", _("Please write what is missing."))
    change = Change(
        asked, {"state": asked.state, "version": asked.version}, version=asked.version + 1, missing=missing,
        state=AskedState.ASKED.value, filled_by=None, filled_at=None, signed_by=None, signer=None, signed_at=None,
    )  # fmt: skip
    counted = _counted(asked.survey, "send_back_survey", asked.unit, 1, actor=actor, at=at)
    facts = {"unit": str(asked.unit_id)}
    return write(asked.survey.subject, "send_back_survey", actor=actor, at=at, changes=[change, *counted], facts=facts)


def close_survey(survey: Survey, *, actor: Post, at: datetime) -> Event:
    """Close it; who has not answered stands in the result as not answered."""
    require(may_keep(actor, "close", survey))
    silent: list[UUID] = list(survey.asked.filter(state=AskedState.ASKED).values_list("unit", flat=True))
    change = _changed(survey, state=SurveyState.CLOSED.value, closed_by=actor, closed_at=at)
    facts = {"silent": [str(unit) for unit in silent]}
    return write(survey.subject, "close_survey", actor=actor, at=at, changes=[change], facts=facts)


def _changed(survey: Survey, **values: Any) -> Change:
    guard = {"state": survey.state, "version": survey.version}
    return Change(survey, guard, version=survey.version + 1, **values)
