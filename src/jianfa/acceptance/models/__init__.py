"""Applications, panels, results, decisions, publicity, objections and write-offs of problems, cycle by cycle."""

from jianfa.acceptance.models.applying import ClosureApplication, CriterionAnswer
from jianfa.acceptance.models.asking import SourceAnswer
from jianfa.acceptance.models.deciding import Decision, Objection, WriteOff
from jianfa.acceptance.models.doubting import SEE_DOUBTS, Doubt, DoubtCursor, DoubtKind
from jianfa.acceptance.models.looking import Escalation, LookBack, LookBackDraw
from jianfa.acceptance.models.lots import Lot
from jianfa.acceptance.models.outside import SigningLink
from jianfa.acceptance.models.panels import CriterionResult, Panel, PanelMember
from jianfa.acceptance.models.publicity import Objector, Publicity, Scope
from jianfa.acceptance.models.sessions import SESSION_OPEN, Session, SessionItem, SessionState

__all__ = (
    "SEE_DOUBTS",
    "SESSION_OPEN",
    "ClosureApplication",
    "CriterionAnswer",
    "CriterionResult",
    "Decision",
    "Doubt",
    "DoubtCursor",
    "DoubtKind",
    "Escalation",
    "LookBack",
    "LookBackDraw",
    "Lot",
    "Objection",
    "Objector",
    "Panel",
    "PanelMember",
    "Publicity",
    "Scope",
    "Session",
    "SessionItem",
    "SessionState",
    "SigningLink",
    "SourceAnswer",
    "WriteOff",
)
