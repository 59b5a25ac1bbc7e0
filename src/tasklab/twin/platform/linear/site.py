"""One workspace of Linear, and what stands at its addresses."""

from __future__ import annotations

import math
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import msgspec
from graphql import execute_sync

from tasklab.twin.answer import json_answer, text_answer
from tasklab.twin.body import BodyError, read_json
from tasklab.twin.credential import read_header
from tasklab.twin.platform.linear import (  # noqa: F401 - each module registers what it answers
    attachment,
    comment,
    cycle,
    label,
    project,
    relation,
    search,
)
from tasklab.twin.platform.linear.access import authenticate
from tasklab.twin.platform.linear.call import Call
from tasklab.twin.platform.linear.complexity import MOST, measure, render
from tasklab.twin.platform.linear.database import Database
from tasklab.twin.platform.linear.execution import execute
from tasklab.twin.platform.linear.file import ASSET_PATH, STORAGE_PATH, deliver, receive, sign_addresses
from tasklab.twin.platform.linear.issue_write import new_issue, number_issue
from tasklab.twin.platform.linear.limit import Budgets, open_budgets
from tasklab.twin.platform.linear.moment import render_moment
from tasklab.twin.platform.linear.opening import KEYS, add_people, fill
from tasklab.twin.platform.linear.plan import Document, bind, read_document, read_variables
from tasklab.twin.platform.linear.refusal import (
    HttpRefusalError,
    graphql_error,
    rate_limited,
    too_complex,
    unauthenticated,
)
from tasklab.twin.platform.linear.sdl import schema_of
from tasklab.twin.site import TwinError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphql import OperationDefinitionNode

    from tasklab.adapter.message import Request, Response
    from tasklab.twin.site import Situation

PATH = "/graphql"
OPTIONS = {
    "requests_per_hour": "how many requests a user has in an hour; 0 for no limit, Linear's own when left out",
    "complexity_per_hour": "how many points of complexity a user has in an hour; 0 for no limit",
}
_WORDS = {403: "Forbidden", 404: "Not Found", 410: "Gone", 500: "Internal server error", 503: "Service Unavailable"}


class LinearSite:
    """Serves `/graphql`, and files at the addresses that it gives."""

    def __init__(self, situation: Situation) -> None:
        """Open it. Raises: TwinError for an option with a value that it cannot have."""
        self._limits = {
            "requests": _whole(situation.options, "requests_per_hour"),
            "complexity": _whole(situation.options, "complexity_per_hour"),
        }
        self._clock = situation.clock
        self._version = situation.version
        self._address = situation.address
        self._budgets: dict[tuple[str, bool, str], Budgets] = {}
        self.database = Database()
        people = add_people(self.database, render_moment(self._clock()))
        self._facts = fill(self._inner_call(people["main"]), people)

    def _inner_call(self, user: Any) -> Call:
        scopes = frozenset({"read", "write"})
        return Call(self.database, user, scopes, self._clock(), self._version, "", "", Budgets())

    def serve(self, request: Request, version: str) -> Response:
        """Answer a request as `version` does."""
        now_s = self._clock()
        if "://" in request.path:  # a driver without sockets names the host, where that is another
            request = msgspec.structs.replace(request, path=urlsplit(request.path).path)
        if request.path.startswith(f"{STORAGE_PATH}/"):
            return receive(self.database, request, now_s)
        if ASSET_PATH.fullmatch(request.path):
            return deliver(self.database, request, now_s, lambda: authenticate(self.database, request))
        if request.path != PATH:
            return text_answer("Not Found", 404)
        try:
            return self._answer(request, version, now_s)
        except HttpRefusalError as error:
            return json_answer({"errors": error.errors}, error.status, error.headers)

    def _answer(self, request: Request, version: str, now_s: float) -> Response:
        user, scopes, is_token = authenticate(self.database, request)
        budgets = self._budgets_of(user["id"], version, now_s, is_token=is_token)
        _count_request(budgets)
        files_at, storage_at = self._hosts(request)
        call = Call(self.database, user, scopes, now_s, version, files_at, storage_at, budgets)
        try:
            body, points = _run(call, request)
        except HttpRefusalError as error:
            error.headers = {**budgets.headers(), **error.headers}
            raise
        headers = {**budgets.headers(), "x-complexity": str(points)}
        answer = json_answer(body, headers=headers)
        return msgspec.structs.replace(answer, body=sign_addresses(answer.body, request, files_at, now_s))

    def _budgets_of(self, user_id: str, version: str, now_s: float, *, is_token: bool) -> Budgets:
        key = (user_id, is_token, version)
        budgets = self._budgets.get(key)
        if budgets is None:
            budgets = self._budgets[key] = open_budgets(version, self._limits, now_s, is_token=is_token)
        budgets.fill(now_s)
        return budgets

    def _hosts(self, request: Request) -> tuple[str, str]:
        """Return where files are read and where they are sent to: other hosts than the API's, on the same port.

        On loopback that is `localhost`, the other name of 127.0.0.1; elsewhere names beside the API's own, so that
        files of `api.linear.app` are at `uploads.linear.app`.
        """
        parts = urlsplit(self._address)
        host, _, port = (read_header(request, "host") or parts.netloc).partition(":")
        behind = f":{port}" if port else ""
        if host == "127.0.0.1":
            both = f"{parts.scheme}://localhost{behind}"
            return both, both
        domain = host.removeprefix("api.")
        return f"{parts.scheme}://uploads.{domain}{behind}", f"{parts.scheme}://storage.{domain}{behind}"

    def refuse(self, status: int, retry_after_s: int | None = None) -> Response:
        """Word a refusal as Linear does: a spent budget is 400 there, and named in the body."""
        headers = {} if retry_after_s is None else {"retry-after": str(retry_after_s)}
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            limit = self._budgets_of("", self._version, self._clock(), is_token=False).buckets.get("requests")
            if limit is not None:
                headers.update(limit.headers("requests"))
                reset_ms = math.ceil((self._clock() + (retry_after_s or 0)) * 1000)
                headers.update({"x-ratelimit-requests-remaining": "0", "x-ratelimit-requests-reset": str(reset_ms)})
            error = rate_limited("Rate limit exceeded", headers)
            return json_answer({"errors": error.errors}, error.status, error.headers)
        if status == HTTPStatus.UNAUTHORIZED:
            return json_answer({"errors": unauthenticated().errors}, 401)
        if status == HTTPStatus.INTERNAL_SERVER_ERROR:
            extensions = {"type": "internal error", "code": "INTERNAL_SERVER_ERROR", "statusCode": 500}
            return json_answer({"errors": [{"message": _WORDS[500], "extensions": extensions}]}, 500)
        return text_answer(_WORDS.get(status, "Error"), status, headers=headers)

    def seed(self, tasks: int) -> Mapping[str, Any]:
        """Make issues of the main user in the project, each with a title of its own and no history."""
        facts = self._facts
        call = self._inner_call(self.database.users.get(facts["user_id"]))
        team = self.database.teams.get(facts["team_id"]) or {}
        for number in range(1, tasks + 1):
            row = new_issue(call, team, f"Task {number}")
            row["projectId"] = facts["project_id"]
            number_issue(call, row)
            self.database.add(self.database.issues, row, call.now)
        return {"team_id": facts["team_id"], "project_id": facts["project_id"], "tasks": tasks}

    def account(self) -> Mapping[str, str]:
        """Return the API key of the main user, an administrator."""
        return {"endpoint": PATH, "api_key": KEYS["main"]}

    def people(self) -> Mapping[str, Mapping[str, str]]:
        """Return further keys: one that was revoked, one of a member, and one of a guest that is good for reading."""
        return {role: {"endpoint": PATH, "api_key": KEYS[role]} for role in ("bad", "second", "guest")}

    def facts(self) -> Mapping[str, str]:
        """Return ids: people, the workspace, a team and a project of all, and those that the main user cannot see."""
        return self._facts


