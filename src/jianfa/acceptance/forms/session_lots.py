"""Forms for the lots of a session: nothing to type, nobody to choose; beside each problem what becomes of it."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jianfa.acceptance import actions
from jianfa.acceptance.forms.sessions import SessionVerbForm
from jianfa.acceptance.models import Session
from jianfa.acceptance.policy.sessions import may_call_lots, may_draw_panels, to_call, to_draw
from jianfa.acceptance.queries.lots import may_call, may_draw
from jianfa.acceptance.queries.sessions import SessionLine, lines_of
from jianfa.journal.models import Event
from jianfa.ledger.models import Problem
from jianfa.organisations.models import Post
from jianfa.organisations.policy import Verdict


class LotsForm(SessionVerbForm):
    """One verb of the lot for those problems of a session that wait for it."""

    step = "lots"

    def waiting(self) -> set[UUID]:
        """Return the applications that the verb is for."""
        raise NotImplementedError

    def rule(self, problem: Problem, at: datetime) -> Verdict:
        """Ask the rule of the single verb."""
        raise NotImplementedError

    def lines(self) -> list[SessionLine]:
        """Return the problems; what does not wait for this verb is passed over."""
        waiting, now = self.waiting(), timezone.now()
        said = {row.item.pk: row.sentence for row in self.hindered}
        found = lines_of(self.session, self.post)
        for line in found:
            if line.item.application_id not in waiting:
                line.passed = "" if line.is_gone else _("does not wait for this; it stays as it is")
                continue
            verdict = self.rule(line.problem, now)
            line.hindrance = said.get(line.item.pk) or ("" if verdict else str(verdict.sentence))  # type: ignore[union-attr]
        return found


class CallLotsForm(LotsForm):
    verb, name = "call_lots", gettext_lazy("Publish the candidates of all")
    question = gettext_lazy("Each problem gets its own list of candidates; the next checkpoint gives the seed for all.")
    becomes = gettext_lazy("its candidates are published")

    def waiting(self) -> set[UUID]:
        return to_call(self.session)

    def rule(self, problem: Problem, at: datetime) -> Verdict:
        return may_call(problem, self.post, at)

    @classmethod
    def verdict(cls, session: Session, post: Post) -> Verdict:
        return may_call_lots(post, session)

    def act(self, at: datetime) -> Event:
        return actions.call_session_lots(self.session, actor=self.post, at=at)


class DrawPanelsForm(LotsForm):
    verb, name = "draw_panels", gettext_lazy("Draw the panels of all")
    question = gettext_lazy("Each problem gets the panel that its own list and the sealed seed give.")
    becomes = gettext_lazy("gets the panel that is drawn and is verified")

    def waiting(self) -> set[UUID]:
        return to_draw(self.session)

    def rule(self, problem: Problem, at: datetime) -> Verdict:
        return may_draw(problem, self.post, at)

    @classmethod
    def verdict(cls, session: Session, post: Post) -> Verdict:
        return may_draw_panels(post, session)

    def act(self, at: datetime) -> Event:
        return actions.draw_session_panels(self.session, actor=self.post, at=at)
