"""Objects of which some members are known and all are read: a platform's fields with its customers' own among them."""

from __future__ import annotations

from typing import Any, Generic, TypeVar, get_args, get_origin

import msgspec

T = TypeVar("T")


class Open(Generic[T]):
    """A native object twice: what is `known` of it as a struct, and all its `members` as they came, by name."""

    __slots__ = ("known", "members")

    def __init__(self, known: T, members: dict[str, Any]) -> None:
        self.known = known
        self.members = members


def open_object(kind: type, native: Any) -> Any:
    """Return an `Open` of what was decoded: the `dec_hook` of decoders (https://jcristharif.com/msgspec/extending.html).

    Raises: msgspec.ValidationError for what is no object or has another shape; NotImplementedError for other types.
    """
    if get_origin(kind) is not Open:
        raise NotImplementedError(f"{kind} is no native type of ours")
    return Open(msgspec.convert(native, get_args(kind)[0]), msgspec.convert(native, dict[str, Any]))
