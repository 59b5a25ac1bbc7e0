"""What a workspace remembers."""

from __future__ import annotations

import random
import uuid
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tasklab.twin.store import Table, by

if TYPE_CHECKING:
    from tasklab.twin.identity import MakeId
    from tasklab.twin.store import Row

_SEED = 20220628


def uuids(seed: int) -> MakeId:
    """Return a maker of random UUIDs, the same ones again for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - repeatable on purpose; it guards nothing
    return lambda: str(uuid.UUID(int=chance.getrandbits(128), version=4))


@dataclass
class Integration:
    """A connection: what it may do, and which pages and databases were shared with it."""

    user_id: str
    capabilities: frozenset[str]
    shared: set[str] = field(default_factory=set)


class Database:
    """Tables of everything, and the order of what is inside of what."""

    def __init__(self) -> None:
        make_id = uuids(_SEED)
        self.make_id = make_id
        self.chance = random.Random(_SEED + 1)  # noqa: S311 - repeatable on purpose
        self.workspace: dict[str, str] = {"id": str(make_id()), "name": "Northwind"}
        self.integrations: dict[str, Integration] = {}
        """By their tokens."""
        self.users = Table(make_id)
        self.pages = Table(make_id, {"parent": by("parent_id")})
        self.databases = Table(make_id, {"parent": by("parent_id")})
        self.data_sources = Table(make_id, {"parent": by("parent_id")})
        self.blocks = Table(make_id)
        self.comments = Table(make_id, {"parent": by("parent_id"), "discussion": by("discussion_id")})
        self.files = Table(make_id)
        self.children: defaultdict[str, list[str]] = defaultdict(list)
        """Blocks, pages and databases inside of a page or block, in their order; not the rows of a data source."""
        self.edits: defaultdict[str, int] = defaultdict(int)
        """How often something in a data source was changed."""
        self.listings: dict[str, tuple[Any, list[str], dict[str, int]]] = {}
        """The last listing of a data source: what was asked, the ids, and where each stands."""
        self.numbers: defaultdict[str, int] = defaultdict(int)
        """The last number given in a data source."""

    def find(self, id_: str) -> Row | None:
        """Return a page, database, data source or block."""
        for table in (self.pages, self.blocks, self.databases, self.data_sources):
            row = table.get(id_)
            if row is not None:
                return row
        return None

    def table_of(self, row: Row) -> Table:
        """Return the table that a page, database, data source or block is in."""
        kinds = {"page": self.pages, "database": self.databases, "data_source": self.data_sources}
        return kinds.get(row["object"], self.blocks)
