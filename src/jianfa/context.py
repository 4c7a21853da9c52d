"""What the frame of every page needs: menu, addresses, who is here in which post."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jianfa.ledger.models import Campaign, Problem
from jianfa.ledger.states import ON_LIST, State
from jianfa.notices.queries import unread_count
from jianfa.organisations.models import COUNTY_ROLES, DEPARTMENT_ROLES, Person, Post, Role, Unit, UnitKind
from jianfa.organisations.policy import may_administer
from jianfa.organisations.queries import waits_for_signature
from jianfa.supervision.models import Instruction, SupervisionOrder

COUNTED_UP_TO = 999
"""A count in the menu never reads more rows than this."""

CITY = frozenset({Role.DESK, Role.LEADER, Role.AUDITOR})
BUSINESS = frozenset(Role) - {Role.ADMINISTRATOR}
FIRST_DAY = frozenset({Role.ADMINISTRATOR, Role.DESK, Role.DEPARTMENT_HEAD})


@dataclass(frozen=True)
class Entry:
    """One entry of the menu: ``also`` names pages that belong to the same room."""

    name: str
    label: str | Promise
    icon: str
    roles: frozenset[Role]
    also: tuple[str, ...] = ()


Group = tuple[str | Promise, tuple[Entry, ...]]
DESK, ADMINISTRATOR = frozenset({Role.DESK}), frozenset({Role.ADMINISTRATOR})
OF_IMPORTS = (
    "import_new", "import", "import_columns", "import_check", "import_row", "import_undo", "import_opening",
)  # fmt: skip
OF_PROBLEMS = (
    "problem", "problem_new", "move", "problem_record", "problem_timetable", "search", "unit", "unit_timetable",
)  # fmt: skip
OF_ORDERS = (
    "orders_new", "order_draft", "order", "order_step", "order_next", "instructions", "instruction",
    "instruction_step",
)  # fmt: skip
OF_DEMANDS = (
    "demand", "demand_new", "demand_step", "demand_contact", "demands_paste", "demands_batch", "similar_typing",
    "demand_similar", "themes", "theme", "alike", "synonyms",
    "surveys", "survey", "survey_new",
    "survey_step", "survey_answer", "survey_sign", "survey_sheet", "survey_rows",
)  # fmt: skip
OF_SESSIONS = ("session_new", "session", "session_step")
OF_PORTAL = ("portal_opening", "portal_lists")
OF_REMEDIES = ("remedies_of", "remedy_new", "remedy", "remedy_step")
OF_CAMPAIGNS = ("campaign", "campaign_step", "carry_over")
OF_PEOPLE = ("person", "person_new", "slips", "post_give", "post_end", "substitute")
MENU: tuple[Group, ...] = (
    (
        "",
        (
            Entry("start", _("Getting started"), "check", FIRST_DAY, ("start_units", "start_people", "start_campaign")),
            Entry("home", _("My desk"), "desk", BUSINESS),
            Entry("board", _("Board"), "board", BUSINESS - {Role.PANELLIST}),
        ),
    ),
    (
        _("The life of a problem"),
        (
            Entry("problems", _("Problem list"), "list", BUSINESS, OF_PROBLEMS),
            Entry("demands", _("Demands"), "inbox", CITY | COUNTY_ROLES | DEPARTMENT_ROLES, OF_DEMANDS),
            Entry("month", _("Calendar of due dates"), "clock", CITY | DEPARTMENT_ROLES),
            Entry("triage", _("Triage"), "inbox", DESK),
            Entry("load", _("Load"), "common", DESK | {Role.LEADER}),
            Entry("sessions", _("Acceptance sessions"), "check", CITY | {Role.PANELLIST}, OF_SESSIONS),
            Entry("remedies", _("Remedies"), "common", CITY | DEPARTMENT_ROLES, OF_REMEDIES),
            Entry("publicity", _("Publicised now"), "document", CITY),
            Entry("solvers", _("Who must solve"), "common", CITY | {Role.DEPARTMENT_HEAD}),
            Entry("lights", pgettext_lazy("page", "Lights"), "clock", CITY | {Role.DEPARTMENT_HEAD}),
        ),
    ),
    (
        _("Papers"),
        (
            Entry("imports", _("Import and export"), "exchange", DESK | {Role.LIAISON, Role.LEADER}, OF_IMPORTS),
            Entry("doubts", _("Doubts"), "document", frozenset({Role.AUDITOR, Role.LEADER}), ("doubts_of_kind",)),
            Entry("weekly", _("Weekly sheet"), "document", CITY),
            Entry("orders", _("Supervision orders"), "document", CITY | COUNTY_ROLES | DEPARTMENT_ROLES, OF_ORDERS),
            Entry("portal", _("Worker portal"), "inbox", DESK | {Role.LEADER}, OF_PORTAL),
        ),
    ),
    (
        _("Rules"),
        (Entry("campaigns", _("Campaigns"), "settings", DESK | {Role.DEPARTMENT_HEAD}, OF_CAMPAIGNS),),
    ),
    (
        _("Administration"),
        (
            Entry("units", _("Units"), "units", ADMINISTRATOR, ("unit_new", "unit_change", "alias_add")),
            Entry("people", _("People and posts"), "person", ADMINISTRATOR, OF_PEOPLE),
            Entry("working_days", _("Working calendar"), "calendar", ADMINISTRATOR | CITY, ("working_days_check",)),
            Entry(
                "checkpoints", _("Proof of the record"), "check", ADMINISTRATOR | CITY, ("checkpoint", "discrepancy")
            ),
            Entry("robots", _("Group robots"), "inbox", ADMINISTRATOR),
            Entry("handovers", _("Handovers"), "exchange", frozenset(Role), ("handover",)),
        ),
    ),
)


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return the context of base.html (see its head); strangers get the bare frame."""
    person = getattr(request, "user", None)
    post = getattr(request, "post", None)
    found: dict[str, Any] = {
        "campaign_name": campaign_name() if isinstance(person, Person) else "",
        "sample_data": Unit.objects.filter(is_sample=True).exists(),
        "urls": addresses(post),
    }
    if not isinstance(person, Person):
        return found
    found["person_name"] = person.name
    if isinstance(post, Post):
        posts: Sequence[Post] = getattr(request, "posts", ())
        found |= {
            "post_label": label_of(post),
            "other_posts": [{"id": other.pk, "label": label_of(other)} for other in posts if other.pk != post.pk],
            "menu": menu_of(request, post),
            "search_url": address("search") if post.role != Role.ADMINISTRATOR else "",
            "unread_notices": unread_count(person),
        }
    return found


