"""One organisation on Microsoft Graph, and what is at its addresses."""

from __future__ import annotations

import itertools
import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from tasklab.adapter.message import Response
from tasklab.twin.answer import json_answer
from tasklab.twin.credential import read_bearer, read_header
from tasklab.twin.pace import RateLimit
from tasklab.twin.platform.microsoft_todo import (  # noqa: F401 - each module registers its operations
    attachment,
    category,
    child,
    delta,
    extension,
    people,
    task,
    task_list,
)
from tasklab.twin.platform.microsoft_todo.batch import run_batch
from tasklab.twin.platform.microsoft_todo.call import Answer, Call
from tasklab.twin.platform.microsoft_todo.household import BAD_TOKEN, Household
from tasklab.twin.platform.microsoft_todo.operation import find
from tasklab.twin.platform.microsoft_todo.refusal import (
    RefusalError,
    access_denied,
    bad_request,
    unauthenticated,
    user_not_found,
)
from tasklab.twin.platform.microsoft_todo.sign_in import serve_sign_in
from tasklab.twin.platform.microsoft_todo.task import add_task
from tasklab.twin.platform.microsoft_todo.task_body import new_task
from tasklab.twin.platform.microsoft_todo.version import VERSIONS
from tasklab.twin.site import TwinError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tasklab.adapter.message import Request
    from tasklab.twin.platform.microsoft_todo.token import Token
    from tasklab.twin.site import Situation
    from tasklab.twin.store import Row

OPTIONS = {
    "requests_per_10_minutes": "requests to each mailbox by each application; 0 for no limit, 10000 unless given"
}
_KIND = "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8"
_WINDOW_S = 600.0
_USUAL_LIMIT = 10_000
_WORDS = {
    410: ("resourceNotAvailable", "The requested resource is no longer available at the server."),
    500: ("generalException", "An internal server error occurred."),
    503: ("serviceNotAvailable", "The service is not available. Try the request again after a delay."),
}


