"""What `jianfa doctor` says of the typefaces of PDFs."""

import pytest

from jianfa.cli import doctor
from jianfa.kit.papers import faces
from jianfa.kit.papers.faces import INSTALLED, NAMES


class Known:
    """Typst's list of fonts, with these families in it."""

    def __init__(self, *families: str) -> None:
        self._families = families

    def families(self) -> list[str]:
        return list(self._families)


def said() -> list[tuple[str, str, str]]:
    return [(finding.sign, finding.sentence, finding.remedy) for finding in doctor.check_typefaces()]


@pytest.fixture(autouse=True)
def anew():
    faces.faces.cache_clear()
    yield
    faces.faces.cache_clear()


def test_free_typefaces_are_in_order_and_it_says_where_true_ones_go(settings, tmp_path):
    settings.FONTS_ROOT = tmp_path

    [(sign, sentence, remedy)] = said()

    assert sign == doctor.GOOD
    assert all(name in sentence for name in NAMES.values())
    assert str(tmp_path) in remedy


def test_a_folder_that_was_named_and_is_not_there_is_a_warning(settings, tmp_path):
    settings.FONTS_ROOT = tmp_path / "gone"

    assert said()[0][0] == doctor.WARNING


def test_typefaces_in_the_offices_folder_are_used(settings, tmp_path, monkeypatch):
    settings.FONTS_ROOT = tmp_path
    own = [names[-1] for names in INSTALLED.values()]
    monkeypatch.setattr("typst.Fonts", lambda **_options: Known("Noto Serif SC", *own))

    assert [(sign, remedy) for sign, _sentence, remedy in said()] == [(doctor.GOOD, "")]
    assert faces.faces(tmp_path).families == dict(zip(INSTALLED, own, strict=True))
