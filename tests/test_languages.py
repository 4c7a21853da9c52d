"""Both languages complete, and the tool that holds them so."""

import polib
import pytest
from django.conf import settings
from django.utils import translation

from tests import source
from tools import messages

CATALOGUES = sorted(source.PRODUCT.rglob("*.po"))


def test_both_languages_are_complete():
    assert messages.faults() == []


@pytest.mark.parametrize("path", CATALOGUES, ids=source.name)
def test_django_loads_the_catalogue(path):
    folder = path.parents[2]
    room = folder.parent.name

    assert folder in settings.LOCALE_PATHS or f"jianfa.{room}" in settings.INSTALLED_APPS


@pytest.mark.parametrize("path", CATALOGUES, ids=source.name)
def test_a_catalogue_says_in_chinese_what_it_holds(path):
    entry = next((entry for entry in polib.pofile(str(path)) if entry.msgstr and not entry.msgctxt), None)

    assert entry, "nothing is translated"
    with translation.override("zh-hans"):
        assert translation.gettext(entry.msgid) == entry.msgstr


def found_in_python(text: str) -> list[str]:
    return [message.text for message in messages.messages_in_python(text)]


def test_it_finds_texts_under_whatever_name_gettext_was_imported():
    text = 'from django.utils.translation import gettext_lazy as _t\nlabel = _t("one " "two")\n'

    assert found_in_python(text) == ["one two"]


def test_it_leaves_functions_of_other_names_alone():
    assert found_in_python('from elsewhere import _\n_("three")\n') == []


def test_it_finds_plurals_and_contexts():
    text = 'from django.utils import translation\ntranslation.npgettext("case", "%(n)s row", "%(n)s rows", n)\n'

    assert list(messages.messages_in_python(text)) == [
        messages.Message("%(n)s row", context="case", plural="%(n)s rows")
    ]


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ('{% translate "due" %}', ["due"]),
        ('{% translate "100%" %}', ["100%%"]),
        ("{{ value|default:_('none') }}", ["none"]),
        ('{% include "_tile.html" with title=_("left") %}', ["left"]),
        ("{% blocktranslate trimmed %}\n  as of\n  {{ day }}\n{% endblocktranslate %}", ["as of %(day)s"]),
    ],
)
def test_it_finds_texts_in_templates(template, expected):
    assert [message.text for message in messages.messages_in_template(template)] == expected


@pytest.mark.parametrize(
    ("english", "chinese", "fault"),
    [
        ("due on %(day)s", "", "no Chinese"),
        ("due on %(day)s", "到期", "placeholders differ"),
        ("due on %(day)s", "%(date)s到期", "placeholders differ"),
        ("到期", "到期", "Chinese in the English text"),
        ("due soon", "due soon", "the Chinese has no Chinese in it"),
    ],
)
def test_it_names_what_is_wrong_with_a_translation(english, chinese, fault):
    assert list(messages.faults_of(polib.POEntry(msgid=english, msgstr=chinese))) == [fault]


@pytest.mark.parametrize(
    ("english", "chinese"), [("due on %(day)s", "%(day)s到期"), ("Excel", "Excel"), ("%(n)s %%", "%(n)s%%")]
)
def test_it_accepts_a_sound_translation(english, chinese):
    assert list(messages.faults_of(polib.POEntry(msgid=english, msgstr=chinese))) == []


def test_an_update_keeps_translations_and_drops_what_is_gone(tmp_path, monkeypatch):
    room = tmp_path / "room"
    (room / "templates").mkdir(parents=True)
    (room / "apps.py").touch()
    page = room / "templates" / "page.html"
    monkeypatch.setattr(messages, "SOURCE", tmp_path)
    page.write_text('{% translate "stays" %}{% translate "goes" %}')
    messages.update("room")
    catalogue = polib.pofile(str(messages.catalogue_of("room")))
    for entry in catalogue:
        entry.msgstr = {"stays": "留", "goes": "去"}[entry.msgid]
    catalogue.save()

    page.write_text('{% translate "stays" %}{% translate "new" %}')
    missing, dropped = messages.update("room")

    assert (missing, dropped) == (1, ["'goes' (去)"])
    after = polib.pofile(str(messages.catalogue_of("room")))
    assert [(entry.msgid, entry.msgstr) for entry in after] == [("new", ""), ("stays", "留")]


def test_an_update_does_not_touch_a_catalogue_whose_sources_cannot_be_read(tmp_path, monkeypatch):
    room = tmp_path / "room"
    room.mkdir()
    (room / "apps.py").write_text("def broken(:")
    monkeypatch.setattr(messages, "SOURCE", tmp_path)
    monkeypatch.setattr(messages, "ROOT", tmp_path)

    with pytest.raises(messages.Unreadable):
        messages.update("room")
    assert not messages.catalogue_of("room").exists()
