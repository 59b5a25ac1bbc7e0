"""Tasks at `/tasks/v1`, and the token endpoint at `/token`."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import msgspec

from tasklab.adapter.message import Response
from tasklab.twin.answer import text_answer
from tasklab.twin.credential import read_bearer, read_header
from tasklab.twin.pace import RateLimit
from tasklab.twin.platform.google_tasks import (  # noqa: F401 - each module registers its methods
    task,
    task_list,
    task_place,
    task_search,
)
from tasklab.twin.platform.google_tasks.call import Answer, Call
from tasklab.twin.platform.google_tasks.fields import select
from tasklab.twin.platform.google_tasks.household import Household
from tasklab.twin.platform.google_tasks.operation import find
from tasklab.twin.platform.google_tasks.refusal import (
    RefusalError,
    UnknownPathError,
    malformed,
    over_day,
    over_rate,
    unauthenticated,
)
from tasklab.twin.platform.google_tasks.sign_in import PATH as TOKEN_PATH
from tasklab.twin.platform.google_tasks.sign_in import serve_token
from tasklab.twin.platform.google_tasks.task_row import new_row
from tasklab.twin.platform.google_tasks.version import traits_of
from tasklab.twin.site import TwinError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tasklab.adapter.message import Request
    from tasklab.twin.platform.google_tasks.household import Token
    from tasklab.twin.site import Situation

OPTIONS = {
    "queries_per_day": "requests of the application in a day; 0 for no limit, 50000 unless given",
    "queries_per_minute": "requests for each account in a minute; 0 for no limit, which is so unless given",
}
_DAY_S, _MINUTE_S = 86_400.0, 60.0
_HEADERS = {
    "content-type": "application/json; charset=UTF-8",
    "vary": "Origin, X-Origin, Referer",
    "cache-control": "private",
}
_FAILURES = {
    410: ("Gone", "deleted"),
    500: ("Internal error encountered.", "backendError"),
    503: ("The service is currently unavailable.", "backendError"),
}
_NO_PAGE = "<!DOCTYPE html><html lang=en><title>Error 404 (Not Found)!!1</title><p><b>404.</b> Not found.</html>"


class GoogleTasksSite:
    """Serves Tasks to the accounts and logins that are in `household`."""

    def __init__(self, situation: Situation) -> None:
        """Open it. Raises: TwinError for an option with a value that it cannot have."""
        self._clock = situation.clock
        self._per_day = _make_limit(situation.options, "queries_per_day", 50_000, _DAY_S)
        self._per_minute = _make_limit(situation.options, "queries_per_minute", 0, _MINUTE_S)
        self.household = Household(self._clock())

    def serve(self, request: Request, version: str) -> Response:
        """Answer a request as a version does."""
        now_s = self._clock()
        query = dict(request.query)
        is_pretty = query.get("prettyPrint", "true").lower() not in {"false", "0"}
        try:
            if request.path == TOKEN_PATH and request.verb == "POST":
                return serve_token(request, self.household, now_s)
            answer = self._answer(request, version, now_s)
        except RefusalError as refusal:
            return _word(refusal, is_pretty=is_pretty, is_second_format=query.get("$.xgafv") == "2")
        except UnknownPathError:
            return text_answer(_NO_PAGE, 404, "text/html; charset=UTF-8")
        return _respond(request, answer, is_pretty=is_pretty)

    def refuse(self, status: int, retry_after_s: int | None = None) -> Response:
        """Word a refusal as Google does."""
        headers = {} if retry_after_s is None else {"retry-after": str(retry_after_s)}
        if status == 401:  # noqa: PLR2004 - an expired token
            return _word(unauthenticated())
        if status == 429:  # noqa: PLR2004 - too many requests
            return _word(over_rate(429, headers))
        text, reason = _FAILURES.get(status, _FAILURES[500])
        return _word(RefusalError(status, text, reason, headers=headers))

    def seed(self, tasks: int) -> Mapping[str, Any]:
        """Make a list with so many tasks of the main account, which is not held to the bounds of one."""
        database, now_s = self.household.database, self._clock()
        taken = {row["title"] for row in database.lists}
        title = next(each for number in itertools.count(1) if (each := f"Seeded {number}") not in taken)
        home = database.add_list("ada", title, now_s)
        for number in range(1, tasks + 1):
            database.add_task(home, new_row({"title": f"Task {number}"}, now_s), now_s)
        return {"project_id": home["id"], "project_name": title, "tasks": tasks}

    def account(self) -> Mapping[str, str]:
        """Return tokens of the main account, and the application that they were given to."""
        return self.household.login("ada")

    def people(self) -> Mapping[str, Mapping[str, str]]:
        """Return a token that is unknown, those of another account, and those that may only read the main one."""
        bad = {**self.household.login("ada"), "access_token": "ya29.nobody", "refresh_token": "1//nobody"}
        return {"bad": bad, "second": self.household.login("lin"), "guest": self.household.login("gil")}

    def facts(self) -> Mapping[str, str]:
        """Return ids and names that the API takes."""
        return self.household.facts()

    def _answer(self, request: Request, version: str, now_s: float) -> Answer:
        served, values = find("GET" if request.verb == "HEAD" else request.verb, request.path)
        token = self._authenticate(request, now_s)
        self._count(token, now_s)
        call = Call(self.household, token.user_id, now_s, traits_of(version), request)
        served.check(call, token.scope)
        if call.query.get("alt", "json") != "json":
            raise malformed(f"Invalid value at 'alt', \"{call.query['alt']}\"", "alt")
        answer = served.serve(call, **values)
        selector = call.query.get("fields")
        if answer.value is None or not selector:
            return answer
        return Answer(select(answer.value, selector, has_assigned=call.traits.has_assigned), answer.value.get("etag"))

    def _authenticate(self, request: Request, now_s: float) -> Token:
        query = dict(request.query)
        text = read_bearer(request) or query.get("access_token") or query.get("oauth_token")
        if not text:
            raise unauthenticated(is_missing=True)
        token = self.household.access.get(text)
        if token is None or token.until_s is None or token.until_s <= now_s:
            raise unauthenticated()
        return token

    def _count(self, token: Token, now_s: float) -> None:
        if self._per_day is not None and self._per_day.take(self.household.project, now_s).is_over:
            raise over_day()
        if self._per_minute is not None and self._per_minute.take(token.user_id, now_s).is_over:
            raise over_rate()


def _respond(request: Request, answer: Answer, *, is_pretty: bool) -> Response:
    if answer.value is None:
        return Response(status=204, headers={"cache-control": "private"})
    etag = answer.etag or answer.value["etag"]
    told = {**_HEADERS, "etag": etag}
    known = (read_header(request, "if-none-match") or "").replace("W/", "")
    if request.verb in {"GET", "HEAD"} and ("*" in known or etag in known):
        return Response(status=304, headers={"etag": etag, "cache-control": "private"})
    return Response(status=200, headers=told, body=_render(answer.value, is_pretty=is_pretty))


def _word(refusal: RefusalError, *, is_pretty: bool = True, is_second_format: bool = False) -> Response:
    body = _render(refusal.body(is_second_format=is_second_format), is_pretty=is_pretty)
    return Response(status=refusal.status, headers={**_HEADERS, **refusal.headers}, body=body)


def _render(value: Any, *, is_pretty: bool) -> bytes:
    raw = msgspec.json.encode(value)
    return msgspec.json.format(raw, indent=2) + b"\n" if is_pretty else raw


def _make_limit(options: Mapping[str, str], name: str, usual: int, period_s: float) -> RateLimit | None:
    text = options.get(name, str(usual))
    if not (text.isascii() and text.isdigit()):
        raise TwinError(f"{name}={text!r}: it is a number of requests")
    return RateLimit(int(text), period_s) if int(text) else None
