"""One account of monday.com, and what stands at its addresses."""

from __future__ import annotations

import datetime as dt
import uuid
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import msgspec

from tasklab.twin.answer import json_answer, text_answer
from tasklab.twin.credential import read_header
from tasklab.twin.platform.monday import (  # noqa: F401 - each module registers what it answers
    around,
    item,
    item_write,
    kind_made,
    kind_plain,
    kind_time,
    update,
)
from tasklab.twin.platform.monday.asset import FILES, deliver
from tasklab.twin.platform.monday.call import Call
from tasklab.twin.platform.monday.cursor import Cursors
from tasklab.twin.platform.monday.database import Database
from tasklab.twin.platform.monday.execution import Operation, run
from tasklab.twin.platform.monday.item_write import new_item
from tasklab.twin.platform.monday.limit import MOST, POINTS, REQUESTS, Window, exhausted, measure, too_complex, too_many
from tasklab.twin.platform.monday.moment import render_moment
from tasklab.twin.platform.monday.opening import TOKENS, add_people, fill
from tasklab.twin.platform.monday.refusal import HttpRefusalError, RefusalError
from tasklab.twin.platform.monday.request import read_document, read_file_form
from tasklab.twin.platform.monday.sdl import sdl_of
from tasklab.twin.platform.monday.version import VERSIONS, current_on, default_on, is_form, served_on
from tasklab.twin.site import TwinError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tasklab.adapter.message import Request, Response
    from tasklab.twin.site import Situation
    from tasklab.twin.store import Row

PATH, FILE_PATH, SCHEMA_PATH = "/v2", "/v2/file", "/v2/get_schema"
OPTIONS = {
    "requests_per_minute": "how many requests a token has in a minute; 0 for no limit, 2500 when left out",
    "complexity_per_minute": "how many points of complexity a token has in a minute; 0 for no limit",
    "items_per_board": "how many items a board may have; 0 for no limit, none when left out: plans differ",
    "today": "a day such as 2026-03-01: versions that are gone on it, or not there yet, are answered by another one,"
    " without a word; when left out every version that the header names is served",
}
_WORDS = {403: "Forbidden", 404: "Not Found", 410: "Gone", 500: "Internal server error", 503: "Service Unavailable"}
_UNLIMITED = 10**12


