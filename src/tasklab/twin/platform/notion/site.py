"""One workspace of Notion, and what stands at its addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from tasklab.adapter.message import Response
from tasklab.twin.body import BodyError, read_json
from tasklab.twin.credential import read_bearer, read_header
from tasklab.twin.pace import RateLimit
from tasklab.twin.platform.notion import (  # noqa: F401 - each module registers what it serves
    block,
    comment,
    move,
    page,
    query,
    search,
    source,
    user,
)
from tasklab.twin.platform.notion.call import Call
from tasklab.twin.platform.notion.database import Database, Integration, uuids
from tasklab.twin.platform.notion.file import STORAGE_PATH, deliver
from tasklab.twin.platform.notion.opening import TOKENS, new_page, open_workspace
from tasklab.twin.platform.notion.page import insert_page
from tasklab.twin.platform.notion.refusal import RefusalError, error_body, invalid, refuse
from tasklab.twin.platform.notion.route import router_of
from tasklab.twin.platform.notion.shape import fault
from tasklab.twin.platform.notion.version import DATA_SOURCES, VERSIONS, rank_of
from tasklab.twin.site import TwinError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tasklab.adapter.message import Request
    from tasklab.twin.site import Situation

OPTIONS = {"calls_per_second": "how many calls an integration has on average; 3, and 0 for no limit"}
_WINDOW_S = 10
_MAX_BODY = 500_000
_HEADER = "Notion-Version header"
_WITH_BODY = frozenset({"POST", "PATCH", "PUT"})
_REQUEST_SEED = 1


class NotionSite:
    """Serves `/v1`, and files below their storage's path."""

    def __init__(self, situation: Situation) -> None:
        """Open it. Raises: TwinError for an option with a value that it cannot have."""
        rate = situation.options.get("calls_per_second", "3")
        if not rate.isascii() or not rate.isdigit():
            raise TwinError(f"calls_per_second={rate!r}: it is a whole number")
        self._clock = situation.clock
        self._address = situation.address
        self._version = situation.version
        self._limit = RateLimit(int(rate) * _WINDOW_S, _WINDOW_S) if int(rate) else None
        self._make_request_id = uuids(_REQUEST_SEED)
        self.database = Database()
        self._facts = open_workspace(self.database, self._clock(), self._address)

    def serve(self, request: Request, version: str) -> Response:
        """Answer a request as the version in its header says; no version after `version` is known."""
        if request.path.startswith(STORAGE_PATH):
            return deliver(self.database, request.path, dict(request.query), self._clock())
        try:
            return self._respond(200, self._answer(request, version))
        except RefusalError as error:
            return self._refuse(error)

    def _answer(self, request: Request, version: str) -> Any:
        now_s = self._clock()
        integration = self.database.integrations.get(read_bearer(request) or "")
        if integration is None:
            raise refuse(401)
        self._count(integration, now_s)
        rank = self._read_version(request, version)
        found = router_of(rank).find(request.verb, request.path)
        if found is None:
            raise RefusalError(400, "invalid_request_url", "Invalid request URL.")
        host = read_header(request, "host")
        address = f"{self._address.partition('://')[0]}://{host}" if host else self._address
        call = Call(self.database, integration, now_s, rank, address, request.query)
        if request.verb in _WITH_BODY:
            _read_body(call, request)
        serve, values = found
        return serve(call, *values.values())

    def _count(self, integration: Integration, now_s: float) -> None:
        standing = self._limit.take(integration.user_id, now_s) if self._limit else None
        if standing is not None and standing.is_over:
            raise refuse(429, {"retry-after": str(max(1, -int(-(standing.reset_at_s - now_s) // 1)))})

    def _read_version(self, request: Request, version: str) -> int:
        """Return which version a request is served in: what its header says, unless the twin plays an older one."""
        said = read_header(request, "notion-version")
        if said is None:
            message = f"{_HEADER} failed validation: {_HEADER} should be defined, instead was `undefined`."
            raise RefusalError(400, "missing_version", message)
        if version != self._version:
            return rank_of(version)
        known = VERSIONS[: rank_of(version) + 1]
        if said not in known:
            shown = " or ".join(f'`"{each}"`' for each in known)
            raise invalid(f"{_HEADER} failed validation: {fault(_HEADER, shown, said)}")
        return rank_of(said)

    def _respond(self, status: int, body: Any, headers: Mapping[str, str] | None = None) -> Response:
        return self._send(status, body, str(self._make_request_id()), headers or {})

    def _refuse(self, error: RefusalError) -> Response:
        request_id = str(self._make_request_id())
        return self._send(error.status, error_body(error, request_id), request_id, error.headers)

    def _send(self, status: int, body: Any, request_id: str, headers: Mapping[str, str]) -> Response:
        kept = {"content-type": "application/json; charset=utf-8", "x-notion-request-id": request_id, **headers}
        return Response(status=status, headers=kept, body=msgspec.json.encode(body))

    def refuse(self, status: int, retry_after_s: int | None = None) -> Response:
        """Word a refusal as Notion does."""
        headers = None if retry_after_s is None else {"retry-after": str(retry_after_s)}
        return self._refuse(refuse(status, headers))

    def seed(self, tasks: int) -> Mapping[str, Any]:
        """Make so many rows in the board, each with a name of its own."""
        integration = self.database.integrations[TOKENS["main"]]
        call = Call(self.database, integration, self._clock(), DATA_SOURCES, self._address)
        for number in range(1, tasks + 1):
            insert_page(call, new_page(call, "data_source_id", self._facts["data_source_id"], f"Task {number}"))
        return {**{name: self._facts[name] for name in ("database_id", "data_source_id")}, "tasks": tasks}

    def account(self) -> Mapping[str, str]:
        """Return the token of the main integration, and the version that it asks for."""
        return self._login("main")

    def people(self) -> Mapping[str, Mapping[str, str]]:
        """Return further integrations: `bad` is refused, `second` may do all, `guest` only reads."""
        return {role: self._login(role) for role in ("bad", "second", "guest")}

    def facts(self) -> Mapping[str, str]:
        """Return the ids that an outsider needs; a project is a data source, and before there were any a database."""
        kind = "data_source_id" if rank_of(self._version) >= DATA_SOURCES else "database_id"
        projects = {"project_id": self._facts[kind], "foreign_project_id": self._facts[f"foreign_{kind}"]}
        return {**self._facts, **projects}

    def _login(self, role: str) -> dict[str, str]:
        return {"token": TOKENS[role]}


def _read_body(call: Call, request: Request) -> None:
    call.content_type = read_header(request, "content-type") or ""
    call.raw = request.body or b""
    if call.content_type.lower().startswith("multipart/form-data"):
        return
    if len(call.raw) > _MAX_BODY:
        raise invalid(f"body failed validation: body.length should be ≤ `{_MAX_BODY}`, instead was `{len(call.raw)}`.")
    try:
        call.body = read_json(request) if call.raw else {}
    except BodyError as error:
        raise RefusalError(400, "invalid_json", "Error parsing JSON body.") from error
