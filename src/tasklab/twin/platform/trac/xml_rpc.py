"""Calls in XML. Source: `tracrpc/xml_rpc.py`, http://xmlrpc.com/spec.md; nothing is told as empty text."""

from __future__ import annotations

import binascii
import re
import xmlrpc.client
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.trac.python2 import Ascii, Binary
from tasklab.twin.platform.trac.refusal import DeniedError, ProtocolError, TracError, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Mapping

_PARSE, _OTHER = -32700, 1
_RESOURCE = "<class 'trac.resource.Resource'> objects"
_ILLEGAL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufdd0-\ufddf\ufffe\uffff"
    + "".join(f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(1, 17))
    + "]"
)
_TOLD = {403: 403, 404: 404, -32601: -32601}


def parse_call(body: bytes) -> dict[str, Any]:
    """Return a call. Raises: ProtocolError; UnreadableError for a moment that is none."""
    try:
        values, name = xmlrpc.client.loads(body)
    except Exception as error:  # whatever the parser makes of strange text, the product tells it
        raise ProtocolError(_word(error), _PARSE) from error
    return {"method": name, "params": [_read(each) for each in values]}


def render_result(result: Any) -> bytes:
    """Return the answer of a call that succeeded. Raises: UnreadableError for what XML-RPC cannot carry."""
    return _dump((_show(result),))


def render_error(call: Mapping[str, Any], error: Exception) -> bytes:
    """Return a fault: only some have their own number and text, others tell what was called too.

    Raises: UnreadableError for one of the others with a letter beyond ASCII, which Python 2 breaks off at.
    """
    code = error.code if isinstance(error, (TracError, ProtocolError)) else None
    if code in _TOLD or code == _PARSE:
        return _dump(xmlrpc.client.Fault(int(code or 0), str(error)))
    try:
        str(error).encode("ascii")
    except UnicodeEncodeError as mistake:
        raise UnreadableError(str(mistake).replace("character '", "character u'", 1)) from mistake
    return _dump(xmlrpc.client.Fault(_OTHER, f"'{error}' while executing '{call.get('method')}()'"))


def _word(error: Exception) -> str:
    """Return a mistake as Python 2 words it."""
    if isinstance(error, binascii.Error):
        return "Incorrect padding"
    text = re.sub(r"^(could not convert string to float: )'(.*)'$", r"\1\2", str(error))
    return re.sub(r"^ResponseError\(\"unknown tag '(.*)'\"\)$", r"""ResponseError("unknown tag u'\1'",)""", text)


def _read(value: Any) -> Any:
    match value:
        case xmlrpc.client.DateTime():
            return _read_moment(str(value))
        case xmlrpc.client.Binary():
            return Binary(value.data)
        case str():
            text = value.replace("\n", "\r\n")
            return Ascii(text) if text.isascii() else text
        case dict():
            return {name: _read(each) for name, each in value.items()}
        case list() | tuple():
            return [_read(each) for each in value]
    return value


def _read_moment(text: str) -> datetime:
    try:
        return datetime.strptime(text, "%Y%m%dT%H:%M:%S").replace(tzinfo=UTC)
    except ValueError as error:
        raise UnreadableError(f"time data '{text}' does not match format '%Y%m%dT%H:%M:%S'") from error


def _show(value: Any) -> Any:
    match value:
        case None:
            return ""
        case datetime():
            return xmlrpc.client.DateTime(value.strftime("%Y%m%dT%H:%M:%S"))
        case Binary():
            return xmlrpc.client.Binary(value.data)
        case str():
            return str(value)
        case dict():
            return {str(name): _show(each) for name, each in value.items()}
        case list():
            return [_show(each) for each in value]
        case DeniedError():
            none = "None unless allow_none is enabled"
            raise UnreadableError(f"cannot marshal {_RESOURCE if value.has_place else none}")
        case TracError():
            return {"_message": str(value), "show_traceback": False, "title": value.title}
        case Exception():
            return {}
    return value


def _dump(value: Any) -> bytes:
    try:
        text = xmlrpc.client.dumps(value, methodresponse=True)
    except OverflowError as error:
        raise UnreadableError("long int exceeds XML-RPC limits") from error
    return _ILLEGAL.sub("\N{REPLACEMENT CHARACTER}", text).encode("utf-8", "surrogatepass")
