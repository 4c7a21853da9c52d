"""The story of the audit offices, as the article tells it: one demand, one survey, one problem, 4/4/1 over 6 unions."""

from django.db.models import Sum
from django.test import Client

from jianfa.intake.models import Asked, Demand, Survey
from jianfa.journal.models import Event
from jianfa.ledger.models import Origin, Problem
from jianfa.remedies.models import Effect, Petition, QuotaGrant
from tests.demo_city import DemoCity


def the_problem() -> Problem:
    return Problem.objects.get(origin=Origin.SURVEY, campaign__is_practice=False)


def test_one_demand_became_one_problem_of_six_unions(demo_city: DemoCity):
    problem = the_problem()
    survey = Survey.objects.get(problems__problem=problem)
    first = Demand.objects.get(surveys=survey)

    assert first.source_unit == problem.source_unit
    assert first.links.get(ended_at=None).problem == problem
    assert Asked.objects.filter(survey=survey).count() == 23
    assert Asked.objects.filter(survey=survey, state="answered").count() == 6
    assert Effect.objects.filter(problem=problem, state="confirmed").count() == 6
    assert Effect.objects.filter(problem=problem).count() == 6


def test_what_was_granted_is_four_posts_four_slots_one_department_over_six(demo_city: DemoCity):
    rows = QuotaGrant.objects.filter(petition__problem=the_problem(), ended_at=None)
    sums = dict(rows.order_by().values_list("kind").annotate(n=Sum("number")))

    assert sums == {"leadership_post": 4, "staff_slot": 4, "department": 1}
    assert rows.values("unit").distinct().count() == 6
    assert set(rows.values_list("unit", flat=True)) == set(
        Effect.objects.filter(problem=the_problem()).values_list("unit", flat=True)
    )


def test_every_step_of_it_came_before_the_next(demo_city: DemoCity):
    problem = the_problem()
    survey = Survey.objects.get(problems__problem=problem)
    petition = Petition.objects.get(problem=problem)
    demand = survey.demand
    assert demand is not None
    effects = list(Effect.objects.filter(problem=problem).values_list("settled_at", flat=True))
    steps = [
        demand.received_at, survey.opened_at, survey.closed_at, problem.listed_at, petition.signed_at,
        petition.replied_at, min(filter(None, effects)), max(filter(None, effects)), problem.applied_at,
        problem.written_off_at,
    ]  # fmt: skip

    assert steps == sorted(filter(None, steps))


def test_every_figure_of_it_opens_its_rows(demo_city: DemoCity, client: Client):
    problem = the_problem()
    client.force_login(demo_city.post("liwenjing").person)
    page = client.get(f"/problems/{problem.pk}/").content.decode()
    kinds = set(QuotaGrant.objects.values_list("kind", flat=True))
    links = {kind: f"/remedies/grants/?problem={problem.pk}&amp;kind={kind}" for kind in kinds}

    assert all(link in page for link in links.values())
    for kind, link in links.items():
        rows = client.get(link.replace("&amp;", "&")).content.decode()
        units = QuotaGrant.objects.filter(petition__problem=problem, kind=kind).values_list("unit__name", flat=True)
        assert all(name in rows for name in units)


def test_the_figures_of_the_list_did_not_move(demo_city: DemoCity):
    rows = Problem.objects.filter(campaign=demo_city.campaign).on_list()

    assert (rows.count(), rows.filter(state="written_off").count()) == (72, 64)
    assert rows.filter(nature="common", origin=Origin.SURVEY).count() == 1
    assert Event.objects.filter(verb="make_common_problem").count() == 1
