"""Pages of demands: the list, the form, one demand as each reads it, its steps and its files."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from jianfa.intake import actions
from jianfa.intake.models import Demand
from jianfa.intake.queries.waiting import demands_waiting
from jianfa.intake.states import Channel
from jianfa.organisations.models import TIMER
from tests.intake.made import SUMMARY, TEXT, WORDS, from_worker, handed, raised, summarised
from tests.world import events_of, reread


def as_(post) -> Client:
    client = Client()
    client.force_login(post.person)
    return client


def shown(post, demand: Demand) -> str:
    return as_(post).get(reverse("demand", args=[demand.pk])).content.decode()


def step(post, demand: Demand, verb: str, **typed):
    client = as_(post)
    return client.post(reverse("demand_step", args=[demand.pk, verb]), {"version": demand.version, **typed})


def test_an_empty_list_says_what_starts_here(world):
    page = as_(world.liaison).get(reverse("demands")).content.decode()

    assert "还没有诉求" in page
    assert reverse("demand_new") in page


def test_the_list_shows_what_the_post_may_see_and_narrows(world):
    raised(world)
    from_worker(world, wants_city=True)
    client = as_(world.desk)

    assert len(re.findall("data-row-link", client.get(reverse("demands")).content.decode())) == 2
    assert len(re.findall("data-row-link", as_(world.liaison).get(reverse("demands")).content.decode())) == 1
    portal = client.get(reverse("demands"), {"channel": "portal"}).content.decode()
    assert len(re.findall("data-row-link", portal)) == 1
    assert "没有符合条件的诉求" in client.get(reverse("demands"), {"state": "declined"}).content.decode()
    assert client.get(reverse("demands"), {"state": "nonsense"}).status_code == 400


@pytest.mark.parametrize("typed", ["{n}", "{year}-{n}", "诉{year}-{n}", " {n} "])
def test_the_list_finds_a_demand_by_its_receipt_however_it_is_typed(world, typed):
    receipt = str(raised(world).receipt_no)
    from_worker(world, wants_city=True)
    year, n = receipt.removeprefix("诉").split("-")
    page = as_(world.desk).get(reverse("demands"), {"number": typed.format(year=year, n=n)}).content.decode()

    assert receipt in page
    assert len(re.findall("data-row-link", page)) == 1


def test_the_list_takes_the_same_queries_for_many_rows(world, django_assert_max_num_queries):
    def count() -> int:
        with django_assert_max_num_queries(100) as taken:
            as_(world.desk).get(reverse("demands"))
        return len(taken)

    raised(world)
    few = count()
    for n in range(12):
        from_worker(world, text=f"第{n}件")

    assert count() == few


def test_a_page_takes_the_same_queries_for_a_long_history(world, django_assert_max_num_queries):
    demand = summarised(world)

    def count() -> int:
        with django_assert_max_num_queries(100) as taken:
            shown(world.head, demand)
        return len(taken)

    few = count()
    for n in range(5):
        actions.summarise(reread(demand), actor=world.head, at=world.now, title="题", summary=f"摘要{n}")

    assert count() == few


def test_the_list_goes_on_over_pages(world):
    for n in range(53):
        raised(world, f"第{n}件")
    client = as_(world.desk)
    first = client.get(reverse("demands")).content.decode()
    later = re.search(r'rel="next" href="([^"]+)"', first)
    assert later
    second = client.get(later[1].replace("&amp;", "&")).content.decode()

    assert (first.count("data-row-link"), second.count("data-row-link")) == (50, 3)


def test_a_county_hands_in_with_a_file_and_gets_its_number(world):
    client = as_(world.liaison)
    form = client.get(reverse("demand_new"))
    file = SimpleUploadedFile("说明.txt", "说明".encode())
    sent = {"text": TEXT, "title": "", "campaign": world.campaign.pk, "uploads": [file]}
    response = client.post(reverse("demand_new"), sent, follow=True)
    demand = Demand.objects.get()

    assert len(form.context["form"].visible_fields()) <= 6
    assert "已收到，回执编号 诉2026-0001" in response.content.decode()
    assert (demand.channel, demand.source_unit, demand.title) == (
        "county",
        world.east,
        "区总经费审查由财务兼任，希望单独设立经审办",
    )
    assert demand.attachments.get().file_name == "说明.txt"


def test_a_second_click_hands_nothing_in_twice(world):
    client = as_(world.liaison)
    sent = {"text": TEXT, "title": "", "campaign": world.campaign.pk, "key": "same"}
    client.post(reverse("demand_new"), sent)
    client.post(reverse("demand_new"), sent)

    assert Demand.objects.count() == 1


def test_what_was_typed_is_kept_when_something_is_missing(world):
    client = as_(world.desk)
    response = client.post(reverse("demand_new"), {"text": "一段话", "campaign": world.campaign.pk})

    assert response.status_code == 400
    assert "一段话" in response.content.decode()
    assert not Demand.objects.exists()


def test_the_desk_enters_what_a_worker_said_and_east_does_not_read_it(world):
    client = as_(world.desk)
    sent = {
        "text": WORDS, "title": "", "campaign": world.campaign.pk, "unit": world.east.pk, "contact": "13812345678",
    }  # fmt: skip
    client.post(reverse("demand_new") + "?worker=1", sent)
    demand = Demand.objects.get()

    assert (demand.channel, demand.first_receiver, demand.is_from_worker) == (Channel.ON_BEHALF, world.city, True)
    assert WORDS in shown(world.desk, demand)
    assert "王大力" not in shown(world.liaison, demand)


def test_a_draft_is_kept_changed_and_handed_in(world):
    client = as_(world.liaison)
    sent = {"text": TEXT, "title": "甲", "campaign": world.campaign.pk, "do": "keep"}
    client.post(reverse("demand_new"), sent)
    demand = Demand.objects.get()
    assert demand.receipt_no is None

    assert TEXT in client.get(reverse("demand_step", args=[demand.pk, "edit"])).content.decode()
    assert step(world.liaison, demand, "edit", text=TEXT, title="乙").status_code == 302
    demand = reread(demand)
    assert demand.title == "乙"
    assert step(world.head, demand, "hand_in").status_code == 302
    assert events_of(demand) == ["keep_draft", "edit", "hand_in"]


def test_a_form_kept_twice_is_one_draft(world):
    client = as_(world.liaison)
    sent = {"text": TEXT, "title": "甲", "campaign": world.campaign.pk, "do": "keep", "key": "k1"}
    first, again = client.post(reverse("demand_new"), sent), client.post(reverse("demand_new"), sent)

    assert first["Location"] == again["Location"]
    assert Demand.objects.count() == 1
    other = client.post(reverse("demand_new"), sent | {"text": "驿站没有热水"})
    assert "此表单已存为草稿" in other.content.decode()


def test_only_the_first_receiver_sees_words_contact_and_files(world):
    file = SimpleUploadedFile("照片说明.txt", "说明".encode())
    demand = from_worker(world, files=[file])
    address = reverse("demand_file", args=[demand.pk, demand.attachments.get().pk])
    own, city = shown(world.liaison, demand), shown(world.desk, demand)

    assert "王大力" in own
    assert "照片说明.txt" in own
    assert "13*******78" in own
    assert "首接单位尚未填写摘要" in city
    assert not any(word in city for word in ("王大力", "13812345678", "照片说明", "13*******78"))
    assert b"".join(as_(world.liaison).get(address)).decode() == "说明"
    assert as_(world.desk).get(address).status_code == 404


def test_others_read_the_summary_masked(world):
    demand = summarised(world)
    actions.summarise(demand, actor=world.head, at=world.now, title="题", summary=SUMMARY + "电话13812345678。")
    page = shown(world.desk, reread(demand))

    assert SUMMARY in page
    assert "13812345678" not in page


def test_the_contact_is_shown_once_and_that_is_in_the_record(world):
    demand = from_worker(world)
    address = reverse("demand_contact", args=[demand.pk])

    assert as_(world.desk).post(address).status_code == 403
    page = as_(world.head).post(address).content.decode()
    assert "13812345678" in page
    assert events_of(demand) == ["raise_demand", "reveal"]
    assert 'role="status"><span class="second">联系方式' not in shown(world.head, demand)


def test_a_page_has_one_next_step(world):
    demand = from_worker(world)

    assert re.findall(r"btn-primary\"[^>]*data-next>([^<]+)", shown(world.head, demand)) == ["填写摘要"]
    assert re.findall(r"btn-primary\"[^>]*data-next>([^<]+)", shown(world.head, summarised(world))) == ["答复"]
    assert "data-next" not in shown(world.auditor, demand)


@pytest.mark.parametrize("verb", ["answer", "promote", "merge", "hand_over", "pass_on", "decline", "attach"])
def test_a_form_opens_in_place_and_as_a_page(world, verb):
    demand = raised(world)
    client = as_(world.desk)
    address = reverse("demand_step", args=[demand.pk, verb])
    in_place = client.get(address, headers={"HX-Request": "true"}).content.decode()

    assert "<html" not in in_place
    assert 'id="step"' in in_place
    assert "<html" in client.get(address).content.decode()


def test_a_stale_form_is_refused_and_keeps_what_was_typed(world):
    demand = raised(world)
    actions.attach(demand, SimpleUploadedFile("甲.txt", "甲".encode()), actor=world.desk, at=world.now)
    response = as_(world.desk).post(
        reverse("demand_step", args=[demand.pk, "answer"]), {"version": 1, "answer": "一个答复"}
    )

    assert response.status_code == 409
    assert "一个答复" in response.content.decode()
    assert reread(demand).state == "received"


def test_a_handover_is_taken_on_or_refused(world):
    demand = handed(world)
    assert step(world.handler, demand, "refuse_handover", reason="").status_code == 400
    assert step(world.handler, demand, "refuse_handover", reason="属组织部").status_code == 302
    demand = reread(demand)
    assert (demand.state, demand.owner) == ("received", world.east)

    assert step(world.liaison, demand, "hand_over", unit=world.finance.pk, reason="再议").status_code == 302
    demand = reread(demand)
    assert step(world.department_head, demand, "accept_handover").status_code == 302
    assert reread(demand).owner == world.finance
    assert step(world.liaison, reread(demand), "answer", answer="好").status_code == 403


def test_it_is_passed_on_with_a_record(world):
    demand = summarised(world)
    typed = {
        "outlet": "labour_inspection",
        "day": "2026-03-16",
        "reference_no": "劳监2026-8",
        "answer": "已转劳动监察。",
    }
    assert step(world.head, demand, "pass_on", **{**typed, "day": "2026-03-17"}).status_code == 400
    assert step(world.head, demand, "pass_on", **typed).status_code == 302

    page = shown(world.desk, reread(demand))
    assert "劳动监察" in page
    assert "劳监2026-8" in page


def test_a_declined_demand_is_appealed_once_and_then_decided_by_another(world):
    demand = raised(world)
    step(world.desk, demand, "decline", reason="不属本专项")
    assert step(world.liaison, reread(demand), "appeal", facts="已有批复").status_code == 302
    assert step(world.desk, reread(demand), "decline", reason="仍不属").status_code == 403
    assert step(world.second_clerk, reread(demand), "decline", reason="仍不属").status_code == 302
    assert step(world.liaison, reread(demand), "appeal", facts="再申").status_code == 409


def test_the_county_says_whether_it_helped(world):
    demand = raised(world)
    step(world.desk, demand, "answer", answer="已办。")
    assert step(world.head, reread(demand), "rate", satisfaction="mostly", words="快些更好").status_code == 302

    demand = reread(demand)
    assert demand.satisfaction == "mostly"
    assert "基本满意" in shown(world.desk, demand)


def test_a_person_is_erased_from_table_and_journal(world):
    demand = summarised(world)
    step(world.head, demand, "answer", answer="已设就餐点。")
    actions.appeal(reread(demand), actor=TIMER, at=world.now, facts="我王大力还没有看到就餐点。")
    step(world.head, reread(demand), "answer", answer="已设就餐点。")
    actions.rate(reread(demand), actor=TIMER, at=world.now, satisfaction="satisfied", words="谢谢，王大力")
    assert step(world.head, reread(demand), "erase_person", reason="本人要求").status_code == 302

    demand = reread(demand)
    page = shown(world.head, demand)
    assert (demand.text, demand.contact) == ("", "")
    assert "王大力" not in page
    assert "已设就餐点。" in page


def test_it_waits_on_the_desk_of_whoever_has_it(world):
    demand = from_worker(world)
    raised(world, "经审一事")

    assert str(demand.receipt_no) in as_(world.liaison).get(reverse("home")).content.decode()
    page = as_(world.desk).get(reverse("home")).content.decode()
    assert "经审一事" in page
    assert str(demand.receipt_no) not in page


def test_the_lists_behind_what_waits_hold_just_that(world):
    """What the desk counts and what its link opens is the same."""
    offered, other = raised(world, "要人"), raised(world, "要房")
    step(world.desk, offered, "hand_over", unit=str(world.finance.pk), reason="属其职责")
    answered = raised(world, "要钱")
    step(world.desk, answered, "answer", answer="已列入预算。")
    rated = raised(world, "要车")
    step(world.desk, rated, "answer", answer="已答复。")
    step(world.liaison, reread(rated), "rate", satisfaction="satisfied")

    for post, key, found in (
        (world.handler, "demands_offered", offered), (world.desk, "demands_answer", other),
        (world.liaison, "demands_rate", answered),
    ):  # fmt: skip
        (group,) = [group for group in demands_waiting(post) if group.wait.key == key]
        page = as_(post).get(f"{reverse('demands')}?{group.wait.filter}")
        assert [row["demand"] for row in page.context["rows"]] == group.rows == [found]
        assert group.total == 1


def fields(post, query: str = "") -> list[str]:
    return list(as_(post).get(reverse("demand_new") + query).context["form"].fields)


def test_at_most_six_things_are_to_be_filled_in(world):
    for post in (world.liaison, world.head, world.desk, world.handler):
        for query in ("", "?worker=1", "?practice=1", "?worker=1&practice=1"):
            assert len(fields(post, query)) <= 6

    assert fields(world.liaison) == ["text", "title", "uploads"]
    assert fields(world.desk, "?worker=1") == ["text", "unit", "contact", "wants_city", "uploads"]


def test_practice_is_asked_for_by_itself(world):
    page = as_(world.liaison).get(reverse("demand_new") + "?practice=1").content.decode()
    assert "练习：此处提交的内容不计入任何统计。" in page
    as_(world.liaison).post(reverse("demand_new") + "?practice=1", {"text": TEXT})
    as_(world.liaison).post(reverse("demand_new"), {"text": TEXT})

    practised, real = Demand.objects.order_by("raised_at")
    assert (practised.campaign, real.campaign) == (world.practice, world.campaign)


def test_the_owner_says_that_it_is_sensitive(world):
    demand = raised(world)

    assert step(world.desk, demand, "set_sensitivity", sensitivity="general").status_code == 400
    assert step(world.desk, demand, "set_sensitivity", sensitivity="nonsense").status_code == 400
    step(world.desk, demand, "set_sensitivity", sensitivity="sensitive", reason="涉及编制")
    assert reread(demand).sensitivity == "sensitive"
    page = shown(world.liaison, reread(demand))
    assert ("敏感" in page, "涉及编制" in page) == (True, True)
    assert "敏感" in as_(world.desk).get(reverse("demands")).content.decode()
    assert step(world.liaison, reread(demand), "set_sensitivity", sensitivity="general").status_code == 403


def test_a_problem_made_from_a_sensitive_demand_is_sensitive(world):
    demand = raised(world)
    step(world.desk, demand, "set_sensitivity", sensitivity="sensitive")
    step(world.desk, reread(demand), "promote", title="经审力量不足", answer="已转")

    problem = reread(demand).links.get().problem
    assert problem
    assert problem.sensitivity == "sensitive"


def test_a_unions_own_demand_needs_no_summary(world):
    assert "填写摘要" not in shown(world.desk, raised(world))
    assert step(world.desk, raised(world), "summarise", title="题", summary="摘要").status_code == 409
