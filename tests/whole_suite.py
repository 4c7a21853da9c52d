"""At the end of a whole run: was every template rendered, and has every action left an event?

Both are noted while the tests run and gathered from all workers. What is missing fails the run, unless
tests/whole_suite.json gives a reason; a reason that is no longer needed fails it too. `make test` asks for
this with --whole-suite.
"""

import functools
import importlib
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test.signals import template_rendered

from tests import source

EXEMPTIONS = source.ROOT / "tests" / "whole_suite.json"
THE_WRITER = "journal.write"
"""The one function that appends an event; an action counts only when this succeeded inside it."""
written = 0
NOTES = "WHOLE_SUITE_NOTES"
"""The folder in which each worker leaves what it has seen."""
seen: dict[str, set[str]] = {"templates": set(), "actions": set()}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.getgroup("jianfa").addoption(
        "--whole-suite", action="store_true", help="every template rendered, every action with an event"
    )


def pytest_configure(config: pytest.Config) -> None:
    if not config.getoption("--whole-suite"):
        return
    if not hasattr(config, "workerinput"):
        os.environ[NOTES] = tempfile.mkdtemp(prefix="jianfa-notes-")
    template_rendered.connect(_note_template)
    for action, module, function in source.actions():
        _note_calls(importlib.import_module(module), function.name, action)


def _note_template(template: Any, **_: Any) -> None:
    if template.name:
        seen["templates"].add(template.name)


def _note_calls(module: Any, name: str, action: str) -> None:
    """Put a note-taker in the place of an action, wherever the product has imported it."""
    original: Callable[..., Any] = getattr(module, name)

    @functools.wraps(original)
    def noted(*args: Any, **kwargs: Any) -> Any:
        global written
        before = written
        result = original(*args, **kwargs)
        written += action == THE_WRITER
        if written > before:
            seen["actions"].add(action)
        return result

    for owner in [owner for key, owner in sys.modules.items() if key.split(".")[0] in {"jianfa", "tests"}]:
        for key, value in list(vars(owner).items()):
            if value is original:
                setattr(owner, key, noted)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    config = session.config
    if not config.getoption("--whole-suite"):
        return
    if hasattr(config, "workerinput"):
        note = json.dumps({kind: sorted(names) for kind, names in seen.items()})
        Path(os.environ[NOTES], f"{os.getpid()}.json").write_text(note, encoding="utf-8")
        return
    for path in Path(os.environ[NOTES]).glob("*.json"):
        for kind, names in json.loads(path.read_text(encoding="utf-8")).items():
            seen[kind].update(names)
    if session.exitstatus == pytest.ExitCode.OK and any(faults()):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    if config.getoption("--whole-suite"):
        for fault in faults():
            terminalreporter.write_line(f"WHOLE SUITE {fault}", red=True)


def faults() -> Iterator[str]:
    """Name templates never rendered, actions that left no event, and exemptions that are not needed."""
    known = {
        "templates": {source.template_name(path) for path in source.templates()},
        "actions": {action for action, _, _ in source.actions()},
    }
    exempt: dict[str, dict[str, str]] = json.loads(EXEMPTIONS.read_text(encoding="utf-8"))
    for kind, names in known.items():
        missing = names - seen[kind]
        yield from (f"{kind}: {name}: not in any test" for name in sorted(missing - exempt[kind].keys()))
        yield from (f"{kind}: {name}: needs no exemption" for name in exempt[kind] if name not in missing)
