"""JSON-RPC 2.0 as Kanboard speaks it: one call or a batch, notifications, its errors and their HTTP statuses.

Source: https://docs.kanboard.org/v1/api/ and https://www.jsonrpc.org/specification; where Kanboard differs from the
latter, such as -32700 for an item of a batch that is no object, Kanboard is followed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from tasklab.twin.answer import json_answer, text_answer
from tasklab.twin.body import BodyError, read_json
from tasklab.twin.platform.kanboard.access import ForbiddenError, UnauthorizedError
from tasklab.twin.platform.kanboard.procedure import PROCEDURES, ArgumentError, BrokenError

if TYPE_CHECKING:
    from collections.abc import Callable

    from tasklab.adapter.message import Request, Response
    from tasklab.twin.platform.kanboard.procedure import Call

PARSE_ERROR = (-32700, "Parse error")
INVALID_REQUEST = (-32600, "Invalid Request")
METHOD_NOT_FOUND = (-32601, "Method not found")
INVALID_PARAMS = (-32602, "Invalid params")
UNAUTHORIZED = (401, "Unauthorized")
FORBIDDEN = (403, "Forbidden")
_CHALLENGE = {"www-authenticate": 'Basic realm="JsonRPC"'}

Sign: TypeAlias = "Callable[[], Call]"
"""Finds out who calls. Raises: UnauthorizedError."""


def answer(request: Request, sign: Sign) -> Response:
    """Answer a request with what its calls come to.

    Wrong credentials and a forbidden call answer the whole request, a batch too, with 401 and 403.
    """
    try:
        payload = read_json(request)
    except BodyError:
        return json_answer(_error(PARSE_ERROR))
    if not isinstance(payload, (dict, list)):
        return json_answer(_error(PARSE_ERROR))
    try:
        result = _run_batch(payload, sign) if isinstance(payload, list) and payload else _run(payload, sign)
    except UnauthorizedError:
        return json_answer(_error(UNAUTHORIZED), 401, _CHALLENGE)
    except ForbiddenError:
        return json_answer(_error(FORBIDDEN), 403)
    except BrokenError:
        return text_answer("", 500, "text/html; charset=UTF-8")
    return text_answer("", kind="application/json") if result is None else json_answer(result)


def refusal(status: int, message: str) -> dict[str, Any]:
    """Return the body of a refusal that answers a whole request."""
    return _error((status, message))


def _run_batch(payload: list[Any], sign: Sign) -> list[Any] | None:
    results = [result for each in payload if (result := _run(each, sign)) is not None]
    return results or None


def _run(payload: Any, sign: Sign) -> dict[str, Any] | None:
    if not isinstance(payload, (dict, list)):
        return _error(PARSE_ERROR)
    if not isinstance(payload, dict) or not _is_request(payload):
        return _error(INVALID_REQUEST)
    id_ = payload.get("id")
    outcome = _call(payload["method"], payload.get("params") or [], sign, id_)
    return None if id_ is None else outcome


def _call(name: str, given: list[Any] | dict[str, Any], sign: Sign, id_: Any) -> dict[str, Any]:
    call = sign()
    found = PROCEDURES.get(name)
    if found is None:
        return _error(METHOD_NOT_FOUND, id_)
    try:
        return {"jsonrpc": "2.0", "result": found.run(call, given), "id": id_}
    except ArgumentError as error:
        return _error(INVALID_PARAMS, id_, str(error))


def _is_request(payload: dict[str, Any]) -> bool:
    params = payload.get("params")
    return (
        payload.get("jsonrpc") == "2.0"
        and isinstance(payload.get("method"), str)
        and (params is None or isinstance(params, (list, dict)))
    )


def _error(kind: tuple[int, str], id_: Any = None, data: str | None = None) -> dict[str, Any]:
    code, message = kind
    error: dict[str, Any] = {"code": code, "message": message}
    if data:
        error["data"] = data
    return {"jsonrpc": "2.0", "error": error, "id": id_}
