"""What the closing side lets a post do next."""

from datetime import date

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from jianfa.acceptance.models import (
    Objection,
)
from jianfa.acceptance.policy import (
    application_of,
    may_answer,
    may_apply,
    may_approve,
    may_conclude,
    may_make_link,
    may_name_panel,
    may_object,
    may_recheck,
    may_record,
    may_replace,
    may_respond,
    may_send_back,
    may_step_aside,
    may_uphold,
    may_write_off,
    needs_outsider,
    panel_size,
    vacant_seats,
)
from jianfa.acceptance.policy.looking import may_look_back
from jianfa.acceptance.policy.publicity import may_draft_publicity, may_know_objector
from jianfa.acceptance.queries.looking import came_back
from jianfa.acceptance.queries.lots import may_call, may_draw
from jianfa.calendar.queries import noted_day
from jianfa.ledger.models import Campaign, Problem, ProblemQuerySet
from jianfa.ledger.policy import offices_of
from jianfa.ledger.queries import Offer, move_offers, open_proposal
from jianfa.ledger.states import CLOCK_STOPPED, Grade, State
from jianfa.organisations.models import Post

SOURCE_ANSWERS: dict[str, Promise] = {
    "solved": pgettext_lazy("answer of the county union", "solved"),
    "partly": pgettext_lazy("answer of the county union", "partly solved"),
    "unsolved": pgettext_lazy("answer of the county union", "not solved"),
    "none": pgettext_lazy("answer of the county union", "no answer"),
    "same": pgettext_lazy("answer of the county union", "not asked: it worked on it and applied itself"),
    "city": pgettext_lazy("answer of the county union", "not asked: raised by the city"),
}


def ripe_for_write_off(today: date) -> ProblemQuerySet:
    """Return problems whose publicity is over without an open objection: the desk's or the timer's to write off."""
    objected = Objection.objects.filter(problem=OuterRef("pk"), cycle=OuterRef("cycle"), answered_at=None)
    over = Problem.objects.filter(~Exists(objected), state=State.PUBLICISED, publicity_ends_on__lt=today)
    return over.exclude(campaign__state=Campaign.State.CLOSED)


RANKS = {
    "apply": 14, "retract": 40, "name_panel": 10, "call_lot": 10, "draw_panel": 10, "record_result": 10, "respond": 11,
    "step_aside": 45, "replace_member": 44, "conclude": 10, "send_back": 40, "recheck": 50,
    "approve": 10, "uphold": 30, "write_off": 10, "relapse": 60, "carry_in": 10,
}  # fmt: skip
RULES: dict[str, Promise] = {
    "apply": gettext_lazy("Every criterion is answered; a document's number is enough. The clock stops."),
    "retract": gettext_lazy("Until a panel is named; the due date moves by the days it stood still."),
    "name_panel": gettext_lazy("At least two persons from elsewhere, none of whom has to do with this problem."),
    "call_lot": gettext_lazy("Published in the record first; the next checkpoint decides, so that nobody chooses."),
    "draw_panel": gettext_lazy("By the hash of the checkpoint after the candidates; anybody can repeat it."),
    "record_result": gettext_lazy("Each member once, criterion by criterion; it cannot be changed afterwards."),
    "respond": gettext_lazy("Once, within the term; silence is noted as no answer and never as agreement."),
    "step_aside": gettext_lazy("You leave the panel before recording anything; the desk names another."),
    "replace_member": gettext_lazy("For whoever has left, or has not recorded; the whole panel is checked again."),
    "conclude": gettext_lazy("All members have recorded. If they do not agree, that is marked and the leader decides."),
    "send_back": gettext_lazy("With a written further requirement; the due date moves by the days it stood still."),
    "recheck": gettext_lazy("The same panel looks again; the first results stay."),
    "approve": gettext_lazy("Whoever applied, verified or sponsors it cannot approve. Publicity begins then."),
    "uphold": gettext_lazy("The problem goes back to work; whoever objected has an answer."),
    "write_off": gettext_lazy("Publicity is over and no objection is open."),
    "relapse": gettext_lazy("Another leader than the one who approved confirms it; the old write-off stays."),
    "carry_in": gettext_lazy("With its original date and basis; it stays outside on-time figures."),
}


