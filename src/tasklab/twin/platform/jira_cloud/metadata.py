"""What a site knows besides its issues: types, priorities, statuses, fields, labels, itself.

Source: the groups Issue types, Issue priorities, Issue resolutions, Workflow statuses, Status, Issue fields, Labels,
Server info, Permissions and Jira settings of the description.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.jira_cloud.access import (
    ADMINISTRATOR,
    MEMBER,
    VIEWER,
    find_issue,
    find_project,
    find_rank,
    may_view,
)
from tasklab.twin.platform.jira_cloud.call import Answer
from tasklab.twin.platform.jira_cloud.database import as_id
from tasklab.twin.platform.jira_cloud.field import all_fields
from tasklab.twin.platform.jira_cloud.moment import DAYS_PER_WEEK, HOURS_PER_DAY, render_moment
from tasklab.twin.platform.jira_cloud.operation import operation
from tasklab.twin.platform.jira_cloud.page import show_page
from tasklab.twin.platform.jira_cloud.refusal import RefusalError, not_found
from tasklab.twin.platform.jira_cloud.show import (
    CATEGORIES,
    show_category,
    show_priority,
    show_resolution,
    show_scope,
    show_status,
    show_type,
)

if TYPE_CHECKING:
    from tasklab.twin.platform.jira_cloud.call import Call
    from tasklab.twin.platform.jira_cloud.field import Field
    from tasklab.twin.store import Row

_CATEGORY_WORDS = {"TODO": "new", "IN_PROGRESS": "indeterminate", "DONE": "done"}
_MOST_SEARCHED = 255
_FIELD_ORDERS = {
    f"{sign}{name}"
    for name in ("contextsCount", "lastUsed", "name", "screensCount", "projectsCount")
    for sign in ("", "+", "-")
}
_PERMISSIONS = {
    "BROWSE_PROJECTS": ("10", "Browse Projects", VIEWER),
    "CREATE_ISSUES": ("11", "Create Issues", MEMBER),
    "EDIT_ISSUES": ("12", "Edit Issues", MEMBER),
    "ASSIGN_ISSUES": ("13", "Assign Issues", MEMBER),
    "ADD_COMMENTS": ("15", "Add Comments", MEMBER),
    "DELETE_ISSUES": ("16", "Delete Issues", MEMBER),
    "WORK_ON_ISSUES": ("20", "Work On Issues", MEMBER),
    "LINK_ISSUES": ("21", "Link Issues", MEMBER),
    "TRANSITION_ISSUES": ("46", "Transition Issues", MEMBER),
    "CREATE_ATTACHMENTS": ("19", "Create Attachments", MEMBER),
    "ADMINISTER_PROJECTS": ("23", "Administer Projects", ADMINISTRATOR),
}
_SITE_PERMISSIONS = {"ADMINISTER": ("0", "Administer Jira"), "USER_PICKER": ("27", "Browse users and groups")}


@operation("GET /serverInfo", is_public=True)
def get_server_info(call: Call) -> Answer:
    """Return what the site is; also to nobody in particular."""
    return Answer(
        {
            "baseUrl": call.address,
            "version": "1001.0.0-SNAPSHOT",
            "versionNumbers": [1001, 0, 0],
            "deploymentType": "Cloud",
            "buildNumber": 100_290 if not call.edition.has_old_search else 100_270,
            "buildDate": "2024-10-14T00:00:00.000+0000"
            if call.edition.has_old_search
            else "2025-07-30T00:00:00.000+0000",
            "serverTime": render_moment(call.now_ms),
            "scmInfo": "0" * 40,
            "serverTitle": "Jira",
            "serverTimeZone": "Etc/UTC",
        }
    )


@operation("GET /configuration")
def get_configuration(_call: Call) -> Answer:
    """Return what is turned on."""
    turned_on = ("watching", "unassignedIssuesAllowed", "subTasks", "issueLinking", "timeTracking", "attachments")
    shown: dict[str, Any] = {name if name.endswith("Allowed") else f"{name}Enabled": True for name in turned_on}
    tracking = {"workingHoursPerDay": float(HOURS_PER_DAY), "workingDaysPerWeek": float(DAYS_PER_WEEK)}
    shown["votingEnabled"] = False
    return Answer({**shown, "timeTrackingConfiguration": {**tracking, "timeFormat": "pretty", "defaultUnit": "minute"}})


@operation("GET /issuetype")
def list_types(call: Call) -> Answer:
    """List the types of the site, and those of the team-managed projects that the caller sees."""
    rows = [row for row in call.database.issue_types if _is_seen(call, row)]
    return Answer([show_type(call, row) for row in rows])


@operation("GET /issuetype/project")
def list_types_of_project(call: Call) -> Answer:
    """List the types of a project."""
    if as_id(call.text("projectId")) is None:
        raise RefusalError(400, "The projectId must be a whole number.")
    rows = call.database.types_of(find_project(call, call.text("projectId") or ""))
    level = call.text("level")
    return Answer([show_type(call, row) for row in rows if level in (None, str(row["level"]))])


@operation("GET /issuetype/{id}")
def get_type(call: Call, id: str) -> Answer:  # noqa: A002 - the path's word
    """Return one type."""
    row = call.row_of("issue_types", id)
    if row is None or not _is_seen(call, row):
        raise not_found(f"The issue type with id '{id}' does not exist")
    return Answer(show_type(call, row))


@operation("GET /priority")
def list_priorities(call: Call) -> Answer:
    """List the priorities, the most urgent first."""
    return Answer([_show_priority(call, row) for row in call.database.priorities])


@operation("GET /priority/search")
def search_priorities(call: Call) -> Answer:
    """List priorities by page."""
    ids = {as_id(each) for each in call.all("id")}
    name = (call.text("priorityName") or "").lower()
    rows = [
        row
        for row in call.database.priorities
        if (not ids or row["id"] in ids)
        and name in row["name"].lower()
        and (row["is_default"] or not call.flag("onlyDefault"))
    ]
    return Answer(show_page(call, "priority/search", rows, lambda row: _show_priority(call, row)))


@operation("GET /priority/{id}")
def get_priority(call: Call, id: str) -> Answer:  # noqa: A002
    """Return one priority."""
    row = call.row_of("priorities", id)
    if row is None:
        raise not_found(f"The priority with id '{id}' does not exist")
    return Answer(_show_priority(call, row))


@operation("GET /resolution")
def list_resolutions(call: Call) -> Answer:
    """List the resolutions."""
    return Answer([show_resolution(call, row) for row in call.database.resolutions])


@operation("GET /status")
def list_statuses(call: Call) -> Answer:
    """List the statuses of the site, and those of the team-managed projects that the caller sees."""
    return Answer([show_status(call, row) for row in call.database.statuses if _is_seen(call, row)])


@operation("GET /status/{idOrName}")
def get_status(call: Call, idOrName: str) -> Answer:  # noqa: N803
    """Return a status by its id or name."""
    for row in call.database.statuses:
        if _is_seen(call, row) and (row["id"] == as_id(idOrName) or row["name"].lower() == idOrName.lower()):
            return Answer(show_status(call, row))
    raise not_found(f"The status with id '{idOrName}' does not exist")


@operation("GET /statuscategory")
def list_categories(call: Call) -> Answer:
    """List the categories of statuses."""
    return Answer([show_category(call, key) for key in CATEGORIES])


@operation("GET /statuscategory/{idOrKey}")
def get_category(call: Call, idOrKey: str) -> Answer:  # noqa: N803
    """Return one category."""
    for key, category in CATEGORIES.items():
        if idOrKey in {key, str(category["id"])}:
            return Answer(show_category(call, key))
    raise not_found(f"The status category with id '{idOrKey}' does not exist")


@operation("GET /statuses")
def get_statuses(call: Call) -> Answer:
    """Return statuses by their ids."""
    ids = {as_id(each) for each in call.all("id")}
    if not ids:
        raise RefusalError(400, "At least one status id is required.")
    return Answer([_show_status(row) for row in call.database.statuses if row["id"] in ids and _is_seen(call, row)])


@operation("GET /statuses/search")
def search_statuses(call: Call) -> Answer:
    """List statuses by page: of a project, with a text in their name, of a category."""
    category = call.text("statusCategory")
    if category is not None and category not in _CATEGORY_WORDS:
        raise RefusalError(400, f"Unknown status category '{category}'.")
    rows = [row for row in call.database.statuses if _is_seen(call, row)]
    if call.text("projectId") is not None:
        rows = call.database.statuses_of(find_project(call, call.text("projectId") or ""))
    text = (call.short_text("searchString", _MOST_SEARCHED) or "").lower()
    rows = [
        row
        for row in rows
        if text in row["name"].lower() and (category is None or row["category"] == _CATEGORY_WORDS[category])
    ]
    return Answer(show_page(call, "statuses/search", rows, _show_status, 200, 200))


@operation("GET /field")
def list_fields(call: Call) -> Answer:
    """List the fields."""
    return Answer([_show_field(each) for each in all_fields(call.database)])


@operation("GET /field/search")
def search_fields(call: Call) -> Answer:
    """List fields by page."""
    kinds, ids = call.all("type"), call.all("id")
    if not set(kinds) <= {"custom", "system"}:
        raise RefusalError(400, "Field types are 'custom' and 'system'.")
    text = (call.text("query") or "").lower()
    rows = [
        {"field": each}
        for each in all_fields(call.database)
        if (not kinds or ("custom" if each.is_custom else "system") in kinds)
        and (not ids or each.id in ids)
        and text in each.name.lower()
        and each.schema
    ]
    order = call.choice("orderBy", _FIELD_ORDERS, "name")
    rows.sort(key=lambda row: row["field"].name.lower(), reverse=order.startswith("-"))

    def show(row: Row) -> dict[str, Any]:
        field = row["field"]
        return {"id": field.id, "name": field.name, "schema": field.schema, "description": ""}

    return Answer(show_page(call, "field/search", rows, show))


@operation("GET /label")
def list_labels(call: Call) -> Answer:
    """List every label that an issue has, in the order of the alphabet."""
    found = {label for row in call.database.issues for label in row["labels"] or ()}
    rows = [{"label": each} for each in sorted(found)]
    shown = show_page(call, "label", rows, lambda row: row["label"], 1000, 1000)
    return Answer({name: value for name, value in shown.items() if name not in {"self", "nextPage"}})


@operation("GET /mypermissions")
def get_permissions(call: Call) -> Answer:
    """Return what the caller may do: on the site, in a project, or with an issue."""
    wanted = call.all("permissions")
    if not wanted:
        raise RefusalError(400, "The 'permissions' query parameter is required.")
    unknown = [each for each in wanted if each not in _PERMISSIONS and each not in _SITE_PERMISSIONS]
    if unknown:
        raise RefusalError(400, f"Unrecognized permission keys: {', '.join(unknown)}")
    rank = _find_rank(call)
    shown = {}
    for key in wanted:
        if key in _PERMISSIONS:
            id_, name, needed = _PERMISSIONS[key]
            kind, has = "PROJECT", rank >= needed
        else:
            (id_, name), kind = _SITE_PERMISSIONS[key], "GLOBAL"
            has = call.user["is_admin"] or (key == "USER_PICKER" and call.user["is_licensed"])
        shown[key] = {"id": id_, "key": key, "name": name, "type": kind, "description": name, "havePermission": has}
    return Answer({"permissions": shown})


def _find_rank(call: Call) -> int:
    issue, project = call.text("issueKey") or call.text("issueId"), call.text("projectKey") or call.text("projectId")
    if issue is not None:
        return find_rank(call.database.project_of(find_issue(call, issue)), call.user)
    if project is not None:
        return find_rank(find_project(call, project), call.user)
    return max((find_rank(row, call.user) for row in call.database.live_projects()), default=0)


def _is_seen(call: Call, row: Row) -> bool:
    project = call.database.projects.get(row["project"])
    return row["project"] is None or (project is not None and may_view(project, call.user))


def _show_priority(call: Call, row: Row) -> dict[str, Any]:
    more = {"statusColor": row["color"], "description": row["description"], "isDefault": row["is_default"]}
    return {**show_priority(call, row), **more}


def _show_status(row: Row) -> dict[str, Any]:
    word = next(word for word, key in _CATEGORY_WORDS.items() if key == row["category"])
    scope = show_scope(row).get("scope", {"type": "GLOBAL"})
    shown = {"id": str(row["id"]), "name": row["name"], "statusCategory": word, "description": row["description"]}
    return {**shown, "scope": scope}


def _show_field(field: Field) -> dict[str, Any]:
    shown = {
        "id": field.id,
        "key": field.id,
        "name": field.name,
        "custom": field.is_custom,
        "orderable": field.is_orderable,
        "navigable": field.is_navigable,
        "searchable": field.is_searchable,
        "clauseNames": sorted(field.clauses) if field.is_searchable else [],
    }
    return {**shown, "schema": field.schema} if field.schema else shown
