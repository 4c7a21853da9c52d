"""The county's side: the liaison fills in, the head signs; the signature is the answer."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from jianfa.files.actions import store
from jianfa.intake.actions.moving import needed
from jianfa.intake.models import Answer, Asked, AskedState, Question, QuestionKind, SurveyState
from jianfa.intake.policy.surveys import may_fill, may_sign_answer
from jianfa.intake.rules.surveys import NO, YES, whole
from jianfa.journal.models import Change, Event
from jianfa.organisations.actions.writing import write
from jianfa.organisations.models import Post
from jianfa.organisations.policy import Refused, Why, refuse_secrets, require


@dataclass(frozen=True)
class Given:
    """What was typed for one question: the value in words, its basis, a file; and the earlier answer it repeats."""

    value: str = ""
    basis: str = ""
    file: "UploadedFile[Any] | None" = None
    reused_from: Answer | None = None


def fill(
    asked: Asked, given: Mapping[UUID, Given], *, actor: Post, at: datetime, not_with_us: bool = False,
    remark: str = "",
) -> Event:  # fmt: skip
    """Fill in for the county; it waits for the head's signature then. “Not with us” needs a sentence and no answers."""
    require(may_fill(actor, asked))
    remark = remark.strip()
    if not_with_us:
        remark = needed(remark, "remark", _("Please say in a sentence why there is nothing of it here."))
    refuse_secrets({"remark": remark})
    questions = list(asked.survey.questions.filter(ended_at=None))
    changes: list[Change] = []
    if not not_with_us:
        there = {row.question_id: row for row in asked.answers.all()}
        for question in questions:
            one = given.get(question.pk, Given())
            changes += _answered(asked, question, one, there.get(question.pk), at)
    change = Change(
        asked, {"state": AskedState.ASKED.value, "version": asked.version}, version=asked.version + 1,
        says_not_with_us=not_with_us, remark=remark, filled_by=actor, filled_at=at,
    )  # fmt: skip
    facts = {"unit": str(asked.unit_id), "not_with_us": not_with_us}
    changes = [change, _still_open(asked), *changes]
    return write(asked.survey.subject, "fill_survey", actor=actor, at=at, changes=changes, facts=facts)


def attach_to_answer(
    asked: Asked, question: Question, upload: "UploadedFile[Any]", *, actor: Post, at: datetime
) -> Event:  # fmt: skip
    """Add a file to what was filled in for one question, or put it in the place of another; the rest stays."""
    require(may_fill(actor, asked))
    there = {row.question_id: row for row in asked.answers.select_related("reused_from")}
    if asked.says_not_with_us or question.pk not in there:
        raise Refused(_("Nothing has been filled in for this question yet."), Why.STATE)
    given = {key: Given(row.value, row.basis, None, row.reused_from) for key, row in there.items()}
    given[question.pk] = replace(given[question.pk], file=upload)
    return fill(asked, given, actor=actor, at=at, remark=asked.remark)


def _still_open(asked: Asked) -> Change:
    """Who closes the survey at the same moment has named this county silent already."""
    return Change(asked.survey, {"state": SurveyState.OPEN.value})


def _answered(asked: Asked, question: Question, given: Given, there: Answer | None, at: datetime) -> list[Change]:
    """Return what writes one answer down; a file that was there stays unless another one is given."""
    place = f"value-{question.pk}"
    text, number = _value(question, given.value.strip(), place)
    basis = given.basis.strip()[:200]
    refuse_secrets({place: text, f"basis-{question.pk}": basis})
    values: dict[str, Any] = {"text": text, "number": number, "basis": basis, "reused_from": given.reused_from}
    if given.file is not None:
        values["file"] = store(given.file, at=at, field=f"file-{question.pk}")
        values["file_name"] = (given.file.name or "")[-160:]
    if there is None:
        return [Change(Answer(survey=asked.survey, asked=asked, question=question, **values))]
    changed = {name: value for name, value in values.items() if getattr(there, name) != value}
    return [Change(there, **changed)] if changed else []


def _value(question: Question, typed: str, place: str) -> tuple[str, int | None]:
    """Return the words or the number of an answer; raise Refused naming its field where it is no answer."""
    if not typed:
        if question.is_required:
            raise Refused(_("“%(text)s” needs an answer.") % {"text": question.text}, Why.VALUE, field=place)
        return "", None
    if question.kind == QuestionKind.NUMBER:
        number = whole(typed)
        if number is None:
            raise Refused(_("Please write a whole number, 0 or more."), Why.VALUE, field=place)
        return "", number
    allowed = {QuestionKind.YES_NO.value: [YES, NO], QuestionKind.CHOICE.value: question.options}.get(question.kind)
    if allowed is not None and typed not in allowed:
        raise Refused(_("Please choose one of the answers."), Why.VALUE, field=place)
    return typed, None


def sign(asked: Asked, *, actor: Post, at: datetime) -> Event:
    """Sign what was filled in: it is the county's answer now, and nobody but the desk can ask for it again."""
    require(may_sign_answer(actor, asked))
    state = AskedState.NOT_WITH_US if asked.says_not_with_us else AskedState.ANSWERED
    change = Change(
        asked, {"state": AskedState.ASKED.value, "version": asked.version}, version=asked.version + 1,
        state=state.value, signed_by=actor, signer=actor.person, signed_at=at, missing="",
    )  # fmt: skip
    facts = {"unit": str(asked.unit_id), "state": state.value}
    return write(
        asked.survey.subject, "sign_survey", actor=actor, at=at, changes=[change, _still_open(asked)], facts=facts
    )
