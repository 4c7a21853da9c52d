"""The frame of every page: under the mark stands the campaign the page is about; where there are several, the city."""

import pytest
from django.db import connection
from django.urls import reverse

from jianfa.ledger.models import Campaign
from tests.workspace.html import opened


def under_the_mark(client, post, address: str) -> str:
    return opened(client, post, address).text(".side .brand-line")


def test_a_problem_names_its_own_campaign(client, world):
    for campaign in (world.campaign, world.practice):
        problem = world.problem("listed", campaign=campaign)
        for name in ("problem", "problem_record"):
            assert under_the_mark(client, world.desk, reverse(name, args=[problem.pk])) == campaign.name
        step = reverse("move", args=[problem.pk, "dispatch"])
        assert under_the_mark(client, world.desk, step) == campaign.name


@pytest.mark.parametrize("page", ["board", "solvers", "problems", "weekly"])
def test_a_page_turned_to_one_campaign_names_it(client, world, page):
    world.problem("listed", campaign=world.practice)
    address = f"{reverse(page)}?campaign={world.practice.pk}"

    assert under_the_mark(client, world.desk, address) == "练习专项"


@pytest.mark.parametrize("page", ["home", "triage", "imports", "search"])
def test_a_page_over_several_campaigns_names_the_city(client, world, page):
    assert under_the_mark(client, world.desk, reverse(page)) == "清河市总工会"


def test_the_list_unasked_is_that_of_the_one_real_campaign(client, world):
    assert under_the_mark(client, world.desk, reverse("problems")) == "县级工会加强年"
    assert under_the_mark(client, world.desk, reverse("problems") + "?campaign=all") == "清河市总工会"


def test_where_only_one_campaign_runs_every_page_names_it(client, world):
    Campaign.objects.filter(pk=world.practice.pk).update(state="closed")

    assert under_the_mark(client, world.desk, reverse("home")) == "县级工会加强年"


@pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL only")
def test_postgresql_compiles_no_query(world):
    """It would take seconds for the query of a desk that counts all that waits, see settings.py."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW jit")

        assert cursor.fetchone() == ("off",)
