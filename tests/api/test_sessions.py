"""Sessions through the API: the same actions, the same refusals, all or none."""

from django.urls import reverse

from jianfa.acceptance.models import Session
from jianfa.ledger.states import State
from tests.acceptance.sittings import gathered, panel, problems, sitting
from tests.api.test_orders import read, sent
from tests.workspace.test_problem_moves import logged_in


def test_a_session_is_opened_filled_verified_and_decided(client, world):
    problem = world.problem(State.CLOSING)
    body = {"title": "验收会（示例）", "held_on": "2026-03-16"}
    answer = sent(client, world.desk, reverse("api:open_session"), body)
    session = Session.objects.get()
    moves = reverse("api:move_session", args=[session.pk])

    def move(post, verb, **fields):
        logged_in(client, post)
        found = client.post(moves, {"verb": verb, "fields": fields}, content_type="application/json")
        assert found.status_code == 200, found.json()
        return found.json()["state"]

    assert (answer.status_code, answer.json()["state"]) == (201, "gathering")
    assert move(world.desk, "add", problems=[str(problem.pk)]) == "gathering"
    assert move(world.desk, "name_panel", posts=[str(post.pk) for post in panel(world)]) == "verifying"
    for post in panel(world):
        assert (
            move(post, "record", **{"result-1-1": "passed", "result-1-2": "passed", "interest": "none"}) == "verifying"
        )
    assert move(world.desk, "conclude") == "deciding"
    assert move(world.leader, "approve", decision_no="清工决〔2026〕8号") == "decided"
    assert [row.state for row in problems(session)] == [State.PUBLICISED]


def test_its_steps_name_the_fields_they_take(client, world):
    session = sitting(world, "deciding", 2)

    shown = read(client, world.leader, "read_session", session.pk).json()

    assert [step["verb"] for step in shown["steps"]] == ["approve", "pull_out"]
    assert list(shown["steps"][0]["fields"]) == ["decision_no"]
    assert [item["state"] for item in shown["items"]] == ["approving", "approving"]


def test_an_approval_needs_a_recent_login(client, world):
    session = sitting(world, "deciding", 1)
    body = {"verb": "approve", "fields": {"decision_no": "清工决〔2026〕8号"}}

    answer = sent(client, world.leader, reverse("api:move_session", args=[session.pk]), body)

    assert answer.status_code == 403
    assert {row.state for row in problems(session)} == {State.APPROVING}


def test_a_field_that_is_not_there_and_a_verb_that_is_not_there_are_refused(client, world):
    session = gathered(world, 1)
    moves = reverse("api:move_session", args=[session.pk])

    assert (
        sent(client, world.desk, moves, {"verb": "withdraw", "fields": {"why": "改期"}}).json()["error"]["field"]
        == "why"
    )
    assert sent(client, world.desk, moves, {"verb": "burn"}).json()["error"]["field"] == "verb"


def test_the_list_goes_by_key(client, world):
    gathered(world, 1)
    gathered(world, 1)

    first = read(client, world.desk, "list_sessions", query="?limit=1").json()
    rest = read(client, world.desk, "list_sessions", query=f"?limit=1&after={first['next']}").json()

    assert len(first["sessions"]) == len(rest["sessions"]) == 1
    assert rest["next"] is None
