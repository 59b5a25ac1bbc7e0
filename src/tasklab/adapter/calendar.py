"""iCalendar objects that can be edited: what an edit does not name is kept as it was, byte for byte.

Kept are unknown properties, alarms, other components, their order, and how their lines are folded. Line breaks become
the ones that RFC 5545 asks for, and blank lines go.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeAlias

from tasklab.adapter.content_line import Property, escape_text, parse_line, render_line, split_lines
from tasklab.adapter.due import require_one_kind, settle_duration
from tasklab.adapter.mark import marked, require_place
from tasklab.adapter.time_zone import EXACT_FROM_YEAR, find_iana_zone, parse_zone, render_zone
from tasklab.unified.error import NotFoundError, PlatformError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Calendar", "Component", "Edit", "Property", "new_calendar", "parse_calendar"]

Edit: TypeAlias = Property | Sequence[Property] | str | int | dt.datetime | None
"""What a property shall be: one or several; text (not yet escaped); a number; a moment, in UTC; None: not there."""

PRODUCT = "-//tasklab//tasklab//EN"
_DEEPEST = 16
_YEAR = re.compile(r"\d{4}")


@dataclass(frozen=True, slots=True)
class Line:
    """One content line as it was read or made."""

    raw: bytes = b""
    """Folded, without the line break at its end."""
    text: str = ""
    """Unfolded."""
    name: str = ""
    """Name of the property, in upper case."""


def _line(raw: bytes, text: str) -> Line:
    return Line(raw, text, text[: min((at for at in (text.find(":"), text.find(";")) if at > 0), default=0)].upper())


@dataclass(slots=True)
class Zones:
    """The time zones that a calendar defines itself."""

    definitions: dict[str, bytes] = field(default_factory=dict)
    _known: dict[str, dt.tzinfo | None] = field(default_factory=dict)

    def find(self, tzid: str) -> dt.tzinfo | None:
        """Find the zone that a TZID means: the IANA database's, or the calendar's own."""
        if tzid not in self._known:
            definition = self.definitions.get(tzid)
            self._known[tzid] = find_iana_zone(tzid) or (parse_zone(definition) if definition else None)
        return self._known[tzid]


@dataclass(slots=True)
class Component:
    """A component: its lines and the components in it, in their order."""

    begin: Line
    entries: list[Line | Component] = field(default_factory=list)
    end: Line = Line()
    zones: Zones = field(default_factory=Zones, repr=False)

    @property
    def name(self) -> str:
        """In upper case: VTODO."""
        return self.begin.text.partition(":")[2].strip().upper()

    def components(self, name: str) -> list[Component]:
        """Return the components of one name that are right in this one."""
        return [entry for entry in self.entries if isinstance(entry, Component) and entry.name == name]

    def all(self, name: str) -> list[Property]:
        """Return the properties of one name, in their order."""
        return [line for entry in self.entries if isinstance(entry, Line) and (line := self._parse(entry, name))]

    def find(self, name: str) -> Property | None:
        """Find the first property of a name."""
        for entry in self.entries:
            if isinstance(entry, Line) and (line := self._parse(entry, name)):
                return line
        return None

    def _parse(self, entry: Line, name: str) -> Property | None:
        return parse_line(entry.text, self.zones.find) if entry.name == name else None

    def copy(self) -> Component:
        """Return a component that can be changed without changing this one."""
        entries = [entry.copy() if isinstance(entry, Component) else entry for entry in self.entries]
        return Component(self.begin, entries, self.end, self.zones)

    def set(self, name: str, wanted: Sequence[Property]) -> None:
        """Have exactly these properties of a name, in the place of the first one there.

        A line that says the same already stays as it is. Of RELATED-TO, each type of relation is a property by itself.
        """
        old = [entry for entry in self.entries if isinstance(entry, Line) and _is_replaced(entry, name, wanted)]
        start = self.entries.index(old[0]) if old else self._end_of_properties()
        new = [_kept(old, line) or _made(replace(line, name=name)) for line in wanted]
        gone = {id(entry) for entry in old}
        rest = [entry for entry in self.entries if id(entry) not in gone]
        self.entries = [*rest[:start], *new, *rest[start:]]

    def add(self, name: str, line: Property) -> None:
        """Put a property behind those already there."""
        places = self._places(name)
        self.entries.insert(places[-1] + 1 if places else self._end_of_properties(), _made(replace(line, name=name)))

    def remove(self, name: str, mark: str) -> None:
        """Take away the property of a name that has a mark.

        Raises: NotFoundError when there is none.
        """
        place, _ = self._marked(name, mark)
        del self.entries[place]

    def change(self, name: str, mark: str, line: Property) -> None:
        """Give the property of a name that has a mark another value. Its parameters stay, and it keeps its mark.

        Raises: NotFoundError when there is none.
        """
        place, old = self._marked(name, mark)
        self.entries[place] = _made(marked(replace(old, value=line.value, name=name), mark))

    def _marked(self, name: str, mark: str) -> tuple[int, Property]:
        found = [
            (place, line)
            for place, entry in enumerate(self.entries)
            if isinstance(entry, Line) and (line := self._parse(entry, name))
        ]
        return found[require_place([line for _, line in found], mark)]

    def _places(self, name: str) -> list[int]:
        return [at for at, entry in enumerate(self.entries) if isinstance(entry, Line) and entry.name == name]

    def _end_of_properties(self) -> int:
        lines = [place for place, entry in enumerate(self.entries) if isinstance(entry, Line)]
        return lines[-1] + 1 if lines else 0

    def lines(self) -> Iterator[bytes]:
        """Yield the folded lines of the whole component."""
        yield self.begin.raw
        for entry in self.entries:
            if isinstance(entry, Line):
                yield entry.raw
            else:
                yield from entry.lines()
        yield self.end.raw


def _is_replaced(entry: Line, name: str, wanted: Sequence[Property]) -> bool:
    if entry.name != name:
        return False
    line = parse_line(entry.text) if name == "RELATED-TO" else None
    return line is None or _relation(line) in ({_relation(other) for other in wanted} or {"PARENT"})


def _kept(old: Sequence[Line], line: Property) -> Line | None:
    return next((entry for entry in old if parse_line(entry.text) == line), None)


def _relation(line: Property) -> str:
    return (line.parameter("RELTYPE") or "PARENT").upper()


def _made(line: Property) -> Line:
    raw = render_line(line)
    return _line(raw, raw.replace(b"\r\n ", b"").decode("utf-8", "surrogateescape"))


class Calendar:
    """A VCALENDAR with one to-do, all instances of it, and whatever else is in there."""

    def __init__(self, root: Component) -> None:
        self.root = root

    @property
    def todos(self) -> list[Component]:
        """The to-dos: one, or several of one UID when single instances of a recurring one differ."""
        return self.root.components("VTODO")

    @property
    def todo(self) -> Component:
        """The to-do; of a recurring one what all its instances share.

        Raises: NotFoundError when there is none: the resource is an event, or a journal.
        """
        todos = self.todos
        if not todos:
            raise NotFoundError("the calendar resource holds no to-do")
        return next((todo for todo in todos if todo.find("RECURRENCE-ID") is None), todos[0])

    def edited(
        self,
        changes: Mapping[str, Edit],
        *,
        fill: Mapping[str, Edit] | None = None,
        mark: str = "",
        add: Mapping[str, Edit] | None = None,
        change: Mapping[str, Property] | None = None,
        remove: Sequence[str] = (),
    ) -> Calendar:
        """Return a copy with changes to the to-do; first those by mark, then what is set, then what is added.

        What is in `fill` is set where there is none yet. `mark` is the mark of what is added, changed or removed.
        Raises: ValidationError when start and due are not both days or both moments; NotFoundError for a mark that
        nothing has.
        """
        calendar = Calendar(self.root.copy())
        todo = calendar.todo
        for name in remove:
            todo.remove(name, mark)
        for name, line in (change or {}).items():
            todo.change(name, mark, line)
        changes = {**changes, **{name: edit for name, edit in (fill or {}).items() if todo.find(name) is None}}
        settled = settle_duration(todo, changes)
        for name, edit in settled.items():
            todo.set(name, _properties(edit))
        for name, edit in (add or {}).items():
            for line in _properties(edit):
                todo.add(name, marked(line, mark) if mark else line)
        require_one_kind(todo, changes)
        calendar._define_zones([line for edit in settled.values() for line in _properties(edit)])
        return calendar

    def _define_zones(self, lines: Sequence[Property]) -> None:
        """Add the definition of each zone that a line names and the calendar has not. RFC 5545 section 3.2.19."""
        for line in lines:
            tzid = line.parameter("TZID")
            if tzid is None or tzid in self.root.zones.definitions or find_iana_zone(tzid) is None:
                continue
            year = _YEAR.match(line.value)
            definition = _parse(render_zone(tzid, min(int(year[0]), EXACT_FROM_YEAR) if year else EXACT_FROM_YEAR))
            first = next((at for at, entry in enumerate(self.root.entries) if isinstance(entry, Component)), 0)
            self.root.entries[first:first] = definition.entries
            self.root.zones = Zones({**self.root.zones.definitions, **definition.zones.definitions})

    def render(self) -> bytes:
        """Return the calendar as it is sent."""
        return b"\r\n".join(self.root.lines()) + b"\r\n"


def _properties(edit: Edit) -> list[Property]:
    if edit is None:
        return []
    if isinstance(edit, Property):
        return [edit]
    if isinstance(edit, str):
        return [Property(escape_text(edit))]
    if isinstance(edit, int):
        return [Property(str(edit))]
    if isinstance(edit, dt.datetime):
        return [Property(f"{edit.astimezone(dt.UTC):%Y%m%dT%H%M%S}Z")]
    return list(edit)


def parse_calendar(document: bytes | str) -> Calendar:
    """Parse an iCalendar object.

    Raises: PlatformError for what is no calendar, or one whose components do not close; NotFoundError for a contact.
    """
    top = _parse(document.encode("utf-8", "surrogateescape") if isinstance(document, str) else document)
    found = next((entry for entry in top.entries if isinstance(entry, Component)), None)
    if found is not None and found.name == "VCARD":
        raise NotFoundError("the resource is a contact and no calendar object")
    if found is None or found.name != "VCALENDAR":
        raise PlatformError("the platform gave a calendar resource that is no iCalendar object: expected VCALENDAR")
    found.zones.definitions.update(_definitions(found))
    return Calendar(found)


def _parse(document: bytes) -> Component:
    zones = Zones()
    top = Component(Line(), zones=zones)
    open_components = [top]
    for raw, text in split_lines(document):
        line = _line(raw, text)
        if line.name == "BEGIN" and len(open_components) <= _DEEPEST:
            inner = Component(line, zones=zones)
            open_components[-1].entries.append(inner)
            open_components.append(inner)
        elif line.name == "END":
            _close(open_components, line)
        elif line.name == "BEGIN":
            raise PlatformError(f"the platform gave a calendar nested more than {_DEEPEST} deep")
        else:
            open_components[-1].entries.append(line)
    if len(open_components) > 1:
        raise PlatformError(f"the platform gave a calendar that breaks off inside {open_components[-1].name}")
    zones.definitions.update(_definitions(top))
    return top


def _close(open_components: list[Component], line: Line) -> None:
    component = open_components[-1]
    name = line.text.partition(":")[2].strip().upper()
    if len(open_components) == 1 or name != component.name:
        raise PlatformError(f"the platform gave a calendar with END:{name} where {component.name or 'nothing'} is open")
    component.end = line
    open_components.pop()


def _definitions(component: Component) -> dict[str, bytes]:
    """Return the raw time zones right in a component, by TZID."""
    return {
        tzid.value: b"\r\n".join(zone.lines())
        for zone in component.components("VTIMEZONE")
        if (tzid := zone.find("TZID")) is not None
    }


def new_calendar(uid: str, now: dt.datetime) -> Calendar:
    """Return a calendar with a new, empty to-do. Source: RFC 5545 sections 3.6 and 3.6.2."""
    stamp = f"{now.astimezone(dt.UTC):%Y%m%dT%H%M%S}Z"
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "BEGIN:VTODO"]
    body = [f"UID:{escape_text(uid)}", f"DTSTAMP:{stamp}", f"CREATED:{stamp}", "END:VTODO", "END:VCALENDAR"]
    return parse_calendar("\r\n".join(head + body))
