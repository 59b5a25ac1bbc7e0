"""Values on their way into a request, escaped for where they land."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeGuard, TypeVar
from urllib.parse import quote, quote_from_bytes

import msgspec
from msgspec import UNSET, UnsetType

from tasklab.unified.error import NotFoundError, ValidationError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tasklab.adapter.message import Pairs

T = TypeVar("T")

_PLAIN = re.compile(r"[A-Za-z0-9_~-]+\Z")
"""What stands for itself wherever it stands; so do dots, which mean something in a path."""
_NOT_XML = "[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
_XML_ESCAPES = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;", "\r": "&#13;"},
)


def is_given(value: T | UnsetType) -> TypeGuard[T]:
    """Tell whether a parameter was given at all; null and empty values are given."""
    return value is not UNSET


def segment(text: str) -> str:
    """Return a text as one path segment: `a/b` stays one, as `a%2Fb`.

    Raises: NotFoundError for a text that cannot be a segment, because it would address something else.
    Source: RFC 3986, sections 3.3 and 5.2.4.
    """
    if _PLAIN.match(text):
        return text
    if text in {"", ".", ".."}:
        raise NotFoundError(f"nothing has the id {text!r}")
    try:
        return quote_from_bytes(text.encode(), safe="")
    except UnicodeEncodeError as error:
        raise NotFoundError("nothing has an id that is not Unicode text") from error


def segments(text: str) -> str:
    """Return a text of several path segments, each escaped: what stands between slashes is never a way up.

    Raises: NotFoundError as `segment` does.
    """
    return "/".join([segment(part) for part in text.split("/")])


def plain_text(value: object) -> str:
    """Return a value as a query or a form carries it: `true`, `12`, text as it is, null as the empty text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def query_pairs(*pairs: tuple[str, object]) -> Pairs:
    """Return the pairs that are given, as text; a list becomes one pair per entry."""
    found: list[tuple[str, str]] = []
    for name, value in pairs:
        if isinstance(value, list | tuple):
            found += [(name, plain_text(item)) for item in value]
        elif value is not UNSET:
            found.append((name, plain_text(value)))
    return tuple(found)


def header_pairs(*pairs: tuple[str, object]) -> Pairs:
    """Return the headers that are given, as text; null is none, as where an object has no ETag."""
    return query_pairs(*(pair for pair in pairs if pair[1] is not None))


def query_text(pairs: Pairs) -> str:
    """Return a query as it stands in an address, percent-encoded.

    Raises: ValidationError for text that is not Unicode.
    """
    try:
        return "&".join([f"{_escaped(name)}={_escaped(value)}" for name, value in pairs])
    except UnicodeEncodeError as error:
        raise _not_unicode() from error


def _escaped(text: str) -> str:
    return text if _PLAIN.match(text) else quote(text, safe="")


def form_body(pairs: Pairs) -> bytes:
    """Return an `application/x-www-form-urlencoded` body."""
    return query_text(pairs).replace("%20", "+").encode("ascii")


def json_body(value: Any) -> bytes:
    """Return a JSON body.

    Raises: ValidationError for text that is not Unicode.
    """
    try:
        return msgspec.json.encode(value)
    except UnicodeEncodeError as error:
        raise _not_unicode() from error


def xml_text(text: str) -> str:
    """Return a text as it stands in XML, between tags or in an attribute.

    Raises: ValidationError for characters that XML cannot carry. Source: XML 1.0, section 2.2.
    """
    if wrong := re.search(_NOT_XML, text):
        raise ValidationError(f"the platform's XML cannot carry the character U+{ord(wrong[0]):04X}")
    return text.translate(_XML_ESCAPES)


def multipart_body(
    parts: Mapping[str, object],
    unique: str,
    *,
    file_name: str | UnsetType | None = None,
    file_type: str | UnsetType | None = None,
) -> tuple[bytes, str]:
    """Return a `multipart/form-data` body and its content type; a value of bytes is a file.

    A file without a name is called `file`; one whose type nobody knows is bytes.

    `unique` makes the boundary; it is lengthened until it is not part of any value. Source: RFC 7578.
    """
    values = [
        (name, value if isinstance(value, bytes) else plain_text(value).encode(), isinstance(value, bytes))
        for name, value in parts.items()
        if value is not UNSET
    ]
    boundary = "tasklab-" + re.sub(r"[^A-Za-z0-9]", "", unique)[:32]
    while any(boundary.encode() in content for _, content, _ in values):
        boundary += "x"
    called, kind = file_name or "file", file_type or "application/octet-stream"
    body = bytearray()
    for name, content, is_file in values:
        file = f'; filename="{_quoted(str(called))}"\r\nContent-Type: {_one_line(str(kind))}' if is_file else ""
        body += f'--{boundary}\r\nContent-Disposition: form-data; name="{_quoted(name)}"{file}\r\n\r\n'.encode()
        body += content + b"\r\n"
    body += f"--{boundary}--\r\n".encode()
    return bytes(body), f"multipart/form-data; boundary={boundary}"


def _quoted(name: str) -> str:
    return name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")


def _one_line(text: str) -> str:
    return text.replace("\r", " ").replace("\n", " ")


def _not_unicode() -> ValidationError:
    return ValidationError("a text holds half of a character (a lone surrogate): send whole Unicode characters")
