"""One value, one sequence of bytes."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jianfa.kit.canonical import DEEPEST, LARGEST, NotCanonical, canonical, read_canonical

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
keys = st.text(st.characters(min_codepoint=1, max_codepoint=127))
numbers = st.integers(min_value=1 - LARGEST, max_value=LARGEST - 1)
values = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=20,
)


def written_again(value: object) -> str:
    """A second way to the same bytes, after RFC 8785 §3.2, that shares nothing with the first."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, list):
        return "[" + ",".join(map(written_again, value)) + "]"
    assert isinstance(value, dict)
    pairs = (f"{quoted(key)}:{written_again(value[key])}" for key in sorted(value, key=lambda key: key.encode()))
    return "{" + ",".join(pairs) + "}"


def quoted(text: str) -> str:
    short = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
    return '"' + "".join(short.get(one) or (f"\\u{ord(one):04x}" if one < " " else one) for one in text) + '"'


@given(values)
def test_reading_gives_back_what_was_written(value):
    assert read_canonical(canonical(value)) == value


@given(values)
def test_a_second_writer_makes_the_same_bytes(value):
    assert canonical(value) == written_again(value).encode()


@given(values, values)
def test_different_values_have_different_bytes(one, other):
    same = json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)  # tells True from 1

    assert (canonical(one) == canonical(other)) is same


@given(values)
def test_any_other_spelling_of_the_same_value_is_refused(value):
    spelled = json.dumps(value, indent=1).encode()

    if spelled == canonical(value):
        assert read_canonical(spelled) == value
    else:
        with pytest.raises(NotCanonical):
            read_canonical(spelled)


@given(st.binary(max_size=60))
def test_any_bytes_are_either_canonical_or_refused(data):
    try:
        value = read_canonical(data)
    except NotCanonical:
        return

    assert canonical(value) == data


@pytest.mark.parametrize(
    ("value", "place"),
    [
        (1.5, "$: float"),
        (float("nan"), "$: float"),
        ({"a": [1, 2.0]}, "$.a[1]: float"),
        (LARGEST, "$: integer"),
        (-LARGEST, "$: integer"),
        ("\0", "$: NUL"),
        ({"a\0": 1}, "$: NUL"),
        ("\ud800", "$: lone surrogate"),
        ({"键": 1}, "$: key"),
        ({1: 1}, "$: key"),
        (b"bytes", "$: bytes"),
        ({"a": {"b": {1, 2}}}, "$.a.b: set"),
    ],
)
def test_it_refuses_what_has_no_one_form_and_names_the_place(value, place):
    with pytest.raises(NotCanonical, match=r".*") as refusal:
        canonical(value)

    assert str(refusal.value).startswith(place)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b'{"a":1,"a":1}',
        b'{"b":1,"a":2}',
        b'{"a": 1}',
        b"1.0",
        b"1e3",
        b"-0",
        b"NaN",
        b'"\\u0041"',
        b'"\\ud800"',
        b'"\xff"',
        '"é"'.encode("utf-16"),
        b"[" * 100_000,
        b"[" * (DEEPEST + 2) + b"]" * (DEEPEST + 2),
    ],
)
def test_it_refuses_bytes_that_are_not_the_one_form(data):
    with pytest.raises(NotCanonical):
        read_canonical(data)
