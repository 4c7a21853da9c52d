"""Who reads the board, and whose figures lead to rows."""

from django.utils.translation import gettext as _

from jianfa.organisations.models import Post, Role
from jianfa.organisations.policy import Allowed, Denied, Verdict

READERS = frozenset(Role) - {Role.PANELLIST, Role.ADMINISTRATOR}
SEE_EVERY_ROW = frozenset({Role.DESK, Role.LEADER, Role.AUDITOR, Role.ASSESSOR})


def may_read_board(post: Post) -> Verdict:
    """City totals are for everyone who works on problems; panellists and administrators have no part in them."""
    if Role(post.role) in READERS:
        return Allowed()
    return Denied(_("The board is for those who work on problems; your post has no part in it."))


def sees_every_row(post: Post) -> bool:
    """Say whether every problem on the list is visible to the post, so that each figure can open its rows."""
    return Role(post.role) in SEE_EVERY_ROW
