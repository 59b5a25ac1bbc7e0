"""What a request says about who sends it."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tasklab.adapter.message import Request


def read_header(request: Request, name: str) -> str | None:
    """Return the first value of a header, whatever the case of its name, or None."""
    for each, value in request.headers:
        if each.lower() == name:
            return value
    return None


def read_basic(request: Request) -> tuple[str, str] | None:
    """Return user and password of `Authorization: Basic`, or None. Source: RFC 7617 section 2."""
    return parse_pair(_after(request, "basic"))


def read_bearer(request: Request) -> str | None:
    """Return the token of `Authorization: Bearer`, or None. Source: RFC 6750 section 2.1."""
    return _after(request, "bearer")


def parse_pair(text: str | None) -> tuple[str, str] | None:
    """Return user and password out of `base64(user:password)`, or None where it is no such thing."""
    if text is None:
        return None
    try:
        user, colon, password = base64.b64decode(text, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return (user, password) if colon else None


def _after(request: Request, scheme: str) -> str | None:
    value = read_header(request, "authorization")
    word, _, rest = (value or "").partition(" ")
    return rest.strip() if word.lower() == scheme else None
