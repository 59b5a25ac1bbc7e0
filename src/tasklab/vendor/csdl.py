"""OData CSDL into the internal form: types with their members and whether these may be null.

Each type stands as an operation `TYPE todoTask`. Paths follow from OData's conventions: where it is said what a user
leads to (`userNavigation`), they are made of that. The XML that services publish is read, and the same content as JSON
(`types` by name).

Source: OData Common Schema Definition Language 4.01, sections 6 to 10; OData JSON Format 4.01, section 7.1.
"""

from __future__ import annotations

import re
from typing import Any

from tasklab.adapter.dav import Element, parse_xml
from tasklab.vendor import pointer as p
from tasklab.vendor.csdl_path import list_path_operations
from tasklab.vendor.csdl_type import find_family, lineage, name_family, short_name
from tasklab.vendor.description import Body, Description, Detail, Dialect, Node, Operation, Schema, require_mapping
from tasklab.vendor.problem import InvalidDescriptionError

_DIALECT = Dialect("csdl", has_siblings=True)
_COLLECTION = re.compile(r"Collection\((.+)\)$")
_INTEGERS = ("Edm.Byte", "Edm.SByte", "Edm.Int16", "Edm.Int32", "Edm.Int64")
_PLAIN: dict[str, dict[str, Any]] = {
    "Edm.Boolean": {"type": "boolean"},
    "Edm.Date": {"type": "string", "format": "date"},
    "Edm.DateTimeOffset": {"type": "string", "format": "date-time"},
    **{name: {"type": "integer"} for name in _INTEGERS},
    **{name: {"type": "number"} for name in ("Edm.Double", "Edm.Single", "Edm.Decimal")},
    "Edm.Untyped": {},
}


def read_csdl(document: Node) -> Description:
    """Read types by name, as JSON.

    Raises: InvalidDescriptionError when there are none, or one stands on itself.
    """
    types = require_mapping(document.get("types"), "/types")
    schemas = {name: _render_type(types, name) for name in types}
    families = {name: _render_family(family) for name in types if (family := find_family(types, name))}
    operations = [_make_operation(name) for name in types if types[name].get("kind") != "EnumType"]
    operations += list_path_operations(document)
    rendered = {"types": schemas, "families": families, "userNavigation": document.get("userNavigation", {})}
    return Description("odata-csdl", rendered, _DIALECT, ("",), tuple(operations))


def parse_csdl(content: bytes) -> Description:
    """Read the XML that a service publishes at `$metadata`.

    Raises: InvalidDescriptionError for XML without a schema; PlatformError for what is no XML.
    """
    schemas = [each for each in _walk(parse_xml(content)) if _local(each) == "Schema"]
    if not schemas:
        raise InvalidDescriptionError("", "XML without an element Schema")
    return read_csdl({"types": {each.attributes["Name"]: _read_type(each) for s in schemas for each in _types_of(s)}})


def _make_operation(name: str) -> Operation:
    at = p.join("/types", name)
    body = Body(at, {"application/json": Schema({"$ref": f"#{at}"}, at)})
    return Operation("TYPE", name, at, lambda: Detail((), body, {"200": body}), name)


def _render_type(types: Node, name: str) -> Node:
    """Return a type as a JSON Schema; members of what it stands on are referred to: places stay the vendor's."""
    own = require_mapping(types[name], p.join("/types", name))
    if own.get("kind") == "EnumType":
        return {"type": "string"} if own.get("isFlags") else {"type": "string", "enum": list(own.get("members") or ())}
    members: dict[str, Any] = {}
    is_open = False
    for each in reversed(lineage(types, name)):
        node = types[each]
        is_open = is_open or node.get("openType") is True
        for group in ("properties", "navigationProperties"):
            for member, value in (node.get(group) or {}).items():
                place = p.join("/types", each, "properties", member)
                members[member] = _render_member(types, value) if each == name else {"$ref": f"#{place}"}
    # Annotations such as `@odata.etag` and `status@odata.type` may stand beside every member.
    return {
        "type": "object",
        "properties": members,
        "patternProperties": {"@": True},
        "additionalProperties": is_open,
    }


def _render_family(family: list[str]) -> Node:
    """Return a type that others stand on as the choice of those that a value can be of."""
    return {"anyOf": [{"$ref": f"#{p.join('/types', each)}"} for each in family]}


def _render_member(types: Node, node: Node) -> Node:
    kind = str(node.get("type", "Edm.String"))
    is_nullable = node.get("nullable", True) is not False
    if found := _COLLECTION.match(kind):
        return {"type": "array", "items": _render_reference(types, found[1])}
    schema = _render_reference(types, kind)
    return {"anyOf": [schema, {"type": "null"}]} if is_nullable else schema


def _render_reference(types: Node, kind: str) -> Node:
    if kind.startswith("Edm."):
        return _PLAIN.get(kind, {"type": "string"})
    return {"$ref": f"#{name_family(types, short_name(kind))}"}


def _local(element: Element) -> str:
    return element.name.rpartition("}")[2]


def _walk(element: Element) -> list[Element]:
    return [element, *(found for child in element.children for found in _walk(child))]


def _types_of(schema: Element) -> list[Element]:
    return [each for each in schema.children if _local(each) in {"EntityType", "ComplexType", "EnumType"}]


def _read_type(element: Element) -> Node:
    properties = {e.attributes["Name"]: _read_member(e) for e in element.children if _local(e) == "Property"}
    navigation = {e.attributes["Name"]: _read_member(e) for e in element.children if _local(e) == "NavigationProperty"}
    return {
        "kind": _local(element),
        "baseType": element.attributes.get("BaseType"),
        "openType": element.attributes.get("OpenType") == "true",
        "isFlags": element.attributes.get("IsFlags") == "true",
        "members": [e.attributes["Name"] for e in element.children if _local(e) == "Member"],
        "properties": properties,
        "navigationProperties": navigation,
    }


def _read_member(element: Element) -> Node:
    kind = element.attributes.get("Type", "Edm.String")
    return {"type": kind, "nullable": element.attributes.get("Nullable") != "false"}