def offers(problem: Problem, post: Post, today: date | None = None) -> list[Offer]:
    """Return what the closing side lets this post do next."""
    if problem.state not in {State.SUBMITTED, State.IN_PROGRESS, State.WRITTEN_OFF, *CLOCK_STOPPED}:
        return []
    today = today or timezone.localdate()
    found = move_offers(problem, offices_of(post, problem), RANKS, RULES, open_proposal(problem))
    found = [_ranked(offer, problem, today) for offer in found if _is_possible(offer.verb, problem, post, today)]
    if may_object(problem, post):
        found.append(Offer("object", _("Enter an objection"), _("Each one is answered."), 60))
    if problem.state == State.VERIFYING and may_make_link(problem, post):
        rule = _("For a member without an account: shown once, works once, for some days.")
        found.append(Offer("make_link", _("Link for an outside member"), rule, 43))
    if may_draft_publicity(problem, post):
        rule = _("Internal without a draft. A public title is never the internal one; the leader approves it.")
        found.append(Offer("draft_publicity", _("Draft scope and public title"), rule, 45))
    if problem.state == State.WRITTEN_OFF and may_look_back(problem, post):
        rule = _("Drawn by the hash of its write-off, not chosen; by somebody independent of the unit that acted.")
        found.append(Offer("look_back", _("Record the look-back"), rule, 8))
    if may_know_objector(post) and problem.objections.filter(objector__erased_at=None, objector__isnull=False).exists():
        rule = _("Name and contact leave the table and the journal's texts; what was objected stays.")
        found.append(Offer("erase_objector", _("Erase who objected"), rule, 70))
    waiting = _waiting_objections(problem) if problem.state == State.PUBLICISED else []
    if any(may_answer(objection, post) for objection in waiting):
        rule = _("With an answer the write-off goes on; a leader may uphold the objection instead.")
        found.append(Offer("answer_objection", _("Answer the objection"), rule, 12))
    return found


def _is_possible(verb: str, problem: Problem, post: Post, today: date) -> bool:
    """Say what the table of moves cannot: whether the matter itself is ripe for the verb."""
    if verb == "record_result":
        return bool(may_record(problem, post))
    if verb == "write_off":
        return bool(may_write_off(problem, post, today))
    if verb == "conclude":
        return bool(may_conclude(problem, post, today))
    if verb in {"call_lot", "draw_panel"}:
        return bool((may_call if verb == "call_lot" else may_draw)(problem, post, timezone.now()))
    further = {
        "apply": may_apply, "name_panel": may_name_panel,
        "respond": may_respond, "step_aside": may_step_aside, "replace_member": may_replace,
        "send_back": may_send_back, "recheck": may_recheck, "approve": may_approve, "uphold": may_uphold,
    }  # fmt: skip
    return bool(further[verb](problem, post)) if verb in further else True


def _ranked(offer: Offer, problem: Problem, today: date) -> Offer:
    """Applying comes first once every measure is finished; a panel of one voice sends back first."""
    if offer.verb == "apply":
        offer = Offer(offer.verb, offer.label, _apply_rule(problem, offer.rule, today), offer.rank)
        measures = problem.measures.filter(ended_at=None)
        if measures.exists() and not measures.filter(finished_on=None).exists():
            return Offer(offer.verb, offer.label, offer.rule, 6)
    if offer.verb in {"name_panel", "call_lot"}:
        return Offer(offer.verb, offer.label, _panel_rule(problem, offer.rule), offer.rank)
    if offer.verb == "respond":
        return Offer(offer.verb, offer.label, _respond_rule(problem, offer.rule), offer.rank)
    if (offer.verb == "replace_member" and vacant_seats(problem)) or (offer.verb == "relapse" and came_back(problem)):
        return Offer(offer.verb, offer.label, offer.rule, 9)
    if offer.verb == "send_back" and problem.state == State.VERIFYING:
        return Offer(offer.verb, offer.label, offer.rule, 10)
    return offer


def _apply_rule(problem: Problem, rule: str, today: date) -> str:
    """Whoever applies after the due date is told so before, not in a sheet afterwards."""
    if problem.due_current is None or today <= problem.due_current:
        return rule
    return _("The due date %(due)s has passed: this application counts as overdue. The clock stops.") % {
        "due": problem.due_current.isoformat(),
    }  # fmt: skip


def _panel_rule(problem: Problem, rule: str) -> str:
    """Say how heavy the panel is, where it is heavier than two persons and the file."""
    if problem.grade == Grade.KEY:
        rule = _("A key problem: a panel of at least %(n)s persons from elsewhere.") % {"n": panel_size(problem)}
    if needs_outsider(problem):
        rule = _("%(rule)s At least one from outside the ranked county unions.") % {"rule": rule}
    return rule


def _respond_rule(problem: Problem, rule: str) -> str:
    application = application_of(problem)
    if application is None or application.asked_until is None:
        return rule
    return _("Once, until %(day)s; silence is noted as no answer and never as agreement.") % {
        "day": noted_day(application.asked_until),
    }  # fmt: skip


def _waiting_objections(problem: Problem) -> list[Objection]:
    rows = problem.objections.filter(cycle=problem.cycle, answered_at=None)
    return list(rows.select_related("entered_by"))
