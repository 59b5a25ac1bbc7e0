"""Who asks: accounts, their API keys, and what a key may do."""

from __future__ import annotations

import hashlib
import secrets
from typing import Literal, TypeAlias, get_args

import msgspec

Scope: TypeAlias = Literal["read", "write", "manage"]
SCOPES: tuple[Scope, ...] = get_args(Scope)
"""`read`: the methods that read. `write`: those that change something. `manage`: connections, watches and webhooks."""

_PREFIX = "tasklab_"
_ID_BYTES = 10
_SECRET_BYTES = 32
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base 32: no letter that is read as another."""


class Principal(msgspec.Struct, frozen=True, kw_only=True):
    """The account and key behind a request."""

    account_id: str
    key_id: str
    scopes: frozenset[str]
    is_disabled: bool = False
    """Whether the account is: its data is kept, and no method is served."""


class NewKey(msgspec.Struct, frozen=True):
    """A key at the moment it is made, the only one at which its text is known."""

    id: str
    text: str
    digest: bytes

    def __repr__(self) -> str:
        return f"NewKey({self.id!r})"


def new_id(kind: str) -> str:
    """Return an identifier nobody can guess: `con_` and 16 letters and digits."""
    number = int.from_bytes(secrets.token_bytes(_ID_BYTES), "big")
    text = ""
    for _ in range(_ID_BYTES * 8 // 5):
        number, rest = divmod(number, 32)
        text += _ALPHABET[rest]
    return f"{kind}_{text}"


def new_key() -> NewKey:
    """Return a fresh API key: `tasklab_` and 256 bits of chance."""
    text = _PREFIX + secrets.token_urlsafe(_SECRET_BYTES)
    return NewKey(new_id("key"), text, key_digest(text))


def key_digest(text: str) -> bytes:
    """Return what is kept of a key.

    SHA-256 without salt or stretching: a key is 256 bits of chance, which no table holds and no guessing finds.
    """
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
