"""ATTACH properties: links, and files inside the calendar object. Source: RFC 5545 section 3.8.1.1."""

from __future__ import annotations

import binascii
import re
from base64 import b64decode, b64encode
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from tasklab.adapter.codec.record import Codec
from tasklab.adapter.codec.refusal import unreadable, wrong_value
from tasklab.adapter.content_line import Property
from tasklab.unified.error import ValidationError

if TYPE_CHECKING:
    from collections.abc import Sequence

_NAMES = ("FILENAME", "X-FILENAME", "X-LABEL")
_TYPE = re.compile(r"[\w!#$&^.+-]+/[\w!#$&^.+-]+(?:; ?[\w!#$&^.+-]+=[\w!#$&^.+-]+)*", re.ASCII)
"""Source: RFC 6838 section 4.2; parameters as RFC 2045 section 5.1 has them, without quotes."""
_DEFAULT_NAME = "attachment"
_DEFAULT_TYPE = "application/octet-stream"


def _is_file(native: Property) -> bool:
    return (native.parameter("VALUE") or "URI").upper() == "BINARY"


def decode_ical_attach_name(native: Property) -> str:
    """Return the name that is given, or the end of the link."""
    given = next((name for known in _NAMES if (name := native.parameter(known))), None)
    if given is not None or _is_file(native):
        return given or _DEFAULT_NAME
    try:
        return unquote(urlsplit(native.value).path.rstrip("/").rpartition("/")[2]) or _DEFAULT_NAME
    except ValueError:  # a link that is no address is a link still
        return _DEFAULT_NAME


def decode_ical_attach_kind(native: Property) -> str:
    """Return `file` for one inside the calendar object, `link` for one elsewhere."""
    return "file" if _is_file(native) else "link"


def decode_ical_attach_type(native: Property) -> str | None:
    """Return the media type, where one is given."""
    return native.parameter("FMTTYPE")


def decode_ical_attach_url(native: Property) -> str | None:
    """Return the address of a link; None for a file."""
    return None if _is_file(native) else native.value


def decode_ical_attach_size(native: Property) -> int | None:
    """Return the size of a file in bytes; None for a link.

    Raises: PlatformError for a file whose content is no base64.
    """
    return len(decode_ical_attach_content(native)) if _is_file(native) else None


def decode_ical_attach_content(native: Property) -> bytes:
    """Return the content of a file.

    Raises: ValidationError for a link; PlatformError for content that is no base64.
    """
    if not _is_file(native):
        raise ValidationError("the attachment is a link: its content is at its `download_url`", pointer="/id")
    try:
        return b64decode(native.value, validate=True)
    except binascii.Error as error:
        raise unreadable(native.value, "content in base64") from error


def encode_ical_attach_file(parts: Sequence[object], field: str) -> Property:
    """Return a file inside the calendar object. Shape: `[name, media type or null, content]`.

    Raises: ValidationError for a name that cannot be kept.
    """
    name, content_type, content = parts
    if not isinstance(content, bytes):
        raise wrong_value(field, content, "the bytes of a file")
    parameters = (
        ("FMTTYPE", (_require_type(content_type or _DEFAULT_TYPE, field),)),
        ("FILENAME", (_require_name(name, field),)),
        ("ENCODING", ("BASE64",)),
        ("VALUE", ("BINARY",)),
    )
    return Property(b64encode(content).decode(), parameters)


def encode_ical_attach_link(parts: Sequence[object], field: str) -> Property:
    """Return a link. Shape: `[name, address, media type or null]`.

    Raises: ValidationError for a name or an address that cannot be kept.
    """
    name, url, content_type = parts
    if not isinstance(url, str) or not url.isprintable() or " " in url:
        raise wrong_value(field, url, "an address")
    kind = () if content_type is None else (("FMTTYPE", (_require_type(content_type, field),)),)
    return Property(url, (*kind, ("FILENAME", (_require_name(name, field),))))


def _require_type(content_type: object, field: str) -> str:
    if not isinstance(content_type, str) or not _TYPE.fullmatch(content_type):
        raise wrong_value(field, content_type, "a media type such as text/plain")
    return content_type


def _require_name(name: object, field: str) -> str:
    if not isinstance(name, str) or not name or not name.isprintable():
        raise wrong_value(field, name, "a name without control characters")
    return name


_PROPERTY = (("tasklab.adapter.content_line", "Property"),)


def _reader(name: str, unified: str, summary: str) -> Codec:
    return Codec(
        module=__name__,
        name=name,
        summary=summary,
        native="Property",
        unified=unified,
        imports=_PROPERTY,
        direction="read",
    )


def _writer(name: str, summary: str) -> Codec:
    return Codec(
        module=__name__,
        name=name,
        summary=summary,
        native="Property",
        unified="list[object]",
        imports=_PROPERTY,
        direction="write",
        can_refuse=True,
    )


CODECS = (
    _reader("ical_attach_name", "str", "The name of an ATTACH: its FILENAME, or the end of its link."),
    _reader("ical_attach_kind", "str", "Whether an ATTACH is a `file` or a `link`."),
    _reader("ical_attach_type", "str | None", "The media type of an ATTACH."),
    _reader("ical_attach_url", "str | None", "The address of an ATTACH that is a link."),
    _reader("ical_attach_size", "int | None", "The size in bytes of an ATTACH that is a file."),
    _reader("ical_attach_content", "bytes", "The content of an ATTACH that is a file."),
    _writer("ical_attach_file", "An ATTACH that is a file, of `[name, media type, content]`."),
    _writer("ical_attach_link", "An ATTACH that is a link, of `[name, address, media type]`."),
)
