"""Several reads in one. Source: the description, group Batch."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote

from tasklab.twin.platform.trello.argument import Arguments
from tasklab.twin.platform.trello.call import OPERATIONS, route
from tasklab.twin.platform.trello.refusal import NOT_FOUND, RefusalError, invalid

if TYPE_CHECKING:
    from tasklab.twin.platform.trello.call import Call

MOST_ROUTES = 10
_NAMES = {400: "BadRequest", 401: "Unauthorized", 403: "Forbidden", 404: "NotFound"}


@route("GET", "/batch")
def batch(call: Call) -> list[dict[str, Any]]:
    """Read up to ten paths, given with commas between; each answer stands under its status."""
    urls = [each.strip() for each in call.arguments.need_text("urls").split(",")]
    if len(urls) > MOST_ROUTES or not all(each.startswith("/") for each in urls):
        raise invalid("urls")
    return [_read(call, unquote(each)) for each in urls]


def _read(call: Call, url: str) -> dict[str, Any]:
    path, _, query = url.partition("?")
    arguments = Arguments(dict(parse_qsl(query, keep_blank_values=True)))
    try:
        return {"200": _run(replace(call, arguments=arguments, has_header=False), path)}
    except RefusalError as error:
        name = _NAMES.get(error.status, "Error")
        return {"name": name, "message": error.message, "statusCode": error.status}


def _run(call: Call, path: str) -> Any:
    found = OPERATIONS.find("GET", path)
    if found is None or path.strip("/") == "batch":
        raise RefusalError(404, NOT_FOUND)
    operation, values = found
    return operation(call, *values.values())