class MondaySite:
    """Serves `/v2`, `/v2/file`, and files at the addresses that it gives."""

    def __init__(self, situation: Situation) -> None:
        """Open it. Raises: TwinError for an option with a value that it cannot have."""
        self._requests = _whole(situation.options, "requests_per_minute", REQUESTS)
        self._points = _whole(situation.options, "complexity_per_minute", POINTS)
        self._today = _day(situation.options, "today")
        self._clock = situation.clock
        self._version = situation.version
        self._address = situation.address
        self._windows: dict[str, tuple[Window, Window]] = {}
        self._request_count = 0
        self._cursors = Cursors()
        self.database = Database()
        limit = _whole(situation.options, "items_per_board", _UNLIMITED)
        self.database.items_limit = None if limit == _UNLIMITED else limit
        people = add_people(self.database, render_moment(self._clock()))
        self._facts = fill(self._inner_call(people["main"]), people)

    def _inner_call(self, user: Row) -> Call:
        return Call(self.database, self._cursors, user, self._clock(), self._version, self._version, "")

    def serve(self, request: Request, version: str) -> Response:
        """Answer a request as `version` does, or as the one that its header names."""
        now_s = self._clock()
        if "://" in request.path:  # a driver without sockets names the host, where that is another
            request = msgspec.structs.replace(request, path=urlsplit(request.path).path)
        if request.path.startswith(FILES):
            return deliver(self.database, request, now_s)
        asked = read_header(request, "api-version")
        served, current = self._choose(version, asked)
        if request.path == SCHEMA_PATH and request.verb == "GET":
            wanted = dict(request.query).get("version", served)
            return text_answer(sdl_of(wanted if wanted in VERSIONS else served))
        if request.path not in (PATH, FILE_PATH):
            return text_answer("Not Found", 404)
        try:
            if asked is not None and not is_form(asked) and asked not in ("dev", "stable"):
                raise _bad_version(served, self.database.account["id"], asked)
            return self._answer(request, served, current, now_s)
        except HttpRefusalError as error:
            return json_answer(error.body, error.status, error.headers)

    def _choose(self, version: str, asked: str | None) -> tuple[str, str]:
        """Return which version answers, and which is current."""
        if version != self._version:  # a fault: whatever the header says
            return version, self._version
        if self._today is not None:
            served = served_on(self._today, asked) if asked else default_on(self._today)
            return served, current_on(self._today)
        return (asked if asked in VERSIONS else version), version

    def _answer(self, request: Request, version: str, current: str, now_s: float) -> Response:
        user = self._authenticate(request, version)
        requests, points = self._windows_of(str(user["id"]), now_s)
        if requests.left < 1:
            raise too_many(version, requests.wait_s(now_s))
        requests.used += 1
        if request.verb != "POST":
            raise HttpRefusalError(405, {"error_message": "Method Not Allowed", "status_code": 405})
        asked = read_file_form(request, version) if request.path == FILE_PATH else read_document(request, version)
        call = Call(self.database, self._cursors, user, now_s, version, current, self._origin(request))
        call.request_id = self._next_request_id()
        operation = Operation(version, self.database.account["id"], asked.text, asked.name)
        self._spend(call, operation, asked.variables, points)
        return json_answer(run(call, operation, asked.variables))

    def _spend(self, call: Call, operation: Operation, variables: Mapping[str, Any], points: Window) -> None:
        node = operation.node
        cost = measure(node.selection_set, operation.fragments, variables, is_mutation=operation.is_mutation)
        account_id = self.database.account["id"]
        if cost > MOST:
            raise too_complex(call.version, account_id, cost)
        before = points.left
        if cost > before:
            raise exhausted(call.version, account_id, cost, points, call.now_s)
        points.used += cost
        told = {"before": before, "query": cost, "after": points.left}
        # A limit that is none is told as the largest number that the field can hold.
        call.complexity = {name: min(value, 2**31 - 1) for name, value in told.items()}
        call.complexity["reset_in_x_seconds"] = points.wait_s(call.now_s)

    def _authenticate(self, request: Request, version: str) -> Row:
        token = (read_header(request, "authorization") or "").removeprefix("Bearer ").strip()
        user = self.database.users.get(self.database.tokens.get(token))
        if user is None:
            raise _unauthenticated(version)
        return user

    def _windows_of(self, caller: str, now_s: float) -> tuple[Window, Window]:
        windows = self._windows.setdefault(caller, (Window(self._requests), Window(self._points)))
        for each in windows:
            each.turn(now_s)
        return windows

    def _origin(self, request: Request) -> str:
        host = read_header(request, "host")
        scheme = read_header(request, "x-forwarded-proto") or self._address.partition("://")[0]
        return f"{scheme}://{host}" if host else self._address

    def _next_request_id(self) -> str:
        self._request_count += 1
        return str(uuid.uuid5(uuid.NAMESPACE_URL, str(self._request_count)))

    def refuse(self, status: int, retry_after_s: int | None = None) -> Response:
        """Word a refusal as monday.com does."""
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            error = too_many(self._version, retry_after_s or 1)
            return json_answer(error.body, error.status, error.headers)
        if status == HTTPStatus.UNAUTHORIZED:
            error = _unauthenticated(self._version)
            return json_answer(error.body, error.status)
        headers = {} if retry_after_s is None else {"retry-after": str(retry_after_s)}
        if status == HTTPStatus.INTERNAL_SERVER_ERROR:
            refusal = RefusalError("INTERNAL_SERVER_ERROR", "Internal server error", status)
            if self._version >= "2025-01":
                return json_answer({"errors": [{"message": refusal.message, "extensions": refusal.extensions}]}, status)
            return json_answer(refusal.legacy, status)
        return text_answer(_WORDS.get(status, "Error"), status, headers=headers)

    def seed(self, tasks: int) -> Mapping[str, Any]:
        """Make items on the board, each with a name of its own."""
        facts = self._facts
        call = self._inner_call(self.database.users.get(int(facts["user_id"])) or {})
        board = call.board(facts["project_id"])
        for number in range(1, tasks + 1):
            new_item(call, board, "topics", f"Task {number}")
        return {"board_id": facts["project_id"], "group_id": "topics", "tasks": tasks}

    def account(self) -> Mapping[str, str]:
        """Return the API token of the main user, an administrator."""
        return {"endpoint": PATH, "api_token": TOKENS["main"]}

    def people(self) -> Mapping[str, Mapping[str, str]]:
        """Return further tokens: one that was revoked, one of a member, and one of a member who owns no board."""
        roles = {"bad": "bad", "second": "second", "guest": "reader"}
        return {role: {"endpoint": PATH, "api_token": TOKENS[name]} for role, name in roles.items()}

    def facts(self) -> Mapping[str, str]:
        """Return ids: people, a workspace, a board for all, one with a guest, one that the main user cannot see."""
        return self._facts


def _whole(options: Mapping[str, str], name: str, usual: int) -> int:
    value = options.get(name)
    if value is None:
        return usual
    if not value.isascii() or not value.isdigit():
        raise TwinError(f"{name}={value!r}: it is a whole number")
    return int(value) or _UNLIMITED


def _day(options: Mapping[str, str], name: str) -> dt.date | None:
    value = options.get(name)
    if value is None:
        return None
    try:
        return dt.date.fromisoformat(value)
    except ValueError as error:
        raise TwinError(f"{name}={value!r}: it is a day such as 2026-03-01") from error


def _unauthenticated(version: str) -> HttpRefusalError:
    if version >= "2025-01":
        extensions = {"code": "Unauthorized", "status_code": 401}
        return HttpRefusalError(401, {"errors": [{"message": "Not Authenticated", "extensions": extensions}]})
    return HttpRefusalError(401, {"errors": ["Not Authenticated"]})


def _bad_version(version: str, account_id: int, asked: str) -> HttpRefusalError:
    refusal = RefusalError("InvalidVersionException", f"Invalid API version: {asked}", 400)
    if version >= "2025-01":
        return HttpRefusalError(400, {"errors": [{"message": refusal.message, "extensions": refusal.extensions}]})
    return HttpRefusalError(400, {**refusal.legacy, "account_id": account_id})
