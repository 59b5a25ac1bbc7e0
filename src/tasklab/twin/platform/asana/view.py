"""How objects are shown: compact, in full, or with the members that were asked for.

A view names the members of a kind of object. `compact` members are in every record, `full` ones in full records, and
those of `opt_in` only where they are asked for. Records inside others are compact; where only the outer member was
asked for, they say what they are and no more.
Source: https://developers.asana.com/docs/inputoutput-options (2026-11-26).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tasklab.twin.platform.asana.call import Call
    from tasklab.twin.platform.asana.selection import Tree
    from tasklab.twin.store import Row

Get: TypeAlias = "Callable[[Call, Row], Any]"
_NO_TREE: Tree = {}


class _Absent:
    """A member that this object does not have."""


ABSENT = _Absent()


@dataclass(frozen=True, slots=True)
class Member:
    """One member: how its value is found, of which view that is, and which versions have it."""

    get: Get
    view: str | None = None
    since: int = 0


@dataclass
class View:
    """The members of a kind of object."""

    resource_type: str | None
    compact: Mapping[str, Member]
    full: Mapping[str, Member] = field(default_factory=dict)
    opt_in: Mapping[str, Member] = field(default_factory=dict)
    is_shown_inside: bool = False
    """Whether it is shown compact where only the member that holds it was asked for."""

    def __post_init__(self) -> None:
        """Gather what is looked up often."""
        self.members = {**self.compact, **self.full, **self.opt_in}
        self._full = {**self.compact, **self.full}

    def standing(self, *, is_full: bool) -> Mapping[str, Member]:
        """Return the members of a record that nobody chose."""
        return self._full if is_full else self.compact


VIEWS: dict[str, View] = {}


def stored(name: str, default: Any = None, *, since: int = 0) -> Member:
    """Return a member that is shown as it is kept."""
    return Member(lambda _call, row: row.get(name, default), since=since)


def constant(value: Any, *, since: int = 0) -> Member:
    """Return a member that is always the same."""
    return Member(lambda _call, _row: value, since=since)


def linked(view: str, table: str, name: str, *, since: int = 0) -> Member:
    """Return a member that is the record whose gid is kept under a name, or null."""
    return Member(lambda call, row: getattr(call.database, table).get(row.get(name)), view, since)


def show(call: Call, name: str, row: Row, *, is_full: bool, tree: Tree | None = None, expand: Tree = _NO_TREE) -> Any:
    """Return an object as the caller wants to see it."""
    view = VIEWS[name]
    shown: dict[str, Any] = {}
    if view.resource_type is not None:
        shown["gid"] = row["id"]
    if tree is None:
        for member, spec in view.standing(is_full=is_full).items():
            _put(call, shown, row, member, spec, None, expand)
    else:
        for member, below in tree.items():
            if member in view.members:
                _put(call, shown, row, member, view.members[member], below, expand)
            elif member == "resource_type" and view.resource_type is not None:
                shown[member] = view.resource_type
    if tree is None and view.resource_type is not None:
        shown["resource_type"] = view.resource_type
    return shown


def _put(
    call: Call, shown: dict[str, Any], row: Row, name: str, member: Member, tree: Tree | None, expand: Tree
) -> None:
    if member.since > call.version:
        return
    value = member.get(call, row)
    if value is ABSENT:
        return
    if member.view is not None and value is not None:
        full, below = name in expand, expand.get(name, _NO_TREE)
        if isinstance(value, list):
            value = [_show_inside(call, member.view, each, tree, full, below) for each in value]
        else:
            value = _show_inside(call, member.view, value, tree, full, below)
    shown[name] = value


def _show_inside(call: Call, name: str, row: Row, tree: Tree | None, full: bool, expand: Tree) -> Any:
    if full or tree is None:
        return show(call, name, row, is_full=full, expand=expand)
    view = VIEWS[name]
    if not tree:
        if view.resource_type is None:
            tree = dict.fromkeys(view.compact, _NO_TREE)
        elif view.is_shown_inside:
            return show(call, name, row, is_full=False)
        else:
            return {"gid": row["id"], "resource_type": view.resource_type}
    return show(call, name, row, is_full=False, tree=tree, expand=expand)
