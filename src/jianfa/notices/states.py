"""Who is told what: one table. Data only; the page of settings, the digest and docs/notices.md are made from it.

A demand's events are told under names of their own (``demand_kind``).
"""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy


class Audience(StrEnum):
    """What a post is to the event that it is told of."""

    SOURCE = "source"
    ACTING = "acting"
    ASSISTS = "assists"
    DESK = "desk"
    LEADERS = "leaders"
    CONFIRMERS = "confirmers"
    PROPOSER = "proposer"
    PANEL = "panel"
    RECEIPTS = "receipts"
    ADDRESSED = "addressed"
    AUTHOR = "author"
    ORDERED = "ordered"
    SIGNERS = "signers"
    ASKED = "asked"
    """The county unions that a survey asks, or the one that the event names."""
    HEADS = "heads"
    """Who signs for the county that the event names."""
    DRAFTER = "drafter"
    COUNTIES = "counties"
    """The counties whose word on an effect is waited for."""
    FIRST = "first"
    HOLDER = "holder"
    OFFERED = "offered"
    SUBMITTER = "submitter"
    KEEPERS = "keepers"
    """Auditor and administrator: told of what concerns the record and no problem."""


@dataclass(frozen=True)
class Told:
    """One row: the event's verb, what it is called, who is told.

    Everything stands in the centre (通知中心). ``mailed`` also goes into the digest; a legal notice (法定通知: it
    begins a term, or says what was decided) cannot be switched off. ``automatic`` is told only when the timer did it.
    """

    kind: str
    name: Promise
    who: tuple[Audience, ...]
    mailed: bool = True
    is_legal: bool = False
    automatic: bool = False


