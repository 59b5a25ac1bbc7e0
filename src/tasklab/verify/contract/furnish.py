"""What a site's administrator does with each new project before people can work in it.

A platform may let nobody be assigned in a project that has no members, and have no unified method that adds some. The
recipe of its product then says, in the context under `new_project`, which requests do it: JSON text of a list of
`{"verb": "POST", "path": "/projects/{id}/memberships.json", "json": {...}}`. Texts in the body may have `{id}`, too.
What an answer has is kept for the requests after it: `"keep": {"group": "item.id"}` is `{group}` there. Where versions
differ, `"nothing_on": [404]` says which answers mean that one has nothing of the kind: it is left as it is then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import msgspec

from tasklab.adapter.message import Request

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tasklab.adapter.message import Flow, Response
    from tasklab.verify.contract.target import Session, Target

_STEPS = "new_project"
_SUCCESSES = range(200, 300)


class _Step(msgspec.Struct, frozen=True):
    """One request."""

    verb: str
    path: str
    json: Any = None
    keep: dict[str, str] = {}
    """Name to where it stands in the answer: member names with dots between."""
    nothing_on: list[int] = []


class Furnisher:
    """Makes new projects ready, on targets that say how."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._session: Session | None = None
        self._steps = msgspec.json.decode(target.context.get(_STEPS, "[]"), type=list[_Step])

    def furnish(self, project_id: str) -> None:
        """Make a new project ready. Raises: RuntimeError where the target refuses what its recipe says."""
        known = {"id": project_id}
        for step in self._steps:
            self._session = self._session or self._target.open()
            response = self._session.probe(_flow(step, known))
            if response.status in step.nothing_on:
                return
            if response.status not in _SUCCESSES:
                raise RuntimeError(f"{step.verb} {step.path} was answered with {response.status}: see the recipe")
            known |= {name: _kept(response, path) for name, path in step.keep.items()}


def _flow(step: _Step, known: Mapping[str, str]) -> Flow[Response]:
    response: Response = yield Request(
        verb=step.verb,
        path=_told(step.path, {name: quote(value, safe="") for name, value in known.items()}),
        headers=() if step.json is None else (("Content-Type", "application/json"),),
        body=None if step.json is None else msgspec.json.encode(_filled(step.json, known)),
        is_write=step.json is not None,
    )
    return response


def _kept(response: Response, path: str) -> str:
    found = msgspec.json.decode(response.body)
    for name in path.split("."):
        found = found[name]
    return str(found)


def _filled(value: Any, known: Mapping[str, str]) -> Any:
    match value:
        case dict():
            return {name: _filled(part, known) for name, part in value.items()}
        case list():
            return [_filled(part, known) for part in value]
        case str():
            return _told(value, known)
        case _:
            return value


def _told(text: str, known: Mapping[str, str]) -> str:
    for name, value in known.items():
        text = text.replace(f"{{{name}}}", value)
    return text
