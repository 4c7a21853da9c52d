"""The product read as text, for the tests about the code base."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PRODUCT = ROOT / "src" / "jianfa"
LEFT_OUT = {
    "__pycache__",
    ".venv",
    ".git",
    ".cache",
    "vendor",
    "var",
    "node_modules",
    "test-results",
    "build",
    "dist",
}


def files(folder: Path, *suffixes: str) -> list[Path]:
    """Return the files of the project under a folder, without what is made, vendored or data."""
    return [
        path
        for path in sorted(folder.rglob("*"))
        if path.suffix in suffixes and path.is_file() and not LEFT_OUT & set(path.relative_to(ROOT).parts)
    ]


def python(*folders: str) -> list[Path]:
    """Return the Python files of these folders (default: the product's), without migrations."""
    chosen = [ROOT / folder for folder in folders] or [PRODUCT]
    return [path for folder in chosen for path in files(folder, ".py") if "migrations" not in path.parts]


def templates() -> list[Path]:
    return [path for path in files(PRODUCT, ".html", ".txt") if "templates" in path.parts]


def rooms() -> list[Path]:
    """Return the folders that are rooms: packages with code in them."""
    return [path.parent for path in sorted(PRODUCT.glob("*/__init__.py"))]


@cache
def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(text(path), str(path))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def actions() -> Iterator[tuple[str, str, ast.FunctionDef]]:
    """Yield room.verb, module and function of each public function in an actions file that names an actor."""
    for path in python():
        inside = path.relative_to(PRODUCT).with_suffix("")
        if "actions" not in inside.parts[1:]:
            continue
        module = ".".join(["jianfa", *(part for part in inside.parts if part != "__init__")])
        for node in tree(path).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and "actor" in arguments(node):
                yield f"{inside.parts[0]}.{node.name}", module, node


def arguments(function: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    return [argument.arg for argument in (*function.args.args, *function.args.kwonlyargs)]


def template_name(path: Path) -> str:
    """Return a template's name as a view gives it."""
    parts = path.relative_to(PRODUCT).parts
    return "/".join(parts[parts.index("templates") + 1 :])


def name(path: Path) -> str:
    """Return a path as the project writes it."""
    return path.relative_to(ROOT).as_posix()


def line_of(source: str, match: re.Match[str]) -> int:
    return source.count("\n", 0, match.start()) + 1
