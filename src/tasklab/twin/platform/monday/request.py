"""Requests as monday.com reads them: a document as JSON, or with a file in a form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from tasklab.twin.body import BodyError, read_json
from tasklab.twin.credential import read_header
from tasklab.twin.multipart import parse_multipart
from tasklab.twin.platform.monday.asset import Upload
from tasklab.twin.platform.monday.refusal import HttpRefusalError

if TYPE_CHECKING:
    from tasklab.adapter.message import Request
    from tasklab.twin.multipart import Part


@dataclass(frozen=True)
class Asked:
    """A document, which operation of it, and variables."""

    text: str
    name: str | None
    variables: dict[str, Any]


def read_document(request: Request, version: str) -> Asked:
    """Return what a request to `/v2` asks. Raises: HttpRefusalError."""
    kind = (read_header(request, "content-type") or "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise bad_request(version, "The request needs a body of application/json")
    try:
        body = read_json(request)
    except BodyError as error:
        raise bad_request(version, f"Invalid body: {error}") from error
    if not isinstance(body, dict) or not isinstance(body.get("query"), str) or not body["query"].strip():
        raise bad_request(version, "No query string was present")
    return _asked(version, body["query"], body.get("operationName"), body.get("variables"))


def _asked(version: str, text: str, name: Any, variables: Any) -> Asked:
    # A string with JSON in it was good enough until 2025-01.
    if isinstance(variables, str) and version < "2025-04":
        variables = _decode(version, variables) if variables else None
    if variables is not None and not isinstance(variables, dict):
        raise bad_request(version, "Variables must be sent as a JSON object")
    if name is not None and not isinstance(name, str):
        raise bad_request(version, "operationName is text")
    return Asked(text, name or None, dict(variables or {}))


def _decode(version: str, text: str | bytes) -> Any:
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise bad_request(version, "Syntax error in JSON input") from error


def read_file_form(request: Request, version: str) -> Asked:
    """Return what a request to `/v2/file` asks, with the file where its variable is. Raises: HttpRefusalError.

    Which variable a part is for, `map` says; without one the part is named `variables[file]`.
    """
    try:
        parts = parse_multipart(read_header(request, "content-type") or "", request.body or b"")
    except BodyError as error:
        raise bad_request(version, f"Invalid body: {error}") from error
    fields = {part.name: part for part in parts}
    if "query" not in fields:
        raise bad_request(version, "No query string was present")
    variables: dict[str, Any] = {}
    if "variables" in fields:
        variables = _object(version, fields["variables"])
    paths = _paths(version, fields)
    for name, part in fields.items():
        if part.filename is not None and name in paths:
            variables[paths[name]] = Upload(_file_name(part.filename), part.content)
    return _asked(version, fields["query"].content.decode(errors="replace"), None, variables)


def _file_name(sent: str) -> str:
    """Return the name of a file: clients that follow browsers send `%22` for a quotation mark.

    Source: https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#multipart-form-data
    """
    return sent.replace("%22", '"').replace("%0D", "\r").replace("%0A", "\n")


def _object(version: str, part: Part) -> dict[str, Any]:
    value = _decode(version, part.content)
    if not isinstance(value, dict):
        raise bad_request(version, f"{part.name} is an object")
    return value


def _paths(version: str, fields: dict[str, Part]) -> dict[str, str]:
    if "map" not in fields:
        return {name: name[len("variables[") : -1] for name in fields if name.startswith("variables[")}
    paths = {}
    for name, path in _object(version, fields["map"]).items():
        first = path[0] if isinstance(path, list) and path else path
        if not isinstance(first, str) or not first.startswith("variables."):
            raise bad_request(version, "map names a variable for each part")
        paths[name] = first.removeprefix("variables.")
    return paths


def bad_request(version: str, message: str) -> HttpRefusalError:
    """Refuse a request that cannot be read."""
    if version >= "2025-01":
        return HttpRefusalError(400, {"errors": [{"message": message, "extensions": {"code": "BAD_REQUEST"}}]})
    return HttpRefusalError(400, {"error_message": message, "status_code": 400, "errors": [message]})
