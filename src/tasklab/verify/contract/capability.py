"""What a platform version declares that it can carry: read from its resolved spec, and from nothing else.

The suite asks this, and not the adapter, what it has to try: an adapter that loses a field still owes it.
"""

from __future__ import annotations

import datetime as dt
import types
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Annotated, Any, Union, get_args, get_origin

import msgspec

from tasklab.adapter.codec.registry import CODECS, load_functions
from tasklab.spec.call import VERBS
from tasklab.spec.check.call import references_in
from tasklab.spec.expression import Clauses, Encoded, parse_value, references_of
from tasklab.unified.catalogue import METHODS
from tasklab.unified.error import MethodError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tasklab.spec.call import Method as DeclaredMethod
    from tasklab.spec.call import Unavailable
    from tasklab.spec.expression import Value
    from tasklab.spec.lens import Lens
    from tasklab.spec.model import Spec

PARAMETER_OF = {"status": "status_id", "priority": "priority_id", "type": "type_id"}
"""Fields whose draft carries the id alone."""
ALWAYS_THERE = frozenset({"id", "connection_id", "platform", "platform_version", "raw", "extensions", "unsupported"})
"""Fields that no platform has to carry: tasklab fills them."""
CONTROLS = frozenset(
    {"limit", "cursor", "sort", "fields", "raw", "allow_scan", "idempotency_key", "dry_run"},
)
"""Parameters that say how a method answers, not what it does."""
_MADE_BY_US = {"field.list", "task.schema", "task.batch"}
"""Methods that need nothing from the platform, unless a version declares a call for them."""


@dataclass(frozen=True)
class WrittenField:
    """One field that a write method of a version carries."""

    method: str
    parameter: str
    """As the method calls it: `status_id`."""
    name: str
    """As the object calls it: `status`."""
    type: Any
    """Of the parameter, without `None`, absence and annotations."""
    is_nullable: bool
    is_required: bool
    """Whether the version refuses to create without it."""
    lens: Lens | None
    """None for a parameter that only says where: the project in the address of a new task."""

    def __str__(self) -> str:
        return self.parameter

    @property
    def is_readable(self) -> bool:
        """Whether what is written can be read back."""
        return self.lens is not None

    @property
    def max_length(self) -> int | None:
        """Longest text that the platform keeps."""
        return None if self.lens is None else self.lens.max_length

    def refusal(self, value: object) -> str:
        """Return the kind of error that a value of the right type ends with; empty when it is carried."""
        lens = self.lens
        codec = None if lens is None else CODECS.get(lens.write_codec or lens.codec or "")
        # What is led to by a kept mapping is not written by the codec of what leads there.
        if lens is None or codec is None or value is None or lens.through is not None:
            return ""
        encode = load_functions(codec).encode
        if encode is None:
            return ""
        arguments: list[object] = [value]
        if codec.takes_table:
            arguments.append(dict(lens.table or {}))
        if codec.can_refuse:
            arguments.append(self.parameter)
        try:
            encode(*arguments)
        except MethodError as error:
            return error.kind
        return ""

    def expected(self, value: Any) -> Any:
        """Return what reads back of a written value: the documented normalisation."""
        codec = None if self.lens is None else CODECS.get(self.lens.codec or "")
        if codec is None or value is None:
            return value
        return load_functions(codec).normalise(value)