_A = Audience
_UNITS = (_A.ACTING, _A.ASSISTS)
_TABLE = (
    Told("remind_near", pgettext_lazy("notice", "near the due date"), (_A.RECEIPTS,), is_legal=True),
    Told("remind_due", pgettext_lazy("notice", "due"), (_A.RECEIPTS,), is_legal=True),
    Told("remind_overdue", pgettext_lazy("notice", "overdue"), (_A.RECEIPTS,), is_legal=True),
    Told("remind_long", pgettext_lazy("notice", "long overdue"), (_A.RECEIPTS,), is_legal=True),
    Told("urge", pgettext_lazy("notice", "urged by the city desk"), (_A.RECEIPTS,), is_legal=True),
    Told("submit", pgettext_lazy("notice", "handed in"), (_A.DESK,), mailed=False),
    Told("return_", pgettext_lazy("notice", "returned for completion"), (_A.SOURCE,), is_legal=True),
    Told("decline", pgettext_lazy("notice", "declined"), (_A.SOURCE,), is_legal=True),
    Told("appeal", pgettext_lazy("notice", "appealed"), (_A.DESK,)),
    Told("list", pgettext_lazy("notice", "put on the list"), (_A.SOURCE,), mailed=False),
    Told("dispatch", pgettext_lazy("notice", "dispatched to your unit"), _UNITS, is_legal=True),
    Told("petition", pgettext_lazy("notice", "petitioned; your unit drives it"), _UNITS, is_legal=True),
    Told("refuse", pgettext_lazy("notice", "refused by the unit"), (_A.DESK,)),
    Told(
        "sign_for", pgettext_lazy("notice", "counts as signed for"), (_A.ACTING,), is_legal=True, automatic=True
    ),
    Told("approve_plan", pgettext_lazy("notice", "plan approved"), (_A.ACTING,)),
    Told("report", pgettext_lazy("notice", "progress reported"), (_A.DESK,), mailed=False),
    Told("propose", pgettext_lazy("notice", "waits for your confirmation"), (_A.CONFIRMERS,)),
    Told("check", pgettext_lazy("notice", "checked, waits for your confirmation"), (_A.CONFIRMERS,)),
    Told("record_decision", pgettext_lazy("notice", "a decision on paper waits to be checked"), (_A.DESK,)),
    Told("reject", pgettext_lazy("notice", "proposal rejected"), (_A.PROPOSER,)),
    Told("suspend", pgettext_lazy("notice", "suspended"), (_A.ACTING, _A.SOURCE), is_legal=True),
    Told("resume", pgettext_lazy("notice", "the clock runs again"), _UNITS, is_legal=True),
    Told("extend", pgettext_lazy("notice", "extended"), (_A.ACTING, _A.SOURCE), is_legal=True),
    Told("change_clock", pgettext_lazy("notice", "continuous from now on"), (_A.ACTING, _A.SOURCE), is_legal=True),
    Told("transfer", pgettext_lazy("notice", "passed on to another unit"), (*_UNITS, _A.SOURCE), is_legal=True),
    Told("apply", pgettext_lazy("notice", "write-off applied for"), (_A.DESK, _A.SOURCE)),
    Told("retract", pgettext_lazy("notice", "application taken back"), (_A.DESK,), mailed=False),
    Told("name_panel", pgettext_lazy("notice", "you are on the panel"), (_A.PANEL,), is_legal=True),
    Told("draw_panel", pgettext_lazy("notice", "you are on the panel"), (_A.PANEL,), is_legal=True),
    Told("respond", pgettext_lazy("notice", "whoever raised it has answered"), (_A.DESK,), mailed=False),
    Told("step_aside", pgettext_lazy("notice", "a member left the panel, another is to be named"), (_A.DESK,)),
    Told("replace_member", pgettext_lazy("notice", "you are on the panel"), (_A.PANEL,), is_legal=True),
    Told("conclude", pgettext_lazy("notice", "verified, awaits the decision"), (_A.LEADERS,)),
    Told("send_back", pgettext_lazy("notice", "sent back with a requirement"), _UNITS, is_legal=True),
    Told("recheck", pgettext_lazy("notice", "to be checked again"), (_A.PANEL, _A.ACTING)),
    Told("approve", pgettext_lazy("notice", "accepted, publicity begins"), (_A.ACTING, _A.SOURCE), is_legal=True),
    Told("object", pgettext_lazy("notice", "an objection was raised"), (_A.DESK,), is_legal=True),
    Told("uphold", pgettext_lazy("notice", "objection upheld, back to work"), _UNITS, is_legal=True),
    Told("write_off", pgettext_lazy("notice", "written off"), (_A.ACTING, _A.SOURCE), mailed=False),
    Told("relapse", pgettext_lazy("notice", "relapsed, work begins again"), _UNITS, is_legal=True),
    Told("merge", pgettext_lazy("notice", "merged into another problem"), (_A.SOURCE, _A.ACTING)),
    Told("unmerge", pgettext_lazy("notice", "merger undone"), (_A.SOURCE, _A.ACTING)),
    Told("void", pgettext_lazy("notice", "taken off the list"), (_A.SOURCE, _A.ACTING), is_legal=True),
    Told("instruct", pgettext_lazy("notice", "a leader's instruction to you"), (_A.ADDRESSED,), is_legal=True),
    Told("answer_instruction", pgettext_lazy("notice", "instruction answered"), (_A.AUTHOR, _A.DESK)),
    Told("draft_order", pgettext_lazy("notice", "a paper waits for your signature"), (_A.SIGNERS,)),
    Told("propose_copy", pgettext_lazy("notice", "a copy by letter waits for your signature"), (_A.SIGNERS,)),
    Told("record_signature", pgettext_lazy("notice", "a signature on paper waits to be checked"), (_A.DESK,)),
    Told("reject_order", pgettext_lazy("notice", "paper not signed"), (_A.DESK,)),
    Told("sign_order", pgettext_lazy("notice", "a supervision paper to your unit"), (_A.ORDERED,), is_legal=True),
    Told("answer_order", pgettext_lazy("notice", "supervision paper answered"), (_A.DESK,)),
    Told("return_answer", pgettext_lazy("notice", "the answer is not enough"), (_A.ORDERED,), is_legal=True),
    Told("close_order", pgettext_lazy("notice", "supervision paper closed"), (_A.ORDERED,)),
    Told("open_survey", pgettext_lazy("notice", "a survey asks your county"), (_A.ASKED,), is_legal=True),
    Told("remind_survey", pgettext_lazy("notice", "a survey waits for your answer"), (_A.ASKED,)),
    Told("send_back_survey", pgettext_lazy("notice", "your answer to a survey is to be completed"), (_A.ASKED,)),
    Told("fill_survey", pgettext_lazy("notice", "an answer to a survey waits for your signature"), (_A.HEADS,)),
    Told("sign_survey", pgettext_lazy("notice", "a county has answered a survey"), (_A.DESK,), mailed=False),
    Told("expect_effect", pgettext_lazy("notice", "the effect in your county is asked for"), (_A.COUNTIES,)),
    Told("deny_effect", pgettext_lazy("notice", "a county says the effect is not there yet"), (_A.DESK, _A.ACTING)),
    Told("waive_effect", pgettext_lazy("notice", "the effect in your county was waived"), (_A.COUNTIES,)),
    Told("move_effect", pgettext_lazy("notice", "the effect in your county moved to another problem"), (_A.COUNTIES,)),
    Told("draft_petition", pgettext_lazy("notice", "a petition waits for your signature"), (_A.SIGNERS,)),
    Told("record_paper_signature", pgettext_lazy("notice", "a signature on paper waits to be checked"), (_A.DESK,)),
    Told("refuse_paper_signature", pgettext_lazy("notice", "the signature on paper does not fit"), (_A.DRAFTER,)),
    Told("sign_petition", pgettext_lazy("notice", "petition signed, to be sent"), (_A.DRAFTER,)),
    Told("find_discrepancy", pgettext_lazy("notice", "the record does not fit itself"), (_A.KEEPERS,), is_legal=True),
    Told("demand_urgent", pgettext_lazy("notice", "urgent demand, please look at once"), (_A.FIRST,), is_legal=True),
    Told("demand_received", pgettext_lazy("notice", "demand received"), (_A.FIRST,), mailed=False),
    Told("demand_hand_over", pgettext_lazy("notice", "a demand is offered to your unit"), (_A.OFFERED,), is_legal=True),
    Told("demand_accept_handover", pgettext_lazy("notice", "demand taken on by another unit"), (_A.FIRST,)),
    Told("demand_refuse_handover", pgettext_lazy("notice", "handover of a demand refused"), (_A.HOLDER,)),
    Told("demand_answer", pgettext_lazy("notice", "your demand has been answered"), (_A.SUBMITTER,), is_legal=True),
    Told("demand_pass_on", pgettext_lazy("notice", "your demand has been passed on"), (_A.SUBMITTER,), is_legal=True),
    Told("demand_promote", pgettext_lazy("notice", "your demand has become a problem"), (_A.SUBMITTER,), is_legal=True),
    Told("demand_merge", pgettext_lazy("notice", "your demand has been merged"), (_A.SUBMITTER,), is_legal=True),
    Told("demand_unmerge", pgettext_lazy("notice", "merger of a demand undone"), (_A.SUBMITTER,)),
    Told("demand_decline", pgettext_lazy("notice", "your demand has been declined"), (_A.SUBMITTER,), is_legal=True),
    Told("demand_appeal", pgettext_lazy("notice", "appeal about a demand"), (_A.HOLDER,), is_legal=True),
    Told("demand_rate", pgettext_lazy("notice", "whoever raised a demand has rated the answer"), (_A.HOLDER,),
         mailed=False),
)  # fmt: skip
TOLD: dict[str, Told] = {row.kind: row for row in _TABLE}
UNTOLD: dict[str, str] = {
    "withdraw": "whoever drafted it takes it back; nobody waits for it",
    "start": "the plan says when work starts, the list shows that it has",
    "carry_in": "an opening balance is decided for a whole list at once",
    "call_lot": "whoever is drawn is told when the panel is drawn (draw_panel)",
    "receive_order": "the paper itself shows that it was signed for",
    "withdraw_order": "only what nobody has signed can be withdrawn; its unit has not seen it",
    "close_instruction": "the instruction itself shows how it ended",
    "demand_edit": "a draft is its office's own",
    "demand_hand_in": "told as received, or as urgent (demand_received, demand_urgent)",
    "demand_withdraw": "nobody owes an answer any more, and the cards of the desk show what is left",
    "demand_summarise": "the first receiver does it for those who read later",
    "demand_call_back": "nobody had taken it on; it is gone from the cards of whoever it was offered to",
    "demand_attach": "the page of the demand shows the file",
    "demand_set_sensitivity": "changes how it is shown, and nothing of what is to be done",
    "demand_reveal": "only kept, so that it can be looked up who looked",
    "demand_erase_person": "the person is told by whoever they asked",
    "record_result": "told when the whole panel has recorded (conclude)",
}
"""Verbs nobody is told of, and why."""
ARRIVING = frozenset({"raise_demand", "hand_in"})
"""Events with which a demand comes in; which notice that is depends on its words."""


def demand_kind(verb: str, *, is_urgent: bool) -> str:
    """Return the name under which a demand's event is told; problems have verbs of the same names.

    >>> demand_kind("raise_demand", is_urgent=True), demand_kind("answer", is_urgent=False)
    ('demand_urgent', 'demand_answer')
    """
    if verb in ARRIVING:
        return "demand_urgent" if is_urgent else "demand_received"
    return f"demand_{verb}"


DEMAND_VERBS = ARRIVING | {kind.removeprefix("demand_") for kind in TOLD if kind.startswith("demand_")}
OPTIONAL = tuple(row for row in _TABLE if not row.is_legal)
"""What a person may switch off."""
