"""Projects and their managers. Source: paths `/projects`, `/project-managers` of the description; 1.26's actions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.planka import palette
from tasklab.twin.platform.planka.access import (
    find,
    find_membership,
    is_admin_or_owner,
    is_manager,
    is_private,
    require_manager,
    sees_all,
)
from tasklab.twin.platform.planka.call import by_id
from tasklab.twin.platform.planka.operation import id_input, operation
from tasklab.twin.platform.planka.refusal import conflict, forbidden, not_found, unprocessable
from tasklab.twin.platform.planka.rule import Input
from tasklab.twin.platform.planka.show import show_board, show_board_membership, show_project, show_users
from tasklab.twin.platform.planka.version import FIRST, SECOND

if TYPE_CHECKING:
    from tasklab.twin.platform.planka.call import Call
    from tasklab.twin.store import Row

_MISSING = "Project not found"
_NAME = Input("string", is_required=True)
_GRADIENT = Input("string", allows_null=True, choices=palette.GRADIENTS)


def insert_project(call: Call, user: Row, name: str, description: str | None, *, is_shared: bool) -> tuple[Row, Row]:
    """Make a project and its first manager, to whom alone it belongs when it is not shared."""
    project: Row = {
        "ownerProjectManagerId": None,
        "backgroundImageId": None,
        "name": name,
        "description": description,
        "backgroundType": None,
        "backgroundGradient": None,
        "isHidden": False,
        **call.born(),
    }
    call.database.projects.insert(project)
    manager = insert_manager(call, project["id"], user["id"])
    if not is_shared:
        call.database.projects.update(project["id"], {"ownerProjectManagerId": manager["id"]})
    return project, manager


def insert_manager(call: Call, project_id: str, user_id: str) -> Row:
    """Make a user manager of a project."""
    manager: Row = {"projectId": project_id, "userId": user_id, **call.born()}
    call.database.project_managers.insert(manager)
    return manager


@operation("GET /api/projects")
def list_projects(call: Call) -> dict[str, Any]:
    """Return the projects that the caller manages, is on a board of, or (2.x, administrators) that are shared."""
    database = call.database
    mine = {row["projectId"] for row in database.project_managers.where("userId", call.user_id)}
    for membership in database.board_memberships.where("userId", call.user_id):
        mine.add(membership["projectId"])
    if call.is_second and call.is_admin:
        mine |= {project["id"] for project in database.projects if not is_private(project)}
    projects = by_id([project for id_ in mine if (project := database.projects.get(id_))])
    return {"items": [_show_seen(call, project) for project in projects], "included": _around(call, projects)}


@operation("GET /api/projects/{id}")
def get_project(call: Call) -> dict[str, Any]:
    """Return a project with its boards, as far as the caller sees them."""
    project = find(call.database.projects, call.values["id"], _MISSING)
    if not sees_all(call, project) and not _is_on_board(call, project["id"]):
        raise not_found(_MISSING)
    return {"item": _show_seen(call, project), "included": _around(call, [project])}


@operation("POST /api/projects", {"name": _NAME}, generation=FIRST)
def create_project_1(call: Call) -> dict[str, Any]:
    """Make a project as an administrator, who manages it."""
    if not call.is_admin:
        raise forbidden()
    project, manager = insert_project(call, call.user, call.values["name"], None, is_shared=True)
    return {"item": show_project(call, project), "included": {"projectManagers": [manager]}}


@operation(
    "POST /api/projects",
    {
        "type": Input("string", is_required=True, choices=("private", "shared")),
        "name": Input("string", is_required=True, max_length=128),
        "description": Input("string", allows_null=True, is_filled=True, max_length=1024),
    },
    generation=SECOND,
    policy="owner",
)
def create_project(call: Call) -> dict[str, Any]:
    """Make a project; the caller manages it, and owns a private one."""
    values = call.values
    is_shared = values["type"] == "shared"
    project, manager = insert_project(call, call.user, values["name"], values.get("description"), is_shared=is_shared)
    return {"item": project, "included": {"projectManagers": [manager]}}


def _is_background(value: Any) -> bool:
    match value:
        case {"type": "gradient", "name": str(name), **rest}:
            return not rest and name in palette.GRADIENTS
        case {"type": "image", **rest}:
            return not rest
    return value is None


@operation(
    "PATCH /api/projects/{id}",
    {
        "name": Input("string", is_filled=True),
        "background": Input("json", check=_is_background),
        "backgroundImage": Input("json", check=lambda value: value is None),
    },
    generation=FIRST,
)
def update_project_1(call: Call) -> dict[str, Any]:
    """Change a project that the caller manages."""
    project = find(call.database.projects, call.values["id"], _MISSING)
    require_manager(call, project["id"], _MISSING)
    changes = call.pick("name")
    if "background" in call.values:
        background = call.values["background"] or {}
        changes |= {"backgroundType": background.get("type"), "backgroundGradient": background.get("name")}
    call.database.projects.update(project["id"], call.changed(changes))
    return {"item": show_project(call, project)}


_UPDATE = {
    "ownerProjectManagerId": id_input(SECOND, is_required=False, allows_null=True),
    "backgroundImageId": id_input(SECOND, is_required=False, allows_null=True),
    "name": Input("string", is_filled=True, max_length=128),
    "description": Input("string", allows_null=True, is_filled=True, max_length=1024),
    "backgroundType": Input("string", allows_null=True, choices=("gradient", "image")),
    "backgroundGradient": _GRADIENT,
    "isHidden": Input("boolean"),
    "isFavorite": Input("boolean"),
}
_MANAGED = ("backgroundImageId", "name", "description", "backgroundType", "backgroundGradient")


@operation("PATCH /api/projects/{id}", _UPDATE, generation=SECOND)
def update_project(call: Call) -> dict[str, Any]:
    """Change a project: managers all of it, administrators whose it is, everybody whether it is a favourite."""
    project = find(call.database.projects, call.values["id"], _MISSING)
    _require_allowed(call, project, manages=is_manager(call.database, call.user_id, project["id"]))
    if "isFavorite" in call.values and not sees_all(call, project) and not _is_on_board(call, project["id"]):
        raise not_found(_MISSING)
    changes = call.pick(*(name for name in _UPDATE if name != "isFavorite"))
    _check_owner(call, project, changes)
    if changes.get("backgroundImageId") is not None:
        raise not_found("Background image not found")
    _check_background(project, changes)
    if "isFavorite" in call.values:
        favourites, pair = call.database.favorites, (call.user_id, project["id"])
        (favourites.add if call.values["isFavorite"] else favourites.discard)(pair)
    if changes:
        call.database.projects.update(project["id"], call.changed(changes))
    return {"item": project}


def _require_allowed(call: Call, project: Row, *, manages: bool) -> None:
    allowed = {"id", "isFavorite"}
    if manages:
        allowed |= {*_MANAGED, "isHidden"}
    if is_private(project):
        if manages and call.values.get("ownerProjectManagerId") is not None:
            raise forbidden()
        allowed |= {"ownerProjectManagerId"} if manages else set()
    elif call.is_admin:
        allowed |= {"ownerProjectManagerId", "isHidden"}
    if not call.values.keys() <= allowed:
        raise forbidden()


def _check_owner(call: Call, project: Row, changes: Row) -> None:
    owner_id = changes.get("ownerProjectManagerId")
    if owner_id is None:
        return
    owner = call.database.project_managers.get(owner_id)
    if owner is None or owner["projectId"] != project["id"]:
        raise not_found("Owner project manager not found")
    if call.database.project_managers.count("projectId", project["id"]) > 1:
        raise unprocessable("Owner project manager must be last manager")


def _check_background(project: Row, changes: Row) -> None:
    """Let type and gradient agree: no type means no gradient, and the type `gradient` needs one."""
    kind = changes.get("backgroundType", project["backgroundType"])
    if kind == "image":
        raise unprocessable("Background image must be present")
    if kind is None:
        if "backgroundType" in changes or "backgroundGradient" in changes:
            changes |= {"backgroundGradient": None}
    elif changes.get("backgroundGradient", project["backgroundGradient"]) is None:
        raise unprocessable("Background gradient must be present")


@operation("DELETE /api/projects/{id}")
def delete_project(call: Call) -> dict[str, Any]:
    """Remove a project that the caller manages; in 2.x it must not have boards."""
    project = find(call.database.projects, call.values["id"], _MISSING)
    require_manager(call, project["id"], _MISSING)
    if call.is_second and call.database.boards.count("projectId", project["id"]):
        raise unprocessable("Must not have boards")
    call.database.remove_project(project["id"])
    return {"item": show_project(call, project)}


def _add_manager(call: Call) -> dict[str, Any]:
    project = find(call.database.projects, call.values["projectId"], _MISSING)
    if not (call.is_second and call.is_admin):
        require_manager(call, project["id"], _MISSING)
    if call.is_second and is_private(project):
        raise forbidden()
    user = find(call.database.users, call.values["userId"], "User not found")
    if call.is_second and user["isDeactivated"]:
        raise not_found("User not found")
    if is_manager(call.database, user["id"], project["id"]):
        raise conflict("User already project manager")
    if call.is_second and not is_admin_or_owner(user):
        raise unprocessable("User must be admin or project owner")
    return {"item": insert_manager(call, project["id"], user["id"])}


operation("POST /api/projects/{projectId}/managers", {"userId": id_input(FIRST)}, generation=FIRST)(_add_manager)
operation("POST /api/projects/{projectId}/project-managers", {"userId": id_input(SECOND)}, generation=SECOND)(
    _add_manager
)


@operation("DELETE /api/project-managers/{id}")
def delete_manager(call: Call) -> dict[str, Any]:
    """Take a manager from a project; in 2.x the last one has to stay."""
    missing = "Project manager not found"
    manager = find(call.database.project_managers, call.values["id"], missing)
    project = find(call.database.projects, manager["projectId"], missing)
    if not (call.is_second and call.is_admin):
        require_manager(call, project["id"], missing)
    if call.is_second:
        if is_private(project):
            raise forbidden()
        if call.database.project_managers.count("projectId", project["id"]) == 1:
            raise unprocessable("Must not be last")
    call.database.project_managers.remove(manager["id"])
    return {"item": manager}


def _show_seen(call: Call, project: Row) -> Row:
    shown = show_project(call, project)
    if not call.is_second:
        return shown
    return {**shown, "isFavorite": (call.user_id, project["id"]) in call.database.favorites}


def _is_on_board(call: Call, project_id: str) -> bool:
    return any(
        each["projectId"] == project_id for each in call.database.board_memberships.where("userId", call.user_id)
    )


def _around(call: Call, projects: list[Row]) -> dict[str, Any]:
    """Return what belongs to projects: managers, boards that the caller sees, and the caller's own memberships."""
    database = call.database
    managers = [row for project in projects for row in database.project_managers.where("projectId", project["id"])]
    boards: list[Row] = []
    for project in projects:
        everything = sees_all(call, project)
        boards += [
            board
            for board in database.boards.in_order(project["id"])
            if everything or find_membership(database, call.user_id, board["id"])
        ]
    shown = {board["id"] for board in boards}
    mine = [row for row in database.board_memberships.where("userId", call.user_id) if row["boardId"] in shown]
    included = {
        "users": show_users(call, (row["userId"] for row in managers)),
        "projectManagers": by_id(managers),
        "boards": [show_board(call, board) for board in boards],
        "boardMemberships": [show_board_membership(call, row) for row in mine],
    }
    if not call.is_second:
        return included
    groups = [
        row for project in projects for row in database.base_custom_field_groups.where("projectId", project["id"])
    ]
    fields = [field for group in groups for field in database.custom_fields.in_order(group["id"])]
    none: dict[str, Any] = {"backgroundImages": [], "notificationServices": []}
    return {**included, **none, "baseCustomFieldGroups": by_id(groups), "customFields": fields}
