"""Who keeps the calendar."""

from django.utils.translation import gettext as _

from jianfa.organisations.models import ActingPost, Post, Role, Timer
from jianfa.organisations.policy import Allowed, Denied, Verdict


def may_keep_calendar(post: ActingPost) -> Verdict:
    """The calendar is the administrator's; `jianfa init` fills it the first time. Everybody may read it."""
    if isinstance(post, Timer) or post.role == Role.ADMINISTRATOR:
        return Allowed()
    return Denied(_("The working calendar is kept by the administrator; everybody may read it."))


def may_edit_calendar(post: Post) -> bool:
    """Say whether to offer the forms."""
    return bool(may_keep_calendar(post))
