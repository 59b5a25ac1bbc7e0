"""What a site remembers. Gids are whole numbers as text, counted up over all kinds of objects."""

from __future__ import annotations

import itertools
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.asana.order import Order
from tasklab.twin.store import Table, by

if TYPE_CHECKING:
    from tasklab.twin.store import Row

_FIRST_GID = 1_209_000_000_000_001


class Database:
    """The tables, and the orders of what stands in a chosen one."""

    def __init__(self) -> None:
        count = itertools.count(_FIRST_GID)

        def make_gid() -> str:
            return str(next(count))

        self.make_gid = make_gid
        self.tokens: dict[str, str] = {}
        """The user of each access token."""
        self.workspaces = Table(make_gid)
        self.users = Table(make_gid, {"email": by("email")})
        self.workspace_members = Table(make_gid, {"workspace": by("workspace_id"), "user": by("user_id")})
        self.teams = Table(make_gid, {"workspace": by("workspace_id")})
        self.team_members = Table(make_gid, {"team": by("team_id"), "user": by("user_id")})
        self.projects = Table(make_gid, {"workspace": by("workspace_id"), "team": by("team_id")})
        self.project_members = Table(make_gid, {"project": by("project_id"), "member": by("member_id")})
        self.task_lists = Table(make_gid, {"owner": by("owner_id", "workspace_id")})
        self.sections = Table(make_gid, {"container": by("container_id")})
        self.tasks = Table(
            make_gid,
            {
                "workspace": by("workspace_id"),
                "assignee": lambda row: row.get("assignee_id"),
                "external": lambda row: (row.get("external") or {}).get("gid"),
            },
        )
        self.placements = Table(make_gid, {"task": by("task_id"), "project": by("project_id")})
        """Which section of which project a task is in."""
        self.tags = Table(make_gid, {"workspace": by("workspace_id")})
        self.taggings = Table(make_gid, {"task": by("task_id"), "tag": by("tag_id")})
        self.dependencies = Table(make_gid, {"task": by("task_id"), "on": by("on_id")})
        """`task_id` waits for `on_id`."""
        self.custom_fields = Table(make_gid, {"workspace": by("workspace_id")})
        self.settings = Table(make_gid, {"container": by("container_id"), "field": by("field_id")})
        """Which custom fields a project or team has."""
        self.custom_types = Table(make_gid, {"project": by("project_id")})
        self.stories = Table(make_gid, {"task": by("task_id")})
        self.attachments = Table(make_gid, {"parent": by("parent_id")})
        self.time_entries = Table(make_gid, {"task": by("task_id"), "workspace": by("workspace_id")})
        self.orders: defaultdict[tuple[str, str], Order] = defaultdict(Order)
        """By what is ordered and in which container: `("tasks", section_gid)`."""

    def users_of(self, gids: list[str]) -> list[Row]:
        """Return the rows of users."""
        return [row for gid in gids if (row := self.users.get(gid))]

    def ordered(self, kind: str, container: str, table: Table) -> list[Row]:
        """Return the rows of a container in their order."""
        order = self.orders.get((kind, container))
        return [row for gid in order or () if (row := table.get(gid))]

    def fresh(self, row: Row) -> Row:
        """Give a row that stands in no table a gid of its own, such as the option of a field."""
        row["id"] = self.make_gid()
        return row


def gid_of(row: Row) -> str:
    """Return the gid of a row."""
    gid: Any = row["id"]
    return str(gid)
