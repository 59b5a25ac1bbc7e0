"""Reads the bodies and pages of the service's own paths."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import msgspec

from tasklab.service.web.about import Field
from tasklab.unified.error import ValidationError

if TYPE_CHECKING:
    from tasklab.service.web.message import Request

T = TypeVar("T")
_MAX_PAGE = 200
PAGE = (
    Field("cursor", {"type": "string"}, "`next_cursor` of the page before."),
    Field("limit", {"type": "integer", "minimum": 1, "maximum": _MAX_PAGE, "default": 100}, "Most on one page."),
)
"""The query of the service's own lists."""


async def read_body(request: Request, kind: type[T]) -> T:
    """Return the body as a struct. Raises: ValidationError, with a pointer where one is known."""
    document = await request.document()
    query = request.query()
    if query:
        raise ValidationError(f"`{min(query)}` is no parameter of this path", pointer=f"/{min(query)}")
    try:
        return msgspec.convert(document, kind)
    except msgspec.ValidationError as error:
        detail, _, path = str(error).partition(" - at `$")
        pointer = "/" + path.rstrip("`").lstrip(".").replace(".", "/") if path else None
        raise ValidationError(detail, pointer=pointer) from error


def read_page(request: Request, *more: str) -> tuple[str, int, dict[str, str]]:
    """Return the cursor, empty at the beginning, the size of a page, and the other fields. Raises: ValidationError."""
    query = request.query()
    for name in query:
        if name not in {"cursor", "limit", *more}:
            raise ValidationError(f"`{name}` is no parameter of this path", pointer=f"/{name}")
    limit = query.get("limit", "100")
    if not limit.isascii() or not limit.isdigit() or not 1 <= int(limit[:9]) <= _MAX_PAGE or len(limit) > len("200"):
        raise ValidationError(f"`limit` is a number from 1 to {_MAX_PAGE}", pointer="/limit")
    cursor = query.get("cursor", "")
    if not cursor.isprintable():
        raise ValidationError("that is no cursor of ours", pointer="/cursor")
    return cursor, int(limit), query
