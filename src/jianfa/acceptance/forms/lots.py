"""Publish the candidates of a lot, draw the panel: nothing to type, nobody to choose."""

from datetime import datetime

from jianfa.acceptance import actions
from jianfa.acceptance.queries import standard_of
from jianfa.journal.models import Event
from jianfa.ledger.forms.base import VerbForm
from jianfa.organisations.models import Proposal


class CallLotForm(VerbForm):
    verb = "call_lot"

    @property
    def standard(self) -> str:
        """How it is accepted: grade, method, publicity."""
        return standard_of(self.problem)

    def act(self, at: datetime, proposal: Proposal | None = None) -> Event:
        return actions.call_lot(self.problem, actor=self.post, at=at)


class DrawPanelForm(VerbForm):
    verb = "draw_panel"

    def act(self, at: datetime, proposal: Proposal | None = None) -> Event:
        return actions.draw_panel(self.problem, actor=self.post, at=at)
