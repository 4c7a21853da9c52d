"""What is sent to an address: pages nothing, the API what it needs to come as far as the question of right."""

import json
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from tests.world import NOW, World

if TYPE_CHECKING:
    from tests.permissions.cast import Cast

EMPTY_SURVEY: dict[str, Any] = {"title": "示例", "why": "示例", "units": [], "questions": []}
MOVES = {
    "api:move_campaign", "api:move_order", "api:move_instruction", "api:move_session", "api:move_demand",
    "api:move_remedy", "api:move_survey",
}  # fmt: skip
"""The verb stands behind the object."""


def body_of(name: str, thing: str, cast: "Cast") -> tuple[str | bytes, str]:
    """Return the body for an address and an object, and its type."""
    label, _slash, verb = thing.partition("/")
    if (files := _with_files(name, thing, cast)) is not None:
        return encode_multipart(BOUNDARY, files), MULTIPART_CONTENT
    typed = _typed(cast.world) | {key: {"kind": "problem", "id": value} for key, value in cast.likes.items()}
    if name in MOVES:
        typed[name] = {"verb": verb, "fields": {}}
    elif name in {"api:move_problem", "api:write_schedule"}:
        wanted: dict[str, Any] = {"verb": verb, "fields": {}} if verb else {"tasks": []}
        typed[name] = {"version": cast.versions.get(label, 1), **wanted}
    elif name in {"api:draft_problem", "api:hand_in_demand"}:
        said: dict[str, Any] = {"fields": {}} if name == "api:draft_problem" else {"text": "示例一事"}
        typed[name] = {"campaign": _campaign(thing, cast), **said}
    if name in typed:
        return json.dumps(typed[name], default=str), "application/json"
    return "", "application/octet-stream"


def _with_files(name: str, thing: str, cast: "Cast") -> dict[str, Any] | None:
    if name in {"api:upload_evidence", "api:attach_to_demand", "api:attach_to_survey"}:
        return {"file": _file("批复.txt", "同意")}
    if name == "api:record_with_scan":
        fields = json.dumps({"of": "suspend"})
        return {"scan": _file("纪要.txt", "同意"), "version": cast.versions.get(thing, 1), "fields": fields}
    if name == "api:upload_import":
        return {"file": _file("示例.csv", "序号,存在问题\n1,甲事\n"), "campaign": _campaign(thing, cast)}
    return None


def _typed(world: World) -> dict[str, dict[str, Any]]:
    return {
        "api:carry_over": {"into": world.campaign.pk}, "api:draft_order": {"unit": world.east.pk},
        "api:open_session": {"title": "示例验收会", "held_on": NOW.date()},
        "api:begin_remedy": {"fields": {}},
        "api:draft_survey": {"campaign": world.campaign.pk, "due": NOW.date(), **EMPTY_SURVEY},
        "api:fill_survey": {}, "api:sign_survey": {},
        "api:change_calendar": {"days": [], "source": "示例1号"}, "api:search_similar": {"text": "示例一事"},
        "api:propose_portal": {"document_no": "示例1号", "document_day": NOW.date()},
        "api:move_portal": {"verb": "", "version": 1}, "api:read_portal_appeals": {"read": []},
        "api:keep_portal": {
            "version": 1, "hotlines": [{"number": "12351", "name": "示例"}], "urgent_words": {},
        },
    }  # fmt: skip


def _campaign(thing: str, cast: "Cast") -> Any:
    return cast.things.get(thing, {}).get("campaign_id") or uuid4()


def _file(name: str, text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())
