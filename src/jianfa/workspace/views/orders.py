"""Supervision orders: the list, drafting, one paper with its steps, and the sheet for print."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext
from django.views.decorators.http import require_http_methods, require_safe

from jianfa.organisations.models import UNIT_ROLES, Post, Proposal, Role, Unit
from jianfa.organisations.policy import Why, not_found, require
from jianfa.organisations.queries import federation
from jianfa.supervision.forms.order_drafting import DraftOrderForm, draft_verdict
from jianfa.supervision.forms.ordering import (
    ORDER_FORMS,
    OrderVerbForm,
    next_kind,
    possible_forms,
)
from jianfa.supervision.models import OrderKind, OrderState, SupervisionOrder
from jianfa.supervision.policy.ordering import may_draft, may_read_orders
from jianfa.supervision.queries.ordering import (
    ItemLine,
    colour_view,
    is_answer_overdue,
    item_lines,
    last_rejection,
    load_order,
    load_union_unit,
    unit_lines,
    waiting_proposal,
)
from jianfa.supervision.queries.papers import history
from jianfa.supervision.rules.ordering import NEXT_KIND
from jianfa.workspace.forms import OrderFilterForm
from jianfa.workspace.queries.orders import orders_asked_for
from jianfa.workspace.queries.paging import Sort, page_of, total_of
from jianfa.workspace.views import Request
from jianfa.workspace.views.sending import DONE, carried_out

NEWEST = Sort(gettext_lazy("newest first"), "drafted_at", datetime.fromisoformat, is_down=True)
PRIMARY = frozenset({"sign", "check", "receive", "answer", "close"})
"""Verbs that are the one next step where they are possible; closing is once everything has been answered."""


@require_safe
def orders(request: Request) -> HttpResponse:
    """List the papers this post may see, narrowed as the address says; never ranked."""
    require(may_read_orders(request.post))
    today = timezone.localdate()
    form = OrderFilterForm(request.GET, post=request.post)
    rows = orders_asked_for(request.post, form.cleaned_data, today) if form.is_valid() else _none()
    page = page_of(rows, NEWEST, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    query = request.GET.copy()
    for name in ("after", "before"):
        query.pop(name, None)
    address = f"{reverse('orders')}?{query.urlencode()}&" if query else f"{reverse('orders')}?"
    context = {
        "form": form,
        "is_narrowed": any(form.data.get(name) for name in form.fields),
        "rows": [row_of(order, today) for order in page.rows],
        "total": total_of(rows),
        "may_draft": bool(may_draft(request.post)),
        "is_city": request.post.role not in UNIT_ROLES,
        "pager": {
            "shown": len(page.rows), "total": None,
            "earlier_url": f"{address}before={page.earlier}" if page.earlier else "",
            "later_url": f"{address}after={page.later}" if page.later else "",
        },
    }  # fmt: skip
    return render(request, "workspace/orders.html", context, status=200 if form.is_valid() else Why.VALUE.value)


def _none() -> Any:
    return SupervisionOrder.objects.none()


def row_of(order: SupervisionOrder, today: date) -> dict[str, Any]:
    """Return a paper as a row shows it."""
    n: int = vars(order)["n_items"]
    return {
        "order": order,
        "name": name_of(order),
        "colour": colour_view(order.colour),
        "items": ngettext("%(n)s item", "%(n)s items", n) % {"n": n},
        "is_late": is_answer_overdue(order, today),
    }


def name_of(order: SupervisionOrder) -> str:
    """Return the number of a paper, or what it is while it has none."""
    return order.number or _("%(kind)s, not signed yet") % {"kind": order.get_kind_display()}


# Drafting --------------------------------------------------------------------------------------------------


@require_safe
def orders_new(request: Request) -> HttpResponse:
    """Show to which units a paper could be drafted this month, with how many items of which colour; nothing is done."""
    require(may_draft(request.post))
    today = timezone.localdate()
    lines = unit_lines(request.post, today)
    context = {
        "lines": lines,
        "units": sum(1 for line in lines if line.step != "signed"),
        "items": sum(line.total for line in lines if line.step != "signed"),
        "today": today,
    }
    return render(request, "workspace/orders_new.html", context)


@require_http_methods(["GET", "POST"])
def order_draft(request: Request, unit_id: UUID) -> HttpResponse:
    """Show what a paper to this unit would say; on POST draft it, with what was typed or as usual by one click."""
    require(may_draft(request.post))
    unit = load_union_unit(unit_id)
    form = DraftOrderForm(request.POST or None, post=request.post, unit=unit)
    if "usual" in request.POST:
        form = DraftOrderForm(form.usual(), post=request.post, unit=unit)
    return _drafted(request, form, reverse("orders_new"))


@require_http_methods(["GET", "POST"])
def order_next(request: Request, order_id: UUID) -> HttpResponse:
    """The next step of the ladder after a signed paper: escalated supervision, then the talk."""
    order = load_order(request.post, order_id)
    require(draft_verdict(request.post, order))
    form = DraftOrderForm(
        request.POST or None, post=request.post, unit=order.unit, kind=NEXT_KIND[order.kind], based_on=order
    )
    return _drafted(request, form, reverse("order", args=[order.pk]))


def _drafted(request: Request, form: DraftOrderForm, back_url: str) -> HttpResponse:
    status = DONE
    if request.method == "POST":
        order, status = carried_out(form, lambda: form.perform(timezone.now()))
        if order is not None:
            messages.success(request, _("The paper is drafted; it waits for a city leader's signature."))
            return redirect("order", order.pk)
    context = {
        "form": form, "unit": form.unit, "kind": OrderKind(form.kind).label, "based_on": form.based_on,
        "back_url": back_url, "problems": form.problems,
    }  # fmt: skip
    return render(request, "workspace/order_draft.html", context, status=status)


# One paper -------------------------------------------------------------------------------------------------


@require_safe
def order(request: Request, order_id: UUID) -> HttpResponse:
    """Show one paper: items with reasons and answers, what can be done, what happened."""
    found, post, today = load_order(request.post, order_id), request.post, timezone.localdate()
    is_city = post.role not in UNIT_ROLES
    forms = list(possible_forms(found, post))
    first = forms[0] if forms and is_next_step(forms[0]) else None
    following = next_kind(found, post)
    proposal = waiting_proposal(found) if is_city else None
    context = head_of(found, today) | {
        "lines": item_lines(found, post, today),
        "first": first,
        "others": [form for form in forms if form is not first],
        "next_kind": OrderKind(following).label if following else "",
        "is_city": is_city,
        "proposal": proposal,
        "proposed": _proposed(proposal),
        "rejection": last_rejection(found) if is_city and proposal is None else None,
        "facts": facts_of(found, post, today),
        "events": [
            {
                "title": event.title, "when": date_format(timezone.localtime(event.at), "Y-m-d H:i"),
                "who": event.who, "text": event.text, "marks": event.marks,
            }
            for event in history(found, post)
        ],
    }  # fmt: skip
    return render(request, "workspace/order.html", context)


def is_next_step(form: OrderVerbForm) -> bool:
    """Say whether this is the one red button of the page."""
    return form.verb in PRIMARY and (form.verb != "close" or form.order.state == OrderState.ANSWERED)


def head_of(found: SupervisionOrder, today: date) -> dict[str, Any]:
    """Return what stands at the top of every page of a paper."""
    return {
        "order": found, "name": name_of(found), "colour": colour_view(found.colour),
        "is_late": is_answer_overdue(found, today), "order_url": reverse("order", args=[found.pk]),
    }  # fmt: skip


def _proposed(proposal: Proposal | None) -> list[dict[str, Any]]:
    """Return what waits for a signature, in words: the letter of a copy, or the sheet that was signed."""
    if proposal is None:
        return []
    rows: list[tuple[str, Any]] = []
    if proposal.params:
        unit = Unit.objects.filter(pk=proposal.params.get("unit")).values_list("name", flat=True).first()
        rows += [(_("Party committee"), unit), (_("letter no."), proposal.params["letter_no"])]
        rows.append((_("date of the letter"), proposal.params["letter_on"]))
    if proposal.recorded_for:
        rows += [(_("who signed"), proposal.recorded_for.person.name), (_("document no."), proposal.document_no)]
        rows.append((_("date of the document"), proposal.document_day.isoformat() if proposal.document_day else ""))
    return [{"label": label, "value": value} for label, value in rows]


def facts_of(found: SupervisionOrder, post: Post, today: date) -> list[dict[str, Any]]:
    """Return the facts at the side; what is not known is left out."""
    summoned = [row.post.person.name for row in found.summoned.select_related("post__person")]
    rows: list[tuple[str, Any, str]] = [
        (_("Addressed unit"), found.unit.name, ""),
        (_("Month"), f"{found.month:%Y-%m}", ""),
        (_("Follows"), found.based_on.number if found.based_on else "", ""),
        (_("Drafted by"), found.drafted_by.person.name if post.role not in UNIT_ROLES else "", ""),
        (_("Signed by"), found.signed_by.person.name if found.signed_by else "", _moment(found.signed_at)),
        (_("Answer by"), _day(found.answer_by), _("overdue") if is_answer_overdue(found, today) else ""),
        (_("Signed for by"), found.received_by.person.name if found.received_by else "", _moment(found.received_at)),
        (_("Day of the talk"), _day(found.talk_on), found.place),
        (_("Summoned"), pgettext("between names", ", ").join(summoned), ""),
        (_("Closed"), _moment(found.closed_at), found.closing),
    ]
    facts: list[dict[str, Any]] = [
        {"label": label, "value": value, "second": second} for label, value, second in rows if value
    ]
    return facts + [
        {"label": _("Copy to"), "value": copy.unit.name, "second": f"{copy.letter_no} {_day(copy.letter_on)}"}
        for copy in found.copies.select_related("unit")
    ]


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _moment(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else ""


@require_safe
def order_print(request: Request, order_id: UUID) -> HttpResponse:
    """Show the sheet for paper (A4): head, number, addressee, items, requirement, place of the seal."""
    found, today = load_order(request.post, order_id), timezone.localdate()
    city = federation()
    lines: Sequence[ItemLine] = item_lines(found, request.post, today)
    context = head_of(found, today) | {
        "lines": lines,
        "city": city.name if city else "",
        "summoned": [row.post for row in found.summoned.select_related("post__person")],
        "as_of": lines[0].item.as_of if lines else today,
        "back_url": reverse("order", args=[found.pk]),
    }
    return render(request, "workspace/order_print.html", context)


# A verb ----------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def order_step(request: Request, order_id: UUID, verb: str) -> HttpResponse:
    """Show the form of a verb, or the question before it, and carry it out."""
    found = load_order(request.post, order_id)
    if verb not in ORDER_FORMS:
        raise not_found()
    is_sent = request.method == "POST"
    form = ORDER_FORMS[verb](request.POST if is_sent else None, order=found, post=request.post)
    require(form.verdict())
    if not is_sent:
        return _step_page(request, form)
    event, status = carried_out(form, lambda: form.perform(timezone.now()))
    if event is not None:
        messages.success(request, _("%(verb)s: done.") % {"verb": form.heading})
        return redirect("order", found.pk)
    return _step_page(request, form, status=status)


def _step_page(request: Request, form: OrderVerbForm, *, status: int = 200) -> HttpResponse:
    """What is signed, answered or closed stands above the form."""
    found, post, today = load_order(request.post, form.order.pk), request.post, timezone.localdate()
    is_city = post.role not in UNIT_ROLES
    context = head_of(found, today) | {
        "form": form, "lines": item_lines(found, post, today), "facts": facts_of(found, post, today),
        "proposed": _proposed(form.proposal) if is_city else [], "is_city": is_city,
        "version": found.version, "is_desk": post.role == Role.DESK,
    }  # fmt: skip
    return render(request, "workspace/order_step.html", context, status=status)
