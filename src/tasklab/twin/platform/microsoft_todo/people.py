"""People of the organisation. Source: https://learn.microsoft.com/graph/api/resources/user, its default members."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.microsoft_todo.call import Answer, Call
from tasklab.twin.platform.microsoft_todo.filter import Get, search
from tasklab.twin.platform.microsoft_todo.operation import operation
from tasklab.twin.platform.microsoft_todo.page import cut, page_size, read_names, select

if TYPE_CHECKING:
    from tasklab.twin.store import Row

PAGE_SIZE = 100
_SELF = ("User.Read", "User.ReadBasic.All", "User.Read.All")
_ALL = ("User.ReadBasic.All", "User.Read.All")
_MEMBERS = (
    "businessPhones", "displayName", "givenName", "id", "jobTitle", "mail", "mobilePhone", "officeLocation",
    "preferredLanguage", "surname", "userPrincipalName",
)  # fmt: skip
_ASKED: dict[str, Get] = {
    "id": lambda row: row["id"],
    "displayName": lambda row: f"{row['given']} {row['family']}",
    "mail": lambda row: row["name"],
    "userPrincipalName": lambda row: row["name"],
}


@operation("GET me", *_SELF)
def get_user(call: Call) -> Answer:
    """Return the person whom the path means."""
    shown = show_user(call.owner, read_names(call, "$select", _MEMBERS))
    return Answer({"@odata.context": f"{call.base}/$metadata#users/$entity", **shown})


@operation("GET users", *_ALL)
def list_users(call: Call) -> Answer:
    """Return the people by pages."""
    names = read_names(call, "$select", _MEMBERS)
    rows = search(call, list(call.database.users), _ASKED)
    context = f"{call.base}/$metadata#users"
    return cut(call, rows, page_size(call, PAGE_SIZE), lambda row: show_user(row, names), context)


def show_user(row: Row, names: list[str] | None) -> dict[str, Any]:
    """Return a person with the members that come unless others are asked for."""
    shown = {
        **dict.fromkeys(_MEMBERS),
        "businessPhones": [],
        "displayName": f"{row['given']} {row['family']}",
        "givenName": row["given"],
        "surname": row["family"],
        "mail": row["name"],
        "userPrincipalName": row["name"],
        "id": row["id"],
    }
    return select(shown, names)
