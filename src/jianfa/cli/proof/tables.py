"""The tables held against what the journal says of them: every column, every row, both ways."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Exists, OuterRef
from django.utils import timezone

from jianfa.cli.proof.history import History, Text
from jianfa.journal.models import Chain, Journalled
from jianfa.journal.queries import as_plain, as_read, in_halves
from jianfa.journal.replay import Finding, is_committed, plain
from jianfa.ledger.models import Standing
from jianfa.ledger.replay import Stay
from jianfa.ledger.rules import TRACKED

OWNER = "pk_of_owner"
Row = dict[str, Any]
ByOwner = dict[str, dict[str, Row]]


def journalled_models() -> list[type[Journalled]]:
    """Return every table that is a projection of the journal; one that names no columns is derived from others."""
    return [
        model
        for model in apps.get_models()
        if issubclass(model, Journalled) and (model.journal_fields or model.journal_texts)
    ]


def compare(histories: Mapping[UUID, History], model: type[Journalled]) -> int:
    """Compare the rows of these chains with a table; findings go to the chains. Return how many rows it has."""
    label = model._meta.label_lower
    table, unreadable = read(model, model.journal_owner, columns_of(model), list(histories))
    strays: dict[str, tuple[History, Row]] = {}
    for owner, history in histories.items():
        if not history.is_readable:
            continue
        if owner in unreadable:
            history.walk.note("P-projection", label, None, unreadable[owner])
            continue
        found, expected = table.get(str(owner), {}), history.of(label)
        for row in found.keys() - expected.keys():
            history.walk.note("P-extra", f"{label}/{row}")
        for row in expected.keys() & found.keys():
            compare_row(history, model, row, expected[row], found[row])
        strays |= {row: (history, expected[row]) for row in expected.keys() - found.keys()}
    _find_strays(model, strays)
    return sum(len(rows) for rows in table.values())


def _find_strays(model: type[Journalled], strays: Mapping[str, tuple[History, Row]]) -> None:
    """A row that is not where its chain has it may stand under another owner, or be gone."""
    label = model._meta.label_lower
    ids = [UUID(row) for row in strays]
    elsewhere, _unreadable = read(model, "pk", columns_of(model), ids) if ids else ({}, {})
    for row, (history, expected) in strays.items():
        if row in elsewhere:
            compare_row(history, model, row, expected, elsewhere[row][row])
        else:
            history.walk.note("P-missing", f"{label}/{row}")


def columns_of(model: type[Journalled]) -> tuple[str, ...]:
    return (*model.journal_fields, *model.journal_texts)


def read(model: Any, owner: str, columns: Sequence[str], owners: Sequence[UUID]) -> tuple[ByOwner, dict[UUID, str]]:
    """Return owner → row id → column → value as the database has it, and the owners whose rows cannot be read."""
    wanted = {f"{name}_": as_read(model, name) for name in columns}
    wanted |= {"row_": as_read(model, "pk"), OWNER: as_read(model, owner)}
    unreadable: dict[UUID, str] = {}

    def read_some(keys: Sequence[UUID]) -> list[Row]:
        rows = model._default_manager.order_by().filter(**{f"{owner}__in": keys})
        return list(rows.annotate(**wanted).values(*wanted))

    def give_up(key: UUID) -> Row:
        unreadable[key] = "unreadable"
        return {}

    readers = [(name, f"{name}_", as_plain(model, name)) for name in columns]
    own, key = as_plain(model, owner), as_plain(model, "pk")
    found: ByOwner = {}
    for row in in_halves(owners, read_some, give_up):
        if row:
            place = found.setdefault(str(own(row[OWNER])), {})
            place[str(key(row["row_"]))] = {name: reader(row[column]) for name, column, reader in readers}
    return found, unreadable


def compare_row(history: History, model: type[Journalled], row: str, expected: Row, found: Row) -> None:
    """Compare one row column by column: values as they are, texts with what the events commit to."""
    label = model._meta.label_lower
    for name in model.journal_fields:
        wanted = expected[name] if name in expected else _default(model, name)
        if found[name] != wanted or isinstance(found[name], bool) is not isinstance(wanted, bool):
            history.walk.note("P-projection", f"{label}/{row}/{name}", wanted, found[name])
    for name in model.journal_texts:
        _compare_text(history, f"{label}/{row}/{name}", history.texts.get((label, row, name)), found[name])


def _compare_text(history: History, place: str, text: Text | None, found: Any) -> None:
    if text is None:
        if found:
            history.walk.note("P-projection", place, "", found)
    elif text.salt is None:
        if found:  # erased from the journal: then it must be gone from the table too
            history.walk.note("P-erased", place, None, found)
    elif not is_committed(text.commitment, text.salt, found):
        written = text.text if is_committed(text.commitment, text.salt, text.text) else text.commitment
        history.walk.note("P-projection", place, written, found)


def _default(model: type[Journalled], name: str) -> Any:
    """A column added after the row was written has its default."""
    field: Any = model._meta.get_field(name)
    return plain(field.get_default()) if field.has_default() else None if field.null else ""


def orphans() -> Iterator[Finding]:
    """Yield rows of which no chain can say anything, because the subject they belong to has none."""
    for model in journalled_models():
        chain = Chain.objects.filter(pk=OuterRef(model.journal_owner))
        lost = model._default_manager.order_by().filter(~Exists(chain)).annotate(row_=as_read(model, "pk"))
        for row in lost.values_list("row_", flat=True).iterator():
            key = str(as_plain(model, "pk")(row))
            yield Finding("P-extra", model._meta.label_lower, key, None, f"{model._meta.label_lower}/{key}")


STANDING = ("seq", "from_at", "until_at", "from_day", "until_day", *TRACKED)


def compare_standings(histories: Mapping[UUID, History]) -> None:
    """Rebuild where each problem stood when, and compare it with the table kept for figures of a past date."""
    problems = {owner: history for owner, history in histories.items() if history.course and history.is_readable}
    table, unreadable = read(Standing, "problem", STANDING, list(problems)) if problems else ({}, {})
    for owner, history in problems.items():
        if owner in unreadable:
            history.walk.note("P-standing", "", None, unreadable[owner])
            continue
        assert history.course is not None
        expected = {stay.seq: _as_row(stay) for stay in history.course.stays}
        found = {row["seq"]: row for row in table.get(str(owner), {}).values()}
        for seq in sorted(expected.keys() ^ found.keys(), key=str):
            history.walk.note("P-standing", "seq", seq if seq in expected else None, seq if seq in found else None)
        for seq in expected.keys() & found.keys():
            for name in STANDING:
                if expected[seq][name] != found[seq][name]:
                    history.walk.note("P-standing", name, expected[seq][name], found[seq][name], seq=seq)


def _as_row(stay: Stay) -> Row:
    return {
        "seq": stay.seq, "from_at": stay.from_at, "until_at": stay.until_at, "from_day": _day(stay.from_at),
        "until_day": _day(stay.until_at), **stay.columns,
    }  # fmt: skip


def _day(moment: str | None) -> str | None:
    """Return the day in Shanghai on which a moment of the journal falls."""
    return timezone.localtime(datetime.fromisoformat(moment)).date().isoformat() if moment else None
