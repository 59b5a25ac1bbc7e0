"""Pages and the header `Link`.

Source: https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api. Past the last page `prev` is
the last page, as measured in https://github.com/brekkylab/backlot/issues/126; the cursors of issues are as in
https://github.com/google/go-github/issues/3565.
"""

from __future__ import annotations

import base64
import binascii
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import msgspec

from tasklab.twin.platform.github.call import Answer
from tasklab.twin.platform.github.refusal import invalid
from tasklab.twin.platform.github.shape import refuse_page

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tasklab.twin.platform.github.call import Call
    from tasklab.twin.store import Row

_SIZE, _MAX_SIZE = 30, 100
_MAX_REACH = 10_000
_PREFIX = b"cursor:v2:"


def read_page(call: Call) -> tuple[int, int]:
    """Return number and size of the page that is asked for; what cannot be read counts as left out."""
    return _read_count(call, "page", 1), min(_read_count(call, "per_page", _SIZE), _MAX_SIZE)


def cut(call: Call, rows: Sequence[Any]) -> tuple[Sequence[Any], dict[str, str]]:
    """Return the rows of the page that is asked for, and the header that leads to the others."""
    number, size = read_page(call)
    last = max(1, -(-len(rows) // size))
    begin = (number - 1) * size
    return rows[begin : begin + size], _link(call, _targets(number, last))


def paged(call: Call, rows: Sequence[Row], show: Callable[[Row], Any]) -> Answer:
    """Answer with a page of rows."""
    found, headers = cut(call, rows)
    return Answer([show(row) for row in found], headers=headers)


def walked(
    call: Call,
    rows: Sequence[Row],
    key: Callable[[Row], tuple[int, int]],
    show: Callable[[Row], Any],
    *,
    is_falling: bool,
) -> Answer:
    """Answer with rows after or before a cursor; `rows` are sorted by `key`.

    Raises: Refusal with 422 for a cursor that was not given out, and for a page by number that lies too far.
    """
    number, size = read_page(call)
    begin = _find_begin(call, rows, key, number, size, is_falling=is_falling)
    found = rows[begin : begin + size]
    targets: dict[str, list[tuple[str, str]]] = {}
    if found and begin + size < len(rows):
        targets["next"] = [("after", _render_cursor(key(found[-1]))), ("page", str(number + 1))]
    if found and begin:
        targets["prev"] = [("page", str(max(number - 1, 1))), ("before", _render_cursor(key(found[0])))]
    return Answer([show(row) for row in found], headers=_link(call, targets))


def _find_begin(
    call: Call, rows: Sequence[Row], key: Callable[[Row], tuple[int, int]], number: int, size: int, *, is_falling: bool
) -> int:
    sign = -1 if is_falling else 1

    def rising(row: Row) -> tuple[int, int]:
        first, second = key(row)
        return sign * first, sign * second

    cursor = call.query.get("after") or call.query.get("before")
    if cursor:
        first, second = _parse_cursor(cursor)
        at = (sign * first, sign * second)
        return (
            bisect_right(rows, at, key=rising)
            if call.query.get("after")
            else max(0, bisect_left(rows, at, key=rising) - size)
        )
    if number > 1 and number * size >= _MAX_REACH:
        raise refuse_page()
    return (number - 1) * size


def _targets(number: int, last: int) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, int] = {}
    if number > 1:
        found["prev"] = min(number - 1, last)
    if number < last:
        found["next"] = number + 1
    if number != last:
        found["last"] = last
    if number > 1:
        found["first"] = 1
    return {rel: [("page", str(to))] for rel, to in found.items()}


def _link(call: Call, targets: dict[str, list[tuple[str, str]]]) -> dict[str, str]:
    if not targets:
        return {}
    kept = [pair for pair in call.request.query if pair[0] not in {"page", "after", "before"}]
    address = call.api(_numbered(call))
    return {
        "link": ", ".join(f'<{address}?{urlencode([*kept, *pairs])}>; rel="{rel}"' for rel, pairs in targets.items())
    }


def _numbered(call: Call) -> str:
    """Return the path with the ids of its repository or organisation in place of their names, as links have it."""
    parts = call.path.split("/")
    if parts[1] == "repos":
        account = call.database.accounts.first("login", parts[2].lower())
        repo = call.database.repos.first("name", (account["id"], parts[3].lower())) if account else None
        return "/".join(["", "repositories", str(repo["id"]), *parts[4:]]) if repo else call.path
    if parts[1] == "orgs":
        account = call.database.accounts.first("login", parts[2].lower())
        return "/".join(["", "organizations", str(account["id"]), *parts[3:]]) if account else call.path
    return call.path


def _read_count(call: Call, name: str, default: int) -> int:
    text = call.query.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and 0 < int(text) < 2**31 else default


def _render_cursor(key: tuple[int, int]) -> str:
    return base64.b64encode(_PREFIX + msgspec.msgpack.encode(key)).decode()


def _parse_cursor(text: str) -> tuple[int, int]:
    try:
        raw = base64.b64decode(text, validate=True)
        if raw.startswith(_PREFIX):
            return msgspec.msgpack.decode(raw[len(_PREFIX) :], type=tuple[int, int])
    except (binascii.Error, ValueError, msgspec.DecodeError):
        pass  # it is refused below, as one that has another beginning
    raise invalid("Issue", "after", text)
