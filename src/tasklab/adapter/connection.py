"""A customer's link to one platform site."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True, repr=False)
class Connection:
    """What an adapter is told about the site it speaks to."""

    id: str
    """Appears in every object as `connection_id`."""
    parameters: Mapping[str, str]
    """What the customer gave: the site's address, a user name, a key."""

    def __repr__(self) -> str:
        # Which parameters are secret is the adapter's knowledge: none is shown.
        return f"Connection(id={self.id!r}, parameters=<{', '.join(self.parameters)}>)"
