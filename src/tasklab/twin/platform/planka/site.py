"""One installation of Planka: its people, a project with a board, and what is at its addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.adapter.message import Response
from tasklab.twin.answer import json_answer, text_answer
from tasklab.twin.credential import read_header
from tasklab.twin.platform.planka import (  # noqa: F401 - each module registers its actions
    activity,
    attachment,
    card,
    card_copy,
    card_member,
    card_search,
    comment,
    custom_field,
    label,
    sign_in,
    task,
)
from tasklab.twin.platform.planka.access import EDITOR, VIEWER, is_admin_or_owner
from tasklab.twin.platform.planka.board import insert_board, insert_membership
from tasklab.twin.platform.planka.board_list import insert_list
from tasklab.twin.platform.planka.call import ADMIN, BOARD_USER, OWNER, Call
from tasklab.twin.platform.planka.card import insert_card
from tasklab.twin.platform.planka.database import CLOSED, Database
from tasklab.twin.platform.planka.operation import ROUTERS
from tasklab.twin.platform.planka.parameters import UnreadableError, read_parameters
from tasklab.twin.platform.planka.position import GAP
from tasklab.twin.platform.planka.project import insert_manager, insert_project
from tasklab.twin.platform.planka.refusal import ProblemsError, RefusalError, not_found, unauthorized
from tasklab.twin.platform.planka.rule import read_inputs
from tasklab.twin.platform.planka.sign_in import TERMS_SIGNATURE
from tasklab.twin.platform.planka.token import identify, read_cookies
from tasklab.twin.platform.planka.user import insert_user
from tasklab.twin.platform.planka.version import SECOND, generation_of
from tasklab.twin.site import TwinError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tasklab.adapter.message import Request
    from tasklab.twin.platform.planka.operation import Operation, Policy
    from tasklab.twin.site import Situation
    from tasklab.twin.store import Row

OPTIONS = {"terms": "`accepted` (everybody has), or `pending`: in 2.x all have to accept them, an administrator first"}
_PASSWORDS = {"demo": "demo", "mia": "mia-by-the-lake", "gus": "gus-in-the-hills"}
_EMAILS = {"demo": "demo@demo.demo", "mia": "mia@demo.demo", "gus": "gus@demo.demo"}
_PAGE = '<!DOCTYPE html><html><head><title>PLANKA</title></head><body><div id="root"></div></body></html>'
_REASONS = {410: "Gone", 429: "Too Many Requests", 500: "Internal Server Error", 503: "Service Unavailable"}


class PlankaSite:
    """Serves `/api` and `/attachments`.

    A new one has an administrator, a project owner and a viewer, on one board of one project, and a project that is
    the project owner's alone.
    """

    def __init__(self, situation: Situation) -> None:
        """Install it. Raises: TwinError for an option with a value that it cannot have."""
        terms = situation.options.get("terms", "accepted")
        if terms not in {"accepted", "pending"}:
            raise TwinError(f"terms={terms!r}: it is accepted or pending")
        self._clock = situation.clock
        self._address = situation.address
        self._version = situation.version
        self.database = Database(situation.clock)
        self.database.is_initialized = terms == "accepted"
        self._facts = self._furnish(TERMS_SIGNATURE if terms == "accepted" else None)

    def serve(self, request: Request, version: str) -> Response:
        """Answer a request as `version` does."""
        call = Call(self.database, version, self._clock(), self._find_address(request))
        verb = "GET" if request.verb == "HEAD" else request.verb
        found = ROUTERS[call.generation].find(verb, request.path)
        path = None if found is None else found[0].read_path(found[1])
        if found is None or path is None:
            return _answer_unknown(request)
        try:
            _prepare(call, request, found[0], path)
            answer = found[0].act(call)
        except RefusalError as refusal:
            answer = json_answer(refusal.data, refusal.status)
        except ProblemsError as error:
            answer = json_answer(_word_problems(request, error.problems), 400)
        except UnreadableError:
            answer = Response(status=400)
        response = answer if isinstance(answer, Response) else json_answer(answer)
        if not call.cookies_to_set:
            return response
        headers = {**response.headers, "set-cookie": call.cookies_to_set[-1]}
        return Response(status=response.status, headers=headers, body=response.body)

    def refuse(self, status: int, retry_after_s: int | None = None) -> Response:
        """Word a refusal: 401 as Planka does, others as the web server before it, since Planka limits no rates."""
        if status == 401:  # noqa: PLR2004 - the one that is its own
            return json_answer(unauthorized().data, status)
        headers = {} if retry_after_s is None else {"retry-after": str(retry_after_s)}
        reason = f"{status} {_REASONS.get(status, 'Error')}"
        page = f"<html><head><title>{reason}</title></head><body><h1>{reason}</h1></body></html>"
        return text_answer(page, status, "text/html", headers)

    def seed(self, tasks: int) -> Mapping[str, Any]:
        """Make a project with a board, a list and so many cards, each with a name of its own."""
        call = self._call_as(self._facts["user_id"])
        project, _ = insert_project(call, call.user, "Seeded", None, is_shared=True)
        board, _ = insert_board(call, project["id"], call.user_id, "Seeded", GAP)
        row = insert_list(call, board["id"], "To do", GAP)
        for number in range(1, tasks + 1):
            insert_card(call, row, {"name": f"Card {number}"}, GAP * number)
        return {"project_id": project["id"], "board_id": board["id"], "list_id": row["id"], "tasks": tasks}

    def account(self) -> Mapping[str, str]:
        """Return the administrator's ways to come in; an API key where the version has them."""
        return self._credentials("demo")

    def people(self) -> Mapping[str, Mapping[str, str]]:
        """Return who else may come in, and who may not."""
        bad = dict.fromkeys(self.account(), "wrong-password")
        bad["emailOrUsername"] = "demo"
        return {"bad": bad, "second": self._credentials("mia"), "guest": self._credentials("gus")}

    def facts(self) -> Mapping[str, str]:
        """Return ids: a workspace is a project of Planka, and a project is a board, since that is where cards are."""
        return self._facts

    def _credentials(self, username: str) -> dict[str, str]:
        found = {"emailOrUsername": username, "password": _PASSWORDS[username]}
        user = self.database.users.first("username", username)
        if generation_of(self._version) == SECOND and user is not None and user["apiKey"]:
            found["apiKey"] = user["apiKey"]
        return found

    def _call_as(self, user_id: str | None) -> Call:
        user = None if user_id is None else self.database.users.get(user_id)
        return Call(self.database, self._version, self._clock(), self._address, user)

    def _furnish(self, signature: str | None) -> dict[str, str]:
        main, second, guest = (
            self._add_person(name, username, role, signature)
            for name, username, role in (
                ("Demo Demo", "demo", ADMIN),
                ("Mia", "mia", OWNER),
                ("Gus", "gus", BOARD_USER),
            )
        )
        call = self._call_as(main["id"])
        project, _ = insert_project(call, main, "Home", None, is_shared=True)
        insert_manager(call, project["id"], second["id"])
        board, _ = insert_board(call, project["id"], main["id"], "Garden", GAP)
        insert_membership(call, board, second["id"], EDITOR)
        insert_membership(call, board, guest["id"], VIEWER, can_comment=False)
        for number, (name, kind) in enumerate((("To do", "active"), ("Doing", "active"), ("Done", CLOSED)), 1):
            insert_list(call, board["id"], name, GAP * number, kind)
        if call.is_second:
            custom_field.furnish(call, project["id"], board["id"])
        hers = self._call_as(second["id"])
        private, _ = insert_project(hers, second, "Mia's own", None, is_shared=False)
        foreign, _ = insert_board(hers, private["id"], second["id"], "Diary", GAP)
        return {
            "user_id": main["id"],
            "second_user_id": second["id"],
            "guest_user_id": guest["id"],
            "workspace_id": project["id"],
            "project_id": board["id"],
            "foreign_project_id": foreign["id"],
        }

    def _add_person(self, name: str, username: str, role: str, signature: str | None) -> Row:
        call = self._call_as(None)
        key = self.database.tokens.make_api_key()
        values = {
            "email": _EMAILS[username],
            "password": _PASSWORDS[username],
            "role": role,
            "name": name,
            "username": username,
            "language": "en-US",
            "apiKey": key,
            "apiKeyPrefix": key.partition("_")[0],
            "termsSignature": signature,
        }
        return insert_user(call, values)

    def _find_address(self, request: Request) -> str:
        host = read_header(request, "host")
        return f"http://{host}" if host else self._address


