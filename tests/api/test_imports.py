"""A list comes in by program: the same steps, the same refusals."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from jianfa.exchange.models import Batch
from jianfa.jobs.actions import run_next
from jianfa.ledger.models import Problem
from tests import lists
from tests.api.test_problems import bearer
from tests.exchange.test_batches import ROWS
from tests.world import World


def upload(client: Client, world: World, data: bytes, scope: str = "write") -> Any:
    file = SimpleUploadedFile("清单.xlsx", data)
    typed = {"file": file, "campaign": str(world.practice.pk)}
    return client.post("/api/v1/imports", typed, headers=bearer(world.desk, scope))


def test_a_list_is_uploaded_committed_and_undone(client: Client, world: World) -> None:
    batch = upload(client, world, lists.book(ROWS)).json()
    headers = bearer(world.desk)
    rows = client.get(f"/api/v1/imports/{batch['id']}/rows", headers=headers).json()

    assert (batch["state"], len(rows)) == ("understood", len(ROWS))
    assert client.post(f"/api/v1/imports/{batch['id']}/commit", headers=headers).status_code == 202
    run_next()
    assert Problem.objects.filter(campaign=world.practice, state="submitted").count() == len(ROWS)
    assert client.post(f"/api/v1/imports/{batch['id']}/undo", headers=headers).status_code == 202
    run_next()
    assert client.get(f"/api/v1/imports/{batch['id']}", headers=headers).json()["state"] == "undone"


def test_a_file_that_is_no_list_is_refused_and_not_stored(client: Client, world: World) -> None:
    answer = upload(client, world, b"\x00\x01 not a list")

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "value")
    assert not Batch.objects.exists()


def test_a_reading_token_uploads_nothing(client: Client, world: World) -> None:
    assert upload(client, world, lists.book(ROWS), "read").status_code == 403
