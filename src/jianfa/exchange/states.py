"""Words of the import: what a column can mean, what a doubt says, what was mended. Data only."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

FIELD_LABELS: dict[str, Promise] = {
    "seq": pgettext_lazy("column", "No."),
    "ref": pgettext_lazy("column", "No. of the problem in another sheet"),
    "title": pgettext_lazy("column", "Problem"),
    "category": pgettext_lazy("column", "Category"),
    "source_unit": pgettext_lazy("column", "Source unit"),
    "source": pgettext_lazy("column", "How it came up"),
    "solver": pgettext_lazy("column", "Who must solve it"),
    "nature": pgettext_lazy("column", "Common or individual"),
    "lead": pgettext_lazy("column", "Lead unit"),
    "responsible": pgettext_lazy("column", "Responsible unit"),
    "assist": pgettext_lazy("column", "Assisting units"),
    "leader": pgettext_lazy("column", "Leader in charge"),
    "person": pgettext_lazy("column", "Owner"),
    "cause": pgettext_lazy("column", "Cause"),
    "goal": pgettext_lazy("column", "Goal"),
    "measures": pgettext_lazy("column", "Measures"),
    "due": pgettext_lazy("column", "Due date"),
    "progress": pgettext_lazy("column", "Progress"),
    "done": pgettext_lazy("column", "Done?"),
    "done_date": pgettext_lazy("column", "Done on"),
    "closure_date": pgettext_lazy("column", "Struck off on"),
    "verifier": pgettext_lazy("column", "Verified by"),
    "effect": pgettext_lazy("column", "Effect"),
    "evidence": pgettext_lazy("column", "Evidence"),
    "remark": pgettext_lazy("column", "Remark"),
}

CHANGED_BY_HAND = ("title", "source_unit", "category", "solver", "nature", "lead", "assist", "person", "due")
"""What can be corrected in a row; the rest is completed on the list."""

DOUBTS: dict[str, Promise] = {
    "unknown_unit": _("No unit goes by the name “%(name)s”."),
    "unclear_unit": _("“%(name)s” could be any of %(count)s units."),
    "set_of_units": _("“%(name)s” was read as all %(count)s of them."),
    "several_sources": _("Several source units; the first one counts, the others are kept in the description."),
    "several_leads": _("Several lead units; the first one leads, the others assist."),
    "unknown_solver": _("It is not clear who must solve it."),
    "several_solvers": _("Several are named to solve it; the highest was taken."),
    "unknown_nature": _("It is not clear whether it is common or individual."),
    "unknown_done": _("It is not clear whether it is done."),
    "unread_deadline": _("The deadline could not be read."),
    "unread_date": _("The date could not be read."),
    "far_date": _("The date lies far from the others."),
    "serial_date": _("A number stood in the place of a date; it was read as Excel counts days."),
    "past_due": _("The due date has passed."),
    "before_month": _("“Before” a month was read as its last day."),
    "several_dates": _("Several dates; the last one is the deadline."),
    "several_deadlines": _("The measures have different deadlines; the last one is the problem's."),
    "counted_term": _("The term runs from the dispatch, so there is no date yet."),
    "also_continuous": _("A date and “continuous” together; the date was taken."),
    "no_number": _("The row has no number."),
    "odd_number": _("The number could not be read."),
    "repeated_number": _("The number occurs twice, first in row %(first)s."),
    "no_title": _("A row without a problem."),
    "no_such_problem": _("The sheet names a number that is not on the list."),
    "traditional": _("Traditional characters."),
    "unknown_column": _("Nobody knows what this column means; its cells are kept with the row."),
    "guessed_column": _("The meaning of this column was guessed from its cells."),
    "no_list": _("No list was found."),
    "unknown_category": _("The campaign has no dimension “%(name)s”."),
    "no_source": _("The row does not say which unit it comes from."),
    "foreign_source": _("The row belongs to %(name)s; a county union enters its own problems only."),
    "on_the_list": _("Likely on the list already: %(number)s %(title)s (%(likeness)s%% alike)."),
    "in_the_file": _("Likely the same as row %(row)s of this file (%(likeness)s%% alike)."),
    "too_long": _("The text is longer than the field; the whole of it is kept in the description."),
}
"""What each doubt says; a code not named here shows the value alone."""

MENDS: dict[str, Promise] = {
    "invisible": _("invisible characters removed"),
    "variants": _("unusual forms of characters replaced"),
    "reading_aid": _("printed pronunciation removed"),
    "width": _("full-width letters and digits made half-width"),
    "spaces": _("stray spaces removed"),
    "apostrophe": _("leading apostrophe removed"),
    "filled_down": _("empty cells filled from above"),
    "source_from_sheet": _("the source unit was taken from the sheet"),
}

SKIPPED: dict[str, Promise] = {
    "total": _("total"),
    "signature": _("signatures"),
    "remark": _("remark"),
    "repeated_heading": _("repeated heading"),
    "repeated_title": _("repeated title"),
    "column_numbers": _("numbers of the columns"),
    "group_heading": _("heading of a group"),
    "date_line": _("date"),
    "page_line": _("page number"),
    "blank_row": _("nothing but a number"),
    "outside": _("outside the table"),
    "no_title": _("no problem in the row"),
    "hidden_sheet": _("hidden sheet"),
}
"""Why a row of the file is no problem."""
