"""The orders in which the list of problems can stand; pages by key are organisations.queries.paging."""

from datetime import date, datetime

from django.utils.translation import gettext_lazy

from jianfa.organisations.queries.paging import MOST_COUNTED, PAGE_ROWS, Page, Sort, ordered, page_of, total_of

SORTS: dict[str, Sort] = {
    "number": Sort(gettext_lazy("by number"), "number_order", int, opposite="-number"),
    "-number": Sort(gettext_lazy("by number, latest first"), "number_order", int, is_down=True, opposite="number"),
    "due": Sort(gettext_lazy("by due date"), "due_current", date.fromisoformat, opposite="-due"),
    "-due": Sort(gettext_lazy("by due date, latest first"), "due_current", date.fromisoformat, is_down=True,
                 opposite="due"),
    "newest": Sort(gettext_lazy("newest first"), "drafted_at", datetime.fromisoformat, is_down=True),
    "off": Sort(gettext_lazy("latest write-off first"), "written_off_at", datetime.fromisoformat, is_down=True),
}  # fmt: skip
DEFAULT_SORT = "number"

__all__ = ["DEFAULT_SORT", "MOST_COUNTED", "PAGE_ROWS", "SORTS", "Page", "Sort", "ordered", "page_of", "total_of"]
