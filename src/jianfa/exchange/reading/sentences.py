"""The sentences of refusals, doubts, skipped rows and notes, for pages in both languages.

The only module here that needs Django; reading itself does not import it. A sentence takes the params of its
doubt, and value, nearest, heading. tests/exchange/test_reading_sentences.py holds the lists complete.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jianfa.exchange.reading.shapes import Doubt
from jianfa.kit.tables import TableRefused

REFUSALS: dict[str, Any] = {
    "not_found": _("The file could not be opened."),
    "empty": _("The file is empty."),
    "file_too_big": _("The file is larger than %(limit)s MB. Please split it."),
    "unpacked_too_big": _("Unpacked, the file is larger than %(limit)s MB. It was not opened."),
    "too_many_parts": _("The file consists of %(count)s parts, more than the %(limit)s allowed. It was not opened."),
    "too_many_rows": _("The file has more than %(limit)s rows. Please split it."),
    "too_spread": _(
        "Sheet “%(sheet)s” has content far outside the table, down to %(place)s. "
        "Please delete the cells outside the table."
    ),
    "false_dimensions": _(
        "Sheet “%(sheet)s” claims the range %(claimed)s but ends at %(place)s. "
        "Please copy the table into a new workbook and save it again."
    ),
    "doctype": _("The file contains XML declarations (DOCTYPE) that no office program writes. It was not opened."),
    "macros": _("The file contains macros. Please save it as a workbook without macros (.xlsx)."),
    "encrypted": _("The file is protected by a password. Please remove the password and upload it again."),
    "damaged": _("The file is damaged or incomplete. Please save it again and upload it once more."),
    "wrong_kind": _("This is not a table file. Please upload .xlsx, .xls, .csv, .ods or .docx."),
    "old_kind": _("Files of the kind %(kind)s are not read. Please save it as .xlsx (or .docx) and upload it again."),
    "unknown_encoding": _("The text of the file is neither UTF-8 nor GB18030. Please save it again as UTF-8."),
    "no_table": _("There is no table in the file."),
    "too_slow": _("Reading the file took longer than %(limit)s seconds. Please make it smaller or save it again."),
    "too_heavy": _("Reading the file needed more memory than is allowed. Please make it smaller or save it again."),
    "unreadable": _("The file could not be read. Please save it again and upload it once more."),
}

DOUBTS: dict[str, Any] = {
    "no_list": _("No problem list was found: no row names a number, a problem and a unit or a deadline."),
    "no_rows": _("There are headings of a list, and no problem below them."),
    "guessed_column": _("The heading “%(heading)s” was taken for “%(nearest)s” because of its cells or its likeness."),
    "unknown_column": _("The heading “%(heading)s” was not understood. The cells are kept with the problem."),
    "no_number": _("The row has no number."),
    "odd_number": _("“%(value)s” is not a number."),
    "repeated_number": _("The number %(value)s already stands in row %(first)s."),
    "no_title": _("The row has a number but no problem. It was left out."),
    "several_numbers": _("Several problems have the number “%(value)s”. What stands there was not taken over."),
    "no_such_problem": _("There is no problem with the number “%(value)s”."),
    "unknown_unit": _("“%(name)s” is not a known unit."),
    "unclear_unit": _("“%(name)s” could be any of %(count)s units."),
    "set_of_units": _("“%(name)s” stands for %(count)s units."),
    "several_sources": _("Several units are named as the source."),
    "several_leads": _("Several lead units are named. “%(nearest)s” was taken as the lead."),
    "unknown_solver": _("“%(value)s” does not say who has to solve the problem."),
    "several_solvers": _("“%(value)s” names several solvers. “%(nearest)s” was taken."),
    "unknown_nature": _("“%(value)s” is neither common nor individual."),
    "unknown_done": _("“%(value)s” does not say whether the problem is done. It was taken as not done."),
    "done_by_date": _("The problem was taken as done because of the date “%(value)s”."),
    "unread_deadline": _("The deadline “%(value)s” was not understood."),
    "unread_date": _("The date “%(value)s” was not understood."),
    "impossible_date": _("There is no such day as “%(value)s”."),
    "several_dates": _("“%(value)s” names several dates. The last one was taken: %(nearest)s."),
    "several_deadlines": _("The measures have %(count)s different deadlines. The latest was taken: %(nearest)s."),
    "before_month": _("“%(value)s” was read as the end of that month: %(nearest)s."),
    "also_continuous": _("“%(value)s” names a date and goes on afterwards. The date was taken: %(nearest)s."),
    "counted_term": _("“%(value)s” counts from a day not yet known. Please set a date when dispatching."),
    "far_date": _("%(nearest)s is more than ten years away."),
    "past_due": _("The deadline %(nearest)s has passed."),
    "serial_date": _("The number %(value)s was read as the date %(nearest)s."),
    "traditional": _("The text has traditional characters. In simplified writing: %(nearest)s"),
}

SKIPPED: dict[str, Any] = {
    "hidden_sheet": _("Hidden sheet"),
    "repeated_heading": _("Heading repeated"),
    "repeated_title": _("Title repeated"),
    "column_numbers": _("Row numbering the columns"),
    "total": _("Total"),
    "signature": pgettext_lazy("row", "Signature"),
    "remark": _("Remark"),
    "date_line": _("Date below the table"),
    "page_line": _("Page number"),
    "hints": _("Instructions for filling in"),
    "example": pgettext_lazy("row", "Example"),
    "blank_row": _("Number without content"),
    "group_heading": _("Heading of a group"),
    "no_title": _("Row without a problem"),
    "outside": _("Outside the list"),
}

NOTES: dict[str, Any] = {
    "invisible": _("Invisible characters were removed."),
    "variants": _("Variant characters were replaced by the usual ones."),
    "reading_aid": _("Pronunciation in brackets was removed."),
    "width": _("Full-width letters and digits were made half-width."),
    "spaces": _("Stray spaces were removed."),
    "apostrophe": _("A leading apostrophe was removed."),
    "filled_down": _("Empty cells were filled from the block above."),
    "number_from_title": _("The numbers were taken from the beginnings of the problems."),
    "from_title": _("What all problems share was taken from the sheet's name or from above the table."),
    "source_from_sheet": _("The source was taken from the sheet's name or from above the table."),
}


OFFERING = frozenset({"unknown_unit", "unknown_solver", "unknown_nature", "unknown_category", "impossible_date"})
"""Doubts whose nearest value is a valid one that may be taken, and is not named in the sentence itself."""


def refusal_sentence(refusal: TableRefused) -> str:
    """Return why a file was not read, in the language of the page."""
    return str(REFUSALS[refusal.code]) % refusal.params


def doubt_sentence(doubt: Doubt) -> str:
    """Return what a doubt asks, in the language of the page."""
    known = {"value": doubt.value, "nearest": doubt.nearest or "", "heading": doubt.heading, "cell": doubt.cell}
    return doubt_in_words(doubt.code, DOUBTS[doubt.code], {**known, **doubt.params})


def doubt_in_words(code: str, sentence: Any, words: Mapping[str, Any]) -> str:
    """Return the sentence of a doubt with its words put in, and the nearest valid value where there is one."""
    said = str(sentence) % words
    if code not in OFFERING or not words.get("nearest"):
        return said
    return str(_("%(doubt)s The nearest is %(nearest)s.")) % {"doubt": said, "nearest": words["nearest"]}
