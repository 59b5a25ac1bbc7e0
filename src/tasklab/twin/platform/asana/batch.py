"""Several requests in one: up to ten, answered in their order.

Source: https://developers.asana.com/docs/batch-requests (2026-11-26).
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.asana.dispatch import Answer, dispatch, refuse
from tasklab.twin.platform.asana.refusal import RefusalError, invalid, missing
from tasklab.twin.platform.asana.request import apply_options

if TYPE_CHECKING:
    from tasklab.twin.platform.asana.call import Call

PATH = "/batch"
MAX_ACTIONS = 10
_VERBS = ("get", "post", "put", "delete", "patch", "head")
_NOT_HERE = ("/batch", "/attachments", "/organization_exports")


def read_actions(call: Call) -> list[Any]:
    """Return what a batch asks for. Raises: RefusalError for none and for too many."""
    actions = call.data.get("actions")
    if actions is None:
        raise missing("actions")
    if not isinstance(actions, list):
        raise invalid("actions", "Not an Array")
    if not 1 <= len(actions) <= MAX_ACTIONS:
        raise invalid("actions", f"Must have between 1 and {MAX_ACTIONS} actions.")
    return actions


def run_batch(call: Call, actions: list[Any]) -> Answer:
    """Run every action; one that fails hinders no other."""
    return Answer(200, {}, {"data": [_run(call, action) for action in actions]})


def _run(call: Call, action: Any) -> dict[str, Any]:
    try:
        verb, inner = _read_action(call, action)
        answer = dispatch(inner, verb)
    except RefusalError as error:
        answer = refuse(error)
    body = {"data": {}} if answer.body is None else answer.body
    return {"status_code": answer.status, "headers": answer.headers, "body": body}


def _read_action(call: Call, action: Any) -> tuple[str, Call]:
    if not isinstance(action, dict):
        raise invalid("actions", "Not an Object")
    path, method = action.get("relative_path"), action.get("method")
    data, options = action.get("data") or {}, action.get("options") or {}
    if not isinstance(path, str) or not path:
        raise missing("relative_path")
    if method is None:
        raise missing("method")
    if not isinstance(method, str) or method.lower() not in _VERBS:
        raise invalid("method", f"Not a valid value: {method}")
    if not isinstance(data, dict) or not isinstance(options, dict):
        raise invalid("data", "Not an Object")
    path, verb = f"/{path.strip('/')}", method.upper()
    if "?" in path:
        raise invalid("relative_path", "Query parameters are not accepted here; put them in data instead.")
    if any(path == each or (path.startswith(f"{each}/") and verb != "GET") for each in _NOT_HERE) and verb != "GET":
        raise invalid("relative_path", f"{path} cannot be used in a batch")
    inner = dataclasses.replace(call, path=path, data={}, query={}, fields=None, expand={}, limit=None, offset=None)
    if verb in ("GET", "DELETE", "HEAD"):
        inner.query = {name: _as_text(value) for name, value in data.items()}
    else:
        inner.data = data
    inner.limit, inner.offset = options.get("limit"), options.get("offset")
    apply_options(inner, options)
    return verb, inner


def _as_text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "null" if value is None else str(value)
