"""Documentation that cannot lie: what it names exists; and nothing names where or how the work was done."""

import re
import subprocess
import tomllib
from collections.abc import Iterator
from importlib.metadata import version

import pytest

from jianfa.cli.main import command_names
from tests import source

PAGES = [path for path in source.files(source.ROOT, ".md") if ".pytest_cache" not in path.parts]
TOP = r"(?:src|tests|tools|scripts|docs|\.ci)"
PATH = re.compile(rf"`({TOP}/[\w./-]*[\w/]|[\w-]+\.(?:toml|lock|in|md)|Makefile|LICENSE)`")
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")
TARGET = re.compile(r"`(?:[^`\n]* )?make ([a-z][\w-]*)[^`]*`|^(?:\$ )?make ([a-z][\w-]*)", re.MULTILINE)
COMMAND = re.compile(
    r"`[^`\n]*?\bjianfa ([a-z][\w-]*)[^`\n]*`|^(?:\$ )?(?:\.venv/bin/)?jianfa ([a-z][\w-]*)", re.MULTILINE
)

# Written in halves, so that this file may hold them.
UNWANTED = [
    "/wo" + "rk/",
    "/ro" + "ot/",
    "pypi" + ".org",
    "pythonhosted" + ".org",
    "npmjs" + ".org",
    "npmjs" + ".com",
    "debian" + ".org",
    "clau" + "de",
    "anthro" + "pic",
    "open" + "ai",
    "chat" + "gpt",
    "copi" + "lot",
    "language" + " model",
]
VENDORED = "src/jianfa/static/vendor/"


def both(pattern: re.Pattern[str], text: str) -> Iterator[str]:
    for match in pattern.finditer(text):
        yield next(group for group in match.groups() if group)


def newest_heading() -> str:
    found: list[str] = re.findall(r"^## \[([^\]]+)\]", source.text(source.ROOT / "CHANGELOG.md"), re.MULTILINE)
    return found[0]


def page_id(path) -> str:
    return source.name(path)


@pytest.mark.parametrize("page", PAGES, ids=page_id)
def test_every_path_that_a_page_names_exists(page):
    named = {source.ROOT / name for name in both(PATH, source.text(page))}
    linked = {page.parent / name for name in both(LINK, source.text(page))}

    assert sorted(str(path) for path in named | linked if not path.exists()) == []


@pytest.mark.parametrize("page", PAGES, ids=page_id)
def test_every_make_target_that_a_page_names_exists(page):
    targets = set(re.findall(r"^([a-z][\w-]*):", source.text(source.ROOT / "Makefile"), re.MULTILINE))

    assert sorted(set(both(TARGET, source.text(page))) - targets) == []


@pytest.mark.parametrize("page", PAGES, ids=page_id)
def test_every_command_that_a_page_names_exists(page):
    assert sorted(set(both(COMMAND, source.text(page))) - command_names().keys()) == []


def test_every_make_target_is_in_the_help():
    makefile = source.text(source.ROOT / "Makefile")
    listed = set(re.findall(r"^([a-z][\w-]*):.*## ", makefile, re.MULTILINE))

    assert listed == set(re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)[0].split())


def test_the_version_is_the_newest_of_the_changelog():
    assert version("jianfa") == newest_heading()


def test_every_page_of_the_documentation_is_in_its_list_of_contents():
    contents = source.text(source.ROOT / "docs" / "README.md")
    pages = [path for path in PAGES if "docs" in path.parts and path.name != "README.md"]

    assert [page.name for page in pages if f"({page.relative_to(source.ROOT / 'docs')})" not in contents] == []


def test_every_dependency_has_a_reason():
    lines = source.text(source.ROOT / "pyproject.toml").splitlines()
    declared = tomllib.loads("\n".join(lines))["project"]
    named = [*declared["dependencies"], *declared["optional-dependencies"]["dev"]]
    named += [*declared["optional-dependencies"]["build"], *declared["optional-dependencies"]["similar"]]

    assert [name for name in named if not any(f'"{name}",' in line and "# " in line for line in lines)] == []


def test_every_dependency_is_pinned_with_its_digests():
    for lock in (
        "requirements.lock",
        "requirements-dev.lock",
        "requirements-postgres.lock",
        "requirements-similar.lock",
    ):
        entries = re.split(r"\n(?=[a-z0-9])", source.text(source.ROOT / lock))[1:]

        assert entries
        assert [entry.split()[0] for entry in entries if "==" not in entry or "--hash=sha256:" not in entry] == []


def tracked() -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=source.ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if listed.returncode:
        pytest.skip("not a git work tree: the list of files is not known")
    return [name for name in listed.stdout.splitlines() if not name.startswith(VENDORED)]


def test_no_file_names_where_or_how_the_work_was_done():
    found = []
    for name in tracked():
        path = source.ROOT / name
        try:
            text = path.read_text(encoding="utf-8").lower()
        except (UnicodeDecodeError, FileNotFoundError, IsADirectoryError):
            continue
        found += [f"{name}: {word}" for word in UNWANTED if word in text]

    assert found == []
