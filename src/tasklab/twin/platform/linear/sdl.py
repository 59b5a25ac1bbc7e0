"""The part of Linear's schema that the twin serves, in the schema definition language, as it was on each day.

The files in `schema/` say it in short: `PAGE` stands for the arguments of every connection, `# since` and `# until`
behind a line (behind a type's first line: the whole type) name the day that it came or the last one that it was there.
Connections, search results and the kin of filters and comparators follow from what is written.
Source: https://github.com/linear/linear/blob/master/packages/sdk/src/schema.graphql of the days that versions name.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from graphql import GraphQLSchema, build_schema

from tasklab.twin.platform.linear.moment import parse_date_or_span, parse_moment_or_span
from tasklab.twin.platform.linear.page import CONNECTED
from tasklab.twin.platform.linear.version import VERSIONS

if TYPE_CHECKING:
    from collections.abc import Callable

_PAGE = "after: String, before: String, first: Int, includeArchived: Boolean, last: Int, orderBy: PaginationOrderBy"
_BASE = """
scalar DateTime
scalar DateTimeOrDuration
scalar JSON
scalar JSONObject
scalar TimelessDate
scalar TimelessDateOrDuration
scalar UUID
interface Node { id: ID! }
interface ArchivePayload { lastSyncId: Float! success: Boolean! }
type IssueSearchResultEdge { cursor: String! node: IssueSearchResult! }
"""
_KIN = re.compile(r"\b(?:Nullable\w+(?:Filter|Comparator)|\w+CollectionFilter|SourceTypeComparator)\b")


_SCALARS: dict[str, Callable[[Any], Any]] = {
    "DateTime": parse_moment_or_span,
    "DateTimeOrDuration": parse_moment_or_span,
    "TimelessDate": parse_date_or_span,
    "TimelessDateOrDuration": parse_date_or_span,
}


@cache
def schema_of(version: str) -> GraphQLSchema:
    """Return what a version serves, ready to validate documents against."""
    schema = build_schema(sdl_of(version), assume_valid_sdl=True)
    for name, parse in _SCALARS.items():
        scalar: Any = schema.type_map[name]
        scalar.coerce_input_value = parse
    return schema


def sdl_of(version: str) -> str:
    """Return the schema of a version in full."""
    written = "\n".join(
        _as_of(each.read_text(encoding="utf-8"), VERSIONS.index(version))
        for each in sorted(files(__package__).joinpath("schema").iterdir(), key=lambda each: each.name)
    )
    types = {
        each[2]: each[0] for each in re.finditer(r"^(type|input|enum) (\w+).*?^\}", written, re.MULTILINE | re.DOTALL)
    }
    parts = [_BASE, *types.values(), *map(_connection, CONNECTED), _search_result(types["Issue"])]
    parts += _kin(types, version)
    return re.sub(r"\bPAGE\b", _PAGE, "\n".join(parts))


def _as_of(text: str, at: int) -> str:
    kept, is_left_out = [], False
    for line in text.splitlines():
        written, _, mark = line.partition("  # ")
        is_there = _is_there(mark, at)
        if line.endswith("{") or written.endswith("{"):
            is_left_out = not is_there
        if is_there and not is_left_out:
            kept.append(written)
    return "\n".join(kept)


def _is_there(mark: str, at: int) -> bool:
    word, _, day = mark.partition(" ")
    return not mark or (at >= VERSIONS.index(day) if word == "since" else at <= VERSIONS.index(day))


def _connection(name: str) -> str:
    return (
        f"type {name}Connection {{ edges: [{name}Edge!]! nodes: [{name}!]! pageInfo: PageInfo! }}\n"
        f"type {name}Edge {{ cursor: String! node: {name}! }}"
    )


def _search_result(issue: str) -> str:
    return issue.replace("type Issue ", "type IssueSearchResult ").replace("\n}", "\n  metadata: JSONObject!\n}")


def _kin(types: dict[str, str], version: str) -> list[str]:
    """Return the filters over what may be null or many, and the comparators of what may be null, that are named."""
    made: dict[str, str] = {}
    waiting = [name for text in types.values() for name in _KIN.findall(text) if name not in types]
    while waiting:
        name = waiting.pop()
        if name not in made:
            made[name] = _relative(types, name, version)
            waiting += [other for other in _KIN.findall(made[name]) if other not in types]
    return list(made.values())


def _relative(types: dict[str, str], name: str, version: str) -> str:
    if name == "SourceTypeComparator":
        return types["StringComparator"].replace("StringComparator", name)
    own = name.removeprefix("Nullable").replace("CollectionFilter", "Filter")
    extra = "null: Boolean"
    if name.endswith("CollectionFilter"):
        extra = f"every: {own}\n  length: NumberComparator\n  some: {own}"
        if name == "IssueLabelCollectionFilter" and version != VERSIONS[0]:
            extra += "\n  null: Boolean"
    text = types[own].replace(f"input {own} ", f"input {name} ").replace("\n}", f"\n  {extra}\n}}")
    return re.sub(rf"^  (and|or): \[{own}!\]", rf"  \1: [{name}!]", text, flags=re.MULTILINE)
