"""Contents that are too long for one request, and are sent in pieces: RFC 9110, section 14.4 (Content-Range)."""

from __future__ import annotations

from typing import Any

from tasklab.adapter.codec.record import Codec


def encode_fitting(parts: list[Any]) -> list[bytes]:
    """Return those contents of `[contents, size]` that are not longer than the size, in bytes."""
    contents, size = parts
    return [content for content in contents if len(content) <= size]


def encode_exceeding(parts: list[Any]) -> list[bytes]:
    """Return those contents of `[contents, size]` that are longer than the size, in bytes."""
    contents, size = parts
    return [content for content in contents if len(content) > size]


def encode_piece_starts(parts: list[Any]) -> list[int]:
    """Return where each piece of the content of `[[content], size]` begins, in bytes; of no content there is none."""
    contents, size = parts
    return [start for content in contents for start in range(0, len(content), size)]


def encode_piece(parts: list[Any]) -> bytes:
    """Return the piece of `[[content], start, size]`."""
    (content,), start, size = parts
    piece: bytes = content[start : start + size]
    return piece


def encode_piece_range(parts: list[Any]) -> str:
    """Return which bytes of the content the piece of `[[content], start, size]` has: `bytes 0-99/250`."""
    (content,), start, size = parts
    return f"bytes {start}-{min(start + size, len(content)) - 1}/{len(content)}"


def _codec(name: str, native: str, summary: str) -> Codec:
    return Codec(
        name=name,
        summary=f"{summary} Writes only.",
        native=native,
        unified="list[Any]",
        imports=(("typing", "Any"),),
        direction="write",
        module=__name__,
    )


CODECS = (
    _codec("fitting", "list[bytes]", "Of `[contents, size]`: those that are not longer than so many bytes."),
    _codec("exceeding", "list[bytes]", "Of `[contents, size]`: those that are longer than so many bytes."),
    _codec("piece_starts", "list[int]", "Of `[[content], size]`: where each piece of so many bytes begins."),
    _codec("piece", "bytes", "Of `[[content], start, size]`: so many bytes of the content from there on."),
    _codec("piece_range", "str", "Of `[[content], start, size]`: the header `Content-Range` of that piece."),
)
