"""Projects, and the tasks that delete them. Source: the groups Projects and Tasks of the description."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.jira_cloud.access import (
    ADMIN_NEEDED,
    ROLES,
    check_site_admin,
    find_project,
    lookup_project,
    may_administer,
    may_browse,
    may_view,
    may_write,
)
from tasklab.twin.platform.jira_cloud.call import MAX_LONG, NOTHING, Answer
from tasklab.twin.platform.jira_cloud.database import as_id
from tasklab.twin.platform.jira_cloud.moment import render_moment
from tasklab.twin.platform.jira_cloud.operation import operation
from tasklab.twin.platform.jira_cloud.page import show_page
from tasklab.twin.platform.jira_cloud.part import show_component_alone, show_version_alone
from tasklab.twin.platform.jira_cloud.project_write import (
    TEAM_MANAGED_TEMPLATES,
    TEMPLATES,
    make_project,
    remove_project,
    rename_key,
)
from tasklab.twin.platform.jira_cloud.refusal import RefusalError, forbidden, not_found
from tasklab.twin.platform.jira_cloud.show import show_project, show_status, show_type, show_user

if TYPE_CHECKING:
    from tasklab.twin.platform.jira_cloud.call import Call
    from tasklab.twin.store import Row

_KEY = re.compile(r"[A-Z][A-Z0-9]+", re.ASCII)
_BAD_KEY = (
    "Project keys must start with an uppercase letter, followed by one or more uppercase alphanumeric characters."
)
_MOST_KEY, _MOST_NAME = 10, 80
_ACTIONS = ("view", "browse", "edit", "create")
_TASK_MS = 1000
"""How long deleting takes on the clock of the twin."""
_PROJECT = "/project/{projectIdOrKey}"
_EXPAND = "description,lead,issueTypes,url,projectKeys,permissions,insight"
_ORDERS = {
    "key": lambda row: row["key"],
    "name": lambda row: row["name"].lower(),
    "owner": lambda row: row["lead"] or "",
    "category": lambda row: row["id"],
    "issueCount": lambda row: row["counter"],
    "lastIssueUpdatedDate": lambda row: row["last_issue_ms"] or 0,
    "archivedDate": lambda row: row["archived_ms"] or 0,
    "deletedDate": lambda row: row["trashed_ms"] or 0,
}


@operation("GET /project")
def list_projects(call: Call) -> Answer:
    """List all projects that the caller sees."""
    call.number("recent", 0)  # how many of those last looked at; nothing is remembered of that here
    rows = [row for row in call.database.live_projects() if may_view(row, call.user) and row["archived_ms"] is None]
    return Answer([_show(call, row, call.all("expand")) for row in sorted(rows, key=_ORDERS["key"])])


@operation("GET /project/search")
def search_projects(call: Call) -> Answer:
    """List projects by page: live ones unless archived or deleted ones are asked for."""
    call.choice("action", _ACTIONS, "view")
    call.number("categoryId", 0, MAX_LONG)
    order = call.text("orderBy") or "key"
    key = _ORDERS.get(order.lstrip("+-"))
    if key is None:
        raise RefusalError(400, f"The value '{order}' is not valid for orderBy.")
    rows = sorted(
        (row for row in call.database.projects if _is_wanted(call, row)), key=key, reverse=order.startswith("-")
    )
    return Answer(show_page(call, "project/search", rows, lambda row: _show(call, row, call.all("expand"))))


@operation("POST /project")
def create_project(call: Call) -> Answer:
    """Make a project out of a template."""
    check_site_admin(call)
    body = call.body
    key, name = call.member("key", str), call.member("name", str)
    errors = {**_check_key(call, key), **_check_name(call, name)}
    lead = call.member("leadAccountId", str)
    if lead is None:
        errors["projectLead"] = "You must specify a valid project lead."
    elif lead not in call.database.users:
        errors["projectLead"] = "The user you specified as project lead does not exist."
    kind = call.member("projectTypeKey", str) or "software"
    template = call.member("projectTemplateKey", str)
    if kind not in TEMPLATES:
        errors["projectTypeKey"] = f"An invalid project type was specified: {kind}."
    elif template is not None and template not in TEMPLATES[kind]:
        errors["projectTemplateKey"] = "An invalid project template was specified. It has to match the project type."
    errors |= _check_assignee_type(body)
    if errors:
        raise RefusalError(400, errors=errors)
    row = make_project(
        call.database,
        key=str(key),
        name=str(name).strip(),
        lead=str(lead),
        kind=kind,
        is_simplified=template in TEAM_MANAGED_TEMPLATES,
        description=call.member("description", str) or "",
        url=call.member("url", str) or "",
        assignee_type=body.get("assigneeType") or "UNASSIGNED",
    )
    return Answer({"self": call.url(f"project/{row['id']}"), "id": row["id"], "key": row["key"]}, 201)


@operation(f"GET {_PROJECT}")
def get_project(call: Call, projectIdOrKey: str) -> Answer:  # noqa: N803 - the path's word
    """Return a project in full."""
    return Answer(_show_full(call, find_project(call, projectIdOrKey)))


@operation(f"PUT {_PROJECT}")
def update_project(call: Call, projectIdOrKey: str) -> Answer:  # noqa: N803
    """Change a project; its old key still leads to it."""
    row = find_project(call, projectIdOrKey)
    if not may_administer(call, row):
        raise forbidden("You cannot edit the configuration of this project.")
    body, changes = call.body, dict[str, Any]()
    errors: dict[str, str] = {}
    if (key := call.member("key", str)) is not None and key != row["key"]:
        errors |= _check_key(call, key, row)
    if (name := call.member("name", str)) is not None and name.strip() != row["name"]:
        errors |= _check_name(call, name)
        changes["name"] = name.strip()
    if (lead := call.member("leadAccountId", str)) is not None:
        if lead not in call.database.users:
            errors["projectLead"] = "The user you specified as project lead does not exist."
        changes["lead"] = lead
    errors |= _check_assignee_type(body)
    if errors:
        raise RefusalError(400, errors=errors)
    for name_, member in (("description", "description"), ("url", "url"), ("assignee_type", "assigneeType")):
        if member in body:
            changes[name_] = call.member(member, str) or ""
    call.database.projects.update(row["id"], changes)
    if key is not None and key != row["key"]:
        rename_key(call.database, row, key)
    return Answer(_show_full(call, row))


@operation(f"DELETE {_PROJECT}")
def delete_project(call: Call, projectIdOrKey: str) -> Answer:  # noqa: N803
    """Put a project into the trash, or remove it at once where undoing is turned off."""
    row = _find_to_delete(call, projectIdOrKey)
    if row["archived_ms"] is not None:
        raise RefusalError(400, "You cannot delete an archived project. Restore it and then delete it.")
    if call.flag("enableUndo", default=True):
        call.database.projects.update(row["id"], {"trashed_ms": call.now_ms})
    else:
        remove_project(call, row)
    return NOTHING


@operation(f"POST {_PROJECT}/delete")
def delete_later(call: Call, projectIdOrKey: str) -> Answer:  # noqa: N803
    """Begin to delete a project; how far that is, the task says."""
    row = _find_to_delete(call, projectIdOrKey)
    task = {"project": row["id"], "key": row["key"], "by": call.me, "submitted": call.now_ms, "is_done": False}
    call.database.tasks.insert(task)
    return Answer(_show_task(call, task), 303, {"location": call.url(f"task/{task['id']}")})


@operation(f"POST {_PROJECT}/archive")
def archive_project(call: Call, projectIdOrKey: str) -> Answer:  # noqa: N803
    """Put a project away; its issues can be read."""
    check_site_admin(call)
    row = find_project(call, projectIdOrKey)
    call.database.projects.update(row["id"], {"archived_ms": call.now_ms})
    return NOTHING


@operation(f"POST {_PROJECT}/restore")
def restore_project(call: Call, projectIdOrKey: str) -> Answer:  # noqa: N803
    """Take a project back from the archive or the trash."""
    check_site_admin(call)
    row = lookup_project(call.database, projectIdOrKey)
    if row is None:
        raise not_found(f"No project could be found with key '{projectIdOrKey}'.")
    call.database.projects.update(row["id"], {"archived_ms": None, "trashed_ms": None})
    return Answer(_show_full(call, row))


@operation(f"GET {_PROJECT}/statuses")
def list_statuses(call: Call, projectIdOrKey: str) -> Answer:  # noqa: N803
    """List the statuses of each type of a project."""
    row = find_project(call, projectIdOrKey)
    statuses = [show_status(call, each) for each in call.database.statuses_of(row)]
    shown = []
    for type_ in call.database.types_of(row):
        entry = show_type(call, type_)
        kept = {name: entry[name] for name in ("self", "id", "name", "subtask")}
        shown.append({**kept, "statuses": statuses})
    return Answer(shown)


@operation("GET /task/{taskId}")
def get_task(call: Call, taskId: str) -> Answer:  # noqa: N803
    """Return how far a task is."""
    row = call.row_of("tasks", taskId)
    if row is None:
        raise not_found(f"The task '{taskId}' was not found.")
    if row["by"] != call.me and not call.user["is_admin"]:
        raise forbidden("You do not have permission to view this task.")
    return Answer(_show_task(call, row))


def finish_tasks(call: Call) -> None:
    """Do what tasks have to do by now."""
    for task in call.database.tasks:
        if not task["is_done"] and call.now_ms >= task["submitted"] + _TASK_MS:
            project = call.database.projects.get(task["project"])
            if project is not None:
                remove_project(call, project)
            call.database.tasks.update(task["id"], {"is_done": True})


def _show_task(call: Call, row: Row) -> dict[str, Any]:
    begun = row["submitted"]
    end = begun + _TASK_MS
    shown = {
        "self": call.url(f"task/{row['id']}"),
        "id": str(row["id"]),
        "description": f"Delete project {row['key']}",
        "status": "COMPLETE" if row["is_done"] else "RUNNING",
        "submittedBy": list(call.database.users).index(row["by"]) + 10_000,
        "progress": 100 if row["is_done"] else 100 * (call.now_ms - begun) // _TASK_MS,
        "elapsedRuntime": min(call.now_ms, end) - begun,
        "submitted": begun,
        "started": begun,
        "lastUpdate": min(call.now_ms, end),
    }
    return {**shown, "finished": end, "message": "Project deleted"} if row["is_done"] else shown


def _is_wanted(call: Call, row: Row) -> bool:
    statuses = call.all("status") or ["live"]
    status = "deleted" if row["trashed_ms"] is not None else "archived" if row["archived_ms"] is not None else "live"
    if status not in statuses or not (may_view(row, call.user) or (status == "deleted" and call.user["is_admin"])):
        return False
    action = call.text("action") or "view"
    allowed = {
        "view": True,
        "browse": may_browse(row, call.user),
        "edit": may_administer(call, row),
        "create": may_write(call, row),
    }
    ids, keys, kinds = {as_id(each) for each in call.all("id")}, call.all("keys"), call.all("typeKey")
    text = (call.text("query") or "").lower()
    is_named = text in row["name"].lower() or text in row["key"].lower()
    is_chosen = (
        (not ids or row["id"] in ids) and (not keys or row["key"] in keys) and (not kinds or row["kind"] in kinds)
    )
    return allowed[action] and is_named and is_chosen


def _show(call: Call, row: Row, expand: list[str]) -> dict[str, Any]:
    shown = {
        "expand": _EXPAND,
        **show_project(call, row),
        "style": "next-gen" if row["is_simplified"] else "classic",
        "isPrivate": row["is_private"],
        "properties": {},
    }
    if row["is_simplified"]:
        shown["uuid"] = row["uuid"]
    for name, at in (("archived", "archived_ms"), ("deleted", "trashed_ms")):
        if row[at] is not None:
            shown |= {name: True, f"{name}Date": render_moment(row[at])}
    if "description" in expand:
        shown["description"] = row["description"]
    if "lead" in expand:
        shown["lead"] = show_user(call, row["lead"])
    if "issueTypes" in expand:
        shown["issueTypes"] = [show_type(call, each) for each in call.database.types_of(row)]
    if "url" in expand and row["url"]:
        shown["url"] = row["url"]
    if "insight" in expand:
        shown["insight"] = {"totalIssueCount": call.database.issues.count("project", row["id"])}
        if row["last_issue_ms"] is not None:
            shown["insight"]["lastIssueUpdateTime"] = render_moment(row["last_issue_ms"])
    return shown


def _show_full(call: Call, row: Row) -> dict[str, Any]:
    database = call.database
    shown = _show(call, row, ["description", "lead", "issueTypes", "url", *call.all("expand")])
    shown |= {
        "components": [show_component_alone(call, each) for each in database.components.where("project", row["id"])],
        "versions": [show_version_alone(call, each) for each in database.versions.where("project", row["id"])],
        "assigneeType": row["assignee_type"],
        "roles": {name: call.url(f"project/{row['id']}/role/{role[0]}") for name, role in ROLES.items()},
    }
    return shown


def _find_to_delete(call: Call, ref: str) -> Row:
    row = find_project(call, ref)
    if not call.user["is_admin"]:
        raise not_found(ADMIN_NEEDED)
    return row


def _check_key(call: Call, key: str | None, mine: Row | None = None) -> dict[str, str]:
    if not key:
        return {"projectKey": "You must specify a valid project key."}
    if not _KEY.fullmatch(key):
        return {"projectKey": _BAD_KEY}
    if len(key) > _MOST_KEY:
        return {"projectKey": f"The project key must not exceed {_MOST_KEY} characters in length."}
    taken = call.database.projects.get(call.database.project_keys.get(key))
    if taken is not None and taken is not mine:
        return {"projectKey": f"Project '{taken['name']}' uses this project key."}
    return {}


def _check_name(call: Call, name: str | None) -> dict[str, str]:
    if name is None or len(name.strip()) < 2:  # noqa: PLR2004 - the shortest that Jira takes
        return {"projectName": "You must specify a valid project name."}
    if len(name) > _MOST_NAME:
        return {"projectName": f"The project name must not exceed {_MOST_NAME} characters in length."}
    if call.database.projects.first("name", name.strip().lower()):
        return {"projectName": "A project with that name already exists."}
    return {}


def _check_assignee_type(body: dict[str, Any]) -> dict[str, str]:
    if body.get("assigneeType") in (None, "PROJECT_LEAD", "UNASSIGNED"):
        return {}
    return {"assigneeType": "An invalid assignee type was specified."}
