"""Users. Source: paths `/users` of the description, and the actions `users` of 1.26."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.planka import palette
from tasklab.twin.platform.planka.access import find, is_admin_or_owner
from tasklab.twin.platform.planka.call import ADMIN, BOARD_USER, OWNER
from tasklab.twin.platform.planka.operation import ID, is_in_range, operation
from tasklab.twin.platform.planka.refusal import conflict, forbidden, not_found
from tasklab.twin.platform.planka.rule import Input
from tasklab.twin.platform.planka.show import show_user
from tasklab.twin.platform.planka.sign_in import USERNAME
from tasklab.twin.platform.planka.token import open_session
from tasklab.twin.platform.planka.version import FIRST, SECOND

if TYPE_CHECKING:
    from tasklab.twin.platform.planka.call import Call
    from tasklab.twin.store import Row

_MISSING = "User not found"
_SHORTEST_PASSWORD, _FEWEST_CHARACTERS = 8, 4
_COMMON = frozenset({"password", "12345678", "123456789", "qwertyuiop", "password1", "iloveyou", "11111111"})


def is_password(value: str) -> bool:
    """Whether a password is good enough. The product asks zxcvbn for a score of 2; this is a plain stand-in for it."""
    is_long = len(value) >= _SHORTEST_PASSWORD and len(set(value)) >= _FEWEST_CHARACTERS
    return is_long and value.lower() not in _COMMON


def _text(max_length: int | None = None, *, is_required: bool = False, allows_null: bool = False) -> Input:
    return Input("string", is_required, allows_null, is_filled=not is_required, max_length=max_length)


def _username(longest: int) -> Input:
    return Input("string", allows_null=True, is_filled=True, min_length=3, max_length=longest, pattern=USERNAME)


_BOOLEAN = Input("boolean")
_NULL = Input("json", check=lambda value: value is None)
_CREATE_1 = {
    "email": Input("string", is_required=True, is_email=True),
    "password": Input("string", is_required=True, check=is_password),
    "name": _text(is_required=True),
    "username": _username(16),
    "phone": _text(allows_null=True),
    "organization": _text(allows_null=True),
    "language": Input("string", allows_null=True, choices=palette.LANGUAGES_1),
    "subscribeToOwnCards": _BOOLEAN,
}
_ROLE = Input("string", choices=(ADMIN, OWNER, BOARD_USER))
_CREATE_2 = {
    "email": Input("string", is_required=True, is_email=True, max_length=256),
    "password": Input("string", is_required=True, max_length=256, check=is_password),
    "role": Input("string", is_required=True, choices=_ROLE.choices),
    "name": _text(128, is_required=True),
    "username": _username(32),
    "phone": _text(128, allows_null=True),
    "organization": _text(128, allows_null=True),
    "language": Input("string", allows_null=True, choices=palette.LANGUAGES),
    "subscribeToOwnCards": _BOOLEAN,
    "subscribeToCardWhenCommenting": _BOOLEAN,
    "turnOffRecentCardHighlighting": _BOOLEAN,
}
_UPDATE_2 = {
    **{name: _CREATE_2[name] for name in ("phone", "organization", "subscribeToOwnCards")},
    "language": Input("string", choices=palette.LANGUAGES),
    "role": _ROLE,
    "name": _text(128),
    "avatar": _NULL,
    "apiKey": _NULL,
    "subscribeToCardWhenCommenting": _BOOLEAN,
    "turnOffRecentCardHighlighting": _BOOLEAN,
    "enableFavoritesByDefault": _BOOLEAN,
    "defaultEditorMode": Input("string", choices=("wysiwyg", "markup")),
    "defaultHomeView": Input("string", choices=("gridProjects", "groupedProjects")),
    "defaultProjectsOrder": Input("string", choices=("byDefault", "alphabetically", "byCreationTime")),
    "isSsoUser": _BOOLEAN,
    "isDeactivated": _BOOLEAN,
}
_FOR_ADMINS = ("role", "isSsoUser", "isDeactivated", "apiKey")


def insert_user(call: Call, values: Row) -> Row:
    """Make a user. Raises: RefusalError (409) for an email or username that is taken, whatever its case."""
    user: Row = {
        "email": "",
        "password": "",
        "role": BOARD_USER,
        "name": "",
        "username": None,
        "avatar": None,
        "phone": None,
        "organization": None,
        "language": None,
        "apiKey": None,
        "apiKeyPrefix": None,
        "termsSignature": None,
        "subscribeToOwnCards": False,
        "subscribeToCardWhenCommenting": True,
        "turnOffRecentCardHighlighting": False,
        "enableFavoritesByDefault": True,
        "defaultEditorMode": "wysiwyg",
        "defaultHomeView": "groupedProjects",
        "defaultProjectsOrder": "byDefault",
        "isSsoUser": False,
        "isDeactivated": False,
        **values,
        **call.born(),
    }
    user["email"] = _free(call, "email", user["email"])
    user["username"] = user["username"] and _free(call, "username", user["username"])
    call.database.users.insert(user)
    return user


def _free(call: Call, field: str, value: str, user_id: str | None = None) -> str:
    owner = call.database.users.first(field, value.lower())
    if owner is not None and owner["id"] != user_id:
        raise conflict(f"{field.capitalize()} already in use")
    return value.lower()


@operation("GET /api/users")
def list_users(call: Call) -> dict[str, Any]:
    """Return all users; in 2.x to administrators and project owners."""
    if call.is_second and not is_admin_or_owner(call.user):
        raise forbidden()
    return {"items": [show_user(call, user) for user in call.database.users]}


@operation("POST /api/users", _CREATE_1, generation=FIRST, policy="admin")
def create_user_1(call: Call) -> dict[str, Any]:
    """Make a user who is no administrator."""
    return {"item": show_user(call, insert_user(call, call.pick(*_CREATE_1)))}


@operation("POST /api/users", _CREATE_2, generation=SECOND, policy="admin")
def create_user(call: Call) -> dict[str, Any]:
    """Make a user."""
    return {"item": show_user(call, insert_user(call, call.pick(*_CREATE_2)))}


@operation("GET /api/users/{id}", {"id": Input("string", is_required=True, pattern="[0-9]+|me")}, generation=FIRST)
def get_user_1(call: Call) -> dict[str, Any]:
    """Return a user, oneself as `me`."""
    id_ = call.values["id"]
    return {"item": show_user(call, call.user if id_ == "me" else find(call.database.users, id_, _MISSING))}


_ID_OR_ME = Input(
    "string",
    is_required=True,
    max_length=ID.max_length,
    pattern=f"{ID.pattern}|me",
    check=is_in_range,
)


@operation("GET /api/users/{id}", {"id": _ID_OR_ME, "subscribe": _BOOLEAN}, generation=SECOND)
def get_user(call: Call) -> dict[str, Any]:
    """Return a user, oneself as `me`; others to administrators and project owners."""
    id_ = call.values["id"]
    if id_ in {"me", call.user_id}:
        user = call.user
    elif is_admin_or_owner(call.user):
        user = find(call.database.users, id_, _MISSING)
    else:
        raise not_found(_MISSING)
    return {"item": show_user(call, user), "included": {"notificationServices": []}}


@operation(
    "PATCH /api/users/{id}",
    {
        **{name: _CREATE_1[name] for name in ("phone", "organization", "language", "subscribeToOwnCards")},
        "isAdmin": _BOOLEAN,
        "name": _text(),
        "avatarUrl": _NULL,
    },
    generation=FIRST,
)
def update_user_1(call: Call) -> dict[str, Any]:
    """Change a user: oneself, or as an administrator anybody. Who is none cannot make themselves one."""
    user = _find_mine(call)
    changes = call.pick("name", "phone", "organization", "language", "subscribeToOwnCards")
    if call.is_admin and "isAdmin" in call.values:
        changes["role"] = ADMIN if call.values["isAdmin"] else BOARD_USER
    call.database.users.update(user["id"], call.changed(changes))
    return {"item": show_user(call, user)}


@operation("PATCH /api/users/{id}", _UPDATE_2, generation=SECOND)
def update_user(call: Call) -> dict[str, Any]:
    """Change a user: oneself, or as an administrator anybody."""
    user = _find_mine(call)
    if not call.is_admin and call.pick(*_FOR_ADMINS):
        raise forbidden()
    changes = call.pick(*(name for name in _UPDATE_2 if name not in {"avatar", "apiKey"}))
    if "apiKey" in call.values:
        changes |= {"apiKey": None, "apiKeyPrefix": None}
    call.database.users.update(user["id"], call.changed(changes))
    return {"item": show_user(call, user)}


@operation("POST /api/users/{id}/api-key", generation=SECOND, policy="admin")
def create_api_key(call: Call) -> dict[str, Any]:
    """Give a user a new API key, which is told once; an older one is gone."""
    user = find(call.database.users, call.values["id"], _MISSING)
    key = call.database.tokens.make_api_key()
    call.database.users.update(user["id"], call.changed({"apiKey": key, "apiKeyPrefix": key.partition("_")[0]}))
    return {"item": show_user(call, user), "included": {"apiKey": key}}


_CURRENT = {1: Input("string", is_filled=True), 2: Input("string", is_filled=True, max_length=256)}


def _change(field: str, generation: int, declared: Input) -> None:
    """Serve the change of an email, password or username, which oneself has to confirm with the present password."""

    def act(call: Call) -> dict[str, Any]:
        user = _find_mine(call)
        if user["id"] == call.user_id and call.values.get("currentPassword") != user["password"]:
            raise forbidden("Invalid current password")
        value = call.values.get(field)
        if field != "password" and value is not None:
            value = _free(call, field, value, user["id"])
        call.database.users.update(user["id"], call.changed({field: value}))
        return _after_change(call, user, is_password_new=field == "password")

    operation(
        f"PATCH /api/users/{{id}}/{field}",
        {field: declared, "currentPassword": _CURRENT[generation]},
        generation=generation,
    )(act)


def _after_change(call: Call, user: Row, *, is_password_new: bool) -> dict[str, Any]:
    shown = {"item": show_user(call, user)}
    if not is_password_new:
        return shown
    call.database.sessions.remove_where("userId", user["id"])
    if user["id"] != call.user_id:
        return shown
    token = open_session(call, user, is_pending=False, with_cookie=False)
    return {**shown, "included": {"accessToken": token} if call.is_second else {"accessTokens": [token]}}


for _generation, _create in ((FIRST, _CREATE_1), (SECOND, _CREATE_2)):
    for _field in ("email", "password", "username"):
        _change(_field, _generation, _create[_field])


@operation("DELETE /api/users/{id}", policy="admin")
def delete_user(call: Call) -> dict[str, Any]:
    """Remove a user. What they made stays, and is nobody's."""
    user = find(call.database.users, call.values["id"], _MISSING)
    shown = show_user(call, user)
    database, id_ = call.database, user["id"]
    for table in (database.sessions, database.project_managers, database.board_memberships, database.card_memberships):
        table.remove_where("userId", id_)
    for task in database.tasks.where("assigneeUserId", id_):
        database.tasks.update(task["id"], {"assigneeUserId": None})
    owned = ((database.cards, "creatorUserId"), (database.attachments, "creatorUserId"))
    for owner_table, field in (*owned, (database.comments, "userId"), (database.actions, "userId")):
        for row in [each for each in owner_table if each[field] == id_]:
            owner_table.update(row["id"], {field: None})
    database.users.remove(id_)
    return {"item": shown}


def _find_mine(call: Call) -> Row:
    """Return the user that is meant. Raises: RefusalError (404), for who is no administrator about others."""
    if not call.is_admin and call.values["id"] != call.user_id:
        raise not_found(_MISSING)
    return find(call.database.users, call.values["id"], _MISSING)
