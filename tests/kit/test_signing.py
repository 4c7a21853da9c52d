"""Keys in files: made once, for their owner only, and good for signatures that anybody can check."""

import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jianfa.kit.signing import NoSigningKey, is_signed, key_id, make_key_file, public_key, sign


@pytest.fixture(scope="module")
def key(tmp_path_factory):
    path = tmp_path_factory.mktemp("keys") / "deep" / "event.key"
    make_key_file(path)
    return path


def test_only_its_owner_reads_a_key_file(key):
    assert stat.S_IMODE(key.stat().st_mode) == 0o600


def test_a_key_file_is_made_once(key):
    before = key.read_text()

    make_key_file(key)

    assert key.read_text() == before


@given(message=st.binary(max_size=200), place=st.integers(min_value=0), bit=st.integers(0, 7))
def test_a_signature_holds_for_its_message_and_for_no_other(key, message, place, bit):
    signature = sign(key, message)
    changed = bytearray(message or b"\0")
    changed[place % len(changed)] ^= 1 << bit

    assert is_signed(public_key(key), message, signature)
    assert not is_signed(public_key(key), bytes(changed), signature)


@given(place=st.integers(0, 63), bit=st.integers(0, 7))
def test_a_changed_signature_does_not_hold(key, place, bit):
    signature = bytearray(sign(key, b"message"))
    signature[place] ^= 1 << bit

    assert not is_signed(public_key(key), b"message", bytes(signature))


@pytest.mark.parametrize("public", [b"", b"\0" * 31, b"\xff" * 32, b"\0" * 33])
@pytest.mark.parametrize("signature", [b"", b"\0" * 64, b"\xff" * 65])
def test_damaged_keys_and_signatures_do_not_hold_and_raise_nothing(public, signature):
    assert not is_signed(public, b"message", signature)


def test_a_key_is_named_by_its_digest(key):
    assert key_id(b"\0" * 32) == "66687aadf862bd77"
    assert len(key_id(public_key(key))) == 16


@pytest.mark.parametrize("content", [None, "", "not hexadecimal", "00" * 31])
def test_a_missing_or_damaged_key_is_named(tmp_path, content):
    path = tmp_path / "event.key"
    if content is not None:
        path.write_text(content)

    with pytest.raises(NoSigningKey, match=str(path)):
        sign(path, b"message")
