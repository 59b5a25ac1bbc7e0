"""What can be set on issues: for those that are to be made by project and type.

Source: the group Issues of the description.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.paging import cut_offset
from tasklab.twin.platform.jira_cloud.access import find_project, may_browse, may_write
from tasklab.twin.platform.jira_cloud.call import Answer
from tasklab.twin.platform.jira_cloud.database import as_id
from tasklab.twin.platform.jira_cloud.field import SYSTEM, fields_on_screen, is_required
from tasklab.twin.platform.jira_cloud.operation import operation
from tasklab.twin.platform.jira_cloud.page import read_bounds
from tasklab.twin.platform.jira_cloud.refusal import RefusalError
from tasklab.twin.platform.jira_cloud.show import show_option, show_priority, show_project, show_type

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from tasklab.twin.platform.jira_cloud.call import Call
    from tasklab.twin.platform.jira_cloud.field import Field
    from tasklab.twin.store import Row

_MOST = 200
_TYPES = "/issue/createmeta/{projectIdOrKey}/issuetypes"


@operation("GET /issue/createmeta")
def get_meta(call: Call) -> Answer:
    """Return projects with their types, with their fields where that is asked for."""
    ids, keys = {as_id(each) for each in call.all("projectIds")}, set(call.all("projectKeys"))
    type_ids = {as_id(each) for each in call.all("issuetypeIds")}
    names = set(call.each("issuetypeNames"))
    has_fields = "projects.issuetypes.fields" in call.all("expand")
    shown = []
    for project in call.database.live_projects():
        if (ids or keys) and project["id"] not in ids and project["key"] not in keys:
            continue
        if not may_write(call, project) or not may_browse(project, call.user):
            continue
        types = [
            row
            for row in call.database.types_of(project)
            if (not type_ids or row["id"] in type_ids) and (not names or row["name"] in names)
        ]
        entry = show_project(call, project)
        kept = {name: entry[name] for name in ("self", "id", "key", "name", "avatarUrls")}
        shown.append({**kept, "issuetypes": [_show_type(call, project, row, has_fields=has_fields) for row in types]})
    return Answer({"expand": "projects", "projects": shown})


@operation(f"GET {_TYPES}")
def list_types(call: Call, projectIdOrKey: str) -> Answer:  # noqa: N803 - the path's word
    """List the types that the caller can make issues of."""
    project = _find_project(call, projectIdOrKey)
    rows = call.database.types_of(project) if may_write(call, project) else []
    return Answer(_page(call, "issueTypes", [show_type(call, row) for row in rows]))


@operation(f"GET {_TYPES}/{{issueTypeId}}")
def list_fields(call: Call, projectIdOrKey: str, issueTypeId: str) -> Answer:  # noqa: N803
    """List the fields that an issue of a type can be made with."""
    project = _find_project(call, projectIdOrKey)
    type_ = next((row for row in call.database.types_of(project) if row["id"] == as_id(issueTypeId)), None)
    if type_ is None:
        raise RefusalError(400, f"Issue type with id '{issueTypeId}' is not found in the project.")
    fields = show_create_screen(call, project, type_) if may_write(call, project) else {}
    return Answer(_page(call, "fields", [{**each, "fieldId": id_} for id_, each in fields.items()]))


def show_create_screen(call: Call, project: Row, type_: Row) -> dict[str, dict[str, Any]]:
    """Return what an issue of a type can be made with, by field."""
    screen = fields_on_screen(call.database, project, type_)
    shown = show_screen(call, screen, project, type_)
    shown["project"] = {
        "required": True,
        "schema": dict(SYSTEM["project"].schema or {}),
        "name": "Project",
        "key": "project",
        "hasDefaultValue": False,
        "operations": ["set"],
        "allowedValues": [show_project(call, project)],
    }
    shown["issuetype"]["allowedValues"] = [show_type(call, type_)]
    return shown


def show_screen(
    call: Call, screen: Mapping[str, Field], project: Row, type_: Row, required: Collection[str] = ()
) -> dict[str, dict[str, Any]]:
    """Return what is known of the fields on a screen, by their ids."""
    shown = {}
    for id_, field in screen.items():
        if field.kind is None:
            continue
        entry: dict[str, Any] = {
            "required": id_ in required or is_required(call.database, field, project, type_),
            "schema": dict(field.schema or {}),
            "name": field.name,
            "key": id_,
            "hasDefaultValue": id_ in {"priority", "reporter"},
            "operations": list(field.kind.operations),
        }
        allowed = field.kind.allowed(call, project)
        if field.is_custom and (options := call.database.options.where("field", id_)):
            allowed = [show_option(call, row) for row in options]
        if allowed is not None:
            entry["allowedValues"] = allowed
        if id_ == "priority":
            default = next(row for row in call.database.priorities if row["is_default"])
            entry["defaultValue"] = show_priority(call, default)
        if field.schema and field.schema["type"] == "user":
            entry["autoCompleteUrl"] = call.url("user/search?query=")
        shown[id_] = entry
    return shown


def _show_type(call: Call, project: Row, type_: Row, *, has_fields: bool) -> dict[str, Any]:
    shown = show_type(call, type_)
    if has_fields:
        shown |= {"expand": "fields", "fields": show_create_screen(call, project, type_)}
    return shown


def _find_project(call: Call, ref: str) -> Row:
    try:
        return find_project(call, ref)
    except RefusalError as error:
        raise RefusalError(400, *error.messages) from error


def _page(call: Call, name: str, items: list[dict[str, Any]]) -> dict[str, Any]:
    start, size = read_bounds(call, 50, 2**31)
    if size > _MOST:
        raise RefusalError(400, f"Parameter 'maxResults' must not exceed the limit '{_MOST}'")
    page = cut_offset(items, start, size)
    return {"startAt": start, "maxResults": size, "total": page.total, name: page.items}
