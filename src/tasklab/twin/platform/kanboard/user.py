"""Procedures about users. Source: https://docs.kanboard.org/v1/api/user_procedures/."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.kanboard.access import ADMIN, MANAGER, USER
from tasklab.twin.platform.kanboard.database import sort_by
from tasklab.twin.platform.kanboard.php import as_id, as_text, is_missing
from tasklab.twin.platform.kanboard.procedure import procedure
from tasklab.twin.platform.kanboard.version import rank_of

if TYPE_CHECKING:
    from tasklab.twin.platform.kanboard.database import Database
    from tasklab.twin.platform.kanboard.procedure import Call
    from tasklab.twin.store import Row

_MAX_USERNAME, _MIN_PASSWORD = 191, 6
_ROLES = frozenset({ADMIN, MANAGER, USER})
_PRIVATE = frozenset({"password", "twofactor_secret", "api_access_token", "token"})
_HASH = "$2y$10$" + "twin" * 13 + "x"
"""What is shown for a password: as long as a real hash, and of nothing."""


def insert_user(
    database: Database,
    *,
    username: str,
    password: str,
    role: str,
    name: str = "",
    email: str = "",
    is_ldap: bool = False,
) -> int:
    """Keep a new user."""
    row = {
        "username": username,
        "password": password,
        "is_ldap_user": int(is_ldap),
        "name": name,
        "email": email,
        "google_id": None,
        "github_id": None,
        "notifications_enabled": 0,
        "timezone": None,
        "language": None,
        "disable_login_form": 0,
        "twofactor_activated": 0,
        "twofactor_secret": None,
        "token": "",
        "notifications_filter": 4,
        "nb_failed_login": 0,
        "lock_expiration_date": 0,
        "gitlab_id": None,
        "role": role,
        "is_active": 1,
        "avatar_path": None,
        "api_access_token": None,
        "filter": None,
        "theme": "light",
    }
    return int(database.users.insert(row))


def show_user(call: Call, user: Row | None) -> Row | None:
    """Return a user as answers have them: never the password, and in the newest version no private column at all."""
    if user is None:
        return None
    if call.version >= rank_of("1.2.53"):
        return call.row({name: value for name, value in user.items() if name not in _PRIVATE})
    return call.row(user | {"password": _HASH})


@procedure(application_role=ADMIN)
def get_user(call: Call, user_id: Any) -> Row | None:
    """Return a user, or null."""
    return show_user(call, call.database.users.get(as_id(user_id)))


@procedure(application_role=ADMIN)
def get_user_by_name(call: Call, username: Any) -> Row | None:
    """Return the user of a name, or null."""
    return show_user(call, call.database.users.first("username", as_text(username)))


@procedure(application_role=ADMIN)
def get_all_users(call: Call) -> list[Row | None]:
    """Return all users, by name."""
    return [show_user(call, user) for user in sort_by(list(call.database.users), "username")]


@procedure(application_role=ADMIN)
def create_user(
    call: Call, username: Any, password: Any, name: Any = "", email: Any = "", role: Any = USER
) -> int | bool:
    """Make a user: a name of their own, and a password of six characters or more."""
    text = as_text(username).strip()
    if is_missing(username) or len(as_text(password)) < _MIN_PASSWORD or not _is_valid(call, text, email, role):
        return False
    return insert_user(
        call.database, username=text, password=as_text(password), role=role, name=as_text(name), email=as_text(email)
    )


@procedure(application_role=ADMIN)
def create_ldap_user(_call: Call, username: Any) -> bool:
    """Refuse: a twin has no directory to ask."""
    del username
    return False


@procedure(application_role=ADMIN)
def update_user(
    call: Call, id_: Any, username: Any = None, name: Any = None, email: Any = None, role: Any = None
) -> bool:
    """Change the fields of a user that are given."""
    user = call.database.users.get(as_id(id_))
    if user is None or username == "":
        return False
    given = {"username": username, "name": name, "email": email, "role": role}
    changes = {field: as_text(value).strip() for field, value in given.items() if value is not None}
    new = user | changes
    if not _is_valid(call, new["username"], new["email"], new["role"], user["id"]):
        return False
    return call.database.users.update(user["id"], changes)


@procedure(application_role=ADMIN)
def remove_user(call: Call, user_id: Any) -> bool:
    """Remove a user: their tasks, subtasks and comments are nobody's then, their private projects are gone."""
    database, id_ = call.database, as_id(user_id)
    if id_ not in database.users:
        return False
    for task in database.tasks.where("owner_id", id_):
        database.tasks.update(task["id"], {"owner_id": 0})
    for table in (database.subtasks, database.comments):
        for row in table.where("user_id", id_):
            table.update(row["id"], {"user_id": 0})
    for member in database.members.where("user_id", id_):
        project = database.projects.get(member["project_id"])
        if project is not None and project["is_private"]:
            database.remove_project(project["id"])
    database.members.remove_where("user_id", id_)
    database.group_members.remove_where("user_id", id_)
    return database.users.remove(id_)


@procedure(application_role=ADMIN)
def disable_user(call: Call, user_id: Any) -> bool:
    """Lock a user out; their private projects are closed."""
    for project in list(call.database.projects):
        if project["is_private"] and project["owner_id"] == as_id(user_id):
            call.database.projects.update(project["id"], {"is_active": 0})
    return call.database.users.update(as_id(user_id), {"is_active": 0, "token": ""})


@procedure(application_role=ADMIN)
def enable_user(call: Call, user_id: Any) -> bool:
    """Let a user in again."""
    return call.database.users.update(as_id(user_id), {"is_active": 1})


@procedure(application_role=ADMIN)
def is_active_user(call: Call, user_id: Any) -> bool:
    """Whether there is such a user and they may come in."""
    user = call.database.users.get(as_id(user_id))
    return user is not None and bool(user["is_active"])


def _is_valid(call: Call, username: str, email: Any, role: Any, user_id: int = 0) -> bool:
    namesake = call.database.users.first("username", username)
    return (
        len(username) <= _MAX_USERNAME
        and (namesake is None or namesake["id"] == user_id)
        and (is_missing(email) or ("@" in as_text(email)[1:-1] and " " not in as_text(email)))
        and as_text(role) in _ROLES
    )
