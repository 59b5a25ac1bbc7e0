"""Which operations there are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, TypeAlias

from tasklab.twin.platform.jira_cloud.version import APIS
from tasklab.twin.route import Router

if TYPE_CHECKING:
    from collections.abc import Callable

    from tasklab.twin.platform.jira_cloud.call import Answer

Serve: TypeAlias = "Callable[..., Answer]"


@dataclass(frozen=True)
class Operation:
    """One verb on one path below `/rest/api/{version}`."""

    verb: str
    template: str
    serve: Serve
    """Called with the call, and the variables of the path by their names."""
    is_public: bool
    """Whether it is served to nobody in particular."""
    apis: tuple[str, ...] = APIS
    """The versions of the API that have it."""


OPERATIONS: list[Operation] = []


def operation(title: str, *, is_public: bool = False, apis: tuple[str, ...] = APIS) -> Callable[[Serve], Serve]:
    """Register what serves `VERB /template`."""
    verb, _, template = title.partition(" ")

    def register(serve: Serve) -> Serve:
        OPERATIONS.append(Operation(verb, template, serve, is_public, apis))
        return serve

    return register


@cache
def find_router() -> Router[Operation]:
    """Return the routes of all versions of the API."""
    router: Router[Operation] = Router()
    for each in OPERATIONS:
        router.add(each.verb, each.template, each)
    return router
