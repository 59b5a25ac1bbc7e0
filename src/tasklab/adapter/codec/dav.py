"""Ids that are the end of a resource's address, and dates of WebDAV.

An id is the last one or two segments of the path, percent-encoded in one way whatever way the platform uses, so that
`cal/my task.ics` on the wire is always the id `cal/my%20task.ics`.
"""

from __future__ import annotations

import datetime as dt
import re
from urllib.parse import quote, unquote, unquote_to_bytes, urlsplit

from tasklab.adapter.codec.record import Codec
from tasklab.adapter.codec.refusal import unreadable, wrong_id

_SAFE = "!$&'()*+,;=:@"
"""What may stand in a path segment besides letters, digits and `-._~`. Source: RFC 3986 section 3.3."""
_BROKEN_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_ABOVE = ("", ".", "..")


def _canonical(segment: str) -> str | None:
    """Return a segment in the one form that ids have; None for one that would address something else."""
    plain = unquote_to_bytes(segment)
    if _BROKEN_ESCAPE.search(segment) or plain.decode("utf-8", "replace") in _ABOVE:
        return None
    return quote(plain, safe=_SAFE)


def _tail(href: str, count: int) -> list[str]:
    path = urlsplit(href).path if "://" in href else href.partition("?")[0].partition("#")[0]
    segments = [_canonical(segment) for segment in path.strip("/").split("/")[-count:]]
    found = [segment for segment in segments if segment is not None]
    if len(found) != count:
        raise unreadable(href, f"an address with {count} path segments at its end")
    return found


def _encode(text: str, count: int, field: str) -> str:
    segments = text.split("/")
    if len(segments) != count or any(_canonical(segment) != segment for segment in segments):
        raise wrong_id(field, text, "percent-encoded path segments, such as " + "/".join(["work", "t-1.ics"][-count:]))
    return text


def decode_dav_tail_1(native: str) -> str:
    """Return the last segment of an address.

    Raises: PlatformError for an address without one.
    """
    return _tail(native, 1)[0]


def encode_dav_tail_1(text: str, field: str) -> str:
    """Return the segment, as it stands in a path.

    Raises: NotFoundError or ValidationError for text that is no id: `..`, more segments, broken escapes.
    """
    return _encode(text, 1, field)


def decode_dav_tail_2(native: str) -> str:
    """Return the last two segments of an address.

    Raises: PlatformError for an address without them.
    """
    return "/".join(_tail(native, 2))


def encode_dav_tail_2(text: str, field: str) -> str:
    """Return the segments, as they stand in a path.

    Raises: NotFoundError or ValidationError for text that is no id: `..`, more or fewer segments, broken escapes.
    """
    return _encode(text, 2, field)


def encode_dav_last(text: str, field: str) -> str:
    """Return the second of an id's two segments, as it stands in a path: the name of a resource in any collection.

    Raises: NotFoundError or ValidationError for text that is no id of two segments.
    """
    return _encode(text, 2, field).partition("/")[2]


def encode_dav_first(text: str, field: str) -> str:
    """Return the first of an id's two segments, as it stands in a path: the collection that a resource is in.

    Raises: NotFoundError or ValidationError for text that is no id of two segments.
    """
    return _encode(text, 2, field).partition("/")[0]


def encode_dav_owner(text: str, field: str) -> str:
    """Return the resource in the id of one of its parts, `cal/t-1.ics#mark`, as it stands in a path.

    Raises: NotFoundError or ValidationError for text that is no such id.
    """
    return _encode(text.partition("#")[0], 2, field)


def encode_dav_mark(text: str, field: str) -> str:
    """Return the mark in the id of a part of a resource, `cal/t-1.ics#mark`.

    Raises: NotFoundError or ValidationError for text without one.
    """
    mark = text.partition("#")[2]
    if not mark:
        raise wrong_id(field, text, "a resource and a part of it, such as work/t-1.ics#9f86d081")
    return mark


def decode_dav_name(native: str) -> str:
    """Return the last path segment of an address as people write it; a text that is no address as it is.

    Raises: PlatformError for an address without one.
    """
    return unquote(_tail(native, 1)[0]) if native.startswith("/") or "://" in native else native


def decode_dav_parent(native: str) -> str:
    """Return the segment before the last one: the collection that a resource is in.

    Raises: PlatformError for an address without it.
    """
    return _tail(native, 2)[0]


def decode_http_date(native: str) -> dt.datetime:
    """Return the moment.

    Raises: PlatformError for other text.
    """
    from email.utils import parsedate_to_datetime  # noqa: PLC0415 - it takes longer to import than all else here

    try:
        moment = parsedate_to_datetime(native)
        return (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).astimezone(dt.UTC)
    except (ValueError, OverflowError) as error:
        raise unreadable(native, "a date such as Sun, 22 Nov 2026 23:25:13 GMT") from error


def encode_http_date(moment: dt.datetime) -> str:
    """Return the moment as text. Source: RFC 9110 section 5.6.7."""
    from email.utils import format_datetime  # noqa: PLC0415 - see decode_http_date

    return format_datetime(moment.astimezone(dt.UTC).replace(microsecond=0), usegmt=True)


def normalise_http_date(moment: dt.datetime) -> dt.datetime:
    """Fractions of a second are lost."""
    return moment.replace(microsecond=0)


CODECS = (
    Codec(
        module=__name__,
        name="dav_tail_1",
        summary="The last path segment of an address as an id: a collection.",
        native="str",
        unified="str",
        is_path=True,
        can_refuse=True,
    ),
    Codec(
        module=__name__,
        name="dav_tail_2",
        summary="The last two path segments of an address as an id: a resource in its collection.",
        native="str",
        unified="str",
        is_path=True,
        can_refuse=True,
    ),
    Codec(
        module=__name__,
        name="dav_last",
        summary="The second of an id's two path segments: the name of a resource, to put it into another collection.",
        native="str",
        unified="str",
        direction="write",
        is_path=True,
        can_refuse=True,
    ),
    Codec(
        module=__name__,
        name="dav_first",
        summary="The first of an id's two path segments: the collection that a resource is in.",
        native="str",
        unified="str",
        direction="write",
        is_path=True,
        can_refuse=True,
    ),
    Codec(
        module=__name__,
        name="dav_owner",
        summary="The resource in the id of one of its parts: `cal/t-1.ics` of `cal/t-1.ics#mark`.",
        native="str",
        unified="str",
        direction="write",
        is_path=True,
        can_refuse=True,
    ),
    Codec(
        module=__name__,
        name="dav_mark",
        summary="The mark in the id of a part of a resource: `mark` of `cal/t-1.ics#mark`.",
        native="str",
        unified="str",
        direction="write",
        can_refuse=True,
    ),
    Codec(
        module=__name__,
        name="dav_name",
        summary="The last path segment of an address as people write it; other text as it is.",
        native="str",
        unified="str",
        direction="read",
    ),
    Codec(
        module=__name__,
        name="dav_parent",
        summary="The path segment before the last one of an address: the collection that a resource is in.",
        native="str",
        unified="str",
        direction="read",
    ),
    Codec(
        module=__name__,
        name="http_date",
        summary="A moment in the form of HTTP headers; fractions of a second are lost.",
        native="str",
        unified="datetime",
        imports=(("datetime", "datetime"),),
        has_normalisation=True,
    ),
)
