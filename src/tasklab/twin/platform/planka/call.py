"""One call of an action: who calls, with what, and when."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.planka.moment import render_moment
from tasklab.twin.platform.planka.refusal import unauthorized
from tasklab.twin.platform.planka.version import SECOND, generation_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tasklab.twin.platform.planka.database import Database
    from tasklab.twin.platform.planka.multipart import File
    from tasklab.twin.store import Row

ADMIN, OWNER, BOARD_USER = "admin", "projectOwner", "boardUser"


@dataclass(slots=True)
class Call:
    """What an action works with."""

    database: Database
    version: str
    now_s: float
    address: str
    user_or_none: Row | None = None
    session: Row | None = None
    """None for a caller with an API key."""
    cookies: Mapping[str, str] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    """The declared inputs that were given."""
    files: list[File] = field(default_factory=list)
    generation: int = SECOND
    cookies_to_set: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.generation = generation_of(self.version)

    @property
    def user(self) -> Row:
        """The caller. Raises: RefusalError (401) where nobody is known."""
        if self.user_or_none is None:
            raise unauthorized()
        return self.user_or_none

    @property
    def user_id(self) -> str:
        """The id of the caller."""
        return str(self.user["id"])

    @property
    def is_second(self) -> bool:
        """Whether it is served as 2.x serves it."""
        return self.generation == SECOND

    @property
    def is_admin(self) -> bool:
        """Whether the caller is an administrator."""
        return bool(self.user["role"] == ADMIN)

    @property
    def now(self) -> str:
        """The present, as rows hold it."""
        return render_moment(self.now_s)

    def pick(self, *names: str) -> Row:
        """Return the inputs of these names that were given."""
        return {name: self.values[name] for name in names if name in self.values}

    def born(self) -> Row:
        """Return what every new row has: it was never updated."""
        return {"createdAt": self.now, "updatedAt": None}

    def changed(self, changes: Mapping[str, Any]) -> Row:
        """Return changes with their moment."""
        return {**changes, "updatedAt": self.now}


def by_id(rows: Iterable[Row]) -> list[Row]:
    """Return rows by their ids, the oldest first."""
    return sorted(rows, key=lambda row: int(row["id"]))
