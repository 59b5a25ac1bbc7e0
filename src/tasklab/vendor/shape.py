"""Shapes: schemas of every kind in one canonical form, small enough to keep and plain enough to compare.

A shape is a mapping with these keys, each only where it says something:

    ref           the name of a shape in `types`
    type          sorted list of JSON's types
    enum          sorted list of values
    format        the vendor's word for what a text or number is
    fields        member to shape
    required      sorted list of members
    is_closed     true where other members are refused
    values        shape of other members
    items         shape of an item
    alternatives  list of shapes
    limits        lengths, bounds, pattern
    is_nullable, is_read_only, is_write_only, is_deprecated
    arguments     of a GraphQL field: name to {shape, is_required}
    @at           where it stands; not part of the canonical form
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypeAlias

from tasklab.vendor import pointer as p

if TYPE_CHECKING:
    from tasklab.vendor.description import Description, Schema

Shape: TypeAlias = dict[str, Any]
AT = "@at"
"""The key of a place; no vendor's member is called so."""

_LIMITS = ("minLength", "maxLength", "minimum", "maximum", "pattern", "minItems", "maxItems")
_FLAGS = (("readOnly", "is_read_only"), ("writeOnly", "is_write_only"), ("deprecated", "is_deprecated"))


class Shaper:
    """Makes shapes of a description's schemas; those that are referred to become named types, each once."""

    def __init__(self, description: Description) -> None:
        self._description = description
        self.types: dict[str, Shape] = {}
        self._names: dict[str, str] = {}
        self._waiting: list[tuple[str, str]] = []

    def shape(self, schema: Schema) -> Shape:
        """Return the shape of a schema; types it refers to are added to `types`."""
        found = self._shape(schema.node, schema.at)
        while self._waiting:
            name, at = self._waiting.pop()
            self.types[name] = self._shape(p.resolve(self._description.document, at), at)
        return found

    def _name(self, at: str) -> str:
        if at not in self._names:
            short = p.split(at)[-1] if at else "root"
            self._names[at] = short if short not in self._names.values() else at
            self._waiting.append((self._names[at], at))
        return self._names[at]

    def _shape(self, node: Any, at: str, outer: frozenset[str] = frozenset()) -> Shape:
        out: Shape = {AT: at}
        if not isinstance(node, dict):
            return out
        if isinstance(node.get("$ref"), str):
            out["ref"] = self._name(self._description.dialect.find_place(node["$ref"]))
        else:
            self._add_plain(node, out)
            self._add_children(node, at, out, outer)
        if node.get("nullable") is True or node.get("x-nullable") is True:
            out["is_nullable"] = True
        return out

    def _add_plain(self, node: dict[str, Any], out: Shape) -> None:
        kinds = node.get("type")
        names = {str(kind) for kind in (kinds if isinstance(kinds, list) else [kinds]) if kind}
        if "null" in names:
            out["is_nullable"] = True
        if names - {"null", "any"}:
            out["type"] = sorted(names - {"null", "any"})
        values = [node["const"]] if "const" in node else node.get("enum")
        if isinstance(values, list):
            out["enum"] = sorted((each for each in values if each is not None), key=render_canonical)
        if isinstance(node.get("format"), str):
            out["format"] = node["format"]
        if isinstance(node.get("required"), list):
            out["required"] = sorted(set(map(str, node["required"])))
        limits = {word: node[word] for word in _LIMITS if word in node}
        out.update({"limits": limits} if limits else {})
        out.update((ours, True) for theirs, ours in _FLAGS if node.get(theirs) is True)

    def _add_children(self, node: dict[str, Any], at: str, out: Shape, outer: frozenset[str]) -> None:
        if isinstance(node.get("properties"), dict):
            members = node["properties"].items()
            out["fields"] = {name: self._shape(each, p.join(at, "properties", name), outer) for name, each in members}
        others = node.get("additionalProperties")
        if others is False:
            out["is_closed"] = True
        elif isinstance(others, dict) and others:
            out["values"] = self._shape(others, p.join(at, "additionalProperties"), outer)
        if isinstance(node.get("items"), dict):
            out["items"] = self._shape(node["items"], p.join(at, "items"), outer)
        parts: list[Any] = node.get("allOf") or []
        if len(parts) == 1 and "fields" not in out:  # how OpenAPI 3.0 puts words beside a reference
            out.update({**self._shape(parts[0], p.join(at, "allOf", 0), outer), **_flags(out)})
        else:
            for number, each in enumerate(parts):
                self._merge(each, p.join(at, "allOf", number), out, outer)
        for word in ("anyOf", "oneOf"):
            if branches := node.get(word):
                self._add_alternatives(branches, p.join(at, word), out, outer)

    def _merge(self, node: Any, at: str, out: Shape, outer: frozenset[str]) -> None:
        """Add what a part of `allOf` says to the whole."""
        value, place = self._description.follow(node, at)
        if place in outer:
            out["ref"] = self._name(place)  # written out already, further up
            return
        part = self._shape(value, place, outer | {place})
        fields = {**out.get("fields", {}), **part.pop("fields", {})}
        required = sorted({*out.get("required", ()), *part.pop("required", ())})
        part.pop(AT)
        out.update({**part, **({"fields": fields} if fields else {}), **({"required": required} if required else {})})

    def _add_alternatives(self, branches: list[Any], at: str, out: Shape, outer: frozenset[str]) -> None:
        shapes = [self._shape(each, p.join(at, number), outer) for number, each in enumerate(branches)]
        real = [each for each, node in zip(shapes, branches, strict=True) if not _is_null(node)]
        if len(real) < len(shapes):
            out["is_nullable"] = True
        if len(real) == 1 and not out.keys() - {AT, "is_nullable"}:
            out.update({**real[0], **({"is_nullable": True} if "is_nullable" in out else {})})
        elif real:
            out["alternatives"] = sorted([*out.get("alternatives", ()), *real], key=render_canonical)


def _flags(shape: Shape) -> Shape:
    return {key: each for key, each in shape.items() if key.startswith("is_")}


def _is_null(node: Any) -> bool:
    return isinstance(node, dict) and (node.get("type") in ("null", ["null"]) or node.get("enum") == [None])


def strip_places(value: Any) -> Any:
    """Return a shape, or what is made of shapes, in canonical form: without places."""
    if isinstance(value, dict):
        return {key: strip_places(each) for key, each in value.items() if key != AT}
    return [strip_places(each) for each in value] if isinstance(value, list) else value


def render_canonical(value: Any) -> str:
    """Render what is canonical as text: sorted keys, no spaces, no places."""
    return json.dumps(strip_places(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)
