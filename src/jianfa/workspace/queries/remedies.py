"""What the pages of remedies show: facts and tables of a thing, rows and totals of a list."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from jianfa.ledger.models import Problem
from jianfa.organisations.models import Post, Unit
from jianfa.organisations.policy import not_found
from jianfa.organisations.queries.counting import counted_in
from jianfa.organisations.queries.paging import Sort, page_of
from jianfa.remedies.models import (
    Effect,
    LinkPairing,
    PairingVisit,
    Petition,
    PolicyMeasure,
    QuotaGrant,
    Serving,
    TargetedService,
)
from jianfa.remedies.policy import signature_on_paper
from jianfa.remedies.policy.effects import BEFORE_APPLICATION
from jianfa.remedies.queries import grants_shown, quota_totals
from jianfa.remedies.states import OPEN_EFFECTS, PetitionState, QuotaKind

Fact = dict[str, Any]
NEWEST = Sort(gettext_lazy("newest first"), "recorded_at", datetime.fromisoformat, is_down=True)
SHOWN_OF_A_UNIT = 20
"""Grants on a unit's page; more are behind a link."""


def fact(label: str, value: Any, second: str = "", url: str = "") -> Fact:
    """Return one fact; the page leaves out what has no value."""
    return {"label": label, "value": value, "second": second, "url": url}


def _day(moment: Any) -> str:
    if moment is None:
        return ""
    return str((timezone.localdate(moment) if hasattr(moment, "hour") else moment).isoformat())


def problem_fact(problem: Problem | None, post: Post, *, is_asked: bool = False) -> Fact:
    """Name the problem to those who may open it, with a link, and to whoever is asked about it."""
    is_visible = problem is not None and Problem.objects.visible_to(post).filter(pk=problem.pk).exists()
    if problem is None or not (is_visible or is_asked):
        return fact(_("Problem"), "")
    name = f"{problem.number or ''} {problem.title}".strip()
    return fact(_("Problem"), name, url=reverse("problem", args=[problem.pk]) if is_visible else "")


def _effect(row: Effect, post: Post) -> list[Fact]:
    served = row.problem.servings.filter(ended_at=None).select_related("policy")
    return [
        problem_fact(row.problem, post, is_asked=True),
        fact(_("What it is about"), row.problem.goal or row.problem.description),
        fact(_("County union"), row.unit.name),
        fact(_("State"), row.get_state_display()),
        fact(_("Effect asked for on"), _day(row.asked_at), row.asked_by.person.name),
        *(fact(_("Policy"), str(one.policy), url=_thing_url("policies", one.policy_id)) for one in served),
        fact(_("What it says"), row.words),
        fact(_("Evidence"), row.document_no),
        fact(_("Answered on"), _day(row.settled_at), row.settled_by.person.name if row.settled_by else ""),
    ]


def _policy(row: PolicyMeasure, post: Post) -> list[Fact]:
    return [
        fact(_("Document no."), row.document_no, _day(row.document_on)),
        fact(_("Issued by"), row.issued_by),
        fact(_("Effective from"), _day(row.effective_on)),
        fact(_("Ended on"), _day(row.ended_on), row.ending),
        fact(_("What it says"), row.text),
        fact(_("Entered by"), row.entered_by.person.name, row.entered_by.unit.name),
    ]


def _service(row: TargetedService, post: Post) -> list[Fact]:
    return [
        problem_fact(row.problem, post),
        fact(_("Serving department"), row.unit.name),
        fact(_("For"), row.problem.source_unit.name),
        fact(_("Arranged on"), _day(row.offered_at), row.offered_by.person.name),
        fact(_("Whether it helped"), row.get_verdict_display() or _("The county has not said yet."), row.words),
        fact(_("Said on"), _day(row.judged_at), row.judged_by.person.name if row.judged_by else ""),
    ]


