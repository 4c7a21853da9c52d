"""The description of the API is in git; when they differ, run `make openapi` and look at the difference."""

import json
from pathlib import Path

from django.test import Client
from django.utils import translation

from jianfa.api.views.entrance import api
from tests.world import World

SNAPSHOT = Path(__file__).parents[2] / "docs" / "openapi.json"


def test_the_snapshot_is_what_is_served(client: Client, world: World) -> None:
    with translation.override("en"):
        current = json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"), default=str))

    assert json.loads(SNAPSHOT.read_text(encoding="utf-8")) == current
    assert current["openapi"].startswith("3.1")


def test_every_operation_answers_errors_in_one_shape() -> None:
    schema = json.loads(SNAPSHOT.read_text(encoding="utf-8"))

    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            errors = {code: answer for code, answer in operation["responses"].items() if code >= "400"}
            assert {"401", "503"} <= set(errors), f"{method} {path}"
            for answer in errors.values():
                assert answer["content"]["application/json"]["schema"]["$ref"].endswith("/Error")
