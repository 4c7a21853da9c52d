"""The table of moves and its diagram as docs/life-of-a-problem.md shows them, made from the code.

JIANFA_LOCAL=on python -m tests.ledger.life      write them into the page
"""

import re
from collections.abc import Iterator

import django
from django.utils import translation

from jianfa.ledger.states import MOVES, OFFICE_NAMES, ON_LIST, Move, Office, State
from tests import source

PAGE = source.ROOT / "docs" / "life-of-a-problem.md"
BLOCK = "<!-- made from ledger/states.py: {name} -->\n{body}<!-- end: {name} -->"


def chinese(text: object) -> str:
    with translation.override("zh-hans"):
        return str(text)


def states(move: Move) -> str:
    target = "" if move.target is None else move.target.value
    stays = "where it was" if move.verb == "unmerge" else "stays"
    return f"{', '.join(state.value for state in move.sources)} → {target or stays}"


def offices(found: tuple[Office, ...]) -> str:
    with translation.override("en"):
        return ", ".join(str(OFFICE_NAMES[office]) for office in found)


def who(move: Move) -> str:
    if not move.confirmed_by:
        return offices(move.who)
    check = f" → checked by {offices(move.checked_by)}" if move.checked_by else ""
    proposal = f"{offices(move.proposed_by or move.who)}{check} → {offices(move.confirmed_by)}"
    if move.sources_proposed:
        return f"before the list: {offices(move.who)}; on it: {proposal}"
    return proposal


def table() -> Iterator[str]:
    yield "| verb | 中文 | from → to | who | 代录 |\n|---|---|---|---|---|\n"
    for move in MOVES.values():
        paper = "yes" if move.is_recordable else ""
        yield f"| `{move.verb}` | {chinese(move.name)} | {states(move)} | {who(move)} | {paper} |\n"


def state_names() -> Iterator[str]:
    yield "| state | 中文 | on the list |\n|---|---|---|\n"
    for state in State:
        yield f"| `{state.value}` | {chinese(state.label)} | {'yes' if state in ON_LIST else ''} |\n"


def diagram() -> Iterator[str]:
    yield "```mermaid\nstateDiagram-v2\n  [*] --> draft: draft\n"
    for move in MOVES.values():
        if move.target is None:
            continue
        for state in move.sources:
            yield f"  {state.value} --> {move.target.value}: {move.verb}\n"
    yield "```\n"


def written(page: str) -> str:
    """Return the page with every made block made anew."""
    for name, body in (("states", state_names()), ("moves", table()), ("diagram", diagram())):
        made = BLOCK.format(name=name, body="".join(body))
        pattern = re.escape(f"<!-- made from ledger/states.py: {name} -->") + ".*?" + re.escape(f"<!-- end: {name} -->")
        page, found = re.subn(pattern, made.replace("\\", r"\\"), page, flags=re.DOTALL)
        assert found == 1, f"the page has no place for {name}"
    return page


if __name__ == "__main__":
    django.setup()
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
