"""One request, read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.notion.refusal import ARCHIVED, ARCHIVED_ANCESTOR, invalid, refuse, unknown
from tasklab.twin.platform.notion.shape import failed, fault, read_id

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tasklab.adapter.message import Pairs
    from tasklab.twin.platform.notion.database import Database, Integration
    from tasklab.twin.store import Row, Table


@dataclass
class Call:
    """Who asks for what, when, and in which version."""

    database: Database
    integration: Integration
    now_s: float
    version: int
    address: str
    query: Pairs = ()
    body: Any = None
    content_type: str = ""
    raw: bytes = b""
    _visible: dict[str, bool] = field(default_factory=dict)

    @property
    def user_id(self) -> str:
        """Return the id of the caller's bot."""
        return self.integration.user_id

    def parameter(self, name: str) -> str | None:
        """Return a parameter of the query."""
        return next((value for each, value in self.query if each == name), None)

    def demand(self, capability: str) -> None:
        """Refuse what the integration is not made for. Raises: RefusalError (403)."""
        if capability not in self.integration.capabilities:
            raise refuse(403)

    def new(self, object_: str, parent_type: str, parent_id: str) -> Row:
        """Return a row that is still to be inserted."""
        return {
            "object": object_,
            "parent_type": parent_type,
            "parent_id": parent_id,
            "created_s": self.now_s,
            "created_by": self.user_id,
            "edited_s": self.now_s,
            "edited_by": self.user_id,
            "in_trash": False,
        }

    def touch(self, row: Row, **changes: Any) -> None:
        """Change a page, database, data source or block, and note who did it."""
        table = self.database.table_of(row)
        table.update(row["id"], {**changes, "edited_s": self.now_s, "edited_by": self.user_id})
        self.database.edits[row["parent_id"]] += 1

    def parent_of(self, row: Row) -> Row | None:
        """Return what something is in; None for what is at the top of the workspace."""
        return None if row["parent_type"] == "workspace" else self.database.find(row["parent_id"])

    def can_see(self, row: Row) -> bool:
        """Whether something, or anything that it is in, was shared with the integration."""
        id_: str = row["id"]
        known = self._visible.get(id_)
        if known is None:
            parent = self.parent_of(row)
            known = id_ in self.integration.shared or (parent is not None and self.can_see(parent))
            self._visible[id_] = known
        return known

    def is_lost(self, row: Row) -> bool:
        """Whether something that it is in, is in the trash."""
        parent = self.parent_of(row)
        return parent is not None and (parent["in_trash"] or self.is_lost(parent))

    def find(self, table: Table, kind: str, id_: Any) -> Row:
        """Return what has an id and can be seen. Raises: RefusalError (404)."""
        text = read_id(id_)
        row = None if text is None else table.get(text)
        if row is None or not self.can_see(row):
            raise unknown(kind, text or str(id_))
        return row

    def demand_editable(self, row: Row, *, is_restored: bool = False) -> None:
        """Refuse to change what is in the trash. Raises: RefusalError (400)."""
        if row["in_trash"] and not is_restored:
            raise invalid(ARCHIVED)
        if self.is_lost(row):
            raise invalid(ARCHIVED_ANCESTOR)


def path_id(value: str, name: str) -> str:
    """Return an id out of a path. Raises: RefusalError (400)."""
    id_ = read_id(value)
    if id_ is None:
        raise failed([fault(f"path.{name}", "a valid uuid", value)], "path")
    return id_


def partial_user(id_: str) -> Mapping[str, str]:
    """Return a user as far as everybody may know."""
    return {"object": "user", "id": id_}
