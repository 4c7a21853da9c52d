"""The life of a problem on one screen: states, who they count for, and the table of moves. Data only.

Buttons, the API, docs/life-of-a-problem.md, its diagram and the exhaustive test are made from ``MOVES``.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(TextChoices):
    DRAFT = "draft", pgettext_lazy("state", "draft")
    SUBMITTED = "submitted", pgettext_lazy("state", "submitted")
    RETURNED = "returned", pgettext_lazy("state", "returned for completion")
    DECLINED = "declined", pgettext_lazy("state", "declined")
    LISTED = "listed", pgettext_lazy("state", "listed")
    DISPATCHED = "dispatched", pgettext_lazy("state", "dispatched")
    PLANNING = "planning", pgettext_lazy("state", "planning")
    IN_PROGRESS = "in_progress", pgettext_lazy("state", "in progress")
    SUSPENDED = "suspended", pgettext_lazy("state", "suspended")
    CLOSING = "closing", pgettext_lazy("state", "awaiting acceptance")
    VERIFYING = "verifying", pgettext_lazy("state", "being verified")
    APPROVING = "approving", pgettext_lazy("state", "awaiting decision")
    PUBLICISED = "publicised", pgettext_lazy("state", "publicised")
    WRITTEN_OFF = "written_off", pgettext_lazy("state", "written off")
    MERGED = "merged", pgettext_lazy("state", "merged")
    VOIDED = "voided", pgettext_lazy("state", "voided")


BEFORE_LIST = (State.DRAFT, State.SUBMITTED, State.RETURNED, State.DECLINED)
OFF_LIST = (State.MERGED, State.VOIDED)
ON_LIST = tuple(state for state in State if state not in BEFORE_LIST + OFF_LIST)
CHANGEABLE = (State.LISTED, State.DISPATCHED, State.PLANNING, State.IN_PROGRESS, State.SUSPENDED)
"""On the list and not yet applied for: may be merged or voided as an amendment."""
SOLVED = (State.CLOSING, State.VERIFYING, State.APPROVING, State.PUBLICISED, State.WRITTEN_OFF)
"""已解决: applied for, and later."""
ACCEPTED = (State.PUBLICISED, State.WRITTEN_OFF)
"""已验收: approved, and later."""
CARRIED = (State.SUBMITTED, State.RETURNED, *(state for state in ON_LIST if state != State.WRITTEN_OFF))
"""Open when a campaign is closed: goes on in the one it is carried over into (结转)."""
CLOCK_STOPPED = (State.SUSPENDED, State.CLOSING, State.VERIFYING, State.APPROVING, State.PUBLICISED)


class Solver(TextChoices):
    PARTY_GOV = "party_gov", _("Party committee and government")
    SUPERIOR_UNION = "superior_union", _("Superior union")
    COUNTY_UNION = "county_union", _("County union itself")


class Nature(TextChoices):
    COMMON = "common", _("common")
    INDIVIDUAL = "individual", _("individual")


class Clock(TextChoices):
    IMMEDIATE = "immediate", _("at once")
    PHASED = "phased", _("in phases")
    CONTINUOUS = "continuous", _("continuous")


class Sensitivity(TextChoices):
    GENERAL = "general", _("general")
    SENSITIVE = "sensitive", _("sensitive")


class Method(TextChoices):
    """How it is verified; a site visit only where it says so."""

    PAPERS = "papers", pgettext_lazy("method of verification", "from the papers")
    ON_SITE = "on_site", pgettext_lazy("method of verification", "on site")
    RETURN_VISIT = "return_visit", pgettext_lazy("method of verification", "by asking those concerned")
    SAMPLE = "sample", pgettext_lazy("method of verification", "by sample")


class Grade(TextChoices):
    """How heavy the panel is (分级验收): two persons and the file, or a panel."""

    ORDINARY = "ordinary", pgettext_lazy("grade of acceptance", "ordinary")
    KEY = "key", pgettext_lazy("grade of acceptance", "key")


class Office(StrEnum):
    """What a post is to one problem; ``ledger.queries.offices_of`` finds them out."""

    DRAFTER = "drafter"
    COUNTY_HEAD = "county_head"
    SOURCE_UNIT = "source_unit"
    DESK = "desk"
    DEPARTMENT_HEAD = "department_head"
    LEADER = "leader"
    LEADER_NOT_SPONSOR = "leader_not_sponsor"
    LEADER_NOT_APPROVER = "leader_not_approver"
    ACTING_UNIT = "acting_unit"
    ACTING_HEAD = "acting_head"
    ASSIST_UNIT = "assist_unit"
    APPLICANT = "applicant"
    PANELLIST = "panellist"
    AUDITOR = "auditor"
    TIMER = "timer"


OFFICE_NAMES: dict[Office, Promise] = {
    Office.DRAFTER: _("whoever drafted it"),
    Office.COUNTY_HEAD: _("the head of the county union that raised it"),
    Office.SOURCE_UNIT: _("the county union that raised it"),
    Office.DESK: _("the city desk"),
    Office.DEPARTMENT_HEAD: _("the head of a city department"),
    Office.LEADER: _("a city leader"),
    Office.LEADER_NOT_SPONSOR: _("a city leader who does not sponsor the problem"),
    Office.LEADER_NOT_APPROVER: _("a city leader other than the one who approved it"),
    Office.ACTING_UNIT: _("the acting unit"),
    Office.ACTING_HEAD: _("the head of the acting unit"),
    Office.ASSIST_UNIT: _("an assisting unit"),
    Office.APPLICANT: _("whoever applied"),
    Office.PANELLIST: _("a member of the panel"),
    Office.AUDITOR: _("the auditor"),
    Office.TIMER: _("the system when the date has come"),
}


@dataclass(frozen=True)
class Move:
    """One row of the table: from where to where, by whom. ``confirmed_by`` makes ``who`` a proposer only."""

    verb: str
    name: Promise
    sources: tuple[State, ...]
    target: State | None
    """None: the state stays, or (merge back) is the one it had before."""
    who: tuple[Office, ...]
    confirmed_by: tuple[Office, ...] = ()
    sources_proposed: tuple[State, ...] = ()
    """States from which the verb needs confirmation; empty with ``confirmed_by`` set means all."""
    proposed_by: tuple[Office, ...] = ()
    """Who proposes, where that differs from who may do it without confirmation."""
    checked_by: tuple[Office, ...] = ()
    """Who looks at a proposal before the second office may confirm it; empty where nobody does."""
    is_recordable: bool = False
    """A clerk may enter it from a signed sheet or minutes (代录)."""

    def offices(self, state: str) -> tuple[Office, ...]:
        """Return who may do it (or propose it) from that state."""
        return self.proposed_by if self.proposed_by and self.needs_confirmation(state) else self.who

    def needs_confirmation(self, state: str) -> bool:
        return bool(self.confirmed_by) and (not self.sources_proposed or state in self.sources_proposed)


_S, _O = State, Office
_ACT = (_O.ACTING_UNIT, _O.ACTING_HEAD)

_TABLE = (
    Move("submit", _("submit"), (_S.DRAFT, _S.RETURNED), _S.SUBMITTED, (_O.COUNTY_HEAD, _O.DESK), is_recordable=True),
    Move("withdraw", _("withdraw"), (_S.DRAFT, _S.SUBMITTED, _S.RETURNED), _S.VOIDED, (_O.DRAFTER,)),
    Move("return_", _("return for completion"), (_S.SUBMITTED,), _S.RETURNED, (_O.DESK,)),
    Move("decline", _("decline"), (_S.SUBMITTED,), _S.DECLINED, (_O.DESK,), (_O.DEPARTMENT_HEAD,)),
    Move("appeal", _("appeal"), (_S.DECLINED,), _S.SUBMITTED, (_O.COUNTY_HEAD,)),
    Move("list", _("put on the list"), (_S.SUBMITTED,), _S.LISTED, (_O.DESK,)),
    Move("carry_in", _("enter as opening balance"), (_S.SUBMITTED,), _S.WRITTEN_OFF, (_O.LEADER,)),
    Move("dispatch", _("dispatch"), (_S.LISTED,), _S.DISPATCHED, (_O.DESK, _O.LEADER)),
    Move("petition", _("petition"), (_S.LISTED,), _S.DISPATCHED, (_O.DESK,), (_O.LEADER,)),
    Move("refuse", _("refuse"), (_S.DISPATCHED,), _S.LISTED, _ACT),
    Move("sign_for", _("sign for"), (_S.DISPATCHED,), _S.PLANNING, (*_ACT, _O.TIMER)),
    Move("start", _("start work"), (_S.PLANNING,), _S.IN_PROGRESS, _ACT),
    Move("report", _("report progress"), (_S.IN_PROGRESS,), None, (*_ACT, _O.ASSIST_UNIT)),
    Move(
        "suspend", _("suspend"), (_S.IN_PROGRESS,), _S.SUSPENDED, (_O.DESK,), (_O.LEADER,), is_recordable=True
    ),
    Move("resume", _("resume"), (_S.SUSPENDED,), _S.IN_PROGRESS, (_O.DESK, _O.TIMER)),
    Move(
        "extend", _("apply for an extension"), (_S.PLANNING, _S.IN_PROGRESS), None, (_O.ACTING_HEAD,), (_O.LEADER,),
        checked_by=(_O.DESK,), is_recordable=True,
    ),
    Move(
        "change_clock", _("apply for a change to continuous"), (_S.IN_PROGRESS,), None, (_O.ACTING_HEAD,),
        (_O.LEADER,), checked_by=(_O.DESK,),
    ),
    Move(
        "transfer", _("transfer"), (_S.PLANNING, _S.IN_PROGRESS), _S.DISPATCHED, (_O.DESK,), (_O.LEADER,),
    ),
    Move("apply", _("apply for write-off"), (_S.IN_PROGRESS,), _S.CLOSING, (_O.ACTING_HEAD,)),
    Move("retract", _("take the application back"), (_S.CLOSING,), _S.IN_PROGRESS, (_O.APPLICANT,)),
    Move("name_panel", _("name the panel"), (_S.CLOSING,), _S.VERIFYING, (_O.DESK,)),
    Move("call_lot", _("publish the candidates of the lot"), (_S.CLOSING,), None, (_O.DESK,)),
    Move("draw_panel", _("draw the panel by lot"), (_S.CLOSING,), _S.VERIFYING, (_O.DESK,)),
    Move("record_result", _("record a result"), (_S.VERIFYING,), None, (_O.PANELLIST,), is_recordable=True),
    Move(
        "respond", _("answer whether it is solved"), (_S.CLOSING, _S.VERIFYING), None, (_O.SOURCE_UNIT,),
        is_recordable=True,
    ),
    Move("step_aside", _("declare a conflict of interest"), (_S.VERIFYING,), None, (_O.PANELLIST,)),
    Move("replace_member", _("name another member"), (_S.VERIFYING,), None, (_O.DESK,)),
    Move("conclude", _("conclude the verification"), (_S.VERIFYING,), _S.APPROVING, (_O.DESK, _O.PANELLIST)),
    Move(
        "send_back", _("send back"), (_S.CLOSING, _S.VERIFYING, _S.APPROVING), _S.IN_PROGRESS,
        (_O.DESK, _O.PANELLIST, _O.LEADER),
    ),
    Move("recheck", _("have it checked again"), (_S.APPROVING, _S.PUBLICISED), _S.VERIFYING, (_O.LEADER, _O.DESK)),
    Move(
        "approve", _("approve"), (_S.APPROVING,), _S.PUBLICISED, (_O.LEADER_NOT_SPONSOR,), is_recordable=True
    ),
    Move("uphold", _("uphold an objection"), (_S.PUBLICISED,), _S.IN_PROGRESS, (_O.LEADER,)),
    Move("write_off", _("write off"), (_S.PUBLICISED,), _S.WRITTEN_OFF, (_O.DESK, _O.LEADER, _O.TIMER)),
    Move(
        "relapse", _("report a relapse"), (_S.WRITTEN_OFF,), _S.IN_PROGRESS,
        (_O.DESK, _O.AUDITOR, _O.SOURCE_UNIT), (_O.LEADER_NOT_APPROVER,), is_recordable=True,
    ),
    Move(
        "merge", _("merge"), (_S.SUBMITTED, *CHANGEABLE), _S.MERGED, (_O.DESK,),
        (_O.LEADER,), sources_proposed=CHANGEABLE, proposed_by=(_O.DEPARTMENT_HEAD,),
    ),
    Move(
        "unmerge", _("undo the merger"), (_S.MERGED,), None, (_O.DESK,),
        (_O.LEADER,), sources_proposed=CHANGEABLE, proposed_by=(_O.DEPARTMENT_HEAD,),
    ),
    Move(
        "void", _("void"), CHANGEABLE, _S.VOIDED, (_O.DEPARTMENT_HEAD,), (_O.LEADER,), is_recordable=True
    ),
)  # fmt: skip
MOVES: dict[str, Move] = {move.verb: move for move in _TABLE}

INSTEAD: dict[tuple[str, State], str] = {
    ("edit", _S.PLANNING): "extend", ("edit", _S.IN_PROGRESS): "extend", ("edit", _S.SUSPENDED): "resume",
    ("start", _S.DISPATCHED): "sign_for", ("start", _S.SUSPENDED): "resume", ("start", _S.CLOSING): "retract",
    ("report", _S.DISPATCHED): "sign_for", ("report", _S.PLANNING): "start", ("report", _S.SUSPENDED): "resume",
    ("report", _S.CLOSING): "retract", ("extend", _S.SUSPENDED): "resume", ("extend", _S.CLOSING): "retract",
    ("change_clock", _S.PLANNING): "extend", ("change_clock", _S.SUSPENDED): "resume",
    ("change_clock", _S.CLOSING): "retract", ("suspend", _S.PLANNING): "extend", ("apply", _S.DISPATCHED): "sign_for",
    ("apply", _S.PLANNING): "start", ("apply", _S.SUSPENDED): "resume", ("refuse", _S.PLANNING): "transfer",
    ("refuse", _S.IN_PROGRESS): "transfer", ("dispatch", _S.DISPATCHED): "refuse",
    ("dispatch", _S.PLANNING): "transfer", ("dispatch", _S.IN_PROGRESS): "transfer",
    ("transfer", _S.LISTED): "dispatch", ("transfer", _S.DISPATCHED): "refuse", ("transfer", _S.SUSPENDED): "resume",
    ("retract", _S.VERIFYING): "send_back", ("return_", _S.LISTED): "void", ("withdraw", _S.LISTED): "void",
    ("write_off", _S.APPROVING): "approve", ("uphold", _S.WRITTEN_OFF): "relapse",
}  # fmt: skip
"""What was wanted, and the state it was wanted in → the verb that can be asked for in its place."""
