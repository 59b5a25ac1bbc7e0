"""One request, read; and what its procedure answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from tasklab.twin.platform.asana.moment import render_moment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from tasklab.twin.platform.asana.database import Database
    from tasklab.twin.platform.asana.selection import Tree
    from tasklab.twin.store import Row

Border: TypeAlias = "tuple[int, ...]"
Walk: TypeAlias = "Callable[[Border | None], Iterator[tuple[Border, Row]]]"
"""Yields rows behind a border, each with its own."""


@dataclass(frozen=True)
class Upload:
    """A file in a form."""

    name: str
    content_type: str
    content: bytes


@dataclass
class Call:
    """Who asks for what, when, and of which version."""

    database: Database
    user: Row
    now_s: float
    version: int
    address: str
    is_premium: bool
    path: str = ""
    query: Mapping[str, str] = field(default_factory=dict)
    """Parameters without options."""
    data: Mapping[str, Any] = field(default_factory=dict)
    """What the body holds under `data`, or the values of a form."""
    is_form: bool = False
    files: Mapping[str, Upload] = field(default_factory=dict)
    fields: Tree | None = None
    expand: Tree = field(default_factory=dict)
    limit: Any = None
    offset: Any = None

    @property
    def user_id(self) -> str:
        """Return the gid of the caller."""
        return str(self.user["id"])

    @property
    def now(self) -> str:
        """Return the moment of the call."""
        return render_moment(self.now_s)


@dataclass(frozen=True)
class Record:
    """One object, in full."""

    view: str
    row: Row
    status: int = 200
    location: str | None = None
    """Where an object that was made can be found, below the API's path."""


@dataclass(frozen=True)
class Listing:
    """Many objects, compact unless said otherwise."""

    view: str
    walk: Walk
    is_full: bool = False
    is_paged: bool = True


@dataclass(frozen=True)
class Nothing:
    """An empty block of data; with 204 no body at all."""

    status: int = 200


Result: TypeAlias = Record | Listing | Nothing


def walk_rows(rows: list[Row]) -> Walk:
    """Walk rows that are sorted by their gids, as tables and their indexes are."""

    def walk(after: Border | None) -> Iterator[tuple[Border, Row]]:
        for row in rows:
            border = (int(row["id"]),)
            if after is None or border > after:
                yield border, row

    return walk


def walk_list(rows: list[Row]) -> Walk:
    """Walk rows in the order they are in, by their places."""

    def walk(after: Border | None) -> Iterator[tuple[Border, Row]]:
        start = 0 if after is None else after[0] + 1
        for at in range(start, len(rows)):
            yield (at,), rows[at]

    return walk
