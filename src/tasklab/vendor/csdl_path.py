"""Paths of an OData service, made of its types by OData's conventions.

A collection has objects at their ids, and each object what it contains. A service's root is in no CSDL: paths begin
with it as a variable. Which paths there are is told by what a user leads to; the user is `me`, or one of `users`.

Source: OData 4.01 part 2, section 4 (resource paths), part 1, section 11 (requests), and JSON Format 4.01, sections 13
(collections), 19 (errors).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from tasklab.vendor import pointer as p
from tasklab.vendor.csdl_type import lineage, name_family, short_name
from tasklab.vendor.description import Body, Detail, Operation, Parameter, Schema, require_mapping

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tasklab.vendor.description import Node

_COLLECTION = re.compile(r"Collection\((.+)\)$")
_ROOTS = ("{+service}/me", "{+service}/users/{user-id}")
_OF_ENTITY = ("$select", "$expand")
_OF_COLLECTION = (*_OF_ENTITY, "$filter", "$orderby", "$search", "$top", "$skip", "$count", "$skiptoken")
_OF_FUNCTION = (*_OF_COLLECTION, "$deltatoken")
_JSON = "application/json"
_ERROR = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "message"],
            "properties": {"code": {"type": "string"}, "message": {"type": "string"}},
            "additionalProperties": True,
        }
    },
}


def list_path_operations(document: Node) -> Iterator[Operation]:
    """List the operations on paths that begin with a user; none where it is not said what a user leads to."""
    types = require_mapping(document.get("types"), "/types")
    navigation = require_mapping(document.get("userNavigation") or {}, "/userNavigation")
    functions = [each for each in document.get("boundOperations") or [] if each.get("kind") == "Function"]
    for root in _ROOTS:
        place = _Place(types, functions, root, "/userNavigation", ())
        yield from place.list_navigation(navigation)


@dataclass(frozen=True)
class _Place:
    """A path, and where in the description it is come from."""

    types: Node
    functions: list[Node]
    path: str
    at: str
    entered: tuple[str, ...]
    """The types gone through: one of them again would go on for ever."""

    def list_navigation(self, members: Node) -> Iterator[Operation]:
        """List what members that lead on lead to."""
        for name, member in members.items():
            kind = str(member.get("type", ""))
            found = _COLLECTION.match(kind)
            target = short_name(found[1] if found else kind)
            if target not in self.types or target in self.entered:
                continue
            below = _Place(
                self.types, self.functions, f"{self.path}/{name}", p.join(self.at, name), (*self.entered, target)
            )
            yield from below.list_collection(target) if found else below.list_entity(target, is_contained=False)

    def list_collection(self, target: str) -> Iterator[Operation]:
        """List the operations on a collection of a type, and on its objects."""
        yield self._make("GET", "", reply=self._wrap(target), query=_OF_COLLECTION)
        yield self._make("GET", "/$count", reply=Body(self.at, {"text/plain": None}), query=("$filter", "$search"))
        yield self._make("POST", "", request=self._entity(target), reply=self._entity(target))
        for each in self.functions:
            bound = _COLLECTION.match(str(each.get("boundTo", "")))
            if bound and short_name(bound[1]) == target:
                for name in (each["name"], f"microsoft.graph.{each['name']}()"):
                    yield self._make("GET", f"/{name}", reply=self._wrap(target), query=_OF_FUNCTION)
        item = _Place(self.types, self.functions, f"{self.path}/{{{target}-id}}", self.at, self.entered)
        yield from item.list_entity(target, is_contained=True)

    def list_entity(self, target: str, *, is_contained: bool) -> Iterator[Operation]:
        """List the operations on one object of a type, and on what it leads to."""
        yield self._make("GET", "", reply=self._entity(target), query=_OF_ENTITY)
        yield self._make("PATCH", "", request=self._entity(target), reply=self._entity(target))
        if is_contained:
            yield self._make("DELETE", "", reply=Body(self.at))
        members: dict[str, Any] = {}
        for each in lineage(self.types, target):
            node = self.types[each]
            if node.get("hasStream") is True:
                yield self._make("GET", "/$value", reply=Body(self.at, {"*/*": None}))
            for name, member in (node.get("properties") or {}).items():
                if member.get("type") == "Edm.Stream":
                    yield from self._list_stream(name, target)
            members |= node.get("navigationProperties") or {}
        below = _Place(self.types, self.functions, self.path, p.join("/types", target, "properties"), self.entered)
        yield from below.list_navigation(members)

    def _list_stream(self, name: str, target: str) -> Iterator[Operation]:
        stream = Body(self.at, {"*/*": None})
        yield self._make("GET", f"/{name}", reply=stream)
        # A write is answered with the object or with nothing: part 1, section 11.4.8.
        written = {"200": self._entity(target), "2XX": Body(self.at), "default": self._error()}
        yield self._make("PUT", f"/{name}", request=stream, replies=written)

    def _make(
        self,
        verb: str,
        more: str,
        *,
        request: Body | None = None,
        reply: Body | None = None,
        replies: Mapping[str, Body] | None = None,
        query: tuple[str, ...] = (),
    ) -> Operation:
        parameters = tuple(Parameter(name, "query", False, Schema(True, self.at), self.at) for name in query)
        told = replies or {"2XX": reply or Body(self.at), "default": self._error()}
        return Operation(verb, self.path + more, self.at, partial(Detail, parameters, request, told))

    def _entity(self, target: str) -> Body:
        at = name_family(self.types, target)
        return Body(at, {_JSON: Schema({"$ref": f"#{at}"}, at)})

    def _wrap(self, target: str) -> Body:
        items = {"$ref": f"#{name_family(self.types, target)}"}
        wrapped = {
            "type": "object",
            "required": ["value"],
            "properties": {"value": {"type": "array", "items": items}},
            "patternProperties": {"@": True},
            "additionalProperties": False,
        }
        return Body(self.at, {_JSON: Schema(wrapped, self.at)})

    def _error(self) -> Body:
        return Body(self.at, {_JSON: Schema(_ERROR, "/error")})
