"""Which methods there are. Source: the description's `resources`; `parameters` for those that all have."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, TypeAlias

from tasklab.twin.platform.google_tasks.household import READING_SCOPE, SCOPE
from tasklab.twin.platform.google_tasks.refusal import UnknownPathError, scope_insufficient, unknown_parameter
from tasklab.twin.route import Router

if TYPE_CHECKING:
    from collections.abc import Callable

    from tasklab.twin.platform.google_tasks.call import Answer, Call

Serve: TypeAlias = "Callable[..., Answer]"
COMMON = frozenset(
    {
        "$.xgafv", "access_token", "alt", "callback", "fields", "key", "oauth_token", "prettyPrint", "quotaUser",
        "uploadType", "upload_protocol",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Operation:
    """One method of the API."""

    name: str
    verb: str
    template: str
    serve: Serve
    parameters: frozenset[str]
    newer: frozenset[str]
    """Parameters that came with assigned tasks."""

    def check(self, call: Call, scope: str) -> None:
        """Hold scope and parameters against the method. Raises: RefusalError with 403 or 400."""
        allowed = (SCOPE, READING_SCOPE) if self.verb == "GET" else (SCOPE,)
        if scope not in allowed:
            raise scope_insufficient(allowed)
        known = self.parameters | COMMON | (self.newer if call.traits.has_assigned else frozenset())
        unknown = next((name for name in call.query if name not in known), None)
        if unknown is not None:
            raise unknown_parameter(unknown)


OPERATIONS: list[Operation] = []


def operation(name: str, title: str, *parameters: str, newer: tuple[str, ...] = ()) -> Callable[[Serve], Serve]:
    """Register what serves `VERB path` below `/tasks/v1`."""
    verb, _, path = title.partition(" ")

    def register(serve: Serve) -> Serve:
        template = f"/tasks/v1/{path}"
        OPERATIONS.append(Operation(name, verb, template, serve, frozenset(parameters), frozenset(newer)))
        return serve

    return register


def find(verb: str, path: str) -> tuple[Operation, dict[str, str]]:
    """Return what serves a verb on a path, and the variables of the path. Raises: UnknownPathError."""
    found = _router().find(verb, path)
    if found is None:
        raise UnknownPathError(path)
    return found


@cache
def _router() -> Router[Operation]:
    router: Router[Operation] = Router()
    for each in OPERATIONS:
        router.add(each.verb, each.template, each)
    return router
