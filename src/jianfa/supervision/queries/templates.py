"""Reads of step templates: what may be done to them, what a proposal would change, in words."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jianfa.ledger.models import Campaign
from jianfa.ledger.queries import campaigns as ledger
from jianfa.ledger.queries.campaigns import Difference
from jianfa.organisations.models import Post, Proposal
from jianfa.supervision.models import StepTemplate

VERBS = frozenset({"save_step_template", "end_step_template"})


def possible_verbs(campaign: Campaign, post: Post, proposal: Proposal | None) -> frozenset[str]:
    """Return what the post may do to the campaign now; step templates are kept as classes are."""
    found = ledger.possible_verbs(campaign, post, proposal)
    return found | VERBS if "save_class_template" in found else found


def differences(campaign: Campaign, proposal: Proposal) -> list[Difference]:
    """Return what a proposal would change, in words, whichever room its rule belongs to."""
    given = proposal.params
    if proposal.verb not in VERBS:
        return ledger.differences(campaign, proposal)
    if proposal.verb == "end_step_template":
        row = StepTemplate.objects.get(pk=given["template"])
        return [Difference(_("template"), row.name, _("ended"))]
    replaced = StepTemplate.objects.get(pk=given["replaces"]) if given["replaces"] else None
    before = {name: getattr(replaced, name) for name in ("name", "clock", "nature", "steps")} if replaced else {}
    rows = [
        Difference(_label(name), _in_words(name, before.get(name, "")), _in_words(name, given[name]))
        for name in ("name", "clock", "nature", "steps")
    ]
    return [row for row in rows if row.before != row.after or row.label == _label("name")]


def _label(name: str) -> str:
    return str(getattr(StepTemplate._meta.get_field(name), "verbose_name", name))


def _in_words(name: str, value: Any) -> str:
    return steps_in_words(value or ()) if name == "steps" else ledger.in_words(name, value)


def steps_in_words(steps: Sequence[Mapping[str, Any]]) -> str:
    """Return the steps of a template, one a line."""
    lines = []
    for n, row in enumerate(steps, 1):
        line = _("%(n)s. %(text)s, %(days)s days, weight %(weight)s") % {"n": n, **row}
        mark = pgettext("task", "milestone") if row.get("is_milestone") else ""
        lines.append(f"{line} · {mark}" if mark else line)
    return "\n".join(lines)
