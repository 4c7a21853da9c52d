"""From one demand to a policy for all (以此类推): demand, survey, one problem, petition, grants, six effects."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial
from uuid import UUID

from jianfa.demo.city import City, method_of
from jianfa.demo.content import Record, load
from jianfa.demo.days import Step, drawn
from jianfa.demo.story import GENERAL, GRADES, SENSITIVE, Story
from jianfa.intake import actions as intake
from jianfa.intake.actions import surveys
from jianfa.intake.models import Asked, Demand, Survey
from jianfa.intake.states import Channel
from jianfa.ledger import actions as ledger
from jianfa.ledger.actions import local_day
from jianfa.organisations.models import Post, Role
from jianfa.remedies import actions as remedies
from jianfa.remedies.models import Effect, Petition
from jianfa.remedies.states import Result

ANSWER_DAYS = 4
"""The counties answer on one of so many days after they are asked."""


class Generalised(Story):
    """A problem that began as the demand of one county; from its plan on it goes the way of any other."""

    def __init__(self, city: City, record: Record) -> None:
        super().__init__(city, record)
        self.book = load("generalised")
        self._demand: Demand | None = None
        self._survey: Survey | None = None

    def steps(self) -> Iterator[Step]:
        yield from super().steps()
        yield Step(self.book["reply"]["taken_up"], self._take_up)
        yield Step(self.book["reply"]["day"], self._reply)
        for grant in self.record["grants"]:
            yield Step(self.book["grants"]["day"], partial(self._grant, row=grant))
        for key in self.record["involved"]:
            yield Step(self.book["effects"]["day"], partial(self._confirm, key=key))

    def begin(self) -> Iterator[Step]:
        """Yield the demand, the survey it leads to with the answer of every county, and the problem made of it."""
        asked = self.book["survey"]
        yield Step(self.book["demand"]["day"], self._raise)
        yield Step(asked["opened"], self._ask)
        yield Step(asked["opened"], self._send)
        for key in self._counties():
            day = asked["opened"] + 1 + drawn(key, ANSWER_DAYS)
            yield Step(day, partial(self._fill_in, key=key))
            yield Step(day, partial(self._sign, key=key))
        yield Step(asked["closed"], self._close)
        yield Step(self.record["plan"]["listed"], self._make)
        yield Step(self.record["plan"]["listed"], self._merge)

    def _counties(self) -> list[str]:
        return [key for key, role in self.city.offices if role == Role.HEAD and key.startswith("c")]

    @property
    def demand(self) -> Demand:
        assert self._demand is not None
        self._demand.refresh_from_db()
        return self._demand

    @property
    def survey(self) -> Survey:
        assert self._survey is not None
        self._survey.refresh_from_db()
        return self._survey

    def _raise(self, at: datetime) -> None:
        row, source = self.book["demand"], self.record["source"]
        self._demand = intake.raise_demand(
            actor=self.city.offices[source, Role.LIAISON], at=at, campaign=self.city.campaigns["strengthening"],
            unit=self.city.units[source], title=row["title"], text=self.text(row["text"], row["day"]),
            channel=Channel.COUNTY.value,
        )  # fmt: skip

    def _ask(self, at: datetime) -> None:
        row = self.book["survey"]
        new = surveys.NewSurvey(
            title=row["title"], why=row["why"], due=self.city.days.worked(row["due"]),
            units=[self.city.units[key] for key in self._counties()], demand=self.demand,
            questions=[
                surveys.NewQuestion(one["text"], one["kind"], key=one["key"], measure=one.get("measure", ""))
                for one in row["questions"]
            ],
        )  # fmt: skip
        campaign = self.city.campaigns["strengthening"]
        self._survey = surveys.draft_survey(new, campaign=campaign, actor=self.desk(), at=at)

    def _send(self, at: datetime) -> None:
        surveys.open_survey(self.survey, actor=self.desk(), at=at)

    def _asked(self, key: str) -> Asked:
        return Asked.objects.get(survey=self.survey, unit=self.city.units[key])

    def _fill_in(self, at: datetime, key: str) -> None:
        rows = {row["unit"]: row for row in self.book["survey"]["confirmed"]}
        remark = "" if key in rows else self.book["survey"]["not_with_us"]
        given = self._given(rows[key]) if key in rows else {}
        surveys.fill(
            self._asked(key), given, actor=self.city.offices[key, Role.LIAISON], at=at, not_with_us=key not in rows,
            remark=remark,
        )  # fmt: skip

    def _sign(self, at: datetime, key: str) -> None:
        surveys.sign(self._asked(key), actor=self.city.offices[key, Role.HEAD], at=at)

    def _given(self, row: Record) -> Mapping[UUID, surveys.Given]:
        values = {
            "audit_office": "no", "audit_staff": "0", "audited_unions": str(row["audited"]), "audit_needs": row["needs"]
        }  # fmt: skip
        questions = self.survey.questions.filter(ended_at=None)
        return {one.pk: surveys.Given(values[one.key], basis=row["basis"]) for one in questions}

    def _close(self, at: datetime) -> None:
        surveys.close_survey(self.survey, actor=self.desk(), at=at)

    def _make(self, at: datetime) -> None:
        record, plan = self.record, self.record["plan"]
        new = surveys.NewCommon(
            title=self.text(record["title"], plan["listed"]),
            description=self.text(record["description"], plan["listed"]),
            due=self.city.days.due(plan["due"], is_closed=True), solver=record["solver"], clock=record["clock"],
            dimension=self.city.dimensions[record["dimension"]], template=self.city.classes[record["template"]],
            weight=record["weight"], sensitivity=SENSITIVE[record.get("sensitivity", GENERAL)["level"]].value,
            lead=self.city.unit(record["lead"]), driver=self.city.unit(record["driver"]),
            sponsor=self._sponsor(), assists=[self.city.units[key] for key in record["assists"]],
            owner_name=self.owner.person.name, grade=GRADES[record.get("grade", "一般")],
            method=method_of([row["method"] for row in record["criteria"]]),
            needs_publicity=record.get("sensitivity", GENERAL)["level"] == "一般",
            criteria=[
                ledger.NewCriterion(self.text(row["text"], plan["listed"]), test=f"{row['method']}核查")
                for row in record["criteria"]
            ],
        )  # fmt: skip
        units = [self.city.units[key] for key in record["involved"]]
        self._problem = surveys.make_common_problem(self.survey, units, actor=self.desk(), at=at, new=new)

    def _merge(self, at: datetime) -> None:
        """The demand it began with is merged into it and gets its answer."""
        intake.merge(self.demand, self.problem, actor=self.desk(), at=at, text=self.book["made"]["answer"])

    def _sponsor(self) -> Post:
        return self.city.posts[self.record["sponsor"]]

    def _take_up(self, at: datetime) -> None:
        remedies.take_up_letter(self.problem, actor=self.desk(), at=at)

    @property
    def _letter(self) -> Petition:
        return Petition.objects.get(problem=self.problem)

    def _reply(self, at: datetime) -> None:
        row = self.book["reply"]
        reply = remedies.Reply(
            no=self.text(row["no"], row["day"]), on=self.city.days.worked(row["day"]), text=row["text"],
            result=Result.GRANTED.value,
        )  # fmt: skip
        remedies.record_reply(self._letter, reply, actor=self.desk(), at=at)

    def _grant(self, at: datetime, row: Record) -> None:
        """Enter one row of an approval; each county has its own document."""
        book = self.book["grants"]
        number = book["first"] + self.record["involved"].index(row["unit"])
        document = self.text(book["document"].replace("{n}", str(number)), book["day"])
        granted = remedies.Granted(
            unit=self.city.units[row["unit"]], kind=row["kind"], number=row["count"], document_no=document,
            authority=book["authority"], document_on=min(self.city.days.worked(book["day"]), local_day(at)),
            purpose=book["purpose"],
        )  # fmt: skip
        remedies.record_grant(self._letter, granted, actor=self.desk(), at=at)

    def _confirm(self, at: datetime, key: str) -> None:
        book = self.book["grants"]
        number = book["first"] + self.record["involved"].index(key)
        effect = Effect.objects.get(problem=self.problem, unit=self.city.units[key])
        remedies.confirm_effect(
            effect, actor=self.city.offices[key, Role.HEAD], at=at, words=self.book["effects"]["words"],
            document_no=self.text(book["document"].replace("{n}", str(number)), book["day"]),
        )  # fmt: skip
