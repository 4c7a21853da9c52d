"""The board: what is left of the list, why, and whose it is."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_safe

from jianfa.acceptance.models import WriteOff
from jianfa.boards.queries import (
    DONE,
    AsOf,
    Tally,
    Walk,
    burndown_of,
    county_cells,
    latest_write_offs,
    still_open,
    tally_of,
    walk_of,
)
from jianfa.boards.queries.rows import OpenRow
from jianfa.boards.rules import Rate
from jianfa.boards.views.asked import Links, acting_post, address, asked_for, tabs
from jianfa.ledger.models import Campaign, Dimension, Problem
from jianfa.ledger.states import ON_LIST, Clock, Sensitivity, Solver, State
from jianfa.organisations.models import Post, Role, Unit

WORDS: dict[str, tuple[Promise, Promise]] = {
    "solved": (gettext_lazy("Solved"), gettext_lazy("To be solved")),
    "accepted": (gettext_lazy("Accepted"), gettext_lazy("To be accepted")),
    "written_off": (gettext_lazy("Written off"), gettext_lazy("To be written off")),
}
"""Headline figure → its word, and the word for what is left."""
WHY: dict[str, Promise] = {
    "solved": gettext_lazy("Why %(n)s are not solved yet"),
    "accepted": gettext_lazy("Why %(n)s are not accepted yet"),
    "written_off": gettext_lazy("Why %(n)s are not written off yet"),
}


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Show the subtraction and what stands behind it, now or as of a past day (``?on=``)."""
    post = acting_post(request)
    campaigns = list(Campaign.objects.all())
    as_of = asked_for(request, post, campaigns)
    if as_of is None:
        return render(request, "boards/none.html", {"may_create": post.role in {Role.DESK, Role.DEPARTMENT_HEAD}})
    tally, links = tally_of(as_of), Links(as_of, post)
    context = {
        "as_of": as_of, "campaign": as_of.campaign, "tabs": tabs(campaigns, as_of, "board"),
        "today": timezone.localdate(),
        "period": f"{date_format(as_of.campaign.starts_on, 'Y-m')} – {date_format(as_of.campaign.ends_on, 'Y-m')}",
        "rows_are_partial": not links.rows(), "total": tally.count(),
        "list_url": address("problems"), "new_url": address("problem_new") if post.role in STARTERS else "",
        "campaign_url": address("campaign", as_of.campaign.pk),
    }  # fmt: skip
    if tally.count() or not as_of.campaign.is_practice:
        context |= _figures(as_of, tally, links) | _people(as_of, tally, links, post)
    return render(request, "boards/board.html", context)


STARTERS = frozenset({Role.LIAISON, Role.HEAD, Role.DESK})
"""Who can write the first problem of an empty campaign."""


def _figures(as_of: AsOf, tally: Tally, links: Links) -> dict[str, Any]:
    """Return the equation, the burn-down, the walk and the tiles."""
    total = tally.count()
    chart = burndown_of(as_of, total)
    labels = {
        "left": str(WORDS[as_of.campaign.headline][1]), "plan": _("plan by the original due dates"),
        "start": date_format(chart.left[0][0], "Y-m-d"), "end": date_format(chart.plan[-1][0], "Y-m-d"),
        "today": "",
    }  # fmt: skip
    return {
        "equation": _equation(as_of, tally, links),
        "burndown": {
            "points": [[day.isoformat(), n] for day, n in chart.left],
            "plan": [[day.isoformat(), n] for day, n in chart.plan], "labels": labels,
        },
        "burndown_rows": [{"date": day.isoformat(), "left": n, "plan": plan} for day, n, plan in chart.months],
        "walk": _walk(walk_of(as_of, total), tally, links),
        "others": _others(tally, links),
        "shares": _shares(as_of, tally, links),
        "tiles": _tiles(as_of, tally, links),
    }  # fmt: skip


