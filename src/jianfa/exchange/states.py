"""Words of the import: what a column can mean, what a doubt says, what was mended. Data only."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

FIELD_LABELS = {
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

LIST_DOUBTS: dict[str, Promise] = {
    "unknown_category": _("The campaign has no dimension “%(name)s”."),
    "no_source": _("The row does not say which unit it comes from."),
    "foreign_source": _("The row belongs to %(name)s; a county union enters its own problems only."),
    "on_the_list": _("Likely on the list already: %(number)s %(title)s (%(likeness)s%% alike)."),
    "in_the_file": _("Likely the same as row %(row)s of this file (%(likeness)s%% alike)."),
    "past_due": _("The due date %(value)s has passed."),
}
"""Doubts that only the list can have about a row; those of the reading stand in ``reading.sentences``."""

# The words of an exported file. An office's document is Chinese whatever language its reader's screen is in, and
# the importer must know these headings again; so they are no messages.
KEY_HEADING = "数据键（请勿改动）"
"""The hidden column by which an exported row is recognised: the problem's id and version."""
EXPORT_HEADINGS: tuple[tuple[str, ...], ...] = (
    ("序号",),
    ("立项号",),
    ("五强类别",),
    ("存在问题",),
    ("上报单位",),
    ("解决主体",),
    ("问题性质",),
    ("责任分工", "牵头单位"),
    ("责任分工", "配合单位"),
    ("责任分工", "责任人"),
    ("整改措施",),
    ("完成时限",),
    ("办理情况", "当前状态"),
    ("办理情况", "进展"),
    ("办理情况", "是否完成"),
    ("办理情况", "完成时间"),
    ("办理情况", "销账时间"),
    (KEY_HEADING,),
)
OWN_COLUMNS: dict[str, str | None] = {"立项号": None, "办理情况/当前状态": None, KEY_HEADING: None}
"""Columns of an exported file that are not read again: Jianfa knows them better."""
SOLVER_WORDS = {
    "party_gov": "需党委政府协同解决",
    "superior_union": "需上级工会解决",
    "county_union": "区（市）县工会自身解决",
}
NATURE_WORDS = {"common": "共性", "individual": "个性"}