@dataclass(frozen=True, eq=False)
class Capability:
    """What one platform version declares."""

    spec: Spec
    digest: str
    """Of the resolved spec."""

    @property
    def site(self) -> str:
        """Platform and version, for people."""
        return f"{self.spec.platform} {self.spec.version}"

    @property
    def unavailable(self) -> Mapping[str, Unavailable]:
        """Methods that the version cannot do."""
        return self.spec.unavailable

    @cached_property
    def methods(self) -> tuple[str, ...]:
        """Methods that the version can do: every one that is not declared unavailable."""
        return tuple(name for name in METHODS if name not in self.spec.unavailable)

    def has(self, *methods: str) -> bool:
        """Whether the version can do all of these methods."""
        return all(method in METHODS and method not in self.spec.unavailable for method in methods)

    @cached_property
    def asking(self) -> tuple[str, ...]:
        """Methods that ask the platform something: not those that tasklab answers by itself."""
        called = {name: self.declared(name) for name in self.methods}
        return tuple(
            name for name, call in called.items() if (name not in _MADE_BY_US if call is None else not call.constants)
        )

    def declared(self, method: str) -> DeclaredMethod | None:
        """Find how the spec declares a method; None for those that tasklab makes by itself."""
        return self.spec.methods.get(method)

    # Objects

    @property
    def has_fields_by_project(self) -> bool:
        """Whether each project has custom fields of its own."""
        declared = self.declared("field.list")
        return declared is not None and "project_id" in (declared.across or ())

    def lateness(self, entity: str, field: str) -> dt.timedelta:
        """Return how much earlier than it was a moment may be told: a platform may tell the minute alone."""
        lens = self.spec.entities[entity].fields.get(field)
        return dt.timedelta(minutes=1) if lens is not None and lens.codec == "instant_minute" else dt.timedelta(0)

    def readable(self, entity: str) -> tuple[str, ...]:
        """Name the fields of an object that the version can carry, besides those that are always there."""
        lenses = self.spec.entities[entity].fields if entity in self.spec.entities else {}
        known = struct_of(entity).__struct_fields__
        return tuple(name for name in known if name in lenses and name not in ALWAYS_THERE)

    @cache  # noqa: B019 - a run has one capability, and lives as long
    def unsupported(self, entity: str) -> frozenset[str]:
        """Name the fields of an object that the version cannot carry."""
        declared = self.spec.entities.get(entity)
        known = set(struct_of(entity).__struct_fields__) - ALWAYS_THERE - set(self.readable(entity))
        return frozenset(known - ({"url"} if declared is not None and declared.url else set()))

    # Writes

    @cache  # noqa: B019
    def written_by(self, method: str) -> tuple[WrittenField, ...]:
        """Give every field that a write method carries, its own id aside."""
        if not self.has(method):
            return ()
        entry = METHODS[method]
        types_of = {field.name: field for field in msgspec.structs.fields(entry.parameters)}
        names = [name for name in types_of if name not in CONTROLS and name != "id"]
        found = (self._written(method, name, types_of[name]) for name in names)
        return tuple(field for field in found if field is not None)

    def writes_any(self, method: str, names: Iterable[str]) -> bool:
        """Whether a write method carries one of some fields, named as the object names them."""
        wanted = set(names)
        return any(field.name in wanted and field.is_readable for field in self.written_by(method))

    def refused_by(self, method: str) -> tuple[str, ...]:
        """Name the parameters that a write method has to refuse, because the version cannot carry them."""
        carried = {field.parameter for field in self.written_by(method)}
        return tuple(
            field.name
            for field in msgspec.structs.fields(METHODS[method].parameters)
            if field.name not in carried | CONTROLS and field.name != "id" and not field.required
            and not _is_locator(method, field.name)
        )  # fmt: skip

    def _written(self, method: str, parameter: str, field: msgspec.structs.FieldInfo) -> WrittenField | None:
        entity = METHODS[method].object
        name = next((name for name, other in PARAMETER_OF.items() if other == parameter), parameter)
        declared = self.spec.entities.get(entity)
        lens = declared.fields.get(name) if declared is not None else None
        is_named = parameter in self.references(method)
        is_place = parameter in self._path_references(method)
        is_carried = lens is not None and _is_carried(lens, METHODS[method].verb) and self._takes_draft(method)
        if not (is_carried or is_named):
            return None
        kinds = [kind for kind in alternatives(field.type) if kind not in (types.NoneType, msgspec.UnsetType)]
        return WrittenField(
            method=method,
            parameter=parameter,
            name=name,
            type=kinds[0] if len(kinds) == 1 else Union[tuple(kinds)],  # noqa: UP007 - made at run time
            is_nullable=types.NoneType in alternatives(field.type)
            and not is_place
            and (lens is None or lens.can_be_empty),
            is_required=field.required or bool(lens and lens.is_required) or is_place,
            lens=lens,
        )

    def _takes_draft(self, method: str) -> bool:
        """Whether a method sends the draft through the lenses; the others send what their calls name."""
        seen = self._follow(method)
        return any("write" in self._own_references(name) for name in seen)

    def _follow(self, method: str) -> list[str]:
        """Return a method and the one that does its work."""
        found = [method]
        while (declared := self.declared(found[-1])) is not None and declared.via and declared.via not in found:
            found.append(declared.via)
        return found

    def references(self, method: str) -> frozenset[str]:
        """Name everything that the calls of a method refer to."""
        return frozenset(self._own_references(method))

    def _own_references(self, method: str) -> set[str]:
        declared = self.declared(method)
        if declared is None:
            return set()
        names = {name for call in (declared.steps or [declared]) for name in references_in(call)}
        for value in (*declared.with_.values(), *declared.let.values()):
            names |= set(references_of(parse_value(value)))
        return names

    def _path_references(self, method: str) -> set[str]:
        declared = self.declared(method)
        calls = [] if declared is None else declared.steps or [declared]
        # A call that is made only when something is given needs nothing.
        paths = [getattr(call, verb) for call in calls if call.when is None for verb in VERBS]
        named = {} if declared is None else declared.let
        found = {name for path in paths if path for name in references_of(parse_value(path))}
        values = [parse_value(named[name]) for name in found if name in named]
        needed = [value for value in values if not _does_without(value)]
        return (found - set(named)) | {name for value in needed for name in references_of(value)}

    def addressed_by(self, method: str) -> tuple[WrittenField, ...]:
        """Give the fields of a write that stand in an address of one of its calls, whether it is always made or not."""
        declared = self.declared(method)
        calls = [] if declared is None else declared.steps or [declared]
        paths = [path for call in calls for verb in VERBS if (path := getattr(call, verb))]
        names = {name for path in paths for name in references_of(parse_value(path))}
        return tuple(field for field in self.written_by(method) if field.parameter in names)

    # Lists

    def sorts(self, method: str) -> tuple[str, ...]:
        """Name the fields that the platform itself sorts a list by."""
        declared = self.declared(method)
        return tuple(declared.sort.fields) if declared is not None and declared.sort is not None else ()