def _petition(row: Petition, post: Post) -> list[Fact]:
    signed = row.signed_by.person.name if row.signed_by else ""
    paper = signature_on_paper(row)
    on_paper = []
    if paper is not None and paper.recorded_for is not None:
        sheet = f"{paper.document_no} {_day(paper.document_day)}"
        on_paper = [
            fact(_("Signed on paper by"), paper.recorded_for.person.name, sheet),
            fact(_("Entered by"), paper.proposed_by.person.name, _day(paper.proposed_at)),
        ]
    return [
        problem_fact(row.problem, post),
        fact(_("State"), row.get_state_display(), row.dropping),
        fact(_("Form of the letter"), row.get_form_display()),
        fact(_("Addressee"), row.addressee.name),
        fact(_("Sending unit"), row.from_unit.name),
        fact(_("What is asked for"), row.body),
        fact(_("Drafted by"), row.drafted_by.person.name, _day(row.drafted_at)),
        fact(_("Signed by"), signed, _day(row.signed_at)),
        *on_paper,
        fact(_("Letter no."), row.letter_no, _day(row.letter_on)),
        fact(_("Result"), row.get_result_display()),
        fact(_("Reply"), row.reply_no or (_day(row.reply_on) and _("without a number")), _day(row.reply_on)),
        fact(_("What the reply says"), row.reply),
    ]


def _pairing(row: LinkPairing, post: Post) -> list[Fact]:
    return [
        fact(_("County union"), row.county.name, url=reverse("unit", args=[row.county_id])),
        fact(_("Answers for it"), row.name),
        fact(_("Since"), _day(row.from_day)),
        fact(_("Until"), _day(row.until_day)),
        fact(_("Paired by"), row.made_by.person.name),
    ]


FACTS: dict[str, Callable[[Any, Post], list[Fact]]] = {
    "effects": _effect, "policies": _policy, "services": _service, "petitions": _petition, "pairings": _pairing,
}  # fmt: skip


def facts_of_thing(kind: str, row: Any, post: Post) -> list[Fact]:
    """Return the facts of a thing; what is not known is left out."""
    return [one for one in FACTS[kind](row, post) if one["value"]]


def heading_of(kind: str, row: Any) -> str:
    """Return what the page of a thing is called."""
    if kind == "effects":
        return _("Effect in %(unit)s") % {"unit": row.unit.name}
    if kind == "pairings":
        return _("%(name)s answers for %(unit)s") % {"name": row.name, "unit": row.county.name}
    return str(row.what if kind == "services" else row.title)


def next_of_thing(kind: str, row: Any) -> str:
    """Say whose step comes next, for those whose it is not; nothing where nobody waits."""
    if kind == "effects" and row.state in OPEN_EFFECTS and row.problem.state in BEFORE_APPLICATION:
        return _("It waits for the word of the head of %(unit)s.") % {"unit": row.unit.name}
    if kind == "petitions":
        on_paper = row.state == PetitionState.DRAFTED and signature_on_paper(row) is not None
        waits = {
            PetitionState.DRAFTED: _("It waits for a second clerk to compare the signature on paper.")
            if on_paper
            else _("It waits for the signature of a city leader."),
            PetitionState.SIGNED: _("It is signed and waits to be sent by %(unit)s.") % {"unit": row.from_unit.name},
            PetitionState.SENT: _("It waits for the reply of %(unit)s.") % {"unit": row.addressee.name},
        }
        return waits.get(PetitionState(row.state), "")
    if kind == "services" and not row.verdict:
        if row.visits.exists():
            return _("It waits for the word of %(unit)s: did it help?") % {"unit": row.problem.source_unit.name}
        return _("It waits for the first visit of %(unit)s.") % {"unit": row.unit.name}
    return ""


# Tables under a thing ---------------------------------------------------------------------------------------

Table = dict[str, Any]
SERVED = 200
"""So many problems are named under a policy."""


def tables_of_thing(kind: str, row: Any, post: Post) -> list[Table]:
    """Return the rows that belong to a thing; tables without rows are left out."""
    return [table for table in _tables(kind, row, post) if table["rows"]]


