"""Values of a request, read as what they have to be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.asana.refusal import RefusalError, forbidden, invalid, missing, unknown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tasklab.twin.platform.asana.call import Call
    from tasklab.twin.platform.asana.database import Database
    from tasklab.twin.store import Row, Table

_TABLES = {
    "workspace": "workspaces",
    "user": "users",
    "team": "teams",
    "project": "projects",
    "section": "sections",
    "task": "tasks",
    "tag": "tags",
    "custom_field": "custom_fields",
    "custom_type": "custom_types",
    "story": "stories",
    "attachment": "attachments",
    "time_tracking_entry": "time_entries",
    "user_task_list": "task_lists",
    "membership": "project_members",
    "project_membership": "project_members",
    "team_membership": "team_members",
    "workspace_membership": "workspace_members",
}
MAX_NAME = 1024


def table_of(database: Database, kind: str) -> Table:
    """Return the table of a kind of object."""
    table: Table = getattr(database, _TABLES[kind])
    return table


def find(call: Call, kind: str, gid: Any, name: str | None = None, *, status: int = 404) -> Row:
    """Return the object of a kind that a gid names, whoever may see it.

    Raises: RefusalError for what is no gid (400), names nothing (`status`) or an object of another kind (403).
    """
    name = name or kind
    if gid is None or gid == "":
        raise missing(name)
    if not isinstance(gid, str):
        raise invalid(name, f"Not a valid GID type: {_type_of(gid)}")
    if kind == "task" and gid.startswith("external:"):
        row = call.database.tasks.first("external", gid.removeprefix("external:"))
    elif gid.isascii() and gid.isdigit():
        row = table_of(call.database, kind).get(gid)
    else:
        raise invalid(name, f"Not a Long: {gid}")
    if row is None:
        if any(gid in table_of(call.database, each) for each in _TABLES):
            raise forbidden(f"{name}: Not the correct type")
        raise unknown(name, gid, status)
    return row


def _type_of(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    return {int: "number", float: "number", list: "array", dict: "object"}.get(type(value), "null")


def read_text(data: Mapping[str, Any], name: str, *, max_length: int = 1_000_000) -> str:
    """Return a text. Raises: RefusalError."""
    value = data.get(name)
    if value is None:
        raise missing(name)
    if not isinstance(value, str):
        raise invalid(name, f"Not a String: {_type_of(value)}")
    if len(value) > max_length:
        raise invalid(name, f"Must be no longer than {max_length} characters.")
    return value


def read_name(data: Mapping[str, Any], name: str = "name") -> str:
    """Return a text that is not empty. Raises: RefusalError."""
    text = read_text(data, name, max_length=MAX_NAME)
    if not text.strip():
        raise missing(name)
    return text


def read_flag(call: Call, data: Mapping[str, Any], name: str) -> bool:
    """Return a boolean; a form writes it as text. Raises: RefusalError."""
    value = data.get(name)
    if isinstance(value, str) and (call.is_form or data is call.query):
        value = {"true": True, "false": False}.get(value, value)
    if not isinstance(value, bool):
        raise invalid(name, f"Not a Boolean: {value}")
    return value


def read_choice(data: Mapping[str, Any], name: str, choices: tuple[str, ...]) -> str:
    """Return one of several words. Raises: RefusalError."""
    value = data.get(name)
    if not isinstance(value, str) or value not in choices:
        raise invalid(name, f"Not a valid value: {value}. Must be one of: {', '.join(choices)}")
    return value


def read_whole(data: Mapping[str, Any], name: str, least: int = 0) -> int:
    """Return a whole number. Raises: RefusalError."""
    value = data.get(name)
    if value is None:
        raise missing(name)
    if isinstance(value, str) and value.isascii() and value.isdigit():
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        raise invalid(name, f"Not a Long: {value}")
    if value < least:
        raise invalid(name, f"Must be at least {least}.")
    return value


def read_list(data: Mapping[str, Any], name: str) -> list[Any]:
    """Return a list, also where it is text with commas. Raises: RefusalError."""
    value = data.get(name)
    if value is None:
        raise missing(name)
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    if not isinstance(value, list):
        raise invalid(name, f"Not an Array: {_type_of(value)}")
    return value


def find_user(call: Call, value: Any, name: str, *, status: int = 400) -> Row:
    """Return the user whom `me`, an email or a gid names. Raises: RefusalError."""
    if value == "me":
        return call.user
    if isinstance(value, str) and "@" in value:
        row = call.database.users.first("email", value.lower())
        if row is None:
            raise unknown(name, value, status)
        return row
    return find(call, "user", value, name, status=status)


def refuse_fixed(data: Mapping[str, Any], names: tuple[str, ...]) -> None:
    """Refuse members that are set once or never by a request like this."""
    for name in names:
        if name in data:
            raise RefusalError(400, f"{name}: Cannot write this property")
