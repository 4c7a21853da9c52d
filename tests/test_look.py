"""The look: colours that can be read, frames that stand alone, vendored files that are what they say."""

import hashlib
import re

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from jianfa.supervision.rules.lights import Light
from tests.source import PRODUCT

STATIC = PRODUCT / "static"
TOKENS = dict(re.findall(r"(--[\w-]+):\s*(#[0-9a-f]{6})", (STATIC / "css/tokens.css").read_text("utf-8")))
WORDS_ON_GROUND = [
    ("--ink", "--paper"),
    ("--quiet", "--paper"),
    ("--quiet", "--card"),
    ("--red", "--card"),
    ("--red", "--red-pale"),
    ("--ink", "--red-pale"),
    ("--card", "--red"),
    ("--green", "--green-pale"),
    ("--late", "--late-pale"),
    ("--near", "--near-pale"),
    ("--stopped", "--stopped-pale"),
]
VENDORED = re.findall(
    r"^\| (\S+) \| [^|]+ \| [^|]+ \| [^|]+ \| ([0-9a-f]{64}) \|",
    (STATIC / "vendor/VENDORED.md").read_text("utf-8"),
    re.MULTILINE,
)
ERRORS = ["400.html", "403.html", "403_csrf.html", "404.html", "409.html", "429.html", "500.html", "503.html"]
EQUATION = {
    "total": {"value": 72, "label": "清单问题", "url": "/all/"},
    "done": {"value": 64, "label": "已销账", "url": "/done/"},
    "left": {"value": 8, "label": "待销账", "url": "/left/"},
    "rate": "89%",
    "formula": "已销账 64 ÷ 在册 72",
    "as_of": "2026-11-22 09:30",
}


def luminance(colour: str) -> float:
    """Return the relative luminance of #rrggbb (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("words", "ground"), WORDS_ON_GROUND)
def test_words_can_be_read_on_their_ground(words, ground):
    assert contrast(TOKENS[words], TOKENS[ground]) >= 4.5


@pytest.mark.parametrize("mark", ["--field-line", "--late-mark", "--stopped-mark", "--green", "--near"])
def test_marks_and_edges_can_be_seen_on_a_card(mark):
    assert contrast(TOKENS[mark], TOKENS["--card"]) >= 3


@pytest.mark.parametrize(("file", "digest"), VENDORED)
def test_a_vendored_file_is_the_one_in_the_table(file, digest):
    assert hashlib.sha256((STATIC / "vendor" / file).read_bytes()).hexdigest() == digest


def test_every_vendored_file_is_in_the_table_with_a_licence_beside_it():
    present = {path for path in (STATIC / "vendor").rglob("*.*") if path.suffix in {".js", ".css"}}

    assert {str(path.relative_to(STATIC / "vendor")) for path in present} == {file for file, _ in VENDORED}
    assert all((path.parent / "LICENSE").exists() for path in present)


def test_no_served_file_points_to_a_source_map():
    served = [path for path in STATIC.rglob("*") if path.suffix in {".js", ".css"}]

    assert [path.name for path in served if "sourceMappingURL=" in path.read_text("utf-8")] == []


@pytest.mark.parametrize("light", [light for light in Light if light is not Light.NONE])
def test_a_light_says_its_symbol_its_word_and_its_reason(light):
    page = render_to_string(
        "_light.html", {"light": {"name": light, "symbol": "●", "word": "红", "reason": "超期 3 个工作日"}}
    )

    assert f"light-{light.value}" in page
    assert "●" in page
    assert "红 超期 3 个工作日" in page


def test_no_light_is_drawn_where_there_is_none():
    assert "<span" not in render_to_string("_light.html", {"light": {"name": Light.NONE}})


def test_each_number_of_the_subtraction_opens_its_rows():
    page = render_to_string("_equation.html", {"equation": EQUATION})

    assert re.findall(r'href="([^"]+)"', page) == ["/all/", "/done/", "/left/"]
    assert "\N{MINUS SIGN}" in page


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_page_needs_no_context(name):
    page = render_to_string(name)

    assert "<h1>" in page
    assert '<nav class="side"' not in page


def test_a_page_without_anyone_signed_in_draws_no_person_and_no_search():
    page = render_to_string("base.html")

    assert 'class="me"' not in page
    assert 'role="search"' not in page
    assert 'class="bar"' not in page


def test_the_mark_of_invented_data_stands_on_every_frame():
    for frame in ("base.html", "plain.html", "print.html"):
        with translation.override("zh-hans"):
            assert "示例数据" in render_to_string(frame, {"sample_data": True}), frame
            assert "示例数据" not in render_to_string(frame), frame


def test_the_menu_marks_where_the_reader_is_and_counts_what_waits():
    items = [
        {"label": "工作台", "url": "/desk/", "count": 6, "current": True},
        {"label": "看板", "url": "/board/"},
    ]

    page = render_to_string("_menu.html", {"menu": [{"title": "", "items": items}]})

    assert page.count("aria-current") == 1
    assert page.count("menu-count") == 1


def test_the_other_language_is_offered_in_its_own_words():
    context = {"person_name": "李文静", "urls": {"set_language": "/language/"}}
    for language, other in (("zh-hans", "English"), ("en", "中文")):
        with translation.override(language):
            assert other in render_to_string("_topbar.html", context)
