"""One site of Jira Cloud, and what stands at its addresses."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import msgspec

from tasklab.adapter.message import Request, Response
from tasklab.twin.answer import json_answer, text_answer
from tasklab.twin.credential import read_header
from tasklab.twin.pace import RateLimit
from tasklab.twin.platform.jira_cloud import (  # noqa: F401 - each module registers what it serves
    bulk,
    issue,
    issue_meta,
    metadata,
    part,
    people,
    search,
)
from tasklab.twin.platform.jira_cloud.access import authenticate
from tasklab.twin.platform.jira_cloud.attachment import MEDIA, serve_media
from tasklab.twin.platform.jira_cloud.call import Answer, Call
from tasklab.twin.platform.jira_cloud.database import Database
from tasklab.twin.platform.jira_cloud.household import EMAILS, GUEST, MAIN, SECOND, open_household, token_of
from tasklab.twin.platform.jira_cloud.issue_write import insert_issue
from tasklab.twin.platform.jira_cloud.moment import as_datetime
from tasklab.twin.platform.jira_cloud.operation import find_router
from tasklab.twin.platform.jira_cloud.project import finish_tasks
from tasklab.twin.platform.jira_cloud.project_write import make_project
from tasklab.twin.platform.jira_cloud.refusal import TOO_MANY, UNAUTHENTICATED, RefusalError, not_found
from tasklab.twin.platform.jira_cloud.version import ADF_API, APIS, edition_of
from tasklab.twin.site import TwinError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tasklab.twin.pace import Standing
    from tasklab.twin.site import Situation
    from tasklab.twin.store import Row, Table

OPTIONS = {
    "calls_per_second": "how many calls somebody has in a second (350); 0 for no limit",
    "index_delay": "seconds until `/search/jql` finds a new issue (0)",
}
_CALLS = 350
_BASE = "/rest/api/"
_NEAR = 5
"""A fifth of a limit or less is near to it."""
_WORDS = {403: "Forbidden", 410: "Gone", 429: TOO_MANY, 500: "Internal server error", 503: "Service Unavailable"}
_NO_PAGE = "<html><head><title>Oops, you&#39;ve found a dead link. - Jira</title></head><body></body></html>"


class JiraSite:
    """Serves `/rest/api/2` and `/rest/api/3`, and files below `/-/media/file/`."""

    def __init__(self, situation: Situation) -> None:
        """Open it. Raises: TwinError for an option with a value that it cannot have."""
        calls = _read_option(situation, "calls_per_second", _CALLS)
        self._index_delay_s = _read_option(situation, "index_delay", 0)
        self._clock = situation.clock
        self._address = situation.address
        self._limit = RateLimit(calls, 1.0) if calls else None
        self._count = 0
        self.database = Database()
        self._home = open_household(self.database)

    def serve(self, request: Request, version: str) -> Response:
        """Answer a request as `version` does."""
        now_s = self._clock()
        if request.path.startswith(MEDIA):
            return serve_media(self.database, request, now_s)
        if not request.path.startswith(_BASE):
            return text_answer(_NO_PAGE, 404, "text/html;charset=UTF-8")
        api, _, path = request.path.removeprefix(_BASE).partition("/")
        host = read_header(request, "host")
        address = f"{self._address.partition('://')[0]}://{host}" if host else self._address
        call = Call(self.database, request, api, edition_of(version), address, now_s, self._index_delay_s)
        headers = self._name_request(request)
        try:
            answer = self._answer(call, path, headers)
        except RefusalError as error:
            answer = Answer(error.body, error.status, error.headers)
        return _respond(answer, headers)

    def _answer(self, call: Call, path: str, headers: dict[str, str]) -> Answer:
        if call.api not in APIS:
            raise not_found(f"null for uri: {call.address}{call.request.path}")
        found = find_router().find(call.request.verb, path)
        if found is None:
            verbs = find_router().verbs(path)
            if verbs:
                raise RefusalError(405, "Method Not Allowed", headers={"allow": ",".join(verbs)})
            raise not_found(f"null for uri: {call.address}{call.request.path}")
        operation, values = found
        if call.api not in operation.apis:
            raise not_found(f"null for uri: {call.address}{call.request.path}")
        if not operation.is_public:
            call.user = authenticate(call)
            headers["x-aaccountid"] = quote(call.me, safe="")
            self._count_call(call, headers)
        finish_tasks(call)
        return operation.serve(call, **values)

    def _count_call(self, call: Call, headers: dict[str, str]) -> None:
        """Count a call, and say how the caller stands. Raises: RefusalError (429)."""
        if self._limit is None:
            return
        standing = self._limit.take(call.me, call.now_s)
        headers |= {"x-ratelimit-limit": str(standing.limit), "x-ratelimit-remaining": str(standing.remaining)}
        if standing.remaining * _NEAR < standing.limit:
            headers["x-ratelimit-nearlimit"] = "true"
        if standing.is_over:
            raise RefusalError(429, TOO_MANY, headers=_limit_headers(standing))

    def _name_request(self, request: Request) -> dict[str, str]:
        self._count += 1
        trace = hashlib.sha256(f"{self._count} {request.verb} {request.path}".encode()).hexdigest()[:32]
        return {"x-arequestid": trace[::-1], "atl-traceid": trace, "cache-control": "no-cache, no-store, no-transform"}

    def refuse(self, status: int, retry_after_s: int | None = None) -> Response:
        """Word a refusal as Jira does."""
        headers = {} if retry_after_s is None else {"retry-after": str(retry_after_s)}
        if status == 401:  # noqa: PLR2004 - the one that is worded in another way
            headers["x-seraph-loginreason"] = "AUTHENTICATED_FAILED"
            return json_answer({"message": UNAUTHENTICATED, "status-code": 401}, 401, headers)
        if status == 429:  # noqa: PLR2004 - as above
            headers["ratelimit-reason"] = "jira-burst-based"
        return json_answer({"errorMessages": [_WORDS.get(status, "Error")], "errors": {}}, status, headers)

    def seed(self, tasks: int) -> Mapping[str, Any]:
        """Make a company-managed project of the main user with so many issues of the type Task."""
        database = self.database
        number = len(database.projects)
        project = make_project(database, key=f"SEED{number}", name=f"Seeded {number}", lead=MAIN)
        type_ = next(row for row in database.types_of(project) if row["name"] == "Task")
        call = self._act_as(MAIN)
        for each in range(1, tasks + 1):
            insert_issue(call, project, type_, {"summary": f"Task {each}"})
        return {"project_id": str(project["id"]), "project_key": project["key"], "tasks": tasks}

    def _act_as(self, account_id: str) -> Call:
        request = Request(verb="POST", path="/")
        user: Row = self.database.users[account_id]
        return Call(self.database, request, ADF_API, edition_of("v3"), self._address, self._clock(), 0, user)

    def account(self) -> Mapping[str, str]:
        """Return the address and the token of the main user."""
        return _login(MAIN)

    def people(self) -> Mapping[str, Mapping[str, str]]:
        """Return further accounts by role: `bad` is refused, `second` is a member, `guest` only looks."""
        bad = {**_login(MAIN), "api_token": "ATATT3xFfGF0-revoked"}
        return {"bad": bad, "second": _login(SECOND), "guest": _login(GUEST)}

    def facts(self) -> Mapping[str, str]:
        """Return the ids that an outsider needs; statuses, types and fields are those that a plain new issue can have.

        What main may not see there is none of: it administers the site.
        """
        crew = next(row["id"] for row in self.database.groups.values() if row["name"] == "crew")
        return {
            "user_id": MAIN,
            "second_user_id": SECOND,
            "guest_user_id": GUEST,
            "project_id": str(self._home["id"]),
            "team_id": crew,
            "status_ids": _ids_of(self.database.statuses, "To Do", "In Progress", "Done"),
            "type_ids": _ids_of(self.database.issue_types, "Task", "Story"),
            "custom_field_ids": " ".join(id_ for id_, row in self.database.custom_fields.items() if row["on_screens"]),
        }


def _ids_of(table: Table, *names: str) -> str:
    """Return the ids of what has a name, where all projects share it, with spaces between."""
    first = {row["name"]: row["id"] for row in table.where("project", None)}
    return " ".join(str(first[name]) for name in names)


def _login(account_id: str) -> dict[str, str]:
    return {"email": EMAILS[account_id], "api_token": token_of(account_id)}


def _read_option(situation: Situation, name: str, default: int) -> int:
    text = situation.options.get(name, str(default))
    if not text.isascii() or not text.isdigit():
        raise TwinError(f"{name}={text!r}: it is a whole number")
    return int(text)


def _limit_headers(standing: Standing) -> dict[str, str]:
    reset = as_datetime(int(standing.reset_at_s * 1000))
    return {"retry-after": "1", "x-ratelimit-reset": f"{reset:%Y-%m-%dT%H:%M}Z", "ratelimit-reason": "jira-burst-based"}


def _respond(answer: Answer, headers: Mapping[str, str]) -> Response:
    if answer.content is not None:
        return Response(status=answer.status, headers={**headers, **answer.headers}, body=answer.content)
    if answer.body is None:
        return Response(status=answer.status, headers={**headers, **answer.headers})
    kind = {"content-type": "application/json;charset=UTF-8"}
    return Response(
        status=answer.status, headers={**kind, **headers, **answer.headers}, body=msgspec.json.encode(answer.body)
    )
