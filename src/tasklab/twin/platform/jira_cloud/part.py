"""Components and versions of projects.

Source: the groups Project components and Project versions of the description.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.jira_cloud.access import find_project, may_administer
from tasklab.twin.platform.jira_cloud.call import NOTHING, Answer
from tasklab.twin.platform.jira_cloud.database import as_id
from tasklab.twin.platform.jira_cloud.moment import parse_day, render_day
from tasklab.twin.platform.jira_cloud.operation import operation
from tasklab.twin.platform.jira_cloud.page import show_page
from tasklab.twin.platform.jira_cloud.refusal import RefusalError, forbidden, invalid, not_found
from tasklab.twin.platform.jira_cloud.show import show_component, show_user, show_version

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tasklab.twin.platform.jira_cloud.call import Call
    from tasklab.twin.store import Row

_MOST_NAME = 255
_SOURCES = ("jira", "compass", "auto")
"""Where components are kept; here they are all Jira's."""
_ASSIGNEE_TYPES = ("PROJECT_DEFAULT", "COMPONENT_LEAD", "PROJECT_LEAD", "UNASSIGNED")


@operation("GET /project/{projectIdOrKey}/components")
def list_components(call: Call, projectIdOrKey: str) -> Answer:  # noqa: N803 - the path's word
    """List the components of a project."""
    project = find_project(call, projectIdOrKey)
    call.choice("componentSource", _SOURCES, "jira")
    return Answer([show_component_alone(call, row) for row in call.database.components.where("project", project["id"])])


@operation("GET /project/{projectIdOrKey}/component")
def search_components(call: Call, projectIdOrKey: str) -> Answer:  # noqa: N803
    """List the components of a project by page, with how many issues have them."""
    project = find_project(call, projectIdOrKey)
    call.choice("componentSource", _SOURCES, "jira")
    rows = _ordered(call, call.database.components.where("project", project["id"]))

    def show(row: Row) -> dict[str, Any]:
        issues = call.database.issues.where("project", project["id"])
        return {
            **show_component_alone(call, row),
            "issueCount": sum(row["id"] in each["components"] for each in issues),
        }

    return Answer(show_page(call, f"project/{projectIdOrKey}/component", rows, show))


@operation("POST /component")
def create_component(call: Call) -> Answer:
    """Make a component."""
    project = _find_project(call)
    name = _check_name(call, call.body, "components", project, None)
    row = {"name": name, "project": project["id"], "description": "", "lead": None, "assignee_type": "PROJECT_DEFAULT"}
    row |= _read_component(call)
    call.database.components.insert(row)
    return Answer(show_component_alone(call, row), 201)


@operation("GET /component/{id}")
def get_component(call: Call, id: str) -> Answer:  # noqa: A002
    """Return one component."""
    return Answer(show_component_alone(call, _find(call, "components", id)))


@operation("PUT /component/{id}")
def update_component(call: Call, id: str) -> Answer:  # noqa: A002
    """Change a component."""
    row = _find(call, "components", id)
    project = _check_admin(call, row)
    changes = _read_component(call)
    if "name" in call.body:
        changes["name"] = _check_name(call, call.body, "components", project, row)
    call.database.components.update(row["id"], changes)
    return Answer(show_component_alone(call, row))


@operation("DELETE /component/{id}")
def delete_component(call: Call, id: str) -> Answer:  # noqa: A002
    """Remove a component; its issues get another one where that is said."""
    row = _find(call, "components", id)
    _check_admin(call, row)
    other = _find(call, "components", call.text("moveIssuesTo") or "") if call.text("moveIssuesTo") else None
    _replace(call, row, ("components",), other)
    call.database.components.remove(row["id"])
    return NOTHING


@operation("GET /project/{projectIdOrKey}/versions")
def list_versions(call: Call, projectIdOrKey: str) -> Answer:  # noqa: N803
    """List the versions of a project."""
    project = find_project(call, projectIdOrKey)
    return Answer([show_version_alone(call, row) for row in call.database.versions.where("project", project["id"])])


