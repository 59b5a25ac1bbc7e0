"""The fields of tickets, which depend on what tickets can be sorted by. Source: `trac/ticket/api.py`."""

from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.trac.custom_field import build_fields
from tasklab.twin.platform.trac.database import COLUMNS
from tasklab.twin.platform.trac.moment import parse_date
from tasklab.twin.platform.trac.refusal import TracError

if TYPE_CHECKING:
    from datetime import datetime

    from tasklab.twin.platform.trac.database import Database
    from tasklab.twin.platform.trac.version import Traits
    from tasklab.twin.store import Row

STATUSES = ("accepted", "assigned", "closed", "new", "reopened")
"""Those of the basic workflow, which a new environment has."""
PROTECTED = frozenset({"resolution", "status", "time", "changetime"})
_DEFAULTS = {"type": "defect", "priority": "major", "owner": "< default >"}
_LAST = 1 << 63


class Fields:
    """The fields of one moment, in the order in which they are told."""

    def __init__(self, database: Database, traits: Traits) -> None:
        self.all = [*_standard(database, traits), *build_fields(database.custom, traits)]
        self.by_name: dict[str, dict[str, Any]] = {field["name"]: field for field in reversed(self.all)}
        self.custom = [field["name"] for field in self.all if "custom" in field]
        self.standard = [name for name in COLUMNS if name in self.by_name and "custom" not in self.by_name[name]]
        self.times = {field["name"] for field in self.all if field["type"] == "time"}
        self.lists = {field["name"] for field in self.all if field.get("format") == "list" and field["type"] == "text"}

    def show(self) -> list[dict[str, Any]]:
        """Return them as they are told."""
        return copy.deepcopy(self.all)

    def defaults(self, now: datetime, *, has_typed_times: bool) -> dict[str, Any]:
        """Return the values that a new ticket begins with."""
        given = {name: value for name, value in _DEFAULTS.items() if name in self.by_name}
        for name in self.custom:
            if value := default_of(self.by_name[name], now, has_typed_times=has_typed_times):
                given[name] = value
        return given


def default_of(field: dict[str, Any], now: datetime, *, has_typed_times: bool) -> Any:
    """Return the default of a custom field, which may be empty text."""
    value, options = field["value"], field.get("options")
    if value and options and value not in options:
        place = int(value) if re.fullmatch(r"-?[0-9]+", value) else len(options)
        value = options[place] if -len(options) <= place < len(options) else value
    if value and field["type"] == "time" and has_typed_times:
        try:
            return parse_date(value, now, field["format"])
        except TracError:  # Trac only logs a default that it cannot read
            return None
    return value


def _standard(database: Database, traits: Traits) -> list[dict[str, Any]]:
    form = {"format": "relative"} if traits.has_typed_times else {}
    return [
        {"name": "summary", "type": "text", "label": "Summary"},
        {"name": "reporter", "type": "text", "label": "Reporter"},
        {"name": "owner", "type": "text", "label": "Owner"},
        {"name": "description", "type": "textarea", "format": "wiki", "label": "Description"},
        *_selects(database),
        {"name": "keywords", "type": "text", "format": "list", "label": "Keywords"},
        {"name": "cc", "type": "text", "format": "list", "label": "Cc"},
        {"name": "time", "type": "time", "label": "Created", **form},
        {"name": "changetime", "type": "time", "label": "Modified", **form},
    ]


def _selects(database: Database) -> list[dict[str, Any]]:
    choices = {
        "type": list_enum(database, "ticket_type"),
        "status": list(STATUSES),
        "priority": list_enum(database, "priority"),
        "milestone": list_milestones(database),
        "component": sorted(database.components),
        "version": list_versions(database),
        "severity": list_enum(database, "severity"),
        "resolution": list_enum(database, "resolution"),
    }
    fields = []
    for name, options in choices.items():
        if not options:
            continue
        value = "fixed" if name == "resolution" else _DEFAULTS.get(name, "")
        field: dict[str, Any] = {
            "name": name,
            "type": "select",
            "label": name.capitalize(),
            "value": value,
            "options": options,
        }
        if name in {"status", "resolution"}:
            field |= {"type": "radio"}
        if name in {"status", "resolution", "milestone", "version"}:
            field |= {"optional": True}
        fields.append(field)
    return fields


def list_enum(database: Database, kind: str) -> list[str]:
    """Return the names of an enumeration by their values: those without one first, what is no number counts as 0."""
    values = database.enums[kind]
    return sorted(values, key=lambda name: (values[name] is not None, as_number(values[name]), name))


def list_milestones(database: Database) -> list[str]:
    """Return milestones: completed ones by when, others by when they are due, then by name with its numbers."""

    def order(row: Row) -> tuple[int, int, list[str | int]]:
        return row["completed"] or _LAST, row["due"] or _LAST, _natural(row["name"])

    return [row["name"] for row in sorted(database.milestones.values(), key=order)]


def list_versions(database: Database) -> list[str]:
    """Return versions, the latest first; those without a time before all."""

    def order(row: Row) -> tuple[int, list[str | int]]:
        return row["time"] or _LAST, _natural(row["name"])

    return [row["name"] for row in sorted(database.versions.values(), key=order, reverse=True)]


def as_number(value: str | None) -> int:
    """Return what SQLite's cast makes of text: the number that it begins with, or 0."""
    found = re.match(r"\s*([+-]?[0-9]+)", value or "")
    return int(found[1]) if found else 0


def _natural(name: str) -> list[str | int]:
    return [int(piece) if place % 2 else piece for place, piece in enumerate(re.split(r"([0-9]+)", name))]