def _does_without(value: Value) -> bool:
    """Whether a value is there without what it refers to: something has its place, or an entry is left out."""
    return isinstance(value, Encoded) and (value.absent is not None or isinstance(value.value, Clauses))


def _is_carried(lens: Lens, verb: str) -> bool:
    is_writable = lens.write is not False and lens.constant is None and lens.template is None
    return is_writable and (verb not in {"create", "update"} or lens.write_on in {"both", verb})


def _is_locator(method: str, parameter: str) -> bool:
    """Whether a parameter only says where an object is, and may be given to any platform."""
    verb = METHODS[method].verb
    return verb in {"update", "delete", "download"} and parameter in {"task_id", "project_id"} and method[:5] != "task."


def struct_of(entity: str) -> type[msgspec.Struct]:
    """Return the unified object that an entity is."""
    return next(entry.item for entry in METHODS.values() if entry.is_list and entry.object == entity)


def alternatives(annotation: Any) -> tuple[Any, ...]:
    """Return the members of a union, without annotations."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return alternatives(get_args(annotation)[0])
    if origin in (Union, types.UnionType):
        return tuple(part for member in get_args(annotation) for part in alternatives(member))
    if origin is list:
        return (list[alternatives(get_args(annotation)[0])[0]],)  # type: ignore[misc]
    return (annotation,)