def _whole(options: Mapping[str, str], name: str) -> int | None:
    value = options.get(name)
    if value is None:
        return None
    if not value.isascii() or not value.isdigit():
        raise TwinError(f"{name}={value!r}: it is a whole number")
    return int(value)


def _count_request(budgets: Budgets) -> None:
    bucket = budgets.buckets.get("requests")
    if bucket is not None and not bucket.take(1):
        limit = bucket.limit
        spent = f"Only {limit} requests are allowed per 1 hour and you have made {limit} requests in the last hour."
        raise rate_limited(f"Rate limit exceeded. {spent}", budgets.headers())


def _run(call: Call, request: Request) -> tuple[Any, int]:
    """Return the body of an answer, and what it cost. Raises: HttpRefusalError."""
    text, name, given = _read_request(request)
    document = read_document(call.version, text)
    operation = document.find_operation(name)
    variables = read_variables(document, operation, given)
    if document.is_introspection(operation):
        return _introspect(document, operation, given), 1
    plan = document.plan(operation, variables)
    arguments = bind(plan, variables)
    points = measure(plan.steps, arguments)
    if points > MOST:
        raise too_complex(render(points), MOST)
    cost = math.ceil(points)
    bucket = call.budgets.buckets.get("complexity")
    if bucket is not None and not bucket.take(cost):
        spent = f"Only {bucket.limit} points of complexity are allowed per 1 hour."
        raise rate_limited(f"Rate limit exceeded. {spent}", call.budgets.headers())
    data, errors = execute(call, plan, arguments)
    return ({"errors": errors, "data": data} if errors else {"data": data}), cost


def _introspect(document: Document, operation: OperationDefinitionNode, given: Mapping[str, Any]) -> Any:
    name = operation.name.value if operation.name else None
    result = execute_sync(schema_of(document.version), document.node, variable_values=dict(given), operation_name=name)
    return result.formatted


def _read_request(request: Request) -> tuple[str, str | None, Mapping[str, Any]]:
    """Return document, name of the operation, and variables. Raises: HttpRefusalError."""
    if request.verb != "POST":
        raise HttpRefusalError(405, [graphql_error("GraphQL only supports POST requests.", "BAD_REQUEST")])
    kind = (read_header(request, "content-type") or "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise HttpRefusalError(400, [graphql_error("The request needs a body of application/json.", "BAD_REQUEST")])
    try:
        body = read_json(request)
    except BodyError as error:
        status = 413 if error.fault == "too_large" else 400
        raise HttpRefusalError(status, [graphql_error(f"Invalid body: {error}", "BAD_REQUEST")]) from error
    text = body.get("query") if isinstance(body, dict) else None
    if not isinstance(text, str) or not text.strip():
        raise HttpRefusalError(
            400, [graphql_error("GraphQL operations must contain a non-empty `query`.", "BAD_REQUEST")]
        )
    name, given = body.get("operationName"), body.get("variables")
    if (name is not None and not isinstance(name, str)) or (given is not None and not isinstance(given, dict)):
        raise HttpRefusalError(400, [graphql_error("`operationName` is text, `variables` an object.", "BAD_REQUEST")])
    return text, name or None, given or {}
