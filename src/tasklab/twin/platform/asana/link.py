"""Texts that are plain and rich at once, and links in them to objects of Asana."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasklab.twin.platform.asana.access import may_see_task, project_level
from tasklab.twin.platform.asana.entry import read_text
from tasklab.twin.platform.asana.refusal import RefusalError
from tasklab.twin.platform.asana.rich_text import normalise, plain_of, rich_of
from tasklab.twin.platform.asana.view import Member

if TYPE_CHECKING:
    from tasklab.twin.platform.asana.call import Call
    from tasklab.twin.store import Row


def read_rich(call: Call, plain: str, *, is_notes: bool) -> Row:
    """Return what a request says of a text, plain or rich, as it is kept; nothing where it says nothing.

    Raises: RefusalError, also for both at once.
    """
    rich = f"html_{plain}"
    if plain in call.data and rich in call.data:
        raise RefusalError(400, f"{rich}: Cannot be used with {plain}")
    if rich in call.data:
        html = normalise(read_text(call.data, rich), rich, lambda gid: _resolve(call, gid), is_notes=is_notes)
        return {rich: html, plain: plain_of(html)}
    if plain in call.data:
        return {rich: None, plain: read_text(call.data, plain)}
    return {}


def rich_member(plain: str) -> Member:
    """Return the member that shows a text as rich text, whichever way it was written."""
    return Member(lambda _call, row: row.get(f"html_{plain}") or rich_of(row.get(plain, "")))


def _resolve(call: Call, gid: str) -> dict[str, str] | None:
    database = call.database
    if user := database.users.get(gid):
        return {"type": "user", "name": user["name"], "href": f"{call.address}/0/profile/{gid}"}
    if (task := database.tasks.get(gid)) and may_see_task(call, task):
        return {"type": "task", "name": task["name"], "href": f"{call.address}/0/0/{gid}"}
    if (project := database.projects.get(gid)) and project_level(database, project, call.user_id):
        return {"type": "project", "name": project["name"], "href": f"{call.address}/0/{gid}/{gid}"}
    if tag := database.tags.get(gid):
        return {"type": "tag", "name": tag["name"], "href": f"{call.address}/0/{gid}/{gid}"}
    if team := database.teams.get(gid):
        return {"type": "team", "name": team["name"], "href": f"{call.address}/0/{team['workspace_id']}/team/{gid}"}
    return None
