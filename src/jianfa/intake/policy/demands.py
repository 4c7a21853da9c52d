"""Who may do what to a demand, and who reads the words of whoever raised it."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jianfa.intake.models import WHOLE_CITY, Demand, same_side
from jianfa.intake.states import MOVES, OFFICE_NAMES, Channel, Move, Office, State
from jianfa.ledger.models import Campaign
from jianfa.organisations.models import COUNTY_ROLES, UNIT_ROLES, ActingPost, Post, Role, Unit, UnitKind
from jianfa.organisations.policy import Allowed, Denied, Verdict, Why

READERS = UNIT_ROLES | WHOLE_CITY
RAISERS = UNIT_ROLES | {Role.DESK}
LEAVING = frozenset({"hand_over", "promote", "merge"})
"""Verbs after which others than the first receiver work with it."""
HOLDERS = frozenset({UnitKind.FEDERATION, UnitKind.DEPARTMENT, UnitKind.COUNTY_UNION})
"""Units that can have a demand: never a Party or government body."""


def works_for(post: ActingPost, unit: Unit | None) -> bool:
    """Say whether the post handles demands of this unit; for the federation the desk does."""
    if not isinstance(post, Post) or unit is None:
        return False
    if unit.kind == UnitKind.FEDERATION:
        return post.role == Role.DESK
    return post.unit_id == unit.pk and post.role in UNIT_ROLES


def may_read_demands(post: Post) -> Verdict:
    """Say whether demands are this post's business at all."""
    if post.role in READERS:
        return Allowed()
    return Denied(_("Demands are for the union units they are with and for the city."))


def may_enter(post: Post) -> Verdict:
    """Say whether handing demands in is this post's business at all; ``may_raise`` then asks about which unit."""
    if post.role in RAISERS:
        return Allowed()
    return Denied(_("Demands are handed in by county unions, departments and the city desk."))


def channel_of(post: Post, *, by_worker: bool) -> Channel:
    """Return how what a person enters comes in: a county in its own name, or on behalf of somebody."""
    return Channel.COUNTY if post.role in COUNTY_ROLES and not by_worker else Channel.ON_BEHALF


def may_raise(post: ActingPost, channel: str, unit: Unit, campaign: Campaign) -> Verdict:
    """Say whether the post may hand in a demand through this channel about this unit."""
    if campaign.state != Campaign.State.OPEN:
        return Denied(_("The campaign is not open; nothing can be handed in."), Why.STATE)
    if unit.kind not in HOLDERS:
        return Denied(_("A demand concerns a union unit of the city."), Why.VALUE)
    if not isinstance(post, Post):
        if channel == Channel.PORTAL:
            return Allowed()
        return Denied(_("By itself the system takes in what came through the portal, nothing else."))
    if channel == Channel.PORTAL or post.role not in RAISERS:
        return Denied(_("Demands are handed in by county unions, departments and the city desk."))
    if post.role in COUNTY_ROLES and post.unit_id != unit.pk:
        return Denied(_("A county union can hand in demands in its own name only."))
    if channel == Channel.COUNTY and post.role not in COUNTY_ROLES:
        return Denied(_("What a county union has not entered itself is entered on behalf of it."))
    return Allowed()


def offices_of(post: ActingPost, demand: Demand) -> frozenset[Office]:
    """Return everything this post is to this demand; of what came through the portal the timer is the submitter."""
    if not isinstance(post, Post):
        return frozenset({Office.SUBMITTER}) if demand.channel == Channel.PORTAL else frozenset()
    found: set[Office] = set()
    if _drafted(post, demand):
        found.add(Office.DRAFTER)
    if submits(post, demand):
        found.add(Office.SUBMITTER)
    if works_for(post, demand.first_receiver):
        found.add(Office.FIRST)
    if works_for(post, demand.owner):
        found.add(Office.OWNER)
    if demand.state == State.HANDING_OVER and works_for(post, demand.handed_to):
        found.add(Office.RECEIVER)
    return frozenset(found)


