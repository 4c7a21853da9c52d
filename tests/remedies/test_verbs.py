"""Every verb of remedies once, with the record whole afterwards; who may, and what is refused."""

from jianfa.remedies.models import Effect, Petition, QuotaGrant
from tests.journal.tampering import findings
from tests.remedies.effects import everything


def test_everything_that_can_happen_leaves_a_whole_record(world):
    everything(world)

    assert findings() == []
    assert Effect.objects.filter(state="waived").count() == 1
    assert sorted(Petition.objects.values_list("state", flat=True)) == ["dropped", "replied", "sent", "signed"]
    assert list(QuotaGrant.objects.in_force().values_list("kind", "number")) == [("staff_slot", 1)]
