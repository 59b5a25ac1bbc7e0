"""Cursors: opaque to whoever holds one, and good for one query only."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import TYPE_CHECKING

import msgspec
from msgspec import UNSET, Struct

from tasklab.unified.error import ValidationError

if TYPE_CHECKING:
    from tasklab.unified.parameter.common import ListParameters

_NOT_THE_QUERY = frozenset({"limit", "cursor", "fields", "raw", "allow_scan"})
"""Parameters that may change between two pages of one walk."""
_DIGEST_LENGTH = 12


class Cursor(
    Struct,
    frozen=True,
    omit_defaults=True,
    rename={"query": "q", "token": "t", "size": "s", "skip": "k", "last": "a", "order": "o"},
    forbid_unknown_fields=True,
):
    """Where a walk goes on. Shape: JSON in base64url."""

    query: str
    """Digest of the query that it belongs to."""
    token: str | None = None
    """Token of the native page to begin with."""
    size: int = 100
    """Size of that native page: it stays the same through a walk."""
    skip: int = 0
    """Objects of that page that were given out already."""
    last: str | None = None
    """Id of the last of them: found again even if others came or went before it."""
    order: tuple[int, int | float | str | None, str] | None = None
    """Key of the last object given out, where the list is in an order of ours."""


_DECODER = msgspec.json.Decoder(Cursor)


def digest_query(site: tuple[str, ...], parameters: ListParameters) -> str:
    """Return the digest of a query: whom it asks, what for, in which order."""
    query = {
        name: getattr(parameters, name)
        for name in parameters.__struct_fields__
        if name not in _NOT_THE_QUERY and getattr(parameters, name) is not UNSET
    }
    import hashlib  # noqa: PLC0415 - an adapter that is only imported has no cursor to make

    text = msgspec.json.encode([*site, query], order="sorted")
    return hashlib.blake2b(text, digest_size=_DIGEST_LENGTH).hexdigest()


def render_cursor(cursor: Cursor) -> str:
    """Return the text of a cursor."""
    return urlsafe_b64encode(msgspec.json.encode(cursor)).rstrip(b"=").decode("ascii")


def parse_cursor(text: str, query: str) -> Cursor:
    """Return the cursor that a caller brings back.

    Raises: ValidationError for one that is damaged, or belongs to another query.
    """
    damaged = ValidationError("not a cursor: pass `next_cursor` as it was given", pointer="/cursor")
    try:
        padded = text.encode("ascii") + b"=" * (-len(text) % 4)
        cursor = _DECODER.decode(urlsafe_b64decode(padded))
    except (ValueError, UnicodeError, msgspec.DecodeError) as error:
        raise damaged from error
    if cursor.query != query:
        raise ValidationError(
            "this cursor belongs to another query: leave all parameters but `limit` as they were, or start without it",
            pointer="/cursor",
        )
    if cursor.skip < 0 or cursor.size < 1 or not _is_key(cursor.order):
        raise damaged
    return cursor


_KINDS: tuple[tuple[type, ...], ...] = ((int, float), (str,), (type(None),))
"""Types of the value in a key, by its rank."""


def _is_key(order: tuple[int, int | float | str | None, str] | None) -> bool:
    return order is None or (0 <= order[0] < len(_KINDS) and isinstance(order[1], _KINDS[order[0]]))
