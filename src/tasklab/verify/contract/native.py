"""What a native object says, read by the spec language's own words: the adapter's reading is held against it.

Only what a native object in JSON says by itself is read: one path, at most with a codec or a table. What takes more,
such as a kept mapping, is told by other cases.
"""

from __future__ import annotations

import datetime as dt
import re
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

import msgspec

from tasklab.adapter.codec.registry import CODECS, load_functions
from tasklab.adapter.encode import segment
from tasklab.spec.expression import Reference, Template, parse_value
from tasklab.spec.path import Key, Named, Path, parse_path
from tasklab.unified.enumeration import RelationKind
from tasklab.unified.error import MethodError
from tasklab.verify.contract.capability import PARAMETER_OF, struct_of
from tasklab.verify.contract.json_path import at, put
from tasklab.verify.contract.value import find_difference

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tasklab.adapter.codec.record import Codec
    from tasklab.spec.lens import Entity, Lens
    from tasklab.unified.objects import Entity as Item
    from tasklab.verify.contract.capability import Capability

NOT_TOLD: Final = object()
"""The native object alone does not say."""
_TABLE = "table"
_TURNED: Final = {"task_id": "other_task_id", "other_task_id": "task_id", "kind": "kind"}
"""Where each end of a relation stands for somebody who asked about the task at its other end."""
_DAY = re.compile(r"\d{4}-\d\d-\d\d(?!\d)")


