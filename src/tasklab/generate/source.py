"""Where native values stand: in a decoded JSON object, in a DAV item, or in a property of a calendar object."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from tasklab.generate.code import quoted
from tasklab.generate.loose import Loose
from tasklab.generate.name import identifier, pascal
from tasklab.generate.native import Access, Node, ShapeConflictError, access, need
from tasklab.spec.expression import ExpressionError
from tasklab.spec.path import parse_dav_path, parse_path

if TYPE_CHECKING:
    from tasklab.generate.context import Context
    from tasklab.spec.lens import Entity
    from tasklab.spec.path import DavPath

DAV = "tasklab.adapter.dav"
CONTENT_LINE = "tasklab.adapter.content_line"


class NativeSource(Protocol):
    """One native object, as a reader meets it."""

    @property
    def annotation(self) -> str:
        """Type of the native object in generated code."""

    def find(
        self, path: str, annotation: str, where: str, *, is_required: bool = False, root: str = "native"
    ) -> Access:
        """Return how the value at a path is reached, having made room for it."""


class JsonSource:
    """A JSON object, decoded into a struct of just the members that are read."""

    def __init__(self, context: Context, entity: str) -> None:
        self._entity = entity
        self._struct = f"_{pascal(entity)}"
        self._context = context
        self._tree = context.trees.setdefault(self._struct, Node())

    @property
    def annotation(self) -> str:
        """Type of the native object: its struct, or a plain value where the object is nothing more."""
        is_plain = not self._tree.members and self._tree.element is None and self._tree.leaf is not None
        return self._tree.annotation() if is_plain else self._struct

    def find(
        self, path: str, annotation: str, where: str, *, is_required: bool = False, root: str = "native"
    ) -> Access:
        """Return how the value at a path is reached, having made room for it."""
        try:
            steps = parse_path(path).steps
            need(self._tree, steps, annotation, is_required=is_required)
            return access(self._tree, steps, root, Loose(self._context, self._entity).source)
        except (ExpressionError, ShapeConflictError) as error:
            self._context.refuse(where, str(error), "one native form for each path")
            return Access("None")


class DavSource:
    """One item of a multistatus answer."""

    annotation = "DavItem"

    def __init__(self, context: Context) -> None:
        self._context = context
        context.imports.use(DAV, self.annotation)

    def find(
        self, path: str, annotation: str, where: str, *, is_required: bool = False, root: str = "native"
    ) -> Access:
        """Return how the value at a path is reached."""
        del is_required  # an item says itself what it has
        try:
            parsed = parse_dav_path(path)
            if annotation.startswith("list[") and parsed.kind == "property":
                parsed = replace(parsed, is_many=True)
            return dav_access(parsed, root)
        except ExpressionError as error:
            self._context.refuse(where, str(error), "a path into a DAV item")
            return Access("None")


class PropertySource:
    """One property of a calendar object, such as a COMMENT."""

    annotation = "Property"

    def __init__(self, context: Context) -> None:
        self._context = context
        context.imports.use(CONTENT_LINE, self.annotation)

    def find(
        self, path: str, annotation: str, where: str, *, is_required: bool = False, root: str = "native"
    ) -> Access:
        """Return the property itself: nothing else can be read of it."""
        del annotation, is_required
        if path != ".":
            self._context.refuse(where, f"the path `{path}` into one property", "`.`")
        return Access(root, annotation=self.annotation)


def dav_access(path: DavPath, owner: str) -> Access:
    """Return how a value of a DAV item is reached."""
    match path.kind:
        case "whole":
            return Access(owner, annotation="DavItem")
        case "href":
            return Access(f"{owner}.href", annotation="str")
        case "etag":
            return Access(f"{owner}.etag", (f"{owner}.etag is None",), annotation="str")
        case "element" if path.is_many:
            return Access(f"{owner}.texts({quoted('/'.join(path.names))})", annotation="list[str]")
        case "element":
            return _named(f"{owner}.text({quoted('/'.join(path.names))})", path.names[-1].partition(":")[2], "str")
        case _:
            name = quoted(path.names[0])
            if path.is_many:
                return Access(f"{owner}.properties({name})", annotation="list[Property]")
            return _named(f"{owner}.property({name})", path.names[0].lower(), "Property")


def _named(source: str, wanted: str, annotation: str) -> Access:
    """Return the access to what is asked for once, under a name, because it may be missing."""
    name = identifier(wanted)
    return Access(name, (f"({name} := {source}) is None",), annotation=annotation, source=source)


def native_source(context: Context, entity: str, declared: Entity) -> NativeSource:
    """Return the source of an entity's native values."""
    if declared.format == "json":
        return JsonSource(context, entity)
    if any(lens.path == "." for lens in declared.fields.values()):
        return PropertySource(context)
    return DavSource(context)
