"""Where a demand goes first."""

from jianfa.intake.states import Channel
from jianfa.organisations.models import ActingPost, Post, Role, Unit, UnitKind
from jianfa.organisations.queries import federation


def first_receiver(
    actor: ActingPost, channel: str, unit: Unit, *, is_from_worker: bool, wants_city: bool
) -> Unit | None:
    """Return who receives it first: of a worker the union asked, or the city if that is wanted; else the city.

    A worker who came in person was received where that was entered. None: no city federation has been entered yet.
    """
    if not is_from_worker or wants_city:
        return federation()
    if isinstance(actor, Post) and channel == Channel.ON_BEHALF:
        own = actor.role != Role.DESK and actor.unit.kind in {UnitKind.COUNTY_UNION, UnitKind.DEPARTMENT}
        return actor.unit if own else federation()
    return unit
