"""The house rules that no linter knows. An exemption is a line with its reason.

Two more are asked at the end of a whole run, in tests/whole_suite.py: each template was rendered, and each
action left an event.
"""

import ast
import re
import tomllib
from collections.abc import Iterator

import pytest
from django.db.migrations.loader import MigrationLoader

from tests import source
from tests.conftest import ASKED_ONCE

FILE_LINES, FUNCTION_LINES, TEMPLATE_LINES = 400, 50, 150
LARGE: dict[str, str] = {
    "src/jianfa_verify.py": "one file by design: an auditor copies it to a machine that has nothing of Jianfa",
}
"""Path (or path::function) → why it may be larger than the budget."""

VOCABULARY = {
    *(
        "__init__",
        "apps",
        "states",
        "rules",
        "models",
        "policy",
        "queries",
        "actions",
        "replay",
        "forms",
        "views",
    ),
    *("urls", "migrations", "management", "templatetags", "templates", "locale", "static", "data"),
}
COMPOSITION = {"kit", "cli", "demo"}
"""Not rooms with nouns and verbs: their files are named for what they do."""
EXTRA_FILES: dict[str, str] = {
    "calendar/middleware": "Django's hook round a request: each goes by the calendar as it is then",
    "organisations/middleware": "Django's hook round a request: the post acted through, refusals as pages",
    "portal/guarded": "Django's SQLite with the list of what the public process may do: settings name a module",
    "portal/middleware": "Django's hook round a request: what holds for every public answer",
    "exchange/reading": "a pipeline from file to rows: one step a file, no nouns of its own",
}
"""room/file → why it stands outside the vocabulary."""

IMPURE_NAMES = {"utils", "util", "helpers", "helper", "common", "misc"}
INLINE = re.compile(r"""\sstyle\s*=\s*["']|\son[a-z]+\s*=\s*["']|<style[\s>]|javascript:""", re.IGNORECASE)
SCRIPT = re.compile(r"<script\b(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")[^>]*>", re.IGNORECASE)


def too_long(path, budget: int) -> Iterator[str]:
    lines = source.text(path).count("\n")
    if lines > budget and source.name(path) not in LARGE:
        yield f"{source.name(path)}: {lines} lines, {budget} are allowed"


def test_every_file_keeps_to_the_size_budget():
    code = source.python("src", "tests", "tools", "scripts")
    found = [fault for path in code for fault in too_long(path, FILE_LINES)]
    found += [fault for path in source.templates() for fault in too_long(path, TEMPLATE_LINES)]

    assert found == []


def test_every_function_keeps_to_the_size_budget():
    found = [
        f"{source.name(path)}::{function.name}: {length} lines, {FUNCTION_LINES} are allowed"
        for path in source.python("src", "tests", "tools", "scripts")
        for function in source.functions(path)
        if (length := (function.end_lineno or 0) - function.lineno + 1) > FUNCTION_LINES
        if f"{source.name(path)}::{function.name}" not in LARGE
    ]

    assert found == []


def test_every_exemption_from_the_budget_is_still_needed():
    assert [entry for entry in LARGE if not (source.ROOT / entry.partition("::")[0]).exists()] == []


def test_every_file_of_a_room_is_named_from_the_closed_vocabulary():
    found = {
        f"{room.name}/{path.stem}"
        for room in source.rooms()
        if room.name not in COMPOSITION
        for path in room.iterdir()
        if path.stem not in VOCABULARY | {"__pycache__"}
    }

    assert found == set(EXTRA_FILES)


def test_every_room_is_held_to_the_order_inside_a_room():
    contracts = tomllib.loads(source.text(source.ROOT / "pyproject.toml"))["tool"]["importlinter"]["contracts"]
    inside = next(contract for contract in contracts if contract["name"].startswith("Inside a room"))
    expected = {f"jianfa.{room.name}" for room in source.rooms() if room.name not in COMPOSITION}

    assert set(inside["containers"]) == expected


def test_no_module_is_named_for_nothing():
    found = [source.name(path) for path in source.python("src", "tests", "tools") if path.stem in IMPURE_NAMES]

    assert found == []


def test_the_kit_knows_no_database():
    kit = [path for path in source.python() if path.relative_to(source.PRODUCT).parts[0] == "kit"]

    assert [source.name(path) for path in kit if "django.db" in source.text(path)] == []


