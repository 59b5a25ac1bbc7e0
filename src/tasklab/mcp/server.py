"""Ten tools over the live API, for programs that speak the Model Context Protocol.

Few and broad: who calls them reads their descriptions each time. What a platform refuses is told in its own words, so
that the caller can mend the call. Source: https://modelcontextprotocol.io/specification.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import msgspec
from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError

from tasklab.unified.catalogue import METHODS
from tasklab.unified.error import MethodError

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from tasklab.client.asynchronous import AsyncTasklab

_INSTRUCTIONS = (
    "Tasks in any task manager that the account has connected. Begin with list_connections: every other tool takes a "
    "connection_id. Ids are those of the platform and mean something within their connection only."
)
_KEPT = ("id", "key", "title", "status", "priority", "assignee_ids", "due", "project_id", "url", "updated_at")
"""What a list of tasks shows of each: enough to choose by."""
Words = Literal["project", "status", "priority", "label", "user", "task_type", "section"]


class Tools:
    """The tools, each a method whose docstring is its description."""

    def __init__(self, api: AsyncTasklab) -> None:
        self._api = api

    async def list_connections(self) -> dict[str, Any]:
        """List the connections of the account: which platform each is to, and its id for the other tools."""
        page = await _told(self._api.request("GET", "/v1/connections"))
        names = ("id", "name", "platform", "version", "is_served")
        return {"connections": [{name: each[name] for name in names} for each in page["items"]]}

    async def list_vocabulary(self, connection_id: str, kind: Words, project_id: str | None = None) -> dict[str, Any]:
        """List what tasks are described with: projects, statuses, priorities, labels, users, task types or sections.

        Sections need a project_id. Use the ids in the other tools.
        """
        given = {} if project_id is None else {"project_id": project_id}
        page = await self._call(connection_id, f"{kind}.list", given)
        return {"items": [_without_nulls(each) for each in page["items"]], "next_cursor": page["next_cursor"]}

    async def find_tasks(
        self,
        connection_id: str,
        project_id: str | None = None,
        assignee_id: str | None = None,
        status_category: str | None = None,
        query: str | None = None,
        completed: bool | None = None,
        limit: int = 25,
        cursor: str | None = None,
    ) -> dict[str, Any]:
        """Find tasks by project, person, text or state; shows what is needed to choose one.

        status_category is one of triage, backlog, todo, in_progress, on_hold, done, canceled. Go on with next_cursor.
        """
        chosen = {
            "project_id": project_id,
            "assignee_id": assignee_id,
            "status_category": status_category,
            "query": query,
            "completed": completed,
            "cursor": cursor,
        }
        given = {name: value for name, value in chosen.items() if value is not None}
        page = await self._call(connection_id, "task.list", {**given, "limit": limit, "allow_scan": True})
        tasks = [{name: each[name] for name in _KEPT if each.get(name) is not None} for each in page["items"]]
        return {"tasks": tasks, "next_cursor": page["next_cursor"]}

    async def get_task(self, connection_id: str, task_id: str) -> dict[str, Any]:
        """Read everything about one task. `unsupported` names what this platform cannot say at all."""
        return _without_nulls(await self._call(connection_id, "task.get", {"id": task_id}))

    async def create_task(
        self,
        connection_id: str,
        title: str,
        project_id: str | None = None,
        description: str | None = None,
        assignee_ids: list[str] | None = None,
        due_date: str | None = None,
        more: dict[str, Any] | None = None,
    ) -> dict[str, Any]:
        """Make a task. The description is Markdown, due_date is YYYY-MM-DD, `more` takes fields of task.create."""
        given = {
            "title": title,
            "project_id": project_id,
            "description": description,
            "assignee_ids": assignee_ids,
            "due": None if due_date is None else {"date": due_date},
        }
        fields = {name: value for name, value in given.items() if value is not None} | (more or {})
        return _without_nulls(await self._call(connection_id, "task.create", fields))

    async def update_task(self, connection_id: str, task_id: str, changes: dict[str, Any]) -> dict[str, Any]:
        """Change the given fields of a task and nothing else; null empties a field. Fields are those of task.update."""
        return _without_nulls(await self._call(connection_id, "task.update", {**changes, "id": task_id}))

    async def complete_task(self, connection_id: str, task_id: str, *, is_done: bool = True) -> dict[str, Any]:
        """Mark a task as done, or open it again with is_done false."""
        name = "task.complete" if is_done else "task.reopen"
        return _without_nulls(await self._call(connection_id, name, {"id": task_id}))

    async def list_comments(self, connection_id: str, task_id: str) -> dict[str, Any]:
        """List what people said about a task, in Markdown."""
        page = await self._call(connection_id, "comment.list", {"task_id": task_id})
        return {"comments": [_without_nulls(each) for each in page["items"]], "next_cursor": page["next_cursor"]}

    async def add_comment(self, connection_id: str, task_id: str, body: str) -> dict[str, Any]:
        """Comment on a task, in Markdown."""
        return _without_nulls(await self._call(connection_id, "comment.create", {"task_id": task_id, "body": body}))

    async def list_changes(self, cursor: str = "0", connection_id: str | None = None) -> dict[str, Any]:
        """List what changed on watched connections since a cursor; keep next_cursor for the next time."""
        query = {"cursor": cursor} | ({} if connection_id is None else {"connection_id": connection_id})
        page: dict[str, Any] = await _told(self._api.request("GET", "/v1/events", query=query))
        return page

    async def _call(self, connection_id: str, name: str, given: dict[str, Any]) -> dict[str, Any]:
        try:
            parameters = msgspec.convert(given, METHODS[name].parameters)
        except msgspec.ValidationError as error:
            raise ToolError(str(error)) from error
        result: Any = await _told(self._api.connection(connection_id).call(parameters))
        document: dict[str, Any] = msgspec.to_builtins(result)
        return document


async def _told(wanted: Awaitable[Any]) -> Any:
    """Return what a call gives; what it is refused with is told to the caller."""
    try:
        return await wanted
    except MethodError as error:
        raise ToolError(str(error)) from error


def _without_nulls(document: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if value is not None}


def make_server(api: AsyncTasklab) -> MCPServer:
    """Return the server, which calls the live API through a client."""
    server = MCPServer("tasklab", instructions=_INSTRUCTIONS)
    tools = Tools(api)
    for tool in (
        tools.list_connections,
        tools.list_vocabulary,
        tools.find_tasks,
        tools.get_task,
        tools.create_task,
        tools.update_task,
        tools.complete_task,
        tools.list_comments,
        tools.add_comment,
        tools.list_changes,
    ):
        server.add_tool(tool)
    return server
