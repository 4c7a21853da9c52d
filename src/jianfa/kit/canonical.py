"""Canonical JSON: one value, one sequence of bytes.

A restricted RFC 8785: objects, arrays, strings, booleans, null and integers of less than 2**53.
Floats are refused (money is in fen, ratios are strings), as are NUL, lone surrogates and keys
that are not ASCII, so that any language can reproduce the bytes a signature was made over.
"""

import json
from typing import Any

LARGEST = 2**53
DEEPEST = 32
"""Levels of nesting; no event comes near, and damaged bytes must not exhaust the stack."""


class NotCanonical(ValueError):
    """The value cannot be written canonically; the message names the place."""


def canonical(value: Any) -> bytes:
    """Return the canonical UTF-8 bytes of a JSON value.

    >>> canonical({"b": 1, "a": ["x", None, True]})
    b'{"a":["x",null,true],"b":1}'
    """
    if not _is_plain(value, 0):
        _check(value, "$")
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def read_canonical(body: bytes) -> Any:
    """Parse canonical bytes; raise NotCanonical when they are not the one way to write the value."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NotCanonical(f"not JSON: {error}") from error
    if canonical(value) != body:
        raise NotCanonical("the bytes are not in canonical form")
    return value


def _is_plain(value: Any, depth: int) -> bool:
    """Say whether the value is certainly canonical: what ``_check`` asks, without naming places; ten times as quick."""
    kind = type(value)
    if kind is str:
        return "\0" not in value and (value.isascii() or _has_bytes(value))
    if kind is dict:
        return depth < DEEPEST and _is_plain_object(value, depth + 1)
    if kind is list:
        return depth < DEEPEST and all(_is_plain(item, depth + 1) for item in value)
    return value is None or kind is bool or (kind is int and -LARGEST < value < LARGEST)


def _is_plain_object(value: dict[Any, Any], depth: int) -> bool:
    for key, item in value.items():
        if type(key) is not str or not key.isascii() or "\0" in key:
            return False
        if item is None or (type(item) is str and item.isascii() and "\0" not in item):
            continue  # most values of most events: no call for each
        if not _is_plain(item, depth):
            return False
    return True


def _has_bytes(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _check(value: Any, path: str, depth: int = 0) -> None:
    if depth > DEEPEST:
        raise NotCanonical(f"nested more than {DEEPEST} levels deep")
    if value is None or isinstance(value, bool):
        return
    if isinstance(value, int):
        if abs(value) >= LARGEST:
            raise NotCanonical(f"{path}: integer too large")
    elif isinstance(value, str):
        _check_text(value, path)
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            _check(item, f"{path}[{index}]", depth + 1)
    elif isinstance(value, dict):
        for key, item in value.items():
            _check_key(key, path)
            _check(item, f"{path}.{key}", depth + 1)
    else:
        raise NotCanonical(f"{path}: {type(value).__name__} has no canonical form")


def _check_key(key: Any, path: str) -> None:
    if not isinstance(key, str) or not key.isascii():
        raise NotCanonical(f"{path}: key {key!r} is not ASCII text")
    _check_text(key, path)


def _check_text(value: str, path: str) -> None:
    if "\0" in value:
        raise NotCanonical(f"{path}: NUL in text")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise NotCanonical(f"{path}: lone surrogate in text") from error
