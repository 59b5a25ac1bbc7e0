"""What a site's administrator does with each new project before people can work in it.

A platform may let nobody be assigned in a project that has no members, and have no unified method that adds some. The
recipe of its product then says, in the context under `new_project`, which requests do it: JSON text of a list of
`{"verb": "POST", "path": "/projects/{id}/memberships.json", "json": {...}}`. Texts in the body may have `{id}`, too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import msgspec

from tasklab.adapter.message import Request

if TYPE_CHECKING:
    from tasklab.adapter.message import Flow, Response
    from tasklab.verify.contract.target import Session, Target

_STEPS = "new_project"
_SUCCESSES = range(200, 300)


class _Step(msgspec.Struct, frozen=True):
    """One request."""

    verb: str
    path: str
    json: Any


class Furnisher:
    """Makes new projects ready, on targets that say how."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._session: Session | None = None
        self._steps = msgspec.json.decode(target.context.get(_STEPS, "[]"), type=list[_Step])

    def furnish(self, project_id: str) -> None:
        """Make a new project ready. Raises: RuntimeError where the target refuses what its recipe says."""
        for step in self._steps:
            self._session = self._session or self._target.open()
            response = self._session.probe(_flow(step, project_id))
            if response.status not in _SUCCESSES:
                raise RuntimeError(f"{step.verb} {step.path} was answered with {response.status}: see the recipe")


def _flow(step: _Step, project_id: str) -> Flow[Response]:
    response: Response = yield Request(
        verb=step.verb,
        path=step.path.replace("{id}", quote(project_id, safe="")),
        headers=(("Content-Type", "application/json"),),
        body=msgspec.json.encode(_filled(step.json, project_id)),
        is_write=True,
    )
    return response


def _filled(value: Any, project_id: str) -> Any:
    match value:
        case dict():
            return {name: _filled(part, project_id) for name, part in value.items()}
        case list():
            return [_filled(part, project_id) for part in value]
        case str():
            return value.replace("{id}", project_id)
        case _:
            return value
