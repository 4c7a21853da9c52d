"""Files that are refused: a plain sentence on the page of the upload, and nothing stored."""

import pytest
from django.conf import settings
from django.urls import reverse

from jianfa.exchange.models import Batch
from jianfa.files.models import StoredFile
from tests import hostile, lists
from tests.workspace.html import Page


def kept_files():
    return [path for path in settings.FILES_ROOT.rglob("*") if path.is_file()] if settings.FILES_ROOT.exists() else []


@pytest.mark.parametrize("what", hostile.FILES)
def test_it_refuses_with_a_sentence_in_both_languages_and_stores_nothing(client, world, what):
    name, make, chinese, english = hostile.FILES[what]
    client.force_login(world.desk.person)
    before, data = kept_files(), make()

    for language, sentence in (("zh-hans", chinese), ("en", english)):
        client.cookies["jianfa-language"] = language
        answer = client.post(reverse("import_new"), {"campaign": world.campaign.pk, "file": lists.upload(data, name)})
        assert answer.status_code == 400
        assert sentence in Page(answer).text(".field-error")

    assert not Batch.objects.exists()
    assert not StoredFile.objects.exists()
    assert kept_files() == before


def test_the_page_says_that_classified_information_must_not_be_uploaded(client, world):
    client.force_login(world.desk.person)

    assert "严禁上传涉密信息" in Page(client.get(reverse("import_new"))).text()


def test_it_asks_for_the_file_that_is_missing(client, world):
    client.force_login(world.desk.person)

    answer = client.post(reverse("import_new"), {"campaign": world.campaign.pk})

    assert answer.status_code == 400
    assert Page(answer).texts(".field-error") != []
