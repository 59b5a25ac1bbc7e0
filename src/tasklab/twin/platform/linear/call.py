"""One request: who asks, when, and of which version."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.linear.moment import render_moment
from tasklab.twin.platform.linear.version import OLDER

if TYPE_CHECKING:
    from tasklab.twin.platform.linear.database import Database
    from tasklab.twin.platform.linear.limit import Budgets
    from tasklab.twin.store import Row


@dataclass
class Call:
    """Who asks for what, when, and of which version."""

    database: Database
    user: Row
    scopes: frozenset[str]
    now_s: float
    version: str
    files_at: str
    """Where files are: an origin, no slash at the end."""
    storage_at: str
    """Where files are sent to."""
    budgets: Budgets

    @cached_property
    def now(self) -> str:
        """The moment of the call."""
        return render_moment(self.now_s)

    @property
    def is_newer(self) -> bool:
        """Whether the newer version is asked."""
        return self.version != OLDER

    @property
    def user_id(self) -> str:
        """The id of who asks."""
        return str(self.user["id"])

    @property
    def may_write(self) -> bool:
        """Whether the credential is good for more than reading."""
        return "write" in self.scopes

    @property
    def is_admin(self) -> bool:
        """Whether who asks administers the workspace."""
        return bool(self.user["admin"])

    @cached_property
    def own_teams(self) -> frozenset[str]:
        """The ids of the teams that who asks is in."""
        return frozenset(each["teamId"] for each in self.database.memberships.where("user", self.user_id))

    @cached_property
    def teams(self) -> frozenset[str]:
        """The ids of the teams whose issues who asks may see: one's own, and public ones unless one is a guest."""
        public = () if self.user["guest"] else (row["id"] for row in self.database.teams if not row["private"])
        return self.own_teams.union(public)

    def done(self, **members: Any) -> dict[str, Any]:
        """Return what a mutation answers."""
        return {"success": True, "lastSyncId": self.database.sync_id, **members}
