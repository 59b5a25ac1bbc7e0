"""Queries as text: `field=value|value&field~=value&or&…&order=…`.

Source: `Query.from_string` in `trac/ticket/query.py`, https://trac.edgewall.org/wiki/TracQuery (2026-11-27).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.trac.custom_field import is_true
from tasklab.twin.platform.trac.refusal import TracError

if TYPE_CHECKING:
    from tasklab.twin.platform.trac.field import Fields

_PER_PAGE = 100
_CLAUSES = re.compile(r"(?<!\\)&")
_ITEMS = re.compile(r"(?<!\\)\|")
_SYNONYMS = {"created": "time", "modified": "changetime", "row": "rows"}
_WORDS = frozenset({"order", "group", "page", "max", "format"})
_SWITCHES = frozenset({"desc", "groupdesc", "verbose"})
_MODES = ("~", "^", "$")


@dataclass(slots=True)
class Query:
    """What is asked: alternatives of conditions, an order, and which page."""

    alternatives: list[dict[str, list[str]]] = field(default_factory=list)
    """Values by field; each begins with its comparison: `!` for not, then `~`, `^`, `$` or nothing."""
    order: str = "priority"
    is_descending: bool = False
    group: str | None = None
    is_group_descending: bool = False
    columns: list[str] = field(default_factory=list)
    page: int = 1
    max: int = _PER_PAGE


def parse_query(text: str, fields: Fields) -> Query:
    """Return what text asks. Raises: TracError for a condition, a page or a number that cannot be read."""
    alternatives: list[dict[str, list[str]]] = [{}]
    words: dict[str, str] = {}
    columns: list[str] = []
    for clause in _CLAUSES.split(text):
        if clause == "or":
            alternatives.append({})
            continue
        name, values = _parse_clause(clause)
        if name in _WORDS or name in _SWITCHES:
            words[name] = values[0]
        elif name == "col":
            columns += values
        elif name not in {"rows", "report"}:
            alternatives[-1].setdefault(name, []).extend(values)
    known = [
        {name: values for name, values in each.items() if name == "id" or name in fields.by_name}
        for each in alternatives
    ]
    return _finish(Query([each for each in known if each], columns=columns), words, fields)


def _parse_clause(clause: str) -> tuple[str, list[str]]:
    name, equals, text = clause.replace(r"\&", "&").partition("=")
    if not equals:
        raise TracError('Query filter requires field and constraints separated by a "="')
    mode = ""
    if name[-1:] in _MODES and name:
        name, mode = name[:-1], name[-1]
    if name.endswith("!"):
        name, mode = name[:-1], f"!{mode}"
    if not name:
        raise TracError("Query filter requires field name")
    return _SYNONYMS.get(name, name), [mode + value.replace(r"\|", "|") for value in _ITEMS.split(text)]


def _finish(query: Query, words: dict[str, Any], fields: Fields) -> Query:
    order = _SYNONYMS.get(words.get("order", ""), words.get("order"))
    query.order = order if order == "id" or order in fields.by_name else "priority"
    query.is_descending = is_true(words.get("desc", ""))
    query.is_group_descending = is_true(words.get("groupdesc", ""))
    query.group = words["group"] if words.get("group") in fields.by_name else None
    query.page = _number(words.get("page") or "1", "page", 1)
    most = words.get("max", str(_PER_PAGE))
    query.max = 0 if most in {"none", ""} else _number(most, "max", 0)
    return query


def _number(text: str, name: str, least: int) -> int:
    try:
        number = int(text)
    except ValueError:
        number = least - 1
    if number < least:
        raise TracError(f"Query {name} {text} is invalid.")
    return number
