"""Google's discovery documents into the internal form.

Source: Google API Discovery Service, "Discovery Document".
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from tasklab.vendor import pointer as p
from tasklab.vendor.description import (
    Body,
    Description,
    Detail,
    Dialect,
    Node,
    Operation,
    Parameter,
    Schema,
    require_mapping,
)
from tasklab.vendor.problem import InvalidDescriptionError

if TYPE_CHECKING:
    from collections.abc import Iterator

_JSON = "application/json"
_DIALECT = Dialect("discovery", lambda reference: p.join("/schemas", reference))


def read_discovery(document: Node) -> Description:
    """Read a discovery document.

    Raises: InvalidDescriptionError when it is none, or of another protocol than REST.
    """
    if document.get("kind") != "discovery#restDescription":
        raise InvalidDescriptionError("/kind", f"{document.get('kind')}; expected discovery#restDescription")
    base = str(document.get("servicePath", "")).strip("/")
    operations = tuple(_list_operations(document, document, ""))
    return Description("discovery", document, _DIALECT, (f"/{base}" if base else "",), operations)


def _list_operations(document: Node, owner: Node, at: str) -> Iterator[Operation]:
    for name, node in require_mapping(owner.get("methods") or {}, p.join(at, "methods")).items():
        place = p.join(at, "methods", name)
        method = require_mapping(node, place)
        yield Operation(
            str(method.get("httpMethod", "GET")),
            f"/{str(method.get('path', '')).lstrip('/')}",
            place,
            partial(_read, document, method, place),
            str(method.get("id", "")),
            method.get("deprecated") is True,
        )
    for name, node in require_mapping(owner.get("resources") or {}, p.join(at, "resources")).items():
        place = p.join(at, "resources", name)
        yield from _list_operations(document, require_mapping(node, place), place)


def _read(document: Node, method: Node, at: str) -> Detail:
    own = _read_parameters(method.get("parameters") or {}, p.join(at, "parameters"))
    common = _read_parameters(document.get("parameters") or {}, "/parameters")
    request, reply = method.get("request"), method.get("response")
    request_at, reply_at = p.join(at, "request"), p.join(at, "response")
    body = Body(request_at, {_JSON: Schema(request, request_at)}, is_required=True) if request else None
    answer = Body(reply_at, {_JSON: Schema(reply, reply_at)}) if reply else Body(at)
    return Detail((*own, *common), body, {"2XX": answer})


def _read_parameters(nodes: Any, at: str) -> Iterator[Parameter]:
    for name, node in require_mapping(nodes, at).items():
        place = p.join(at, name)
        entry = require_mapping(node, place)
        location = str(entry.get("location", "query"))
        is_required = entry.get("required") is True or location == "path"
        schema = {"type": "array", "items": entry} if entry.get("repeated") is True else entry
        yield Parameter(name, location, is_required, Schema(schema, place), place)
