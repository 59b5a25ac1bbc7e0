"""One installation of Kanboard: its users, its token, and what is at its addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.answer import json_answer, text_answer
from tasklab.twin.credential import read_header
from tasklab.twin.platform.kanboard import (  # noqa: F401 - each module registers its procedures
    action,
    application,
    board,
    category,
    column,
    comment,
    external_link,
    file,
    group,
    link,
    me,
    member,
    metadata,
    search,
    subtask,
    swimlane,
    tag,
    task_link,
    task_move,
)
from tasklab.twin.platform.kanboard.access import ADMIN, APPLICATION_USER, MANAGER, USER, authenticate
from tasklab.twin.platform.kanboard.database import Database
from tasklab.twin.platform.kanboard.procedure import Call
from tasklab.twin.platform.kanboard.project import insert_project
from tasklab.twin.platform.kanboard.rpc import FORBIDDEN, UNAUTHORIZED, answer, refusal
from tasklab.twin.platform.kanboard.task import insert_tasks
from tasklab.twin.platform.kanboard.user import insert_user
from tasklab.twin.platform.kanboard.version import rank_of
from tasklab.twin.site import TwinError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tasklab.adapter.message import Request, Response
    from tasklab.twin.site import Situation

PATH = "/jsonrpc.php"
TOKEN = "19ffd9709d03ce50675c3a43d1c49c1ac207f4bc45f06c5b2701fbdf8929"  # noqa: S105 - the documents' example; it opens nothing
USERNAME, PASSWORD = "admin", "admin"
_GROUP = "Crew"
_FURTHER_PASSWORD = "further"  # noqa: S105 - of people who exist in a twin only
OPTIONS = {
    "token": "the token of the application API",
    "header": "the name of an alternative header for credentials, as API_AUTHENTICATION_HEADER sets it",
    "numbers": "`text` (as the documents show them) or `native` (as PHP 8.1 and later give them)",
}
_REASONS = {
    404: "Not Found",
    410: "Gone",
    429: "Too Many Requests",
    500: "Internal Server Error",
    503: "Service Unavailable",
}


class KanboardSite:
    """Serves `/jsonrpc.php`; a new one has an administrator and nothing else, as Kanboard is installed."""

    def __init__(self, situation: Situation) -> None:
        """Install it. Raises: TwinError for an option with a value that it cannot have."""
        options = situation.options
        numbers = options.get("numbers", "text")
        if numbers not in {"text", "native"}:
            raise TwinError(f"numbers={numbers!r}: it is text or native")
        self._clock = situation.clock
        self._address = situation.address
        self._token = options.get("token", TOKEN)
        self._header = options.get("header", "")
        self._has_native_numbers = numbers == "native"
        self.database = Database()
        insert_user(self.database, username=USERNAME, password=PASSWORD, role=ADMIN)

    def serve(self, request: Request, version: str) -> Response:
        """Answer a request as `version` does: whatever its verb, the body is read as JSON-RPC."""
        if request.path != PATH:
            return self.refuse(404)
        return answer(request, lambda: self._sign(request, rank_of(version)))

    def refuse(self, status: int, retry_after_s: int | None = None) -> Response:
        """Word a refusal: 401 and 403 as Kanboard does, others as the web server before it."""
        worded = {401: UNAUTHORIZED, 403: FORBIDDEN}.get(status)
        if worded is not None:
            return json_answer(refusal(*worded), status)
        headers = {} if retry_after_s is None else {"retry-after": str(retry_after_s)}
        reason = f"{status} {_REASONS.get(status, 'Error')}"
        page = f"<html><head><title>{reason}</title></head><body><h1>{reason}</h1></body></html>"
        return text_answer(page, status, "text/html", headers)

    def seed(self, tasks: int) -> Mapping[str, Any]:
        """Make a project with so many tasks, each with a title of its own; the administrator manages it."""
        call = Call(self.database, None, int(self._clock()), 0, self._address)
        project_id = insert_project(call, {"name": "Seeded"}, user_id=1, is_member=True)
        insert_tasks(call, project_id, tasks)
        return {"project_id": project_id, "tasks": tasks}

    def account(self) -> Mapping[str, str]:
        """Return both ways to come in."""
        return {
            "endpoint": PATH,
            "api_username": APPLICATION_USER,
            "api_token": self._token,
            "username": USERNAME,
            "password": PASSWORD,
        }

    def people(self) -> Mapping[str, Mapping[str, str]]:
        """Return a stranger, one who may make projects, and one who may only look; the latter two are made now."""
        second = {"username": "second", "password": _FURTHER_PASSWORD}
        guest = {"username": "guest", "password": _FURTHER_PASSWORD}
        for who, role in ((second, MANAGER), (guest, USER)):
            if self.database.users.first("username", who["username"]) is None:
                insert_user(self.database, username=who["username"], password=who["password"], role=role)
        self._form_group()
        # A wrong password of a real user would lock that user out after three tries.
        bad = {"username": "stranger", "password": _FURTHER_PASSWORD, "api_token": "wrong"}
        return {role: {**self.account(), **who} for role, who in (("bad", bad), ("second", second), ("guest", guest))}

    def facts(self) -> Mapping[str, str]:
        """Return the ids of the users, of a group, and of who is in it."""
        self.people()
        names = {"user_id": USERNAME, "second_user_id": "second", "guest_user_id": "guest"}
        users = {fact: self.database.users.first("username", name) for fact, name in names.items()}
        known = {fact: str(user["id"]) for fact, user in users.items() if user is not None}
        crew = self.database.groups.first("name", _GROUP) or {}
        members = [str(each["user_id"]) for each in self.database.group_members.where("group_id", crew.get("id"))]
        return {**known, "team_id": str(crew.get("id")), "team_member_ids": " ".join(members)}

    def _form_group(self) -> None:
        """Put the administrator and the second user into a group, once; it may do nothing that they may not."""
        if self.database.groups.first("name", _GROUP) is None:
            crew = self.database.groups.insert({"external_id": "", "name": _GROUP})
            for name in (USERNAME, "second"):
                user = self.database.users.first("username", name) or {}
                self.database.group_members.insert({"group_id": crew, "user_id": user["id"]})

    def _sign(self, request: Request, version: int) -> Call:
        user = authenticate(request, self.database, self._token, self._header)
        host = read_header(request, "host")
        address = f"http://{host}" if host else self._address
        return Call(self.database, user, int(self._clock()), version, address, self._has_native_numbers)
