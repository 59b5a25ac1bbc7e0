"""Distil: a description reduced to what is used, in one canonical form that is the same for every kind.

The same usage of the same description gives the same digest, in whatever order the vendor wrote it; distilling twice
changes nothing. Where members are named, shapes are written out along them and cut beside them.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tasklab.vendor.description import Description
from tasklab.vendor.graph_shape import shape_operations, shape_types
from tasklab.vendor.shape import AT, Shape, Shaper, render_canonical
from tasklab.vendor.usage import make_key, step

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from tasklab.vendor.description import Body, Operation
    from tasklab.vendor.reading import AnyDescription
    from tasklab.vendor.usage import Path, Usage

FORMAT = 1


@dataclass(frozen=True)
class Distillate:
    """A reduced description."""

    operations: Mapping[str, dict[str, Any]] = field(repr=False)
    """By key: `GET /tasks/{}`, `QUERY issue`, `TYPE todoTask`."""
    types: Mapping[str, Shape] = field(repr=False)
    """What the operations refer to, and nothing else."""

    @property
    def canonical(self) -> str:
        """The content as text: sorted, without places."""
        return render_canonical({"format": FORMAT, "operations": self.operations, "types": self.types})

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical text."""
        return hashlib.sha256(self.canonical.encode()).hexdigest()


def distil(description: AnyDescription, usage: Usage | None = None) -> Distillate:
    """Distil a description to what is used, or all of it.

    Raises: InvalidDescriptionError when a part that is used cannot be read.
    """
    wanted = None if usage is None else set(usage.operations)
    if isinstance(description, Description):
        shaper = Shaper(description)
        base = description.base_paths[0]
        operations = {
            key: _distil_operation(shaper, each)
            for key, each in ((_key_of(each, base), each) for each in description.operations)
            if wanted is None or key in wanted
        }
        whole = Distillate(operations, shaper.types)
    else:
        operations = {key: each for key, each in shape_operations(description) if wanted is None or key in wanted}
        whole = Distillate(operations, shape_types(description))
    return reduce_distillate(whole, usage)


def reduce_distillate(whole: Distillate, usage: Usage | None) -> Distillate:
    """Reduce a distillate to what is used; what is not in it is not in the result."""
    operations = dict(whole.operations)
    if usage is not None:
        operations = {key: each for key, each in operations.items() if key in usage.operations}
        for key, each in operations.items():
            fields = usage.find_fields(key)
            if fields is not None:
                operations[key] = _cut_operation(each, fields, whole.types)
    return Distillate(operations, dict(_reach(operations, whole.types)))


def _cut_operation(operation: dict[str, Any], used: frozenset[Path], types: Mapping[str, Shape]) -> dict[str, Any]:
    """Return an operation with its bodies cut; what has to be sent stays in a request, used or not."""
    out = dict(operation)
    if "request" in out:
        out["request"] = _cut_body(out["request"], used, _Cut(types, keeps_required=True))
    cut = _Cut(types, keeps_required=False)
    out["replies"] = {status: _cut_body(body, used, cut) for status, body in out["replies"].items()}
    return out


def _cut_body(body: dict[str, Any], used: frozenset[Path], cut: _Cut) -> dict[str, Any]:
    return {**body, "bodies": {media: shape and cut.cut(shape, used) for media, shape in body["bodies"].items()}}


def _key_of(operation: Operation, base: str) -> str:
    return make_key(operation.verb, operation.template if operation.verb == "TYPE" else base + operation.template)


def _distil_operation(shaper: Shaper, operation: Operation) -> dict[str, Any]:
    detail = operation.detail
    out: dict[str, Any] = {AT: operation.at, "parameters": {}}
    places = 0
    for each in detail.parameters:
        # Parameters of the path are known by their position: what they are called is nobody's concern.
        name = f"path {places}" if each.place == "path" else f"{each.place} {each.name}"
        places += each.place == "path"
        out["parameters"][name] = {AT: each.at, "is_required": each.is_required, "shape": shaper.shape(each.schema)}
    if detail.request is not None:
        request = _distil_body(shaper, detail.request)
        out["request"] = {**request, "is_required": detail.request.is_required}
    out["replies"] = {status: _distil_body(shaper, body) for status, body in detail.replies.items()}
    if operation.is_deprecated:
        out["is_deprecated"] = True
    return out


def _distil_body(shaper: Shaper, body: Body) -> dict[str, Any]:
    bodies = {media: shaper.shape(schema) if schema else None for media, schema in body.schemas.items()}
    return {AT: body.at, "bodies": bodies}


def unfold(shape: Shape, types: Mapping[str, Shape]) -> Shape:
    """Return what a shape refers to, with what stands beside the reference."""
    seen = set()
    while "ref" in shape and shape["ref"] not in seen:
        seen.add(shape["ref"])
        beside = {key: each for key, each in shape.items() if key not in {"ref", AT}}
        shape = {**types.get(shape["ref"], {AT: ""}), **beside}
    return shape


@dataclass(frozen=True)
class _Cut:
    """Cuts shapes to the members that are used."""

    types: Mapping[str, Shape]
    keeps_required: bool

    def cut(self, shape: Shape, used: frozenset[Path] | None, entered: frozenset[str] = frozenset()) -> Shape:
        """Return a shape with the members that are used.

        `entered` are the types gone through since the last member: one of them again would go on for ever.
        """
        if used is None or shape.get("ref") in entered:
            return shape
        entered = entered | {shape["ref"]} if "ref" in shape else entered
        out = dict(unfold(shape, self.types))
        if "alternatives" in out:
            cuts = [self.cut(each, used, entered) for each in out["alternatives"]]
            once = {render_canonical(each): each for each in cuts}
            out["alternatives"] = [once[key] for key in sorted(once)]
        if "items" in out:
            out["items"] = self.cut(out["items"], used, entered)
        if "values" in out:
            out["values"] = self.cut(out["values"], step(used, "*"), entered)
        if "fields" in out:
            required = out.get("required", ())
            out["fields"] = dict(self._cut_fields(out["fields"], required, used))
            out["required"] = [name for name in required if name in out["fields"]]
        return out

    def _cut_fields(
        self, fields: Mapping[str, Shape], required: Sequence[str], used: frozenset[Path]
    ) -> Iterator[tuple[str, Shape]]:
        for name, each in fields.items():
            part = step(used, name)
            if part != frozenset():
                yield name, self.cut(each, part)
            elif self.keeps_required and name in required:
                yield name, {key: each[key] for key in (AT, "type") if key in each}


def _reach(operations: Mapping[str, Any], types: Mapping[str, Shape]) -> Iterator[tuple[str, Shape]]:
    """Return the types that operations refer to, directly or through others."""
    seen: set[str] = set()
    waiting = list(_references(operations))
    while waiting:
        name = waiting.pop()
        if name not in seen and name in types:
            seen.add(name)
            yield name, types[name]
            waiting += _references(types[name])


def _references(value: Any) -> Iterable[str]:
    if isinstance(value, dict):
        if isinstance(value.get("ref"), str):
            yield value["ref"]
        for each in value.values():
            yield from _references(each)
    elif isinstance(value, list):
        for each in value:
            yield from _references(each)
