"""Where native values stand: in a decoded JSON object, or in a DAV item."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from tasklab.generate.name import pascal
from tasklab.generate.native import Access, Node, ShapeConflictError, access, need
from tasklab.spec.expression import ExpressionError
from tasklab.spec.path import parse_dav_path, parse_path

if TYPE_CHECKING:
    from tasklab.generate.context import Context


class NativeSource(Protocol):
    """One native object, as a reader meets it."""

    annotation: str
    """Type of the native object in generated code."""

    def find(self, path: str, annotation: str, where: str, *, is_required: bool = False, root: str = "native") -> Access:
        """Return how the value at a path is reached, having made room for it."""


class JsonSource:
    """A JSON object, decoded into a struct of just the members that are read."""

    def __init__(self, context: Context, entity: str) -> None:
        self.annotation = f"_{pascal(entity)}"
        self._context = context
        self._tree = context.trees.setdefault(self.annotation, Node())

    def find(self, path: str, annotation: str, where: str, *, is_required: bool = False, root: str = "native") -> Access:
        """Return how the value at a path is reached, having made room for it."""
        try:
            steps = parse_path(path).steps
            need(self._tree, steps, annotation, is_required=is_required)
            return access(self._tree, steps, root)
        except (ExpressionError, ShapeConflictError) as error:
            self._context.refuse(where, str(error), "one native form for each path")
            return Access("None")


class DavSource:
    """One item of a multistatus answer."""

    annotation = "DavItem"

    def __init__(self, context: Context) -> None:
        self._context = context
        context.imports.use("tasklab.adapter.dav", "DavItem")

    def find(self, path: str, annotation: str, where: str, *, is_required: bool = False, root: str = "native") -> Access:
        """Return how the value at a path is reached."""
        try:
            parsed = parse_dav_path(path)
        except ExpressionError as error:
            self._context.refuse(where, str(error), "a path into a DAV item")
            return Access("None")
        raise NotImplementedError(parsed)


def native_source(context: Context, entity: str, format_name: str) -> NativeSource:
    """Return the source of an entity's native values."""
    return JsonSource(context, entity) if format_name == "json" else DavSource(context)
