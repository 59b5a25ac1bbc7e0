"""Ids in arguments and inputs: what they mean, and what is refused."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.linear.access import sees_issue, sees_label, sees_project
from tasklab.twin.platform.linear.moment import settle_moment
from tasklab.twin.platform.linear.refusal import bad_reference, conflict, invalid, not_found

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from tasklab.twin.platform.linear.call import Call
    from tasklab.twin.store import Row, Table

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_V4 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


def find(call: Call, table: Table, id_: Any, entity: str, sees: Callable[[Call, Row], bool] | None = None) -> Row:
    """Return the row of a table that an argument names. Raises: RefusalError where there is none to see."""
    row = table.get(id_)
    if row is None or (sees is not None and not sees(call, row)):
        raise not_found(entity)
    return row


def find_issue(call: Call, text: str) -> Row:
    """Return the issue with an id or identifier, archived or not. Raises: RefusalError."""
    row = call.database.find_issue(text)
    if row is None or not sees_issue(call, row):
        raise not_found("Issue")
    return row


def find_open_issue(call: Call, text: str) -> Row:
    """Return an issue that is not archived. Raises: RefusalError."""
    row = find_issue(call, text)
    if row["archivedAt"] is not None:
        raise not_found("Issue")
    return row


def find_team(call: Call, text: str) -> Row:
    """Return the team with an id or key. Raises: RefusalError."""
    row = call.database.find_team(text)
    if row is None or row["id"] not in call.teams:
        raise not_found("Team")
    return row


def find_project(call: Call, text: str) -> Row:
    """Return the project with an id or slug. Raises: RefusalError."""
    row = call.database.projects.get(text) or call.database.projects.first("slug", text.rpartition("-")[2])
    if row is None or not sees_project(call, row):
        raise not_found("Project")
    return row


def read_team(call: Call, values: Mapping[str, Any], name: str = "teamId") -> Row:
    """Return the team that an input names by its id. Raises: RefusalError."""
    check_uuid(name, values[name])
    return find_team(call, values[name])


def refer(
    call: Call, values: Mapping[str, Any], name: str, table: Table, sees: Callable[[Call, Row], bool] | None = None
) -> Row | None:
    """Return the row that a member of an input names; None where it is null or left out. Raises: RefusalError."""
    id_ = values.get(name)
    if id_ is None:
        return None
    check_uuid(name, id_)
    row = table.get(id_)
    if row is None or (sees is not None and not sees(call, row)):
        raise bad_reference(name)
    return row


def refer_each(
    call: Call, name: str, ids: Sequence[Any] | None, table: Table, sees: Callable[[Call, Row], bool] | None = None
) -> list[Row]:
    """Return the rows that a list names, each once. Raises: RefusalError."""
    rows = []
    for id_ in dict.fromkeys(ids or ()):
        if not is_uuid(id_):
            raise invalid(name, "isUuid", f"each value in {name} must be a UUID")
        row = table.get(id_)
        if row is None or (sees is not None and not sees(call, row)):
            raise bad_reference(name)
        rows.append(row)
    return rows


def refer_labels(call: Call, name: str, ids: Sequence[Any] | None) -> list[Row]:
    """Return the labels that a list names. Raises: RefusalError."""
    return refer_each(call, name, ids, call.database.labels, sees_label)


def new_id(values: Mapping[str, Any], table: Table, entity: str) -> str | None:
    """Return the id that an input chose; None where it chose none. Raises: RefusalError."""
    id_: str | None = values.get("id")
    if id_ is None:
        return None
    if not _V4.fullmatch(id_):
        raise invalid("id", "isUuid", "id must be a UUID")
    if id_ in table:
        raise conflict(entity, id_)
    return id_


def check_uuid(name: str, value: Any) -> None:
    """Raise RefusalError unless a value has the form of an id."""
    if not is_uuid(value):
        raise invalid(name, "isUuid", f"{name} must be a UUID")


def is_uuid(value: Any) -> bool:
    """Whether a value has the form of an id."""
    return isinstance(value, str) and _UUID.fullmatch(value) is not None


def read_text(values: Mapping[str, Any], name: str, most: int | None = None) -> str:
    """Return a text that may not be empty. Raises: RefusalError."""
    text = (values.get(name) or "").strip()
    if not text:
        raise invalid(name, "isLength", f"{name} must be longer than or equal to 1 characters")
    if most is not None and len(text) > most:
        raise invalid(name, "isLength", f"{name} must be shorter than or equal to {most} characters")
    return text


def read_created(call: Call, values: Mapping[str, Any], name: str = "createdAt") -> dict[str, str]:
    """Return when something was made, where the caller says so. Raises: RefusalError for a moment to come."""
    at = settle_moment(values.get(name), call.now_s)
    if at is None:
        return {}
    if at > call.now:
        raise invalid(name, "maxDate", f"{name} must be a date in the past")
    return {"createdAt": at}


def pick(values: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """Return those members of an input that were given."""
    return {name: values[name] for name in names if name in values}