class MicrosoftTodoSite:
    """Serves Graph below `/v1.0` and `/beta`, and the identity platform below a tenant; its people are in `people`."""

    def __init__(self, situation: Situation) -> None:
        """Open it. Raises: TwinError for an option with a value that it cannot have."""
        self._version = situation.version
        self._clock = situation.clock
        self._address = situation.address
        self._limit = _make_limit(situation.options.get("requests_per_10_minutes"))
        self._numbers = itertools.count(1)
        self.household = Household(self._clock())
        self.database = self.household.database

    def serve(self, request: Request, version: str) -> Response:
        """Answer a request as the version of its path, or as `version` where that is not the site's own."""
        now_s = self._clock()
        signed_in = serve_sign_in(request, self.household, now_s)
        if signed_in is not None:
            return signed_in
        try:
            answer = self._answer(request, version, now_s)
        except RefusalError as refusal:
            return self._word(refusal, request)
        return self._finish(_respond(answer), request)

    def refuse(self, status: int, retry_after_s: int | None = None) -> Response:
        """Word a refusal as Graph does."""
        headers = {} if retry_after_s is None else {"retry-after": str(retry_after_s)}
        if status == 401:  # noqa: PLR2004 - an expired token
            refusal = unauthenticated("Access token has expired or is not yet valid.")
        elif status == 429:  # noqa: PLR2004 - too many requests
            refusal = _throttled(headers)
        else:
            code, text = _WORDS.get(status, _WORDS[500])
            refusal = RefusalError(status, code, text, headers=headers)
        return self._word(refusal, None)

    def seed(self, tasks: int) -> Mapping[str, Any]:
        """Make a list with so many tasks of the main user."""
        ada, now_s = self.household.people["ada"], self._clock()
        taken = {row["name"] for row in self.database.lists}
        name = next(each for number in itertools.count(1) if (each := f"Seeded {number}") not in taken)
        home = self.household.add_list(ada, name)
        for number in range(1, tasks + 1):
            add_task(self.database, home["id"], new_task({"title": f"Task {number}"}, now_s))
        return {"project_id": home["id"], "project_name": name, "tasks": tasks}

    def account(self) -> Mapping[str, str]:
        """Return tokens of the main user, and the application that they were given to."""
        return self.household.login("ada")

    def people(self) -> Mapping[str, Mapping[str, str]]:
        """Return a token that is unknown, those of another member, and those that may only read."""
        bad = {**self.household.login("ada"), "access_token": BAD_TOKEN, "refresh_token": "0.Anobody"}
        return {"bad": bad, "second": self.household.login("lin"), "guest": self.household.login("gil")}

    def facts(self) -> Mapping[str, str]:
        """Return ids and names that the API takes."""
        return self.household.facts()

    def _answer(self, request: Request, version: str, now_s: float) -> Answer:
        token = self._authenticate(request, now_s)
        name, _, path = request.path.strip("/").partition("/")
        if name.lower() not in VERSIONS:
            raise bad_request(f"Invalid version: {name}.")
        if (request.verb, path) == ("POST", "$batch"):
            return run_batch(request, name.lower(), lambda each: self.serve(each, version))
        call = self._make_call(request, token, name.lower() if version == self._version else version, now_s)
        served, values, owner = find("GET" if request.verb == "HEAD" else request.verb, path)
        served.check_scopes(call)
        meant = self._find_owner(call, served.template, owner)
        self._count(token, meant["id"], now_s)
        return served.serve(call.of(meant), **values)

    def _make_call(self, request: Request, token: Token, version: str, now_s: float) -> Call:
        host = read_header(request, "host")
        scheme = read_header(request, "x-forwarded-proto") or self._address.partition(":")[0]
        root = f"{scheme}://{host}" if host else self._address
        user = self.database.users.get(token.user_id) or {"id": "", "name": ""}
        return Call(self.database, user, token, user, now_s, version, root, request)

    def _authenticate(self, request: Request, now_s: float) -> Token:
        text = read_bearer(request)
        if not text:
            raise unauthenticated("Access token is empty.")
        token = self.household.vault.access.get(text)
        if token is None:
            is_formed = text.count(".") == 2  # noqa: PLR2004 - head, claims and signature
            raise unauthenticated("Invalid JWT access token." if is_formed else _NOT_FORMED)
        if token.until_s <= now_s:
            raise unauthenticated("Access token has expired or is not yet valid.")
        return token

    def _find_owner(self, call: Call, template: str, name: str | None) -> Row:
        is_of_user = template.partition("/")[0] == "me"
        if name is None or name.lower() == "me":
            if is_of_user and call.token.user_id is None:
                raise bad_request("/me request is only valid with delegated authentication flow.")
            return call.user
        found = self.household.find_user(name)
        if found is None:
            raise user_not_found(name)
        is_mailbox = "/" in template
        if is_mailbox and call.token.user_id not in {None, found["id"]}:
            raise access_denied()
        return found

    def _count(self, token: Token, owner_id: str, now_s: float) -> None:
        if self._limit is None:
            return
        standing = self._limit.take(f"{token.app_id} {owner_id}", now_s)
        if standing.is_over:
            wait_s = max(1, round(standing.reset_at_s - now_s))
            raise _throttled({"retry-after": str(wait_s)})

    def _word(self, refusal: RefusalError, request: Request | None) -> Response:
        ids = self._name(request)
        date = datetime.fromtimestamp(self._clock(), UTC).strftime("%Y-%m-%dT%H:%M:%S")
        headers = {"content-type": "application/json", "cache-control": "private", **ids, **refusal.headers}
        return json_answer(refusal.body({"date": date, **ids}), refusal.status, headers)

    def _finish(self, response: Response, request: Request) -> Response:
        told = {"cache-control": "private", **self._name(request), **response.headers}
        return Response(status=response.status, headers=told, body=response.body)

    def _name(self, request: Request | None) -> dict[str, str]:
        own_id = str(uuid.UUID(int=next(self._numbers)))
        given = read_header(request, "client-request-id") if request else None
        return {"request-id": own_id, "client-request-id": given or own_id}


_NOT_FORMED = "IDX14100: JWT is not well formed, there are no dots (.)."


def _throttled(headers: dict[str, str]) -> RefusalError:
    text = "The app or user has been throttled."
    return RefusalError(429, "activityLimitReached", text, "ApplicationThrottled", headers=headers)


def _make_limit(text: str | None) -> RateLimit | None:
    if text is not None and not (text.isascii() and text.isdigit()):
        raise TwinError(f"requests_per_10_minutes={text!r}: it is a number of requests")
    limit = _USUAL_LIMIT if text is None else int(text)
    return RateLimit(limit, _WINDOW_S) if limit else None


def _respond(answer: Answer) -> Response:
    if answer.content is not None:
        return Response(status=answer.status, headers=answer.headers, body=answer.content)
    if answer.value is None:
        return Response(status=answer.status, headers=answer.headers)
    told = {"content-type": _KIND, "odata-version": "4.0", **answer.headers}
    etag = answer.value.get("@odata.etag") if isinstance(answer.value, dict) else None
    return json_answer(answer.value, answer.status, {**told, "etag": etag} if etag else told)
