"""The story of one problem of the demo city: each entry of the data becomes a step that calls the real action."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial
from uuid import UUID

from jianfa.acceptance import actions as acceptance
from jianfa.acceptance.models import PanelMember, Scope, SigningLink
from jianfa.acceptance.policy import asks_nobody
from jianfa.demo.city import City, method_of
from jianfa.demo.content import Record
from jianfa.demo.days import Step, drawn
from jianfa.demo.requests import requests
from jianfa.demo.scheduling import divided
from jianfa.ledger import actions as ledger
from jianfa.ledger.actions import local_day
from jianfa.ledger.models import Criterion, Evidence, Origin, Problem
from jianfa.ledger.states import Grade, Method, Sensitivity
from jianfa.organisations.models import TIMER, ActingPost, Post, Proposal, Role
from jianfa.supervision import actions as supervision

SENSITIVE = {"一般": Sensitivity.GENERAL, "敏感": Sensitivity.SENSITIVE}
GENERAL = {"level": "一般"}
GRADES = {"一般": Grade.ORDINARY.value, "重点": Grade.KEY.value}
SOURCE_ANSWERS = {"已解决": "solved", "基本解决": "partly", "未答复": "none"}
PARTLY = "主体部分已落实，个别事项仍在推进"
RECORDED = frozenset({"s05", "k11"})
"""Problems whose approval was given in a meeting and entered by two clerks (代录)."""
SIGNED_BY_ITSELF = 10
"""One in so many dispatched problems is not signed for in time and counts as signed."""


class Story:
    """One problem on its way; ``steps`` yields what happens in the order of the field's procedure."""

    def __init__(self, city: City, record: Record) -> None:
        self.city = city
        self.record = record
        self.key: str = record["key"]
        self._problem: Problem | None = None
        self._n = drawn(self.key, 1000)

    @property
    def problem(self) -> Problem:
        if self._problem is None:
            raise LookupError(f"{self.key} has not been drafted yet")
        return self._problem

    def steps(self) -> Iterator[Step]:
        yield from self.begin()
        yield from self._to_work()
        for row in self.record["plan"]["reports"]:
            yield Step(row["day"], partial(self._report, row=row))
        yield from requests(self)
        yield from divided(self)
        for row in self.record["plan"]["suspensions"]:
            yield Step(row["proposed"], partial(self._suspend, row=row, actor=self.desk()))
            yield Step(row["approved"], partial(self._suspend, row=row, actor=self.city.posts[row["leader"]]))
        for row in self.record["closings"]:
            yield from Closing(self, row).steps()
        yield from self._relapse()

    # What several steps need ------------------------------------------------------------------------------

    def text(self, text: str | None, day: int) -> str:
        return self.city.places.text(text, day=day, unit=self.record["source"])

    def desk(self) -> Post:
        return self.city.desk(self._n)

    def acting(self, role_of_county: Role, role_of_department: Role) -> Post:
        """Return the post of the acting unit: driver, else lead."""
        unit = self.record.get("driver") or self.record["lead"]
        role = role_of_department if unit.startswith("d.") else role_of_county
        return self.city.offices[unit, role]

    @property
    def owner(self) -> Post:
        name = self.record.get("owner")
        return self.city.posts[name] if name else self.acting(Role.LIAISON, Role.HANDLER)

    def proposal(self) -> Proposal:
        found = ledger.open_proposal(self.problem)
        if found is None:
            raise LookupError(f"nothing is proposed for {self.key}")
        return found

    # Before the list --------------------------------------------------------------------------------------

    def begin(self) -> Iterator[Step]:
        """Yield draft, submission and listing."""
        day = self.record["submitted"] if "submitted" in self.record else self.record["plan"]["submitted"]
        yield Step(max(day - 1 - drawn(self.key, 3), -364), self.draft)
        yield Step(day, self._submit)
        listed = self.record["listed"] if "listed" in self.record else self.record.get("plan", {}).get("listed")
        if listed is not None:
            if self.record["assists"]:
                yield Step(listed, self._complete)
            yield Step(listed, self._list)

    def draft(self, at: datetime) -> None:
        record, source = self.record, self.record["source"]
        actor = self.city.posts[record["by"]] if "by" in record else self.city.offices[source, Role.LIAISON]
        origin = Origin.COUNTY if source.startswith("c") else Origin.CITY
        campaign = self.city.campaigns["strengthening"]
        self._problem = ledger.draft(campaign, self._written(at, with_assists=False), actor=actor, at=at, origin=origin)

    def _written(self, at: datetime, *, with_assists: bool) -> ledger.Draft:
        record = self.record
        day = (at.date() - self.city.days.today).days
        units = record.get("assists", []) if with_assists else []
        return ledger.Draft(
            title=self.text(record["title"], day), description=self.text(record["description"], day),
            source_unit=self.city.units[record["source"]], dimension=self.city.dimensions[record["dimension"]],
            template=self.city.classes[record["template"]] if "template" in record else None,
            solver=record["solver"], nature=record["nature"],
            clock=record.get("clock", "phased"), weight=record.get("weight", 1),
            sensitivity=SENSITIVE[record.get("sensitivity", GENERAL)["level"]].value,
            due_text=self.text(record.get("plan", {}).get("due_text"), day),
            owner_name=self.owner.person.name if with_assists and "lead" in record else "",
            assists=[self.city.units[key] for key in units],
        )  # fmt: skip

    def _submit(self, at: datetime) -> None:
        ledger.submit(self.problem, actor=self.city.offices[self.record["source"], Role.HEAD], at=at)

    def _complete(self, at: datetime) -> None:
        """The desk completes the entry: who assists, who answers for it."""
        ledger.edit(self.problem, self._written(at, with_assists=True), actor=self.desk(), at=at)

    def _list(self, at: datetime) -> None:
        record, plan = self.record, self.record.get("plan") or self.record
        leader = record.get("sponsor")
        ledger.list_problem(
            self.problem, actor=self.desk(), at=at, solver=record["solver"], nature=record["nature"],
            due=self.city.days.due(plan["due"], is_closed=record.get("final") == "written_off"),
            clock=record["clock"], weight=record["weight"], lead=self.city.unit(record["lead"]),
            driver=self.city.unit(record.get("driver")), sponsor=self.city.posts[leader] if leader else None,
            criteria=[
                ledger.NewCriterion(self.text(row["text"], plan["listed"]), test=f"{row['method']}核查")
                for row in record["criteria"]
            ],
            method=method_of([row["method"] for row in record["criteria"]]), grade=GRADES[record.get("grade", "一般")],
            needs_publicity=record.get("sensitivity", GENERAL)["level"] == "一般",
            reason=self.text(record.get("amendment_reason"), plan["listed"]),
        )  # fmt: skip

    # Into the work ----------------------------------------------------------------------------------------

    def _to_work(self) -> Iterator[Step]:
        plan, asked = self.record["plan"], self.record.get("petition")
        if asked:
            yield Step(asked["drafted"], partial(self._petition, actor=self.desk()))
            leader = self.city.posts[asked["signed_off_by"]]
            yield Step(plan["dispatched"], partial(self._petition, actor=leader))
        else:
            yield Step(plan["dispatched"], self.dispatch)
        for row in self.record["basis"]:
            yield Step(row["day"], partial(self._evidence, row=row))
        if self._n % SIGNED_BY_ITSELF == 0:
            yield Step(plan["dispatched"], partial(self.sign_for, actor=TIMER), by_timer=True, after_workdays=2)
        else:
            yield Step(plan["signed"], partial(self.sign_for, actor=self.owner))
        yield Step(plan["started"], self._start)

    def dispatch(self, at: datetime) -> None:
        record = self.record
        ledger.dispatch(
            self.problem, actor=self.desk(), at=at, lead=self.city.units[record["lead"]],
            assists=[self.city.units[key] for key in record["assists"]], owner_name=self.owner.person.name,
        )  # fmt: skip

    def _petition(self, at: datetime, actor: Post) -> None:
        asked = self.record["petition"]
        ledger.petition(
            self.problem, actor=actor, at=at, addressee=self.city.units[asked["addressee"]],
            letter_no=self.text(asked["letter_no"], asked["drafted"]),
            letter_on=self.city.days.worked(asked["drafted"]), driver=self.city.unit(self.record["driver"]),
            proposal=ledger.open_proposal(self.problem),
        )  # fmt: skip

    def _evidence(self, at: datetime, row: Record) -> None:
        ledger.add_evidence(
            self.problem, actor=self.owner, at=at, kind=Evidence.Kind.DOCUMENT,
            document_no=self.text(row["number"], row["day"]), note=self.text(row["title"], row["day"]),
        )  # fmt: skip

    def sign_for(self, at: datetime, actor: ActingPost) -> None:
        ledger.sign_for(self.problem, actor=actor, at=at)

    def _start(self, at: datetime) -> None:
        days, started = self.city.days, self.record["plan"]["started"]
        measures = [
            ledger.NewMeasure(
                text=self.text(row["text"], started), unit=self.city.units[row["owner_unit"]],
                owner_name=self.owner.person.name if row["owner_unit"] == self._acting_key() else "",
                starts_on=days.written(row["start"]), due=days.written(row["end"]), weight=row["weight"],
            )
            for row in self.record["measures"]
        ]  # fmt: skip
        if measures:
            ledger.plan(self.problem, measures, actor=self.owner, at=at)
        ledger.start(self.problem, actor=self.owner, at=at)

    def _acting_key(self) -> str:
        return str(self.record["driver"] or self.record["lead"])

    def _report(self, at: datetime, row: Record) -> None:
        measures = list(self.problem.measures.filter(ended_at=None).values_list("pk", flat=True))
        finished: list[UUID] = [measures[n] for n in row["finishes"]]
        ledger.report(self.problem, actor=self.owner, at=at, text=self.text(row["text"], row["day"]), finished=finished)

    def _suspend(self, at: datetime, row: Record, actor: Post) -> None:
        supervision.suspend(
            self.problem, actor=actor, at=at, cause=self.text(row["cause"], row["proposed"]),
            document_no=self.text(row["document"], row["proposed"]),
            review_on=self.city.days.written(row["review"]), proposal=ledger.open_proposal(self.problem),
        )  # fmt: skip

    def _relapse(self) -> Iterator[Step]:
        row = self.record["relapse"]
        if row:
            for name, day in ((row["proposed_by"], row["proposed"]), (row["approved_by"], row["approved"])):
                yield Step(day, partial(self._say_relapsed, actor=self.city.posts[name]))

    def _say_relapsed(self, at: datetime, actor: Post) -> None:
        row = self.record["relapse"]
        acceptance.relapse(
            self.problem, actor=actor, at=at, evidence=self.text(row["evidence"], row["proposed"]),
            due=self.city.days.due(row["due"], is_closed=True), proposal=ledger.open_proposal(self.problem),
        )  # fmt: skip


