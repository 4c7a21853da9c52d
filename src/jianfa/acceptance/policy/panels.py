"""What makes a panel: how many by grade, somebody from outside the ranked counties, no two counties for one another."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jianfa.acceptance.models import Panel, PanelMember
from jianfa.acceptance.policy.independence import may_verify
from jianfa.acceptance.rules import MUTUAL_DAYS, SMALLEST_PANEL, Checked, Counties, counties, mutual
from jianfa.ledger.models import Problem
from jianfa.ledger.states import Grade
from jianfa.organisations.models import Post, Unit, UnitKind
from jianfa.organisations.policy import Allowed, Denied, Verdict, Why


def panel_size(problem: Problem) -> int:
    """Return how many members a panel has at least: two look at the file, a key problem has the campaign's number."""
    return problem.campaign.key_panel_size if problem.grade == Grade.KEY else SMALLEST_PANEL


def may_sit(problem: Problem, posts: Sequence[Post], at: datetime, panel: Panel | None = None) -> Verdict:
    """Say whether these posts are a whole panel at a moment; of a panel that was named, only what came before counts.

    Beside the independence of each (``may_verify``): enough of them, one from outside where counties are ranked, and
    no two counties that verify for one another within MUTUAL_DAYS.
    """
    least = panel_size(problem)
    if len({post.person_id for post in posts}) < least:
        return Denied(
            ngettext("This panel needs at least %(n)s member.", "This panel needs at least %(n)s members.", least)
            % {"n": least},
            Why.VALUE,
        )
    known = known_counties()
    if needs_outsider(problem) and not any(is_outside(post, at, known) for post in posts):
        return Denied(
            _("The county unions are ranked: at least one member must come from outside them, from a department, "
              "the audit committee, the workers or a third party."), Why.VALUE,
        )  # fmt: skip
    until = panel.named_at if panel else at
    application = panel.application_id if panel else None
    earlier = checked_before(problem, until, known, application=application)
    for post in posts:
        found = mutual(counties_of(post, at, known), checked_counties(problem, known), earlier)
        if found:
            return _mutual_sentence(post, found[0].one, found[0].other, found[0].number)
    return Allowed()


def _mutual_sentence(post: Post, one: UUID, other: UUID, number: str) -> Denied:
    names = dict(Unit.objects.filter(pk__in=[one, other]).values_list("pk", "name"))
    sentence = _(
        "%(one)s would verify for %(other)s, and %(other)s verified for %(one)s (%(number)s) less than %(days)s days "
        "ago; please name somebody else than %(name)s."
    )
    values = {
        "one": names[one], "other": names[other], "number": number, "days": MUTUAL_DAYS, "name": post.person.name,
    }  # fmt: skip
    return Denied(sentence % values, Why.VALUE)


def may_stand(problem: Problem, panel: Panel) -> Verdict:
    """Say whether a panel that has verified still is one when the leader approves: independent, whole, not mutual."""
    posts = sitting_posts(panel)
    return may_verify(problem, posts) and may_sit(problem, posts, panel.named_at, panel)


def sitting_posts(panel: Panel) -> list[Post]:
    """Return the posts of the members who have not left."""
    rows = panel.members.filter(left_at=None).select_related("post__person", "post__unit", "post__substitute_for")
    return [member.post for member in rows]


# Counties --------------------------------------------------------------------------------------------------


def known_counties() -> Counties:
    """Return unit → its county union, for the whole tree (some dozens of rows)."""
    rows = Unit.objects.order_by().values_list("pk", "parent_id", "kind")
    return counties((pk, parent, kind == UnitKind.COUNTY_UNION) for pk, parent, kind in rows)


def counties_of(post: Post, at: datetime, known: Counties) -> set[UUID]:
    """Return the counties for which a member would verify: those of every post the person holds that day."""
    held = Post.objects.on(timezone.localdate(at)).filter(person__in=post.stands_for)
    units = {post.unit_id, *held.values_list("unit_id", flat=True)}
    return {county for unit in units if (county := known.get(unit)) is not None}


def is_outside(post: Post, at: datetime, known: Counties) -> bool:
    """Say whether somebody belongs to none of the ranked counties that day."""
    return not counties_of(post, at, known)


def checked_counties(problem: Problem, known: Counties) -> set[UUID]:
    """Return the counties whose problem or work is verified."""
    units = {problem.source_unit_id, problem.acting_unit_id}
    return {county for unit in units if unit and (county := known.get(unit)) is not None}


def needs_outsider(problem: Problem) -> bool:
    """Say whether the result counts in a ranking of counties: one of them acts here, and another one elsewhere."""
    acting = problem.acting_unit
    if acting is None or acting.kind != UnitKind.COUNTY_UNION:
        return False
    others = Problem.objects.on_list().filter(campaign=problem.campaign_id, acting_unit__kind=UnitKind.COUNTY_UNION)
    return others.exclude(acting_unit=acting).exists()


def checked_before(
    problem: Problem, until: datetime, known: Counties, *, application: UUID | None = None
) -> list[Checked]:
    """Return which counties verified for those of this problem's panel within MUTUAL_DAYS before a moment.

    Only verifications by the counties that are verified now can make a pair.
    """
    checked = checked_counties(problem, known)
    if not checked:
        return []
    theirs = units_of(checked, known)
    rows = PanelMember.objects.filter(
        panel__named_at__gte=until - timedelta(days=MUTUAL_DAYS), panel__named_at__lt=until, left_at=None,
        post__unit__in=theirs,
    ).exclude(panel__application__problem=problem)  # fmt: skip
    if application is not None:
        rows = rows.exclude(panel__application=application)
    own = "panel__application__problem__"
    found = rows.values_list(f"{own}number", "post__unit", f"{own}source_unit", f"{own}acting_unit")
    return [
        Checked(_counties([by], known), _counties([source, acting], known), number or "")
        for number, by, source, acting in found.order_by("panel__named_at")
    ]


def units_of(wanted: Collection[UUID], known: Counties) -> set[UUID]:
    """Return every unit of these counties."""
    return {unit for unit, county in known.items() if county in wanted}


def _counties(units: Sequence[UUID | None], known: Counties) -> frozenset[UUID]:
    return frozenset(county for unit in units if unit and (county := known.get(unit)) is not None)
