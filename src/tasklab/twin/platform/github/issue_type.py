"""Operations about the types of issues that an organisation has. Source: https://docs.github.com/rest/orgs/issue-types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.github.call import GONE, Answer
from tasklab.twin.platform.github.database import node_id
from tasklab.twin.platform.github.moment import render
from tasklab.twin.platform.github.operation import as_id, operation
from tasklab.twin.platform.github.organization import require_member, require_owner
from tasklab.twin.platform.github.refusal import Refusal, not_found
from tasklab.twin.platform.github.shape import TEXT_OR_NULL, choice, needed, read_members

if TYPE_CHECKING:
    from tasklab.twin.platform.github.call import Call
    from tasklab.twin.platform.github.database import Database
    from tasklab.twin.store import Row

COLORS = ("gray", "blue", "green", "yellow", "orange", "red", "pink", "purple")
_MEMBERS = {
    "name": needed("text"),
    "is_enabled": needed("boolean"),
    "description": TEXT_OR_NULL,
    "color": choice(*COLORS, is_nullable=True),
}
_FIRST = (
    ("Task", "A specific piece of work", "yellow"),
    ("Bug", "An unexpected problem or behavior", "red"),
    ("Feature", "A request, idea, or new functionality", "blue"),
)
"""Those of each organisation. Source: https://docs.github.com/issues/tracking-your-work-with-issues/using-issues/managing-issue-types-in-an-organization."""
_MOST = 25


def add_first_types(database: Database, org_id: int, at_s: int) -> None:
    """Give a new organisation the types that each has."""
    for name, description, color in _FIRST:
        _insert(database, org_id, at_s, {"name": name, "description": description, "color": color, "is_enabled": True})


def show_type(row: Row | None) -> dict[str, Any] | None:
    """Show a type, None where an issue has none."""
    if row is None:
        return None
    return {
        "id": row["id"],
        "node_id": node_id("IT", row["id"]),
        "name": row["name"],
        "description": row["description"],
        "color": row["color"],
        "created_at": render(row["created_at"]),
        "updated_at": render(row["updated_at"]),
        "is_enabled": row["is_enabled"],
    }


def find_type(call: Call, repo: Row, name: str) -> Row | None:
    """Return an enabled type of the organisation that a repository belongs to, whatever the case of its name."""
    for row in call.database.types.where("org_id", repo["owner_id"]):
        if row["name"].lower() == name.lower() and row["is_enabled"]:
            return row
    return None


@operation("GET /orgs/{org}/issue-types", "orgs/issue-types#list-issue-types-for-an-organization", feature="types")
def list_types(call: Call, org: str) -> Answer:
    """List all types, without pages."""
    return Answer([show_type(row) for row in call.database.types.where("org_id", require_member(call, org)["id"])])


@operation("POST /orgs/{org}/issue-types", "orgs/issue-types#create-issue-type-for-an-organization", feature="types")
def create_type(call: Call, org: str) -> Answer:
    """Make a type; owners may."""
    account = require_owner(call, org)
    given = read_members(call.body, _MEMBERS)
    _check_name(call, account, given["name"], None)
    if call.database.types.count("org_id", account["id"]) >= _MOST:
        raise _refuse(f"Organization may not have more than {_MOST} issue types")
    row = {"description": None, "color": None, **given}
    return Answer(show_type(_insert(call.database, account["id"], call.now_s, row)))


@operation(
    "PUT /orgs/{org}/issue-types/{issue_type_id}",
    "orgs/issue-types#update-issue-type-for-an-organization",
    feature="types",
)
def update_type(call: Call, org: str, issue_type_id: str) -> Answer:
    """Change a type; owners may."""
    account = require_owner(call, org)
    row = _find(call, account, issue_type_id)
    given = read_members(call.body, _MEMBERS)
    _check_name(call, account, given["name"], row["id"])
    call.database.types.update(row["id"], {**given, "updated_at": call.now_s})
    return Answer(show_type(row))


@operation(
    "DELETE /orgs/{org}/issue-types/{issue_type_id}",
    "orgs/issue-types#delete-issue-type-for-an-organization",
    feature="types",
)
def delete_type(call: Call, org: str, issue_type_id: str) -> Answer:
    """Remove a type; its issues have none then."""
    account = require_owner(call, org)
    row = _find(call, account, issue_type_id)
    for repo in call.database.repos.where("owner_id", account["id"]):
        for issue in call.database.issues.where("repo_id", repo["id"]):
            if issue["type_id"] == row["id"]:
                call.database.issues.update(issue["id"], {"type_id": None})
    call.database.types.remove(row["id"])
    return GONE


def _insert(database: Database, org_id: int, at_s: int, given: dict[str, Any]) -> Row:
    row = {"org_id": org_id, **given, "created_at": at_s, "updated_at": at_s}
    database.types.insert(row)
    return row


def _find(call: Call, org: Row, text: str) -> Row:
    row = call.database.types.get(as_id(text))
    if row is None or row["org_id"] != org["id"]:
        raise not_found()
    return row


def _check_name(call: Call, org: Row, name: str, type_id: int | None) -> None:
    if not name.strip():
        raise _refuse("Name can't be blank")
    for row in call.database.types.where("org_id", org["id"]):
        if row["name"].lower() == name.lower() and row["id"] != type_id:
            raise _refuse("Name has already been taken")


def _refuse(text: str) -> Refusal:
    return Refusal(422, "Validation Failed", errors=[text])
