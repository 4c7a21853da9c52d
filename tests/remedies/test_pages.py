"""Pages of remedies: the problem's section, lists, one thing with its steps, the letter, the unit's page, my desk."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from jianfa.ledger.states import State
from jianfa.organisations.views.recent import SESSION_LOGIN
from jianfa.remedies import actions
from jianfa.remedies.models import Effect, LinkPairing, Petition, PolicyMeasure, QuotaGrant, TargetedService
from jianfa.remedies.queries import quota_totals
from tests.remedies import effects as made
from tests.workspace.html import Page, opened
from tests.world import World, reread


def step(kind: str, row, verb: str) -> str:
    return reverse("remedy_step", args=[kind, row.pk, verb])


def in_person(client, post, address, **typed):
    """Send a step with a login that is recent: what counts as a signature asks for one."""
    client.force_login(post.person)
    session = client.session
    session["post"], session[SESSION_LOGIN] = str(post.pk), timezone.now().isoformat()
    session.save()
    return Page(client.post(address, typed))


def test_the_head_confirms_from_the_desk_without_seeing_the_whole_problem(client, world):
    problem = made.common(world)
    row = made.expected(world, problem, world.west)
    desk = opened(client, world.other_head, reverse("home"))
    page = opened(client, world.other_head, reverse("remedy", args=["effects", row.pk]))
    empty = opened(client, world.other_head, step("effects", row, "confirm"), words="已到岗", document_no="")
    done = in_person(client, world.other_head, step("effects", row, "confirm"), words="已到岗", document_no="西编1号")

    assert "见效待确认 1" in desk.texts(".card-head h2")
    assert "经审力量不足" in page.text("main")
    assert opened(client, world.other_head, reverse("problem", args=[problem.pk])).status == 404
    assert (empty.status, done.status, Effect.objects.get().state) == (400, 302, "confirmed")
    assert "见效待确认" not in opened(client, world.other_head, reverse("home")).text("main")


def test_the_desk_asks_several_counties_at_once_and_the_problem_shows_each(client, world):
    problem = made.common(world)
    units = [str(world.east.pk), str(world.west.pk)]
    asked = opened(client, world.desk, reverse("move", args=[problem.pk, "expect_effect"]), units=units)
    page = opened(client, world.desk, reverse("problem", args=[problem.pk]))
    refused = opened(client, world.department_head, reverse("move", args=[problem.pk, "apply"]))

    assert asked.status == 302
    assert "东城区总工会" in page.text("main")
    assert "2 家区（市）县总工会尚未确认见效" in page.text("main")
    assert refused.status == 409
    assert "东城区总工会" in refused.text("main")


def test_a_leader_waives_and_a_head_denies_on_its_page(client, world):
    row = made.expected(world)
    denied = opened(client, world.head, step("effects", row, "deny"), words="编制未到")
    waived = in_person(client, world.leader, step("effects", row, "waive"), words="已撤并", document_no="1号")
    row.refresh_from_db()

    assert (denied.status, waived.status, row.state) == (302, 302, "waived")


def test_a_policy_is_entered_linked_and_ended(client, world):
    problem = made.common(world)
    new = opened(
        client, world.handler, reverse("remedy_new", args=["policies"]), document_no="清工发〔2026〕12号",
        document_on="2026-03-12", issued_by="清河市总工会", title="补助增额", text="每月增加补助",
        effective_on="2026-04-01",
    )  # fmt: skip
    row = PolicyMeasure.objects.get()
    opened(client, world.handler, reverse("move", args=[problem.pk, "serve"]), policy=str(row.pk))
    page = opened(client, world.handler, reverse("remedy", args=["policies", row.pk]))
    listed = opened(client, world.liaison, reverse("remedies"))
    unlinked = opened(
        client, world.handler, step("policies", row, "unlink"), serving=str(row.servings.get().pk)
    )  # fmt: skip
    ended = opened(client, world.handler, step("policies", row, "end"), ended_on="2026-12-31", reason="由新办法代替")

    assert new.status == 302
    assert "经审力量不足" in page.text("main")
    assert "补助增额" in listed.text("main")
    assert "1 个问题" in listed.text("main")
    assert "0 个问题" in opened(client, world.liaison, reverse("remedies")).text("main")
    assert (unlinked.status, ended.status) == (302, 302)
    assert opened(client, world.handler, reverse("remedy_new", args=["policies"]), document_no=" ").status == 400


def test_a_service_is_visited_and_the_county_says_whether_it_helped(client, world):
    problem = world.problem(State.IN_PROGRESS, nature="individual")
    opened(
        client, world.handler, reverse("move", args=[problem.pk, "offer_service"]), unit=str(world.finance.pk),
        what="上门帮建台账",
    )  # fmt: skip
    row = TargetedService.objects.get()
    early = opened(client, world.liaison, step("services", row, "judge"), result="helped")
    opened(
        client, world.handler, step("services", row, "visit"), visited_on="2026-03-12", done="一起核账", outcome="好"
    )
    desk = opened(client, world.liaison, reverse("home"))
    wordless = opened(client, world.liaison, step("services", row, "judge"), result="not")
    judged = opened(client, world.liaison, step("services", row, "judge"), result="helped")

    assert (early.status, wordless.status, judged.status) == (409, 400, 302)
    assert "待评价的服务 1" in desk.texts(".card-head h2")
    assert "一起核账" in opened(client, world.desk, reverse("remedy", args=["services", row.pk])).text("main")
    assert "上门帮建台账" in opened(client, world.desk, reverse("problem", args=[problem.pk])).text("main")


def test_a_petition_goes_from_draft_to_grants_on_its_page(client, world):
    letter = {
        "addressee": str(world.east_government.pk),
        "form": "request",
        "title": "关于增设经审办的请示",
        "body": "恳请。",
    }
    opened(client, world.desk, reverse("remedy_new", args=["petitions"]), **letter)
    row = Petition.objects.get()
    opened(client, world.desk, step("petitions", row, "amend"), **{**letter, "body": "恳请同意。"})
    assert "待签发的争取事项 1" in opened(client, world.leader, reverse("home")).texts(".card-head h2")
    assert opened(client, world.leader, step("petitions", row, "sign")).status == 200
    signed = in_person(client, world.leader, step("petitions", row, "sign"))
    sent = opened(
        client, world.desk, step("petitions", row, "send"), letter_no="清工〔2026〕21号", letter_on="2026-03-12"
    )
    replied = opened(
        client, world.desk, step("petitions", row, "reply"), result="granted", no="东编〔2026〕3号",
        on="2026-03-13", text="同意",
    )  # fmt: skip
    given = {
        "unit": str(world.east.pk), "kind": "leadership_post", "number": "1", "document_no": "东编〔2026〕3号",
        "authority": "东城区委编办", "document_on": "2026-03-13",
    }  # fmt: skip
    granted = opened(client, world.desk, step("petitions", row, "grant"), **given)
    twice = opened(client, world.desk, step("petitions", row, "grant"), **given)
    page = opened(client, world.head, reverse("remedy", args=["petitions", row.pk]))
    unit = opened(client, world.head, reverse("unit", args=[world.east.pk]))

    assert [signed.status, sent.status, replied.status, granted.status, twice.status] == [302, 302, 302, 302, 409]
    assert "东城区委编办" in page.text("main")
    assert "领导职数 1" in unit.text("main")


def test_a_draft_is_dropped_and_a_wrong_grant_ends(client, world):
    draft, won = made.petition(world), made.granted(world)
    dropped = opened(client, world.desk, step("petitions", draft, "drop"), reason="并入")
    ended = opened(
        client, world.desk, step("petitions", won, "end_grant"), grant=str(won.grants.get().pk), reason="录错"
    )  # fmt: skip

    assert (dropped.status, ended.status) == (302, 302)
    assert QuotaGrant.objects.in_force().count() == 0
    assert "录错" in opened(client, world.desk, reverse("remedy", args=["petitions", won.pk])).text("main")


def test_what_is_signed_and_has_not_gone_out_is_called_back_by_a_leader(client, world):
    signed, sent = made.petition(world, "signed"), made.petition(world, "sent")

    refused = opened(client, world.desk, step("petitions", signed, "drop"), reason="情况有变")
    done = opened(client, world.other_leader, step("petitions", signed, "drop"), reason="情况有变")
    late = opened(client, world.other_leader, step("petitions", sent, "drop"), reason="情况有变")

    assert (refused.status, done.status, late.status) == (403, 302, 403)
    assert reread(signed).state == "dropped"
    assert "情况有变" in opened(client, world.desk, reverse("remedy", args=["petitions", signed.pk])).text("main")
    with pytest.raises(DatabaseError, match="signed petition"), transaction.atomic():
        Petition.objects.filter(pk=sent.pk).update(state="dropped")


def test_totals_are_sums_and_each_opens_its_rows(client, world):
    problem = made.common(world)
    won = made.granted(world, made.petition(world, "replied", problem))
    made.granted(world, won, unit=world.west, number=2)
    made.granted(world, won, unit=world.west, kind="department", purpose="经审办")
    address = f"{reverse('remedies_of', args=['grants'])}?problem={problem.pk}"
    page = opened(client, world.desk, address)
    posts = opened(client, world.desk, f"{address}&kind=leadership_post")
    totals = quota_totals(QuotaGrant.objects.all())

    assert [(one.kind, one.number, one.units) for one in totals] == [("leadership_post", 3, 2), ("department", 1, 1)]
    assert page.texts(".tile-value") == ["3", "1"]
    assert len(posts.texts("tbody tr")) == 2
    assert "领导职数 3" in opened(client, world.desk, reverse("problem", args=[problem.pk])).text("main")
    assert opened(client, world.other_head, address).status == 404


@pytest.mark.parametrize("file_format", ["pdf", "docx"])
def test_a_petition_is_taken_as_a_letter(client, world, file_format):
    row = made.petition(world, "sent")
    client.force_login(world.desk.person)
    answer = client.get(reverse("petition_paper", args=[row.pk, file_format]))

    assert answer.status_code == 200
    assert len(answer.content) > 1000


def test_the_letter_of_a_petitioned_problem_is_followed_with_what_the_ledger_knows(client, world):
    problem = world.problem(State.DISPATCHED, solver="party_gov")
    taken = opened(client, world.desk, reverse("move", args=[problem.pk, "take_up_letter"]), version=problem.version)
    row = Petition.objects.get()

    assert taken.status == 302
    assert (row.letter_no, row.state, row.problem, row.addressee) == (
        problem.letter_no, "sent", problem, problem.addressee,
    )  # fmt: skip
    assert row.signer_id not in {None, row.drafter_id}


def test_whoever_drafted_a_petition_does_not_sign_it(client, world):
    row = made.petition(world)

    assert opened(client, world.desk, step("petitions", row, "sign")).status == 403


def test_a_county_is_paired_visited_and_confirms(client, world):
    opened(
        client, world.desk, reverse("remedy_new", args=["pairings"]), county=str(world.east.pk),
        department=str(world.finance.pk), from_day="2026-03-02",
    )  # fmt: skip
    row = LinkPairing.objects.get()
    twice = opened(
        client, world.desk, reverse("remedy_new", args=["pairings"]), county=str(world.east.pk),
        department=str(world.rights.pk), from_day="2026-03-02",
    )  # fmt: skip
    opened(client, world.handler, step("pairings", row, "visit"), visited_on="2026-03-12", done="听取需求")
    visit = row.visits.get()
    confirmed = opened(
        client, world.liaison, step("pairings", row, "confirm_visit"), visit=str(visit.pk), answer="谢谢"
    )
    page = opened(client, world.liaison, reverse("remedy", args=["pairings", row.pk]))
    ended = opened(client, world.desk, step("pairings", row, "end"), until_day="2026-03-12")

    assert (twice.status, confirmed.status, ended.status) == (409, 302, 302)
    assert "听取需求" in page.text("main")
    assert "财务部" in opened(client, world.desk, reverse("remedies_of", args=["pairings"])).text("main")


def test_a_leader_is_paired_beside_a_department(world):
    made.paired(world)
    row = made.paired(world, leader=world.leader)

    assert row.name == "何志远"
    assert LinkPairing.objects.count() == 2


@pytest.mark.parametrize("kind", ["policies", "petitions", "grants", "pairings"])
def test_an_empty_list_says_why(client, world, kind):
    page = opened(client, world.desk, reverse("remedies_of", args=[kind]))

    assert page.texts(".nothing-why") != []


def test_lists_and_the_problem_cost_the_same_however_many_rows(client, world):
    problem = made.common(world)
    other = world.problem(State.IN_PROGRESS, nature="individual", title="点对点")
    addresses = [reverse("problem", args=[problem.pk]), reverse("problem", args=[other.pk])]
    addresses += [reverse("remedies_of", args=[kind]) for kind in ("policies", "petitions", "grants", "pairings")]

    def fill(n: int) -> None:
        unit = [world.east, world.west][n - 1]
        made.expected(world, problem, unit)
        actions.serve(made.policy(world, f"{n}号"), problem, actor=world.handler, at=world.now)
        made.visited(world, made.service(world, other))
        made.petition(world, problem=problem)
        made.petition(world, problem=other)
        won = made.granted(world, made.petition_numbered(world, problem, n), document_no=f"批{n}号")
        made.granted(world, won, document_no=f"批{n}号", unit=world.lake)
        pairing = actions.pair(unit, actor=world.desk, at=world.now, from_day=made.DAY, department=world.finance)
        made.called_on(world, pairing)

    def counts() -> list[int]:
        found = []
        for post, address in [
            *((world.desk, one) for one in addresses), *((world.leader, one) for one in addresses[:2]),
            (world.head, addresses[1]),
        ]:  # fmt: skip
            opened(client, post, address)
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            found.append(len(queries))
        return found

    fill(1)
    few = counts()
    fill(2)

    assert counts() == few


def test_it_is_no_business_of_a_panellist(client, world: World):
    assert opened(client, world.panellist, reverse("remedies")).status == 403


@pytest.mark.parametrize(("kind", "verb"), [("effects", "confirm"), ("effects", "waive"), ("petitions", "sign")])
def test_what_counts_as_a_signature_asks_for_the_password_when_the_login_is_a_while_ago(client, world, kind, verb):
    row = made.expected(world) if kind == "effects" else made.petition(world)
    who = world.head if verb == "confirm" else world.leader
    before = row.state
    form = opened(client, who, step(kind, row, verb))
    wrong = opened(client, who, step(kind, row, verb), words="已到岗", document_no="1号", password="no")
    row.refresh_from_db()

    assert len(form.tree.xpath("//input[@name='password']")) == 1
    assert (wrong.status, row.state) == (400, before)
    assert "已到岗" in wrong.text("main") or kind == "petitions"  # what was typed is kept


def test_the_heads_one_next_step_is_the_effect_that_is_waited_for(client, world):
    problem = made.common(world)
    row = made.expected(world, problem)
    head = opened(client, world.head, reverse("problem", args=[problem.pk]))
    effect = opened(client, world.head, reverse("remedy", args=["effects", row.pk]))
    liaison = opened(client, world.liaison, reverse("problem", args=[problem.pk]))
    made.settled(world, "confirmed", row)
    after = opened(client, world.head, reverse("remedy", args=["effects", row.pk]))

    assert head.texts("[data-next]") == ["确认见效"]
    assert head.links("[data-next]") == [step("effects", row, "confirm")]
    assert head.texts(".btn-primary") == effect.texts(".btn-primary") == ["确认见效"]
    assert "确认见效" not in liaison.texts(".btn-primary")
    assert after.texts(".btn-primary") == []


def test_a_step_nobody_waits_for_is_never_shown_as_the_next_one(client, world):
    effect, draft = made.expected(world), made.petition(world)
    waiver = opened(client, world.leader, reverse("remedy", args=["effects", effect.pk]))
    drafter = opened(client, world.desk, reverse("remedy", args=["petitions", draft.pk]))
    signer = opened(client, world.leader, reverse("remedy", args=["petitions", draft.pk]))

    assert (waiver.texts("[data-next]"), drafter.texts("[data-next]")) == ([], [])
    assert "免予确认" in waiver.texts(".buttons .btn")
    assert "待东城区总工会主要负责人确认。" in waiver.text("main")
    assert "待市总工会领导签发。" in drafter.text("main")
    assert signer.texts("[data-next]") == ["签发"]


@pytest.mark.parametrize(
    ("state", "words"),
    [("signed", "寄送"), ("sent", "复函"), ("replied", "结果同意")],
)
def test_a_petition_says_whose_step_is_next_in_every_state(client, world, state, words):
    row = made.petition(world, state)
    page = opened(client, world.auditor, reverse("remedy", args=["petitions", row.pk]))

    assert page.status == 200
    assert words in page.text("main")


def test_many_grants_are_paged_and_the_units_page_names_the_newest(client, world):
    won = made.petition(world, "replied")
    for n in range(51):
        made.granted(world, won, document_no=f"东编〔2026〕{n + 1}号")
    unit = opened(client, world.head, reverse("unit", args=[world.east.pk]))
    address = f"{reverse('remedies_of', args=['grants'])}?unit={world.east.code}"
    first = opened(client, world.head, address)
    following = opened(client, world.head, first.links('[rel="next"]')[0])

    assert "领导职数 51" in unit.text("main")
    assert len(unit.tree.xpath("//section[@aria-labelledby='held-title']//tbody/tr")) == 20
    assert address in unit.links()
    assert first.texts(".tile-value") == following.texts(".tile-value") == ["51"]
    assert not set(first.texts("tbody tr")) & set(following.texts("tbody tr"))