def _drafted(post: Post, demand: Demand) -> bool:
    drafter = demand.drafted_by
    return drafter is not None and drafter.unit_id == post.unit_id and drafter.role in same_side(post.role)


def submits(post: Post, demand: Demand) -> bool:
    """Say whether the post is, or stands for, whoever raised it: the office that entered it, or the county itself."""
    is_county = not demand.is_from_worker and post.role in COUNTY_ROLES and post.unit_id == demand.source_unit_id
    return is_county or _drafted(post, demand)  # the county also where the desk has entered it for them


def may(post: ActingPost, verb: str, demand: Demand) -> Verdict:
    """Say whether the post may do this to the demand now."""
    return may_as(offices_of(post, demand), post, verb, demand)


def may_as(offices: frozenset[Office], post: ActingPost, verb: str, demand: Demand) -> Verdict:
    """Say the same for a post with these offices, so that many verbs can be asked after one look."""
    move = MOVES[verb]
    if not offices & set(move.who):
        return _not_your_office(move)
    if demand.state not in move.sources:
        return _wrong_state(move, demand)
    return _condition(post, verb, demand)


def _not_your_office(move: Move) -> Denied:
    who = pgettext("between alternatives", " or ").join(str(OFFICE_NAMES[office]) for office in move.who)
    return Denied(_("“%(verb)s” is for %(offices)s.") % {"verb": move.name, "offices": who})


def _wrong_state(move: Move, demand: Demand) -> Denied:
    values = {"state": demand.get_state_display(), "verb": move.name}
    return Denied(_("The demand is “%(state)s”; “%(verb)s” is not possible now.") % values, Why.STATE)


def _condition(post: ActingPost, verb: str, demand: Demand) -> Verdict:
    """The few conditions the table cannot hold."""
    if demand.campaign.state != Campaign.State.OPEN and verb in {"promote", "hand_in", "edit"}:
        return Denied(_("The campaign is not open; nothing can be handed in."), Why.STATE)
    if verb == "appeal" and demand.has_appealed:
        return Denied(_("There is one appeal, and it has been made."), Why.STATE)
    if verb == "rate" and demand.satisfaction:
        return Denied(_("This has been said already."), Why.STATE)
    if verb == "reveal" and not demand.contact:
        return Denied(_("No contact was given."), Why.STATE)
    if verb == "decline" and isinstance(post, Post) and demand.has_appealed and demand.decliner_id in post.stands_for:
        return Denied(_("After an appeal somebody else decides than whoever declined it first."))
    return _of_worker(verb, demand)


def _of_worker(verb: str, demand: Demand) -> Verdict:
    """What a worker's demand asks for, and a union's own does not."""
    if verb in LEAVING and demand.is_from_worker and not demand.summary:
        sentence = _("Please write the summary first: others read only that, never the worker's own words.")
        return Denied(sentence, Why.STATE, instead="summarise")
    if verb == "summarise" and not demand.is_from_worker:
        return Denied(_("Everybody who sees a union's demand reads its own words; no summary is needed."), Why.STATE)
    if verb == "erase_person" and (not demand.is_from_worker or demand.erased_at is not None):
        return Denied(_("There is no person to be erased from this demand."), Why.STATE)
    return Allowed()


def may_read_text(post: ActingPost, demand: Demand) -> bool:
    """Say whether the post reads the words as they were written: of a worker's demand the first receiver alone.

    Of a union's own demand everybody who may see it. Whoever entered it reads it until it is handed in.
    """
    if not demand.is_from_worker:
        return True
    if isinstance(post, Post) and works_for(post, demand.first_receiver):
        return True
    return demand.receipt_no is None and Office.DRAFTER in offices_of(post, demand)


def may_hand_to(demand: Demand, unit: Unit) -> Verdict:
    """Say whether a demand can be offered to this unit."""
    if unit.kind not in HOLDERS:
        return Denied(_("A demand is handed over to a union unit; others are asked by passing it on."), Why.VALUE)
    if unit.pk == demand.owner_id:
        return Denied(_("It is with this unit already."), Why.VALUE)
    return Allowed()