class NativeReader:
    """Reads the native objects of one kind, as they come in the answer to one call."""

    def __init__(self, capability: Capability, entity: str, around: Mapping[str, Any]) -> None:
        self._declared: Entity = capability.spec.entities[entity]
        self._ends = _TURNED if entity == "relation" else {}
        self._struct = struct_of(entity)
        self._types = {field.name: field.type for field in msgspec.structs.fields(self._struct)}
        self._constants = capability.spec.constants
        parameters = capability.spec.connection.parameters
        usual = {name: each.default for name, each in parameters.items() if each.default is not None}
        self._around = {
            **usual,
            **{name: each for name, each in around.items() if name not in usual or str(each).strip()},
        }
        """Parameters of the call and of the connection, which templates and paths may name."""

    def find_problem(self, item: Item, native: Any) -> str:
        """Find a field in which an object says something else than its native form; empty when there is none."""
        for name in self._declared.fields:
            told = self.read(name, native)
            problem = "" if told is NOT_TOLD else self.find_difference(item, name, told)
            if problem:
                return problem
        url = NOT_TOLD if self._declared.url is None else self._fill(self._declared.url, native, is_address=True)
        return "" if url is NOT_TOLD or item.url == url else f"url: expected {url!r}, got {item.url!r}"

    def find_difference(self, item: Item, name: str, told: Any) -> str:
        """Find how a field of an object differs from what the native object told; empty when it does not."""
        seen = getattr(item, name)
        if name in PARAMETER_OF and hasattr(seen, "id"):
            told, seen = str(told), seen.id
        problem = find_difference(told, seen)
        return f"{name}: {problem}" if problem else ""

    def read(self, name: str, native: Any) -> Any:
        """Return the unified value of a field; NOT_TOLD where more than the object decides.

        A relation reads from the task that was asked about, at whichever end the platform has it.
        """
        if name not in self._ends or not self._is_turned(native):
            return self._read(name, native)
        told = self._read(self._ends[name], native)
        return RelationKind(told).inverse if name == "kind" and told is not NOT_TOLD else told

    def _is_turned(self, native: Any) -> bool:
        """Whether the task that was asked about is the other one of a native relation."""
        task, other = (self._read(end, native) for end in ("task_id", "other_task_id"))
        return task is not NOT_TOLD and task != other and other == self._around.get("task_id")

    def _read(self, name: str, native: Any) -> Any:
        lens = self._declared.fields[name]
        if name not in self._types or lens.through is not None or lens.parts is not None or lens.lookup == "":
            return NOT_TOLD
        if lens.constant is not None:
            return lens.constant
        if lens.template is not None:
            return NOT_TOLD if lens.table or lens.otherwise else self._fill(lens.template, native)
        return self._read_path(name, lens, native)

    def _read_path(self, name: str, lens: Lens, native: Any) -> Any:
        if self._declared.format != "json" or not isinstance(native, dict) or lens.path is None:
            return NOT_TOLD
        if lens.path.partition(".")[0].partition("[")[0] in self._declared.beside or not self._counts(lens, native):
            return NOT_TOLD
        value = self._value_at(native, lens.path)
        if lens.otherwise is not None and value in (None, ""):
            value = self._value_at(native, lens.otherwise)
        value = lens.default if value is None else value
        return NOT_TOLD if value is None else self._decode(name, lens, value)

    def _counts(self, lens: Lens, native: Any) -> bool:
        """Whether the native object says that the field counts at all."""
        for path, wanted in lens.where.items():
            if self._value_at(native, path) not in (wanted if isinstance(wanted, list) else [wanted]):
                return False
        return True

    def _decode(self, name: str, lens: Lens, value: Any) -> Any:
        if lens.codec == _TABLE:
            table = {key: unified for key, unified in (lens.table or {}).items() if type(key) is type(value)}
            return table.get(value, NOT_TOLD) if not isinstance(value, list | dict) else NOT_TOLD
        codec = None if lens.codec is None else CODECS.get(lens.codec)
        try:
            if codec is None:
                return NOT_TOLD if name in PARAMETER_OF else msgspec.convert(value, self._types[name])
            decode = load_functions(codec).decode
            if decode is None or codec.takes_lookup:
                return NOT_TOLD
            told = decode(
                msgspec.convert(value, _native_type(codec)), *([lens.table or {}] if codec.takes_table else [])
            )
        except (msgspec.ValidationError, MethodError, NameError):
            return NOT_TOLD
        return NOT_TOLD if told is None else told

    def _fill(self, template: str, native: Any, *, is_address: bool = False) -> Any:
        """Return a template filled with native values and parameters; NOT_TOLD where one of them is not there.

        In an address native values are escaped.
        """
        value = parse_value(template)
        parts = value.parts if isinstance(value, Template) else ()
        texts: list[str] = []
        for part in parts:
            if isinstance(part, str):
                texts.append(part)
                continue
            known = self._around.get(part.name, self._constants.get(part.name))
            found = known if known is not None else self._value_at(native, part.name)
            if found is None or part.codec is not None or isinstance(found, list | dict | bool):
                return NOT_TOLD
            is_plain = part.is_raw or known is not None or not is_address
            texts.append(str(found) if is_plain else segment(str(found)))
        return "".join(texts) if texts and not isinstance(value, Reference) else NOT_TOLD

    # Tables

    def altered(self, name: str, native: Any) -> Iterator[tuple[Any, Any]]:
        """Yield native objects that differ in one field, each with what the version says that it means."""
        lens = self._declared.fields[name]
        if lens.path is None or not isinstance(native, dict) or lens.codec != _TABLE:
            return
        path = self._parse(lens.path)
        if path.is_many or path.is_whole:
            return
        for key in lens.table or {}:
            if key is not None:
                other = put(native, path.steps, key)
                told = self.read(name, other)
                if told is not NOT_TOLD:
                    yield other, told

    def moved(self, name: str, native: Any) -> tuple[Any, Any] | None:
        """Return a native object that says something else in one field alone, and what it then says."""
        lens = self._declared.fields[name]
        if lens.path is None or not isinstance(native, dict) or lens.codec == _TABLE or name in {"id", *PARAMETER_OF}:
            return None
        if lens.path == self._declared.fields["id"].path:
            return None
        path = self._parse(lens.path)
        value = None if path.is_many or path.is_whole else self._value_at(native, lens.path)
        if value is None:
            return None
        other = put(native, path.steps, _another(value))
        told = self.read(name, other)
        return None if told is NOT_TOLD or not find_difference(told, self.read(name, native)) else (other, told)

    # Paths

    def _value_at(self, native: Any, path: str) -> Any:
        """Return what stands at a path: a list of all entries where it leads to many, None where there is nothing."""
        if not isinstance(native, dict):
            return None
        parsed = self._parse(path)
        found = at(native, parsed.steps)
        if parsed.is_many:
            return found
        return found[0] if found else None

    def _parse(self, path: str) -> Path:
        """Return a path in which the members that a parameter names have these names."""
        steps = (
            Key(str(self._around.get(step.parameter, "")).strip()) if isinstance(step, Named) else step
            for step in parse_path(path).steps
        )
        return Path(tuple(steps))


def _another(value: Any) -> Any:
    """Return a value of the same kind that says something else: of a moment another day."""
    match value:
        case bool():
            return not value
        case int() | float():
            return value + 1
        case str() if _DAY.match(value):
            return f"2019-03-{'07' if value[8:10] != '07' else '08'}{value[10:]}"
        case str():
            return f"{value}7"
        case _:
            return value


def _native_type(codec: Codec) -> Any:
    """Return the type that a codec decodes, as the JSON decoder gives it. Raises: NameError."""
    names = {name: getattr(import_module(module), name) for module, name in codec.imports}
    return eval(codec.native, {"datetime": dt.datetime, "date": dt.date, "Any": Any}, names)  # noqa: S307 - our own words
