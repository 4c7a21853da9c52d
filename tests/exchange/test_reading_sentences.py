"""Every code the reader can say has a sentence, and every sentence a code."""

from __future__ import annotations

import ast
from pathlib import Path

from jianfa.exchange import reading
from jianfa.exchange.reading import Doubt
from jianfa.exchange.reading.deadlines import read_deadline
from jianfa.exchange.reading.sentences import DOUBTS, NOTES, REFUSALS, SKIPPED, doubt_sentence, refusal_sentence
from jianfa.kit.tables import REFUSALS as KIT_REFUSALS
from jianfa.kit.tables import TableRefused
from tests.exchange.grids import rows

FOLDER = Path(reading.__file__).parent
CALLS = {"Doubt": "doubts", "doubt": "doubts", "Note": "notes", "Skipped": "skipped", "_skip": "skipped"}


def said() -> dict[str, set[str]]:
    """Codes written as the first argument of a call that makes a doubt, a note or a skipped row."""
    found: dict[str, set[str]] = {"doubts": set(), "notes": set(), "skipped": set()}
    for path in FOLDER.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(first := node.args[0], ast.Constant):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                if name in CALLS:
                    found[CALLS[name]].add(str(first.value))
    return found


def test_the_sentences_of_refusals_are_those_of_the_kit() -> None:
    assert set(REFUSALS) == set(KIT_REFUSALS)
    blank = {"limit": 1, "count": 1, "sheet": "表", "place": "A1", "claimed": "A1", "kind": "PDF"}
    for code, sentence in KIT_REFUSALS.items():
        refusal = TableRefused(code, blank)
        assert refusal.sentence == sentence % blank
        assert refusal_sentence(refusal)


def test_every_code_has_its_sentence() -> None:
    codes = said()
    assert codes["doubts"] <= set(DOUBTS)
    assert codes["notes"] <= set(NOTES)
    assert codes["skipped"] <= set(SKIPPED)


def test_every_doubt_can_be_said_as_a_sentence() -> None:
    reading = rows(
        ("序号", "问题", "填报单位", "解决主体", "完成时限", "莫名"),
        ("x", "甲事難辦", "区总工会", "再议", "尽快", "一"),
        (2, "乙事难办", "各区县总工会", "自身", "3个月内", "二"),
    )
    assert {doubt.code for doubt in reading.doubts} >= {"odd_number", "unclear_unit", "set_of_units", "traditional"}
    assert all(doubt_sentence(doubt) for doubt in reading.doubts)


def test_a_sentence_offers_the_nearest_valid_value_where_it_may_be_taken() -> None:
    reading = rows(
        ("序号", "问题", "填报单位", "完成时限", "销号时间"), (1, "甲事难办", "锦江区总公会", "2月30日", "2023.2.29")
    )
    told = [doubt_sentence(doubt) for doubt in reading.doubts]
    assert told[0].endswith("最接近的是“锦江区总工会”。")
    assert told[1].endswith("最接近的是“2023-02-28”。")
    assert told[2].endswith("最接近的是“2023-02-28”。")
    assert doubt_sentence(Doubt("unknown_unit", "表", 1, "A", "某", None, "", {"name": "某"})) == "没有名为“某”的单位。"


def test_the_doubts_of_deadlines_have_sentences_too() -> None:
    from tests.exchange.lists import AS_OF

    words = ("尽快", "3个月内", "6月前", "2023.6、2023.12", "2023年2月30日", "2053年1月", "2023年6月底并长期坚持")
    for word in words:
        for code in read_deadline(word, on=AS_OF).doubts:
            assert doubt_sentence(Doubt(code, "表", 1, "A", word, "2023-06-30"))
