"""Which operations there are, and what stands before each: the scope of the path, the version."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import quote, unquote

from tasklab.twin.platform.azure_devops.refusal import RefusalError
from tasklab.twin.platform.azure_devops.version import Stage, as_number
from tasklab.twin.route import Router

if TYPE_CHECKING:
    from collections.abc import Callable

    from tasklab.twin.platform.azure_devops.call import Answer

Serve: TypeAlias = "Callable[..., Answer]"
EVERYWHERE = Stage()
_NODES = "wit/classificationnodes/"


@dataclass(frozen=True)
class Operation:
    """One verb on one path below `_apis`."""

    verb: str
    template: str
    serve: Serve
    stage: Stage
    needs_project: bool


OPERATIONS: list[Operation] = []


def operation(title: str, *, stage: Stage = EVERYWHERE, needs_project: bool = False) -> Callable[[Serve], Serve]:
    """Register what serves `VERB template`; it is called with the variables of the path as text."""
    verb, _, template = title.partition(" ")

    def register(serve: Serve) -> Serve:
        OPERATIONS.append(Operation(verb, template, serve, stage, needs_project))
        return serve

    return register


@cache
def router_of(newest: str) -> Router[Operation]:
    """Return the routes of a site whose newest version is this one."""
    router: Router[Operation] = Router()
    for each in OPERATIONS:
        is_gone = each.stage.until is not None and as_number(each.stage.until) <= as_number(newest)
        if as_number(each.stage.since) <= as_number(newest) and not is_gone:
            router.add(each.verb, each.template, each)
    return router


def find(newest: str, verb: str, path: str) -> tuple[Operation, dict[str, str]]:
    """Return the operation of a path, whatever the case of its words, and its variables as they were written.

    Raises: RefusalError with 404, or 405 where the path has other verbs.
    """
    path = _fold(path.strip("/"))
    router = router_of(newest)
    found = router.find(verb, path.lower())
    if found is None:
        raise _no_verb(verb) if router.verbs(path.lower()) else no_controller(path)
    segments = path.split("/")
    names = found[0].template.split("/")
    values = {name[1:-1]: unquote(segments[at]) for at, name in enumerate(names) if name.startswith("{")}
    return found[0], values


def no_controller(path: str) -> RefusalError:
    """Refuse a path that nothing serves."""
    text = f"The controller for path '/_apis/{path}' was not found or does not implement IController."
    return RefusalError(404, "HttpException", text, space="System.Web")


def _no_verb(verb: str) -> RefusalError:
    text = f"The requested resource does not support http method '{verb}'."
    return RefusalError(405, "HttpException", text, space="System.Web")


def _fold(path: str) -> str:
    """Make one segment of a node's path, which may have any number of them."""
    if not path.lower().startswith(_NODES):
        return path
    group, slash, rest = path[len(_NODES) :].partition("/")
    return f"{path[: len(_NODES)]}{group}{slash}{quote(unquote(rest), safe='')}"
