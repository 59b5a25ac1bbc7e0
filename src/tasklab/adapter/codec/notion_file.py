"""Files of Notion's pages: blocks whose member called as their type says where the file is, here or elsewhere.

Source: https://developers.notion.com/reference/file-object, https://developers.notion.com/reference/block#file
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from msgspec import Struct

from tasklab.adapter.codec.notion_text import Run, decode_notion_title
from tasklab.adapter.codec.record import Codec
from tasklab.adapter.codec.shaped import shaped
from tasklab.unified.error import NotFoundError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_TYPES = ("file", "image", "pdf", "video", "audio")
_ID = re.compile(r"(?:\A|[-/=])([0-9a-f]{32})\Z|\A([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\Z", re.IGNORECASE)
_HOSTS = re.compile(r"(?:[\w-]+\.)*notion\.(?:so|site|com)\Z")


class Place(Struct, gc=False):
    """An address."""

    url: str


class File(Struct, gc=False):
    """What stands in a block under the name of its type."""

    type: str | None = None
    file: Place | None = None
    external: Place | None = None
    name: str | None = None
    caption: list[Run] | None = None


class Block(Struct, gc=False):
    """A block of a page, of which only files are read."""

    type: str | None = None
    in_trash: bool | None = None
    file: File | None = None
    image: File | None = None
    pdf: File | None = None
    video: File | None = None
    audio: File | None = None


def decode_notion_file_name(native: Mapping[str, Any]) -> str:
    """Return the name of a file: its own, its caption, or the end of its address."""
    inner = _inner(native)
    place = inner.external or inner.file
    address = place.url if place else ""
    last = unquote(urlsplit(address).path).rpartition("/")[2]
    return inner.name or decode_notion_title(inner.caption) or last or address


def decode_notion_file_kind(native: Mapping[str, Any]) -> str:
    """Return `link` for a file that is elsewhere, `file` for one that the platform keeps."""
    return "link" if _inner(native).external else "file"


def decode_notion_file_url(native: Mapping[str, Any]) -> str | None:
    """Return the address of a file that is elsewhere: that of a kept one is another each time, and good for an hour."""
    place = _inner(native).external
    return None if place is None else place.url


def decode_notion_kept_file(native: Mapping[str, Any]) -> str:
    """Return the address of a file that the platform keeps, of a whole block.

    Raises: NotFoundError for another block, for one in the trash, and for a file that is elsewhere.
    """
    decode_notion_block(native)
    kept = _inner(native).file
    if kept is None:
        raise NotFoundError("there is no such file: what has this id is none that the platform keeps", pointer="/id")
    return kept.url


def decode_notion_block(native: Mapping[str, Any]) -> str:
    """Return the type of a block that is a file.

    Raises: NotFoundError for another block, and for one in the trash.
    """
    block = shaped(native, Block)
    if block.type not in _TYPES or block.in_trash:
        raise NotFoundError("there is no such file: what has this id is none", pointer="/id")
    return block.type


def _inner(native: Mapping[str, Any]) -> File:
    block = shaped(native, Block)
    return block.file or block.image or block.pdf or block.video or block.audio or File()


def encode_notion_file(parts: Sequence[Any]) -> dict[str, Any]:
    """Return the block of a new file, of `[name, address, id of what was sent]`."""
    name, address, sent = parts
    place = {"external": {"url": address}} if sent is None else {"file_upload": {"id": sent}}
    return {"type": "file", "file": {"type": next(iter(place)), **place, "name": name}}


def encode_notion_reference(reference: str) -> str:
    """Return the id of the page at a web address of Notion's, or in such a text alone.

    Raises: NotFoundError for other text.
    """
    address = urlsplit(reference.strip())
    is_here = not address.scheme or (address.scheme in ("http", "https") and _HOSTS.match(address.hostname or ""))
    # A page that is shown beside its database has its id in the query.
    peeked = re.search(r"(?:\A|&)p=([0-9a-f]{32})(?:&|\Z)", address.query)
    found = peeked or _ID.search(address.path.rstrip("/"))
    if not is_here or found is None:
        raise NotFoundError(f"no task is found by {reference!r}: expected its address", pointer="/reference")
    return next(text for text in found.groups() if text)


_ANY = (("typing", "Any"), ("collections.abc", "Sequence"))


def _codec(name: str, native: str, unified: str, summary: str, direction: Any) -> Codec:
    return Codec(
        module=__name__,
        name=name,
        summary=summary,
        native=native,
        unified=unified,
        imports=_ANY,
        direction=direction,
        is_hook=True,
    )


_DICT = "dict[str, Any]"

CODECS = (
    _codec("notion_file_name", _DICT, "str", "The name of a file in a block of Notion's. Reads only.", "read"),
    _codec("notion_file_kind", _DICT, "str", "Whether such a file is a `file` or a `link`. Reads only.", "read"),
    _codec("notion_file_url", _DICT, "str | None", "The address of such a file. Reads only.", "read"),
    _codec(
        "notion_kept_file", _DICT, "str", "The address of a file that Notion keeps, of its block. Reads only.", "read"
    ),
    _codec("notion_block", _DICT, "str", "The type of a block that is a file, of the block. Reads only.", "read"),
    _codec(
        "notion_file",
        _DICT,
        "Sequence[Any]",
        "The block of a new file, of `[name, address, sent]`. Writes only.",
        "write",
    ),
    _codec("notion_reference", "str", "str", "The id of a page in its web address. Writes only.", "write"),
)
