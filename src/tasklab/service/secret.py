"""Secrets at rest: AES-256-GCM, by a key that is not in the database."""

from __future__ import annotations

import base64
import binascii
import secrets
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_KEY_BYTES = 32
_NONCE_BYTES = 12
"""Source: NIST SP 800-38D, section 8.2: 96 bits, random, for far fewer than 2^32 messages under one key."""
_MARK = b"v1"


class SecretError(Exception):
    """A secret cannot be read with the keys that there are, or a key is none."""


class Keyring:
    """Encrypts with the first key, decrypts with whichever was used."""

    def __init__(self, keys: Sequence[str]) -> None:
        """Take keys as `name:base64`, the current one first. Raises: SecretError."""
        self._ciphers = dict(map(_parse_key, keys))
        if not self._ciphers:
            raise SecretError("there is no key for secrets: give one as name:base64")
        self._current = next(iter(self._ciphers))

    def __repr__(self) -> str:
        return f"Keyring({', '.join(self._ciphers)})"

    @property
    def current(self) -> str:
        """Name of the key that encrypts."""
        return self._current

    def encrypt(self, text: bytes, about: str) -> bytes:
        """Return a text encrypted; only together with `about` can it be read again, so it fits one row alone."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = self._ciphers[self._current].encrypt(nonce, text, about.encode())
        return b".".join((_MARK, self._current.encode(), base64.b64encode(nonce + sealed)))

    def decrypt(self, sealed: bytes, about: str) -> bytes:
        """Return the text. Raises: SecretError for a text of another row, damage, or a key that is not here."""
        mark, name, content = (*sealed.split(b".", 2), b"", b"")[:3]
        cipher = self._ciphers.get(name.decode("ascii", "replace"))
        if mark != _MARK or cipher is None:
            raise SecretError(
                f"a secret was encrypted with the key {name.decode('ascii', 'replace')!r}, which is not here"
            )
        try:
            data = base64.b64decode(content, validate=True)
            return cipher.decrypt(data[:_NONCE_BYTES], data[_NONCE_BYTES:], about.encode())
        except (InvalidTag, binascii.Error, ValueError) as error:
            raise SecretError("a secret is damaged, or belongs to another row") from error

    def is_current(self, sealed: bytes) -> bool:
        """Whether a text is encrypted with the current key."""
        return sealed.startswith(b".".join((_MARK, self._current.encode(), b"")))


def new_secret_key(name: str) -> str:
    """Return a fresh key as `name:base64`."""
    return f"{name}:{base64.b64encode(secrets.token_bytes(_KEY_BYTES)).decode()}"


def load_key_file(path: Path) -> tuple[str, ...]:
    """Return the keys of a file, one on each line, and make one that only its owner can read where there is none."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600, exist_ok=False)
        path.write_text(new_secret_key("k1") + "\n", encoding="ascii")
    return tuple(line for line in path.read_text("ascii").split() if line)


def _parse_key(text: str) -> tuple[str, AESGCM]:
    name, _, content = text.strip().partition(":")
    try:
        key = base64.b64decode(content, validate=True)
    except binascii.Error:
        key = b""
    if not name.isalnum() or not name.isascii() or len(key) != _KEY_BYTES:
        # The text itself may be a key: it is not shown.
        raise SecretError("a key for secrets is name:base64, its name of letters and digits, with 32 bytes")
    return name, AESGCM(key)
