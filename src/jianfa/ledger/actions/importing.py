"""A list comes in: its rows become problems in one transaction, and can be withdrawn together."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from operator import attrgetter, itemgetter
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from jianfa.exchange import actions as exchange
from jianfa.exchange.models import Batch, BatchRow
from jianfa.exchange.policy import is_still_open, may_work_on
from jianfa.exchange.rules import (
    BY_LIST,
    SAME,
    Values,
    columns_by_sheet,
    list_doubt,
    placed,
    problem_of_key,
    with_list_doubts,
)
from jianfa.exchange.states import KEY_HEADING
from jianfa.journal.actions import prepare_new, write_prepared, write_same
from jianfa.journal.models import Change, Event, Insertion, Journalled, NewSubject, insert_all, insertion
from jianfa.kit.grams import grams_of_folded
from jianfa.ledger.actions.listing import Draft, _assists, _check_content, _columns, _may_draft, _measures
from jianfa.ledger.actions.moving import local_day, search_text, search_words, standing
from jianfa.ledger.actions.rows import RowMaker, today_of
from jianfa.ledger.models import Campaign, Gram, ImportedRow, Origin, Problem, Standing
from jianfa.ledger.queries.duplicates import Entry, Like, alike_in_file, alike_on_list
from jianfa.ledger.states import State
from jianfa.organisations.actions.writing import refuse_marked
from jianfa.organisations.models import Post, Unit
from jianfa.organisations.policy import Refused, Why, refuse_secrets, require

Progress = Callable[[str, int, int], None]
"""Told the stage (checking, writing, indexing, withdrawing), how many are done, of how many."""
INDEXED_AT_ONCE = 500
SHOWN_MOVED = 5


@dataclass
class Prepared:
    """What a batch will write: a new subject per problem taken, and each row with its outcome."""

    entries: list[NewSubject] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    rows: list[BatchRow] = field(default_factory=list)


def check_rows(campaign: Campaign, at: datetime, batch: Batch, rows: list[BatchRow]) -> None:
    """Put the list's own doubts on rows: unknown categories, dates gone by, likely duplicates (not saved)."""
    maker = RowMaker(batch, campaign, today_of(at))
    entries = []
    for row in rows:
        row.doubts = with_list_doubts(row.doubts, maker.doubts(row))
        if unit := _source_or_none(maker, row.values):
            entries.append(Entry(row.position, unit.pk, row.values.get("title", "")))
    by_position = {row.position: row for row in rows}
    keyed = _exported_from_here(campaign, rows)
    entries = [entry for entry in entries if entry.key not in keyed]
    for position, like in (keyed | alike_on_list(campaign, entries)).items():
        _doubt(by_position[position], "on_the_list", like.likeness, number=like.number, title=like.title[:60],
               problem=str(like.problem))  # fmt: skip
    if len(rows) > 1:
        for position, like in alike_in_file(entries).items():
            first = by_position[like.key or 0]
            _doubt(by_position[position], "in_the_file", like.likeness, row=first.row, sheet=first.sheet)
    columns = columns_by_sheet(batch.reading)
    for row in rows:
        row.doubts = [
            placed(doubt, row.sheet, row.row, columns.get(row.sheet, {})) if doubt["by"] == BY_LIST else doubt
            for doubt in row.doubts
        ]
        row.open_doubts = sum(not doubt["settled"] for doubt in row.doubts)
        if row._state.adding:
            row.choice = _first_choice(batch, row)


def _exported_from_here(campaign: Campaign, rows: Sequence[BatchRow]) -> dict[int, Like]:
    """Rows of an exported file carry the key of their problem: nothing has to be compared."""
    keys = {row.position: problem_of_key(row.written.get(KEY_HEADING, "")) for row in rows}
    wanted = [key for key in keys.values() if key]
    if not wanted:
        return {}
    known = Problem.objects.filter(campaign=campaign, pk__in=wanted).values_list("pk", "number", "title")
    found = {pk: Like(100, number or "", title, pk) for pk, number, title in known}
    return {position: found[key] for position, key in keys.items() if key in found}


def _doubt(row: BatchRow, code: str, likeness: int, /, **params: str | int) -> None:
    new = list_doubt(code, "title", row.values.get("title", "")[:120], None, likeness=likeness, **params)
    others = [doubt for doubt in row.doubts if doubt["by"] == BY_LIST]
    row.doubts = with_list_doubts(row.doubts, [*others, new])


