"""The ASGI application: finds the route, lets the request in, answers, and tells what became of it."""

from __future__ import annotations

import logging
import math
import re
import secrets
import time
from typing import TYPE_CHECKING, Any

import msgspec

from tasklab.service.error import InternalError, ServiceError
from tasklab.service.web.message import Answer, Request
from tasklab.unified.error import MethodError, Problem

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, MutableMapping

    from tasklab.service.access import Access
    from tasklab.service.tracing import Tracing
    from tasklab.service.web.message import Bounds, Receive, Scope
    from tasklab.service.web.record import Recorder
    from tasklab.service.web.router import Route, Router

    Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

LOG = logging.getLogger("tasklab.service")
_REQUEST_ID = re.compile(rb"[A-Za-z0-9._-]{1,64}\Z")
_PROBLEM = b"application/problem+json"
_COMMON = (
    (b"x-content-type-options", b"nosniff"),
    (b"cache-control", b"no-store"),
)


class Application:
    """Serves the routes."""

    def __init__(
        self, router: Router, access: Access, recorder: Recorder, bounds: Bounds, tracing: Tracing | None = None
    ) -> None:
        self.routes = router.routes
        self._tracing = tracing
        self._router, self._access, self._recorder, self._bounds = router, access, recorder, bounds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        began_s = time.perf_counter()
        request = Request(scope, receive, _request_id(scope), self._bounds)
        if self._tracing is None:
            route, answer, problem = await self._answered(request)
        else:
            with self._tracing.serving(request) as span:
                route, answer, problem = await self._answered(request)
                self._tracing.served(span, request, route, answer)
        await _send(request, answer, send)
        self._recorder.note(request, route, answer, problem, time.perf_counter() - began_s)

    async def _answered(self, request: Request) -> tuple[Route | None, Answer, Problem | None]:
        route: Route | None = None
        try:
            route, request.parameters = self._router.find(request.verb, request.scope["raw_path"])
            if route.scope is not None:
                request.principal = await self._access.admit(
                    request.header(b"authorization"), request.client, route.scope
                )
            return route, await route.handler(request), None
        except (MethodError, ServiceError) as error:
            problem, headers = _problem(error, request.request_id)
        except Exception:
            LOG.exception("request %s failed", request.request_id)
            detail = "a mistake of ours; it is in our log under this request's id"
            problem, headers = _problem(InternalError(detail), request.request_id)
        answer = Answer(status=problem.status, body=msgspec.json.encode(problem), kind=_PROBLEM, headers=headers)
        return route, answer, problem


def _request_id(scope: Scope) -> str:
    """Return the caller's own id for the request where it is a harmless one, else a fresh one."""
    for name, value in scope["headers"]:
        if name == b"x-request-id" and _REQUEST_ID.match(value):
            return bytes(value).decode("ascii")
    return secrets.token_hex(16)


def _problem(error: MethodError | ServiceError, request_id: str) -> tuple[Problem, tuple[tuple[bytes, bytes], ...]]:
    headers: tuple[tuple[bytes, bytes], ...] = ()
    if isinstance(error, ServiceError):
        problem, headers = error.problem(), error.headers
    else:
        problem = msgspec.convert(error.to_problem(), Problem)
    problem.request_id = request_id
    if problem.retry_after is not None:
        # Whole seconds, and never 0: a caller that believes it would be refused again. RFC 9110, section 10.2.3.
        headers += ((b"retry-after", str(max(1, math.ceil(problem.retry_after))).encode()),)
    return problem, headers


async def _send(request: Request, answer: Answer, send: Send) -> None:
    await send(
        {
            "type": "http.response.start",
            "status": answer.status,
            "headers": [
                (b"content-type", answer.kind),
                (b"content-length", str(len(answer.body)).encode()),
                (b"x-request-id", request.request_id.encode()),
                *_COMMON,
                *answer.headers,
            ],
        }
    )
    await send({"type": "http.response.body", "body": b"" if request.verb == "HEAD" else answer.body})
