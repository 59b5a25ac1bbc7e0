"""Trees that hold projects and tasks alike: one native parent stands for the project and for the parent task.

A native object tells its ancestors as links inside each other: `{id, type, "parent.": {id, type, "parent.": ...}}`, as
deep as they were asked for; the outermost one tells the bare id of what is above it, in `parent`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct, field

from tasklab.adapter.codec.number import encode_integer_text
from tasklab.adapter.codec.record import Codec
from tasklab.adapter.codec.refusal import unreadable, wrong_value
from tasklab.unified.error import NotFoundError

if TYPE_CHECKING:
    from collections.abc import Sequence

_PROJECT = "project"
_KINDS = (_PROJECT, "task")


class Ancestor(Struct, gc=False):
    """A link to the object above, and to what is above that."""

    id: int
    type: str
    parent: int | None = None
    """Where the links end: the id of what is above the last one."""
    above: Ancestor | None = field(name="parent.", default=None)


class Work(Struct, gc=False):
    """What tells where one object of the tree is."""

    id: int
    type: str
    above: Ancestor | None = field(name="parent.", default=None)


def decode_nearest_project(native: Ancestor) -> str | None:
    """Return the id of the first project above; None where only tasks are.

    Raises: PlatformError where the links end before that is sure.
    """
    link: Ancestor | None = native
    while link is not None:
        if link.type == _PROJECT:
            return str(link.id)
        if link.above is None and link.parent is not None:
            raise unreadable(link.parent, "a project within the levels that were asked for")
        link = link.above
    return None


def decode_parent_task(native: Ancestor) -> str | None:
    """Return the id of the object above if it is a task."""
    return None if native.type == _PROJECT else str(native.id)


def encode_tree_ids(parts: Sequence[Any]) -> list[int]:
    """Return the ids of the works that a draft names, and of the one that it changes: of `[draft, id]`.

    Raises: NotFoundError for an id that is no number.
    """
    draft, identifier = parts
    own = [] if identifier is None else [encode_integer_text(identifier, "id")]
    return [*own, *(draft[kind] for kind in _KINDS if draft.get(kind) is not None)]


def encode_in_tree(parts: Sequence[Any]) -> dict[str, Any]:
    """Return a draft with one `parent` in place of its `project` and its `task`.

    `parts` is the draft; the id of the work that it changes, or None for a new one; the works that the draft names and
    the work itself, as the platform gave them; and whether the work is a `project` or a `task`. A task that leaves its
    parent task stays in its project.

    Raises: NotFoundError when the work is not of its kind; ValidationError when the draft names a project that is none,
    a task that is none, or a task of another project.
    """
    draft, identifier, natives, kind = parts
    works = {work.id: work for work in _works(natives)}
    own = None if identifier is None else works.get(int(identifier))
    if identifier is not None and (own is None or own.type != kind):
        raise NotFoundError(f"there is no {kind} with the id {identifier!r}", pointer="/id")
    native = {key: value for key, value in draft.items() if key not in _KINDS}
    if len(native) < len(draft):
        native["parent"] = _parent(draft, own, works, "project_id" if kind == "task" else "parent_id")
    return native


def _works(natives: object) -> list[Work]:
    try:
        return msgspec.convert(natives, list[Work])
    except msgspec.ValidationError as error:
        raise unreadable(natives, "works with their ancestors") from error


def _parent(draft: dict[str, Any], own: Work | None, works: dict[int, Work], field_name: str) -> int | None:
    project = _require(works, draft, _PROJECT, field_name) if _PROJECT in draft else _project_of(own)
    task = _require(works, draft, "task", "parent_id")
    if task is None:
        stays = "task" not in draft and own is not None and _task_of(own) is not None and _project_of(own) == project
        return _task_of(own) if stays and own is not None else project
    if _PROJECT in draft and _project_of(works[task]) != project:
        raise wrong_value("parent_id", str(task), f"a task of the project {project}")
    return task


def _require(works: dict[int, Work], draft: dict[str, Any], kind: str, field_name: str) -> int | None:
    """Return the id that a draft names, which has to be of a work of this kind."""
    identifier: int | None = draft.get(kind)
    if identifier is not None and (identifier not in works or works[identifier].type != kind):
        raise wrong_value(field_name, str(identifier), f"the id of a {kind}")
    return identifier


def _project_of(work: Work | None) -> int | None:
    found = None if work is None or work.above is None else decode_nearest_project(work.above)
    return None if found is None else int(found)


def _task_of(work: Work) -> int | None:
    return None if work.above is None or work.above.type == _PROJECT else work.above.id


_ANCESTOR = ((__name__, "Ancestor"),)

CODECS = (
    Codec(
        module=__name__,
        name="nearest_project",
        summary="The first project above an object, of links inside each other that say their type.",
        native="Ancestor",
        unified="str | None",
        imports=_ANCESTOR,
        direction="read",
        is_hook=True,
    ),
    Codec(
        module=__name__,
        name="parent_task",
        summary="The object above another if it is a task, of links inside each other that say their type.",
        native="Ancestor",
        unified="str | None",
        imports=_ANCESTOR,
        direction="read",
        is_hook=True,
    ),
    Codec(
        module=__name__,
        name="in_tree",
        summary="`[draft, id, works, kind]` as a draft with one `parent` in place of its `project` and its `task`.",
        native="dict[str, Any]",
        unified="list[Any]",
        imports=(("typing", "Any"),),
        direction="write",
        is_hook=True,
    ),
    Codec(
        module=__name__,
        name="tree_ids",
        summary="The ids of the works that a draft of a task names, and its own: of `[draft, id]`.",
        native="list[int]",
        unified="list[Any]",
        imports=(("typing", "Any"),),
        direction="write",
        is_hook=True,
    ),
)