def _prepare(call: Call, request: Request, found: Operation, path: Mapping[str, str]) -> None:
    """Find out who calls and what they give. Raises: RefusalError, ProblemsError, UnreadableError."""
    call.cookies = read_cookies(request)
    given = read_parameters(request, path)
    identify(call, request)
    _require_policy(call, found.policy)
    call.values = read_inputs(found.inputs, given.parameters, call.version)
    call.files = given.files


def _require_policy(call: Call, policy: Policy) -> None:
    """Refuse who may not call an action at all: as not found, without a word, where a role is missing."""
    if policy == "public":
        return
    user = call.user
    if (policy == "admin" and user["role"] != ADMIN) or (policy == "owner" and not is_admin_or_owner(user)):
        raise not_found()


def _answer_unknown(request: Request) -> Response:
    """Answer an address that is none: the web client for a GET without a dot in its name, else not found."""
    if request.verb in {"GET", "HEAD"} and "." not in request.path.rpartition("/")[2]:
        return text_answer(_PAGE, 200, "text/html; charset=utf-8")
    return json_answer(not_found().data, 404)


def _word_problems(request: Request, problems: list[str]) -> dict[str, Any]:
    plural = "" if len(problems) == 1 else "s"
    what = f"{len(problems)} missing or invalid parameter{plural}"
    message = f"The server could not fulfill this request (`{request.verb} {request.path}`) due to {what}."
    return {"code": "E_MISSING_OR_INVALID_PARAMS", "problems": problems, "message": message}
