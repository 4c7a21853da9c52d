"""Applications, panels, results, decisions, publicity, objections and write-offs of problems, cycle by cycle."""

from jianfa.acceptance.models.applying import ClosureApplication, CriterionAnswer
from jianfa.acceptance.models.asking import SourceAnswer
from jianfa.acceptance.models.deciding import Decision, Objection, WriteOff
from jianfa.acceptance.models.outside import SigningLink
from jianfa.acceptance.models.panels import CriterionResult, Panel, PanelMember

__all__ = (
    "ClosureApplication",
    "CriterionAnswer",
    "CriterionResult",
    "Decision",
    "Objection",
    "Panel",
    "PanelMember",
    "SigningLink",
    "SourceAnswer",
    "WriteOff",
)
