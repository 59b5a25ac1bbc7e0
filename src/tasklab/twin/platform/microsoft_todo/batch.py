"""Several requests in one. Source: https://learn.microsoft.com/graph/json-batching; callers measured the refusals."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import parse_qsl

import msgspec

from tasklab.adapter.message import Request
from tasklab.twin.body import BodyError, read_json
from tasklab.twin.platform.microsoft_todo.call import Answer
from tasklab.twin.platform.microsoft_todo.refusal import bad_request

if TYPE_CHECKING:
    from tasklab.adapter.message import Response

Serve: TypeAlias = Callable[[Request], "Response"]
MAX_REQUESTS = 20
_FAILED = 400
_VERBS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def run_batch(request: Request, version: str, serve: Serve) -> Answer:
    """Serve the requests of a batch in their order. Raises: RefusalError with 400 for what is no batch."""
    steps = _read(request)
    statuses: dict[str, int] = {}
    answers = []
    for step in steps:
        if any(statuses[each.lower()] >= _FAILED for each in step.get("dependsOn") or ()):
            answer = _failed(step["id"])
        else:
            answer = _show(step["id"], serve(_as_request(step, request, version)))
        statuses[step["id"].lower()] = answer["status"]
        answers.append(answer)
    return Answer({"responses": answers})


def _read(request: Request) -> list[dict[str, Any]]:
    try:
        body = read_json(request)
    except BodyError as error:
        raise bad_request("Unable to read JSON request payload.") from error
    steps = body.get("requests") if isinstance(body, dict) else None
    if not isinstance(steps, list) or not steps:
        raise bad_request("Invalid batch payload format.")
    if len(steps) > MAX_REQUESTS:
        raise bad_request("Number of requests inside batch exceed the limit.")
    seen: set[str] = set()
    for step in steps:
        _check(step, seen)
        seen.add(step["id"].lower())
    if any(step.get("dependsOn") for step in steps) and not all(step.get("dependsOn") for step in steps[1:]):
        raise bad_request("Batch should be either fully sequential or fully parallel")
    return steps


def _check(step: Any, seen: set[str]) -> None:
    if not isinstance(step, dict) or not all(isinstance(step.get(name), str) for name in ("id", "method", "url")):
        raise bad_request("Invalid batch payload format.")
    if step["id"].lower() in seen:
        raise bad_request(f"Request Id {step['id']} is not unique.")
    before = step.get("dependsOn") or []
    if not isinstance(before, list) or not all(isinstance(each, str) and each.lower() in seen for each in before):
        raise bad_request(f"Request {step['id']} depends on requests that are not before it.")
    headers = step.get("headers") or {}
    if not isinstance(headers, dict) or not all(isinstance(each, str) for each in headers.values()):
        raise bad_request(f"The headers of request {step['id']} are not valid.")
    if step["method"].upper() not in _VERBS or "$batch" in step["url"].lower():
        raise bad_request(f"Request {step['id']} cannot be part of a batch.")


def _as_request(step: dict[str, Any], outer: Request, version: str) -> Request:
    path, _, query = step["url"].partition("?")
    own = {name.lower(): value for name, value in (step.get("headers") or {}).items()}
    shared = [(name, value) for name, value in outer.headers if name.lower() not in {"content-type", *own}]
    return Request(
        verb=step["method"].upper(),
        path=f"/{version}/{path.strip('/')}",
        query=tuple(parse_qsl(query, keep_blank_values=True)),
        headers=(*shared, *own.items()),
        body=_as_body(step.get("body")),
    )


def _as_body(body: Any) -> bytes | None:
    if not isinstance(body, str):
        return None if body is None else msgspec.json.encode(body)
    try:
        return base64.b64decode(body + "=" * (-len(body) % 4), altchars=b"-_")
    except ValueError as error:
        raise bad_request("A body that is no object has to be in base64.") from error


def _show(id_: str, response: Response) -> dict[str, Any]:
    shown: dict[str, Any] = {"id": id_, "status": response.status, "headers": dict(response.headers)}
    if response.body:
        is_json = response.headers.get("content-type", "").startswith("application/json")
        shown["body"] = msgspec.json.decode(response.body) if is_json else base64.b64encode(response.body).decode()
    return shown


def _failed(id_: str) -> dict[str, Any]:
    text = "Request failed as dependent request failed"
    return {"id": id_, "status": 424, "headers": {}, "body": {"error": {"code": "FailedDependency", "message": text}}}
