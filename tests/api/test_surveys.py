"""What is attached to the answers of a survey, through the API: added by the county, taken by who may read it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from jianfa.intake.actions import surveys
from jianfa.intake.models import Answer
from jianfa.journal.models import Event
from tests.api.test_orders import read
from tests.intake.surveys import asked_row, filled, opened_survey
from tests.world import World

WORDS = "同意"


def attached(client, post, survey, question, **more):
    """Attach a file: ``file`` is its name and its words."""
    name, words = more.pop("file", ("批复.txt", WORDS))
    client.force_login(post.person)
    address = reverse("api:attach_to_survey", args=[survey.pk, question.pk])
    return client.post(address, {"file": SimpleUploadedFile(name, words.encode()), **more})


def first_of(survey):
    return survey.questions.first()


def answers_in(response) -> list[dict[str, object]]:
    return list(response.json()["asked"][0]["answers"])


def test_a_county_attaches_a_file_and_what_was_filled_in_stays(client, world: World):
    survey = opened_survey(world)
    row = filled(world, survey)
    before = {one.question_id: (one.value, one.basis) for one in row.answers.all()}
    done = attached(client, world.liaison, survey, first_of(survey), version=row.version)
    again = attached(client, world.liaison, survey, first_of(survey), file=("更正.txt", "另一份"))
    shown = next(one for one in answers_in(again) if one["question"] == str(first_of(survey).pk))

    assert (done.status_code, again.status_code) == (200, 200)
    assert {one.question_id: (one.value, one.basis) for one in row.answers.all()} == before
    assert shown["file_name"] == "更正.txt"
    assert shown["sha256"] == Answer.objects.exclude(file=None).get().file_id
    assert list(Event.objects.filter(chain=survey.pk).order_by("-seq").values_list("verb", flat=True)[:3]) == [
        "fill_survey"
    ] * 3  # fmt: skip


def test_it_is_taken_as_a_file_by_the_city_and_the_county_itself_alone(client, world: World):
    survey = opened_survey(world)
    filled(world, survey)
    attached(client, world.liaison, survey, first_of(survey))
    answer = Answer.objects.exclude(file=None).get()
    taken = [
        read(client, post, "take_survey_file", survey.pk, answer.pk)
        for post in (world.desk, world.head, world.auditor, world.other_liaison, world.handler)
    ]

    assert [one.status_code for one in taken] == [200, 200, 200, 404, 404]
    assert [b"".join(one.streaming_content) for one in taken[:3]] == [WORDS.encode()] * 3
    assert "attachment" in taken[0]["Content-Disposition"]
    assert taken[0]["Content-Security-Policy"].startswith("sandbox")
    assert taken[0]["X-Content-Type-Options"] == "nosniff"


def test_what_has_not_been_filled_in_was_signed_or_is_not_with_us_takes_no_file(client, world: World):
    survey = opened_survey(world)
    empty = attached(client, world.liaison, survey, first_of(survey))
    row = filled(world, survey)
    surveys.fill(row, {}, actor=world.liaison, at=world.now, not_with_us=True, remark="本区没有")
    nothing = attached(client, world.liaison, survey, first_of(survey))
    surveys.sign(asked_row(survey, world.head), actor=world.head, at=world.now)
    signed = attached(client, world.liaison, survey, first_of(survey))

    assert (empty.status_code, nothing.status_code, signed.status_code) == (409, 409, 409)
    assert not Answer.objects.exclude(file=None).exists()


@pytest.mark.parametrize(("words", "name"), [("", "空.txt"), ("机密★一年", "文.txt"), ("x", "文.exe")])
def test_a_file_that_may_not_be_kept_leaves_nothing(client, world: World, words, name):
    survey = opened_survey(world)
    row = filled(world, survey)
    answer = attached(client, world.liaison, survey, first_of(survey), file=(name, words))

    assert (answer.status_code, answer.json()["error"]["field"]) == (400, "file")
    assert asked_row(survey, world.liaison).version == row.version
    assert not Answer.objects.exclude(file=None).exists()


def test_an_older_version_another_question_and_the_desk_are_refused(client, world: World):
    survey, other = opened_survey(world), opened_survey(world, title="另一项调查")
    row = filled(world, survey)
    stale = attached(client, world.liaison, survey, first_of(survey), version=row.version - 1)
    foreign = attached(client, world.liaison, survey, first_of(other))
    desk = attached(client, world.desk, survey, first_of(survey))

    assert (stale.status_code, stale.json()["error"]["code"]) == (409, "stale")
    assert (foreign.status_code, desk.status_code) == (404, 403)
    assert not Answer.objects.exclude(file=None).exists()
