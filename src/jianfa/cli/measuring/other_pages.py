"""Pages of no one problem: demands, likeness, themes, surveys, remedies, the burden, the portal; and the API."""

import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jianfa.api.actions import create_token
from jianfa.api.models import Scope
from jianfa.intake.models import Asked, AskedState, Demand, Survey, SurveyState, Theme, ThemeMember, ThemeRun
from jianfa.intake.queries.batches import latest_batches
from jianfa.intake.queries.texts import forget_texts, still_reading, texts_now
from jianfa.intake.queries.themes import grouped_ones
from jianfa.intake.states import Channel, LinkKind, State
from jianfa.ledger.models import Campaign
from jianfa.organisations.models import Ask, Post, Role, Unit
from jianfa.remedies.models import Effect, LinkPairing, PolicyMeasure, QuotaGrant, TargetedService
from jianfa.remedies.states import OPEN_EFFECTS

Call = Callable[[], Any]
TYPED = {"title": "驿站夏季没有饮水", "text": "户外劳动者驿站夏天常常没有开水，环卫班组午休也进不去。"}
PASTED_ROWS = 100


@dataclass(frozen=True)
class Readied:
    """How long reading the index of similar texts took, in milliseconds, and how many texts it holds."""

    milliseconds: float
    texts: int


def get_ready(campaign: Campaign) -> Readied:
    """Put demands into themes, and read the index of similar texts as a process that has begun does."""
    _put_into_themes(campaign)
    forget_texts()
    started = time.perf_counter()
    index, _synonyms = texts_now()
    while still_reading():
        time.sleep(0.05)
    return Readied((time.perf_counter() - started) * 1000, len(index))


def _put_into_themes(campaign: Campaign) -> None:
    """Group demands by what their copies are about; working ten thousand out would take the worker minutes.

    The rows are those that ``work_out_themes`` leaves behind.
    """
    groups: dict[str, list[UUID]] = defaultdict(list)
    for key, title in grouped_ones(campaign).order_by("receipt_no").values_list("pk", "title"):
        groups[title.partition("，第")[0]].append(key)
    found = sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))
    with transaction.atomic():
        ThemeRun.objects.filter(campaign=campaign).delete()
        run = ThemeRun.objects.create(
            campaign=campaign, as_of=timezone.now(), texts=sum(len(keys) for _words, keys in found), synonyms=0
        )
        rows = [
            Theme(run=run, position=n, likeness=50, words=[words], size=len(keys))
            for n, (words, keys) in enumerate(found)
        ]
        Theme.objects.bulk_create(rows)
        ThemeMember.objects.bulk_create(
            ThemeMember(theme=row, demand_id=key, position=n)
            for row, (_words, keys) in zip(rows, found, strict=True)
            for n, key in enumerate(keys)
        )


def other_pages(desk: Client, post: Post) -> dict[str, Call]:
    """Return name → call; each thing looked at is one of the first, the same however many there are."""
    return _demands(desk, post) | _like(desk) | _surveys(desk) | _remedies(desk) | _figures(desk) | _programs(post)


def ask(client: Client, name: str, *args: Any, **query: str) -> Call:
    """Return what asks for a page and refuses any answer but 200."""
    return lambda: checked(client.get(reverse(name, args=args), query))


def checked(answer: Any) -> Any:
    """Return the answer if it is one."""
    if answer.status_code != 200:
        raise RuntimeError(f"{answer.request['PATH_INFO']}: {answer.status_code}")
    return answer


def client_of(unit: Unit, role: Role = Role.LIAISON) -> Client:
    """Return a client logged in as somebody of this unit."""
    client = Client()
    client.force_login(_holder(unit, role).person)
    return client


def _holder(unit: Unit, role: Role) -> Post:
    return Post.objects.filter(unit=unit, role=role, until_day=None).select_related("person", "unit").order_by("pk")[0]


def _demands(desk: Client, post: Post) -> dict[str, Call]:
    first = Demand.objects.exclude(receipt_no=None).select_related("owner").order_by("receipt_no")
    merged, passed_on = first.filter(links__kind=LinkKind.MERGED)[0], first.filter(state=State.PASSED_ON)[0]
    county, seen = client_of(passed_on.owner), Demand.objects.visible_to(_holder(passed_on.owner, Role.LIAISON))
    batch = latest_batches(post)[0][0]
    narrowed = {"state": "open", "channel": "county", "unit": str(merged.source_unit_id)}
    return {
        "demands": ask(desk, "demands"),
        "demands, filtered": ask(desk, "demands", **narrowed),
        "demands, by receipt no.": ask(desk, "demands", number=merged.receipt_no or ""),
        "demands, of a county": ask(county, "demands"),
        "demands a county sees, counted": seen.count,
        "demand": ask(desk, "demand", merged.pk),
        "demand, of a county": ask(county, "demand", passed_on.pk),
        "desk, of a county with demands": ask(county, "home"),
        "demands, to paste": ask(desk, "demands_paste"),
        f"demands, {PASTED_ROWS} pasted": partial(_paste, desk),
        "demands, what was pasted": ask(desk, "demands_batch", batch),
    }


