"""How a problem is to be accepted, in one line."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jianfa.ledger.models import Problem


def standard_of(problem: Problem) -> str:
    """Return grade, method and publicity as set when it was listed."""
    publicity = pgettext("standard", "publicised")
    if not problem.needs_publicity:
        publicity = pgettext("standard", "not publicised")
    return _(" · ").join([str(problem.get_grade_display()), str(problem.get_method_display()), publicity])
