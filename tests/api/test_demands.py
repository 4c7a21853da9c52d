"""Demands through the API: the same actions, the same refusals, the same words for each reader."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from jianfa.intake.models import Demand
from tests.api.test_orders import read, sent
from tests.intake.made import TEXT, from_worker, raised
from tests.world import reread


def test_a_county_hands_in_once_for_one_key(client, world):
    payload = {"campaign": str(world.campaign.pk), "text": TEXT, "key": "one"}
    first = sent(client, world.liaison, reverse("api:hand_in_demand"), payload)
    again = sent(client, world.liaison, reverse("api:hand_in_demand"), payload)

    assert (first.status_code, first.json()["receipt_no"]) == (201, "诉2026-0001")
    assert again.json()["id"] == first.json()["id"]
    assert Demand.objects.get().channel == "county"


def test_the_desk_names_the_unit(client, world):
    payload = {"campaign": str(world.campaign.pk), "text": TEXT}
    without = sent(client, world.desk, reverse("api:hand_in_demand"), payload)

    assert (without.status_code, without.json()["error"]["field"]) == (400, "unit")
    given = sent(client, world.desk, reverse("api:hand_in_demand"), payload | {"unit": str(world.east.pk)})
    assert given.json()["channel"] == "on_behalf"


def test_each_reads_what_is_for_it(client, world):
    demand = from_worker(world)

    assert "王大力" in read(client, world.liaison, "read_demand", demand.pk).json()["text"]
    city = read(client, world.desk, "read_demand", demand.pk).json()
    assert (city["is_original"], city["steps"]) == (False, [])
    assert "王大力" not in str(city)
    assert read(client, world.other_liaison, "read_demand", demand.pk).status_code == 404


def test_a_step_is_carried_out_with_its_fields(client, world):
    demand = raised(world)
    steps = {
        step["verb"]: step["fields"] for step in read(client, world.desk, "read_demand", demand.pk).json()["steps"]
    }
    moves = reverse("api:move_demand", args=[demand.pk])
    wrong = sent(client, world.desk, moves, {"verb": "answer", "version": 1, "fields": {"reply": "好"}})
    done = sent(client, world.desk, moves, {"verb": "answer", "version": 1, "fields": {"answer": "已办。"}})
    stale = sent(client, world.liaison, moves, {"verb": "rate", "version": 1, "fields": {"satisfaction": "not"}})
    unknown = sent(client, world.desk, moves, {"verb": "bless", "fields": {}})

    assert set(steps["answer"]) == {"answer"}
    assert "uploads" not in steps["attach"]
    assert (wrong.status_code, done.status_code, stale.status_code, unknown.status_code) == (400, 200, 409, 400)
    assert reread(demand).answer == "已办。"


def test_the_list_goes_on_by_key(client, world):
    raised(world)
    raised(world, "又一件")
    first = read(client, world.desk, "list_demands", query="?limit=1").json()
    rest = read(client, world.desk, "list_demands", query=f"?limit=1&after={first['next']}").json()

    assert {first["demands"][0]["receipt_no"], rest["demands"][0]["receipt_no"]} == {"诉2026-0001", "诉2026-0002"}
    assert read(client, world.desk, "list_demands", query="?state=answered").json()["demands"] == []


def attached(client, post, demand, words: str = "同意"):
    client.force_login(post.person)
    address = reverse("api:attach_to_demand", args=[demand.pk])
    return client.post(address, {"file": SimpleUploadedFile("批复.txt", words.encode())})


def test_a_file_is_attached_listed_and_taken_where_the_words_may_be_read(client, world):
    demand = from_worker(world)
    done = attached(client, world.liaison, demand)
    own = read(client, world.liaison, "read_demand", demand.pk).json()
    city = read(client, world.desk, "read_demand", demand.pk).json()
    key = own["files"][0]["id"]
    taken = read(client, world.liaison, "take_demand_file", demand.pk, key)
    hidden = read(client, world.desk, "take_demand_file", demand.pk, key)

    assert (done.status_code, done.json()["verb"], done.json()["version"]) == (200, "attach", reread(demand).version)
    assert [row["file_name"] for row in own["files"]] == ["批复.txt"]
    assert own["files"][0]["sha256"] == demand.attachments.get().file_id
    assert (city["files"], taken.status_code, hidden.status_code) == ([], 200, 404)
    assert b"".join(taken.streaming_content) == "同意".encode()
    assert taken["Content-Security-Policy"].startswith("sandbox")


def test_a_file_that_may_not_be_kept_is_refused_and_leaves_nothing(client, world):
    demand = raised(world)
    empty, foreign = attached(client, world.liaison, demand, ""), attached(client, world.leader, demand)

    assert (empty.status_code, empty.json()["error"]["field"], foreign.status_code) == (400, "file", 403)
    assert not demand.attachments.exists()


def test_a_worker_who_left_nothing_to_be_reached_by_is_anonymous(client, world):
    payload = {"campaign": str(world.campaign.pk), "text": TEXT, "is_from_worker": True}
    for contact in ("", "  ", "示例信箱"):
        sent(client, world.liaison, reverse("api:hand_in_demand"), payload | {"contact": contact})
    rows = Demand.objects.order_by("receipt_no").values_list("channel", "is_anonymous", "contact")

    assert list(rows) == [("on_behalf", True, ""), ("on_behalf", True, ""), ("on_behalf", False, "示例信箱")]
