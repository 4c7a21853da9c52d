"""Who may take papers and packages. Whoever may read a problem may take its papers; a loader has asked that before."""

from django.utils.translation import gettext as _

from jianfa.ledger.models import Problem
from jianfa.ledger.states import State
from jianfa.organisations.models import Post, Role
from jianfa.organisations.policy import Allowed, Denied, Verdict, Why

ARCHIVISTS = frozenset({Role.DESK})
READERS = frozenset({Role.DESK, Role.LEADER, Role.AUDITOR})
"""The package holds every paper, also orders to other units: only for those who see the whole city."""
FINISHED = frozenset({State.WRITTEN_OFF})


def may_read_archive(post: Post) -> Verdict:
    """Say whether the post may take packages."""
    if post.role in READERS:
        return Allowed()
    return Denied(_("The archive package is for the city desk, leaders and the auditor; single papers are below."))


def may_archive(post: Post, problem: Problem) -> Verdict:
    """Say whether the post may have the package of this problem made now."""
    if post.role not in ARCHIVISTS:
        return Denied(_("The archive package is made by the city desk."))
    if problem.state not in FINISHED:
        return Denied(_("The archive package is made when the problem has been written off."), Why.STATE)
    return Allowed()
