"""The names a spec may use that others define: methods, objects, fields and parameters of the unified model, codecs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import msgspec

from tasklab.unified.catalogue import METHODS
from tasklab.unified.objects import Entity

PLACED = frozenset({"connection_id", "platform", "platform_version", "raw", "extensions", "unsupported"})
"""Fields of every object that the adapter fills by itself."""

CONTROLS = frozenset({"limit", "cursor", "sort", "fields", "raw", "allow_scan", "idempotency_key", "dry_run"})
"""Parameters that say how a method answers, not what it does; a value cannot refer to them."""

DERIVED = frozenset({"field.list", "task.schema", "task.batch", "task.find"})
"""Methods that can be made from the rest of a spec, so that they need no entry in it."""


@dataclass(frozen=True, slots=True)
class UnifiedObject:
    """What a spec may say about one unified object."""

    name: str
    fields: frozenset[str]
    required: frozenset[str]
    """Fields that every object has, so that an entity without them cannot be read."""


@dataclass(frozen=True, slots=True)
class MethodParameters:
    """What a value in a method may refer to."""

    names: frozenset[str]
    required: frozenset[str]


@cache
def unified_objects() -> dict[str, UnifiedObject]:
    """Return every unified object that an entity can describe, by name."""
    return {
        method.object: _unified_object(method.object, method.item)
        for method in METHODS.values()
        if issubclass(method.item, Entity)
    }


def _unified_object(name: str, struct: type[msgspec.Struct]) -> UnifiedObject:
    fields = [field for field in msgspec.structs.fields(struct) if field.name not in PLACED]
    return UnifiedObject(
        name,
        frozenset(field.name for field in fields),
        frozenset(field.name for field in fields if field.required),
    )


@cache
def method_parameters(method: str) -> MethodParameters:
    """Return what a value in a method of the catalogue may refer to, and what every call of it is given."""
    fields = [field for field in msgspec.structs.fields(METHODS[method].parameters) if field.name not in CONTROLS]
    return MethodParameters(
        frozenset(field.name for field in fields),
        frozenset(field.name for field in fields if field.required),
    )
