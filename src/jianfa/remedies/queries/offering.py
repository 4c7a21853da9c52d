"""What remedies let a post do next with a problem."""

from django.utils.translation import gettext as _

from jianfa.ledger.models import Problem
from jianfa.ledger.queries import Offer
from jianfa.ledger.states import ON_LIST
from jianfa.organisations.models import Post
from jianfa.remedies.policy import may_draft_petition, may_expect, may_link, may_offer, may_take_up


def offers(problem: Problem, post: Post) -> list[Offer]:
    """Return the steps beside the ordinary ones: effects, policies, services, petitions."""
    if problem.state not in ON_LIST:
        return []
    found = []
    if may_expect(post, problem):
        rule = _("Each county's head confirms it; until then, or until a leader waives it, it is not applied for.")
        found.append(Offer("expect_effect", _("Ask counties for the effect"), rule, 62))
    if may_link(post, problem):
        rule = _("One policy can serve many problems; issuing it does not strike anything off.")
        found.append(Offer("serve", _("Link a policy"), rule, 63))
    if may_offer(post, problem):
        rule = _("The county says afterwards whether it helped.")
        found.append(Offer("offer_service", _("Arrange a service"), rule, 64))
    if problem.letter_no and may_take_up(post, problem):
        rule = _("Number, day and signature are taken from it; the reply and what it grants are entered there.")
        found.append(Offer("take_up_letter", _("Follow its letter"), rule, 61))
    if may_draft_petition(post, problem):
        rule = _("A city leader signs it; what the reply grants is entered row by row.")
        found.append(Offer("draft_petition", _("Draft a petition"), rule, 66))
    return found