@operation("GET /project/{projectIdOrKey}/version")
def search_versions(call: Call, projectIdOrKey: str) -> Answer:  # noqa: N803
    """List the versions of a project by page."""
    project = find_project(call, projectIdOrKey)
    wanted = call.all("status")
    rows = [
        row
        for row in _ordered(call, call.database.versions.where("project", project["id"]))
        if not wanted or ("archived" if row["archived"] else "released" if row["released"] else "unreleased") in wanted
    ]
    return Answer(show_page(call, f"project/{projectIdOrKey}/version", rows, lambda row: show_version_alone(call, row)))


@operation("POST /version")
def create_version(call: Call) -> Answer:
    """Make a version."""
    project = _find_project(call)
    name = _check_name(call, call.body, "versions", project, None)
    row = {"name": name, "project": project["id"], "description": "", "archived": False, "released": False}
    row |= {"start_date": None, "release_date": None, **_read_version(call)}
    call.database.versions.insert(row)
    return Answer(show_version_alone(call, row), 201)


@operation("GET /version/{id}")
def get_version(call: Call, id: str) -> Answer:  # noqa: A002
    """Return one version."""
    return Answer(show_version_alone(call, _find(call, "versions", id)))


@operation("PUT /version/{id}")
def update_version(call: Call, id: str) -> Answer:  # noqa: A002
    """Change a version."""
    row = _find(call, "versions", id)
    project = _check_admin(call, row)
    changes = _read_version(call)
    if "name" in call.body:
        changes["name"] = _check_name(call, call.body, "versions", project, row)
    call.database.versions.update(row["id"], changes)
    return Answer(show_version_alone(call, row))


@operation("DELETE /version/{id}")
def delete_version(call: Call, id: str) -> Answer:  # noqa: A002
    """Remove a version; its issues get other ones where that is said."""
    row = _find(call, "versions", id)
    _check_admin(call, row)
    for field, name in (("fixVersions", "moveFixIssuesTo"), ("versions", "moveAffectedIssuesTo")):
        ref = call.text(name)
        _replace(call, row, (field,), _find(call, "versions", ref) if ref else None)
    call.database.versions.remove(row["id"])
    return NOTHING


def show_component_alone(call: Call, row: Row) -> dict[str, Any]:
    """Return a component with who gets its issues."""
    project = call.database.must(call.database.projects, row["project"])
    kind = row["assignee_type"]
    real = project["assignee_type"] if kind == "PROJECT_DEFAULT" else kind
    assignee = {"PROJECT_LEAD": project["lead"], "COMPONENT_LEAD": row["lead"]}.get(real)
    shown = {
        **show_component(call, row),
        "assigneeType": kind,
        "realAssigneeType": real,
        "isAssigneeTypeValid": real == "UNASSIGNED" or assignee is not None,
        "project": project["key"],
        "projectId": project["id"],
    }
    if row["lead"] is not None:
        shown["lead"] = show_user(call, row["lead"])
    if assignee is not None:
        shown |= {"assignee": show_user(call, assignee), "realAssignee": show_user(call, assignee)}
    return shown


def show_version_alone(call: Call, row: Row) -> dict[str, Any]:
    """Return a version with its dates and its project."""
    shown = {**show_version(call, row), "projectId": row["project"]}
    if row["start_date"]:
        shown["startDate"] = row["start_date"]
    if row["release_date"] and not row["released"]:
        shown["overdue"] = row["release_date"] < render_day(call.now_ms)
    return shown


def _find(call: Call, table: str, id_: str) -> Row:
    row = call.row_of(table, id_)
    word = "component with id" if table == "components" else "version for id"
    if row is None:
        raise not_found(
            f"The {word} {id_} does not exist." if table == "components" else f"Could not find {word} '{id_}'"
        )
    find_project(call, str(row["project"]))
    return row


