"""A ticket between being read and being kept: what it holds, and what was changed.

Source: `trac/ticket/model.py`.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.trac.database import COLUMNS
from tasklab.twin.platform.trac.field import default_of
from tasklab.twin.platform.trac.moment import from_stamp, to_stamp
from tasklab.twin.platform.trac.python2 import as_words, bind, need_text, no_attribute, strip
from tasklab.twin.platform.trac.refusal import BrokenError, NotFoundError, TracError

if TYPE_CHECKING:
    from tasklab.twin.platform.trac.call import Call

_MAX_ID = 1 << 31
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)


class Ticket:
    """Values by field, and the old ones of those that were changed since."""

    def __init__(self, call: Call, id_: int | None, values: dict[str, Any]) -> None:
        self.call, self.id, self.values = call, id_, values
        self.fields = call.fields
        self.old: dict[str, Any] = {}

    @property
    def place(self) -> str:
        """Its name in refusals."""
        return f"Ticket #{self.id}"

    def get(self, name: str) -> Any:
        """Return the value of a field, or None."""
        return self.values.get(name)

    def set(self, name: str, value: Any) -> None:
        """Change a field. Raises: TracError, BrokenError for a value that is no text."""
        if value and not (self.call.traits.has_typed_times and name in self.fields.times):
            if isinstance(value, list):
                raise TracError("Multi-values fields not supported yet")
            if self._is_line(name):
                value = strip(need_text(value))
        if name in self.values and self.values[name] == value:
            return
        if name not in self.old:
            self.old[name] = self.values.get(name)
        elif self.old[name] == value:
            del self.old[name]
        self.values[name] = value

    def _is_line(self, name: str) -> bool:
        """Whether a field loses the blanks around its text; in 1.0 one that does not exist keeps them."""
        field = self.fields.by_name.get(name)
        return self.call.traits.has_typed_times if field is None else field["type"] != "textarea"

    def insert(self, when: datetime | None) -> int:
        """Keep a new ticket. Raises: BrokenError for a value that cannot be kept."""
        self._fix_cc()
        moment = self.call.tick()
        if not self.call.traits.is_owner_free and self.values.get("owner") == "< default >":
            component = self.call.database.components.get(self.values.get("component") or "")
            self.values["owner"] = component["owner"] if component else ""
        self.values["time"] = self.values["changetime"] = when or moment
        row: dict[str, Any] = dict.fromkeys(COLUMNS)
        row |= {name: self._encode(name, self.values[name], 3) for name in self.fields.standard if name in self.values}
        row["custom"] = {n: self._encode(n, self.values[n], 2) for n in self.fields.custom if n in self.values}
        self.id = int(self.call.database.tickets.insert(row))
        return self.id

    def save(self, author: str | None, comment: Any, when: datetime) -> None:
        """Keep the changes with a comment; without either there is nothing to keep. Raises: BrokenError."""
        if self.id is None:
            raise BrokenError("Cannot update a new ticket")
        self._fix_cc()
        if comment and not isinstance(comment, str) and self.call.traits.has_rules:
            raise BrokenError("expected string or buffer")
        is_blank = not comment or not need_text(comment).strip()
        if is_blank and all(self.values.get(name) == old for name, old in self.old.items()):
            return
        if not self.call.traits.is_owner_free:
            self._follow_component()
        stamp = to_stamp(when)
        number = self._next_number()
        for name in self.fields.times:
            to_stamp(self.values.get(name))
        new = {name: self._encode(name, self.values.get(name)) for name in self.old}
        told = {name: (self._encode(name, old), new[name]) for name, old in self.old.items() if self._is_told(name)}
        for name in new:
            self._check_column(name)
        self.call.database.record(self.id, stamp, bind(author, 2), {**told, "comment": (str(number), bind(comment, 4))})
        self._keep(new, stamp)
        self.old, self.values["changetime"] = {}, when

    def _keep(self, new: dict[str, Any], stamp: int) -> None:
        row = self.call.database.tickets.get(self.id)
        custom = {} if row is None else {**row["custom"], **{n: new[n] for n in new if n in self.fields.custom}}
        standard = {name: value for name, value in new.items() if name not in self.fields.custom}
        self.call.database.tickets.update(self.id or 0, {"changetime": stamp, **standard, "custom": custom})

    def _is_told(self, name: str) -> bool:
        """Whether a change goes into the history: in 1.4 a custom field that gets its default first does not."""
        if not self.call.traits.has_rules or name not in self.fields.custom or self.old[name] is not None:
            return True
        row = self.call.database.tickets.get(self.id)
        default = default_of(self.fields.by_name[name], self.call.now, has_typed_times=True)
        return row is None or name in row["custom"] or self.values.get(name) != default

    def _check_column(self, name: str) -> None:
        if name in self.fields.custom or name in COLUMNS:
            return
        if _WORD.fullmatch(name):
            raise BrokenError(f"no such column: {name}")
        token = re.search(r"[^A-Za-z0-9_]+\s*([A-Za-z0-9_]*)", name)
        raise BrokenError(f'near "{(token[1] or token[0].strip()) if token else name}": syntax error')

    def _next_number(self) -> int:
        comments = [row for row in self.call.database.ticket_changes(self.id) if row["field"] == "comment"]
        return int(max(comments, key=lambda row: row["time"])["old"]) + 1 if comments else 1

    def _fix_cc(self) -> None:
        if "cc" not in self.values:
            return
        text = self.values["cc"]
        if not isinstance(text, str):
            if not self.call.traits.has_rules:
                raise BrokenError("expected string or buffer")
            text = ""
        self.set("cc", ", ".join(dict.fromkeys(each for each in re.split(r"[;,\s]+", text) if each)))

    def _follow_component(self) -> None:
        if "component" not in self.old or "owner" in self.old or self.values.get("status") != "new":
            return
        components = self.call.database.components
        before, after = self.old["component"], components.get(self.values["component"] or "")
        if before and before not in components:
            return
        owner = (components[before]["owner"] if before else None) or ""
        if after and after["owner"] and owner == (self.values.get("owner") or ""):
            self.set("owner", after["owner"])

    def _encode(self, name: str, value: Any, place: int = 0) -> Any:
        """Return a value as its column keeps it. Raises: BrokenError with its place in the statement."""
        if name not in self.fields.times:
            return bind(value, place) if value else None
        stamp = to_stamp(value)
        if name not in self.fields.custom:
            return stamp
        if not self.call.traits.has_typed_times:
            return str(stamp)
        return f"{stamp:018d}" if value and stamp >= 0 else f"{stamp:+017d}" if value else None


def new_ticket(call: Call) -> Ticket:
    """Return a ticket that is not kept yet, with the defaults of its fields."""
    return Ticket(call, None, call.fields.defaults(call.now, has_typed_times=call.traits.has_typed_times))


def load_ticket(call: Call, id_: Any) -> Ticket:
    """Return a ticket; a new one for nothing. Raises: NotFoundError."""
    if id_ is None:
        return new_ticket(call)
    number = _as_id(id_)
    row = None if number is None else call.database.tickets.get(number)
    if row is None:
        shown = as_words(id_) if number is None else number
        raise NotFoundError(f"Ticket {shown} does not exist.", "Invalid ticket number")
    fields = call.fields
    values: dict[str, Any] = {name: _decode(row[name]) for name in fields.standard}
    values |= {name: from_stamp(row[name]) for name in ("time", "changetime")}
    for name, value in row["custom"].items():
        if name in fields.custom:
            is_time = call.traits.has_typed_times and name in fields.times
            values[name] = decode_time(value) if is_time else _decode(value)
    return Ticket(call, number, values)


def decode_time(value: str | None) -> datetime | None:
    """Return the moment that a custom field keeps."""
    return None if value is None else from_stamp(int(value))


def _decode(value: Any) -> Any:
    return "" if value is None else value


def _as_id(value: Any) -> int | None:
    if value in (float("inf"), float("-inf")):
        raise BrokenError("cannot convert float infinity to integer")
    if isinstance(value, (list, dict, datetime)):
        return None
    try:
        number = int(value)
    except (ValueError, TypeError):
        return None
    return number if 0 < number <= _MAX_ID else None


def need_binary(value: Any) -> bytes:
    """Return the bytes of a value. Raises: BrokenError for another type."""
    data = getattr(value, "data", None)
    if not isinstance(data, bytes):
        raise no_attribute(value, "data")
    return data
