"""One Trello: its people, and what is at its addresses."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from tasklab.adapter.message import Response
from tasklab.twin.answer import json_answer, text_answer
from tasklab.twin.body import BodyError
from tasklab.twin.credential import read_header
from tasklab.twin.platform.trello import (  # noqa: F401 - each module registers its operations
    action_operation,
    attachment_operation,
    batch_operation,
    board_operation,
    card_operation,
    checklist_operation,
    custom_field_operation,
    label_operation,
    list_operation,
    member_operation,
    membership_operation,
    organization_operation,
    search_operation,
)
from tasklab.twin.platform.trello.access import authenticate, read_oauth
from tasklab.twin.platform.trello.argument import Arguments
from tasklab.twin.platform.trello.call import OPERATIONS, Call
from tasklab.twin.platform.trello.card_write import insert_card
from tasklab.twin.platform.trello.database import Database
from tasklab.twin.platform.trello.log import note
from tasklab.twin.platform.trello.opening import fill, people
from tasklab.twin.platform.trello.payload import read_payload
from tasklab.twin.platform.trello.rate import Rates
from tasklab.twin.platform.trello.refusal import JSON_KIND, RefusalError
from tasklab.twin.platform.trello.version import VERSIONS, rank_of
from tasklab.twin.site import TwinError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tasklab.adapter.message import Request
    from tasklab.twin.site import Situation

BASE = "/1"
OPTIONS = {"rates": "`on` (300 calls in 10 s of a key, 100 of a token, 100 members in 900 s) or `off`"}
MAX_TARGET_BYTES = 8192
"""How long path and query may be together, as the network before the product has it."""
_REASONS = {403: "Forbidden", 410: "Gone", 500: "Internal Server Error", 503: "Service Unavailable"}


class TrelloSite:
    """Serves `/1`; a new one has a workspace with a board and three people, and a stranger with their own board."""

    def __init__(self, situation: Situation) -> None:
        """Open it. Raises: TwinError for an option with a value that it cannot have."""
        rates = situation.options.get("rates", "on")
        if rates not in {"on", "off"}:
            raise TwinError(f"rates={rates!r}: it is on or off")
        self._clock = situation.clock
        self._address = situation.address
        self._rates = Rates(is_on=rates == "on")
        self.database = Database(situation.clock)
        self._facts = fill(self._call(Arguments({}), len(VERSIONS) - 1))

    def serve(self, request: Request, version: str) -> Response:
        """Answer a request as `version` does."""
        headers: dict[str, str] = {}
        try:
            return _with(self._answer(request, rank_of(version), headers), headers)
        except RefusalError as error:
            return _with(error.answer(), headers)
        except BodyError as error:
            status = 413 if error.fault == "too_large" else 400
            return _with(text_answer(f"Error parsing body: {error}", status), headers)

    def _answer(self, request: Request, version: int, headers: dict[str, str]) -> Response:
        if _is_too_long(request):
            return self.refuse(414)
        if request.verb in {"GET", "HEAD"} and request.body:
            return self.refuse(403)  # since CHANGE-1459 the network before the product refuses a body here
        path = request.path.removeprefix(BASE)
        verb = "GET" if request.verb == "HEAD" else request.verb
        found = OPERATIONS.find(verb, path) if request.path.startswith(f"{BASE}/") else None
        if found is None:
            query = f"?{urlencode(request.query)}" if request.query else ""
            raise RefusalError(404, f"Cannot {request.verb} {request.path}{query}")
        values, files = read_payload(request)
        sent = read_oauth(request)
        key, token = (str(sent.get(name) or values.pop(name, "") or "") for name in ("key", "token"))
        row = authenticate(self.database, verb, key, token)
        self._rates.take(key, token, verb, path, self._clock(), headers)
        operation, segments = found
        host = read_header(request, "host")
        call = self._call(Arguments(values), version, row, files=files, has_header=bool(sent))
        if host:
            call = replace(call, address=f"http://{host}")
        answer = operation(call, *segments.values())
        return answer if isinstance(answer, Response) else json_answer(answer, 200, JSON_KIND)

    def _call(
        self, arguments: Arguments, version: int, token: Any = None, *, files: Any = None, has_header: bool = False
    ) -> Call:
        member = None if token is None else self.database.members.get(token["idMember"])
        now_ms = int(self._clock() * 1000)
        return Call(self.database, member, token, now_ms, version, self._address, arguments, files or {}, has_header)

    def refuse(self, status: int, retry_after_s: int | None = None) -> Response:
        """Word a refusal: 401 and 429 as Trello does, others as the network before it."""
        if status == 401:  # noqa: PLR2004 - the status is its own name
            return RefusalError(401, "invalid token").answer()
        headers = {} if retry_after_s is None else {"retry-after": str(retry_after_s)}
        if status == 429:  # noqa: PLR2004
            return _with(RefusalError(429, "Rate limit exceeded", "API_TOKEN_LIMIT_EXCEEDED").answer(), headers)
        reason = f"{status} {_REASONS.get(status, 'Error')}"
        page = f"<html><head><title>{reason}</title></head><body><h1>{reason}</h1></body></html>"
        return text_answer(page, status, "text/html", headers)

    def seed(self, tasks: int) -> Mapping[str, Any]:
        """Make so many cards, each with a name of its own, on a list of the board that everybody is on."""
        token = self.database.tokens.first("text", people()["main"]["token"])
        call = self._call(Arguments({}), len(VERSIONS) - 1, token)
        board = self.database.boards.get(self._facts["project_id"]) or {}
        list_ = self.database.lists.where("idBoard", board["id"])[0]
        for number in range(1, tasks + 1):
            note(call, "createCard", card=insert_card(call, board, list_, {"name": f"Seeded {number}"}))
        return {"project_id": board["id"], "section_id": list_["id"], "tasks": tasks}

    def account(self) -> Mapping[str, str]:
        """Return the credentials of the main person: an application's key, and a token that it was given."""
        return people()["main"]

    def people(self) -> Mapping[str, Mapping[str, str]]:
        """Return further credentials by role: refused ones, another member, and an observer of the board."""
        return {role: words for role, words in people().items() if role != "main"}

    def facts(self) -> Mapping[str, str]:
        """Return ids that an outsider needs: people, the workspace, the shared board, and a stranger's board."""
        return self._facts


def _is_too_long(request: Request) -> bool:
    length = len(request.path) + sum(len(name) + len(value) + 2 for name, value in request.query)
    return length > MAX_TARGET_BYTES or (length * 12 > MAX_TARGET_BYTES and _measure(request) > MAX_TARGET_BYTES)


def _measure(request: Request) -> int:
    return len(request.path) + 1 + len(urlencode(request.query))


def _with(response: Response, headers: Mapping[str, str]) -> Response:
    if not headers:
        return response
    return Response(status=response.status, headers={**response.headers, **headers}, body=response.body)
