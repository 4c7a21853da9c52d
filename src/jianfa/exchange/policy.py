"""Who may bring a list in, and who may go on with one."""

from django.utils.translation import gettext as _

from jianfa.exchange.models import Batch
from jianfa.organisations.models import COUNTY_ROLES, Post, Role
from jianfa.organisations.policy import Allowed, Denied, Verdict, Why

UPLOADERS = frozenset({Role.DESK}) | COUNTY_ROLES


def may_upload(post: Post) -> Verdict:
    """Say whether the post may bring a list in: the desk for the city, a county union for itself."""
    if post.role in UPLOADERS:
        return Allowed()
    return Denied(_("Lists are imported by the city desk, and by a county union for itself."))


def may_work_on(post: Post, batch: Batch) -> Verdict:
    """Say whether the post may change, commit, undo or discard this batch."""
    same_side = (post.role == Role.DESK) if not batch.is_of_county else (
        post.role in COUNTY_ROLES and post.unit_id == batch.unit_id
    )  # fmt: skip
    if same_side:
        return Allowed()
    return Denied(_("This import belongs to another office."))


def is_still_open(batch: Batch) -> Verdict:
    """Say whether a batch can still be changed."""
    if batch.is_open:
        return Allowed()
    return Denied(
        _("This import can no longer be changed; it is “%(state)s”.") % {"state": batch.get_state_display()}, Why.STATE
    )


def may_export(post: Post) -> Verdict:
    """Say whether the post may take rows out of the system: whoever sees rows may take those, nobody else."""
    if post.role == Role.ADMINISTRATOR:
        return Denied(_("An administrator sees no business and exports none."))
    return Allowed()
