"""What is done about a problem: policies and their effect, services, petitions and what they win, pairing."""

from jianfa.remedies.models.effects import Effect
from jianfa.remedies.models.pairing import LinkPairing, PairingVisit
from jianfa.remedies.models.petitions import Petition, QuotaGrant
from jianfa.remedies.models.policies import PolicyMeasure, Serving
from jianfa.remedies.models.services import ServiceVisit, TargetedService

__all__ = [
    "Effect", "LinkPairing", "PairingVisit", "Petition", "PolicyMeasure", "QuotaGrant", "ServiceVisit", "Serving",
    "TargetedService",
]  # fmt: skip
