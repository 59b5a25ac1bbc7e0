"""One environment of Trac below `/env`, served as tracd serves it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.adapter.message import Response
from tasklab.twin.answer import text_answer
from tasklab.twin.credential import read_header
from tasklab.twin.platform.trac import (  # noqa: F401 - each module registers its methods
    attachment,
    entity,
    enumeration,
    query,
    system,
    ticket_method,
)
from tasklab.twin.platform.trac.access import ANONYMOUS, PASSWORD_OF, authenticate
from tasklab.twin.platform.trac.call import Call, FieldCache
from tasklab.twin.platform.trac.custom_field import build_fields, parse_section
from tasklab.twin.platform.trac.database import Database
from tasklab.twin.platform.trac.moment import from_stamp
from tasklab.twin.platform.trac.page import documents, list_environments, refuse_page
from tasklab.twin.platform.trac.rpc import answer
from tasklab.twin.platform.trac.ticket import new_ticket
from tasklab.twin.platform.trac.version import VERSIONS, traits_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tasklab.adapter.message import Request
    from tasklab.twin.platform.trac.version import Traits
    from tasklab.twin.site import Situation

PATH = "/env"
OPTIONS = {"ticket-custom": "what stands in that section of trac.ini: `effort = text; effort.label = Effort`"}
_USERNAME = "admin"
_PROTOCOLS = {
    "rpc": {"application/json": "json", "application/xml": "xml", "text/xml": "xml"},
    "jsonrpc": {"application/json": "json"},
    "xmlrpc": {"application/xml": "xml", "text/xml": "xml"},
}
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_CHALLENGE = {"www-authenticate": 'Basic realm="Trac"'}


class TracSite:
    """Serves an environment that was just made, with five people, of whom two may do everything."""

    def __init__(self, situation: Situation) -> None:
        """Make it. Raises: TwinError for custom fields that cannot be read."""
        custom = parse_section(situation.options.get("ticket-custom", ""))
        build_fields(custom, traits_of(VERSIONS[-1]))
        self._clock = situation.clock
        self._address = situation.address
        self.database = Database(custom)
        self._cache = FieldCache(self.database)

    def serve(self, request: Request, version: str) -> Response:
        """Answer a request as `version` does."""
        first, *rest = request.path.lstrip("/").split("/")
        if not first:
            return list_environments(PATH)
        if f"/{first}" != PATH:
            return text_answer("Environment not found", 404, "text/plain")
        user = ANONYMOUS
        if rest[:1] == ["login"]:
            found = authenticate(request)
            if found is None:
                return self.refuse(401)
            user = found
        return self._answer(request, "/".join(rest), self._call(user, traits_of(version)))

    def refuse(self, status: int, retry_after_s: int | None = None) -> Response:
        """Word a refusal as tracd does, or a web server before it."""
        if status == 401:  # noqa: PLR2004 - a wrong password
            return Response(status=status, headers=_CHALLENGE, body=b"")
        return refuse_page(status, retry_after_s)

    def seed(self, tasks: int) -> Mapping[str, Any]:
        """Make a component with so many tickets, each with a summary of its own."""
        call = self._call(_USERNAME, traits_of(VERSIONS[-1]))
        name = f"seeded{len(self.database.components)}"
        self.database.components[name] = {"name": name, "owner": None, "description": None}
        self.database.is_fresh = False
        for number in range(1, tasks + 1):
            ticket = new_ticket(call)
            given = {"summary": f"Task {number}", "component": name, "reporter": _USERNAME, "owner": ""}
            ticket.values |= {"description": "", "status": "new", "resolution": "", **given}
            ticket.insert(None)
        return {"project_id": name, "tasks": tasks}

    def account(self) -> Mapping[str, str]:
        """Return who administers the environment, and where that is."""
        return _login(_USERNAME)

    def people(self) -> Mapping[str, Mapping[str, str]]:
        """Return a wrong password, the second administrator, and who may only look."""
        bad = {**_login(_USERNAME), "password": "wrong"}
        return {"bad": bad, "second": _login("alice"), "guest": _login("carol")}

    def facts(self) -> Mapping[str, str]:
        """Return the people's names, which are their ids, and a component."""
        names = {"user_id": _USERNAME, "second_user_id": "alice", "guest_user_id": "carol"}
        return {**names, "member_ids": "admin alice carol", "project_id": "component1"}

    def _call(self, user: str, traits: Traits) -> Call:
        now = from_stamp(round(self._clock() * 1_000_000))
        return Call(self.database, user, now, traits, self._cache)

    def _answer(self, request: Request, path: str, call: Call) -> Response:
        kind = read_header(request, "content-type")
        if request.verb == "POST" and (kind or "").startswith(_FORMS):
            return refuse_page(400)
        served = _PROTOCOLS.get(path.removeprefix("login/"))
        if served is None:
            return refuse_page(404)
        protocol = _choose(served, kind, call.traits)
        if protocol is not None:
            return answer(request, protocol, kind or "", call)
        return documents(request, kind, f"/{path}", call)


def _choose(served: Mapping[str, str], kind: str | None, traits: Traits) -> str | None:
    if traits.has_loose_types:
        return next((served[each] for each in served if (kind or "").startswith(each)), None)
    return served.get((kind or "").partition(";")[0].strip().lower())


def _login(name: str) -> dict[str, str]:
    return {"path": PATH, "username": name, "password": PASSWORD_OF[name]}
