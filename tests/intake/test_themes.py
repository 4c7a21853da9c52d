"""Themes: same demands, same groups; every figure opens its rows."""

import random
from functools import partial
from uuid import UUID

from django.test import Client
from django.urls import reverse

from jianfa.intake import actions
from jianfa.intake.models import Demand, Theme, ThemeMember, ThemeRun
from jianfa.intake.queries.themes import texts_of
from jianfa.jobs.models import Job
from jianfa.kit.similar import Index, themes
from jianfa.kit.similar import Theme as Found
from jianfa.timer import make_round
from tests.intake.made import from_worker, raised
from tests.workspace.html import opened, queries

PAGE = reverse("themes")
AUDIT = ("增设经审办", "希望设立经费审查办公室", "经审工作要单独设立经审办", "经费审查办公室应当独立设置")
STATION = ("驿站没有热水", "户外劳动者驿站缺热水", "职工驿站热水设备坏了")


def demands(world) -> dict[str, list[Demand]]:
    """Four about one matter of two counties, three about another, one about nothing else."""
    found: dict[str, list[Demand]] = {"audit": [], "station": []}
    for n, title in enumerate(AUDIT):
        mine = {"unit": world.west, "actor": world.other_liaison} if n == 3 else {}
        found["audit"].append(raised(world, title, text=title, **mine))
    for title in STATION:
        found["station"].append(raised(world, title, text=title))
    raised(world, "食堂太远", text="食堂太远")
    return found


def groups() -> list[set[UUID]]:
    rows = ThemeMember.objects.values_list("theme__position", "demand").order_by("theme__position")
    found: dict[int, set[UUID]] = {}
    for position, demand in rows:
        found.setdefault(position, set()).add(demand)
    return list(found.values())


def as_(post) -> Client:
    client = Client()
    client.force_login(post.person)
    return client


def test_like_demands_are_one_theme_the_largest_first(world):
    made = demands(world)

    actions.work_out_themes(world.campaign, at=world.now)

    assert groups() == [{row.pk for row in made["audit"]}, {row.pk for row in made["station"]}]
    assert ThemeRun.objects.get().texts == 8


def test_the_same_demands_give_the_same_themes_in_whatever_order(world):
    demands(world)
    texts = texts_of(world.campaign)
    heads = {text.key: text.head for text in texts}

    def worked_out(order) -> list[Found[str]]:
        index: Index[str] = Index()
        index.extend(order)
        return themes(index, heads)

    mixed = list(texts)
    random.Random(3).shuffle(mixed)

    assert worked_out(texts) == worked_out(mixed) == worked_out(reversed(texts))


def test_worked_out_again_they_take_the_place_of_the_last_ones(world):
    demands(world)
    actions.work_out_themes(world.campaign, at=world.now)
    before = groups()

    actions.work_out_themes(world.campaign, at=world.tick())

    assert groups() == before
    assert (ThemeRun.objects.count(), Theme.objects.count()) == (1, 2)


def test_every_figure_opens_its_rows(client, world):
    made = demands(world)
    actions.work_out_themes(world.campaign, at=world.now)

    page = opened(client, world.desk, PAGE)
    rows = page.table(".sheet")[1:]

    assert page.heading == "2 件事被反复提出"
    assert [(row[1], row[2]) for row in rows] == [("4", "2"), ("3", "1")]
    links = [link for link in page.links(".is-number a") if "#" not in link]
    for link, group in zip(links, ("audit", "station"), strict=True):
        shown = opened(client, world.desk, link)
        assert set(shown.links("[data-row-link]")) == {reverse("demand", args=[row.pk]) for row in made[group]}
        figures = dict(zip(shown.links(".figures a"), map(int, shown.texts(".figures a")), strict=True))
        for figure, n in figures.items():
            assert len(opened(client, world.desk, link.partition("?")[0] + figure).links("[data-row-link]")) == n


def test_a_months_figure_counts_by_the_day_here(client, world):
    made = demands(world)
    actions.work_out_themes(world.campaign, at=world.now)
    address = reverse("theme", args=[made["audit"][0].pk])

    assert len(opened(client, world.desk, f"{address}?month=2026-03").links("[data-row-link]")) == 4
    assert opened(client, world.desk, f"{address}?month=2026-02").links("[data-row-link]") == []
    assert opened(client, world.desk, f"{address}?month=三月").status == 400


def test_a_workers_words_stay_out_until_they_are_summed_up(world):
    from_worker(world, text="我叫王大力，驿站没有热水")
    raised(world, "驿站没有热水", text="驿站没有热水")

    actions.work_out_themes(world.campaign, at=world.now)

    assert groups() == []


def test_themes_are_the_citys(world):
    demands(world)
    actions.work_out_themes(world.campaign, at=world.now)

    answers = {who: as_(getattr(world, who)).get(PAGE).status_code for who in ("leader", "auditor", "head", "handler")}

    assert answers == {"leader": 200, "auditor": 200, "head": 403, "handler": 403}


def test_the_timer_keeps_them_up_where_demands_are_few(world):
    demands(world)
    make_round()
    assert len(groups()) == 2

    world.travel(minutes=5)
    raised(world, "食堂离车间太远", text="食堂离车间太远")
    make_round()
    assert len(groups()) == 2

    world.travel(minutes=11)
    make_round()
    assert len(groups()) == 3


def test_the_desk_has_many_worked_out_by_the_worker(client, world):
    demands(world)
    client.force_login(world.desk.person)

    answer = client.post(reverse("themes_renew"))

    assert answer.status_code == 302
    assert Job.objects.get(kind="themes").state == "done"
    assert len(groups()) == 2
    assert as_(world.leader).post(reverse("themes_renew")).status_code == 403


def test_the_page_says_as_of_when_and_that_something_has_happened_since(client, world):
    assert "还没有归并" in opened(client, world.desk, PAGE).text()

    demands(world)
    actions.work_out_themes(world.campaign, at=world.now)
    assert "此后又有变化" not in opened(client, world.desk, PAGE).text()

    world.travel(minutes=1)
    raised(world, "食堂离车间太远", text="食堂离车间太远")
    assert "此后又有变化" in opened(client, world.desk, PAGE).text()


def test_no_matter_raised_twice_says_so(client, world):
    raised(world, "食堂太远", text="食堂太远")
    actions.work_out_themes(world.campaign, at=world.now)

    assert "还没有被反复提出的事" in opened(client, world.desk, PAGE).text()


def test_the_queries_do_not_grow_with_the_rows(world):
    made = demands(world)
    actions.work_out_themes(world.campaign, at=world.now)
    client, address = as_(world.desk), reverse("theme", args=[made["audit"][0].pk])
    few = [queries(partial(client.get, link)) for link in (PAGE, address)]
    for n in range(10):
        raised(world, f"增设经审办{n}", text="增设经审办")
        raised(world, f"干部培训班次太少{n // 2}", text=f"培训班次{n // 2}")
    actions.work_out_themes(world.campaign, at=world.now)

    assert [queries(partial(client.get, link)) for link in (PAGE, address)] == few
