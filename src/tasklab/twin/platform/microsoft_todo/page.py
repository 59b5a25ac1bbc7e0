"""Pages of collections, and what `$select` and `$expand` leave in an answer.

Source: https://learn.microsoft.com/graph/query-parameters, https://learn.microsoft.com/graph/paging, and callers who
measured it: a preferred size is not in the next page's address, `$count` is passed over, `$select` is refused.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from tasklab.twin.platform.microsoft_todo.call import Answer
from tasklab.twin.platform.microsoft_todo.refusal import bad_query

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Sequence

    from tasklab.twin.platform.microsoft_todo.call import Call
    from tasklab.twin.store import Row

MAX_TOP = 1000
PAGE_SIZE = 50
"""Of lists, tasks and what hangs on them, as callers measured it."""
_SELECTED = ("id", "lastModifiedDateTime", "*")
_KEPT = frozenset("-._~!$'()*,;:@/")


def read_number(call: Call, name: str, default: int, least: int = 0) -> int:
    """Read a parameter that is a whole number. Raises: RefusalError with 400 for others."""
    text = call.query.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 10) or int(text) < least:  # noqa: PLR2004 - of 32 bits
        raise bad_query(f"Invalid value '{text}' for {name} query option found.")
    return int(text)


def read_flag(call: Call, name: str) -> bool:
    """Read a parameter that is true or false. Raises: RefusalError with 400 for others."""
    text = call.query.get(name, "false").lower()
    if text not in {"true", "false"}:
        raise bad_query(f"Invalid value '{text}' for {name} query option found.")
    return text == "true"


def page_size(call: Call, default: int) -> int:
    """Return how many objects a page may have: by `$top`, by the preference for a size, or as usual.

    Raises: RefusalError with 400 for what is no size.
    """
    wanted = call.preferences.get("odata.maxpagesize", "")
    preferred = int(wanted) if wanted.isascii() and wanted.isdigit() and 0 < int(wanted) <= MAX_TOP else default
    return min(read_number(call, "$top", preferred, least=1), MAX_TOP)


def read_names(call: Call, name: str, known: Container[str]) -> list[str] | None:
    """Read a parameter that lists members, None where it is left out. Raises: RefusalError with 400 for others."""
    text = call.query.get(name)
    if text is None:
        return None
    names = [each.strip() for each in text.split(",")]
    unknown = next((each for each in names if each not in known), None)
    if unknown is not None:
        raise bad_query(f"Could not find a property named '{unknown}'.")
    return names


def cut(
    call: Call,
    rows: Sequence[Row],
    size: int,
    show: Callable[[Row], dict[str, Any]],
    context: str,
) -> Answer:
    """Return a page of rows, with the address of the next one where there is one.

    Raises: RefusalError with 400 for a page that cannot be.
    """
    start = read_number(call, "$skip", 0)
    read_flag(call, "$count")
    body: dict[str, Any] = {"@odata.context": context, "value": [show(row) for row in rows[start : start + size]]}
    if start + size < len(rows):
        kept = [pair for pair in call.request.query if pair[0].lower() != "$skip"]
        body["@odata.nextLink"] = link(call, [*kept, ("$skip", str(start + size))])
    return Answer(body)


def link(call: Call, query: Sequence[tuple[str, str]]) -> str:
    """Return the address of the request with another query, the names written as the vendor's samples have them."""
    text = "&".join(f"{quote(name, safe='$')}={quote(value, safe=''.join(_KEPT))}" for name, value in query)
    path = call.request.path.rstrip("/")
    return f"{call.root}{path}?{text}"


def select(shown: dict[str, Any], names: list[str] | None) -> dict[str, Any]:
    """Leave the members that were asked for: these, the id, and annotations."""
    if names is None:
        return shown
    return {name: each for name, each in shown.items() if name.startswith("@") or name in {"id", *names}}


def read_expanded(call: Call, known: Container[str]) -> dict[str, str]:
    """Read `$select` and `$expand` of lists and tasks: what is expanded, with its options.

    Callers measured that `$select` is refused for members; `id`, `lastModifiedDateTime` and `*` pass without effect.
    Raises: RefusalError with 400 for others.
    """
    wanted = call.query.get("$select")
    if wanted is not None and wanted not in _SELECTED:
        raise bad_query(f"Could not find a property named '{wanted.partition(',')[0]}'.")
    text = call.query.get("$expand")
    if text is None:
        return {}
    found: dict[str, str] = {}
    for each in re.split(r",(?![^(]*\))", text):
        name, bracket, options = each.strip().partition("(")
        if name not in known or (bracket and not options.endswith(")")):
            raise bad_query(f"Could not find a property named '{name}'.")
        found[name] = options.removesuffix(")")
    return found
