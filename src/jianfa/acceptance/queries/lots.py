"""The lot: who can be a candidate, what the sealed seed gives, and what a page shows of both."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from jianfa.acceptance.models import ClosureApplication, Lot, Panel, PanelMember
from jianfa.acceptance.policy import known_counties, lot_of, may_sit, may_verify, needs_outsider, sitting_posts
from jianfa.acceptance.queries.panellists import counties_today, independent_panellists
from jianfa.acceptance.rules import Candidate, drawn_order, seated, ticket
from jianfa.journal.models import Checkpoint, Event
from jianfa.journal.queries import first_checkpoint_after
from jianfa.journal.rules import CHECKPOINT_EVERY
from jianfa.ledger.models import Problem
from jianfa.ledger.policy import may
from jianfa.organisations.models import ActingPost, Post
from jianfa.organisations.policy import Denied, Verdict, Why


def candidates_for(problem: Problem, at: datetime) -> list[Candidate]:
    """Return who may be drawn at a moment, by id: independent panellists, one post for each person."""
    by_person: dict[UUID, Post] = {}
    for post in sorted(independent_panellists(problem, timezone.localdate(at)), key=lambda post: post.pk):
        by_person.setdefault(post.person_id, post)
    return _as_candidates(list(by_person.values()), at)


def _as_candidates(posts: Sequence[Post], at: datetime) -> list[Candidate]:
    people = {person for post in posts for person in post.stands_for}
    now = counties_today(people, timezone.localdate(at), known_counties())
    return [Candidate(post.pk, not any(now[person] for person in post.stands_for)) for post in posts]


def published(lot: Lot) -> list[Candidate]:
    """Return the candidates as they were published."""
    return [Candidate(UUID(row["post"]), row["outside"]) for row in lot.candidates]


# What the seed gives ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Draw:
    """What a lot gives at one moment; ``gone`` are candidates who are no longer what was published of them."""

    lot: Lot
    checkpoint: Checkpoint
    order: list[Candidate]
    gone: list[UUID]
    posts: list[Post]
    """Who takes the seats, in order; fewer than the panel needs where too few are left."""


def sealed_by(lot: Lot) -> Checkpoint | None:
    """Return the first checkpoint after the candidates were published, None while there is none."""
    chain = lot.application.problem_id
    return first_checkpoint_after(Event.objects.filter(chain=chain, verb="call_lot").latest("seq"))


def draw_of(problem: Problem, lot: Lot, at: datetime) -> Draw | None:
    """Return what a lot gives now, None while no checkpoint covers its candidates."""
    checkpoint = sealed_by(lot)
    if checkpoint is None:
        return None
    order = drawn_order(bytes(checkpoint.hash), published(lot))
    free = free_of(problem, order, at)
    gone = [one.post for one in order if one.post not in free]
    seats = seated(order, lot.size, needs_outsider=lot.needs_outsider, gone=gone)
    return Draw(lot, checkpoint, order, gone, [free[one.post] for one in seats])


def free_of(problem: Problem, order: Sequence[Candidate], at: datetime) -> Mapping[UUID, Post]:
    """Return id → post of the candidates who still are what was published: sitting, independent, as far outside."""
    wanted = {one.post: one for one in order}
    posts = [post for post in independent_panellists(problem, timezone.localdate(at)) if post.pk in wanted]
    now = {one.post: one for one in _as_candidates(posts, at)}
    return {post.pk: post for post in posts if now[post.pk] == wanted[post.pk]}


def may_draw(problem: Problem, post: ActingPost, at: datetime) -> Verdict:
    """Say whether the panel can be drawn now: candidates published, sealed since, and enough of them still free."""
    verdict = may(post, "draw_panel", problem)
    if not verdict:
        return verdict
    lot = lot_of(problem)
    if lot is None:
        return Denied(_("No candidates have been published for this panel."), Why.STATE)
    draw = draw_of(problem, lot, at)
    return Denied(waiting_words(lot, at), Why.STATE) if draw is None else can_sit(problem, draw, at)


def can_sit(problem: Problem, draw: Draw, at: datetime) -> Verdict:
    """Say whether those drawn are a panel today; where not, the candidates are published anew."""
    if len(draw.posts) < draw.lot.size:
        return Denied(_("Of the candidates too few are free; please publish the candidates anew."), Why.STATE)
    return may_verify(problem, draw.posts) and may_sit(problem, draw.posts, at)


def may_call(problem: Problem, post: ActingPost, at: datetime) -> Verdict:
    """Say whether candidates may be published: once, and again only where the first could not fill the panel."""
    verdict = may(post, "call_lot", problem)
    if not verdict:
        return verdict
    lot = lot_of(problem)
    if lot is None:
        if problem.campaign.draws_lots:
            return verdict
        return Denied(_("This campaign sets no lot; the desk names the panel."), Why.STATE)
    draw = draw_of(problem, lot, at)
    if draw is None:
        return Denied(waiting_words(lot, at), Why.STATE)
    if can_sit(problem, draw, at):
        return Denied(_("The candidates are published and sealed; please draw the panel."), Why.STATE)
    return verdict


def waiting_words(lot: Lot, at: datetime) -> str:
    """Say when the seed will be there, or that it should have been."""
    until = lot.called_at + CHECKPOINT_EVERY + timedelta(minutes=1)
    moment = timezone.localtime(until).strftime("%H:%M")
    if at <= until:
        return _("The candidates are published. The next checkpoint gives the seed, at %(time)s at the latest.") % {
            "time": moment
        }
    return _(
        "The candidates are published, and the record should have been sealed by %(time)s. Please ask the "
        "administrator whether the timer runs."
    ) % {"time": moment}


# Later seats -----------------------------------------------------------------------------------------------


def next_drawn(problem: Problem, panel: Panel, staying: Sequence[Post], at: datetime) -> Post | None:
    """Return who takes a seat that has become empty: the next free one of the order; None where nobody is left."""
    lot = Lot.objects.filter(application=panel.application_id, drawn_at__isnull=False).first()
    if lot is None:
        return None
    known = {one.post: one for one in published(lot)}
    order = [known[UUID(post)] for post in lot.drawn]
    free = free_of(problem, order, at)
    named = set(panel.members.values_list("person", flat=True))
    left = [one for one in order if one.post in free and free[one.post].person_id not in named]
    if needs_outsider(problem) and not any(one.is_outside for one in _as_candidates(staying, at)):
        left = [one for one in left if one.is_outside]
    return free[left[0].post] if left else None


def drawn_successors(problem: Problem, members: Sequence[PanelMember], at: datetime) -> list[Post]:
    """Return who may take the seat of one of these members by the order of the draw; empty where there was none."""
    if not members:
        return []
    panel = members[0].panel
    sitting = sitting_posts(panel)
    found: dict[UUID, Post] = {}
    for member in members:
        staying = [post for post in sitting if post.pk != member.post_id]
        if (post := next_drawn(problem, panel, staying, at)) is not None:
            found[post.pk] = post
    return list(found.values())


# What a page shows -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """One candidate as a page shows it."""

    post: Post
    is_outside: bool
    ticket: str = ""
    is_seated: bool = False
    is_gone: bool = False


@dataclass(frozen=True)
class ShownLot:
    """A lot with its candidates: by id until it is drawn, then in the order of the draw."""

    lot: Lot
    rows: list[Row]
    waits: str = ""
    """Until it is drawn: what it waits for."""
    sealed: int | None = None
    """Number of the checkpoint that gives the seed, once there is one."""
    seed: str = ""
    note_name: str = ""
    ids: list[str] = field(default_factory=list)
    """Of the candidates, as they were published: what the draw is repeated from."""


def shown_lot(application: ClosureApplication | None, at: datetime) -> ShownLot | None:
    """Return the lot of an application, None where there is none; three queries, however many candidates."""
    lot = Lot.objects.filter(application=application, ended_at=None).first() if application else None
    if lot is None:
        return None
    known = {one.post: one for one in published(lot)}
    posts = Post.objects.select_related("person", "unit").in_bulk(list(known))
    checkpoint = None if lot.drawn_at else sealed_by(lot)
    number, seed = lot.checkpoint, lot.seed
    if checkpoint is not None:
        number, seed = checkpoint.n, bytes(checkpoint.hash).hex()
    waits = ""
    if lot.drawn_at is None:
        waits = waiting_words(lot, at) if number is None else _("The seed is there; the desk can draw the panel.")
    order = [known[UUID(post)] for post in lot.drawn] or list(known.values())
    return ShownLot(
        lot, _rows(lot, order, posts), waits, number, seed, f"{number:08}.note" if number else "",
        [str(post) for post in known],
    )  # fmt: skip


def _rows(lot: Lot, order: Sequence[Candidate], posts: Mapping[UUID, Post]) -> list[Row]:
    gone: Collection[UUID] = [UUID(post) for post in lot.gone]
    seats: list[Candidate] = []
    if lot.drawn_at is not None:
        seats = seated(order, lot.size, needs_outsider=lot.needs_outsider, gone=gone)
    seed = bytes.fromhex(lot.seed)
    return [
        Row(
            posts[one.post], one.is_outside, ticket(seed, one.post).hex() if seed else "", one in seats,
            one.post in gone,
        )
        for one in order
    ]  # fmt: skip
