"""One organization of Asana, and what stands at its addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from tasklab.adapter.message import Response
from tasklab.twin.answer import text_answer
from tasklab.twin.credential import read_header
from tasklab.twin.pace import RateLimit, Spelling
from tasklab.twin.platform.asana import (  # noqa: F401 - each module registers what it serves
    belonging,
    custom_type,
    invitation,
    membership,
    search,
    section,
    tag,
    task,
    task_list,
    task_relation,
    time_entry,
    typeahead,
)
from tasklab.twin.platform.asana.access import authenticate
from tasklab.twin.platform.asana.account import open_account
from tasklab.twin.platform.asana.attachment import DOWNLOAD_PATH, download
from tasklab.twin.platform.asana.batch import PATH as BATCH
from tasklab.twin.platform.asana.batch import read_actions, run_batch
from tasklab.twin.platform.asana.call import Call
from tasklab.twin.platform.asana.database import Database
from tasklab.twin.platform.asana.dispatch import BASE, Answer, dispatch, refuse
from tasklab.twin.platform.asana.moment import render_moment
from tasklab.twin.platform.asana.project import insert_project, insert_section
from tasklab.twin.platform.asana.refusal import SERVER_ERROR, TOO_MANY, UNAUTHORIZED, RefusalError
from tasklab.twin.platform.asana.request import read_request
from tasklab.twin.platform.asana.version import rank_of
from tasklab.twin.site import TwinError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tasklab.adapter.message import Request
    from tasklab.twin.site import Situation

OPTIONS = {
    "plan": "`paid` (search, custom fields, time tracking; 1500 calls a minute) or `free` (none of these; 150)",
    "calls_per_minute": "how many calls a token has in a minute; 0 for no limit",
}
_CALLS = {"paid": 1500, "free": 150}
_SEARCHES = 60
_MINUTE_S = 60.0
_SPELLING = Spelling(limit="", remaining="", reset="")
_SEARCH = "/tasks/search"
_WORDS = {401: UNAUTHORIZED, 403: "Forbidden", 429: TOO_MANY, 500: SERVER_ERROR, 503: "Service Unavailable"}


class AsanaSite:
    """Serves `/api/1.0`, and files below `/-/asset/`."""

    def __init__(self, situation: Situation) -> None:
        """Open it. Raises: TwinError for an option with a value that it cannot have."""
        plan = situation.options.get("plan", "paid")
        if plan not in _CALLS:
            raise TwinError(f"plan={plan!r}: it is paid or free")
        calls = situation.options.get("calls_per_minute", str(_CALLS[plan]))
        if not calls.isascii() or not calls.isdigit():
            raise TwinError(f"calls_per_minute={calls!r}: it is a whole number")
        self._clock = situation.clock
        self._address = situation.address
        self._is_premium = plan == "paid"
        self._limits = [RateLimit(int(calls), _MINUTE_S)] if int(calls) else []
        self._searches = RateLimit(_SEARCHES, _MINUTE_S) if int(calls) else None
        self.database = Database()
        now_s = self._clock()
        self._account = open_account(self.database, render_moment(now_s), now_s, self._address)

    def serve(self, request: Request, version: str) -> Response:
        """Answer a request as `version` does."""
        if request.path.startswith(DOWNLOAD_PATH):
            return download(self.database, request.path, dict(request.query), self._clock())
        if not request.path.startswith(f"{BASE}/"):
            return text_answer("<html><body><h1>404 Not Found</h1></body></html>", 404, "text/html; charset=utf-8")
        try:
            answer, is_pretty = self._answer(request, rank_of(version))
        except RefusalError as error:
            answer, is_pretty = refuse(error), False
        return _respond(answer, is_pretty=is_pretty)

    def _answer(self, request: Request, version: int) -> tuple[Answer, bool]:
        user = authenticate(self.database, request)
        host = read_header(request, "host")
        address = f"{self._address.partition('://')[0]}://{host}" if host else self._address
        call = Call(self.database, user, self._clock(), version, address, self._is_premium)
        call.path = request.path.removeprefix(BASE).rstrip("/") or "/"
        if call.path == BATCH and request.verb == "POST":
            is_pretty = read_request(call, request)
            actions = read_actions(call)
            self._count(call, len(actions))
            return run_batch(call, actions), is_pretty
        self._count(call, 1)
        is_pretty = read_request(call, request)
        return dispatch(call, request.verb), is_pretty

    def _count(self, call: Call, calls: int) -> None:
        """Count calls of a user; a batch counts as what it holds. Raises: RefusalError (429)."""
        limits = [*self._limits, *([self._searches] if self._searches and call.path.endswith(_SEARCH) else [])]
        for limit in limits:
            for _ in range(calls):
                standing = limit.take(call.user_id, call.now_s)
                if standing.is_over:
                    raise RefusalError(429, TOO_MANY, standing.headers(_SPELLING, call.now_s))

    def refuse(self, status: int, retry_after_s: int | None = None) -> Response:
        """Word a refusal as Asana does."""
        headers = {} if retry_after_s is None else {"retry-after": str(retry_after_s)}
        return _respond(refuse(RefusalError(status, _WORDS.get(status, "Error"), headers)), is_pretty=False)

    def seed(self, tasks: int) -> Mapping[str, Any]:
        """Make a project of the main user with so many tasks, each with a name of its own, without stories."""
        facts = self._account.facts
        user = self.database.users.get(facts["user_id"]) or {}
        call = Call(self.database, user, self._clock(), 0, self._address, is_premium=True)
        project = insert_project(call, facts["workspace_id"], facts["team_id"], "Seeded")
        place = insert_section(call, project["id"], "Seeded")
        order = self.database.orders["tasks", place["id"]]
        for number in range(1, tasks + 1):
            row = task.new_task(call, facts["workspace_id"], [call.user_id])
            row["name"] = f"Task {number}"
            gid = str(self.database.tasks.insert(row))
            self.database.placements.insert({"task_id": gid, "project_id": project["id"], "section_id": place["id"]})
            order.insert(gid)
        return {"project_id": project["id"], "section_id": place["id"], "tasks": tasks}

    def account(self) -> Mapping[str, str]:
        """Return the token of the main user."""
        return self._login(self._account.tokens["main"])

    def people(self) -> Mapping[str, Mapping[str, str]]:
        """Return further accounts by role: `bad` is refused, `second` is a member, `guest` only looks."""
        tokens = self._account.tokens
        return {
            "bad": self._login("2/1/1:revoked"),
            "second": self._login(tokens["second"]),
            "guest": self._login(tokens["guest"]),
        }

    def facts(self) -> Mapping[str, str]:
        """Return the gids that an outsider needs."""
        return self._account.facts

    def _login(self, token: str) -> dict[str, str]:
        return {"endpoint": BASE, "personal_access_token": token}


def _respond(answer: Answer, *, is_pretty: bool) -> Response:
    if answer.body is None:
        return Response(status=answer.status, headers=answer.headers)
    body = msgspec.json.encode(answer.body)
    if is_pretty:
        body = msgspec.json.format(body, indent=2)
    headers = {"content-type": "application/json; charset=UTF-8", **answer.headers}
    return Response(status=answer.status, headers=headers, body=body)
