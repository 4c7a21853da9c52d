"""The demo city: a year through the real actions, in true order, in office hours, never in the future."""

import json
from collections import Counter, defaultdict
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from jianfa.acceptance.models import Doubt, Panel, Publicity, Session, SigningLink, WriteOff
from jianfa.calendar.queries import is_working
from jianfa.demo import build as demo
from jianfa.demo.city import City
from jianfa.demo.content import Places, load
from jianfa.demo.days import CAMPAIGN_IS_SET_UP, Days
from jianfa.demo.story import Story
from jianfa.journal.models import Event, Wording
from jianfa.journal.replay import fold, plain
from jianfa.ledger.models import Amendment, Assist, Baseline, Criterion, Measure, Problem, Standing
from jianfa.notices.models import Notice
from jianfa.organisations.models import Proposal
from jianfa.supervision.queries import light_of
from tests.demo_city import TODAY


def business_events():
    """Everything but the chains of the keys and of the calendar, which belong to the installation."""
    return Event.objects.exclude(chain__kind__in=("keys", "calendar")).order_by("pk")


def bodies(event: Event) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(bytes(event.body))
    return body


def test_every_placeholder_of_the_data_is_filled(demo_city):
    texts = Wording.objects.exclude(name__endswith="/params").exclude(name__endswith="/wording")

    assert list(texts.filter(text__regex=r"\{\w*\}").values_list("text", flat=True)) == []


# The list ------------------------------------------------------------------------------------------------


def test_the_open_ones_show_each_light_there_is(demo_city):
    left = Problem.objects.on_list().exclude(state="written_off").select_related("campaign")
    lights = Counter(light_of(problem, TODAY).name for problem in left)

    assert lights == {"overdue": 1, "behind": 1, "near": 1, "stopped": 2, "normal": 3}
    assert left.filter(solver="party_gov").count() == 2


def test_the_list_was_signed_off_and_walks_to_72(demo_city):
    baseline = Baseline.objects.get()
    steps = Counter(Amendment.objects.values_list("kind", flat=True))

    assert baseline.signed_by.role == "leader"
    assert (baseline.count, steps) == (70, {"added": 4, "merged": 1, "voided": 1})
    assert baseline.count + sum(Amendment.STEP[kind] * n for kind, n in steps.items()) == 72


def test_what_happened_beside_the_list_is_there(demo_city):
    beside = Counter(Problem.objects.exclude(pk__in=Problem.objects.on_list()).values_list("state", flat=True))

    assert beside == {"merged": 3, "voided": 2, "declined": 2, "returned": 2, "submitted": 2, "draft": 2}


@pytest.mark.parametrize(
    ("verb", "times"),
    [("relapse", 1), ("send_back", 2), ("suspend", 1), ("petition", 8), ("decline", 2), ("withdraw", 1)],
)
def test_everything_a_year_brings_has_happened(demo_city, verb, times):
    assert Event.objects.filter(verb=verb, chain__kind="problem").count() == times


def test_some_results_were_split_and_some_applications_late(demo_city):
    assert Panel.objects.filter(is_split=True).count() == 1
    assert WriteOff.objects.filter(is_on_time=False).exists()
    assert WriteOff.objects.filter(is_on_time=True).count() > WriteOff.objects.filter(is_on_time=False).count()


def test_two_approvals_were_entered_from_paper_by_two_clerks(demo_city):
    entered = Proposal.objects.filter(recorded_for__isnull=False)

    assert entered.count() == 2
    for row in entered:
        assert row.recorded_for is not None
        assert len({row.proposer_id, row.decider_id, row.recorded_for.person_id}) == 3


def test_one_session_settled_six_with_one_number(demo_city):
    session = Session.objects.get()
    events = Event.objects.filter(verb="approve", chain__kind="problem")
    together = [event for event in events if bodies(event)["facts"].get("batch") == str(session.pk)]

    assert (session.state, session.items.count(), len(together)) == ("decided", 6, 6)
    assert session.decision_no != ""


def test_an_outside_member_signed_a_key_problem_by_link_with_public_words(demo_city):
    link = SigningLink.objects.select_related("member__panel__application__problem").get()
    panel = link.member.panel
    publicity = Publicity.objects.get(problem=panel.application.problem)

    assert link.used_at == link.member.recorded_at
    assert (panel.application.problem.grade, panel.members.count()) == ("key", 3)
    assert publicity.approver is not None
    assert publicity.public_title not in {"", panel.application.problem.title}


