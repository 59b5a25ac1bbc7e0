"""Swagger 2.0 into the internal form.

Source: Swagger 2.0 specification, sections "Swagger Object" to "Response Object".
"""

from __future__ import annotations

import urllib.parse
from typing import Any

from tasklab.vendor import pointer as p
from tasklab.vendor.description import (
    Body,
    Description,
    Detail,
    Dialect,
    Node,
    Parameter,
    Schema,
    follow,
    require_mapping,
)
from tasklab.vendor.openapi import list_operations, merge_parameters
from tasklab.vendor.problem import InvalidDescriptionError

_SEPARATORS = {"csv": ",", "ssv": " ", "tsv": "\t", "pipes": "|", "multi": None}
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_DIALECT = Dialect("swagger-2.0")


def read_swagger(document: Node) -> Description:
    """Read a Swagger 2 document.

    Raises: InvalidDescriptionError when it is none.
    """
    if str(document.get("swagger")) != "2.0":
        raise InvalidDescriptionError("/swagger", f"{document.get('swagger', 'nothing')}; expected 2.0")
    reader = _Reader(document)
    base = str(document.get("basePath") or "").rstrip("/")
    return Description("swagger2", document, _DIALECT, (base,), tuple(list_operations(document, _DIALECT, reader.read)))


class _Reader:
    """Reads single operations of a document."""

    def __init__(self, document: Node) -> None:
        self._document = document

    def read(self, item: Node, node: Node, at: str) -> Detail:
        merged = list(merge_parameters(self._document, _DIALECT, item, node, at))
        plain = [(each, place) for each, place in merged if each.get("in") not in {"body", "formData"}]
        produces = node.get("produces", self._document.get("produces")) or ["application/json"]
        replies = require_mapping(node.get("responses") or {}, p.join(at, "responses"))
        return Detail(
            tuple(_read_parameter(each, place) for each, place in plain),
            self._read_request(node, merged, at),
            {
                str(status): self._read_reply(reply, p.join(at, "responses", status), produces)
                for status, reply in replies.items()
                if not str(status).startswith("x-")
            },
        )

    def _read_request(self, node: Node, merged: list[tuple[Node, str]], at: str) -> Body | None:
        consumes = node.get("consumes", self._document.get("consumes")) or ["application/json"]
        for each, place in merged:
            if each.get("in") == "body":
                schema = Schema(each.get("schema", True), p.join(place, "schema"))
                return Body(place, {str(media).lower(): schema for media in consumes}, each.get("required") is True)
        form = [(each, place) for each, place in merged if each.get("in") == "formData"]
        if not form:
            return None
        medias = [media for media in consumes if media in _FORMS] or [_FORMS[0]]
        required = [each["name"] for each, _ in form if each.get("required") is True]
        # By reference, so that what is found is said to stand where it stands.
        members = {str(each.get("name")): {"$ref": f"#{urllib.parse.quote(place)}"} for each, place in form}
        whole = {"type": "object", "properties": members, "required": required}
        schema = Schema(whole, p.join(at, "parameters"))
        return Body(p.join(at, "parameters"), dict.fromkeys(medias, schema), bool(required))

    def _read_reply(self, reply: Any, at: str, produces: list[str]) -> Body:
        value, place = follow(self._document, _DIALECT, reply, at)
        if "schema" not in require_mapping(value, place):
            return Body(place)
        schema = Schema(value["schema"], p.join(place, "schema"))
        return Body(place, {str(media).lower(): schema for media in produces})


def _read_parameter(node: Node, at: str) -> Parameter:
    place = str(node.get("in", ""))
    return Parameter(
        str(node.get("name", "")),
        place,
        node.get("required") is True or place == "path",
        Schema(node, at),  # a parameter is its own schema
        at,
        _SEPARATORS.get(str(node.get("collectionFormat", "csv")), ","),
    )
