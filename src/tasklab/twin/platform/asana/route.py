"""Which procedure serves which verb and path, since which version."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias

from tasklab.twin.route import Router

if TYPE_CHECKING:
    from collections.abc import Callable

    from tasklab.twin.platform.asana.call import Result

Serve: TypeAlias = "Callable[..., Result]"
_ROUTES: list[tuple[str, str, int, Any]] = []


def serves(verb: str, template: str, *, since: int = 0) -> Callable[[Serve], Serve]:
    """Let a function serve a verb on a template; the values of the path follow the call as arguments."""

    def register(serve: Serve) -> Serve:
        _ROUTES.append((verb, template, since, serve))
        return serve

    return register


@cache
def router_of(version: int) -> Router[Serve]:
    """Return what a version serves."""
    router: Router[Serve] = Router()
    for verb, template, since, serve in _ROUTES:
        if since <= version:
            router.add(verb, template, serve)
    return router