def test_the_doubts_are_few_enough_to_be_read(demo_city):
    doubts = Counter(Doubt.objects.values_list("kind", flat=True))

    assert doubts["same_pair"] == 5
    assert doubts.keys() >= {"reused", "late_extension", "recorded", "after_baseline", "refused_relapse"}
    assert max(doubts.values()) < 10


def test_the_system_and_the_desk_both_write_off(demo_city):
    actors = Counter("timer" if event.person is None else "desk" for event in Event.objects.filter(verb="write_off"))

    assert actors["timer"] >= 10
    assert actors["desk"] >= 10


def test_some_were_signed_for_by_nobody(demo_city):
    automatic = [event for event in Event.objects.filter(verb="sign_for") if bodies(event)["facts"]["automatic"]]

    assert 3 <= len(automatic) <= 30


# The record ----------------------------------------------------------------------------------------------


def test_the_record_is_in_true_order_and_ends_before_today(demo_city):
    moments = list(business_events().values_list("at", flat=True))

    assert moments == sorted(moments)
    assert timezone.localdate(moments[-1]) < TODAY


def test_numbers_are_given_in_the_order_of_listing(demo_city):
    listed = Problem.objects.exclude(listed_at=None).order_by("listed_at").values_list("number", flat=True)

    numbers = [str(number) for number in listed]
    assert len(numbers) == 74
    assert numbers == sorted(numbers)


def test_people_act_in_office_hours_of_working_days(demo_city):
    acted = business_events().exclude(person=None)
    moments = [timezone.localtime(at) for at in acted.values_list("at", flat=True)]

    assert [at for at in moments if not is_working(at.date())] == []
    assert [at for at in moments if not at.time() >= CAMPAIGN_IS_SET_UP or at.hour >= 18] == []


def test_the_tables_say_what_the_record_says(demo_city):
    rows: dict[Any, Any] = {}
    for event in Event.objects.filter(chain__kind="problem").order_by("chain", "seq"):
        fold([bodies(event)], rows=rows)

    for model in (Problem, Assist, Criterion, Measure, Amendment):
        for row in model.objects.all():
            said = rows[model._meta.label_lower, str(row.pk)]
            columns = {field.name: field.attname for field in model._meta.concrete_fields}
            stored = {name: plain(getattr(row, columns[name])) for name in said}
            assert stored == said, row


def test_each_problem_stands_somewhere_from_its_first_event_on(demo_city):
    for problem in Problem.objects.prefetch_related("standings"):
        steps = sorted(problem.standings.all(), key=lambda row: row.seq)
        assert [row.until_at for row in steps[:-1]] == [row.from_at for row in steps[1:]]
        assert steps[-1].until_at is None
        assert steps[-1].state == problem.state
    assert not Standing.objects.filter(until_day__lt=TODAY - timedelta(days=400)).exists()


# Any day, both name sets ---------------------------------------------------------------------------------


@pytest.mark.django_db
@settings(max_examples=40)
@given(st.dates(date(2024, 1, 1), date(2028, 12, 31)))
def test_on_whatever_day_the_year_ends_the_order_is_kept(today):
    city = _city(today)
    stories: dict[str, list[Any]] = defaultdict(list)
    for moment in demo._moments(city):
        stories[moment.key].append(moment.at)

    of_the_city = stories.pop("")  # campaigns and the signature: not one story
    assert all(moments == sorted(set(moments)) for moments in stories.values())
    assert max(at.date() for at in of_the_city) < today
    assert max(at.date() for moments in stories.values() for at in moments) < today


@pytest.mark.django_db
def test_the_same_day_gives_the_same_moments():
    record = load("problems")["problems"][0]
    one, two = (
        [moment.at for moment in city.days.plan("p01", list(Story(city, record).steps()))]
        for city in (_city(), _city())
    )

    assert one == two


def _city(today: date = TODAY) -> City:
    """A city of which only the days matter: nobody lives in it."""
    city = City(days=Days(today), places=Places("chengdu", today))
    nobody: Any = defaultdict(lambda: None)
    city.posts = city.offices = city.units = nobody
    return city


def test_the_last_week_was_told_and_nothing_before(demo_city):
    told = Notice.objects.values_list("event__at", flat=True)

    assert Notice.objects.filter(post__role__in=("liaison", "desk")).exists()
    assert min(told).date() >= TODAY - timedelta(days=8)
