"""A supervision order (督办单, 挂牌督办, 约谈) as a paper."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from jianfa.documents.queries.matter import blank_day, day_words
from jianfa.kit.papers.model import (
    Addressee,
    Block,
    Cell,
    Form,
    Imprint,
    Mark,
    Note,
    Number,
    Paper,
    Paragraph,
    Row,
    Signature,
    Title,
)
from jianfa.ledger.models import Problem
from jianfa.ledger.states import Sensitivity
from jianfa.organisations.models import Unit
from jianfa.organisations.queries.units import federation
from jianfa.supervision.models import OrderItem, OrderKind, SupervisionOrder
from jianfa.supervision.queries.ordering import ItemLine, colour_view


def order_paper(order: SupervisionOrder, lines: Sequence[ItemLine], of: Problem | None = None) -> Paper:
    """Return the paper; ``of`` leaves only the item of one problem, for that problem's file, and says so."""
    city = federation()
    shown = [line for line in lines if of is None or line.item.problem_id == of.pk]
    blocks: list[Block] = [
        Mark(city.name if city else ""), Number(_number(order)),
        Title(_title(order)), Addressee(order.unit.name), Paragraph(_opening(order, city, lines)),
        Form((7, 17, 29, 20, 27), (_head(), *(_row(n, line) for n, line in enumerate(shown, 1))), head=1),
    ]  # fmt: skip
    if len(shown) < len(lines):
        blocks.append(Note(_("extract: item of this file; the paper has %(n)s items") % {"n": len(lines)}))
    blocks += [Paragraph(text) for text in (order.requirement, _answer_by(order)) if text]
    blocks.append(Signature(city.name if city else "", day_words(order.signed_at) or blank_day()))
    blocks.append(Form((20, 80), ((Cell(_("Signed for"), is_label=True), _receipt(order)),)))
    if copies := [copy.unit.name for copy in order.copies.select_related("unit")]:
        blocks.append(Imprint(tuple(copies), city.name if city else "", day_words(order.signed_at)))
    kind = str(order.get_kind_display())
    name = f"{kind} {order.number}" if order.number else kind
    header = _("Sample data") if city and city.is_sample else ""
    return Paper(name, tuple(blocks), order.signed_at or order.drafted_at, city.name if city else "", header)


def _number(order: SupervisionOrder) -> str:
    return order.number or _("(draft, not signed: without effect)")


def _title(order: SupervisionOrder) -> str:
    """The kind as the head of a paper, its colour in words: a sign in the title would be a blot on a copy."""
    kind = {
        OrderKind.ORDER: _("Supervision order"),
        OrderKind.ESCALATED: _("Notice of escalated supervision"),
        OrderKind.SUMMONS: _("Summons to a talk"),
    }[OrderKind(order.kind)]
    return _("%(kind)s (%(colour)s)") % {"kind": kind, "colour": colour_view(order.colour).word}


def _opening(order: SupervisionOrder, city: Unit | None, lines: Sequence[ItemLine]) -> str:
    """What the items have in common; a step of the ladder names the paper it goes on from."""
    as_of = day_words(lines[0].item.as_of if lines else order.drafted_at)
    if order.based_on is None:
        return _("As of %(day)s the items below, with your unit, are as stated:") % {"day": as_of}
    before = order.based_on.number or ""
    if order.kind == OrderKind.ESCALATED:
        return _(
            "As of %(day)s the items below are still not done after %(before)s; they are now under escalated "
            "supervision:"
        ) % {"day": as_of, "before": before}  # fmt: skip
    summoned = [row.post for row in order.summoned.select_related("post__person", "post__unit")]
    people = _(", ").join(f"{post.person.name}（{post.title or post.get_role_display()}）" for post in summoned)
    return _(
        "As of %(made)s the items below are still not done after %(before)s. Summoned to a talk on %(day)s, "
        "%(place)s: %(people)s."
    ) % {
        "made": as_of, "before": before, "day": day_words(order.talk_on),
        "place": order.place or (city.name if city else ""), "people": people,
    }  # fmt: skip


def _head() -> Row:
    words = (_("No."), _("Number"), _("Item"), _("Due"), _("Why"))
    return tuple(Cell(word, is_label=True) for word in words)


def _row(n: int, line: ItemLine) -> Row:
    item = line.item
    return (
        Cell(str(n), is_centred=True), Cell(item.number, is_centred=True), Cell(_item_title(line)),
        Cell(item.due.isoformat() if item.due else "", is_centred=True), Cell(item.reason),
    )  # fmt: skip


def _item_title(line: ItemLine) -> str:
    """The words of a sensitive problem only to those who may see it."""
    if line.is_visible or line.item.problem.sensitivity != Sensitivity.SENSITIVE:
        return line.item.title
    return _("(sensitive)")


def _answer_by(order: SupervisionOrder) -> str:
    if order.answer_by is None:
        return _("To be answered within %(n)s working days from the signature.") % {"n": order.answer_days}
    return _("Please answer by %(day)s.") % {"day": day_words(order.answer_by)}


def _receipt(order: SupervisionOrder) -> Cell:
    """Signature at the left, the day below at the right: on one line the day would break in the middle."""
    name = order.received_by.person.name if order.received_by else ""
    words = _("Signed for by (signature, seal): %(room)s") % {"room": name}
    return Cell(words, lines=3, foot=(day_words(order.received_at) or blank_day(),))


def lines_of(order: SupervisionOrder) -> list[ItemLine]:
    """Return the items for a file that only those read who see the whole city."""
    items: list[OrderItem] = list(order.items.filter(ended_at=None).select_related("problem").order_by("position"))
    return [ItemLine(item, colour_view(item.light), None, is_visible=True) for item in items]


def orders_in(problem: Problem) -> Iterator[SupervisionOrder]:
    """Yield the signed papers on which a problem stands, the oldest first."""
    standing = OrderItem.objects.filter(problem=problem, ended_at=None).values("order")
    orders = SupervisionOrder.objects.filter(pk__in=standing, signed_at__isnull=False)
    known = ("unit", "based_on", "signed_by__person", "received_by__person")
    yield from orders.select_related(*known).order_by("signed_at")
