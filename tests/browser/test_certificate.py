"""The page that checks a certificate: in the browser alone, with the browser's cryptography and with its own."""

import hashlib
import json
import os
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page

from jianfa.acceptance.queries.certificates import Certificate, certificate_of
from jianfa.journal.actions import checkpoint
from jianfa.ledger.models import Campaign
from jianfa.ledger.states import State
from tests.world import World

pytestmark = pytest.mark.browser
GOOD, BAD = "凭证成立", "凭证不成立"


@pytest.fixture
def certificate(world: World, live_server: Any) -> Certificate:
    problem = world.problem(State.WRITTEN_OFF)
    Campaign.objects.filter(pk=problem.campaign_id).update(certificates_on=True)
    for n in range(3):
        world.problem(State.DRAFT, title=f"第{n}件")
    checkpoint(at=world.tick())
    problem.refresh_from_db()
    found = certificate_of(problem)
    assert found is not None
    return found


def answer(page: Page, text: str, note: str = "") -> str:
    page.fill("[name=certificate]", text)
    page.fill("[name=note]", note)
    page.evaluate("document.querySelector('[data-answer]').hidden = true")
    page.click("button[type=submit]")
    page.wait_for_selector("[data-answer]:not([hidden])")
    return page.inner_text("[data-answer]")


def altered(certificate: Certificate) -> str:
    data = certificate.data
    data["event"]["body"] = data["event"]["body"].replace("write_off", "write_0ff")
    return json.dumps(data)


def test_it_says_whether_a_certificate_holds(certificate: Certificate, page: Page, live_server: Any, tmp_path: Path):
    page.goto(live_server.url + reverse("certificate_check"))
    note, text = certificate.included.checkpoint.note, certificate.file.decode()
    path = tmp_path / "certificate.json"
    path.write_bytes(certificate.file)
    alone, together = answer(page, text), answer(page, text, note)
    forked = answer(page, text, note.replace("\nn 1\n", "\nn 2\n"))
    page.set_input_files("[name=file]", path)
    page.wait_for_function("() => document.querySelector('[name=certificate]').value.length > 100")

    assert GOOD in alone
    assert str(certificate.problem.number) in alone
    assert "销账" in alone.split()
    assert "write_off" not in alone
    assert "一致" in together
    assert BAD in forked
    assert BAD in answer(page, altered(certificate))
    assert "不是销账凭证" in answer(page, "某事已销账")
    assert GOOD in answer(page, certificate.qr_text, note)
    assert BAD in answer(page, certificate.qr_text)


def test_the_saved_page_works_without_the_server(certificate: Certificate, page: Page, client: Client, tmp_path: Path):
    path = tmp_path / "check.html"
    path.write_bytes(client.get(reverse("certificate_check_file")).content)
    page.goto(path.as_uri())
    page.evaluate("Object.defineProperty(globalThis, 'crypto', {value: undefined})")  # as on a page without https

    assert GOOD in answer(page, certificate.file.decode())
    assert BAD in answer(page, altered(certificate))


def test_its_own_cryptography_is_that_of_the_standards(page: Page, live_server: Any, world: World):
    page.goto(live_server.url + reverse("certificate_check"))
    key = Ed25519PrivateKey.generate()
    for size in (0, 1, 55, 56, 63, 64, 111, 112, 119, 127, 128, 300):
        data = os.urandom(size)
        given = [data.hex(), key.public_key().public_bytes_raw().hex(), key.sign(data).hex()]
        found = page.evaluate(
            """([data, key, signature]) => {
              const own = globalThis.jianfaCertificate, bytes = own.unhex(data), bad = own.unhex(signature);
              bad[40] ^= 1;
              return [own.hex(own.ownSha256(bytes)), own.hex(own.sha512(bytes)),
                own.isSignedSlowly(own.unhex(key), bytes, own.unhex(signature)),
                own.isSignedSlowly(own.unhex(key), bytes, bad)];
            }""",
            given,
        )

        assert found == [hashlib.sha256(data).hexdigest(), hashlib.sha512(data).hexdigest(), True, False]
