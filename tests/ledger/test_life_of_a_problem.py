"""docs/life-of-a-problem.md says what the code does."""

from tests.ledger.life import PAGE, written


def test_the_page_shows_the_table_of_moves_as_the_code_has_it():
    page = PAGE.read_text(encoding="utf-8")

    assert written(page) == page, "run: python -m tests.ledger.life"
