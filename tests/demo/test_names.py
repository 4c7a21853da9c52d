"""The same city under invented names, and at another time of the year."""

from datetime import date

import pytest

from jianfa.demo.build import build
from jianfa.journal.actions import remember_key
from jianfa.ledger.models import Problem
from jianfa.organisations.models import Unit
from tests import snapshot

SOLVERS = {"party_gov": (8, 6), "superior_union": (36, 33), "county_union": (28, 25)}


@pytest.mark.slow
def test_fictional_names_give_the_same_figures_right_after_spring_festival(transactional_db):
    snapshot.restore("empty")
    remember_key()
    built = build(date(2026, 2, 24), "fictional")

    on_list = Problem.objects.on_list().filter(campaign=built.campaign)
    found = {
        solver: (on_list.filter(solver=solver).count(), on_list.filter(solver=solver, state="written_off").count())
        for solver in SOLVERS
    }
    assert found == SOLVERS
    assert Unit.objects.county_unions().exclude(area_code=None).count() == 20
    assert not Unit.objects.filter(name__contains="成都").exists()
