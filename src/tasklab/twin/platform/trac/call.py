"""What a method is called with: who calls, when, and as which version."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tasklab.twin.platform.trac import access
from tasklab.twin.platform.trac.field import Fields
from tasklab.twin.platform.trac.moment import from_stamp
from tasklab.twin.platform.trac.refusal import DeniedError

if TYPE_CHECKING:
    from datetime import datetime

    from tasklab.twin.platform.trac.database import Database
    from tasklab.twin.platform.trac.version import Traits


class FieldCache:
    """The fields of a database for each version, until they change."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: dict[Traits, Fields] = {}

    def get(self, traits: Traits) -> Fields:
        """Return the fields as they are now."""
        if not self._database.is_fresh:
            self._known.clear()
            self._database.is_fresh = True
        if traits not in self._known:
            self._known[traits] = Fields(self._database, traits)
        return self._known[traits]


@dataclass(frozen=True, slots=True)
class Call:
    """One call, or one of several in a request."""

    database: Database
    user: str
    now: datetime
    traits: Traits
    cache: FieldCache = field(repr=False)

    @property
    def fields(self) -> Fields:
        """The fields of tickets."""
        return self.cache.get(self.traits)

    def tick(self) -> datetime:
        """Return the moment of a change, which no other change has."""
        return from_stamp(self.database.tick(self.now))

    def may(self, permission: str) -> bool:
        """Whether the caller has a permission."""
        return access.may(self.user, permission)

    def require(self, permission: str, where: str = "") -> None:
        """Raise DeniedError unless the caller has a permission."""
        if not self.may(permission):
            raise DeniedError(permission, where)
