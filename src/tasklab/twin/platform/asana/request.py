"""A request as Asana reads it: options, parameters, and data as JSON, a form, or a form with files.

Source: https://developers.asana.com/docs/inputoutput-options (2026-11-26).
"""

from __future__ import annotations

from email.parser import BytesParser
from email.policy import HTTP
from typing import TYPE_CHECKING, Any

from tasklab.twin.body import BodyError, read_form, read_json
from tasklab.twin.credential import read_header
from tasklab.twin.platform.asana.call import Upload
from tasklab.twin.platform.asana.refusal import RefusalError, invalid
from tasklab.twin.platform.asana.selection import parse_paths

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tasklab.adapter.message import Request
    from tasklab.twin.platform.asana.call import Call

MAX_BODY_BYTES = 110 * 1024 * 1024
_WITH_BODY = frozenset({"POST", "PUT", "PATCH"})
_OPTION = "opt_"
_TRUE = frozenset({"true", "1", ""})
_FALSE = frozenset({"false", "0"})


def read_request(call: Call, request: Request) -> bool:
    """Fill a call with what a request says; return whether the answer is to be pretty. Raises: RefusalError."""
    pairs = dict(request.query)
    options: dict[str, Any] = {}
    call.query = _split(pairs, options)
    if request.verb in _WITH_BODY and request.body:
        _read_body(call, request, options)
    apply_options(call, options)
    call.limit, call.offset = options.get("limit", call.limit), options.get("offset", call.offset)
    pretty = str(options.get("pretty", "false")).lower()
    if pretty not in _TRUE | _FALSE:
        raise invalid("opt_pretty", f"Not a Boolean: {pretty}")
    return pretty in _TRUE


def _split(pairs: Mapping[str, Any], options: dict[str, Any]) -> dict[str, Any]:
    kept = {}
    for name, value in pairs.items():
        if name.startswith(_OPTION):
            options[name.removeprefix(_OPTION)] = value
        elif name in ("limit", "offset"):
            options[name] = value
        else:
            kept[name] = value
    return kept


def apply_options(call: Call, options: Mapping[str, Any]) -> None:
    """Let a call choose its members as options say. Raises: RefusalError."""
    for name in ("fields", "expand"):
        value = options.get(name)
        if value is None:
            continue
        text = ",".join(map(str, value)) if isinstance(value, list) else value
        if not isinstance(text, str):
            raise invalid(f"opt_{name}", "Not a String")
        if name == "fields":
            call.fields = parse_paths(text)
        else:
            call.expand = parse_paths(text)


def _read_body(call: Call, request: Request, options: dict[str, Any]) -> None:
    kind = (read_header(request, "content-type") or "application/json").partition(";")[0].strip().lower()
    try:
        if kind == "application/x-www-form-urlencoded":
            call.is_form = True
            call.data = _split(dict(read_form(request, MAX_BODY_BYTES)), options)
        elif kind == "multipart/form-data":
            call.is_form = True
            fields, call.files = read_parts(request)
            call.data = _split(fields, options)
        elif kind == "application/json":
            _read_document(call, read_json(request, MAX_BODY_BYTES), options)
        else:
            raise RefusalError(415, f"Unsupported content type: {kind}")
    except BodyError as error:
        if error.fault == "too_large":
            raise RefusalError(413, "The request body is too large.") from error
        raise RefusalError(400, "Could not parse request data, invalid JSON") from error


def _read_document(call: Call, document: Any, options: dict[str, Any]) -> None:
    if not isinstance(document, dict):
        raise RefusalError(400, "Request body must be an object with a data member")
    data, chosen = document.get("data", {}), document.get("options", {})
    if not isinstance(data, dict):
        raise invalid("data", "Not an Object")
    if not isinstance(chosen, dict):
        raise invalid("options", "Not an Object")
    call.data = data
    options.update(chosen)


def read_parts(request: Request) -> tuple[dict[str, str], dict[str, Upload]]:
    """Return the fields and files of a form in parts. Raises: BodyError, RefusalError."""
    head = f"content-type: {read_header(request, 'content-type')}\r\n\r\n".encode()
    body = request.body or b""
    if len(body) > MAX_BODY_BYTES:
        raise BodyError("too_large", f"a body of {len(body)} bytes")
    message = BytesParser(policy=HTTP).parsebytes(head + body)
    if not message.is_multipart():
        raise RefusalError(400, "Could not parse request data, invalid multipart form")
    fields: dict[str, str] = {}
    files: dict[str, Upload] = {}
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        if not isinstance(name, str) or not isinstance(content, bytes):
            continue
        file_name = part.get_filename()
        if file_name is None:
            fields[name] = content.decode("utf-8", "replace")
        else:
            files[name] = Upload(file_name, part.get_content_type(), content)
    return fields, files
