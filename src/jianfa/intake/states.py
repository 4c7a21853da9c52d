"""Demands (诉求): their states, who does what to them, and the words for both. Data only."""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(TextChoices):
    """Where a demand stands."""

    DRAFT = "draft", pgettext_lazy("demand", "draft")
    RECEIVED = "received", pgettext_lazy("demand", "received")
    HANDING_OVER = "handing_over", pgettext_lazy("demand", "being handed over")
    ANSWERED = "answered", pgettext_lazy("demand", "answered")
    PASSED_ON = "passed_on", pgettext_lazy("demand", "passed on")
    PROMOTED = "promoted", pgettext_lazy("demand", "made a problem")
    MERGED = "merged", pgettext_lazy("demand", "merged")
    DECLINED = "declined", pgettext_lazy("demand", "declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("demand", "withdrawn")


OPEN = (State.RECEIVED, State.HANDING_OVER)
"""Somebody still owes the submitter an answer."""
OF_SUBMITTER = frozenset({"facts", "words"})
"""What is said with an event in the submitter's own words: of a worker's only the first receiver reads it."""
CLOSED = (State.ANSWERED, State.PASSED_ON, State.PROMOTED, State.MERGED, State.DECLINED)
"""The submitter has got an answer in words."""


class Channel(TextChoices):
    """How it came in."""

    COUNTY = "county", pgettext_lazy("channel of a demand", "county union")
    ON_BEHALF = "on_behalf", pgettext_lazy("channel of a demand", "entered on behalf of")
    IMPORT = "import", pgettext_lazy("channel of a demand", "from a list")
    PORTAL = "portal", pgettext_lazy("channel of a demand", "worker portal")


class Urgent(TextChoices):
    """The class of the urgent words found in a text."""

    WAGES = "wages", pgettext_lazy("urgent", "unpaid wages")
    INJURY = "injury", pgettext_lazy("urgent", "injury at work")
    DANGER = "danger", pgettext_lazy("urgent", "danger")
    SELF_HARM = "self_harm", pgettext_lazy("urgent", "risk to life")


class Satisfaction(TextChoices):
    """What the submitter says of the answer."""

    SATISFIED = "satisfied", pgettext_lazy("satisfaction", "satisfied")
    MOSTLY = "mostly", pgettext_lazy("satisfaction", "mostly satisfied")
    NOT = "not", pgettext_lazy("satisfaction", "not satisfied")


class Outlet(TextChoices):
    """To whom a demand that is not the union's to solve is passed on."""

    HOTLINE = "12345", pgettext_lazy("outlet", "government hotline 12345")
    LABOUR_INSPECTION = "labour_inspection", pgettext_lazy("outlet", "labour inspection")
    LEGAL_AID = "legal_aid", pgettext_lazy("outlet", "legal aid")
    OTHER = "other", pgettext_lazy("outlet", "another body")


class LinkKind(TextChoices):
    """Why a demand stands beside a problem or another demand."""

    PROMOTED = "promoted", pgettext_lazy("link of a demand", "became a problem")
    MERGED = "merged", pgettext_lazy("link of a demand", "merged into")
    LIKE = "like", pgettext_lazy("link of a demand", "like")


class Office(StrEnum):
    """What a post is to one demand; ``intake.policy.offices_of`` finds them out."""

    DRAFTER = "drafter"
    SUBMITTER = "submitter"
    FIRST = "first"
    OWNER = "owner"
    RECEIVER = "receiver"


OFFICE_NAMES: dict[Office, Promise] = {
    Office.DRAFTER: _("whoever drafted it"),
    Office.SUBMITTER: _("whoever raised it"),
    Office.FIRST: _("whoever received it first"),
    Office.OWNER: _("the unit it is with"),
    Office.RECEIVER: _("the unit it is offered to"),
}


@dataclass(frozen=True)
class Move:
    """One row of the table: from where to where, by whom. ``target`` None: the state stays."""

    verb: str
    name: Promise
    sources: tuple[State, ...]
    target: State | None
    who: tuple[Office, ...]


_S, _O = State, Office

_TABLE = (
    Move("edit", pgettext_lazy("what is done with a demand", "change the draft"), (_S.DRAFT,), None, (_O.DRAFTER,)),
    Move("hand_in", pgettext_lazy("what is done with a demand", "hand in"), (_S.DRAFT,), _S.RECEIVED, (_O.DRAFTER,)),
    Move(
        "withdraw",
        pgettext_lazy("what is done with a demand", "withdraw"),
        (_S.DRAFT, _S.RECEIVED),
        _S.WITHDRAWN,
        (_O.SUBMITTER,),
    ),
    Move(
        "summarise", pgettext_lazy("what is done with a demand", "write the summary"), (_S.RECEIVED,), None, (_O.FIRST,)
    ),
    Move(
        "hand_over",
        pgettext_lazy("what is done with a demand", "hand over"),
        (_S.RECEIVED,),
        _S.HANDING_OVER,
        (_O.OWNER,),
    ),
    Move(
        "accept_handover",
        pgettext_lazy("what is done with a demand", "take it on"),
        (_S.HANDING_OVER,),
        _S.RECEIVED,
        (_O.RECEIVER,),
    ),
    Move(
        "refuse_handover",
        pgettext_lazy("what is done with a demand", "refuse it"),
        (_S.HANDING_OVER,),
        _S.RECEIVED,
        (_O.RECEIVER,),
    ),
    Move(
        "call_back",
        pgettext_lazy("what is done with a demand", "call the handover back"),
        (_S.HANDING_OVER,),
        _S.RECEIVED,
        (_O.OWNER,),
    ),
    Move("answer", pgettext_lazy("what is done with a demand", "answer"), (_S.RECEIVED,), _S.ANSWERED, (_O.OWNER,)),
    Move("pass_on", pgettext_lazy("what is done with a demand", "pass on"), (_S.RECEIVED,), _S.PASSED_ON, (_O.OWNER,)),
    Move(
        "promote",
        pgettext_lazy("what is done with a demand", "make it a problem"),
        (_S.RECEIVED,),
        _S.PROMOTED,
        (_O.OWNER,),
    ),
    Move("merge", pgettext_lazy("what is done with a demand", "merge"), (_S.RECEIVED,), _S.MERGED, (_O.OWNER,)),
    Move(
        "unmerge",
        pgettext_lazy("what is done with a demand", "undo the merger"),
        (_S.MERGED,),
        _S.RECEIVED,
        (_O.OWNER,),
    ),
    Move("decline", pgettext_lazy("what is done with a demand", "decline"), (_S.RECEIVED,), _S.DECLINED, (_O.OWNER,)),
    Move(
        "appeal",
        pgettext_lazy("what is done with a demand", "appeal"),
        (_S.ANSWERED, _S.DECLINED),
        _S.RECEIVED,
        (_O.SUBMITTER,),
    ),
    Move("rate", pgettext_lazy("what is done with a demand", "say whether it helped"), CLOSED, None, (_O.SUBMITTER,)),
    Move(
        "attach",
        pgettext_lazy("what is done with a demand", "add a file"),
        (_S.DRAFT, _S.RECEIVED),
        None,
        (_O.SUBMITTER, _O.FIRST),
    ),
    Move(
        "set_sensitivity",
        pgettext_lazy("what is done with a demand", "set the sensitivity"),
        (*OPEN, *CLOSED),
        None,
        (_O.OWNER, _O.FIRST),
    ),
    Move(
        "reveal", pgettext_lazy("what is done with a demand", "show the contact"), (*OPEN, *CLOSED), None, (_O.FIRST,)
    ),
    Move(
        "erase_person",
        pgettext_lazy("what is done with a demand", "erase the person"),
        (*CLOSED, _S.WITHDRAWN),
        None,
        (_O.FIRST,),
    ),
)
MOVES: dict[str, Move] = {move.verb: move for move in _TABLE}
