"""Partial answers: the parameter `fields`.

Source: https://developers.google.com/workspace/tasks/performance, "Partial response", for the syntax.
"""

from __future__ import annotations

import re
from typing import Any, TypeAlias

from tasklab.twin.platform.google_tasks.refusal import INVALID, RefusalError

Tree: TypeAlias = "dict[str, Tree]"
"""Names of members, with those inside; an empty one means all that is inside."""

_TOKEN = re.compile(r"[A-Za-z*@][A-Za-z0-9_]*|[(),/]")
_MAX_DEPTH = 8
_LINK: Tree = {name: {} for name in ("description", "link", "type")}
_ASSIGNMENT: Tree = {
    "driveResourceInfo": {"driveFileId": {}, "resourceKey": {}},
    "linkToTask": {},
    "spaceInfo": {"space": {}},
    "surfaceType": {},
}
_LIST: Tree = {name: {} for name in ("kind", "id", "etag", "title", "updated", "selfLink")}
_TASK: Tree = {
    **_LIST,
    **{
        name: {}
        for name in ("parent", "position", "notes", "status", "due", "completed", "deleted", "hidden", "webViewLink")
    },
    "links": _LINK,
}
_PAGE: Tree = {"kind": {}, "etag": {}, "nextPageToken": {}}


def known_members(kind: str, *, has_assigned: bool) -> Tree:
    """Return which members an answer of a kind can have."""
    task = {**_TASK, "assignmentInfo": _ASSIGNMENT} if has_assigned else _TASK
    return {
        "tasks#taskList": _LIST,
        "tasks#task": task,
        "tasks#taskLists": {**_PAGE, "items": _LIST},
        "tasks#tasks": {**_PAGE, "items": task},
    }[kind]


def select(value: dict[str, Any], text: str, *, has_assigned: bool) -> dict[str, Any]:
    """Return the members of an answer that a selector names. Raises: RefusalError with 400."""
    tree = _Reader(text).read()
    _check(tree, known_members(value["kind"], has_assigned=has_assigned), "")
    kept = _keep(value, tree)
    return kept if isinstance(kept, dict) else {}


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = _TOKEN.findall(text)
        if "".join(self._tokens) != re.sub(r"\s", "", text):
            raise _refuse(text)

    def read(self) -> Tree:
        tree = self._read_names(0)
        if self._tokens:
            raise _refuse(self._text)
        return tree

    def _read_names(self, depth: int) -> Tree:
        tree: Tree = {}
        while True:
            name, inside = self._read_name(depth)
            tree[name] = {**tree[name], **inside} if tree.get(name) and inside else {} if name in tree else inside
            if self._tokens[:1] != [","]:
                return tree
            self._tokens.pop(0)

    def _read_name(self, depth: int) -> tuple[str, Tree]:
        if depth > _MAX_DEPTH or not self._tokens or self._tokens[0] in "(),/":
            raise _refuse(self._text)
        name = self._tokens.pop(0)
        following = self._tokens[:1]
        if following == ["/"]:
            self._tokens.pop(0)
            inner, below = self._read_name(depth + 1)
            return name, {inner: below}
        if following == ["("]:
            self._tokens.pop(0)
            inside = self._read_names(depth + 1)
            if self._tokens[:1] != [")"]:
                raise _refuse(self._text)
            self._tokens.pop(0)
            return name, inside
        return name, {}


def _check(tree: Tree, known: Tree, path: str) -> None:
    for name, inside in tree.items():
        at = f"{path}/{name}" if path else name
        if name == "*":
            for each in known.values():
                _check(inside, each, at)
        elif name not in known:
            raise _refuse(at)
        else:
            _check(inside, known[name], at)


def _keep(value: Any, tree: Tree) -> Any:
    if not tree:
        return value
    if isinstance(value, list):
        return [_keep(each, tree) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        name: _keep(each, tree.get(name, tree.get("*", {}))) for name, each in value.items() if {name, "*"} & {*tree}
    }


def _refuse(path: str) -> RefusalError:
    text = f"Error expanding 'fields' parameter. Cannot find matching fields for path '{path}'."
    violation = {"field": path, "description": text}
    detail = {"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": [violation]}
    return RefusalError(400, INVALID, "badRequest", details=[detail])
