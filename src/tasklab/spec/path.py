"""Paths into native objects and answers.

JSON: `a.b` a member of a member · `a[0].b` one entry · `a[].b` of all entries · `.` the whole · `a."x.y"` an odd name ·
`a.3.b` the fourth place of a list whose places mean different things (a member named 3 is `a."3".b`) · `a.*` all
members of an object by name, those included that other paths read (a member named * is `a."*"`).
Members that each customer names: `a.{status_property}.b` the member that is called what the connection parameter says ·
`a.{id=title}.b` the first member of which its own member `id` is `title` · `a.{*}` at the end of the path: all the
members that no other path of the entity names, by name; in `items` the list of all of them.
DAV items: `href` · `etag` · `D:displayname`, `D:x/D:href` the text of an element below the properties · `C:comp@name`
an attribute of it · `D:x/D:href[]` of all of them · `DUE`, `RRULE` a property of the to-do · `CATEGORIES[]` all of
them. In an answer with several items, `[0].D:x` is of the first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias

from tasklab.spec.expression import ExpressionError, ExpressionProblem


@dataclass(frozen=True, slots=True)
class Key:
    """A member by its name, or one place of a list whose places mean different things."""

    name: str
    is_place: bool = False
    """Whether the name is the number of such a place, from 0."""


@dataclass(frozen=True, slots=True)
class Index:
    """One entry of a list, from 0."""

    number: int


@dataclass(frozen=True, slots=True)
class Every:
    """`[]`: all entries of a list."""


@dataclass(frozen=True, slots=True)
class Members:
    """`*`: all members of an object, as a mapping by name. The end of a path."""


@dataclass(frozen=True, slots=True)
class Named:
    """`{status_property}`: the member whose name a connection parameter says."""

    parameter: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """`{id=title}`: the first member that has a text in a member of its own."""

    member: str
    text: str


@dataclass(frozen=True, slots=True)
class Others:
    """`{*}`: the members that no other path names."""


Step: TypeAlias = Key | Index | Every | Members | Named | Chosen | Others

LOOSE = (Named, Chosen, Others)
"""Steps into an object whose members have names that a spec cannot know."""


@dataclass(frozen=True, slots=True)
class Path:
    """A parsed path; no steps at all for `.`, the whole."""

    steps: tuple[Step, ...]

    @property
    def is_whole(self) -> bool:
        """Whether it is `.`."""
        return not self.steps

    @property
    def is_many(self) -> bool:
        """Whether it leads to a list made of all entries."""
        return any(isinstance(step, Every) for step in self.steps)


@dataclass(frozen=True, slots=True)
class DavPath:
    """A parsed path into a DAV item."""

    kind: Literal["href", "etag", "element", "property", "whole"]
    names: tuple[str, ...] = ()
    """Prefixed element names from the outside in, behind the last one perhaps `@` and an attribute; or the property."""
    is_many: bool = False


PREFIXES = ("D", "C", "CS", "A")
"""DAV:, urn:ietf:params:xml:ns:caldav, http://calendarserver.org/ns/, http://apple.com/ns/ical/."""

_TOKEN = re.compile(r'"((?:[^"\\]|\\["\\])*)"|\[(\d{0,6})\]|(\.)|\{([^\s."\[\]{}|]+)\}|([^\s."\[\]{}|]+)')
_PLACE = re.compile(r"0|[1-9][0-9]?")
_ESCAPE = re.compile(r"\\(.)")
_JSON_FORMS = 'a.b, a[0], a[], a.*, a."odd name", a.{parameter}, a.{member=text}, a.{*}, or `.` for the whole'
_DAV_FORMS = "href, etag, D:name/D:name with the prefixes D, C, CS and A, or a property such as DUE or CATEGORIES[]"
_ELEMENT = re.compile(
    r"(?:[A-Z]+:[A-Za-z_][\w.-]*)(?:/[A-Z]+:[A-Za-z_][\w.-]*)*(?:@[A-Za-z_][\w.-]*)?(\[\])?\Z", re.ASCII
)
_PROPERTY = re.compile(r"([A-Z][A-Z0-9-]*)(\[\])?\Z")


