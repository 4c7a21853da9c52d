"""Pairing: arranged by the desk, visits noted by whoever answers for the county, confirmed by the county."""

from django.utils.translation import gettext as _

from jianfa.organisations.models import COUNTY_ROLES, DEPARTMENT_ROLES, ActingPost, Post, Role
from jianfa.organisations.policy import Allowed, Denied, Verdict, Why
from jianfa.remedies.models import LinkPairing, PairingVisit


def may_pair(post: ActingPost) -> Verdict:
    """The desk keeps who answers for which county."""
    if isinstance(post, Post) and post.role == Role.DESK:
        return Allowed()
    return Denied(_("Who answers for which county is kept by the city desk."))


def may_end_pairing(post: ActingPost, pairing: LinkPairing) -> Verdict:
    """The desk, once."""
    verdict = may_pair(post)
    return _still_open(pairing) if verdict else verdict


def may_visit_pairing(post: ActingPost, pairing: LinkPairing) -> Verdict:
    """The leader, or the desk for a leader; whoever works in the department for a department."""
    is_own = isinstance(post, Post) and (
        (pairing.leader is not None and (post.role == Role.DESK or pairing.leader.person_id in post.stands_for))
        or (pairing.department_id == post.unit_id and post.role in DEPARTMENT_ROLES)
    )
    if not is_own:
        return Denied(
            _("Visits are noted by %(name)s, for a leader by the city desk as well.") % {"name": pairing.name}
        )
    return _still_open(pairing)


def may_confirm_visits(post: ActingPost, pairing: LinkPairing) -> Verdict:
    """The county's liaison or head, while a visit waits for it."""
    county = pairing.county
    if not isinstance(post, Post) or post.role not in COUNTY_ROLES or post.unit_id != county.pk:
        return Denied(_("A visit is confirmed by %(unit)s.") % {"unit": county.name})
    if not pairing.visits.filter(confirmed_at=None).exclude(recorder__in=post.stands_for).exists():
        return Denied(_("No visit waits to be confirmed."), Why.STATE)
    return Allowed()


def may_confirm_visit(post: ActingPost, visit: PairingVisit) -> Verdict:
    """The county's liaison or head, once."""
    county = visit.pairing.county
    if not isinstance(post, Post) or post.role not in COUNTY_ROLES or post.unit_id != county.pk:
        return Denied(_("A visit is confirmed by %(unit)s.") % {"unit": county.name})
    if visit.recorder_id in post.stands_for:
        return Denied(_("Whoever noted a visit does not confirm it for the county; somebody else of the county does."))
    if visit.confirmed_at is not None:
        return Denied(_("This visit has been confirmed already."), Why.STATE)
    return Allowed()


def _still_open(pairing: LinkPairing) -> Verdict:
    if pairing.until_day is None:
        return Allowed()
    return Denied(_("This pairing has ended on %(day)s.") % {"day": pairing.until_day.isoformat()}, Why.STATE)
