"""Objects as they are answered, where they stand in others or alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tasklab.twin.platform.jira_cloud.call import Call
    from tasklab.twin.store import Row

CATEGORIES: dict[str, dict[str, Any]] = {
    "undefined": {"id": 1, "key": "undefined", "colorName": "medium-gray", "name": "No Category"},
    "new": {"id": 2, "key": "new", "colorName": "blue-gray", "name": "To Do"},
    "indeterminate": {"id": 4, "key": "indeterminate", "colorName": "yellow", "name": "In Progress"},
    "done": {"id": 3, "key": "done", "colorName": "green", "name": "Done"},
}
"""The categories of statuses, by key. Source: the examples of the description at GET /statuscategory."""
_SIZES = ("48x48", "24x24", "16x16", "32x32")
_PROJECT_SIZES = {"48x48": "", "24x24": "&size=small", "16x16": "&size=xsmall", "32x32": "&size=medium"}


def show_user(call: Call, account_id: Any) -> dict[str, Any] | None:
    """Return somebody; the address only to who it is, or where its owner shows it. None stays None."""
    user = call.database.users.get(account_id)
    if user is None:
        return None
    shown = {
        "self": call.url(f"user?accountId={user['path_id']}"),
        "accountId": user["id"],
        "avatarUrls": {size: f"{call.address}/-/avatar/{user['path_id']}/{size[:2]}" for size in _SIZES},
        "displayName": user["name"],
        "active": user["active"],
        "timeZone": "Etc/UTC",
        "accountType": user["kind"],
    }
    if user["id"] == call.me or user["shows_email"]:
        shown["emailAddress"] = user["email"]
    return shown


def show_status(call: Call, row: Row) -> dict[str, Any]:
    """Return a status."""
    shown = {
        "self": call.url(f"status/{row['id']}"),
        "description": row["description"],
        "iconUrl": f"{call.address}/images/icons/statuses/generic.png",
        "name": row["name"],
        "id": str(row["id"]),
        "statusCategory": show_category(call, row["category"]),
    }
    return shown | show_scope(row)


def show_category(call: Call, key: str) -> dict[str, Any]:
    """Return a category of statuses."""
    category = CATEGORIES[key]
    return {"self": call.url(f"statuscategory/{category['id']}"), **category}


def show_scope(row: Row) -> dict[str, Any]:
    """Return where something of a team-managed project is known; nothing for what the site knows."""
    if row["project"] is None:
        return {}
    return {"scope": {"type": "PROJECT", "project": {"id": str(row["project"])}}}


def show_type(call: Call, row: Row) -> dict[str, Any]:
    """Return an issue type."""
    shown = {
        "self": call.url(f"issuetype/{row['id']}"),
        "id": str(row["id"]),
        "description": row["description"],
        "iconUrl": f"{call.address}/images/icons/issuetypes/{row['icon']}.svg",
        "name": row["name"],
        "subtask": row["level"] < 0,
        "hierarchyLevel": row["level"],
    }
    if row["project"] is None:
        return shown
    return {**shown, "entityId": row["uuid"], **show_scope(row)}


def show_priority(call: Call, row: Row) -> dict[str, Any]:
    """Return a priority, as it stands in an issue."""
    return {
        "self": call.url(f"priority/{row['id']}"),
        "iconUrl": f"{call.address}/images/icons/priorities/{row['name'].lower()}.svg",
        "name": row["name"],
        "id": str(row["id"]),
    }


def show_resolution(call: Call, row: Row) -> dict[str, Any]:
    """Return a resolution."""
    url = call.url(f"resolution/{row['id']}")
    return {"self": url, "id": str(row["id"]), "description": row["description"], "name": row["name"]}


def show_project(call: Call, row: Row) -> dict[str, Any]:
    """Return a project, as it stands in an issue."""
    return {
        "self": call.url(f"project/{row['id']}"),
        "id": str(row["id"]),
        "key": row["key"],
        "name": row["name"],
        "projectTypeKey": row["kind"],
        "simplified": row["is_simplified"],
        "avatarUrls": {
            size: f"{call.address}/secure/projectavatar?pid={row['id']}{more}" for size, more in _PROJECT_SIZES.items()
        },
    }


def show_component(call: Call, row: Row) -> dict[str, Any]:
    """Return a component, as it stands in an issue."""
    shown = {"self": call.url(f"component/{row['id']}"), "id": str(row["id"]), "name": row["name"]}
    return {**shown, "description": row["description"]} if row["description"] else shown


def show_version(call: Call, row: Row) -> dict[str, Any]:
    """Return a version, as it stands in an issue."""
    shown = {
        "self": call.url(f"version/{row['id']}"),
        "id": str(row["id"]),
        "name": row["name"],
        "archived": row["archived"],
        "released": row["released"],
    }
    if row["description"]:
        shown["description"] = row["description"]
    if row["release_date"]:
        shown["releaseDate"] = row["release_date"]
    return shown


def show_option(call: Call, row: Row) -> dict[str, Any]:
    """Return an option of a custom field."""
    return {"self": call.url(f"customFieldOption/{row['id']}"), "value": row["value"], "id": str(row["id"])}


def show_link_type(call: Call, row: Row) -> dict[str, Any]:
    """Return a type of links between issues."""
    return {
        "id": str(row["id"]),
        "name": row["name"],
        "inward": row["inward"],
        "outward": row["outward"],
        "self": call.url(f"issueLinkType/{row['id']}"),
    }


def show_near_issue(call: Call, row: Row) -> dict[str, Any]:
    """Return an issue as it stands in another one: as its parent, its subtask, or linked to it."""
    database = call.database
    fields = {
        "summary": row["summary"],
        "status": show_status(call, database.status_of(row)),
        "priority": show_priority(call, database.must(database.priorities, row["priority"])),
        "issuetype": show_type(call, database.type_of(row)),
    }
    return {"id": str(row["id"]), "key": row["key"], "self": call.url(f"issue/{row['id']}"), "fields": fields}


def show_visibility(row: Row | None) -> dict[str, Any]:
    """Return who something is restricted to; nothing where it is not."""
    return {} if row is None else {"visibility": dict(row)}
