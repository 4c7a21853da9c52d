"""What happened to a demand, told from its journal to one post."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from jianfa.intake.models import Demand
from jianfa.intake.policy import may_read_text
from jianfa.intake.states import OF_SUBMITTER, Satisfaction
from jianfa.journal.models import Event, Wording
from jianfa.kit.personal import mask_personal
from jianfa.ledger.states import Sensitivity
from jianfa.organisations.models import Post, Unit

NAMES: dict[str, Promise] = {
    "raise_demand": pgettext_lazy("demand event", "handed in and received"),
    "keep_draft": pgettext_lazy("demand event", "kept as a draft"),
    "edit": pgettext_lazy("demand event", "draft changed"),
    "hand_in": pgettext_lazy("demand event", "handed in and received"),
    "attach": pgettext_lazy("demand event", "file added"),
    "summarise": pgettext_lazy("demand event", "summary written"),
    "hand_over": pgettext_lazy("demand event", "offered to another unit"),
    "accept_handover": pgettext_lazy("demand event", "taken on"),
    "refuse_handover": pgettext_lazy("demand event", "offer refused"),
    "call_back": pgettext_lazy("demand event", "offer called back"),
    "answer": pgettext_lazy("demand event", "answered"),
    "pass_on": pgettext_lazy("demand event", "passed on"),
    "promote": pgettext_lazy("demand event", "made a problem"),
    "merge": pgettext_lazy("demand event", "merged"),
    "unmerge": pgettext_lazy("demand event", "merger undone"),
    "decline": pgettext_lazy("demand event", "declined"),
    "appeal": pgettext_lazy("demand event", "appealed"),
    "rate": pgettext_lazy("demand event", "rated by the submitter"),
    "withdraw": pgettext_lazy("demand event", "withdrawn"),
    "set_sensitivity": pgettext_lazy("demand event", "sensitivity set"),
    "reveal": pgettext_lazy("demand event", "contact looked at"),
    "erase_person": pgettext_lazy("demand event", "person erased"),
    "confirm_like": pgettext_lazy("demand event", "confirmed to be like another"),
    "end_like": pgettext_lazy("demand event", "likeness taken back"),
}
SHOWN_COLUMNS = ("answer",)


@dataclass(frozen=True)
class DemandEvent:
    """One event of a demand's chain, ready to show."""

    title: str
    at: datetime
    who: str
    text: str
    marks: list[str]


def history(demand: Demand, post: Post) -> list[DemandEvent]:
    """Return what happened, the newest first; four queries, however long the history."""
    events = list(Event.objects.filter(chain=demand.pk).order_by("-seq"))
    bodies = [json.loads(bytes(event.body)) for event in events]
    posts = Post.objects.filter(pk__in={event.post for event in events if event.post})
    names = {
        str(row.pk): f"{row.person.name}（{row.unit.short_name}）" for row in posts.select_related("person", "unit")
    }
    units = {str(body["facts"]["unit"]) for body in bodies if "unit" in body["facts"]}
    places = {str(pk): str(name) for pk, name in Unit.objects.filter(pk__in=units).values_list("pk", "name")}
    said = _said(demand, post, events)
    return [
        DemandEvent(
            _title(event.verb), event.at, names.get(str(event.post), _("the system") if not event.post else ""),
            "\n".join(said.get(event.pk, ())), _marks(body, places),
        )
        for event, body in zip(events, bodies, strict=True)
    ]  # fmt: skip


def _said(demand: Demand, post: Post, events: list[Event]) -> dict[int, list[str]]:
    reads = may_read_text(post, demand)
    found: dict[int, list[str]] = {}
    for wording in Wording.objects.filter(event__in=events).order_by("id"):
        is_column = "/" in wording.name
        if is_column and wording.name.rpartition("/")[2] not in SHOWN_COLUMNS:
            continue
        if not reads and wording.name in OF_SUBMITTER:
            continue
        if wording.text:
            text = wording.text if reads else mask_personal(wording.text)
            found.setdefault(wording.event_id, []).append(text)
    return found


def _title(verb: str) -> str:
    name = str(NAMES.get(verb, verb))
    return name[:1].upper() + name[1:]


def _marks(body: Mapping[str, Any], places: Mapping[str, str]) -> list[str]:
    marks = [places[str(body["facts"]["unit"])]] if "unit" in body["facts"] else []
    said = [row["set"].get("satisfaction") for row in body["rows"]]
    marks += [str(Satisfaction(value).label) for value in said if value]
    if body["verb"] == "set_sensitivity":
        marks += [str(Sensitivity(row["set"]["sensitivity"]).label) for row in body["rows"]]
    return marks
