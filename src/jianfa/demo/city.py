"""Units, people, posts and the two campaigns of the demo city."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from jianfa.demo.content import Names, Places, Record, load
from jianfa.demo.days import PEOPLE_ARE_ENTERED, UNITS_ARE_ENTERED, Days
from jianfa.demo.scheduling import usual_steps
from jianfa.ledger import actions as ledger
from jianfa.ledger.models import Campaign, ClassTemplate, Dimension
from jianfa.ledger.queries.campaigns import waiting_rules
from jianfa.ledger.states import Grade, Method
from jianfa.organisations import actions as organisations
from jianfa.organisations.models import TIMER, Post, Role, Unit, UnitKind

KINDS: dict[str, UnitKind] = {"party_body": UnitKind.PARTY_GOV, "government_body": UnitKind.PARTY_GOV}
FOUNDED, STAFFED, IN_OFFICE = -380, -379, -400
"""Days on which units and accounts were entered, and since when people hold their posts."""


@dataclass
class City:
    """Everything the stories of the problems need, by the keys of the data files."""

    days: Days
    places: Places
    units: dict[str, Unit] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)
    offices: dict[tuple[str, str], Post] = field(default_factory=dict)
    campaigns: dict[str, Campaign] = field(default_factory=dict)
    dimensions: dict[str, Dimension] = field(default_factory=dict)
    classes: dict[str, ClassTemplate] = field(default_factory=dict)
    without_account: frozenset[str] = frozenset(
        entry["username"] for entry in load("people")["people"] if not entry.get("account", True)
    )
    """Who sits on a panel and signs by a link."""

    def unit(self, key: str | None) -> Unit | None:
        return self.units[key] if key else None

    def desk(self, n: int) -> Post:
        """Return one of the two persons of the desk."""
        return self.posts[("liwenjing", "zhangxiangyu")[n % 2]]


def found(city: City, password_hash: str) -> None:
    """Enter units, people and posts."""
    at = city.days.moment(FOUNDED, UNITS_ARE_ENTERED)
    for n, entry in enumerate(city.places.units):
        city.units[entry["key"]] = _unit(city, entry, at + timedelta(seconds=20 * n))
    at = city.days.moment(STAFFED, PEOPLE_ARE_ENTERED)
    for n, entry in enumerate(load("people")["people"]):
        _person(city, entry, at + timedelta(seconds=40 * n), password_hash)


def _unit(city: City, entry: Record, at: datetime) -> Unit:
    return organisations.create_unit(
        actor=TIMER, at=at, code=entry["code"], name=entry["name"], short_name=entry["short_name"],
        kind=KINDS.get(entry["kind"]) or entry["kind"], parent=city.unit(entry["parent"]),
        area_code=entry["area_code"], position=entry["order"], aliases=entry["aliases"], is_sample=True,
    )  # fmt: skip


def _person(city: City, entry: Record, at: datetime, password_hash: str) -> None:
    person = organisations.create_person(
        actor=TIMER, at=at, username=entry["username"], name=entry["name"], mobile=entry["mobile"],
        is_sample=True, password_hash=password_hash if entry.get("account", True) else "",
    )  # fmt: skip
    until = entry.get("until")
    post = organisations.give_post(
        person, actor=TIMER, at=at, unit=city.units[entry["unit"]], role=entry["role"], title=entry["title"],
        from_day=city.days.written(entry.get("from", IN_OFFICE)),
        until_day=None if until is None else city.days.written(until),
        basis=city.places.text(entry.get("basis"), day=STAFFED), leads=_is_first_of_desk(city, entry),
    )  # fmt: skip
    city.posts[entry["username"]] = post
    city.offices.setdefault((entry["unit"], entry["role"]), post)


def _is_first_of_desk(city: City, entry: Record) -> bool:
    """The first of the desk in the data leads it."""
    return bool(entry["role"] == Role.DESK and (entry["unit"], entry["role"]) not in city.offices)


def open_campaign(city: City, entry: Record, at: datetime) -> None:
    """Set up and open one campaign; the one for practice stays empty."""
    template = next(row for row in load("templates")["campaign_templates"] if row["key"] == entry["template"])
    campaign = ledger.create_campaign(_campaign(city, entry, template), actor=city.desk(0), at=at)
    usual_steps(campaign, actor=city.desk(0), at=at + timedelta(minutes=10))
    head = city.offices["d.office", Role.DEPARTMENT_HEAD]
    ledger.open_campaign(campaign, actor=head, at=at + timedelta(minutes=20))
    city.campaigns[entry["key"]] = campaign
    if not campaign.is_practice:
        _remember_dictionaries(city, campaign)


def change_rules(city: City, entry: Record, at: datetime) -> None:
    """Propose a change of the rules of the main campaign; it waits for a department head."""
    campaign, values = city.campaigns["strengthening"], dict(entry["values"])
    actor = city.posts[entry["by"]]
    if entry["verb"] == "change_rules":
        ledger.change_rules(campaign, values, actor=actor, at=at)
        return
    dimension = city.dimensions[values.pop("dimension")]
    ledger.save_class_template(campaign, ledger.NewClass(dimension=dimension, **values), actor=actor, at=at)


def confirm_rules(city: City, at: datetime) -> None:
    campaign = city.campaigns["strengthening"]
    proposal = waiting_rules(campaign)
    assert proposal is not None
    ledger.confirm_rules(campaign, proposal, actor=city.offices["d.office", Role.DEPARTMENT_HEAD], at=at)


def _remember_dictionaries(city: City, main: Campaign) -> None:
    city.dimensions = {row.name: row for row in main.dimensions.all()}
    by_name = {row.name: row for row in main.class_templates.all()}
    city.classes = {row["key"]: by_name[row["name"]] for row in load("templates")["class_templates"]}


def _campaign(city: City, entry: Record, template: Record) -> ledger.NewCampaign:
    limits = template["limits"]
    return ledger.NewCampaign(
        name=entry["name"], starts_on=city.days.written(entry["start"]), ends_on=city.days.written(entry["end"]),
        dimensions=[row["name"] for row in template["dimensions"]], headline=template["headline"],
        number_pattern=template["numbering"], warn_days=limits["warn"]["value"],
        publicity_days=limits["publicity"]["value"], is_practice=entry["key"] == "practice", is_sample=True,
        classes=[_class(row) for row in load("templates")["class_templates"]],
    )  # fmt: skip


def _class(row: Record) -> Record:
    criteria = [
        {
            "text": line["result"],
            "test": line["test"],
            "evidence_hint": f"{line['evidence']}（{line['method']}）",
        }
        for line in row["criteria"]
    ]
    same = {name: row[name] for name in ("name", "dimension", "nature", "clock", "weight")}
    return {
        **same, "criteria": criteria, "method": method_of([line["method"] for line in row["criteria"]]),
        "grade": (Grade.KEY if row["weight"] >= HEAVY else Grade.ORDINARY).value,
        "needs_publicity": row["publicity"]["required"],
    }  # fmt: skip


HEAVY = 3
"""From this weight on the sample's classes ask for a panel (示例)."""
METHODS = {
    "现场": Method.ON_SITE, "抽查": Method.SAMPLE, "回访": Method.RETURN_VISIT, "书面": Method.PAPERS,
}  # fmt: skip


def method_of(methods: Sequence[str]) -> str:
    """Return the method of a problem whose criteria name several: the one that takes most."""
    return next(method for name, method in METHODS.items() if name in methods).value


def empty_city(days: Days, names: Names) -> City:
    return City(days=days, places=Places(names, days.today))
