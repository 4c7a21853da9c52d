"""The answer to "may they?": allowed, or denied with a sentence and a kind; and the errors built on it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from jianfa.journal.models import Actor
from jianfa.kit.secrecy import has_secrecy_mark
from jianfa.organisations.models import ActingPost, Post, Role, Timer


class Why(Enum):
    """The three kinds of refusal and the HTTP status each has."""

    HIDDEN = 404
    """Not there, or not for this person to see; the words are the same."""
    OFFICE = 403
    """Seen, but never this office's business."""
    STATE = 409
    """The right office at the wrong moment, or somebody was faster."""
    VALUE = 400
    """The request itself lacks something or contradicts a rule."""


@dataclass(frozen=True)
class Allowed:
    def __bool__(self) -> bool:
        return True


@dataclass(frozen=True)
class Denied:
    sentence: str | Promise
    why: Why = Why.OFFICE
    instead: str = ""
    """The verb that can be asked for in its place; "" where there is none."""

    def __bool__(self) -> bool:
        return False


Verdict = Allowed | Denied


class Refused(Exception):
    """An action was refused; ``sentence`` is written for the official, ``why`` gives the HTTP status.

    ``instead`` is the verb that can be asked for in its place, where there is one.
    """

    def __init__(
        self, sentence: str | Promise, why: Why = Why.STATE, *, field: str | None = None, instead: str = ""
    ) -> None:
        self.sentence = sentence
        self.why = why
        self.field = field
        self.instead = instead
        super().__init__(str(sentence))


def require(verdict: Verdict) -> None:
    """Raise Refused unless the verdict is Allowed."""
    if isinstance(verdict, Denied):
        raise Refused(verdict.sentence, verdict.why, instead=verdict.instead)


def refuse_secrets(texts: Mapping[str, str]) -> None:
    """Refuse texts that carry a secrecy mark; nothing of them is stored (DESIGN §4, sensitivity)."""
    for name, text in texts.items():
        if has_secrecy_mark(text):
            raise Refused(
                _("Classified information must not be entered here. Nothing has been stored."), Why.VALUE, field=name
            )


def not_found() -> Refused:
    """The one refusal for "does not exist" and "not yours to see"."""
    return Refused(_("Not found, or you may not see it."), Why.HIDDEN)


def sees_whole_city(post: ActingPost) -> bool:
    """Desk, leader and auditor see everything but counties' drafts (DESIGN §4, who sees what)."""
    return isinstance(post, Post) and post.role in {Role.DESK, Role.LEADER, Role.AUDITOR}


def may_administer(post: ActingPost) -> Verdict:
    """Units, people and posts are the administrator's; business is not."""
    if isinstance(post, Post) and post.role == Role.ADMINISTRATOR:
        return Allowed()
    return Denied(_("Units, people and posts are kept by the administrator."))


def require_administrator(actor: Actor) -> None:
    """Raise Refused unless an administrator acts, or the timer: `jianfa init` and `jianfa demo`."""
    if isinstance(actor, Post):
        require(may_administer(actor))
    elif not isinstance(actor, Timer):
        raise Refused(_("Units, people and posts are kept by the administrator."), Why.OFFICE)


RECORD_READERS = frozenset({Role.DESK, Role.LEADER, Role.AUDITOR, Role.ADMINISTRATOR})
"""Who keeps watch over the record as a whole."""


def may_see_checkpoints(post: ActingPost) -> Verdict:
    """Checkpoints and findings name chains, never business: desk, leaders, auditor and administrator see them."""
    if isinstance(post, Post) and post.role in RECORD_READERS:
        return Allowed()
    return Denied(_("The checkpoints are kept by the city desk, the leaders, the auditor and the administrator."))


def may_correct(post: ActingPost) -> Verdict:
    """Only the auditor answers what a verification found."""
    if isinstance(post, Post) and post.role == Role.AUDITOR:
        return Allowed()
    return Denied(_("Only the auditor answers a finding."))
