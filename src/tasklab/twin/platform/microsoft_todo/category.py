"""The master list of categories, which tasks name. Source: https://learn.microsoft.com/graph/api/resources/outlookcategory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.microsoft_todo import member
from tasklab.twin.platform.microsoft_todo.call import NOTHING, Answer, Call
from tasklab.twin.platform.microsoft_todo.operation import operation
from tasklab.twin.platform.microsoft_todo.page import cut, page_size
from tasklab.twin.platform.microsoft_todo.refusal import RefusalError, invalid, not_found

if TYPE_CHECKING:
    from tasklab.twin.store import Row

_PATH = "me/outlook/masterCategories"
_READ, _WRITE = "MailboxSettings.Read", "MailboxSettings.ReadWrite"
_COLORS = ("none", *(f"preset{number}" for number in range(25)))


def _color(value: Any, path: str) -> str:
    read = member.choice("CategoryColor", *_COLORS)
    return read(value[:1].lower() + value[1:] if isinstance(value, str) else value, path)


_MEMBERS: dict[str, member.Read | None] = {"id": None, "displayName": member.text, "color": _color}


@operation(f"GET {_PATH}", _READ, _WRITE)
def list_categories(call: Call) -> Answer:
    """Return the categories of a mailbox."""
    rows = call.database.categories.where("owner_id", call.owner["id"])
    return cut(call, rows, page_size(call, 100), _show, call.context("outlook/masterCategories"))


@operation(f"POST {_PATH}", _WRITE)
def create_category(call: Call) -> Answer:
    """Make a category, whose name is unique in the mailbox."""
    given = member.read_members(call.body, _MEMBERS, "outlookCategory")
    name = given.get("displayName", "")
    if not name.strip():
        raise invalid("The property 'displayName' is required.", "ErrorRequiredPropertyMissing")
    known = call.database.categories.where("owner_id", call.owner["id"])
    if any(row["displayName"].lower() == name.lower() for row in known):
        raise RefusalError(409, "CategoryNameExists", "Category name already exists.")
    row = {"owner_id": call.owner["id"], "displayName": name, "color": given.get("color", "none")}
    call.database.categories.insert(row)
    return _entity(call, row, 201)


@operation(f"GET {_PATH}/{{id}}", _READ, _WRITE)
def get_category(call: Call, id: str) -> Answer:  # noqa: A002 - as the path has it
    """Return a category."""
    return _entity(call, _find(call, id))


@operation(f"PATCH {_PATH}/{{id}}", _WRITE)
def update_category(call: Call, id: str) -> Answer:  # noqa: A002 - as the path has it
    """Change the colour of a category; a name is passed over, as callers measured it."""
    row = _find(call, id)
    given = member.read_members(call.body, _MEMBERS, "outlookCategory")
    call.database.categories.update(row["id"], {"color": given.get("color", row["color"])})
    return _entity(call, row)


@operation(f"DELETE {_PATH}/{{id}}", _WRITE)
def delete_category(call: Call, id: str) -> Answer:  # noqa: A002 - as the path has it
    """Forget a category; what has its name keeps that."""
    call.database.categories.remove(_find(call, id)["id"])
    return NOTHING


def _find(call: Call, id_: str) -> Row:
    row = call.database.categories.get(id_)
    if row is None or row["owner_id"] != call.owner["id"]:
        raise not_found()
    return row


def _show(row: Row) -> dict[str, Any]:
    return {name: row[name] for name in ("id", "displayName", "color")}


def _entity(call: Call, row: Row, status: int = 200) -> Answer:
    context = call.context("outlook/masterCategories", is_entity=True)
    return Answer({"@odata.context": context, **_show(row)}, status)
