"""Who answers for which county: paired, visited, confirmed by the county, ended."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from jianfa.journal.models import Change, Event
from jianfa.organisations.actions.writing import write
from jianfa.organisations.models import Post, Role, Unit, UnitKind
from jianfa.organisations.policy import Refused, Why, require
from jianfa.remedies.actions.checking import changed, need, not_after
from jianfa.remedies.models import LinkPairing, PairingVisit
from jianfa.remedies.policy.pairing import may_confirm_visit, may_end_pairing, may_pair, may_visit_pairing


def pair(
    county: Unit, *, actor: Post, at: datetime, from_day: date, leader: Post | None = None,
    department: Unit | None = None,
) -> LinkPairing:  # fmt: skip
    """Say which leader or department answers for a county; at most one open of each."""
    require(may_pair(actor))
    if county.kind != UnitKind.COUNTY_UNION:
        raise Refused(_("Please choose a county union."), Why.VALUE, field="county")
    if (leader is None) == (department is None):
        raise Refused(_("Please choose a leader or a department, one of the two."), Why.VALUE, field="department")
    if leader is not None and leader.role != Role.LEADER:
        raise Refused(_("Please choose a city leader."), Why.VALUE, field="leader")
    if leader is not None and not Post.objects.on(from_day).filter(pk=leader.pk).exists():
        raise Refused(_("This leader does not hold office on that day."), Why.VALUE, field="leader")
    if department is not None and department.kind != UnitKind.DEPARTMENT:
        raise Refused(_("Please choose a department."), Why.VALUE, field="department")
    open_ones = LinkPairing.objects.filter(county=county, until_day=None, leader__isnull=leader is None)
    if open_ones.exists():
        sentence = _("%(unit)s is paired already; end that pairing first.") % {"unit": county.name}
        raise Refused(sentence, Why.STATE, field="county")
    row = LinkPairing(
        county=county, leader=leader, department=department, from_day=from_day, made_by=actor, made_at=at
    )  # fmt: skip
    write(row.subject, "pair", actor=actor, at=at, changes=[Change(row)])
    return row


def end_pairing(pairing: LinkPairing, *, actor: Post, at: datetime, until_day: date) -> Event:
    """End a pairing on a day; its visits stay."""
    require(may_end_pairing(actor, pairing))
    not_after(until_day, at, "until_day")
    if until_day < pairing.from_day:
        raise Refused(_("It cannot end before it began."), Why.VALUE, field="until_day")
    change = changed(pairing, until_day=until_day)
    return write(pairing.subject, "end_pairing", actor=actor, at=at, changes=[change])


def visit_county(pairing: LinkPairing, *, actor: Post, at: datetime, visited_on: date, done: str) -> PairingVisit:
    """Note a visit to the county: the day, what was heard and done."""
    require(may_visit_pairing(actor, pairing))
    need(done=(done, _("Please say what was heard and done.")))
    not_after(visited_on, at, "visited_on")
    if visited_on < pairing.from_day:
        raise Refused(_("The pairing began on %(day)s.") % {"day": pairing.from_day.isoformat()}, Why.VALUE,
                      field="visited_on")  # fmt: skip
    row = PairingVisit(
        pairing=pairing, visited_on=visited_on, done=done.strip(), recorded_by=actor, recorder_id=actor.person_id,
        recorded_at=at,
    )  # fmt: skip
    write(pairing.subject, "visit_county", actor=actor, at=at, changes=[Change(row), changed(pairing)])
    return row


def confirm_visit(visit: PairingVisit, *, actor: Post, at: datetime, answer: str = "") -> Event:
    """Confirm for the county that the visit took place, with a word of its own if it likes."""
    require(may_confirm_visit(actor, visit))
    change = Change(
        visit, {"confirmed_at": None}, confirmed_by=actor, confirmer=actor.person, confirmed_at=at,
        answer=answer.strip(),
    )  # fmt: skip
    changes = [change, changed(visit.pairing)]
    return write(visit.pairing.subject, "confirm_visit", actor=actor, at=at, changes=changes)