def _equation(as_of: AsOf, tally: Tally, links: Links) -> dict[str, Any]:
    headline = as_of.campaign.headline
    done, total = tally.pair()
    rate = Rate(done, total)
    is_moment = as_of.is_now or as_of.frozen_at
    moment = date_format(timezone.localtime(as_of.end), "Y-m-d H:i") if is_moment else as_of.date.isoformat()
    formula = _("%(word)s %(done)s ÷ on the list %(total)s (%(exact)s)") % {
        "word": WORDS[headline][0], "done": done, "total": total, "exact": rate.exact,
    }  # fmt: skip
    return {
        "total": {"value": total, "label": pgettext("board", "Problems on the list"), "url": links.rows()},
        "done": {"value": done, "label": WORDS[headline][0], "url": links.rows(headline)},
        "left": {"value": total - done, "label": WORDS[headline][1], "url": links.rows(f"not_{headline}")},
        "rate": rate.whole, "formula": formula, "as_of": moment,
    }  # fmt: skip


def _walk(walk: Walk, tally: Tally, links: Links) -> dict[str, Any]:
    signs = (
        ("added", "+", pgettext("walk", "added")),
        ("unmerged", "+", pgettext("walk", "mergers undone")),
        ("merged", "−", pgettext("walk", "merged")),
        ("voided", "−", pgettext("walk", "taken off")),
        ("carried", "−", pgettext("walk", "carried over")),
    )
    steps = [
        {"sign": sign, "word": word, "n": walk.steps[kind], "url": links.page("board_baseline", kind=kind)}
        for kind, sign, word in signs
        if walk.steps.get(kind)
    ]
    opening = tally.count(is_opening=True)
    return {
        "baseline": walk.baseline, "baseline_url": links.rows("", baseline="latest"), "steps": steps,
        "other": walk.other, "page": links.page("board_baseline"),
        "total": tally.count(), "total_url": links.rows(),
        "relapsed": tally.relapsed, "relapsed_url": links.rows(relapsed="yes"),
        "opening": opening, "opening_url": links.rows(opening="yes"),
    }  # fmt: skip


def _others(tally: Tally, links: Links) -> list[dict[str, Any]]:
    """Return all three figures, so that nobody has to guess which one the headline is."""
    return [
        {"word": WORDS[name][0], "n": tally.count(states), "url": links.rows(name)} for name, states in DONE.items()
    ]


def _shares(as_of: AsOf, tally: Tally, links: Links) -> list[dict[str, Any]]:
    """Return what stands beside the rate: of those on the list now, how many are suspended and how many continuous.

    Not for a past day: which clock a problem had then is in its own record only.
    """
    if not as_of.is_now:
        return []
    continuous = Problem.objects.filter(campaign=as_of.campaign, state__in=ON_LIST, clock=Clock.CONTINUOUS).count()
    return [
        {
            "word": State.SUSPENDED.label, "n": tally.count((State.SUSPENDED,)),
            "url": links.rows(state=State.SUSPENDED.value),
        },
        {"word": Clock.CONTINUOUS.label, "n": continuous, "url": links.rows(clock=Clock.CONTINUOUS.value)},
    ]  # fmt: skip


def _tiles(as_of: AsOf, tally: Tally, links: Links) -> list[dict[str, Any]]:
    headline = as_of.campaign.headline
    names = {
        Solver.PARTY_GOV: _("Needs Party committee and government"),
        Solver.SUPERIOR_UNION: _("Needs the superior union"),
        Solver.COUNTY_UNION: _("County unions themselves"),
    }
    tiles = []
    for solver, name in names.items():
        done, total = tally.pair(solver=solver.value)
        tiles.append({
            "label": name, "value": total, "url": links.rows(solver=solver.value), "done": done, "total": total,
            "rest": f"{WORDS[headline][0]} {done}", "rest_url": links.rows(headline, solver=solver.value),
        })  # fmt: skip
    return tiles


# Whose they are -------------------------------------------------------------------------------------------


