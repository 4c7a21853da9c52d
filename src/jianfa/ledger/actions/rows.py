"""From a row of an imported list to a draft: units by name, dimension by name, nothing of the file lost."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from jianfa.exchange.models import Batch, BatchRow
from jianfa.exchange.queries import name_book, units_on
from jianfa.exchange.reading import NameBook
from jianfa.exchange.rules import RowDoubt, Values, list_doubt, nearest_of
from jianfa.exchange.states import FIELD_LABELS
from jianfa.kit.text import squeezed
from jianfa.ledger.actions.listing import Draft, NewMeasure
from jianfa.ledger.models import Campaign, ClassTemplate, Dimension
from jianfa.ledger.states import Clock, Nature, Solver
from jianfa.organisations.models import Unit
from jianfa.organisations.policy import Refused, Why

TITLE, OWNER, DUE_TEXT, MEASURE = 200, 40, 80, 300
"""The lengths the list has for them (ledger.models)."""
NO_SOURCE = ""
"""The key in ``Batch.names`` of the unit for rows that name no source."""
KEPT = ("source", "leader", "progress", "effect", "verifier", "evidence", "remark", "done_date", "closure_date")
"""What a list says that a problem has no column for; kept in its description under its own name."""


@dataclass(frozen=True)
class Named:
    """What a name in the file stands for: units, or none and whether somebody said to keep it as written."""

    units: tuple[Unit, ...]
    is_answered: bool


@dataclass
class RowMaker:
    """Makes drafts of one batch's rows; loads what it needs once."""

    batch: Batch
    campaign: Campaign
    today: date
    units: list[Unit] = field(init=False)
    names: NameBook = field(init=False)

    def __post_init__(self) -> None:
        self.units = units_on(self.today)
        self.names = name_book(self.units)
        self._by_name: dict[str, Unit] = {}
        for unit in self.units:
            self._by_name.setdefault(unit.name, unit)
        self._by_id = {str(unit.pk): unit for unit in self.units}
        self._dimensions = {squeezed(row.name): row for row in Dimension.objects.filter(campaign=self.campaign)}
        templates = ClassTemplate.objects.filter(campaign=self.campaign, ended_at=None).select_related("dimension")
        self._templates = {squeezed(row.name): row for row in templates}

    @property
    def dimension_names(self) -> list[str]:
        return [row.name for row in self._dimensions.values()]

    def named(self, written: str) -> Named:
        """Say which units a name stands for, a person's answer first."""
        answer = self.batch.names.get(written)
        if answer is not None:
            unit = self._by_id.get(answer)
            return Named((unit,) if unit else (), is_answered=True)
        found = self.names.resolve(written)
        if found.name is not None and found.how in {"official", "alias"}:
            return Named((self._by_name[found.name.official],), is_answered=True)
        if found.how == "all":
            return Named(tuple(self._by_name[name] for name in found.members), is_answered=True)
        return Named((), is_answered=False)

    def source(self, values: Mapping[str, Any]) -> tuple[Unit, list[str]]:
        """Return the unit a row comes from and what else was written there; raise Refused where there is none."""
        written = [name for name in str(values.get("source_unit") or "").split("、") if name]
        found = [(name, self.named(name).units[:1]) for name in written]
        units = [units[0] for _name, units in found if units]
        county = self.batch.county
        if county is not None:
            if units and county not in units:
                sentence = _("The row belongs to %(name)s; a county union enters its own problems only.")
                raise Refused(sentence % {"name": units[0].name}, Why.OFFICE, field="source_unit")
            return county, [name for name, some in found if some[:1] != (county,)]
        if units:
            return units[0], [name for name, some in found if some[:1] != (units[0],)]
        default = self._by_id.get(self.batch.names.get(NO_SOURCE, ""))
        if default is None:
            raise Refused(_("The row does not say which unit it comes from."), Why.VALUE, field="source_unit")
        return default, written

    def category(self, written: str) -> tuple[Dimension | None, ClassTemplate | None]:
        """Return the dimension or the class a category stands for, by name, with or without 强, 方面 or 类."""
        key = squeezed(written)
        for name in dict.fromkeys((key, key.removesuffix("方面"), key.removesuffix("类"), key.removesuffix("强"))):
            if name in self._dimensions or name + "强" in self._dimensions:
                return self._dimensions.get(name) or self._dimensions[name + "强"], None
        return None, self._templates.get(key) or self._templates.get(key + "类")

    def draft(self, row: BatchRow) -> Draft:
        """Return the row as a draft; raise Refused with the reason where it cannot be one."""
        values = row.values
        source, more_sources = self.source(values)
        dimension, template = self.category(values["category"]) if values.get("category") else (None, None)
        nature = _known(values.get("nature"), Nature)
        if template is not None:
            dimension, nature = dimension or template.dimension, nature or template.nature
        lead, more_leads = self._lead(values)
        assists, unnamed = self._assists(values, lead, more_leads)
        title, due_text, owner = (str(values.get(name) or "") for name in ("title", "due_text", "person"))
        due = _day(values.get("due"))
        kept = dict(self._kept(values, more_sources, unnamed, is_category_known=bool(dimension or template)))
        return Draft(
            title=_fitted(title, TITLE), source_unit=source,
            description=_description(title, owner, due_text, values.get("measures", ()), kept),
            cause=values.get("cause") or "", goal=values.get("goal") or "", dimension=dimension, template=template,
            solver=_known(values.get("solver"), Solver), nature=nature,
            clock=_known(values.get("clock"), Clock) or (template.clock if template else Clock.PHASED.value),
            weight=template.weight if template else 1, lead=lead, owner_name=_fitted(owner, OWNER), due=due,
            due_text=_fitted(due_text, DUE_TEXT), assists=assists,
            measures=_measures(values, lead, _fitted(owner, OWNER), due),
        )  # fmt: skip

    def _lead(self, values: Values) -> tuple[Unit | None, list[str]]:
        written = values.get("lead") or ""
        units = self.named(written).units if written else ()
        if len(units) == 1:
            return units[0], []
        return None, [written] if written else []

    def _assists(self, values: Values, lead: Unit | None, unnamed: list[str]) -> tuple[list[Unit], list[str]]:
        """Whoever else is named to work on it assists; names of no unit are returned beside them."""
        found: dict[Any, Unit] = {}
        for written in [*values.get("co_leads", ()), *values.get("responsible", ()), *values.get("assist", ())]:
            named = self.named(written)
            found |= {unit.pk: unit for unit in named.units if lead is None or unit.pk != lead.pk}
            if not named.units and written not in unnamed:
                unnamed = [*unnamed, written]
        return list(found.values()), unnamed

    def _kept(
        self, values: Values, more_sources: list[str], unnamed: list[str], *, is_category_known: bool
    ) -> Iterator[tuple[str, str]]:
        """Yield name and text of what has no column of its own."""
        if more_sources:
            yield str(FIELD_LABELS["source_unit"]), "、".join(more_sources)
        if unnamed:
            yield _("Units as written"), "、".join(unnamed)
        if values.get("category") and not is_category_known:
            yield str(FIELD_LABELS["category"]), values["category"]
        if values.get("claimed_done"):
            yield str(FIELD_LABELS["done"]), _("reported as done")
        for name in KEPT:
            if values.get(name):
                yield str(FIELD_LABELS[name]), str(values[name])
        yield from values.get("extra", {}).items()

    def _asks_for(self, written: str) -> bool:
        """Say whether a name is still open: then it is asked for as a name, not as a missing source."""
        return any(name not in self.batch.names for name in written.split("、") if name)

    def doubts(self, row: BatchRow) -> list[RowDoubt]:
        """Return the doubts that only the list can have about a row."""
        found, values = [], row.values
        try:
            self.source(values)
        except Refused as refusal:
            code = "foreign_source" if refusal.why == Why.OFFICE else "no_source"
            written = str(values.get("source_unit") or "")
            if code == "foreign_source" or not self._asks_for(written):
                found.append(list_doubt(code, "source_unit", written, name=written))
        category = values.get("category")
        if category and self._dimensions and self.category(category) == (None, None):
            nearest = nearest_of(category, self.dimension_names)
            found.append(list_doubt("unknown_category", "category", category, nearest, name=category))
        due = _day(values.get("due"))
        is_noted = any(doubt["code"] == "past_due" for doubt in row.doubts if doubt["by"] == "reading")
        if due is not None and due < self.today and not is_noted and not values.get("claimed_done"):
            found.append(list_doubt("past_due", "due", due.isoformat()))
        return found


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _known(value: str | None, choices: Any) -> str:
    return value if value and value in choices.values else ""


def _fitted(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"


def _description(title: str, owner: str, due_text: str, measures: Sequence[str], kept: Mapping[str, str]) -> str:
    """Keep whole what was too long for its column, then what has none."""
    limits = [(title, TITLE), (owner, OWNER), (due_text, DUE_TEXT), *((text, MEASURE) for text in measures)]
    whole = [text for text, length in limits if len(text) > length]
    return "\n".join([*whole, *(_("%(name)s: %(text)s") % {"name": name, "text": text} for name, text in kept.items())])


def _measures(values: Values, lead: Unit | None, owner: str, due: date | None) -> list[NewMeasure]:
    """Measures with their own dates where the list gives them, else the problem's date, lead and owner."""
    own = {one["measure"]: _day(one.get("due")) for one in values.get("milestones", ())}
    return [
        NewMeasure(_fitted(text, MEASURE), unit=lead, owner_name=owner, due=own.get(text) or due)
        for text in values.get("measures", ())
    ]


def today_of(at: Any) -> date:
    """Return the day in Shanghai against which a list is checked."""
    return timezone.localtime(at).date()
