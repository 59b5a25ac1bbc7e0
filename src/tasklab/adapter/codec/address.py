"""Parts of web addresses."""

from __future__ import annotations

from urllib.parse import quote, unquote, urlsplit

from tasklab.adapter.codec.record import Codec


def encode_origin(address: str) -> str:
    """Return scheme, host and port of an address, as the header `Origin` carries them (RFC 6454 section 6.2)."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def encode_address_path(address: str) -> str:
    """Return the path of an address, without a slash at its end, as it is."""
    return urlsplit(address).path.rstrip("/")


def encode_address_above(address: str) -> str:
    """Return the path of the collection that an address is in, with a slash at its end, as it is."""
    return encode_address_path(address).rpartition("/")[0] + "/"


def encode_address_name(address: str) -> str:
    """Return the last part of the path of an address, as it is meant: without percent signs (RFC 3986 section 2.1)."""
    return unquote(encode_address_path(address).rpartition("/")[2])


def decode_escaped(native: str) -> str:
    """Return text that the platform gives as it stands in addresses, without percent signs (RFC 3986 section 2.1)."""
    return unquote(native)


def encode_escaped(text: str) -> str:
    """Return text as it stands in addresses."""
    return quote(text, safe="")


CODECS = (
    Codec(
        name="escaped",
        summary="Text that the platform writes as addresses have it, with percent signs.",
        native="str",
        unified="str",
        module=__name__,
    ),
    Codec(
        name="address_name",
        summary="Last part of the path of an address, percent-decoded: the name of a file.",
        native="str",
        unified="str",
        module=__name__,
        direction="write",
    ),
    Codec(
        name="origin",
        summary="Scheme, host and port of an address, for the header `Origin`.",
        native="str",
        unified="str",
        module=__name__,
        direction="write",
    ),
    Codec(
        name="address_path",
        summary="Path of an address, without a slash at its end, for servers that speak in paths from their root.",
        native="str",
        unified="str",
        module=__name__,
        direction="write",
        is_path=True,
    ),
    Codec(
        name="address_above",
        summary="Path of the collection that an address is in, with a slash at its end.",
        native="str",
        unified="str",
        module=__name__,
        direction="write",
        is_path=True,
    ),
)
