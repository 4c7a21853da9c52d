"""Every verb of remedies once, with the record whole afterwards; who may, and what is refused."""

from jianfa.ledger.states import State
from jianfa.remedies.models import Effect, Petition, QuotaGrant
from jianfa.remedies.policy import may_draft_petition
from tests.journal.tampering import findings
from tests.remedies.effects import everything


def test_everything_that_can_happen_leaves_a_whole_record(world):
    everything(world)

    assert findings() == []
    assert Effect.objects.filter(state="waived").count() == 1
    assert sorted(Petition.objects.values_list("state", flat=True)) == ["dropped", "replied", "sent", "signed"]
    assert list(QuotaGrant.objects.in_force().values_list("kind", "number")) == [("staff_slot", 1)]


def test_nothing_is_petitioned_about_what_is_struck_off_already(client, world):
    problem = world.problem(State.WRITTEN_OFF)
    client.force_login(world.desk.person)

    page = client.get(f"/problems/{problem.pk}/").content.decode()

    assert not may_draft_petition(world.desk, problem)
    assert "draft_petition" not in page
    assert may_draft_petition(world.desk, world.problem(State.IN_PROGRESS))
