"""What an address says by its host: whether it leads to a file that the platform keeps, say."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tasklab.adapter.codec.record import Codec
from tasklab.adapter.codec.table import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Mapping

_OTHER = "*"


def decode_by_host(native: str, table: Mapping[str, str]) -> str:
    """Return what the table has for the host of an address, or for `*`; `unknown` where it has neither."""
    try:
        host = urlsplit(native).hostname or ""
    except ValueError:
        host = ""
    return table.get(host, table.get(_OTHER, UNKNOWN))


CODECS = (
    Codec(
        name="by_host",
        summary="What the table has for the host of an address, `*` for any other.",
        native="str",
        unified="str",
        takes_table=True,
        direction="read",
        module=__name__,
    ),
)
