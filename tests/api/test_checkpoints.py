"""Checkpoints and certificates through the API: read by those who keep watch, in pages by number."""

from typing import Any

from django.test import Client

import jianfa_verify as verifier
from jianfa.journal.actions import checkpoint, record_findings
from jianfa.journal.models import Checkpoint
from jianfa.journal.replay import Finding
from jianfa.ledger.models import Campaign
from jianfa.ledger.states import State
from jianfa.organisations.models import Post
from tests.api.test_problems import bearer
from tests.world import World


def read(client: Client, post: Post, path: str) -> Any:
    return client.get(f"/api/v1/{path}", headers=bearer(post))


def test_a_keeper_reads_the_notes_that_are_missing(client: Client, world: World) -> None:
    for n in range(3):
        world.problem(State.DRAFT, title=f"第{n}件")
        checkpoint(at=world.tick())
    found = read(client, world.auditor, "checkpoints?after=1&limit=1").json()
    made = Checkpoint.objects.get(n=2)

    assert found["write_offs_are_open"] is True
    assert [row["n"] for row in found["checkpoints"]] == [2]
    assert found["checkpoints"][0]["note"] == made.note
    assert read(client, world.auditor, "checkpoints/2").json()["hash"] == bytes(made.hash).hex()


def test_it_says_when_a_finding_waits(client: Client, world: World) -> None:
    record_findings([Finding("S-root", "checkpoint", "1")], at=world.now)

    assert read(client, world.leader, "checkpoints").json()["write_offs_are_open"] is False


def test_a_number_beyond_all_numbers_is_not_there(client: Client, world: World) -> None:
    assert read(client, world.auditor, f"checkpoints/{10**30}").status_code == 404
    assert read(client, world.auditor, "checkpoints?after=-1").status_code == 400


def test_a_certificate_is_read_as_it_is_in_its_file(client: Client, world: World) -> None:
    problem = world.problem(State.WRITTEN_OFF)
    Campaign.objects.filter(pk=problem.campaign_id).update(certificates_on=True)
    checkpoint(at=world.tick())
    answer = read(client, world.head, f"problems/{problem.pk}/certificate")

    assert verifier.check_certificate(answer.content, None, verifier.Keys()).findings == []
