"""A request with a call, from the protocol's reading to its answer. Source: `_rpc_process` in `tracrpc/web_ui.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.adapter.message import Response
from tasklab.twin.body import MAX_BODY_BYTES
from tasklab.twin.platform.trac import json_rpc, xml_rpc
from tasklab.twin.platform.trac.method import find_method
from tasklab.twin.platform.trac.page import unreadable
from tasklab.twin.platform.trac.refusal import BrokenError, ProtocolError, TracError, UnreadableError

if TYPE_CHECKING:
    from tasklab.adapter.message import Request
    from tasklab.twin.platform.trac.call import Call

_BROKEN = "ServiceException"


def answer(request: Request, protocol: str, kind: str, call: Call) -> Response:
    """Answer a request with what its call comes to: always 200, but where not even an error can be told."""
    read: dict[str, Any] = {}
    try:
        body = _answer(request, protocol, call, read)
    except UnreadableError as error:
        return unreadable(read.get("method"), str(error))
    return Response(status=200, headers={"content-type": kind}, body=body)


def _answer(request: Request, protocol: str, call: Call, read: dict[str, Any]) -> bytes:
    try:
        read |= _parse(request, protocol, call)
        call.require("XML_RPC")
        result = find_method(_name(read)).run(call, read.get("params") or [])
    except (TracError, BrokenError, ProtocolError) as error:
        if protocol == "xml":
            return xml_rpc.render_error(read, error)
        return json_rpc.render_error(read, error, call.traits, _BROKEN if isinstance(error, BrokenError) else "")
    return xml_rpc.render_result(result) if protocol == "xml" else json_rpc.render_result(read, result, call.traits)


def _name(read: dict[str, Any]) -> Any:
    if read.get("method") is None:
        raise ProtocolError("Missing method name")
    return read["method"]


def _parse(request: Request, protocol: str, call: Call) -> dict[str, Any]:
    body = request.body or b""
    if len(body) > MAX_BODY_BYTES:
        raise ProtocolError(f"a body of {len(body)} bytes; the bound is {MAX_BODY_BYTES}")
    return xml_rpc.parse_call(body) if protocol == "xml" else json_rpc.parse_call(body, call.traits)
