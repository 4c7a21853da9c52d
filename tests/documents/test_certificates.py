"""The certificate of a write-off on paper: where it is switched on, under a checkpoint, with a code."""

import pytest

from jianfa.acceptance.queries.certificates import certificate_of
from jianfa.documents.queries.certificates import code_of
from jianfa.journal.actions import checkpoint
from jianfa.ledger.models import Campaign
from jianfa.ledger.states import State
from tests.documents.reading import both, taken


def finished(world, *, is_on=True, is_sealed=True):
    problem = world.problem(State.WRITTEN_OFF)
    Campaign.objects.filter(pk=problem.campaign_id).update(certificates_on=is_on)
    if is_sealed:
        checkpoint(at=world.tick())
    problem.refresh_from_db()
    return problem


def test_it_names_entry_digests_and_checkpoint_and_how_to_check(client, world):
    problem = finished(world)
    certificate = certificate_of(problem)
    assert certificate is not None
    found = certificate.included

    for words in both(client, world.head, problem, "certificate"):
        assert "销账凭证" in words
        assert bytes(found.event.hash).hex() in words
        assert bytes(found.checkpoint.hash).hex() in words
        assert f"第{found.event.seq}条" in words


def test_its_code_is_the_text_of_the_certificate(world):
    """Drawn by the library the rest of the product uses; read back from its modules by size and content."""
    certificate = certificate_of(finished(world))
    assert certificate is not None
    rows = code_of(certificate)

    assert {len(row) for row in rows} == {len(rows)}
    assert rows[0].startswith("1111111")
    assert len(rows) <= 105


def test_it_does_not_change_when_the_record_goes_on(client, world):
    problem = finished(world)
    first = taken(client, world.head, problem, "certificate").content
    world.travel(days=5)
    world.problem(State.LISTED, title="另一件事")
    checkpoint(at=world.now)

    assert taken(client, world.desk, problem, "certificate").content == first


@pytest.mark.parametrize(("options", "status"), [({"is_on": False}, 404), ({"is_sealed": False}, 409)])
def test_there_is_none_where_it_is_off_or_not_sealed_yet(client, world, options, status):
    assert taken(client, world.desk, finished(world, **options), "certificate").status_code == status


def test_there_is_none_before_the_write_off(client, world):
    problem = world.problem(State.PUBLICISED)
    Campaign.objects.filter(pk=problem.campaign_id).update(certificates_on=True)

    answer = taken(client, world.desk, problem, "certificate")

    assert "尚未销账。" in answer.content.decode()
