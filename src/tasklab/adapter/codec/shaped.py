"""Answers that a codec is given as plain mappings, checked to be what the platform documents."""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec

from tasklab.adapter.codec.refusal import unreadable

T = TypeVar("T")


def shaped(value: Any, kind: type[T]) -> T:
    """Return a value as what it is documented to be.

    Raises: PlatformError when it is something else.
    """
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        raise unreadable(value, str(error)) from error
