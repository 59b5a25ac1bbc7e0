"""Dependencies between two tasks, which a platform keeps with the one that is blocked.

As an id they are `acme/home#12 blocked_by acme/home#13`, or `... blocking ...`, as the task sees them that lists them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.adapter.codec.record import Codec
from tasklab.adapter.codec.refusal import cannot_carry
from tasklab.unified.error import NotFoundError

if TYPE_CHECKING:
    from collections.abc import Sequence

_BLOCKED_BY = "blocked_by"
_BLOCKS = "blocks"
_WORDS = {_BLOCKED_BY: _BLOCKED_BY, "blocking": _BLOCKS}
_PARTS = 3


def encode_blocked_end(parts: Sequence[Any]) -> Any:
    """Return the blocked one of two tasks, of `[kind, task, other]`.

    Raises: UnsupportedFieldError for another kind of relation.
    """
    return _ends(parts)[0]


def encode_blocking_end(parts: Sequence[Any]) -> Any:
    """Return the blocking one of two tasks, of `[kind, task, other]`.

    Raises: UnsupportedFieldError for another kind of relation.
    """
    return _ends(parts)[1]


def encode_dependency_task(identifier: str) -> str:
    """Return the task that lists the dependency with this id.

    Raises: NotFoundError for text that is no such id.
    """
    return _split(identifier)[1]


def encode_dependency_blocked(identifier: str) -> str:
    """Return the blocked task in the id of a dependency.

    Raises: NotFoundError for text that is no such id.
    """
    return str(_ends(_split(identifier))[0])


def encode_dependency_blocking(identifier: str) -> str:
    """Return the blocking task in the id of a dependency.

    Raises: NotFoundError for text that is no such id.
    """
    return str(_ends(_split(identifier))[1])


def _ends(parts: Sequence[Any]) -> tuple[Any, Any]:
    kind, task, other = parts
    if kind not in {_BLOCKED_BY, _BLOCKS}:
        raise cannot_carry("kind", f"is {str(kind)!r}: tasks here are {_BLOCKED_BY} or {_BLOCKS} others")
    return (task, other) if kind == _BLOCKED_BY else (other, task)


def _split(identifier: str) -> tuple[str, str, str]:
    parts = identifier.split(" ")
    if len(parts) != _PARTS or parts[1] not in _WORDS:
        raise NotFoundError(f"there is no dependency with the id {identifier!r}", pointer="/id")
    return _WORDS[parts[1]], parts[0], parts[2]


def _of_three(name: str, summary: str) -> Codec:
    return Codec(
        module=__name__,
        name=name,
        summary=summary,
        native="Any",
        unified="Sequence[Any]",
        imports=(("collections.abc", "Sequence"), ("typing", "Any")),
        direction="write",
    )


def _of_id(name: str, summary: str) -> Codec:
    return Codec(module=__name__, name=name, summary=summary, native="str", unified="str", direction="write")


CODECS = (
    _of_three("blocked_end", "The blocked one of two tasks, of `[kind, task, other]`. Writes only."),
    _of_three("blocking_end", "The blocking one of two tasks, of `[kind, task, other]`. Writes only."),
    _of_id("dependency_task", "The task that lists a dependency, of its id: `12 blocked_by 13`. Writes only."),
    _of_id("dependency_blocked", "The blocked task in the id of a dependency: `12 blocked_by 13`. Writes only."),
    _of_id("dependency_blocking", "The blocking task in the id of a dependency: `12 blocked_by 13`. Writes only."),
)
