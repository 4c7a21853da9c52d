"""The process in which an uploaded file is parsed: it limits itself, reads standard input, answers in JSON."""

from __future__ import annotations

import json
import resource
import sys

from jianfa.kit.tables.model import Limits, TableRefused, Workbook
from jianfa.kit.tables.wire import to_json

_ANSWER_BYTES = 200 * 2**20


def limit_self(limits: Limits) -> None:
    """Give up the right to more memory, processor time, open files and output than one file may cost."""
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_ANSWER_BYTES, _ANSWER_BYTES))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main(settings: str) -> None:
    """Parse standard input within the limits given as JSON and print the answer."""
    limits = Limits(**json.loads(settings))
    limit_self(limits)
    try:
        said = _answer(limits)
    except (MemoryError, RecursionError):
        said = to_json(TableRefused("too_heavy"))
    sys.stdout.buffer.write(said.encode("utf-8"))
    sys.stdout.buffer.flush()


def _answer(limits: Limits) -> str:
    # why: the parsers are loaded only here, inside the limits
    from jianfa.kit.tables.read import read_bytes

    answer: Workbook | TableRefused
    try:
        answer = read_bytes(sys.stdin.buffer.read(limits.file_bytes + 1), limits)
    except TableRefused as refusal:
        answer = refusal
    return to_json(answer)
