"""What the unified model says about its structs, in the form the planners ask for."""

from __future__ import annotations

import types
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, get_args, get_origin

import msgspec

from tasklab.unified.catalogue import METHODS
from tasklab.unified.objects import Entity, TaskPriority, TaskStatus, TaskTypeRef

if TYPE_CHECKING:
    from collections.abc import Mapping

CONTROLS = frozenset(
    {"limit", "cursor", "sort", "fields", "raw", "allow_scan", "idempotency_key", "dry_run"},
)
"""Parameters that say how a method answers, not what it does."""

COMMON = frozenset(msgspec.structs.fields(Entity)[index].name for index in range(len(msgspec.structs.fields(Entity))))
"""Fields that every unified object has."""

PLACED = frozenset({"id", "connection_id", "platform", "platform_version", "raw", "extensions", "unsupported"})
"""Fields that are never `unsupported`: the adapter itself fills them."""

REFERENCES: Mapping[type, tuple[str, str]] = {
    TaskStatus: ("status", "category"),
    TaskPriority: ("priority", "level"),
    TaskTypeRef: ("task_type", "kind"),
}
"""The parts of a task that refer to an object of their own: its entity, and the field they copy besides the name."""

WRITTEN_AS = {"status": "status_id", "priority": "priority_id", "type": "type_id"}
"""Fields of a task whose draft carries the id alone."""


@dataclass(frozen=True)
class Shape:
    """One field of a unified struct."""

    name: str
    type: Any
    """Without `None`, `UNSET` and annotations: `str`, `list[str]`, `TaskDate`, an enumeration."""
    is_required: bool
    is_nullable: bool
    can_be_absent: bool
    """Whether it may be `UNSET`."""


def _bare(annotation: Any) -> Any:
    """Return a type without `Annotated`, inside it too."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _bare(get_args(annotation)[0])
    if origin is list:
        return list[_bare(get_args(annotation)[0])]  # type: ignore[misc]
    return annotation


def _alternatives(annotation: Any) -> tuple[Any, ...]:
    origin = get_origin(annotation)
    if origin is Annotated:
        return _alternatives(get_args(annotation)[0])
    if origin in (Union, types.UnionType):
        return tuple(part for member in get_args(annotation) for part in _alternatives(member))
    return (annotation,)


@cache
def shapes(struct: type[msgspec.Struct]) -> dict[str, Shape]:
    """Return the fields of a unified struct by name, in their order."""
    return {field.name: _shape(field) for field in msgspec.structs.fields(struct)}


def _shape(field: msgspec.structs.FieldInfo) -> Shape:
    alternatives = _alternatives(field.type)
    kinds = tuple(_bare(kind) for kind in alternatives if kind not in (types.NoneType, msgspec.UnsetType))
    kind = kinds[0] if len(kinds) == 1 else Union[kinds]  # noqa: UP007 - made at run time
    return Shape(
        name=field.name,
        type=kind,
        is_required=field.required,
        is_nullable=types.NoneType in alternatives,
        can_be_absent=msgspec.UnsetType in alternatives,
    )


@cache
def is_enumeration(kind: Any) -> bool:
    """Tell whether a field's type is one of the open enumerations."""
    return isinstance(kind, type) and issubclass(kind, Enum)


def enumeration_member(kind: type[Enum], value: object) -> str | None:
    """Find the expression of a member: `StatusCategory.DONE`; None when the enumeration has no such word."""
    return next((f"{kind.__name__}.{name}" for name, member in kind.__members__.items() if member.value == value), None)


_NATIVE = {str: "str", int: "int", bool: "bool", float: "float", list[str]: "list[str]", bytes: "str"}


@cache
def native_annotation(kind: Any) -> str | None:
    """Find the native type that needs no codec to be a field of this type; None when there is none."""
    if kind in _NATIVE:
        return _NATIVE[kind]
    if is_enumeration(kind) or get_origin(kind) is Literal:
        return "str"
    if get_origin(kind) is dict:
        return "dict[str, Any]"
    if get_origin(kind) in (Union, types.UnionType):
        return " | ".join(sorted(_NATIVE[part] for part in get_args(kind)))
    return None


FIELD_TYPES: Mapping[str, str] = {
    "key": "TEXT",
    "url": "URL",
    "title": "TEXT",
    "description": "RICH_TEXT",
    "status": "SELECT",
    "priority": "SELECT",
    "type": "SELECT",
    "project_id": "SELECT",
    "section_id": "SELECT",
    "parent_id": "TASK",
    "assignee_ids": "MULTI_USER",
    "creator_id": "USER",
    "follower_ids": "MULTI_USER",
    "label_ids": "MULTI_SELECT",
    "start": "DATETIME",
    "due": "DATETIME",
    "recurrence": "TEXT",
    "completed_at": "DATETIME",
    "percent_done": "NUMBER",
    "estimate": "DURATION",
    "position": "NUMBER",
    "created_at": "DATETIME",
    "updated_at": "DATETIME",
}
"""Member of `FieldType` for each field of a task."""


def entity_struct(entity: str) -> type[msgspec.Struct]:
    """Return the unified struct of an entity: `time_entry` is `TimeEntry`."""
    return OBJECTS[entity]


def _objects() -> dict[str, type[msgspec.Struct]]:
    return {method.object: method.item for method in METHODS.values() if method.is_list and method.object != "batch"}


OBJECTS: Mapping[str, type[msgspec.Struct]] = _objects()
"""Unified struct by the object part of a method's name."""
