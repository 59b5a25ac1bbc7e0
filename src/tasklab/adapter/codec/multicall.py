"""Several procedures in one call, where a server has `system.multicall`.

Source: https://mirrors.talideon.com/articles/multicall.html, as XML-RPC servers have it since 2001.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.adapter.codec.record import Codec

if TYPE_CHECKING:
    from collections.abc import Sequence


def encode_multicall(parts: Sequence[Any]) -> list[dict[str, Any]]:
    """Return one call of a procedure for each argument of a list. Shape: `[procedure, arguments]`."""
    name, arguments = parts
    return [{"methodName": name, "params": [argument]} for argument in arguments]


def encode_window(parts: Sequence[Any]) -> list[Any]:
    """Return a part of a list that came whole. Shape: `[list, offset, size]`; numbers may be text, as in a query."""
    items, offset, size = parts
    return list(items[int(offset) : int(offset) + int(size)])


_ANY = (("typing", "Any"),)

CODECS = (
    Codec(
        name="multicall",
        summary="Of `[procedure, arguments]`: a call for each argument, for `system.multicall`. Writes only.",
        native="list[dict[str, Any]]",
        unified="Any",
        imports=_ANY,
        direction="write",
        module=__name__,
    ),
    Codec(
        name="window",
        summary="Of `[list, offset, size]`: the part of a list that a page is made of. Writes only.",
        native="list[Any]",
        unified="Any",
        imports=_ANY,
        direction="write",
        module=__name__,
    ),
)
