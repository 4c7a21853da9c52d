"""What the pages of the administration share: who may open them, and pages of long lists."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

from jianfa.organisations.middleware import acting_post
from jianfa.organisations.models import Person, Post
from jianfa.organisations.policy import may_administer, require

UNITS_PER_PAGE = 200
PEOPLE_PER_PAGE = 50


def keeper(request: HttpRequest) -> Post:
    """Return the administrator's post the request acts through; others are refused (403)."""
    post = acting_post(request)
    require(may_administer(post))
    return post


def address_with(request: HttpRequest, **changed: object) -> str:
    """Return this page's address with some parameters changed; an empty one is left out."""
    kept = {key: value for key, value in request.GET.items() if key not in {"after", "before", "page"}}
    return "?" + urlencode({key: value for key, value in {**kept, **changed}.items() if value not in {"", None}})


def unit_page(request: HttpRequest, units: QuerySet[Any]) -> tuple[list[Any], dict[str, Any] | None]:
    """Return one page of a tree and its pager; a tree has no key to page by, and is small."""
    page = Paginator(units, UNITS_PER_PAGE).get_page(request.GET.get("page"))
    pager = {
        "earlier_url": address_with(request, page=page.previous_page_number()) if page.has_previous() else "",
        "later_url": address_with(request, page=page.next_page_number()) if page.has_next() else "",
        "shown": len(page.object_list),
        "total": page.paginator.count,
    }
    return list(page.object_list), pager if page.has_other_pages() else None


def people_page(request: HttpRequest, people: QuerySet[Person]) -> tuple[list[Person], dict[str, str] | None]:
    """Return one page of people by user name, after or before the one named in the address."""
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    if before:
        rows = list(people.filter(username__lt=before).order_by("-username")[: PEOPLE_PER_PAGE + 1])
        has_earlier, has_later = len(rows) > PEOPLE_PER_PAGE, True
        rows = rows[:PEOPLE_PER_PAGE][::-1]
    else:
        rows = list((people.filter(username__gt=after) if after else people)[: PEOPLE_PER_PAGE + 1])
        has_earlier, has_later = bool(after), len(rows) > PEOPLE_PER_PAGE
        rows = rows[:PEOPLE_PER_PAGE]
    if not rows or not (has_earlier or has_later):
        return rows, None
    return rows, {
        "earlier_url": address_with(request, before=rows[0].username) if has_earlier else "",
        "later_url": address_with(request, after=rows[-1].username) if has_later else "",
    }
