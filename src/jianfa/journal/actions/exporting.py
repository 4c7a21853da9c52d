"""Put notes, public keys and the journal itself into a folder, for others to keep. A file is written once."""

import csv
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.db import models

from jianfa.journal.models import Chain, Checkpoint, CheckpointLeaf, Deployment, Event
from jianfa.journal.queries.checkpoints import checkpoint_keys
from jianfa.journal.queries.reading import trusted_keys
from jianfa.journal.replay import plain

ROWS_AT_ONCE = 500
COMPARED = 100
"""So many of the newest notes are compared with their files each time; `jianfa verify` compares all."""


def note_name(n: int) -> str:
    """Return the name of a note's file."""
    return f"{n:08}.note"


def export_notes(folder: Path, *, compared: int | None = COMPARED) -> list[str]:
    """Write what is missing of notes and public keys; return the names of files that say something else.

    Nothing that is there is ever overwritten. Raises OSError when the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    differing = [name for name, text in _keys() if not _written_once(folder / name, text)]
    there = {path.name for path in folder.glob("*.note")}
    numbers = list(Checkpoint.objects.order_by("-n").values_list("n", flat=True))
    wanted = [n for place, n in enumerate(numbers) if note_name(n) not in there or compared is None or place < compared]
    for start in range(0, len(wanted), ROWS_AT_ONCE):
        some = Checkpoint.objects.filter(n__in=wanted[start : start + ROWS_AT_ONCE]).order_by("n")
        for n, note in some.values_list("n", "note"):
            if not _written_once(folder / note_name(n), note):
                differing.append(note_name(n))
    return sorted(differing)


def _keys() -> Iterator[tuple[str, str]]:
    for use, keys in (("event", trusted_keys()), ("checkpoint", checkpoint_keys())):
        for kid, public in keys.items():
            yield f"{use}-{kid}.pub", f"{use} {public.hex()}\n"


def _written_once(path: Path, text: str) -> bool:
    """Write a file whole or not at all; say whether it now says what it should."""
    data = text.encode()
    if not path.exists():
        draft = path.with_name(f".{path.name}.{uuid4().hex}")
        draft.write_bytes(data)
        draft.chmod(0o444)
        try:
            os.link(draft, path)  # unlike a rename this fails where somebody was faster
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_bytes() == data


JOURNAL: tuple[type[models.Model], ...] = (Deployment, Chain, Event, Checkpoint, CheckpointLeaf)


def export_journal(folder: Path) -> int:
    """Write the journal as one CSV file for each of its tables; return how many events.

    Bytes are written as ``\\x`` and hexadecimal digits, nothing as ``\\N``. No name and no typed text is in it.
    Call it inside one snapshot. Raises FileExistsError for a file that is there already.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = {model: _write_table(folder, model) for model in JOURNAL}
    return written[Event]


def _write_table(folder: Path, model: type[models.Model]) -> int:
    columns = [field.column for field in model._meta.concrete_fields]
    names = [field.attname for field in model._meta.concrete_fields]
    count = 0
    with (folder / f"{model._meta.db_table}.csv").open("x", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(columns)
        for row in model._default_manager.order_by("pk").values_list(*names).iterator(chunk_size=ROWS_AT_ONCE):
            lines.writerow(_cells(row))
            count += 1
    return count


def _cells(row: Sequence[Any]) -> list[Any]:
    return [
        "\\N"
        if value is None
        else f"\\x{bytes(value).hex()}"
        if isinstance(value, bytes | memoryview)
        else plain(value)
        for value in row
    ]
