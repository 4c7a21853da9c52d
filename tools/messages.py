"""Message catalogues without GNU gettext.

    python tools/messages.py update  [ROOM ...]   extract, keep what is translated, name what is missing
    python tools/messages.py compile              write each .mo that is older than its .po
    python tools/messages.py check                fail, with the reason, where a language is not complete

English is the source; Chinese stands in src/jianfa/<room>/locale/zh_Hans/LC_MESSAGES/django.po. What belongs
to no room (project-level templates, settings, the command line) stands in src/jianfa/locale. Files are sorted
by msgid and carry no line numbers and no dates, so that a diff shows nothing but words.
"""

import argparse
import ast
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import polib
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "jianfa"
CATALOGUE = Path("locale") / "zh_Hans" / "LC_MESSAGES" / "django.po"
PROJECT = "project"
METADATA = {
    "Project-Id-Version": "Jianfa",
    "Language": "zh_Hans",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=1; plural=0;",
}
# The functions of django.utils.translation and what their first arguments are.
SHAPES = {
    "gettext": ("id",),
    "gettext_lazy": ("id",),
    "gettext_noop": ("id",),
    "ngettext": ("id", "plural"),
    "ngettext_lazy": ("id", "plural"),
    "pgettext": ("context", "id"),
    "pgettext_lazy": ("context", "id"),
    "npgettext": ("context", "id", "plural"),
    "npgettext_lazy": ("context", "id", "plural"),
}
LITERAL = r"""u?(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')"""
TEMPLATE_CALL = re.compile(rf"\b(n?p?gettext|_)\(\s*({LITERAL}(?:\s*,\s*{LITERAL})*)")
PLACEHOLDER = re.compile(r"%\(\w+\)[#0\- +]*[\d.]*[a-zA-Z]|%[sdrf]|\{\w*(?:[.:!][^{}]*)?\}|%%")
CHINESE = re.compile(r"[\u3400-\u9fff]")
ENGLISH_WORD = re.compile(r"\b[a-z]{3,}\b")


@dataclass(frozen=True, order=True)
class Message:
    """One translatable text: its English, its English plural ("" if none) and its context ("" if none)."""

    text: str
    context: str = ""
    plural: str = ""


class Unreadable(Exception):
    """A source file that cannot be parsed; its catalogue is left as it is."""


# Reading the sources


def messages_in_python(source: str) -> Iterator[Message]:
    """Yield each message marked by a function of django.utils.translation, under whatever name it came in."""
    tree = ast.parse(source)
    names = {name: name for name in SHAPES}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            names.update({alias.asname: alias.name for alias in node.names if alias.asname})
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            shape = SHAPES.get(names.get(called, ""), ())
            values = [argument.value for argument in node.args if isinstance(argument, ast.Constant)]
            texts = [value for value in values if isinstance(value, str)]
            if shape and len(texts) >= len(shape):  # a variable is marked where its text is written
                yield message_of(shape, texts)


def messages_in_template(source: str) -> Iterator[Message]:
    """Yield each message of {% translate %}, {% blocktranslate %} and _("…") in a Django template."""
    for name, literals in TEMPLATE_CALL.findall(templatize(source)):
        shape = SHAPES["gettext" if name == "_" else name]
        texts = [ast.literal_eval(literal) for literal in re.findall(LITERAL, literals)]
        yield message_of(shape, texts)


def message_of(shape: tuple[str, ...], texts: list[str]) -> Message:
    parts = dict(zip(shape, texts, strict=False))
    return Message(parts["id"], parts.get("context", ""), parts.get("plural", ""))


def rooms() -> list[str]:
    """Name the catalogues: one for each room that is a Django app, and the project's own."""
    return [PROJECT, *sorted(path.parent.name for path in SOURCE.glob("*/apps.py"))]


def folder_of(room: str) -> Path:
    return SOURCE if room == PROJECT else SOURCE / room


def sources_of(room: str) -> Iterator[Path]:
    """Yield the .py, .html and .txt files whose texts stand in this room's catalogue."""
    others = set(rooms()) if room == PROJECT else set()
    for path in sorted(folder_of(room).rglob("*")):
        inside = path.relative_to(folder_of(room))
        if path.suffix not in {".py", ".html", ".txt"} or inside.parts[0] in others:
            continue
        if path.suffix == ".txt" and "templates" not in inside.parts:
            continue
        if not {"migrations", "static", "locale"} & set(inside.parts):
            yield path


def extract(room: str) -> dict[tuple[str, str], Message]:
    """Return the room's messages by (context, text).

    Raises Unreadable, naming the file, if one of the sources cannot be parsed.
    """
    found: dict[tuple[str, str], Message] = {}
    for path in sources_of(room):
        read = messages_in_python if path.suffix == ".py" else messages_in_template
        try:
            for message in read(path.read_text(encoding="utf-8")):
                key = (message.context, message.text)
                found[key] = max(message, found.get(key, message))  # a plural form beats none
        except SyntaxError as error:
            raise Unreadable(f"{path.relative_to(ROOT)}: {error}") from error
    found.pop(("", ""), None)
    return found


# Writing the catalogues


def catalogue_of(room: str) -> Path:
    return folder_of(room) / CATALOGUE


def read_catalogue(path: Path) -> polib.POFile:
    catalogue = polib.pofile(str(path), wrapwidth=100) if path.exists() else polib.POFile(wrapwidth=100)
    catalogue.metadata = dict(METADATA)
    catalogue.metadata_is_fuzzy = False
    catalogue.header = ""
    return catalogue