def _people(as_of: AsOf, tally: Tally, links: Links, post: Post) -> dict[str, Any]:
    headline = as_of.campaign.headline
    rows, n = still_open(as_of, post)
    left = tally.count() - tally.count(as_of.done)
    return {
        "open_rows": [_open_row(row) for row in rows], "open_shown": len(rows), "open_seen": n,
        "left": left,
        "why_left": WHY[headline] % {"n": left},
        "left_url": links.rows(f"not_{headline}"), "word": WORDS[headline][0], "word_left": WORDS[headline][1],
        "events": [_write_off(row) for row in latest_write_offs(as_of)] if links.rows() else [],
        **_counties(as_of, tally, links, post),
        "dimensions": _dimensions(as_of, tally, links),
    }  # fmt: skip


def title_of(problem: Problem) -> str:
    """Return the title as a board shows it: sensitive matters are counted, never named (DESIGN §4)."""
    return _("Sensitive matter, see the list") if is_sensitive(problem) else problem.title


def is_sensitive(problem: Problem) -> bool:
    return problem.sensitivity == Sensitivity.SENSITIVE


def _open_row(row: OpenRow) -> dict[str, Any]:
    problem = row.problem
    second = row.acting.name if row.acting else problem.source_unit.name
    if problem.is_petition:
        second = _("driven by %(unit)s") % {"unit": second}
    return {
        "title": title_of(problem), "url": address("problem", problem.pk), "light": row.light,
        "number": problem.number, "second": second,
    }  # fmt: skip


def _write_off(row: WriteOff) -> dict[str, Any]:
    problem = row.problem
    marks = [_("opening balance")] if problem.is_opening_balance else []
    unit = problem.acting_unit or problem.lead
    parts = [str(problem.get_solver_display()), unit.short_name if unit else "", row.basis]
    return {
        "title": f"{problem.number} · {title_of(problem)}", "url": address("problem", problem.pk),
        "when": date_format(timezone.localtime(row.at), "m-d"), "second": " · ".join(part for part in parts if part),
        "marks": marks,
    }  # fmt: skip


def _counties(as_of: AsOf, tally: Tally, links: Links, post: Post) -> dict[str, Any]:
    """Return a line for each county union in code order, and what adds the first column up to the city's total."""
    headline = as_of.campaign.headline
    involved = county_cells(as_of)
    counties = list(Unit.objects.county_unions().on(as_of.date))
    if not links.rows():
        counties = [unit for unit in counties if unit.pk == post.unit_id]
    lines = [_county(unit, tally, involved.get(unit.pk, (0, 0)), links, headline) for unit in counties]
    sums = {key: sum(line[key] for line in lines) for key in ("done", "total", "part_done", "part_total")}
    elsewhere = [tally.count(as_of.done) - sums["done"], tally.count() - sums["total"]]
    return {"counties": lines, "county_sums": sums, "elsewhere": elsewhere if links.rows() else [0, 0]}


def _county(unit: Unit, tally: Tally, part: tuple[int, int], links: Links, headline: str) -> dict[str, Any]:
    done, total = tally.pair(source=unit.pk)
    return {
        "name": unit.short_name, "url": address("unit", unit.pk), "done": done, "total": total,
        "done_url": links.rows(headline, source=unit.code), "total_url": links.rows(source=unit.code),
        "part_done": part[0], "part_total": part[1],
        "part_done_url": links.rows(headline, involved=unit.code), "part_total_url": links.rows(involved=unit.code),
    }  # fmt: skip


def _dimensions(as_of: AsOf, tally: Tally, links: Links) -> list[dict[str, Any]]:
    headline = as_of.campaign.headline
    names = [(row.pk, row.name, str(row.pk)) for row in Dimension.objects.filter(campaign=as_of.campaign)]
    if tally.count(dimension=None):
        names.append((None, _("no dimension"), "none"))  # type: ignore[arg-type]
    lines = []
    for pk, name, value in names:
        done, total = tally.pair(dimension=pk)
        lines.append({
            "name": name, "done": done, "total": total, "done_url": links.rows(headline, dimension=value),
            "total_url": links.rows(dimension=value),
        })  # fmt: skip
    return lines