def _find_project(call: Call) -> Row:
    ref = call.member("project", str) or as_id(call.body.get("projectId"))
    if ref is None:
        raise invalid("project", "Project must be specified to create a component or a version.")
    project = find_project(call, str(ref))
    if not may_administer(call, project):
        raise forbidden(f"You must have project administration rights for {project['key']}.")
    return project


def _check_admin(call: Call, row: Row) -> Row:
    project = call.database.must(call.database.projects, row["project"])
    if not may_administer(call, project):
        raise forbidden(f"You must have project administration rights for {project['key']}.")
    return project


def _check_name(call: Call, body: Mapping[str, Any], table: str, project: Row, mine: Row | None) -> str:
    name = (call.member("name", str, body) or "").strip()
    noun = "component" if table == "components" else "version"
    if not name:
        raise invalid("name", f"You must specify a valid {noun} name")
    if len(name) > _MOST_NAME:
        raise invalid("name", f"The {noun} name must not exceed {_MOST_NAME} characters in length.")
    for row in getattr(call.database, table).where("project", project["id"]):
        if row is not mine and row["name"].lower() == name.lower():
            if table == "components":
                raise invalid("name", f"A component with the name {name} already exists in this project.")
            raise invalid("name", "A version with this name already exists in this project.")
    return name


def _read_component(call: Call) -> Row:
    changes: Row = {}
    if "description" in call.body:
        changes["description"] = call.member("description", str) or ""
    if "leadAccountId" in call.body:
        lead = call.member("leadAccountId", str) or None
        if lead is not None and lead not in call.database.users:
            raise invalid("leadAccountId", f"The user with account id {lead} does not exist.")
        changes["lead"] = lead
    if (kind := call.member("assigneeType", str)) is not None:
        if kind not in _ASSIGNEE_TYPES:
            raise invalid("assigneeType", f"The assignee type '{kind}' is not valid.")
        changes["assignee_type"] = kind
    return changes


def _read_version(call: Call) -> Row:
    changes: Row = {}
    if "description" in call.body:
        changes["description"] = call.member("description", str) or ""
    for name in ("archived", "released"):
        if (value := call.member(name, bool)) is not None:
            changes[name] = value
    for name, kept in (("startDate", "start_date"), ("releaseDate", "release_date")):
        if name in call.body:
            text = call.member(name, str) or None
            day = parse_day(text) if text else None
            if text and day is None:
                raise invalid(name, f"The date you entered, '{text}', is not valid.")
            changes[kept] = day
    start, end = changes.get("start_date"), changes.get("release_date")
    if start and end and start > end:
        raise invalid("startDate", "The start date must be before the release date.")
    return changes


def _replace(call: Call, row: Row, fields: tuple[str, ...], other: Row | None) -> None:
    """Take something out of the issues that have it, and put another one there."""
    if other is not None and (other["project"] != row["project"] or other is row):
        raise RefusalError(400, "It can only be replaced by another one of the same project.")
    for issue in call.database.issues.where("project", row["project"]):
        for field in fields:
            if row["id"] in issue[field]:
                kept = [each for each in issue[field] if each != row["id"]]
                if other is not None and other["id"] not in kept:
                    kept.append(other["id"])
                call.database.issues.update(issue["id"], {field: tuple(kept)})


def _ordered(call: Call, rows: list[Row]) -> list[Row]:
    order, text = call.text("orderBy"), (call.text("query") or "").lower()
    rows = [row for row in rows if text in row["name"].lower() or text in row["description"].lower()]
    if order is not None and order.lstrip("+-") not in {"sequence", "issueCount", "lead", "startDate"}:
        kept = {"name": "name", "description": "description", "releaseDate": "release_date"}.get(order.lstrip("+-"))
        if kept is None:
            raise RefusalError(400, f"The value '{order}' is not valid for orderBy.")
        rows.sort(key=lambda row: str(row[kept] or "").lower())
    if order is not None and order.startswith("-"):
        rows.reverse()
    return rows
