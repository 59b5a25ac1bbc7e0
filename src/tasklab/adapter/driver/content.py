"""Bodies as they come over the wire, decompressed within a bound."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

import msgspec

from tasklab.adapter.transport.protocol import BodyTooLargeError, TransportError

if TYPE_CHECKING:
    from tasklab.adapter.message import Response

ACCEPTED = "gzip, deflate"
"""Value of `Accept-Encoding`: what `decode_content` reads."""
_GZIP = 16 + zlib.MAX_WBITS
_RAW = -zlib.MAX_WBITS


def decode_content(response: Response, max_body_bytes: int) -> Response:
    """Return an answer with its body decompressed.

    Raises: TransportError for a body that is damaged or of an unknown encoding, or larger than the bound.
    """
    encodings = [name.strip().lower() for name in response.headers.get("content-encoding", "").split(",")]
    body = response.body
    for encoding in reversed(encodings):
        if body and encoding not in {"", "identity"}:
            body = _decompress(body, encoding, max_body_bytes)
    headers = {name: value for name, value in response.headers.items() if name != "content-encoding"}
    return msgspec.structs.replace(response, body=body, headers=headers)


def _decompress(body: bytes, encoding: str, max_body_bytes: int) -> bytes:
    if encoding in {"gzip", "x-gzip"}:
        windows: tuple[int, ...] = (_GZIP,)
    elif encoding == "deflate":
        windows = (zlib.MAX_WBITS, _RAW)  # many servers send the raw form under this name
    else:
        raise TransportError(f"the answer is encoded as {encoding!r}, which nobody asked for", may_have_arrived=True)
    fault: zlib.error | None = None
    for window in windows:
        try:
            return _inflate(body, window, max_body_bytes)
        except zlib.error as error:
            fault = error
    raise TransportError(f"the answer's {encoding} body is damaged: {fault}", may_have_arrived=True) from fault


def _inflate(body: bytes, window: int, max_body_bytes: int) -> bytes:
    found = bytearray()
    while body:
        inflater = zlib.decompressobj(window)
        found += inflater.decompress(body, max_body_bytes + 1 - len(found))
        if len(found) > max_body_bytes:
            raise BodyTooLargeError(max_body_bytes)
        if not inflater.eof:
            raise zlib.error("it ends too early")
        # A gzip body may have several members (RFC 1952, section 2.2).
        body = inflater.unused_data
    return bytes(found)
