"""Teams of a project and their members. Source: https://learn.microsoft.com/rest/api/azure/devops/core/teams."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.paging import cut_offset
from tasklab.twin.platform.azure_devops.access import ADMIN, role_of
from tasklab.twin.platform.azure_devops.call import Answer, Call, listed
from tasklab.twin.platform.azure_devops.operation import operation
from tasklab.twin.platform.azure_devops.refusal import may_not, project_refused
from tasklab.twin.platform.azure_devops.show import show_identity
from tasklab.twin.platform.azure_devops.version import Stage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tasklab.twin.store import Row

_PAGE, _MAX_NAME = 100, 64
_PATH = "projects/{project}/teams"


@operation("GET teams", stage=Stage(released=None, previews=(("5.0", 3),)))
def list_all_teams(call: Call) -> Answer:
    """Return the teams of every project that who calls may see."""
    seen = [each for each in call.database.projects if call.may_see(each)]
    rows = [team for each in seen for team in call.database.teams.where("project_id", each["id"])]
    return _list(call, rows)


@operation(f"GET {_PATH}")
def list_teams(call: Call, project: str) -> Answer:
    """Return a project's teams by their names."""
    return _list(call, call.database.teams.where("project_id", call.find_project(project)["id"]))


@operation(f"POST {_PATH}")
def make_team(call: Call, project: str) -> Answer:
    """Make a team with who calls as its only member."""
    row = call.find_project(project)
    _check_admin(call, row)
    name = _read_name(call, row)
    team = call.database.add_team(row["id"], name, call.text("description") or "")
    call.database.teams.update(team["id"], {"members": (call.my_id,), "admins": (call.my_id,)})
    return Answer(_show(call, team))


@operation(f"GET {_PATH}/{{team}}")
def get_team(call: Call, project: str, team: str) -> Answer:
    """Return a team by id or name."""
    return Answer(_show(call, find_team(call, call.find_project(project), team)))


@operation(f"PATCH {_PATH}/{{team}}")
def change_team(call: Call, project: str, team: str) -> Answer:
    """Give a team another name or description."""
    row = call.find_project(project)
    found = find_team(call, row, team)
    _check_admin(call, row)
    changes: dict[str, Any] = {}
    if call.text("name") is not None:
        changes["name"] = _read_name(call, row, found)
    if call.text("description") is not None:
        changes["description"] = call.text("description")
    call.database.teams.update(found["id"], changes)
    return Answer(_show(call, found))


@operation(f"DELETE {_PATH}/{{team}}")
def delete_team(call: Call, project: str, team: str) -> Answer:
    """Delete a team; the default one stays."""
    row = call.find_project(project)
    found = find_team(call, row, team)
    _check_admin(call, row)
    if found["id"] == row["default_team_id"]:
        raise project_refused("DefaultTeamDeletionException", "TF400995: The default team cannot be deleted.")
    call.database.teams.remove(found["id"])
    return Answer(status=200)


@operation(f"GET {_PATH}/{{team}}/members")
def list_members(call: Call, project: str, team: str) -> Answer:
    """Return who is in a team."""
    found = find_team(call, call.find_project(project), team)
    page = cut_offset(found["members"], call.number("$skip", 0), call.number("$top", _PAGE))
    return listed([_show_member(call, found, each) for each in page.items])


def find_team(call: Call, project: Row, text: str) -> Row:
    """Return a team of a project by id or name. Raises: RefusalError with 404."""
    for each in call.database.teams.where("project_id", project["id"]):
        if text.lower() in {each["id"], each["name"].lower()}:
            return each
    message = f"The team with id '{text}' does not exist."
    raise project_refused("TeamNotFoundException", message, 404)


def show_team_reference(call: Call, row: Row) -> dict[str, Any]:
    """Return a team as other things name it."""
    url = f"{call.address}/_apis/projects/{row['project_id']}/teams/{row['id']}"
    return {"id": row["id"], "name": row["name"], "url": url}


def _list(call: Call, rows: Sequence[Row]) -> Answer:
    if call.flag("$mine"):
        rows = [each for each in rows if call.my_id in each["members"]]
    ordered = sorted(rows, key=lambda row: row["name"].lower())
    page = cut_offset(ordered, call.number("$skip", 0), call.number("$top", _PAGE))
    return listed([_show(call, each) for each in page.items])


def _show(call: Call, row: Row) -> dict[str, Any]:
    project = call.database.projects.get(row["project_id"]) or {}
    return {
        **show_team_reference(call, row),
        "description": row["description"],
        "identityUrl": f"{call.address}/_apis/Identities/{row['id']}",
        "projectName": project.get("name", ""),
        "projectId": row["project_id"],
    }


def _show_member(call: Call, team: Row, user_id: str) -> dict[str, Any]:
    body: dict[str, Any] = {"identity": show_identity(call, user_id)}
    return {"isTeamAdmin": True, **body} if user_id in team["admins"] else body


def _check_admin(call: Call, project: Row) -> None:
    if role_of(call.database, project, call.user) < ADMIN:
        raise may_not("Edit project-level information", call.user["unique_name"])


def _read_name(call: Call, project: Row, own: Row | None = None) -> str:
    name = (call.text("name") or "").strip()
    if not name or len(name) > _MAX_NAME:
        raise project_refused("InvalidTeamNameException", f"TF400991: The team name '{name}' is not valid.")
    for each in call.database.teams.where("project_id", project["id"]):
        if each is not own and each["name"].lower() == name.lower():
            text = f"TF400992: The team '{name}' already exists."
            raise project_refused("TeamAlreadyExistsException", text)
    return name
