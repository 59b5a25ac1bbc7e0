"""Projects, their statuses and milestones."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.linear.access import require_no_guest, sees_project
from tasklab.twin.platform.linear.entity import (
    find,
    find_project,
    new_id,
    pick,
    read_text,
    refer,
    refer_each,
)
from tasklab.twin.platform.linear.filter import ENTITY, FILTERS, computed, linked, many, matcher, stored
from tasklab.twin.platform.linear.issue import slug
from tasklab.twin.platform.linear.moment import settle_date, settle_moment
from tasklab.twin.platform.linear.page import connect
from tasklab.twin.platform.linear.people import ORIGIN, teams_page, users_page
from tasklab.twin.platform.linear.refusal import RefusalError, invalid
from tasklab.twin.platform.linear.resolver import link, resolves

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tasklab.twin.platform.linear.call import Call
    from tasklab.twin.store import Row

MOST_PRIORITY = 4
_MOST_DESCRIPTION = 255
_PLAIN = ("color", "content", "icon", "prioritySortOrder", "sortOrder", "startDateResolution", "targetDateResolution")
_DONE = {"completed": "completedAt", "canceled": "canceledAt"}


def _status(call: Call, row: Row) -> Row:
    return call.database.statuses.get(row["statusId"]) or {}


FILTERS["ProjectStatus"] = {**ENTITY, **{name: stored(name) for name in ("description", "name", "position", "type")}}
FILTERS["Project"] = {
    **ENTITY,
    **{name: stored(name) for name in ("canceledAt", "completedAt", "name", "priority", "slugId", "startedAt")},
    "startDate": stored("startDate", is_day=True),
    "targetDate": stored("targetDate", is_day=True),
    "creator": linked("User", "users", "creatorId"),
    "lead": linked("User", "users", "leadId"),
    "issues": many("Issue", lambda call, row: call.database.issues.where("project", row["id"])),
    "members": many("User", lambda call, row: _users(call, row["memberIds"])),
    "searchableContent": computed(lambda _, row: f"{row['name']}\n{row['description']}\n{row['content'] or ''}"),
    "state": computed(lambda call, row: _status(call, row)["type"]),
    "status": linked("ProjectStatus", "statuses", "statusId"),
}
FILTERS["ProjectMilestone"] = {
    **ENTITY,
    "name": stored("name"),
    "targetDate": stored("targetDate", is_day=True),
    "project": linked("Project", "projects", "projectId"),
}


def _users(call: Call, ids: Iterable[str]) -> list[Row]:
    found = (call.database.users.get(each) for each in ids)
    return [row for row in found if row is not None]


def _page(call: Call, args: Mapping[str, Any], rows: Iterable[Row]) -> Any:
    seen = [row for row in rows if sees_project(call, row)]
    return connect(args, seen, matcher(call, "Project", args.get("filter")))


@resolves("Query.project")
def _project(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    return find_project(call, args["id"])


@resolves("Query.projects")
def _projects(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    return _page(call, args, call.database.projects)


@resolves("Team.projects")
def _team_projects(call: Call, row: Row, args: Mapping[str, Any]) -> Any:
    return _page(call, args, [each for each in call.database.projects if row["id"] in each["teamIds"]])


link("Project.status", "statuses", "statusId")
link("Project.lead", "users", "leadId")
link("Project.creator", "users", "creatorId")


@resolves("Project.state")
def _state(call: Call, row: Row, _: Mapping[str, Any]) -> Any:
    return _status(call, row)["type"]


@resolves("Project.url")
def _url(call: Call, row: Row, _: Mapping[str, Any]) -> Any:
    return project_url(call, row)


def project_url(call: Call, row: Row) -> str:
    """Return the address of a project."""
    return f"{ORIGIN}/{call.database.organization['urlKey']}/project/{slug(row['name'])}-{row['slugId']}"


@resolves("Project.teams")
def _teams(call: Call, row: Row, args: Mapping[str, Any]) -> Any:
    found = (call.database.teams.get(each) for each in row["teamIds"])
    return teams_page(call, args, [each for each in found if each is not None])


@resolves("Project.members")
def _members(call: Call, row: Row, args: Mapping[str, Any]) -> Any:
    return users_page(call, args, _users(call, row["memberIds"]))


@resolves("Project.projectMilestones")
def _project_milestones(call: Call, row: Row, args: Mapping[str, Any]) -> Any:
    rows = call.database.milestones.where("project", row["id"])
    return connect(args, rows, matcher(call, "ProjectMilestone", args.get("filter")))


@resolves("Project.scope")
def _scope(call: Call, row: Row, _: Mapping[str, Any]) -> Any:
    return float(len(call.database.issues.where("project", row["id"])))


def progress(issues: list[Row]) -> float:
    """Return the share of issues that are completed, of those that are not canceled."""
    counted = [each for each in issues if each["canceledAt"] is None]
    return sum(each["completedAt"] is not None for each in counted) / len(counted) if counted else 0.0


@resolves("Project.progress")
def _progress(call: Call, row: Row, _: Mapping[str, Any]) -> Any:
    return progress(call.database.issues.where("project", row["id"]))


@resolves("ProjectMilestone.progress")
def _milestone_progress(call: Call, row: Row, _: Mapping[str, Any]) -> Any:
    return progress(call.database.issues.where("milestone", row["id"]))


@resolves("ProjectMilestone.status")
def _milestone_status(call: Call, row: Row, _: Mapping[str, Any]) -> Any:
    share = progress(call.database.issues.where("milestone", row["id"]))
    if share == 1:
        return "done"
    if row["targetDate"] is not None and row["targetDate"] < call.now[:10]:
        return "overdue"
    return "next" if share else "unstarted"


link("ProjectMilestone.project", "projects", "projectId")


@resolves("Query.projectStatus")
def _read_status(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    return find(call, call.database.statuses, args["id"], "ProjectStatus")


@resolves("Query.projectStatuses")
def _statuses(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    return connect(args, call.database.statuses)


def _sees_milestone(call: Call, row: Row) -> bool:
    project = call.database.projects.get(row["projectId"])
    return project is not None and sees_project(call, project)


@resolves("Query.projectMilestone")
def _milestone(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    return find(call, call.database.milestones, args["id"], "ProjectMilestone", _sees_milestone)


@resolves("Query.projectMilestones")
def _milestones(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    rows = [row for row in call.database.milestones if _sees_milestone(call, row)]
    return connect(args, rows, matcher(call, "ProjectMilestone", args.get("filter")))


@resolves("Mutation.projectCreate")
def _create(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    require_no_guest(call)
    values = args["input"]
    database = call.database
    id_ = new_id(values, database.projects, "Project")
    backlog = next(each["id"] for each in database.statuses if each["type"] == "backlog")
    blank = {
        **dict.fromkeys((*_PLAIN, "startDate", "targetDate", "startedAt", "completedAt", "canceledAt", "leadId")),
        "color": "#bec2c8",
        "description": "",
        "priority": 0,
        "statusId": backlog,
        "memberIds": [],
        "trashed": None,
        "sortOrder": -float(len(database.projects)),
        "prioritySortOrder": 0.0,
        "creatorId": call.user_id,
        "slugId": uuid.UUID(str(database.make_id())).hex[:12],
    }
    if not values["teamIds"]:
        raise invalid("teamIds", "arrayNotEmpty", "teamIds should not be empty")
    row = {**blank, **_read(call, values, blank)}
    return call.done(project=database.add(database.projects, row, call.now, id_))


@resolves("Mutation.projectUpdate")
def _update(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    row = find_project(call, args["id"])
    changes = _read(call, args["input"], row)
    if "trashed" in args["input"]:
        is_trashed = args["input"]["trashed"]
        changes.update(trashed=is_trashed or None, archivedAt=call.now if is_trashed else None)
    call.database.change(call.database.projects, row, changes, call.now)
    return call.done(project=row)


def _read(call: Call, values: Mapping[str, Any], before: Row) -> dict[str, Any]:
    """Return what an input changes. Raises: RefusalError."""
    out = pick(values, *(name for name in _PLAIN if values.get(name) is not None or name in {"content", "icon"}))
    if "name" in values:
        out["name"] = read_text(values, "name")
    if "description" in values:
        out["description"] = values["description"] or ""
        if len(out["description"]) > _MOST_DESCRIPTION:
            raise invalid(
                "description",
                "isLength",
                f"description must be shorter than or equal to {_MOST_DESCRIPTION} characters",
            )
    if values.get("priority") is not None:
        out["priority"] = read_priority(values["priority"])
    for name in ("startDate", "targetDate"):
        if name in values:
            out[name] = settle_date(values[name], call.now_s)
    out.update(_read_people(call, values))
    out.update(_read_status_change(call, values, before))
    for name in ("completedAt", "canceledAt"):
        if name in values:
            out[name] = settle_moment(values[name], call.now_s)
    return out


def _read_people(call: Call, values: Mapping[str, Any]) -> dict[str, Any]:
    database = call.database
    out: dict[str, Any] = {}
    if "leadId" in values:
        lead = refer(call, values, "leadId", database.users)
        out["leadId"] = lead and lead["id"]
    if values.get("memberIds") is not None:
        out["memberIds"] = [each["id"] for each in refer_each(call, "memberIds", values["memberIds"], database.users)]
    if values.get("teamIds") is not None:
        teams = refer_each(call, "teamIds", values["teamIds"], database.teams, lambda _, row: row["id"] in call.teams)
        out["teamIds"] = [each["id"] for each in teams]
    return out


def _read_status_change(call: Call, values: Mapping[str, Any], before: Row) -> dict[str, Any]:
    status = refer(call, values, "statusId", call.database.statuses)
    if status is None and values.get("state") is not None:
        status = next((each for each in call.database.statuses if each["type"] == values["state"]), None)
        if status is None:
            raise invalid("state", "isIn", "state must be one of the types of project statuses")
    if status is None:
        return {}
    out: dict[str, Any] = {"statusId": status["id"], "completedAt": None, "canceledAt": None}
    if status["type"] in _DONE:
        out[_DONE[status["type"]]] = before[_DONE[status["type"]]] or call.now
    if status["type"] == "started":
        out["startedAt"] = before["startedAt"] or call.now
    return out


def read_priority(value: int) -> int:
    """Return a priority. Raises: RefusalError for one out of bounds."""
    if value < 0:
        raise invalid("priority", "min", "priority must not be less than 0")
    if value > MOST_PRIORITY:
        raise invalid("priority", "max", f"priority must not be greater than {MOST_PRIORITY}")
    return value


@resolves("Mutation.projectDelete")
def _delete(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    return _put_away(call, args["id"], is_trash=True)


@resolves("Mutation.projectArchive")
def _archive(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    return _put_away(call, args["id"], is_trash=bool(args.get("trash")))


def _put_away(call: Call, id_: str, *, is_trash: bool) -> Any:
    require_no_guest(call)
    row = find_project(call, id_)
    changes = {"archivedAt": call.now, "trashed": True if is_trash else row["trashed"]}
    call.database.change(call.database.projects, row, changes, call.now)
    return call.done(entity=row)


@resolves("Mutation.projectUnarchive")
def _restore(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    row = find_project(call, args["id"])
    call.database.change(call.database.projects, row, {"archivedAt": None, "trashed": None}, call.now)
    return call.done(entity=row)


@resolves("Mutation.projectMilestoneCreate")
def _create_milestone(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    values, database = args["input"], call.database
    id_ = new_id(values, database.milestones, "ProjectMilestone")
    project = refer(call, values, "projectId", database.projects, sees_project) or {}
    row = {
        "name": read_text(values, "name"),
        "description": values.get("description"),
        "projectId": project["id"],
        "sortOrder": values.get("sortOrder") or float(len(database.milestones.where("project", project["id"]))),
        "targetDate": settle_date(values.get("targetDate"), call.now_s),
    }
    return call.done(projectMilestone=database.add(database.milestones, row, call.now, id_))


@resolves("Mutation.projectMilestoneUpdate")
def _update_milestone(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    values, database = args["input"], call.database
    row = find(call, database.milestones, args["id"], "ProjectMilestone", _sees_milestone)
    changes = pick(values, "description")
    if "name" in values:
        changes["name"] = read_text(values, "name")
    if values.get("sortOrder") is not None:
        changes["sortOrder"] = values["sortOrder"]
    if "targetDate" in values:
        changes["targetDate"] = settle_date(values["targetDate"], call.now_s)
    project = refer(call, values, "projectId", database.projects, sees_project)
    if project is not None and project["id"] != row["projectId"]:
        if database.issues.count("milestone", row["id"]):
            raise RefusalError("Milestone has issues", "A milestone with issues cannot be moved to another project.")
        changes["projectId"] = project["id"]
    database.change(database.milestones, row, changes, call.now)
    return call.done(projectMilestone=row)


@resolves("Mutation.projectMilestoneDelete")
def _delete_milestone(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    database = call.database
    row = find(call, database.milestones, args["id"], "ProjectMilestone", _sees_milestone)
    for issue in database.issues.where("milestone", row["id"]):
        database.change(database.issues, issue, {"projectMilestoneId": None}, call.now)
    database.drop(database.milestones, row)
    return call.done(entityId=row["id"])
