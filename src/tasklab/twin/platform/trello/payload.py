"""What a request carries: the names and values of its query and body, and its files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.body import MAX_BODY_BYTES, BodyError, read_form, read_json
from tasklab.twin.credential import read_header
from tasklab.twin.multipart import parse_multipart

if TYPE_CHECKING:
    from tasklab.adapter.message import Request
    from tasklab.twin.multipart import Part


def read_payload(request: Request) -> tuple[dict[str, Any], dict[str, Part]]:
    """Return arguments and files; the body has the last word. Raises: BodyError."""
    values: dict[str, Any] = dict(request.query)
    files: dict[str, Part] = {}
    if not request.body:
        return values, files
    kind = read_header(request, "content-type") or ""
    media = kind.partition(";")[0].strip().lower()
    if media == "application/json":
        body = read_json(request)
        if not isinstance(body, dict):
            raise BodyError("malformed", "expected an object")
        values |= body
    elif media == "multipart/form-data":
        if len(request.body) > MAX_BODY_BYTES:
            raise BodyError("too_large", f"more than {MAX_BODY_BYTES} bytes")
        for part in parse_multipart(kind, request.body):
            if part.filename is None:
                values[part.name] = part.content.decode(errors="replace")
            else:
                files[part.name] = part
    elif media == "application/x-www-form-urlencoded":
        values |= dict(read_form(request))
    return values, files