def _tables(kind: str, row: Any, post: Post) -> list[Table]:
    if kind == "policies":
        seen = Problem.objects.visible_to(post).filter(servings__policy=row, servings__ended_at=None)
        heads = [_("Number"), _("Problem"), _("State")]
        found = [
            [
                _cell(one.number or ""),
                _cell(one.title, reverse("problem", args=[one.pk])),
                _cell(one.get_state_display()),
            ]
            for one in seen.order_by("number_order")[: SERVED + 1]
        ]
        if len(found) > SERVED:
            found[SERVED:] = [[_cell(""), _cell(_("The first %(n)s are shown.") % {"n": SERVED}), _cell("")]]
        return [{"title": _("Problems it serves"), "heads": heads, "rows": found}]
    if kind == "services":
        visits = row.visits.select_related("recorded_by__person").order_by("visited_on", "recorded_at")
        return [visits_table([
            [_cell(_day(one.visited_on)), _cell(one.done), _cell(one.outcome), _cell(one.recorded_by.person.name)]
            for one in visits
        ], [_("Day"), _("What was done"), _("What came of it"), _("Noted by")])]  # fmt: skip
    if kind == "pairings":
        calls = row.visits.select_related("recorded_by__person", "confirmed_by__person")
        return [visits_table([
            [
                _cell(_day(one.visited_on)), _cell(one.done), _cell(one.recorded_by.person.name),
                _cell(f"{one.confirmed_by.person.name} {_day(one.confirmed_at)}" if one.confirmed_by else _("not yet")),
                _cell(one.answer),
            ]
            for one in calls
        ], [_("Day"), _("What was heard and done"), _("Noted by"), _("Confirmed by the county"),
            _("What the county says")])]  # fmt: skip
    if kind == "petitions":
        return [grants_table(list(QuotaGrant.objects.visible_to(post).filter(petition=row).select_related("unit")))]
    return []


def visits_table(rows: list[list[Fact]], heads: list[str]) -> Table:
    """Return a table of visits."""
    return {"title": _("Visits"), "heads": heads, "rows": rows}


def _cell(text: Any, url: str = "", *, is_whole: bool = False) -> dict[str, Any]:
    """Return a cell; what is whole, as the number of a document, is not broken into two lines."""
    return {"text": text, "url": url, "is_whole": is_whole}


def grants_table(grants: list[QuotaGrant], *, with_petition: bool = False) -> Table:
    """Return grants as rows; one that does not count any more says why."""
    heads = [
        _("Unit"),
        pgettext("column of grants", "What"),
        _("How many"),
        _("Approval document"),
        _("Approving authority"),
        _("Date"),
    ]
    rows = []
    for one in grants:
        note = _(" (does not count: %(why)s)") % {"why": one.ending} if one.ended_at else ""
        kind = f"{one.get_kind_display()}{f'（{one.purpose}）' if one.purpose else ''}{note}"
        url = _thing_url("petitions", one.petition_id) if with_petition else ""
        rows.append([
            _cell(one.unit.name, reverse("unit", args=[one.unit_id])), _cell(kind), _cell(one.number),
            _cell(one.document_no, url, is_whole=True), _cell(one.authority), _cell(_day(one.document_on)),
        ])  # fmt: skip
    return {"title": _("What was granted"), "heads": heads, "rows": rows}


def _thing_url(kind: str, thing_id: UUID) -> str:
    return reverse("remedy", args=[kind, thing_id])


# Lists ------------------------------------------------------------------------------------------------------


def row_cells(kind: str, row: Any) -> list[dict[str, Any]]:
    """Return one row of a list."""
    url = _thing_url(kind, row.pk)
    if kind == "policies":
        served = row.n_served
        is_over = row.ended_on is not None and row.ended_on < timezone.localdate()
        words = _("ended on %(day)s") if is_over else _("in force until %(day)s")
        ended = words % {"day": _day(row.ended_on)} if row.ended_on else _("in force")
        problems = ngettext("%(n)s problem", "%(n)s problems", served) % {"n": served}
        texts = [row.document_no, row.title, row.issued_by, _day(row.document_on), ended, problems]
        return [_cell(texts[0], is_whole=True), _cell(texts[1], url), *(_cell(text) for text in texts[2:])]
    if kind == "petitions":
        texts = [row.letter_no, row.title, row.addressee.name, _day(row.letter_on), row.get_state_display(),
                 row.get_result_display()]  # fmt: skip
        return [_cell(texts[0], is_whole=True), _cell(texts[1], url), *(_cell(text) for text in texts[2:])]
    until = _("until %(day)s") % {"day": _day(row.until_day)} if row.until_day else _("open")
    visits = ngettext("%(n)s visit", "%(n)s visits", row.n_visits) % {"n": row.n_visits}
    return [
        _cell(row.county.name, url), _cell(row.name), _cell(_day(row.from_day)), _cell(until),
        _cell(visits), _cell(_day(row.last_visit)),
    ]  # fmt: skip


