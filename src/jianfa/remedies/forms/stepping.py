"""A step of a thing: who may take it, whether somebody waits for it, what it asks for."""

from typing import Any, ClassVar

from jianfa.ledger.forms.versioned import VersionedForm
from jianfa.organisations.models import Post
from jianfa.organisations.policy import Verdict


class StepForm(VersionedForm):
    """One verb on one thing."""

    thing: Any
    needs_recent_login: ClassVar[bool] = False
    do_not_call_in_templates: ClassVar[bool] = True
    """A page lists the classes of possible steps; a template would call them."""

    @staticmethod
    def verdict(thing: Any, post: Post) -> Verdict:
        """Say whether the post may do this now."""
        raise NotImplementedError

    @staticmethod
    def is_asked(thing: Any) -> bool:
        """Say whether somebody waits for this step; what is merely possible is never shown as the next one."""
        return True

    def asks_password(self) -> bool:
        """Say whether the act weighs so much that the password is asked for when the login is not recent."""
        return self.needs_recent_login


def nobody_waits(thing: Any) -> bool:
    """Return False: a step to take back, to drop or to end something waits for nobody."""
    return False