def address(name: str) -> str:
    """Return the address of a page, or nothing while there is no such page."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def addresses(post: Post | None) -> dict[str, str]:
    """Return the addresses the frame itself links to; an administrator is at home among units."""
    home = address("home") or "/"
    if isinstance(post, Post) and post.role == Role.ADMINISTRATOR:
        home = address("units")
    return {
        "home": home,
        "logout": address("logout"),
        "password_change": address("password"),
        "set_language": address("language"),
        "choose_post": address("choose_post"),
        "mending": address("mending") if post else "",
        "notices": address("notices") if post else "",
        "notice_settings": address("notice_settings") if post else "",
    }


def label_of(post: Post) -> str:
    """Return a post as the top right shows it: unit and role, and for whom one stands in."""
    return f"{post.unit.short_name or post.unit.name} · {post.get_role_display()}"


def campaign_name() -> str:
    """Return the name of the one campaign that runs; with several (practice is one) or none, of the city federation.

    A page about one campaign names that one instead: see _brand.html.
    """
    running = list(Campaign.objects.filter(state=Campaign.State.OPEN).values_list("name", flat=True)[:2])
    if len(running) == 1:
        return running[0]
    return Unit.objects.filter(kind=UnitKind.FEDERATION).values_list("name", flat=True).first() or ""


def menu_of(request: HttpRequest, post: Post) -> list[dict[str, Any]]:
    """Return the rooms in which this post has a duty, and of them only those that exist."""
    page = request.resolver_match.url_name if request.resolver_match else ""
    hidden = set() if may_administer(post) or waits_for_signature(post.person) else {"handovers"}
    hidden |= set() if Role(post.role) in CITY or has_papers(post) else {"orders"}
    hidden |= {"start"} if post.role in FIRST_DAY and not is_first_day() else set()
    groups = []
    for title, entries in MENU:
        items = [
            {
                "label": entry.label, "url": url, "icon": entry.icon, "count": count_of(entry.name, post),
                "current": page in {entry.name, *entry.also},
            }
            for entry in entries
            if Role(post.role) in entry.roles and entry.name not in hidden and (url := address(entry.name))
        ]  # fmt: skip
        if items:
            groups.append({"title": title, "items": items})
    return groups


def has_papers(post: Post) -> bool:
    """Say whether a paper or an instruction was ever sent to the post; without one the menu stays short."""
    if Role(post.role) not in COUNTY_ROLES | DEPARTMENT_ROLES:
        return False
    orders, instructions = SupervisionOrder.objects.visible_to(post), Instruction.objects.visible_to(post)
    return orders.exists() or instructions.exists()


def is_first_day() -> bool:
    """Say whether "Getting started" is still of use: until the first problem has been dispatched."""
    return not Problem.objects.filter(dispatched_at__isnull=False).exists()


def count_of(name: str, post: Post) -> str:
    """Return the figure beside an entry; only where an index answers it without reading a table."""
    if name == "triage":
        return capped(Problem.objects.filter(state=State.SUBMITTED, campaign__state=Campaign.State.OPEN))
    if name == "problems" and Role(post.role) in CITY:
        counted = Problem.objects.filter(campaign__state=Campaign.State.OPEN, campaign__is_practice=False)
        return capped(counted.filter(state__in=ON_LIST))
    return ""


def capped(problems: QuerySet[Problem]) -> str:
    """Return how many there are, never counting beyond the cap.

    Without order, so that the database may stop at the cap.
    """
    count = problems.order_by()[: COUNTED_UP_TO + 1].count()
    return f"{COUNTED_UP_TO}+" if count > COUNTED_UP_TO else str(count)