@lru_cache(4096)
def parse_path(text: str) -> Path:
    """Parse a path into JSON.

    Raises: ExpressionError
    """
    if text == ".":
        return Path(())
    steps: list[Step] = []
    end = 0
    needs_dot = False
    while end < len(text):
        token = _TOKEN.match(text, end)
        if token is None:
            raise _error(text, f"{text[end]!r} at character {end + 1} of the path", _JSON_FORMS)
        quoted, index, dot, loose, bare = token.groups()
        ends_in_dot = token.end() == len(text)
        if dot is not None and (not needs_dot or ends_in_dot):
            raise _error(text, "a dot with no name on both sides", _JSON_FORMS)
        if dot is None and index is None:
            if needs_dot:
                raise _error(text, "two names with no dot between them", _JSON_FORMS)
            steps.append(_step(bare, quoted, loose))
        if index is not None:
            if end and text[end - 1] == ".":
                raise _error(text, "an index behind a dot", _JSON_FORMS)
            steps.append(Index(int(index)) if index else Every())
        needs_dot = dot is None
        end = token.end()
    _require_end(text, steps)
    return Path(tuple(steps))


def _require_end(text: str, steps: list[Step]) -> None:
    if not steps:
        raise _error(text, "an empty path", _JSON_FORMS)
    if any(isinstance(step, Members | Others) for step in steps[:-1]):
        raise _error(text, "something behind `*`", "a path that ends there")


def _step(bare: str | None, quoted: str, loose: str | None) -> Step:
    if bare is not None:
        return Members() if bare == "*" else Key(bare, _PLACE.fullmatch(bare) is not None)
    if loose is None:
        return Key(_ESCAPE.sub(r"\1", quoted))
    member, is_choice, wanted = loose.partition("=")
    if is_choice:
        return Chosen(member, wanted)
    return Others() if loose == "*" else Named(loose)


@lru_cache(4096)
def parse_dav_path(text: str) -> DavPath:
    """Parse a path into a DAV item.

    Raises: ExpressionError
    """
    if text == ".":
        return DavPath("whole")
    if text == "href":
        return DavPath("href")
    if text == "etag":
        return DavPath("etag")
    if found := _PROPERTY.match(text):
        return DavPath("property", (found[1],), is_many=found[2] is not None)
    if found := _ELEMENT.match(text):
        names = tuple(text.removesuffix("[]").split("/"))
        unknown = [name for name in names if name.partition(":")[0] not in PREFIXES]
        if unknown:
            raise _error(text, f"unknown prefix in {unknown[0]!r}", _DAV_FORMS)
        return DavPath("element", names, is_many=found[1] is not None)
    raise _error(text, f"{text!r} is no path into a DAV item", _DAV_FORMS)


def render_path(path: Path) -> str:
    """Return the text of a path, as `parse_path` reads it."""
    if path.is_whole:
        return "."
    text = ""
    for step in path.steps:
        match step:
            case Key(name, is_place):
                text += ("." if text else "") + (name if is_place else _render_name(name))
            case Index(number):
                text += f"[{number}]"
            case Every():
                text += "[]"
            case Members():
                text += ".*" if text else "*"
            case Named(parameter):
                text += ("." if text else "") + f"{{{parameter}}}"
            case Chosen(member, wanted):
                text += ("." if text else "") + f"{{{member}={wanted}}}"
            case Others():
                text += ("." if text else "") + "{*}"
    return text


def _render_name(name: str) -> str:
    if name and not re.search(r'[\s."\[\]{}|]', name) and name != "*" and not _PLACE.fullmatch(name):
        return name
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _error(text: str, what: str, expected: str) -> ExpressionError:
    return ExpressionError((ExpressionProblem((), f"{what} (path {text!r})", expected),))
