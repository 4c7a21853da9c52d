"""The centre of notices: one's own, counted at the top, read by opening, with a receipt."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jianfa.journal.models import Event
from jianfa.ledger.models import Problem
from jianfa.ledger.states import State
from jianfa.notices.models import Notice
from jianfa.organisations.models import Post
from jianfa.supervision import actions as supervision
from jianfa.supervision.models import Receipt
from tests.timer.rounds import due_in, round_now
from tests.workspace.html import Page
from tests.world import World

ROWS = "//li[contains(@class, 'row-line')]"


def urged(world: World, **options) -> Problem:
    round_now()
    problem = world.problem(State.IN_PROGRESS, **options)
    supervision.urge(problem, actor=world.desk, at=world.now, words="请报进展")
    round_now()
    return problem


def of(post: Post, kind: str = "urge") -> Notice:
    return Notice.objects.get(person=post.person_id, kind=kind)


def test_it_shows_what_is_new_and_counts_it_at_the_top(client, world: World):
    problem = urged(world)
    client.force_login(world.handler.person)

    page = Page(client.get(reverse("notices")))

    assert f"催办：{problem.title}" in page.text("main")
    assert "法定通知" in page.text("main")
    assert page.tree.xpath("//a[@class='bell']/@aria-label") == [f"通知，{unread(world.handler)} 条未读"]


def unread(post: Post) -> int:
    return Notice.objects.filter(person=post.person_id, read_at=None).count()


def test_opening_marks_it_read_and_leads_to_the_problem(client, world: World):
    problem = urged(world)
    client.force_login(world.handler.person)
    notice = of(world.handler)

    answer = client.post(reverse("notice_open", args=[notice.pk]))

    assert answer.url == reverse("problem", args=[problem.pk])
    assert of(world.handler).read_at is not None
    assert Receipt.objects.get(person=world.handler.person_id).read_at is not None
    assert Receipt.objects.get(person=world.department_head.person_id).read_at is None


def test_opening_takes_the_post_it_was_sent_to(client, world: World):
    """The handler of finance is a panellist too, and acts as one just now."""
    urged(world)
    client.force_login(world.handler.person)
    other = Post.objects.exclude(pk=world.handler.pk).get(person=world.handler.person)
    client.post(reverse("choose_post"), {"post": other.pk})

    answer = client.post(reverse("notice_open", args=[of(world.handler).pk]))

    assert client.get(answer.url).status_code == 200


def test_reading_the_list_alone_changes_nothing(client, world: World):
    urged(world)
    client.force_login(world.handler.person)

    client.get(reverse("notices"))

    assert of(world.handler).read_at is None


def test_all_can_be_marked_as_read(client, world: World):
    urged(world)
    client.force_login(world.handler.person)

    client.post(reverse("notices_read"))
    page = Page(client.get(reverse("notices")))

    assert unread(world.handler) == 0
    assert "没有未读通知" in page.text("main")
    assert "催办" in Page(client.get(reverse("notices"), {"show": "all"})).text("main")


def test_somebody_elses_notice_is_not_there(client, world: World):
    urged(world)
    client.force_login(world.other_liaison.person)

    answer = client.post(reverse("notice_open", args=[of(world.handler).pk]))

    assert answer.status_code == 404
    assert of(world.handler).read_at is None
    assert "尚未" not in Page(client.get(reverse("notices"))).text("main")
    assert "还没有通知" in Page(client.get(reverse("notices"), {"show": "all"})).text("main")


def test_the_title_goes_when_the_problem_is_out_of_sight(client, world: World):
    problem = urged(world)
    Problem.objects.filter(pk=problem.pk).update(lead=world.organising, driver=None, acting_unit=world.organising)
    client.force_login(world.handler.person)

    page = Page(client.get(reverse("notices")))

    assert problem.title not in page.text("main")
    assert "已无权查看" in page.text("main")


def test_pages_follow_by_key_and_cost_the_same(client, world: World):
    problem = urged(world)
    client.force_login(world.handler.person)
    model = of(world.handler)

    def counted() -> int:
        with CaptureQueriesContext(connection) as found:
            client.get(reverse("notices"))
        return len(found)

    few = counted()
    Notice.objects.bulk_create(
        Notice(event=event, person=world.handler.person, post=world.handler, kind="report", problem=problem,
               created_at=world.now)
        for event in Event.objects.exclude(pk=model.event_id)[:70]
        if not Notice.objects.filter(event=event, person=world.handler.person_id).exists()
    )  # fmt: skip
    first = Page(client.get(reverse("notices")))
    (later,) = first.tree.xpath("//a[@rel='next']/@href")
    second = Page(client.get(reverse("notices") + later))

    assert counted() == few
    assert len(first.tree.xpath(ROWS)) == 50
    assert 0 < len(second.tree.xpath(ROWS)) <= 50


def test_a_key_that_was_not_made_here_is_refused(client, world: World):
    client.force_login(world.handler.person)

    for key in ("gestern~1", f"2026-01-01T00:00:00~{world.campaign.pk}"):
        assert client.get(reverse("notices"), {"before": key}).status_code == 400


def test_the_desk_sees_on_the_problem_who_has_read_it(client, world: World):
    problem = urged(world)
    client.force_login(world.handler.person)
    client.post(reverse("notice_open", args=[of(world.handler).pk]))
    client.force_login(world.desk.person)

    text = Page(client.get(reverse("problem", args=[problem.pk]))).text(".page-aside")

    assert "请报进展" in text
    assert "周敏（财务部） ✓ 已读 03-16 10:00" in text
    assert "未读" in text
    client.force_login(world.handler.person)
    assert "提醒与催办" not in Page(client.get(reverse("problem", args=[problem.pk]))).text(".page-aside")


def test_a_reminder_that_reached_nobody_says_so(client, world: World):
    problem = world.problem(State.IN_PROGRESS, due=due_in(2))
    Post.objects.filter(unit=world.finance).update(until_day=due_in(-1))

    round_now()

    client.force_login(world.desk.person)
    assert "当时无人在岗" in Page(client.get(reverse("problem", args=[problem.pk]))).text(".page-aside")
