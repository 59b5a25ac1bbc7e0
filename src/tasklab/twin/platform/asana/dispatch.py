"""From a call to what is answered: a status, headers, and a value for the body."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from tasklab.twin.platform.asana.call import Listing, Nothing, Record
from tasklab.twin.platform.asana.page import cut
from tasklab.twin.platform.asana.refusal import NO_ROUTE, RefusalError, error_body
from tasklab.twin.platform.asana.route import router_of
from tasklab.twin.platform.asana.view import show

if TYPE_CHECKING:
    from tasklab.twin.platform.asana.call import Call, Result

BASE = "/api/1.0"
_NO_CONTENT = 204


class Answer(msgspec.Struct, frozen=True):
    """What is answered; no body where that is None."""

    status: int
    headers: dict[str, str]
    body: Any


def refuse(error: RefusalError) -> Answer:
    """Return the answer of a refusal."""
    return Answer(error.status, error.headers, error_body(error.status, error.message))


def dispatch(call: Call, verb: str) -> Answer:
    """Serve a call below the API's path; a refusal is an answer too."""
    found = router_of(call.version).find(verb, call.path)
    if found is None:
        return refuse(RefusalError(404, NO_ROUTE))
    serve, values = found
    try:
        return _render(call, serve(call, *values.values()))
    except RefusalError as error:
        return refuse(error)


def _render(call: Call, result: Result) -> Answer:
    match result:
        case Nothing():
            return Answer(result.status, {}, None if result.status == _NO_CONTENT else {"data": {}})
        case Record():
            headers = {} if result.location is None else {"location": f"{BASE}{result.location}"}
            shown = show(call, result.view, result.row, is_full=True, tree=call.fields, expand=call.expand)
            return Answer(result.status, headers, {"data": shown})
        case Listing():
            return _render_listing(call, result)


def _render_listing(call: Call, listing: Listing) -> Answer:
    if listing.is_paged:
        rows, beside = cut(call, listing.walk)
    else:
        rows, beside = [row for _, row in listing.walk(None)], None
    is_full = listing.is_full or "this" in call.expand
    shown = [show(call, listing.view, row, is_full=is_full, tree=call.fields, expand=call.expand) for row in rows]
    return Answer(200, {}, {"data": shown, **(beside or {})})
