"""Who asks in a survey, who fills in and who signs."""

from django.utils.translation import gettext as _

from jianfa.intake.models import WHOLE_CITY, Asked, AskedState, Survey, SurveyState
from jianfa.ledger.models import Campaign
from jianfa.organisations.models import COUNTY_ROLES, Post, Role
from jianfa.organisations.policy import Allowed, Denied, Verdict, Why

WHEN: dict[str, tuple[SurveyState, ...]] = {
    "edit": (SurveyState.DRAFT,),
    "open": (SurveyState.DRAFT,),
    "prolong": (SurveyState.OPEN,),
    "send_back": (SurveyState.OPEN,),
    "close": (SurveyState.OPEN,),
    "make_problem": (SurveyState.OPEN, SurveyState.CLOSED),
    "add_to_problem": (SurveyState.OPEN, SurveyState.CLOSED),
    "split_off": (SurveyState.OPEN, SurveyState.CLOSED),
}
"""Verb of the desk → the states of a survey in which it is possible."""
FIRST = frozenset({"make_problem", "add_to_problem"})
"""What brings the result to the list; once for a survey."""


def may_read_surveys(post: Post) -> Verdict:
    """Say whether surveys are this post's business at all."""
    if post.role in WHOLE_CITY | COUNTY_ROLES:
        return Allowed()
    return Denied(_("Surveys are for the county unions they ask and for the city."))


def may_draft_survey(post: Post, campaign: Campaign | None) -> Verdict:
    """Say whether the post may put a question to county unions: the city desk, in a campaign that runs."""
    if post.role != Role.DESK:
        return Denied(_("County unions are asked by the city desk."))
    if campaign is None or campaign.state != Campaign.State.OPEN:
        return Denied(_("The campaign is not open; nobody is asked in it."), Why.STATE)
    return Allowed()


def may_keep(post: Post, verb: str, survey: Survey) -> Verdict:
    """Say whether the post may do this to the survey now."""
    if (verdict := may_draft_survey(post, survey.campaign)) != Allowed():
        return verdict
    if survey.state not in WHEN[verb]:
        sentence = _("The survey is “%(state)s”; this is not possible now.")
        return Denied(sentence % {"state": survey.get_state_display()}, Why.STATE)
    has_problem = verb in FIRST | {"split_off"} and survey.problems.filter(split_from=None).exists()
    if verb in FIRST and has_problem:
        return Denied(_("One common problem has been made of this survey already; it can be split."), Why.STATE)
    if verb == "split_off" and not has_problem:
        return Denied(_("No problem has been made of this survey yet."), Why.STATE)
    return Allowed()


def may_fill(post: Post, asked: Asked) -> Verdict:
    """Say whether the post may fill in for the county: its liaison or head, until it is signed."""
    if post.role not in COUNTY_ROLES or post.unit_id != asked.unit_id:
        return Denied(_("The county union that is asked fills it in itself."))
    if asked.survey.state != SurveyState.OPEN:
        return Denied(_("The survey is closed."), Why.STATE)
    if asked.state != AskedState.ASKED:
        return Denied(_("This has been signed; the desk can ask for it once more."), Why.STATE)
    return Allowed()


def may_sign_answer(post: Post, asked: Asked) -> Verdict:
    """Say whether the post may sign: the head of the county union, once it is filled in."""
    if post.role != Role.HEAD or post.unit_id != asked.unit_id:
        return Denied(_("The head of the county union signs."))
    if (verdict := may_fill(post, asked)) != Allowed():
        return verdict
    if not asked.is_filled:
        return Denied(_("Nothing has been filled in yet."), Why.STATE)
    return Allowed()
