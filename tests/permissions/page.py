"""The table of roles and verbs in docs/permissions.md, from the table of moves.

JIANFA_LOCAL=on DJANGO_SETTINGS_MODULE=jianfa.settings python -m tests.permissions.page     writes it anew
"""

from collections.abc import Iterable

import django
from django.utils import translation

from tests import source

PAGE = source.ROOT / "docs" / "permissions.md"
BEGIN, END = "<!-- made from ledger/states.py: roles -->", "<!-- end: roles -->"
DOES, PROPOSES, CHECKS, CONFIRMS = "●", "○", "◐", "✓"


def table() -> str:
    """Return the table: a verb a row, a role a column."""
    # why: Django must be set up before states can be read, which running this file as a script does below
    from jianfa.ledger.states import MOVES
    from tests.permissions.offices import OFFICES_OF_ROLE

    roles = list(OFFICES_OF_ROLE)
    with translation.override("zh-hans"):
        names = {verb: str(move.name) for verb, move in MOVES.items()}
    lines = [
        "| verb | 中文 | " + " | ".join(roles) + " |",
        "|---|---|" + ":-:|" * len(roles),
    ]
    for verb, move in MOVES.items():
        cells = []
        for role in roles:
            offices = OFFICES_OF_ROLE[role]
            alone = not move.confirmed_by or bool(move.sources_proposed)
            cells.append(
                _mark(DOES, alone and offices & set(move.who))
                + _mark(PROPOSES, move.confirmed_by and offices & set(move.proposed_by or move.who))
                + _mark(CHECKS, offices & set(move.checked_by))
                + _mark(CONFIRMS, offices & set(move.confirmed_by))
            )
        lines.append(f"| `{verb}` | {names[verb]} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _mark(sign: str, applies: object) -> str:
    return sign if applies else ""


def parts(text: str) -> Iterable[str]:
    """Return what stands before the table, the table, and what stands after it."""
    before, _begin, rest = text.partition(BEGIN)
    made, _end, after = rest.partition(END)
    return before, made.strip(), after


def main() -> None:
    django.setup()
    before, _made, after = parts(PAGE.read_text(encoding="utf-8"))
    PAGE.write_text(f"{before}{BEGIN}\n{table()}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