def entry_for(message: Message, old: polib.POEntry | None) -> polib.POEntry:
    """Return the entry to write: the message as the sources have it now, the translation as it was."""
    entry = polib.POEntry(msgid=message.text, msgctxt=message.context or None, tcomment=old.tcomment if old else "")
    words = (old.msgstr or old.msgstr_plural.get(0, "")) if old else ""
    if message.plural:
        entry.msgid_plural = message.plural
        entry.msgstr_plural = {0: words}
    else:
        entry.msgstr = words
    if re.search(r"%\(\w+\)|%[sd]", message.text + message.plural):
        entry.flags = ["python-format"]
    return entry


def update(room: str) -> tuple[int, list[str]]:
    """Rewrite the room's catalogue; return how many messages lack Chinese, and what was dropped with it."""
    found = extract(room)
    path = catalogue_of(room)
    if not found and not path.exists():
        return 0, []
    catalogue = read_catalogue(path)
    old = {(entry.msgctxt or "", entry.msgid): entry for entry in catalogue}
    dropped = [f"{text!r} ({entry.msgstr})" for (context, text), entry in old.items() if (context, text) not in found]
    catalogue.clear()
    catalogue.extend(entry_for(found[key], old.get(key)) for key in sorted(found, key=lambda key: (key[1], key[0])))
    path.parent.mkdir(parents=True, exist_ok=True)
    text = str(catalogue) + "\n"
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")
    return sum(not translation_of(entry) for entry in catalogue), dropped


def compile_catalogues() -> int:
    """Write each .mo that is missing or older than its .po; return how many were written."""
    written = 0
    for path in sorted(SOURCE.rglob("*.po")):
        compiled = path.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < path.stat().st_mtime:
            polib.pofile(str(path)).save_as_mofile(str(compiled))
            written += 1
    return written


# Checking


def translation_of(entry: polib.POEntry) -> str:
    return str(entry.msgstr_plural.get(0, "") if entry.msgid_plural else entry.msgstr)


def faults_of(entry: polib.POEntry) -> Iterator[str]:
    """Yield what is wrong with one entry, each as a phrase."""
    words, english = translation_of(entry), entry.msgid_plural or entry.msgid
    if CHINESE.search(entry.msgid):
        yield "Chinese in the English text"
    if not words:
        yield "no Chinese"
        return
    if entry.fuzzy:
        yield "marked fuzzy"
    if sorted(set(PLACEHOLDER.findall(words))) != sorted(set(PLACEHOLDER.findall(english))):
        yield "placeholders differ"
    if not CHINESE.search(words) and ENGLISH_WORD.search(PLACEHOLDER.sub(" ", english)):
        yield "the Chinese has no Chinese in it"
    if (words.startswith("\n"), words.endswith("\n")) != (english.startswith("\n"), english.endswith("\n")):
        yield "line breaks at the ends differ"


def faults_of_room(room: str) -> Iterator[str]:
    """Yield a line for each fault: not extracted, not translated, no longer used, or wrong in itself."""
    path = catalogue_of(room)
    found = extract(room)
    catalogue = read_catalogue(path)
    entries = {(entry.msgctxt or "", entry.msgid): entry for entry in catalogue}
    where = path.relative_to(ROOT)
    for keys, fault in (
        (found.keys() - entries.keys(), "not in the catalogue"),
        (entries.keys() - found.keys(), "in the catalogue, but used nowhere"),
    ):
        if keys:
            first = min(text for _, text in keys)
            yield f"{where}: {len(keys)} texts {fault}, such as {first!r} (run make messages)"
    for entry in catalogue:
        yield from (f"{where}: {entry.msgid!r}: {fault}" for fault in faults_of(entry))


def disagreements() -> Iterator[str]:
    """Yield each text with two translations: Django would show whichever room is loaded last."""
    seen: dict[tuple[str, str], tuple[str, str]] = {}
    for room in rooms():
        for entry in read_catalogue(catalogue_of(room)):
            words = translation_of(entry)
            key = (entry.msgctxt or "", entry.msgid)
            other, first = seen.setdefault(key, (room, words))
            if words and first and words != first:
                yield f"{entry.msgid!r}: {first} in {other}, {words} in {room}: choose one or give a context"


def strays() -> Iterator[str]:
    """Yield catalogues that nothing keeps up to date."""
    known = {catalogue_of(room) for room in rooms()}
    for path in sorted(SOURCE.rglob("*.po")):
        if path not in known:
            yield f"{path.relative_to(ROOT)}: belongs to no room with an apps.py"


def faults() -> list[str]:
    """Return every fault of every catalogue; empty when both languages are complete."""
    found: list[str] = []
    for room in rooms():
        try:
            found.extend(faults_of_room(room))
        except Unreadable as error:
            found.append(str(error))
    return [*found, *disagreements(), *strays()]


# The command


def update_all(names: Iterable[str]) -> int:
    status = 0
    for room in names:
        try:
            missing, dropped = update(room)
        except Unreadable as error:
            print(f"{room}: left as it is, {error}", file=sys.stderr)
            status = 1
            continue
        for text in dropped:
            print(f"{room}: no longer used, dropped: {text}")
        if missing:
            print(f"{room}: {missing} without Chinese in {catalogue_of(room).relative_to(ROOT)}")
    return status


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("command", choices=["update", "compile", "check"])
    parser.add_argument("rooms", nargs="*", metavar="ROOM", help="only these (update)")
    options = parser.parse_args()
    unknown = sorted(set(options.rooms) - set(rooms()))
    if unknown:
        parser.error(f"no such room: {', '.join(unknown)} (there are: {', '.join(rooms())})")
    if options.command == "update":
        return update_all(options.rooms or rooms())
    if options.command == "compile":
        compile_catalogues()
        return 0
    found = faults()
    if found:
        print(*found, sep="\n", file=sys.stderr)
        return 1
    print("Both languages are complete.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
