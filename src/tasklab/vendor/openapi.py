"""OpenAPI 3.0 and 3.1 into the internal form.

Source: OpenAPI Specification 3.0.3 and 3.1.1, sections "Paths Object" to "Media Type Object".
"""

from __future__ import annotations

import urllib.parse
from functools import partial
from typing import TYPE_CHECKING, Any

from tasklab.vendor import pointer as p
from tasklab.vendor.description import (
    VERBS,
    Body,
    Description,
    Detail,
    Dialect,
    Node,
    Operation,
    Parameter,
    Schema,
    follow,
    require_list,
    require_mapping,
)
from tasklab.vendor.problem import InvalidDescriptionError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_SEPARATORS = {"form": ",", "simple": ",", "spaceDelimited": " ", "pipeDelimited": "|"}


def read_openapi(document: Node) -> Description:
    """Read an OpenAPI 3 document.

    Raises: InvalidDescriptionError when it is none.
    """
    version = str(document.get("openapi", ""))
    if not version.startswith("3."):
        raise InvalidDescriptionError("/openapi", f"{version or 'nothing'}; expected 3.0 or 3.1")
    dialect = Dialect(f"openapi-{version[:3]}", has_siblings=not version.startswith("3.0"))
    operations = tuple(list_operations(document, dialect, _Reader(document, dialect).read))
    return Description("openapi3", document, dialect, _base_paths(document), operations)


def list_operations(document: Node, dialect: Dialect, read: Callable[[Node, Node, str], Detail]) -> Iterator[Operation]:
    """List the operations of a document whose `paths` have verbs, as OpenAPI and Swagger have them."""
    paths = require_mapping(document.get("paths") or {}, "/paths")
    for template, entry in paths.items():
        item, at = follow(document, dialect, entry, p.join("/paths", template))
        for verb in VERBS:
            if isinstance(item, dict) and isinstance(node := item.get(verb), dict):
                place = p.join(at, verb)
                yield Operation(
                    verb.upper(),
                    template,
                    place,
                    partial(read, item, node, place),
                    str(node.get("operationId", "")),
                    node.get("deprecated") is True,
                )


def merge_parameters(document: Node, dialect: Dialect, item: Node, node: Node, at: str) -> Iterator[tuple[Node, str]]:
    """Return an operation's parameters and those of its path that it does not replace."""
    found: dict[tuple[Any, Any], tuple[Node, str]] = {}
    for owner, place in ((item, at.rpartition("/")[0]), (node, at)):
        for number, entry in enumerate(require_list(owner.get("parameters") or [], p.join(place, "parameters"))):
            value, where = follow(document, dialect, entry, p.join(place, "parameters", number))
            parameter = require_mapping(value, where)
            found[parameter.get("name"), parameter.get("in")] = parameter, where
    yield from found.values()


class _Reader:
    """Reads single operations of a document."""

    def __init__(self, document: Node, dialect: Dialect) -> None:
        self._document, self._dialect = document, dialect

    def read(self, item: Node, node: Node, at: str) -> Detail:
        merged = merge_parameters(self._document, self._dialect, item, node, at)
        parameters = tuple(_read_parameter(each, place) for each, place in merged)
        request = None
        if "requestBody" in node:
            body, place = self._follow(node["requestBody"], p.join(at, "requestBody"))
            request = self._read_body(body, place)
        replies = require_mapping(node.get("responses") or {}, p.join(at, "responses"))
        return Detail(
            parameters,
            request,
            {
                str(status): self._read_body(*self._follow(reply, p.join(at, "responses", status)))
                for status, reply in replies.items()
                if not str(status).startswith("x-")
            },
        )

    def _follow(self, node: Any, at: str) -> tuple[Any, str]:
        return follow(self._document, self._dialect, node, at)

    def _read_body(self, node: Any, at: str) -> Body:
        content = require_mapping(require_mapping(node, at).get("content") or {}, p.join(at, "content"))
        schemas = {}
        for media, entry in content.items():
            place = p.join(at, "content", media)
            value = require_mapping(entry, place)
            schemas[media.lower()] = Schema(value["schema"], p.join(place, "schema")) if "schema" in value else None
        return Body(at, schemas, node.get("required") is True)


def _read_parameter(node: Node, at: str) -> Parameter:
    place = str(node.get("in", ""))
    style = node.get("style") or ("form" if place in {"query", "cookie"} else "simple")
    is_exploded = node.get("explode", style == "form") is True
    content = node.get("content")
    if isinstance(content, dict) and content:
        # Its value is text of a media type; only whether it is there can be checked.
        schema = Schema(True, p.join(at, "content"))
    else:
        schema = Schema(node.get("schema", True), p.join(at, "schema"))
    return Parameter(
        str(node.get("name", "")),
        place,
        node.get("required") is True or place == "path",
        schema,
        at,
        None if is_exploded and place in {"query", "cookie"} else _SEPARATORS.get(style, ","),
        is_deep=style == "deepObject",
    )


def _base_paths(document: Node) -> tuple[str, ...]:
    servers = document.get("servers") or [{"url": "/"}]
    paths = []
    for number, server in enumerate(require_list(servers, "/servers")):
        entry = require_mapping(server, p.join("/servers", number))
        url = str(entry.get("url", ""))
        for name, variable in require_mapping(entry.get("variables") or {}, "/servers").items():
            url = url.replace(f"{{{name}}}", str(variable.get("default", name)))
        paths.append(urllib.parse.urlsplit(url).path.rstrip("/"))
    return tuple(dict.fromkeys(paths))