class Closing:
    """One application of a problem with what came of it."""

    def __init__(self, story: Story, row: Record) -> None:
        self.story = story
        self.row = row
        self.city = story.city

    @property
    def problem(self) -> Problem:
        return self.story.problem

    def steps(self) -> Iterator[Step]:
        row = self.row
        yield Step(row["applied"], self._apply)
        if row["panel"]:
            if "session" not in row:
                yield Step(row["panel_named"], self._name_panel)
            if SOURCE_ANSWERS.get(row["source_answer"], "none") != "none":
                yield Step(row["panel_named"], self._respond)
        if "session" in row:  # what the session does for all happens there, on the same days
            yield Step(row["approved"], _waits)
        else:
            yield from self._alone()
        if row["sent_back"]:
            yield Step(row["sent_back"]["day"], self._send_back)
            return
        if not row["exemption"]:
            is_timer = drawn(self.story.key, 2) == 0
            yield Step(row["written_off"], self._by_timer if is_timer else self._by_desk, is_timer, 5)

    def _alone(self) -> Iterator[Step]:
        """Yield verification and decision of a problem that goes through them by itself."""
        row = self.row
        for n, day in enumerate(row["recorded"] or []):
            if self._signs_by_link(n):
                yield Step(day, partial(self._make_link, n=n))
            yield Step(day, partial(self._record, n=n))
        if row["sent_back"]:
            return
        yield Step(row["concluded"], self._conclude)
        if "public_title" in row:
            yield Step(row["concluded"], self._publicise)
        if self.story.key in RECORDED:
            yield Step(row["approved"], self._record_decision)
        yield Step(row["approved"], self._approve)

    def _apply(self, at: datetime) -> None:
        row, text = self.row, self.story.text
        answers = {
            criterion.pk: acceptance.Answer(
                text(answer["text"], row["applied"]), text(answer["document"], row["applied"])
            )
            for criterion, answer in zip(self._criteria(), row["answers"], strict=True)
        }
        report = self.problem.reports.first()
        acceptance.apply(
            self.problem, actor=self.story.acting(Role.HEAD, Role.DEPARTMENT_HEAD), at=at,
            statement=report.text if report else text(row["answers"][0]["text"], row["applied"]), answers=answers,
        )  # fmt: skip

    def _criteria(self) -> list[Criterion]:
        return list(self.problem.criteria.filter(ended_at=None))

    def _name_panel(self, at: datetime) -> None:
        posts = [self.city.posts[name] for name in self.row["panel"]]
        acceptance.name_panel(self.problem, actor=self.story.desk(), at=at, posts=posts)

    def _record(self, at: datetime, n: int) -> None:
        note = self.story.text(self.row["notes"][n], self.row["recorded"][n])
        findings: Mapping[UUID, acceptance.Finding] = {
            criterion.pk: acceptance.Finding(passed, "" if passed else note)
            for criterion, passed in zip(self._criteria(), self.row["results"][n], strict=True)
        }
        actor = self.city.posts[self.row["panel"][n]]
        visited_on = local_day(at) if self.problem.method == Method.ON_SITE else None
        link = SigningLink.objects.filter(member__person=actor.person_id, used_at=None, ended_at=None).first()
        acceptance.record_result(
            self.problem, actor=actor, at=at, findings=findings, note=note, visited_on=visited_on, link=link
        )  # fmt: skip

    def _signs_by_link(self, n: int) -> bool:
        return self.row["panel"][n] in self.city.without_account

    def _make_link(self, at: datetime, n: int) -> None:
        """A member without an account gets a link for one signature."""
        person = self.city.posts[self.row["panel"][n]].person_id
        member = PanelMember.objects.get(panel__application__problem=self.problem, panel__ended_at=None, person=person)
        acceptance.make_link(self.problem, actor=self.story.desk(), at=at, member=member)

    def _publicise(self, at: datetime) -> None:
        """The desk drafts the words for the public; the leader approves them with the problem."""
        title = self.story.text(self.row["public_title"], self.row["approved"])
        acceptance.draft_publicity(
            self.problem, actor=self.story.desk(), at=at, scope=Scope.PUBLIC.value, public_title=title
        )  # fmt: skip

    def _send_back(self, at: datetime) -> None:
        row = self.row["sent_back"]
        requirement = self.story.text(row["text"], row["day"])
        acceptance.send_back(self.problem, actor=self.city.posts[row["by"]], at=at, requirement=requirement)

    def _respond(self, at: datetime) -> None:
        """The county that raised it answers; one that works on it itself is not asked."""
        if asks_nobody(self.problem):
            return
        answer = SOURCE_ANSWERS[self.row["source_answer"]]
        acceptance.respond(
            self.problem, actor=self.city.offices[self.story.record["source"], Role.HEAD], at=at, answer=answer,
            reason=PARTLY if answer == "partly" else "",
        )  # fmt: skip

    def _conclude(self, at: datetime) -> None:
        acceptance.conclude(self.problem, actor=self.story.desk(), at=at)

    def _decision(self) -> tuple[str, str]:
        day = self.row["approved"]
        return self.story.text(self.row["decision_no"], day), self.story.text(self.row["exemption"], day)

    def _record_decision(self, at: datetime) -> None:
        number, exemption = self._decision()
        ledger.record_decision(
            self.problem, "approve", actor=self.city.desk(0), at=at, decider=self.city.posts[self.row["approver"]],
            document_no=number, document_day=self.city.days.worked(self.row["approved"]),
            params={"decision_no": number}, wording={"exemption": exemption},
        )  # fmt: skip

    def _approve(self, at: datetime) -> None:
        number, exemption = self._decision()
        proposal = ledger.open_proposal(self.problem)
        actor = self.city.desk(1) if proposal else self.city.posts[self.row["approver"]]
        acceptance.approve(self.problem, actor=actor, at=at, decision_no=number, exemption=exemption, proposal=proposal)

    def _by_timer(self, at: datetime) -> None:
        acceptance.write_off(self.problem, actor=TIMER, at=at)

    def _by_desk(self, at: datetime) -> None:
        acceptance.write_off(self.problem, actor=self.story.desk(), at=at)


def _waits(_at: datetime) -> None:
    """Nothing of one's own: the day counts for what comes after it."""
