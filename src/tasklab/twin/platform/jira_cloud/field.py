"""The fields of issues: those that every site has, and custom ones.

Source: GET /field of the description, and the pages of custom field types at
https://support.atlassian.com/jira-cloud-administration/docs/custom-fields-types-in-company-managed-projects/.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.jira_cloud.field_choice import IssueType, Option, Parent, Priority, Resolution
from tasklab.twin.platform.jira_cloud.field_kind import (
    Day,
    Estimates,
    Kind,
    Moment,
    Number,
    Rich,
    Summary,
    Text,
    Url,
    User,
)
from tasklab.twin.platform.jira_cloud.field_list_kind import Labels, Options, Parts, Users

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tasklab.twin.platform.jira_cloud.database import Database
    from tasklab.twin.store import Row

_TYPES = "com.atlassian.jira.plugin.system.customfieldtypes:"


@dataclass(frozen=True)
class Field:
    """A field. Its id is also the name under which rows of issues hold its value."""

    id: str
    name: str
    schema: Mapping[str, Any] | None
    kind: Kind | None = None
    """None where it cannot be set."""
    clauses: tuple[str, ...] = ()
    """What JQL calls it."""
    is_navigable: bool = True
    is_orderable: bool = True
    is_searchable: bool = True
    history_name: str = ""
    """What histories call it."""

    @property
    def is_custom(self) -> bool:
        """Whether somebody has made it."""
        return self.id.startswith("customfield_")


def _system(id_: str, name: str, type_: str, kind: Kind | None, *clauses: str, **more: Any) -> Field:
    kind_of, _, items = type_.partition(" ")
    schema: dict[str, Any] = {"type": kind_of, **({"items": items} if items else {}), "system": id_}
    history = more.pop("history_name", id_)
    return Field(id_, name, schema, kind, clauses or (id_,), history_name=history, **more)


_READ_ONLY = {"is_orderable": False}
SYSTEM: dict[str, Field] = {
    each.id: each
    for each in (
        _system(
            "statuscategorychangedate",
            "Status Category Changed",
            "datetime",
            None,
            "statusCategoryChangedDate",
            **_READ_ONLY,
        ),
        _system("issuetype", "Issue Type", "issuetype", IssueType("issue_types", "Issue Type"), "issuetype", "type"),
        _system("parent", "Parent", "issuelink", Parent(), "parent", history_name="IssueParentAssociation"),
        _system("timespent", "Time Spent", "number", None, "timespent", **_READ_ONLY),
        _system("project", "Project", "project", None, "project"),
        _system(
            "fixVersions",
            "Fix versions",
            "array version",
            Parts("versions", "Version"),
            "fixVersion",
            history_name="Fix Version",
        ),
        _system("aggregatetimespent", "Σ Time Spent", "number", None, is_searchable=False, **_READ_ONLY),
        _system("resolution", "Resolution", "resolution", Resolution("resolutions", "Resolution"), "resolution"),
        _system("resolutiondate", "Resolved", "datetime", None, "resolutiondate", "resolved", **_READ_ONLY),
        _system("workratio", "Work Ratio", "number", None, "workratio", **_READ_ONLY),
        _system("watches", "Watchers", "watches", None, "watchers", **_READ_ONLY),
        _system("created", "Created", "datetime", None, "created", "createdDate", **_READ_ONLY),
        _system("priority", "Priority", "priority", Priority("priorities", "Priority"), "priority"),
        _system("labels", "Labels", "array string", Labels(), "labels"),
        _system(
            "timeestimate", "Remaining Estimate", "number", None, "remainingEstimate", "timeestimate", **_READ_ONLY
        ),
        _system(
            "aggregatetimeoriginalestimate", "Σ Original Estimate", "number", None, is_searchable=False, **_READ_ONLY
        ),
        _system(
            "versions",
            "Affects versions",
            "array version",
            Parts("versions", "Version"),
            "affectedVersion",
            history_name="Version",
        ),
        _system("issuelinks", "Linked Issues", "array issuelinks", None, "issueLink", history_name="Link"),
        _system("assignee", "Assignee", "user", User(has_to_be_assignable=True), "assignee"),
        _system("updated", "Updated", "datetime", None, "updated", "updatedDate", **_READ_ONLY),
        _system("status", "Status", "status", None, "status", **_READ_ONLY),
        _system(
            "components",
            "Components",
            "array component",
            Parts("components", "Component"),
            "component",
            history_name="Component",
        ),
        _system(
            "timeoriginalestimate",
            "Original estimate",
            "number",
            None,
            "originalEstimate",
            "timeoriginalestimate",
            **_READ_ONLY,
        ),
        _system("description", "Description", "string", Rich(), "description"),
        _system("timetracking", "Time tracking", "timetracking", Estimates(), is_navigable=False, is_searchable=False),
        _system(
            "attachment",
            "Attachment",
            "array attachment",
            None,
            "attachments",
            is_navigable=False,
            history_name="Attachment",
        ),
        _system("aggregatetimeestimate", "Σ Remaining Estimate", "number", None, is_searchable=False, **_READ_ONLY),
        _system("summary", "Summary", "string", Summary(), "summary"),
        _system("creator", "Creator", "user", None, "creator", **_READ_ONLY),
        _system("subtasks", "Sub-tasks", "array issuelinks", None, "subtasks", **_READ_ONLY),
        _system("reporter", "Reporter", "user", User(is_required=True), "reporter"),
        _system("aggregateprogress", "Σ Progress", "progress", None, is_searchable=False, **_READ_ONLY),
        _system("environment", "Environment", "string", Rich(), "environment"),
        _system("duedate", "Due date", "date", Day(), "due", "duedate"),
        _system("progress", "Progress", "progress", None, "progress", **_READ_ONLY),
        _system("votes", "Votes", "votes", None, "votes", **_READ_ONLY),
        _system("comment", "Comment", "comments-page", None, "comment", is_navigable=False),
        _system("worklog", "Log Work", "array worklog", None, is_navigable=False, is_searchable=False),
    )
}
_CUSTOM_KINDS: dict[str, tuple[Kind, str, str | None]] = {
    f"{_TYPES}textfield": (Text(), "string", None),
    f"{_TYPES}textarea": (Rich(), "string", None),
    f"{_TYPES}float": (Number(), "number", None),
    "com.pyxis.greenhopper.jira:jsw-story-points": (Number(), "number", None),
    f"{_TYPES}datepicker": (Day(), "date", None),
    f"{_TYPES}datetime": (Moment(), "datetime", None),
    f"{_TYPES}url": (Url(), "string", None),
    f"{_TYPES}select": (Option(), "option", None),
    f"{_TYPES}radiobuttons": (Option(), "option", None),
    f"{_TYPES}multiselect": (Options(), "array", "option"),
    f"{_TYPES}multicheckboxes": (Options(), "array", "option"),
    f"{_TYPES}userpicker": (User(), "user", None),
    f"{_TYPES}multiuserpicker": (Users(), "array", "user"),
    f"{_TYPES}labels": (Labels(), "array", "string"),
}
_OF_COMPANY_MANAGED = frozenset({"environment", "components", "fixVersions", "versions", "timetracking"})
"""What screens of team-managed projects do not have until somebody adds it."""
_NOT_ON_SCREENS = frozenset({"resolution"})


def custom_field(row: Row) -> Field:
    """Return a custom field."""
    kind, type_, items = _CUSTOM_KINDS[row["type"]]
    number = int(row["id"].removeprefix("customfield_"))
    schema = {"type": type_, **({"items": items} if items else {}), "custom": row["type"], "customId": number}
    return Field(row["id"], row["name"], schema, kind, (f"cf[{number}]", row["name"]), history_name=row["name"])


def all_fields(database: Database) -> Iterator[Field]:
    """Yield the fields of a site."""
    yield from SYSTEM.values()
    for row in database.custom_fields.values():
        yield custom_field(row)


def find_field(database: Database, id_: str) -> Field | None:
    """Return a field by its id."""
    row = database.custom_fields.get(id_)
    return custom_field(row) if row else SYSTEM.get(id_)


def fields_on_screen(database: Database, project: Row, type_: Row) -> dict[str, Field]:
    """Return the fields that can be set on an issue of a type, by id."""
    found = {}
    for each in all_fields(database):
        if each.kind is None or each.id in _NOT_ON_SCREENS or (each.id == "parent" and type_["level"] > 0):
            continue
        if each.is_custom:
            row = database.custom_fields[each.id]
            if not row["on_screens"] or (project["is_simplified"] and not row["in_team_managed"]):
                continue
        elif project["is_simplified"] and each.id in _OF_COMPANY_MANAGED:
            continue
        found[each.id] = each
    return found


def is_required(database: Database, field: Field, project: Row, type_: Row) -> bool:
    """Whether an issue of a type cannot be without a value of a field."""
    if field.is_custom:
        return not project["is_simplified"] and type_["name"] in database.custom_fields[field.id]["required_for"]
    return field.id in {"summary", "issuetype", "reporter"} or (field.id == "parent" and type_["level"] < 0)