def heads_of(kind: str) -> list[str]:
    """Return the heads of a list."""
    heads = {
        "policies": [_("Document no."), _("Title"), _("Issued by"), _("Date"), _("State"), _("Problems served")],
        "petitions": [_("Letter no."), _("Title"), _("Addressee"), _("Date"), _("State"), _("Result")],
        "pairings": [
            _("County union"), _("Answers for it"), _("Since"), _("Until"), _("Visits"), _("Last visit"),
        ],
    }  # fmt: skip
    return heads[kind]


def with_parts(kind: str, rows: Any) -> Any:
    """Add to each row what a list counts of it, in the query of the list."""
    if kind == "policies":
        return rows.annotate(
            n_served=counted_in(Serving.objects.filter(policy=OuterRef("pk"), ended_at=None), "policy")
        )
    if kind == "pairings":
        visits = PairingVisit.objects.filter(pairing=OuterRef("pk"))
        last = visits.order_by("-visited_on").values("visited_on")[:1]
        return rows.annotate(n_visits=counted_in(visits, "pairing"), last_visit=Subquery(last))
    return rows


def grants_page(post: Post, given: Any) -> dict[str, Any]:
    """Return totals and rows of grants, narrowed by kind, unit (code) and problem; each total opens its rows."""
    unit = Unit.objects.filter(code=given["unit"]).first() if given.get("unit") else None
    problem, kind = _problem(post, given.get("problem", "")), given.get("kind", "")
    if (given.get("unit") and unit is None) or (kind and kind not in QuotaKind.values):
        raise not_found()
    rows = grants_shown(post, problem=problem, unit=unit, kind=kind)
    narrowed = "".join("&" + urlencode({name: given[name]}) for name in ("unit", "problem") if given.get(name))
    tiles = [
        {
            "label": total.label, "value": total.number, "rest": _("for %(n)s units") % {"n": total.units},
            "url": f"{reverse('remedies_of', args=['grants'])}?kind={total.kind}{narrowed}",
        }
        for total in quota_totals(rows)
    ]  # fmt: skip
    page = page_of(rows, NEWEST, after=given.get("after", ""), before=given.get("before", ""))
    here = f"{reverse('remedies_of', args=['grants'])}?{f'kind={kind}' if kind else ''}{narrowed}"
    of = [str(one) for one in (problem, unit, QuotaKind(kind).label if kind else None) if one]
    return {
        "tiles": tiles, "of": _(" · ").join(of), "table": grants_table(list(page.rows), with_petition=True),
        "pager": {
            "earlier_url": f"{here}&before={page.earlier}" if page.earlier else "",
            "later_url": f"{here}&after={page.later}" if page.later else "",
        },
    }  # fmt: skip


def _problem(post: Post, text: str) -> Problem | None:
    if not text:
        return None
    try:
        found = Problem.objects.visible_to(post).filter(pk=UUID(text)).first()
    except ValueError:
        found = None
    if found is None:
        raise not_found()
    return found


def held_by(post: Post, unit: Unit) -> dict[str, Any] | None:
    """Return what a unit was granted and who answers for it, for its page; None where there is nothing.

    Totals are over all its grants; the newest stand below them, and the rest behind a link.
    """
    grants = list(grants_shown(post, unit=unit).order_by("-recorded_at", "-pk")[: SHOWN_OF_A_UNIT + 1])
    pairings = list(
        LinkPairing.objects.visible_to(post).filter(county=unit, until_day=None).select_related(
            "leader__person", "department", "county"
        )
    )  # fmt: skip
    if not grants and not pairings:
        return None
    totals = quota_totals(grants_shown(post, unit=unit)) if grants else []
    address = reverse("remedies_of", args=["grants"])
    return {
        "totals": [{"total": one, "url": f"{address}?unit={unit.code}&kind={one.kind}"} for one in totals],
        "table": grants_table(grants[:SHOWN_OF_A_UNIT], with_petition=True),
        "all_url": f"{address}?unit={unit.code}" if len(grants) > SHOWN_OF_A_UNIT else "",
        "pairings": [
            {"name": one.name, "url": _thing_url("pairings", one.pk), "since": one.from_day} for one in pairings
        ],
    }  # fmt: skip
