"""The public process inside a test: its addresses and middleware, and the portal opened."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.test import Client, override_settings

from jianfa.organisations.models import TIMER
from jianfa.portal.actions import taking
from jianfa.portal.actions.switching import Decision, open_portal, propose_opening
from jianfa.portal.models import Feedback, Submission
from jianfa.portal.queries.inside import current_portal
from jianfa.portal.rules import read_code
from tests.world import World

TEXT = "食堂离工地太远，中午来不及吃饭，希望在工地旁设一个热饭点。"
DOCUMENT = "清工办〔2026〕17号"
LOG_BY = "清河市电子政务中心"


def opened(world: World) -> None:
    """Open the portal: the desk proposes, the leader decides."""
    decision = Decision(DOCUMENT, world.now.date(), LOG_BY, 30)
    propose_opening(decision, actor=world.desk, at=world.now)
    open_portal(actor=world.leader, at=world.now, version=current_portal().version)
    taking.begin_reading()


@contextmanager
def public() -> Iterator[Client]:
    """Give a browser that stands before the public process."""
    templates = deepcopy(settings.TEMPLATES)
    templates[0]["OPTIONS"] = {"context_processors": ["django.template.context_processors.request"]}
    cache.clear()
    with override_settings(
        ROOT_URLCONF=settings.PORTAL_URLS, MIDDLEWARE=settings.PORTAL_MIDDLEWARE, TEMPLATES=templates,
        LANGUAGE_COOKIE_NAME="jianfa-portal-language", CSRF_FAILURE_VIEW="jianfa.portal.views.public.forged",
    ):  # fmt: skip
        yield Client(raise_request_exception=True)
    cache.clear()


def form(**typed: Any) -> dict[str, Any]:
    """Return what a browser sends."""
    return {"unit": "T-01", "text": TEXT, "contact": "", "key": "k" * 22, **typed}


def code_in(answer: Any) -> str:
    """Return the receipt code that stands on a page."""
    found = re.search(r"\b(?:[2-9A-Z]{4}-){3}[2-9A-Z]{4}\b", answer.content.decode())
    assert found is not None, answer.content.decode()
    return read_code(found[0])


def sent(browser: Client, **typed: Any) -> str:
    """Send a demand and return its code."""
    answer = browser.post("/raise/", form(**typed))
    assert answer.status_code == 200
    return code_in(answer)


def take_all(world: World) -> None:
    """Let the timer take everything in, and renew the cards."""
    for submission in Submission.objects.filter(taken_at=None):
        taking.take_in(submission, actor=TIMER, at=world.now)
    for feedback in Feedback.objects.filter(taken_at=None):
        taking.take_word(feedback, actor=TIMER, at=world.now)
    taking.renew_cards(world.now)
