"""Pages: `limit` objects, and a token for what follows that is good for fifteen minutes.

The token is a JSON web token over the rank of the last object, so it outlives that object. Without `limit` there are no
pages, and about a thousand objects at most. Source: https://developers.asana.com/docs/pagination (2026-11-26).
"""

from __future__ import annotations

import base64
import hashlib
import itertools
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import msgspec

from tasklab.twin.platform.asana.refusal import RefusalError, invalid

if TYPE_CHECKING:
    from tasklab.twin.platform.asana.call import Border, Call, Walk
    from tasklab.twin.store import Row

MAX_LIMIT = 100
MAX_UNPAGED = 1000
TOKEN_S = 900
_HEADER = base64.urlsafe_b64encode(b'{"typ":"JWT","alg":"HS256"}').decode().rstrip("=")


class _Claims(msgspec.Struct):
    border_rank: tuple[int, ...]
    iat: int
    exp: int


def cut(call: Call, walk: Walk) -> tuple[list[Row], dict[str, Any] | None]:
    """Return the rows of a page, and what its answer says beside them."""
    limit = _read_limit(call.limit)
    after = None if call.offset is None else _read_token(call, str(call.offset))
    if limit is None:
        return [row for _, row in itertools.islice(walk(after), MAX_UNPAGED)], None
    found = list(itertools.islice(walk(after), limit + 1))
    page = found[:limit]
    following = None if len(found) <= limit else _render_next(call, page[-1][0], limit)
    return [row for _, row in page], {"next_page": following}


def _read_limit(value: Any) -> int | None:
    if value is None:
        return None
    text = str(value)
    if not text.isascii() or not text.isdigit() or isinstance(value, bool):
        raise invalid("limit", f"Not a Long: {text}")
    if not 1 <= int(text) <= MAX_LIMIT:
        raise invalid("limit", f"Must be between 1 and {MAX_LIMIT}.")
    return int(text)


def _render_next(call: Call, border: Border, limit: int) -> dict[str, Any]:
    now = int(call.now_s)
    token = _sign(msgspec.json.encode(_Claims(border, now, now + TOKEN_S)))
    path = f"{call.path}?{urlencode({**call.query, 'limit': limit, 'offset': token})}"
    return {"offset": token, "path": path, "uri": f"{call.address}/api/1.0{path}"}


def _sign(claims: bytes) -> str:
    body = f"{_HEADER}.{base64.urlsafe_b64encode(claims).decode().rstrip('=')}"
    seal = hashlib.blake2s(body.encode(), digest_size=16, person=b"asana-of").digest()
    return f"{body}.{base64.urlsafe_b64encode(seal).decode().rstrip('=')}"


def _read_token(call: Call, token: str) -> Border:
    refused = RefusalError(400, "offset: Your pagination token is invalid.")
    parts = token.split(".")
    if len(parts) != 3:  # noqa: PLR2004 - header, claims and seal
        raise refused
    try:
        claims = base64.b64decode(parts[1] + "=" * (-len(parts[1]) % 4), altchars=b"-_", validate=True)
        if _sign(claims) != token:
            raise refused
        read = msgspec.json.decode(claims, type=_Claims)
    except (ValueError, msgspec.DecodeError) as error:
        raise refused from error
    if call.now_s >= read.exp:
        raise RefusalError(400, "offset: Your pagination token has expired.")
    return read.border_rank
