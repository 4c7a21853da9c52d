"""The list's filters as they stand in the address: one function for the list, bulk actions and the export."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from jianfa.ledger.models import (
    Amendment,
    Assist,
    Baseline,
    Campaign,
    Dimension,
    Origin,
    Problem,
    ProblemQuerySet,
    Standing,
)
from jianfa.ledger.queries import searched
from jianfa.ledger.states import ACCEPTED, BEFORE_LIST, OFF_LIST, ON_LIST, SOLVED, Clock, Nature, Solver, State
from jianfa.organisations.models import Post, Unit
from jianfa.supervision.queries import WORDS, with_light, with_on_time
from jianfa.supervision.rules.lights import Light
from jianfa.supervision.states import OnTime
from jianfa.workspace.queries.columns import COLUMNS, DEFAULT_COLUMNS, Column
from jianfa.workspace.queries.importing import batch_options
from jianfa.workspace.queries.paging import DEFAULT_SORT, SORTS
from jianfa.workspace.queries.scope import ALL, REAL, SCOPES, condition_of, ids_of, one_campaign, options_of, scoped
from jianfa.workspace.queries.waiting import waits_of

NONE = "none"
"""The value that asks for rows in which nothing is set."""
PLACE_KEYS = frozenset({"after", "before"})
SHOWN_KEYS = frozenset({"sort", "columns"})
"""How rows are shown; not which rows."""

STAGES: dict[str, tuple[Promise, tuple[State, ...] | None]] = {
    "all": (pgettext_lazy("stage", "All"), None),
    "on_list": (gettext_lazy("On the list"), ON_LIST),
    "not_written_off": (gettext_lazy("Still to be written off"), tuple(s for s in ON_LIST if s != State.WRITTEN_OFF)),
    "written_off": (gettext_lazy("Written off"), (State.WRITTEN_OFF,)),
    "before": (gettext_lazy("Not on the list yet"), BEFORE_LIST),
    "solved": (gettext_lazy("Solved"), SOLVED),
    "not_solved": (gettext_lazy("Still to be solved"), tuple(s for s in ON_LIST if s not in SOLVED)),
    "accepted": (gettext_lazy("Accepted"), ACCEPTED),
    "not_accepted": (gettext_lazy("Still to be accepted"), tuple(s for s in ON_LIST if s not in ACCEPTED)),
    "off_list": (gettext_lazy("Off the list"), OFF_LIST),
}

Option = tuple[str, str]


@dataclass(frozen=True)
class Chip:
    """One filter in force: its name, its value in words, and the query without it."""

    label: str
    value: str
    remove: str


@dataclass(frozen=True)
class Part:
    """One filter of the address: its label, the values it may have, and whether it may be given twice."""

    key: str
    label: Promise
    is_date: bool = False
    is_text: bool = False


PARTS: dict[str, Part] = {
    part.key: part
    for part in (
        Part("q", gettext_lazy("Words"), is_text=True),
        Part("campaign", gettext_lazy("Campaign")),
        Part("stage", gettext_lazy("Stage")),
        Part("state", gettext_lazy("State")),
        Part("light", gettext_lazy("Light")),
        Part("solver", gettext_lazy("Who must solve it")),
        Part("nature", gettext_lazy("Nature")),
        Part("dimension", gettext_lazy("Dimension")),
        Part("clock", gettext_lazy("Clock")),
        Part("source", gettext_lazy("Source unit")),
        Part("lead", gettext_lazy("Lead unit")),
        Part("acting", gettext_lazy("Acting unit")),
        Part("driver", gettext_lazy("Driving unit")),
        Part("assist", gettext_lazy("Assisting unit")),
        Part("involved", gettext_lazy("Involved unit")),
        Part("due_from", gettext_lazy("Due from"), is_date=True),
        Part("due_to", gettext_lazy("Due until"), is_date=True),
        Part("off_from", gettext_lazy("Written off from"), is_date=True),
        Part("off_to", gettext_lazy("Written off until"), is_date=True),
        Part("waiting", gettext_lazy("Waits for me")),
        Part("origin", gettext_lazy("Origin")),
        Part("opening", gettext_lazy("Opening balance")),
        Part("on_time", gettext_lazy("On time")),
        Part("relapsed", gettext_lazy("Relapsed")),
        Part("batch", gettext_lazy("Import batch")),
        Part("amendment", gettext_lazy("Amendment")),
        Part("baseline", gettext_lazy("Baseline")),
    )
}
UNIT_KEYS = ("source", "lead", "acting", "driver", "assist", "involved")
YES_NO = (("yes", gettext_lazy("yes")), ("no", gettext_lazy("no")))


@dataclass
class Dictionaries:
    """What filters may name: three queries, whatever the list holds."""

    campaigns: list[Campaign] = field(default_factory=lambda: list(Campaign.objects.all()))
    dimensions: list[Dimension] = field(default_factory=lambda: list(Dimension.objects.select_related("campaign")))
    units: list[Unit] = field(default_factory=lambda: list(Unit.objects.all()))

    def options(self, post: Post) -> dict[str, list[Option]]:
        """Return value and label of everything that can be chosen, by filter."""
        units = [(unit.code, unit.name) for unit in self.units]
        not_set = (NONE, _("not set"))
        several = len(self.campaigns) > 1
        return {
            "campaign": options_of(self.campaigns),
            "stage": [(key, str(label)) for key, (label, _states) in STAGES.items()],
            "state": _labels(State),
            "light": [(light.value, str(WORDS[light])) for light in Light if light != Light.NONE],
            "solver": [*_labels(Solver), not_set],
            "nature": [*_labels(Nature), not_set],
            "dimension": [
                (str(row.pk), f"{row.name} · {row.campaign.name}" if several else row.name) for row in self.dimensions
            ] + [not_set],
            "clock": _labels(Clock),
            "waiting": [(wait.key, str(wait.title)) for wait in waits_of(post)],
            "origin": _labels(Origin),
            "opening": [(key, str(label)) for key, label in YES_NO],
            "on_time": [*_labels(OnTime), not_set],
            "relapsed": [(key, str(label)) for key, label in YES_NO],
            "amendment": _labels(Amendment.Kind),
            "baseline": [("latest", _("the latest"))],
            **{key: [*units, not_set] if key in {"lead", "acting"} else units for key in UNIT_KEYS},
        }  # fmt: skip


def _labels(choices: Any) -> list[Option]:
    return [(value, str(label)) for value, label in choices.choices]


@dataclass
class Filters:
    """What was asked for, understood: values in force, chips, what was not understood, order and columns."""

    post: Post
    today: date
    options: dict[str, list[Option]]
    values: dict[str, list[str]]
    faults: list[str]
    sort: str
    columns: list[Column]
    is_default: bool
    """Nothing was asked for, so the list shows what is on the list."""
    campaign: Campaign | None
    """The one campaign whose rows these are; None where they may be of several."""

    def words(self, key: str) -> str:
        """Return the values of a filter as they are read."""
        names = dict(self.options.get(key, ()))
        return pgettext("between values", ", ").join(names.get(value, value) for value in self.values.get(key, ()))

    def query(self, **changes: str | Sequence[str] | None) -> str:
        """Return the query string in force with some parts changed; None takes a part away. Without the place."""
        parts: dict[str, Sequence[str]] = dict(self.values)
        if self.sort != DEFAULT_SORT:
            parts["sort"] = [self.sort]
        if [column.key for column in self.columns] != list(DEFAULT_COLUMNS):
            parts["columns"] = [",".join(column.key for column in self.columns)]
        for key, value in changes.items():
            parts.pop(key, None)
            if value is not None:
                parts[key] = [value] if isinstance(value, str) else value
        query = QueryDict(mutable=True)
        for key, items in parts.items():
            query.setlist(key, list(items))
        return query.urlencode()

    @property
    def chips(self) -> list[Chip]:
        """Return a chip for each filter in force; the default one gives way to everything."""
        found = []
        for key in self.values:
            rest = self.query(**{key: None})
            alone = not [other for other in self.values if other != key]
            remove = self.query(stage="all") if key == "stage" and alone and self.values[key] != ["all"] else rest
            if key == "campaign" and self.values[key] == [REAL]:
                remove = self.query(campaign=ALL)
            found.append(Chip(str(PARTS[key].label), self.words(key), remove))
        return found

    @property
    def sentence(self) -> str:
        """Return the filters in force as one line, for print and export."""
        parts = [_("%(name)s: %(value)s") % {"name": chip.label, "value": chip.value} for chip in self.chips]
        return pgettext("between filters", "; ").join(parts) or _("no filter")


def filtered_problems(
    post: Post, params: QueryDict, *, today: date | None = None, dictionaries: Dictionaries | None = None
) -> tuple[ProblemQuerySet, Filters]:
    """Return the problems a post may see that fit the query string, and how the string was understood.

    The one function for the list, bulk actions, saved views and the export, so that all show the same rows. A value
    that means nothing gives no rows and a sentence in ``faults``: better than silently more rows than asked for.
    Unasked, the campaigns for practice are left out. The rows are not ordered; see ``paging``.
    """
    filters = understood(post, params, today or timezone.localdate(), dictionaries or Dictionaries())
    problems = Problem.objects.visible_to(post)
    if filters.faults:
        return problems.none(), filters
    for condition in _conditions(filters):
        problems = problems.filter(condition)
    if lights := filters.values.get("light"):
        lit: Any = with_light(problems, filters.today)
        problems = lit.filter(light__in=lights)
    if classes := filters.values.get("on_time"):
        timed: Any = with_on_time(problems)
        problems = timed.filter(on_time__in=["" if value == NONE else value for value in classes])
    for text in filters.values.get("q", ()):
        problems = searched(problems, text)
    return problems, filters


def understood(post: Post, params: QueryDict, today: date, dictionaries: Dictionaries) -> Filters:
    """Read a query string; anything unknown is named, never guessed."""
    options = dictionaries.options(post) | {"batch": batch_options(post, params.getlist("batch"))}
    values: dict[str, list[str]] = {}
    faults = []
    for key in params:
        if key not in PARTS:
            continue
        given = [item.strip() for value in params.getlist(key) for item in _split(key, value) if item.strip()]
        given = list(dict.fromkeys(given))
        if not given:
            continue
        values[key] = given
        faults += [
            _("“%(value)s” is not a value of the filter “%(name)s”.") % {"value": item, "name": PARTS[key].label}
            for item in given
            if not _is_known(PARTS[key], item, options)
        ]
    is_default = not values
    if is_default:
        values = {"stage": ["on_list"]}
    values = scoped(values, dictionaries.campaigns)
    sort = params.get("sort", DEFAULT_SORT)
    return Filters(
        post, today, options, values, faults, sort if sort in SORTS else DEFAULT_SORT, _columns(params), is_default,
        one_campaign(values.get("campaign"), dictionaries.campaigns),
    )  # fmt: skip


def _split(key: str, value: str) -> list[str]:
    return [value] if PARTS[key].is_text else value.split(",")


def _is_known(part: Part, value: str, options: Mapping[str, list[Option]]) -> bool:
    if part.is_text:
        return True
    if part.is_date:
        return _day(value) is not None
    if part.key == "campaign" and value in SCOPES:
        return True
    return any(value == known for known, _label in options[part.key])


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _columns(params: QueryDict) -> list[Column]:
    asked = [key for value in params.getlist("columns") for key in value.split(",")]
    known = [key for key in dict.fromkeys(asked) if key in COLUMNS]
    if known and "title" not in known:  # the one cell a row is opened by
        known.insert(1 if known[0] == "number" else 0, "title")
    return [COLUMNS[key] for key in known or DEFAULT_COLUMNS]


def _conditions(filters: Filters) -> Iterator[Q]:
    """Yield the condition of each filter in force, but for light and words."""
    for key, given in filters.values.items():
        if key in _BY_COLUMN:
            yield _in_column(_BY_COLUMN[key], given)
        elif key in _BY_OTHER:
            yield _BY_OTHER[key](filters, given)


def _in_column(column: str, given: list[str]) -> Q:
    found = Q(**{f"{column}__in": [value for value in given if value != NONE]})
    if NONE in given:
        found |= Q(**{column: ""}) if column in {"solver", "nature"} else Q(**{column.removesuffix("__code"): None})
    return found


_BY_COLUMN = {
    "state": "state", "solver": "solver", "nature": "nature", "dimension": "dimension",
    "clock": "clock", "origin": "origin", "batch": "imported__batch",
    "source": "source_unit__code", "lead": "lead__code", "acting": "acting_unit__code", "driver": "driver__code",
}  # fmt: skip


def _stage(_filters: Filters, given: list[str]) -> Q:
    found = Q(pk=None)
    for key in given:
        states = STAGES[key][1]
        if states is None:
            return Q()
        found |= Q(state__in=states)
    return found


def _assist(_filters: Filters, given: list[str]) -> Q:
    return Q(Exists(Assist.objects.filter(problem=OuterRef("pk"), ended_at=None, unit__code__in=given)))


def _involved(filters: Filters, given: list[str]) -> Q:
    return Q(lead__code__in=given) | Q(driver__code__in=given) | _assist(filters, given)


def _waiting(filters: Filters, given: list[str]) -> Q:
    found = Q(pk=None)
    for wait in waits_of(filters.post):
        if wait.key in given:
            found |= wait.asks(filters.post, filters.today)
    return found


def _amendment(_filters: Filters, given: list[str]) -> Q:
    return Q(Exists(Amendment.objects.filter(problem=OuterRef("pk"), kind__in=given)))


def _baseline(filters: Filters, _given: list[str]) -> Q:
    """What stood on the list when it was last signed off, read from where each problem stood then."""
    campaigns = ids_of(filters.values.get("campaign", ()))
    signed = Baseline.objects.filter(campaign__in=campaigns) if campaigns else Baseline.objects.all()
    latest = dict(signed.order_by("version").values_list("campaign", "signed_at"))
    found = Q(pk=None)
    for campaign, at in latest.items():
        stood = Standing.objects.filter(
            Q(until_at=None) | Q(until_at__gt=at), problem=OuterRef("pk"), campaign=campaign, state__in=ON_LIST,
            from_at__lte=at,
        )  # fmt: skip
        found |= Q(Exists(stood), campaign=campaign)
    return found


def _day_of(column: str) -> Any:
    return lambda _filters, given: Q(**{column: _day(given[0])})


_BY_OTHER: Mapping[str, Any] = {
    "campaign": lambda _filters, given: condition_of(given),
    "stage": _stage,
    "assist": _assist,
    "involved": _involved,
    "waiting": _waiting,
    "amendment": _amendment,
    "baseline": _baseline,
    "opening": lambda _filters, given: Q(is_opening_balance__in=[value == "yes" for value in given]),
    "relapsed": lambda _filters, given: Q(cycle__gt=1) if given == ["yes"] else Q(cycle=1) if given == ["no"] else Q(),
    "due_from": _day_of("due_current__gte"),
    "due_to": _day_of("due_current__lte"),
    "off_from": _day_of("written_off_at__date__gte"),
    "off_to": _day_of("written_off_at__date__lte"),
}
