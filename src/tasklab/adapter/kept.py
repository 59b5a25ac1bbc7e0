"""Values that a flow keeps of one answer to use in the next request."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import msgspec
from msgspec import Raw

from tasklab.adapter.content_line import Property
from tasklab.adapter.raw import raw_text
from tasklab.unified.error import NotFoundError, PlatformError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tasklab.adapter.dav import DavItem
    from tasklab.adapter.message import Response

T = TypeVar("T")


def require_header(response: Response, name: str) -> str:
    """Return a header of an answer. `name` is in lower case.

    Raises: PlatformError when the platform did not send it.
    """
    value = response.headers.get(name)
    if value is None:
        raise PlatformError(
            f"the answer has no header `{name}`, which the platform documents", native_status=response.status
        )
    return value


def require_there(value: T | None, path: str) -> T:
    """Return a value of an answer.

    Raises: PlatformError when there is none.
    """
    if value is None:
        raise PlatformError(f"the answer has nothing at `{path}`, where the platform documents a value")
    return value


def require_found(value: T | None, path: str) -> T:
    """Return a value of an answer whose absence means that there is no such object.

    Raises: NotFoundError
    """
    if value is None:
        raise NotFoundError(f"there is no such object: the answer has nothing at `{path}`")
    return value


def find_through(names: Mapping[str, T] | None, name: str | None) -> T | None:
    """Find what a name leads to in a mapping that was kept; None where nothing was kept, or nothing has the name."""
    return None if names is None or name is None else names.get(name)


def raw_resource(item: DavItem | Property) -> Raw:
    """Return the native form of a DAV resource as JSON: the text of what it holds, or of its properties by name."""
    if isinstance(item, Property):
        return raw_text(item.value)
    if item.document is not None:
        return raw_text(item.document if isinstance(item.document, str) else item.document.decode(errors="replace"))
    return Raw(msgspec.json.encode({"href": item.href, **{each.name: each.text for each in item.elements}}))


def find_total(response: Response, name: str) -> int | None:
    """Find a number of objects in a header; None where there is no number. `name` is in lower case."""
    value = response.headers.get(name, "")
    return int(value) if value.isdecimal() and value.isascii() else None
