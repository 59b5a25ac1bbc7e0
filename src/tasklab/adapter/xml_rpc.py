"""XML-RPC: calls as bodies, and answers as the JSON that they would be, so that one way of reading fits both.

Source: http://xmlrpc.com/spec.md. An answer is `{"result": value}`, a fault `{"fault": {"code": n, "message": text}}`.
A `dateTime.iso8601` is text without an offset, 2027-01-31T09:00:00, since the protocol has none; bytes are base64.
"""

from __future__ import annotations

import datetime as dt
import re
from base64 import b64encode
from typing import TYPE_CHECKING, Any
from xml.parsers.expat import ExpatError

import msgspec

from tasklab.unified.error import PlatformError, UnsupportedFieldError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tasklab.adapter.message import Response

_CARRIED = re.compile("[\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]*")
"""Source: XML 1.0, section 2.2."""
_OK = 200
_NO_ENTITIES = (b"<!DOCTYPE", b"<!ENTITY")
"""What no XML-RPC message has, and what an answer could do harm with."""


def call_body(name: str, params: Sequence[Any]) -> bytes:
    """Return the body that calls a procedure. Aware moments are sent in UTC.

    Raises: UnsupportedFieldError for a null and for a whole number of more than 32 bits: the protocol has no words
    for them.
    """
    from xmlrpc import client  # noqa: PLC0415 - brings HTTP and TLS along, which an import need not wait for

    try:
        text = client.dumps(tuple(map(_sent, params)), methodname=name, encoding="utf-8")
    except (TypeError, OverflowError) as error:
        raise UnsupportedFieldError(f"XML-RPC cannot carry a value: {error}") from error
    return text.encode("utf-8", "xmlcharrefreplace")


def answer_body(document: dict[str, Any]) -> bytes:
    """Return the answer of XML-RPC that is read as a JSON document: the inverse of `as_json`."""
    from xmlrpc import client  # noqa: PLC0415 - brings HTTP and TLS along, which an import need not wait for

    fault = document.get("fault")
    if fault is None:
        return client.dumps((document.get("result"),), methodresponse=True, allow_none=True).encode()
    words = fault if isinstance(fault, dict) else {"message": str(fault)}
    code = words.get("code")
    told = client.Fault(code if isinstance(code, int) else 1, str(words.get("message", "")))
    return client.dumps(told, methodresponse=True).encode()


def _sent(value: Any) -> Any:
    match value:
        case dt.datetime():
            return value.astimezone(dt.UTC)
        case str() if not _CARRIED.fullmatch(value):
            raise UnsupportedFieldError("XML-RPC cannot carry a text with control characters")
        case dict():
            return {str(name): _sent(part) for name, part in value.items()}
        case list() | tuple():
            return [_sent(part) for part in value]
        case _:
            return value


def as_json(response: Response) -> Response:
    """Return an answer with a JSON body in place of XML. One that is no success is returned as it is.

    Raises: PlatformError for a body that is no XML-RPC.
    """
    if response.status != _OK:
        return response
    headers = {**response.headers, "content-type": "application/json"}
    return msgspec.structs.replace(response, headers=headers, body=msgspec.json.encode(_read(response)))


def _read(response: Response) -> dict[str, Any]:
    from xmlrpc import client  # noqa: PLC0415 - brings HTTP and TLS along, which an import need not wait for

    head = response.body[:1024].upper()
    if any(mark in head for mark in _NO_ENTITIES):
        raise _unreadable(response, "it declares a document type")
    try:
        (value,), _ = client.loads(response.body, use_builtin_types=True)
    except client.Fault as fault:
        return {"fault": {"code": fault.faultCode, "message": fault.faultString}}
    except (ExpatError, ValueError, TypeError, LookupError, client.Error) as error:
        raise _unreadable(response, str(error)) from error
    return {"result": _received(value)}


def _received(value: Any) -> Any:
    match value:
        case dt.datetime():
            return value.isoformat()
        case bytes():
            return b64encode(value).decode("ascii")
        case dict():
            return {name: _received(part) for name, part in value.items()}
        case list():
            return [_received(part) for part in value]
        case _:
            return value


def _unreadable(response: Response, why: str) -> PlatformError:
    kind = response.headers.get("content-type", "no content type").partition(";")[0]
    return PlatformError(f"the answer is no XML-RPC: {why} ({kind})", native_status=response.status)