def _source_or_none(maker: RowMaker, values: Values) -> Unit | None:
    try:
        return maker.source(values)[0]
    except Refused:
        return None


def _first_choice(batch: Batch, row: BatchRow) -> str:
    """What is the same is left out until somebody says otherwise; what was struck off is opening balance."""
    if any(doubt["params"].get("likeness", 0) >= SAME for doubt in row.doubts):
        return BatchRow.Choice.SKIP.value
    if row.values.get("struck_off") and not batch.is_of_county:
        return BatchRow.Choice.OPENING.value
    return BatchRow.Choice.TAKE.value


def upload_list(
    campaign: Campaign, *, actor: Post, at: datetime, data: bytes, name: str, is_waiting: bool = False
) -> Batch:
    """Read a file as a problem list for this campaign, and keep it with what was understood.

    A large file is only kept, to be understood by the job "understand", unless whoever asks is waiting.
    """
    if campaign.state != Campaign.State.OPEN:
        raise Refused(_("The campaign is not open; nothing can be added to it."), Why.STATE, field="campaign")
    new = exchange.Upload(data, name, campaign.pk, is_waiting=is_waiting)
    return exchange.upload(new, actor=actor, at=at, check=partial(check_rows, campaign, at))


def campaign_of(batch: Batch) -> Campaign:
    """Return the campaign a batch goes into."""
    return Campaign.objects.get(pk=batch.target)


def import_problems(batch: Batch, *, actor: Post, at: datetime, report: Progress | None = None) -> Event:
    """Make problems of the rows that were chosen, in one transaction; the desk's submitted, a county's drafts.

    Everything is prepared before the transaction begins, and made findable after it, so that others are kept
    waiting as short as can be. Raises Refused when the batch was imported in the meantime.
    """
    require(may_work_on(actor, batch))
    require(is_still_open(batch))
    campaign = campaign_of(batch)
    if campaign.state != Campaign.State.OPEN:
        raise Refused(_("The campaign is not open; nothing can be added to it."))
    prepared = _prepared(batch, campaign, actor, at, report)
    if not prepared.problems:
        raise Refused(_("No row was chosen that could be imported."))
    ready = prepare_new(prepared.entries, "draft", actor=actor, at=at)
    stood = insertion([standing(*pair) for pair in zip(prepared.problems, ready.events, strict=True)])
    digest = exchange.digest_of_taken(prepared.rows)
    _tell(report, "writing", 0, 0)
    with transaction.atomic():
        event = exchange.commit(batch, prepared.rows, actor=actor, at=at, digest=digest)
        write_prepared(ready)
        insert_all([stood])
    _index(prepared.problems, report)
    return event


def _prepared(batch: Batch, campaign: Campaign, actor: Post, at: datetime, report: Progress | None) -> Prepared:
    maker = RowMaker(batch, campaign, today_of(at))
    prepared = Prepared(rows=list(batch.rows.all()))
    keys = sorted(uuid4() for _row in prepared.rows)  # what came at one moment is listed by key: as in the file
    for n, row in enumerate(prepared.rows):
        if n % 100 == 0:
            _tell(report, "checking", n, len(prepared.rows))
        if row.choice == BatchRow.Choice.SKIP:
            row.outcome = BatchRow.Outcome.SKIPPED.value
            continue
        try:
            entry = _entry(batch, row, maker.draft(row), key=keys[n], campaign=campaign, actor=actor, at=at)
        except Refused as refusal:
            row.outcome, row.reason = BatchRow.Outcome.REJECTED.value, str(refusal.sentence)[:300]
            continue
        row.outcome = BatchRow.Outcome.TAKEN.value
        prepared.entries.append(entry)
        prepared.problems.append(entry.rows[0])  # type: ignore[arg-type]
    return prepared


