"""Ed25519 keys kept in files: made once, read once, never in a database."""

import os
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey


class NoSigningKey(Exception):
    """The key file is missing or unreadable; nothing can be written without it."""


@lru_cache(maxsize=4)
def _load(path: str) -> Ed25519PrivateKey:
    try:
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(Path(path).read_text().strip()))
    except (OSError, ValueError) as error:
        raise NoSigningKey(f"{path}: {error}") from error


def make_key_file(path: Path) -> None:
    """Write a new private key, readable by its owner only; an existing file is left alone."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(Ed25519PrivateKey.generate().private_bytes_raw().hex() + "\n")


def public_key(path: Path) -> bytes:
    """Return the 32 bytes of the public half of the key in ``path``."""
    return _load(str(path)).public_key().public_bytes_raw()


def key_id(public: bytes) -> str:
    """Name a public key: the first 16 hexadecimal digits of its SHA-256."""
    return sha256(public).hexdigest()[:16]


def sign(path: Path, message: bytes) -> bytes:
    """Return the 64-byte Ed25519 signature over ``message`` with the key in ``path``."""
    return _load(str(path)).sign(message)


def is_signed(public: bytes, message: bytes, signature: bytes) -> bool:
    """Say whether ``signature`` over ``message`` was made with that key."""
    try:
        _public(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


@lru_cache(maxsize=16)
def _public(public: bytes) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(public)
