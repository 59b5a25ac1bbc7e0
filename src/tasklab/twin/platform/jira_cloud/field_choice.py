"""Kinds of values in fields that are one out of several: rows of tables, options, issues above.

They are kept as the id of what was chosen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.jira_cloud.access import lookup_issue
from tasklab.twin.platform.jira_cloud.database import as_id
from tasklab.twin.platform.jira_cloud.field_kind import NO_OBJECT, NO_TRACE, Kind, Reading, Trace
from tasklab.twin.platform.jira_cloud.refusal import invalid
from tasklab.twin.platform.jira_cloud.show import (
    show_near_issue,
    show_option,
    show_priority,
    show_resolution,
    show_type,
)

if TYPE_CHECKING:
    from tasklab.twin.platform.jira_cloud.call import Call
    from tasklab.twin.store import Row


@dataclass(frozen=True)
class Choice(Kind):
    """One of the rows of a table, by its id or name."""

    table: str
    noun: str

    def parse(self, reading: Reading, value: Any) -> Any:
        """Return an id."""
        if not isinstance(value, dict):
            raise invalid(reading.field, f"Specify the {self.noun} (id or name) in the object format")
        rows = self.rows(reading.call, reading.project)
        if (id_ := value.get("id")) is not None:
            found = next((row for row in rows if row["id"] == as_id(id_)), None)
            if found is None:
                raise invalid(reading.field, f"The {self.noun.lower()} selected is invalid.")
            return found["id"]
        name = value.get("name")
        if not isinstance(name, str):
            raise invalid(reading.field, f"Specify the {self.noun} (name) in the string format")
        found = next((row for row in rows if row["name"].lower() == name.lower()), None)
        if found is None:
            raise invalid(reading.field, f"{self.noun} name '{name}' is not valid")
        return found["id"]

    def rows(self, call: Call, _project: Row) -> list[Row]:
        """Return the rows that can be chosen."""
        return list(getattr(call.database, self.table))

    def trace(self, call: Call, kept: Any) -> Trace:
        """Return id and name."""
        if kept is None:
            return NO_TRACE
        return (str(kept), call.database.must(getattr(call.database, self.table), kept)["name"])


class Priority(Choice):
    """A priority; there always is one."""

    def show(self, call: Call, kept: Any) -> Any:
        """Return a priority."""
        return show_priority(call, call.database.must(call.database.priorities, kept))

    def allowed(self, call: Call, project: Row) -> list[Any] | None:
        """Return all priorities."""
        return [show_priority(call, row) for row in self.rows(call, project)]


class Resolution(Choice):
    """A resolution, given on the screens of transitions."""

    def show(self, call: Call, kept: Any) -> Any:
        """Return a resolution, or null where the issue has none."""
        return None if kept is None else show_resolution(call, call.database.must(call.database.resolutions, kept))

    def allowed(self, call: Call, project: Row) -> list[Any] | None:
        """Return all resolutions."""
        return [show_resolution(call, row) for row in self.rows(call, project)]


class IssueType(Choice):
    """An issue type of the project."""

    def parse(self, reading: Reading, value: Any) -> Any:
        """Return the id of a type that the project has."""
        if not isinstance(value, dict) or (value.get("id") is None and not isinstance(value.get("name"), str)):
            raise invalid(reading.field, "Specify an issue type")
        for row in self.rows(reading.call, reading.project):
            if row["id"] == as_id(value.get("id")):
                return row["id"]
            if value.get("id") is None and row["name"].lower() == value["name"].lower():
                return row["id"]
        raise invalid(reading.field, "Specify a valid issue type")

    def rows(self, call: Call, project: Row) -> list[Row]:
        """Return the types that the project has."""
        return call.database.types_of(project)

    def show(self, call: Call, kept: Any) -> Any:
        """Return an issue type."""
        return show_type(call, call.database.must(call.database.issue_types, kept))

    def allowed(self, call: Call, project: Row) -> list[Any] | None:
        """Return the types that the project has."""
        return [show_type(call, row) for row in self.rows(call, project)]


class Option(Kind):
    """One option of a custom field, by its id or value."""

    def parse(self, reading: Reading, value: Any) -> Any:
        """Return the id of an option."""
        if value is None:
            return None
        if not isinstance(value, dict) or (value.get("id") is None and value.get("value") is None):
            raise invalid(reading.field, "Could not find valid 'id' or 'value' in the Parent Option object.")
        by_id = value.get("id") is not None
        for row in reading.call.database.options.where("field", reading.field):
            if (row["id"] == as_id(value["id"])) if by_id else (row["value"] == value["value"]):
                return row["id"]
        said = f"id '{value['id']}'" if by_id else f"value '{value['value']}'"
        raise invalid(reading.field, f"Option {said} is not valid")

    def show(self, call: Call, kept: Any) -> Any:
        """Return an option."""
        return None if kept is None else show_option(call, call.database.must(call.database.options, kept))

    def trace(self, call: Call, kept: Any) -> Trace:
        """Return id and value."""
        if kept is None:
            return NO_TRACE
        return (str(kept), call.database.must(call.database.options, kept)["value"])


class Parent(Kind):
    """The issue above, of the level above; subtasks and team-managed projects keep to one project."""

    def parse(self, reading: Reading, value: Any) -> Any:
        """Return the id of an issue."""
        if value is None or (isinstance(value, dict) and value.get("none") is True):
            return None
        if not isinstance(value, dict):
            raise invalid(reading.field, NO_OBJECT)
        ref = value.get("id") if value.get("id") is not None else value.get("key")
        parent = lookup_issue(reading.call, ref)
        if parent is None:
            raise invalid(reading.field, "Could not find issue by id or key.")
        if reading.call.database.type_of(parent)["level"] != reading.level + 1 or parent is reading.issue:
            raise invalid("parentId", "Given parent work item does not belong to appropriate hierarchy.")
        is_bound = reading.level < 0 or reading.project["is_simplified"]
        if is_bound and parent["project"] != reading.project["id"]:
            raise invalid("project", "Sub-tasks must be created in the same project as the parent.")
        return parent["id"]

    def show(self, call: Call, kept: Any) -> Any:
        """Return the issue above in short."""
        return None if kept is None else show_near_issue(call, call.database.must(call.database.issues, kept))

    def trace(self, call: Call, kept: Any) -> Trace:
        """Return id and key."""
        if kept is None:
            return NO_TRACE
        return (str(kept), call.database.must(call.database.issues, kept)["key"])
