"""Which operations there are, and how a path leads to one.

Source: https://learn.microsoft.com/graph/use-the-api; OData 4.01 part 2, sections 4.3 to 4.5, for functions and
actions, which may stand with their namespace and their parentheses.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import unquote

from tasklab.twin.platform.microsoft_todo.refusal import access_denied, bad_request, not_privileged, verb_refused
from tasklab.twin.route import Router

if TYPE_CHECKING:
    from collections.abc import Callable

    from tasklab.twin.platform.microsoft_todo.call import Answer, Call

Serve: TypeAlias = "Callable[..., Answer]"
TASKS = ("Tasks.Read", "Tasks.ReadWrite", "Tasks.Read.Shared", "Tasks.ReadWrite.Shared", "Tasks.ReadWrite.All")
_TASKS_WRITE = tuple(each for each in TASKS if "Write" in each)
_NAMESPACE = "microsoft.graph."
_MAILBOX = ("todo/", "outlook/")


@dataclass(frozen=True)
class Operation:
    """One verb on one path: of a user where it begins with `me`, else of Graph."""

    verb: str
    template: str
    serve: Serve
    scopes: tuple[str, ...]

    def check_scopes(self, call: Call) -> None:
        """Hold a token's scopes against the operation. Raises: RefusalError with 403."""
        if self.scopes and not call.token.has(*self.scopes):
            raise access_denied() if self.template.removeprefix("me/").startswith(_MAILBOX) else not_privileged()


OPERATIONS: list[Operation] = []


def operation(title: str, *scopes: str) -> Callable[[Serve], Serve]:
    """Register what serves `VERB template` for tokens with one of the scopes; those of tasks unless named."""
    verb, _, template = title.partition(" ")
    needed = scopes or (TASKS if verb == "GET" else _TASKS_WRITE)

    def register(serve: Serve) -> Serve:
        OPERATIONS.append(Operation(verb, template, serve, needed))
        return serve

    return register


@cache
def _router() -> Router[Operation]:
    router: Router[Operation] = Router()
    for each in OPERATIONS:
        router.add(each.verb, each.template.lower(), each)
    return router


def find(verb: str, path: str) -> tuple[Operation, dict[str, str], str | None]:
    """Return the operation of a path below the version, its variables, and whose mailbox is named, None for `me`.

    Names have no case, ids do. Raises: RefusalError with 400 for an unknown path, 405 for an unknown verb.
    """
    segments = [_plain(each) for each in path.strip("/").split("/")]
    owner = None
    if len(segments) > 1 and segments[0].lower() == "users":
        owner, segments = unquote(segments[1]), ["me", *segments[2:]]
    plain = "/".join(segments)
    found = _router().find(verb, plain.lower())
    if found is None:
        if _router().verbs(plain.lower()):
            raise verb_refused()
        raise bad_request(f"Resource not found for the segment '{unquote(_first_unknown(segments))}'.")
    names = found[0].template.split("/")
    values = {name[1:-1]: unquote(segments[at]) for at, name in enumerate(names) if name.startswith("{")}
    return found[0], values, owner


def _first_unknown(segments: list[str]) -> str:
    known = {each for op in OPERATIONS for each in op.template.lower().split("/")}
    return next((each for each in segments if each.lower() not in known), segments[-1])


def _plain(segment: str) -> str:
    bare = segment.removeprefix(_NAMESPACE).removesuffix("()")
    return segment if "." in bare else bare  # ids of extensions begin like that too