def _entry(
    batch: Batch, row: BatchRow, content: Draft, *, key: UUID, campaign: Campaign, actor: Post, at: datetime
) -> NewSubject:
    """Return a row as the first event of a problem would write it; raise Refused with the reason if it cannot be."""
    origin, state = (Origin.COUNTY, State.DRAFT) if batch.is_of_county else (Origin.IMPORT, State.SUBMITTED)
    _may_draft(campaign, content, actor, origin, state)
    _check_content(content)
    is_handed_in = state == State.SUBMITTED
    problem = Problem(
        id=key, campaign=campaign, state=state.value, origin=origin.value, drafted_by=actor, drafted_at=at, version=1,
        is_opening_balance=row.choice == BatchRow.Choice.OPENING, submitted_by=actor if is_handed_in else None,
        submitted_at=at if is_handed_in else None, **_columns(content),
    )  # fmt: skip
    problem.search = search_text(search_words(problem))
    more = [
        change.row for change in (*_assists(problem, content.assists, at=at), *_measures(problem, content.measures))
    ]
    rows: list[Journalled] = [problem, *more, ImportedRow(problem=problem, batch=batch, batch_row=row)]
    refuse_marked(Change(one) for one in rows)
    facts = {"to": state.value, "batch": batch.pk, "position": row.position}
    return NewSubject(problem.subject, rows, facts=facts)


def index_batch(batch: Batch, report: Progress | None = None) -> None:
    """Make a batch's problems findable; what was indexed before is left alone, so it can be done again."""
    _index(list(Problem.objects.filter(imported__batch=batch, grams=None).only("search")), report)


def _index(waiting: Sequence[Problem], report: Progress | None) -> None:
    """Write the gram index in pieces small enough that nobody waits for one, and that a piece stays in memory."""
    waiting = sorted(waiting, key=attrgetter("pk"))  # in the order of the index, which the sorting by gram keeps
    for start in range(0, len(waiting), INDEXED_AT_ONCE):
        _tell(report, "indexing", start, len(waiting))
        ready = _grams_of(waiting[start : start + INDEXED_AT_ONCE])
        with transaction.atomic():
            insert_all([ready])


def _grams_of(problems: Sequence[Problem]) -> Insertion:
    """Return the gram index of these problems, sorted as the index is, without an object for each of its rows."""
    sql, one_a_problem = insertion([Gram(problem=problem, gram="") for problem in problems])
    rows = [
        (key, gram)
        for problem, (key, _none) in zip(problems, one_a_problem, strict=True)
        for gram in grams_of_folded(problem.search)
    ]
    rows.sort(key=itemgetter(1))
    return sql, rows


def _tell(report: Progress | None, stage: str, done: int, total: int) -> None:
    if report is not None:
        report(stage, done, total)


def undo_import(batch: Batch, *, actor: Post, at: datetime, reason: str = "", report: Progress | None = None) -> Event:
    """Withdraw everything a batch brought in, while nothing of it has moved on; the same file may come again."""
    require(may_work_on(actor, batch))
    if moved := moved_on(batch)[:SHOWN_MOVED]:
        names = "；".join(f"{problem.number or ''} {problem.title[:30]}".strip() for problem in moved)
        raise Refused(
            _("It can no longer be undone: work has gone on with %(names)s. Please withdraw single problems instead.")
            % {"names": names}
        )
    refuse_secrets({"reason": reason})
    _tell(report, "withdrawing", 0, 0)
    problems = list(Problem.objects.filter(imported__batch=batch))
    first = State.DRAFT if batch.is_of_county else State.SUBMITTED
    with transaction.atomic():
        event = exchange.undo(batch, actor=actor, at=at)
        events = write_same(
            problems, "withdraw", actor=actor, at=at, guard={"state": first.value, "version": 1},
            said={"reason": reason} if reason else None,
            facts={"from": first.value, "to": State.VOIDED.value, "cycle": 1, "batch": batch.pk},
            state=State.VOIDED.value, version=2,
        )  # fmt: skip
        rows = Standing.objects.filter(problem__imported__batch=batch, until_at=None)
        rows.update(until_at=at, until_day=local_day(at))
        by_chain = {problem.pk: problem for problem in problems}
        Standing.objects.bulk_create([standing(by_chain[one.chain_id], one) for one in events], batch_size=500)
    return event


def moved_on(batch: Batch) -> QuerySet[Problem]:
    """Return the batch's problems with which somebody has done something since."""
    first = State.DRAFT if batch.is_of_county else State.SUBMITTED
    untouched = Q(version=1, state=first)
    return Problem.objects.filter(imported__batch=batch).exclude(untouched).order_by("pk")