def _paste(desk: Client) -> Any:
    """Have pasted rows checked; nothing is handed in."""
    unit = Unit.objects.county_unions().order_by("position", "code")[0]
    text = "\n".join(f"第{n}号站点冬季没有热水\t站点热水{n}\t{unit.name}" for n in range(PASTED_ROWS))
    campaign = Campaign.objects.get(is_practice=False)
    typed = {"text": f"诉求\t标题\t单位\n{text}", "campaign": str(campaign.pk), "do": "check"}
    return checked(desk.post(reverse("demands_paste"), typed))


def _like(desk: Client) -> dict[str, Call]:
    first = Demand.objects.filter(channel=Channel.IMPORT).order_by("receipt_no")[0]
    listed = Campaign.objects.get(is_practice=False).problems.filter(state="in_progress").earliest("number_order")
    themed = ThemeMember.objects.filter(theme__position=0).earliest("position")
    county = client_of(Demand.objects.filter(state=State.PASSED_ON).earliest("receipt_no").owner)
    typing = reverse("similar_typing")
    return {
        "similar, while typing": lambda: checked(desk.post(typing, TYPED)),
        "similar, while a county types": lambda: checked(county.post(typing, TYPED)),
        "similar to a demand": ask(desk, "demand_similar", first.pk),
        "similar to a problem": ask(desk, "similar", listed.pk),
        "themes": ask(desk, "themes"),
        "theme": ask(desk, "theme", themed.demand_id),
    }


def _surveys(desk: Client) -> dict[str, Call]:
    first = Survey.objects.order_by("opened_at")
    closed = first.filter(state=SurveyState.CLOSED).exclude(title__contains="（第")[0]
    opened = first.filter(state=SurveyState.OPEN).exclude(title__contains="（第")[0]
    silent = Asked.objects.filter(survey=opened, state=AskedState.ASKED, filled_at=None).select_related("unit").last()
    assert silent is not None
    county = client_of(silent.unit)
    return {
        "surveys": ask(desk, "surveys"),
        "surveys, of a county": ask(county, "surveys"),
        "survey": ask(desk, "survey", opened.pk),
        "survey, its result": ask(desk, "survey_sheet", closed.pk),
        "survey, its result as a file": ask(desk, "survey_excel", closed.pk),
        "survey, of a county": ask(county, "survey", opened.pk),
        "survey, a county's answer": ask(county, "survey_answer", opened.pk),
        "desk, of a county that is asked": ask(county, "home"),
    }


def _remedies(desk: Client) -> dict[str, Call]:
    grant = QuotaGrant.objects.select_related("unit").earliest("recorded_at", "unit__position", "document_no")
    effect = Effect.objects.filter(state__in=OPEN_EFFECTS).select_related("problem").earliest("problem__number_order")
    service = TargetedService.objects.earliest("problem__number_order")
    policy = PolicyMeasure.objects.exclude(title__contains="（第").earliest("entered_at")
    pairing, county = LinkPairing.objects.filter(until_day=None, leader=None).earliest("pk"), client_of(grant.unit)
    return {
        "policies": ask(desk, "remedies_of", "policies"),
        "petitions": ask(desk, "remedies_of", "petitions"),
        "petitions, of a county": ask(county, "remedies_of", "petitions"),
        "grants": ask(desk, "remedies_of", "grants"),
        "grants, of one unit": ask(desk, "remedies_of", "grants", unit=grant.unit.code),
        "grants, of a county": ask(county, "remedies_of", "grants"),
        "pairings": ask(desk, "remedies_of", "pairings"),
        "policy": ask(desk, "remedy", "policies", policy.pk),
        "petition": ask(desk, "remedy", "petitions", grant.petition_id),
        "pairing": ask(desk, "remedy", "pairings", pairing.pk),
        "service": ask(desk, "remedy", "services", service.pk),
        "problem, effects of every county": ask(desk, "problem", effect.problem_id),
        "unit": ask(desk, "unit", grant.unit_id),
    }


def _figures(desk: Client) -> dict[str, Call]:
    newest = Ask.objects.latest("at").at
    return {
        "burden": ask(desk, "burden"),
        "burden, its rows": ask(desk, "burden_rows", month=f"{timezone.localtime(newest):%Y-%m}"),
        "portal": ask(desk, "portal"),
    }


def _programs(post: Post) -> dict[str, Call]:
    """The API, with a token that lasts a day."""
    now = timezone.now()
    expires = timezone.localdate(now) + timedelta(days=1)
    _token, secret = create_token(actor=post, at=now, name="bench", scope=Scope.READ, expires_on=expires)
    client = Client(headers={"Authorization": f"Bearer {secret}"})

    def read(path: str) -> Call:
        return lambda: checked(client.get(f"/api/v1/{path}"))

    return {
        "API: demands": read("demands?limit=100"),
        "API: grants": read("grants"),
        "API: petitions": read("remedies/petitions?limit=100"),
        "API: asks": read("asks"),
        "API: rows of asks": read("asks/rows?limit=100"),
        "API: surveys": read("surveys"),
        "API: themes": read(f"campaigns/{Campaign.objects.get(is_practice=False).pk}/themes"),
    }
