"""Making, changing and removing issues."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.jira_cloud.access import find_rank, lookup_project, may_view, may_write
from tasklab.twin.platform.jira_cloud.comment import add_comment
from tasklab.twin.platform.jira_cloud.field import SYSTEM, fields_on_screen, is_required
from tasklab.twin.platform.jira_cloud.field_choice import IssueType
from tasklab.twin.platform.jira_cloud.field_kind import Reading
from tasklab.twin.platform.jira_cloud.history import compare, note
from tasklab.twin.platform.jira_cloud.issue_input import Input, off_screen, parts_of, read_input
from tasklab.twin.platform.jira_cloud.link import add_link
from tasklab.twin.platform.jira_cloud.refusal import RefusalError, forbidden, invalid
from tasklab.twin.platform.jira_cloud.worklog import add_worklog

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tasklab.twin.platform.jira_cloud.call import Call
    from tasklab.twin.platform.jira_cloud.field import Field
    from tasklab.twin.store import Row

_FIXED = ("project", "issuetype")


def create_issue(call: Call, body: Mapping[str, Any]) -> Row:
    """Make an issue out of `fields` and `update`. Raises: RefusalError (400)."""
    fields, update = parts_of(call, body)
    project, type_ = _read_place(call, fields)
    if not may_write(call, project):
        raise RefusalError(400, errors={name: off_screen(name) for name in [*fields, *update]})
    screen = {id_: each for id_, each in fields_on_screen(call.database, project, type_).items() if id_ != "issuetype"}
    rest = {name: value for name, value in fields.items() if name not in _FIXED}
    found = read_input(screen, Reading(call, "", project, type_["level"]), rest, update)
    _check_required(call, screen, project, type_, found)
    issue = insert_issue(call, project, type_, found.changes)
    try:
        add_besides(call, issue, found)
    except RefusalError:
        remove_issue(call, issue)
        raise
    return issue


def edit_issue(call: Call, issue: Row, body: Mapping[str, Any]) -> None:
    """Change an issue. Raises: RefusalError (400)."""
    database = call.database
    fields, update = parts_of(call, body)
    project, type_ = database.project_of(issue), database.type_of(issue)
    if not may_write(call, project):
        raise RefusalError(400, errors={name: off_screen(name) for name in [*fields, *update]})
    rest = dict(fields)
    if "project" in rest and lookup_project(database, _ref(rest["project"])) is project:
        del rest["project"]
    if "issuetype" in rest:
        new = database.must(
            database.issue_types,
            IssueType("issue_types", "").parse(Reading(call, "issuetype", project), rest["issuetype"]),
        )
        if (new["level"] < 0) != (type_["level"] < 0):
            raise invalid("issuetype", "The issue type selected is invalid.")
        type_ = new
    screen = fields_on_screen(database, project, type_)
    found = read_input(screen, Reading(call, "", project, type_["level"], issue), rest, update)
    _check_kept(call, screen, project, type_, found)
    add_besides(call, issue, found)
    apply_changes(call, issue, found.changes)


def apply_changes(call: Call, issue: Row, changes: Row) -> None:
    """Change values of an issue, and keep what was changed in its history."""
    items = compare(call, issue, changes)
    call.database.issues.update(issue["id"], {**changes, "updated": call.now_ms})
    note(call, issue, items)


def insert_issue(call: Call, project: Row, type_: Row, values: Row) -> Row:
    """Put an issue into a project, with what was not given as it is for a new one."""
    database, now = call.database, call.now_ms
    row: Row = {
        id_: () if each.kind is not None and "add" in each.kind.operations else None for id_, each in SYSTEM.items()
    }
    row |= {
        **take_place(call, project),
        "issuetype": type_["id"],
        "status": database.statuses_of(project)[0]["id"],
        "priority": next(each["id"] for each in database.priorities if each["is_default"]),
        "reporter": call.me,
        "creator": call.me,
        "assignee": default_assignee(project),
        "created": now,
        "updated": now,
        "statuscategorychangedate": now,
        "watchers": {call.me: None},
        **values,
    }
    database.issue_keys[row["key"]] = int(database.issues.insert(row))
    return row


def default_assignee(project: Row) -> str | None:
    """Return who gets the issues of a project that are given to nobody else."""
    return str(project["lead"]) if project["assignee_type"] == "PROJECT_LEAD" else None


def take_place(call: Call, project: Row) -> Row:
    """Return the project, the number and the key of one more issue of a project."""
    number = project["counter"] + 1
    call.database.projects.update(project["id"], {"counter": number, "last_issue_ms": call.now_ms})
    return {"project": project["id"], "number": number, "key": f"{project['key']}-{number}"}


def delete_issue(call: Call, issue: Row, *, with_subtasks: bool) -> None:
    """Remove an issue. Raises: RefusalError with 403 for who may not, with 400 where it has subtasks."""
    database = call.database
    if find_rank(database.project_of(issue), call.user) < 2:  # noqa: PLR2004 - a member
        raise forbidden("You do not have permission to delete issues in this project.")
    subtasks = database.subtasks_of(issue)
    if subtasks and not with_subtasks:
        raise RefusalError(
            400,
            f"The issue '{issue['key']}' has subtasks.  You must specify the 'deleteSubtasks' parameter to delete "
            "this issue and all its subtasks.",
        )
    for each in [*subtasks, issue]:
        remove_issue(call, each)


def remove_issue(call: Call, issue: Row) -> None:
    """Forget an issue and what belongs to it; its children stay, without a parent."""
    database, id_ = call.database, issue["id"]
    for table in ("comments", "worklogs", "attachments", "remote_links", "histories"):
        getattr(database, table).remove_where("issue", id_)
    for side in ("inward", "outward"):
        database.links.remove_where(side, id_)
    for child in database.issues.where("parent", id_):
        database.issues.update(child["id"], {"parent": None})
    database.issues.remove(id_)


def _read_place(call: Call, fields: Mapping[str, Any]) -> tuple[Row, Row]:
    """Return the project and the type of a new issue; without them nothing else can be read."""
    project = lookup_project(call.database, _ref(fields.get("project")))
    if project is None or not may_view(project, call.user):
        raise invalid("project", "Specify a valid project ID or key")
    kind = IssueType("issue_types", "Issue Type")
    id_ = kind.parse(Reading(call, "issuetype", project), fields.get("issuetype"))
    type_ = call.database.must(call.database.issue_types, id_)
    if type_["level"] < 0 and not fields.get("parent"):
        raise invalid("issuetype", "Issue type is a sub-task but parent issue key or id not specified.")
    return project, type_


def _ref(value: Any) -> Any:
    if not isinstance(value, dict):
        return None
    return value.get("id") if value.get("id") is not None else value.get("key")


def _check_required(call: Call, screen: Mapping[str, Field], project: Row, type_: Row, found: Input) -> None:
    errors = {}
    for id_, each in screen.items():
        is_given = found.changes.get(id_) not in (None, ())
        if is_required(call.database, each, project, type_) and not is_given and id_ != "reporter":
            is_summary = id_ == "summary"
            errors[id_] = "You must specify a summary of the issue." if is_summary else f"{each.name} is required."
    if errors:
        raise RefusalError(400, errors=errors)


def _check_kept(call: Call, screen: Mapping[str, Field], project: Row, type_: Row, found: Input) -> None:
    """Refuse to empty a field that is required. Raises: RefusalError (400)."""
    errors = {
        id_: f"{screen[id_].name} is required."
        for id_, value in found.changes.items()
        if value in (None, ()) and is_required(call.database, screen[id_], project, type_)
    }
    if "priority" in found.changes and found.changes["priority"] is None:
        errors["priority"] = "The priority selected is invalid."
    if errors:
        raise RefusalError(400, errors=errors)


def add_besides(call: Call, issue: Row, found: Input) -> None:
    """Add comments, time and links that came with a writing. Raises: RefusalError."""
    for name, value in found.added:
        if name == "comment":
            add_comment(call, issue, value)
        elif name == "worklog":
            add_worklog(call, issue, value)
        else:
            _link_besides(call, issue, value)


def _link_besides(call: Call, issue: Row, value: Mapping[str, Any]) -> None:
    mine = {"key": issue["key"]}
    given = {name: value[name] for name in ("inwardIssue", "outwardIssue") if name in value}
    other = "outwardIssue" if "inwardIssue" in given else "inwardIssue"
    add_link(call, {"type": value.get("type"), **given, other: mine})
