"""Ids in the web addresses and keys that people paste."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Sequence

_HOLE = "([^/?#]+)"


def find_in_address(reference: str, parts: Sequence[str | None], which: int = 0) -> str | None:
    """Find what stands in a web address in the place of one hole; None when the address is of another form.

    Shape: `parts` are the texts of the address in order, None for each hole; `which` counts holes from 0.
    A query, a fragment and a slash at the end do not matter, nor does the case of the scheme and the host.
    """
    texts = "".join(_HOLE if part is None else re.escape(part) for part in parts)
    scheme, found, rest = reference.strip().partition("://")
    host, slash, path = rest.partition("/")
    address = f"{scheme.lower()}://{host.lower()}{slash}{path}" if found else reference.strip()
    match = re.fullmatch(f"{texts}/?(?:[?#].*)?", address, re.IGNORECASE if not found else 0)
    return None if match is None else unquote(match[which + 1])


def find_in_key(reference: str, before: str, after: str) -> str | None:
    """Find the id in a key that is made of it, such as `issue12`; None when the text is of another form."""
    key = reference.strip()
    is_key = key.lower().startswith(before.lower()) and key.lower().endswith(after.lower())
    inner = key[len(before) : len(key) - len(after)] if is_key else ""
    return inner or None