def test_there_are_no_signals():
    found = [
        f"{source.name(path)}:{number}"
        for path in source.python()
        for number, line in enumerate(source.text(path).splitlines(), 1)
        if re.search(r"@receiver\b|\b\w+\.connect\(|django\.dispatch|models\.signals", line)
        and "sqlite3.connect(" not in line
        and "psycopg.connect(" not in line
    ]

    assert found == []


def test_an_import_inside_a_function_says_why():
    found = []
    for path in source.python():
        lines = source.text(path).splitlines()
        for function in source.functions(path):
            for node in ast.walk(function):
                if isinstance(node, ast.Import | ast.ImportFrom):
                    near = lines[node.lineno - 1] + lines[node.lineno - 2]
                    if "# why:" not in near:
                        found.append(f"{source.name(path)}:{node.lineno}")

    assert found == []


def test_no_page_holds_inline_script_or_style():
    found = []
    for path in [*source.templates(), *source.python()]:
        text = source.text(path)
        patterns = (INLINE, SCRIPT) if path.suffix == ".html" else (re.compile(r"<[a-z]+[^>\n]* style="),)
        for pattern in patterns:
            found += [f"{source.name(path)}:{source.line_of(text, match)}" for match in pattern.finditer(text)]

    assert found == []


# Actions


ACTIONS = {action: function for action, _, function in source.actions()}


@pytest.mark.parametrize("action", sorted(ACTIONS))
def test_an_action_takes_its_actor_and_time_by_name(action):
    named = {argument.arg for argument in ACTIONS[action].args.kwonlyargs}

    assert {"actor", "at"} <= named


# Settings


def environment_names(path) -> Iterator[tuple[str, int]]:
    """Yield each environment variable read in a file, with its line."""
    for node in ast.walk(source.tree(path)):
        first = None
        if isinstance(node, ast.Call) and node.args:
            if re.match(r"(os\.)?(environ\.get|getenv)$|env(_\w+)?$", ast.unparse(node.func)):
                first = node.args[0]
        elif isinstance(node, ast.Subscript) and ast.unparse(node.value) in {"os.environ", "environ"}:
            first = node.slice
        if isinstance(first, ast.Constant) and isinstance(first.value, str):
            yield first.value, first.lineno


def test_every_setting_is_documented():
    documented = source.text(source.ROOT / "docs" / "settings.md")
    read = {name for name, _ in environment_names(source.PRODUCT / "settings.py")}

    assert sorted(name for name in read if f"`{name}`" not in documented) == []


def test_every_documented_setting_exists():
    documented = set(re.findall(r"`((?:JIANFA|DATABASE)_[A-Z_]+)`", source.text(source.ROOT / "docs" / "settings.md")))
    read = {name for name, _ in environment_names(source.PRODUCT / "settings.py")}

    assert sorted(name for name in documented - read if not name.endswith("_FILE")) == []


def test_only_the_settings_and_the_command_line_read_the_environment():
    found = [
        f"{source.name(path)}:{line}"
        for path in source.python()
        if path.name != "settings.py" and path.relative_to(source.PRODUCT).parts[0] not in {"cli", "wsgi.py"}
        for _, line in environment_names(path)
    ]

    assert found == []


# Migrations


def test_every_migration_is_named_by_hand_and_leads_somewhere():
    loader = MigrationLoader(None)
    ours = [(label, name) for label, name in loader.disk_migrations if (source.PRODUCT / label).is_dir()]
    generated = [f"{label}.{name}" for label, name in ours if re.search(r"_auto_|_alter_\w+_and_more", name)]

    assert generated == []
    assert loader.detect_conflicts() == {}


def test_every_room_with_models_has_migrations():
    with_models = [room for room in source.rooms() if (room / "models.py").exists() or (room / "models").is_dir()]

    assert [room.name for room in with_models if not list(room.glob("migrations/0*.py"))] == []


def test_what_is_asked_on_one_database_only_is_there():
    tests = source.ROOT / "tests"
    folders = {tests / ("" if folder == "tests" else folder): names for folder, names in ASKED_ONCE.items()}
    named = {folder / name for folder, names in folders.items() for name in names}

    assert [str(path) for path in sorted(named) if not path.is_file()] == []
