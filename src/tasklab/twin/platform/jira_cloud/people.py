"""People and groups. Source: the groups Myself, Users, User search and Groups of the description."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.jira_cloud.access import find_issue, find_project, is_assignable
from tasklab.twin.platform.jira_cloud.call import Answer
from tasklab.twin.platform.jira_cloud.operation import operation
from tasklab.twin.platform.jira_cloud.page import check_bounds, read_bounds, show_page
from tasklab.twin.platform.jira_cloud.refusal import NO_USER, RefusalError, not_found
from tasklab.twin.platform.jira_cloud.show import show_user

if TYPE_CHECKING:
    from tasklab.twin.platform.jira_cloud.call import Call
    from tasklab.twin.store import Row

_MOST = 1000
_MOST_ID = 128
_NO_ACCOUNT_ID = "The 'accountId' query parameter needs to be provided"


@operation("GET /myself")
def get_myself(call: Call) -> Answer:
    """Return the caller, with groups and products where that is asked for."""
    return Answer(_show_full(call, call.me))


@operation("GET /user")
def get_user(call: Call) -> Answer:
    """Return somebody by account id."""
    account_id = call.text("accountId")
    if account_id is None:
        raise not_found(_NO_ACCOUNT_ID)
    if account_id not in call.database.users:
        raise not_found(NO_USER)
    return Answer(_show_full(call, account_id))


@operation("GET /user/bulk")
def get_users(call: Call) -> Answer:
    """Return several people by account id; unknown ones are left out."""
    ids = call.each("accountId")
    if not ids:
        raise RefusalError(400, _NO_ACCOUNT_ID)
    rows = [call.database.users[each] for each in dict.fromkeys(ids) if each in call.database.users]
    return Answer(show_page(call, "user/bulk", rows, lambda row: show_user(call, row["id"]), 10, 200))


@operation("GET /users")
def list_users(call: Call) -> Answer:
    """List everybody."""
    return _list(call, list(call.database.users.values()))


@operation("GET /users/search")
def list_users_again(call: Call) -> Answer:
    """List everybody."""
    return _list(call, list(call.database.users.values()))


@operation("GET /user/search")
def search_users(call: Call) -> Answer:
    """List those whose name begins with the words of a query, or whose address is it."""
    if call.short_text("accountId", _MOST_ID) is not None:
        return _list(call, [row for row in call.database.users.values() if row["id"] == call.text("accountId")])
    if call.text("query") is None:
        raise RefusalError(400, "A query is required to search users.")
    return _list(
        call, [row for row in call.database.users.values() if row["active"] and _matches(row, call.text("query"))]
    )


@operation("GET /user/assignable/search")
def search_assignable(call: Call) -> Answer:
    """List those to whom issues of a project can be given."""
    issue = call.text("issueKey") or call.text("issueId")
    if issue is not None:
        project = call.database.project_of(find_issue(call, issue))
    elif call.text("project") is not None:
        project = find_project(call, call.text("project") or "")
    else:
        raise RefusalError(400, "Project key or issue key must be specified.")
    rows = [row for row in call.database.users.values() if is_assignable(call.database, project, row["id"])]
    wanted = call.text("accountId")
    return _list(call, [row for row in rows if _matches(row, call.text("query")) and wanted in (None, row["id"])])


@operation("GET /user/groups")
def list_groups_of_user(call: Call) -> Answer:
    """List the groups that somebody is in."""
    account_id = call.text("accountId")
    if account_id not in call.database.users:
        raise not_found(NO_USER)
    return Answer(_groups_of(call, str(account_id)))


@operation("GET /group/bulk")
def list_groups(call: Call) -> Answer:
    """List groups."""
    ids, names = call.each("groupId"), call.each("groupName")
    rows = [
        row for row in call.database.groups.values() if not (ids or names) or row["id"] in ids or row["name"] in names
    ]
    return Answer(show_page(call, "group/bulk", rows, lambda row: {"name": row["name"], "groupId": row["id"]}, 50, 50))


@operation("GET /group")
def get_group(call: Call) -> Answer:
    """Return a group, with its members where that is asked for."""
    row = _find_group(call)
    members = [show_user(call, each) for each in row["member_ids"]]
    wanted = members if any(each.startswith("users") for each in call.all("expand")) else []
    page = {"size": len(members), "items": wanted, "max-results": 50, "start-index": 0, "end-index": len(wanted)}
    return Answer({**_show_group(call, row), "users": page, "expand": "users"})


@operation("GET /group/member")
def list_members(call: Call) -> Answer:
    """List the members of a group."""
    row = _find_group(call)
    rows = [call.database.users[each] for each in row["member_ids"]]
    if not call.flag("includeInactiveUsers"):
        rows = [each for each in rows if each["active"]]
    return Answer(show_page(call, "group/member", rows, lambda each: show_user(call, each["id"]), 50, 50))


def _list(call: Call, rows: list[Row]) -> Answer:
    start, size = check_bounds(*read_bounds(call, 50, _MOST), 50, _MOST)
    return Answer([show_user(call, row["id"]) for row in rows[start : start + size]])


def _matches(row: Row, query: str | None) -> bool:
    """Whether a query is an address, or each of its words begins a word of the name; nothing matches everybody."""
    if not query:
        return True
    text = query.strip().lower()
    words = row["name"].lower().split()
    return row["email"] == text or all(any(word.startswith(part) for word in words) for part in text.split())


def _show_full(call: Call, account_id: str) -> dict[str, Any]:
    shown = show_user(call, account_id) or {}
    groups = _groups_of(call, account_id)
    expand = call.all("expand")
    is_licensed = call.database.users[account_id]["is_licensed"]
    return {
        **shown,
        "locale": "en_US",
        "groups": {"size": len(groups), "items": groups if "groups" in expand else []},
        "applicationRoles": {"size": int(is_licensed), "items": []},
        "expand": "groups,applicationRoles",
    }


def _groups_of(call: Call, account_id: str) -> list[dict[str, Any]]:
    return [_show_group(call, row) for row in call.database.groups.values() if account_id in row["member_ids"]]


def _show_group(call: Call, row: Row) -> dict[str, Any]:
    return {"name": row["name"], "groupId": row["id"], "self": call.url(f"group?groupId={row['id']}")}


def _find_group(call: Call) -> Row:
    id_, name = call.text("groupId"), call.text("groupname")
    if id_ is None and name is None:
        raise RefusalError(400, "Either groupName or groupId must be specified.")
    for row in call.database.groups.values():
        if (id_ is not None and row["id"] == id_) or (id_ is None and row["name"] == name):
            return row
    raise not_found("Specified group does not exist.")
