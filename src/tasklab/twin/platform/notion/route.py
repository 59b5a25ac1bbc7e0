"""Which function serves which verb and path, in which versions."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias

from tasklab.twin.platform.notion.version import IN_TRASH
from tasklab.twin.route import Router

if TYPE_CHECKING:
    from collections.abc import Callable

Serve: TypeAlias = "Callable[..., Any]"
_ROUTES: list[tuple[str, str, int, int, Any]] = []


def serves(verb: str, template: str, *, since: int = 0, until: int = IN_TRASH) -> Callable[[Serve], Serve]:
    """Let a function serve a verb on a template; the values of the path follow the call as arguments."""

    def register(serve: Serve) -> Serve:
        _ROUTES.append((verb, template, since, until, serve))
        return serve

    return register


@cache
def router_of(version: int) -> Router[Serve]:
    """Return what a version serves."""
    router: Router[Serve] = Router()
    for verb, template, since, until, serve in _ROUTES:
        if since <= version <= until:
            router.add(verb, template, serve)
    return router


def list_routes(version: int) -> list[tuple[str, str]]:
    """Name the verbs and templates that a version serves."""
    return [(verb, template) for verb, template, since, until, _ in _ROUTES if since <= version <= until]
