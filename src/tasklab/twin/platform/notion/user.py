"""People and bots. Source: https://developers.notion.com/reference/user (2026-11-27)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.notion.call import Call, path_id
from tasklab.twin.platform.notion.file import MAX_FILE
from tasklab.twin.platform.notion.paging import cut
from tasklab.twin.platform.notion.refusal import unknown
from tasklab.twin.platform.notion.route import serves
from tasklab.twin.platform.notion.version import IN_TRASH

if TYPE_CHECKING:
    from tasklab.twin.store import Row


def show_user(call: Call, row: Row) -> dict[str, Any]:
    """Return a user; mail addresses need the capability to know them."""
    shown = {"object": "user", "id": row["id"], "name": row["name"], "avatar_url": None, "type": row["type"]}
    if row["type"] == "person":
        return {**shown, "person": {"email": row["email"]} if "emails" in call.integration.capabilities else {}}
    workspace = call.database.workspace
    bot = {
        "owner": {"type": "workspace", "workspace": True},
        "workspace_name": workspace["name"],
        "workspace_limits": {"max_file_upload_size_in_bytes": MAX_FILE},
    }
    if call.version >= IN_TRASH:
        bot["workspace_id"] = workspace["id"]
    return {**shown, "bot": bot if row["id"] == call.user_id else {}}


@serves("GET", "/v1/users/me")
def _me(call: Call) -> Any:
    return show_user(call, call.database.users.get(call.user_id) or {})


@serves("GET", "/v1/users")
def _list(call: Call) -> Any:
    call.demand("users")
    users = call.database.users
    ids = [row["id"] for row in users if not row["is_guest"]]
    return cut(call, ids, "user", lambda id_: show_user(call, users.get(id_) or {}))


@serves("GET", "/v1/users/{user_id}")
def _get(call: Call, id_: str) -> Any:
    call.demand("users")
    row = call.database.users.get(path_id(id_, "user_id"))
    if row is None:
        raise unknown("user", id_)
    return show_user(call, row)
