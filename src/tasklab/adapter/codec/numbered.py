"""Ids of what is numbered within a place that has an address of two parts: issue 12 of `acme/home` is `acme/home#12`.

Such platforms know an issue, a milestone or a comment only together with its repository. Addresses have the form
`https://host/api/repos/acme/home/issues/12`, whatever stands before `repos`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from tasklab.adapter.codec.record import Codec
from tasklab.adapter.codec.refusal import show, unreadable
from tasklab.adapter.encode import segment
from tasklab.unified.error import NotFoundError

if TYPE_CHECKING:
    from collections.abc import Sequence

_COLLECTION = "repos"
_SIGN = "#"
_NUMBER = re.compile(r"[1-9][0-9]{0,17}\Z", re.ASCII)
_ABOVE = frozenset({"", ".", ".."})
_PARTS = 2
_ADDRESSED = 4


def decode_address_place(native: str) -> str:
    """Return the place in an address of it, or of what is in it: `acme/home`.

    Raises: PlatformError for an address without one.
    """
    return "/".join(_segments(native)[:_PARTS])


def decode_address_number(native: str) -> str:
    """Return the id of what an address in a place ends with: `acme/home#12`.

    Raises: PlatformError for an address that ends with no number.
    """
    segments = _segments(native)
    if len(segments) <= _PARTS or not _NUMBER.match(segments[-1]):
        raise unreadable(native, "an address that ends with a number")
    return f"{'/'.join(segments[:_PARTS])}{_SIGN}{segments[-1]}"


def _segments(address: str) -> list[str]:
    _, found, after = urlsplit(address).path.partition(f"/{_COLLECTION}/")
    segments = [unquote(part) for part in after.split("/")]
    if not found or len(segments) < _PARTS or not all(segments):
        raise unreadable(address, f"an address with /{_COLLECTION}/ and a place in it")
    return segments


def encode_place(identifier: str, field: str) -> str:
    """Return the id of a place, `acme/home`, as it stands in a path.

    Raises: NotFoundError for text that is no such id.
    """
    parts = identifier.split("/")
    if len(parts) != _PARTS or not _ABOVE.isdisjoint(parts):
        raise _missing(identifier, field, "acme/home")
    return "/".join([segment(part) for part in parts])


def encode_place_of(identifier: str, field: str) -> str:
    """Return the place in an id such as `acme/home#12`, as it stands in a path.

    Raises: NotFoundError for text that is no such id.
    """
    place, sign, _ = identifier.partition(_SIGN)
    if not sign:
        raise _missing(identifier, field, "acme/home#12")
    return encode_place(place, field)


def encode_number_of(identifier: str, field: str) -> int:
    """Return the number in an id such as `acme/home#12`.

    Raises: NotFoundError for text that is no such id.
    """
    number = identifier.partition(_SIGN)[2]
    if not _NUMBER.match(number):
        raise _missing(identifier, field, "acme/home#12")
    return int(number)


def encode_pasted_number(parts: Sequence[str]) -> str:
    """Return the id in what people paste, of `[reference, site, kind]`; what is no address of the site as it is.

    An address is `SITE/acme/home/KIND/12`, with whatever follows a `?` or a `#`.
    """
    reference, site, kind = parts
    base = site.rstrip("/") + "/"
    if not reference.startswith(base):
        return reference
    segments = re.split(r"[?#]", reference.removeprefix(base))[0].rstrip("/").split("/")
    if len(segments) != _ADDRESSED or segments[_PARTS] != kind:
        return reference
    return f"{'/'.join(unquote(each) for each in segments[:_PARTS])}{_SIGN}{segments[-1]}"


def _missing(identifier: str, field: str, example: str) -> NotFoundError:
    return NotFoundError(f"nothing has the id {show(identifier)}: ids here are like {example}", pointer=f"/{field}")


CODECS = (
    Codec(
        module=__name__,
        name="address_place",
        summary="The place in an address: `acme/home` of `https://host/repos/acme/home/issues/12`.",
        native="str",
        unified="str",
        direction="read",
    ),
    Codec(
        module=__name__,
        name="address_number",
        summary="The id of what is numbered in a place, `acme/home#12`, of its address.",
        native="str",
        unified="str",
        direction="read",
    ),
    Codec(
        module=__name__,
        name="place",
        summary="The id of a place, `acme/home`, as two segments of a path.",
        native="str",
        unified="str",
        direction="write",
        can_refuse=True,
        is_path=True,
    ),
    Codec(
        module=__name__,
        name="place_of",
        summary="The place in an id such as `acme/home#12`, as two segments of a path.",
        native="str",
        unified="str",
        direction="write",
        can_refuse=True,
        is_path=True,
    ),
    Codec(
        module=__name__,
        name="number_of",
        summary="The number in an id such as `acme/home#12`.",
        native="int",
        unified="str",
        direction="write",
        can_refuse=True,
    ),
    Codec(
        module=__name__,
        name="pasted_number",
        summary="The id `acme/home#12` of `[reference, site, kind]`, where that is `SITE/acme/home/KIND/12`.",
        native="str",
        unified="Sequence[str]",
        imports=(("collections.abc", "Sequence"),),
        direction="write",
    ),
)
