"""One organisation of Azure DevOps Services, and what is at its addresses."""

from __future__ import annotations

import itertools
import uuid
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from tasklab.adapter.message import Response
from tasklab.twin.answer import json_answer, text_answer
from tasklab.twin.credential import read_header
from tasklab.twin.platform.azure_devops import (  # noqa: F401 - each module registers its operations
    attachment,
    batch,
    classification,
    comment,
    history,
    item,
    metadata,
    old_comment,
    people,
    picklist,
    project,
    recycle,
    tag,
    team,
    wiql,
)
from tasklab.twin.platform.azure_devops.access import authenticate, unauthorized
from tasklab.twin.platform.azure_devops.call import Answer, Call
from tasklab.twin.platform.azure_devops.household import BAD_TOKEN, ORGANIZATION, TOKENS, Household
from tasklab.twin.platform.azure_devops.item_create import seed_item
from tasklab.twin.platform.azure_devops.meter import Meter, blocked
from tasklab.twin.platform.azure_devops.operation import find
from tasklab.twin.platform.azure_devops.refusal import RefusalError, project_unknown
from tasklab.twin.platform.azure_devops.version import Selected, select
from tasklab.twin.site import TwinError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tasklab.adapter.message import Request
    from tasklab.twin.platform.azure_devops.operation import Operation
    from tasklab.twin.site import Situation
    from tasklab.twin.store import Row

OPTIONS = {"rate_limit": "units that each user may consume in five minutes; none unless given"}
_HTML = "text/html; charset=utf-8"
_WORDS = {
    403: ("AccessCheckException", "TF400409: You do not have licensing rights to access this feature."),
    404: ("HttpException", "The resource cannot be found."),
    410: ("ResourceGoneException", "The resource is no longer available."),
    500: ("VssServiceException", "TF400898: An Internal Error Occurred."),
    503: ("HostOfflineException", "TF400324: Azure DevOps services are not available from the server."),
}
_EXPIRED = "Access Denied: The Personal Access Token used has expired."


class AzureDevopsSite:
    """Serves the API below `/acme`; a new one has the people that `people` and `facts` name."""

    def __init__(self, situation: Situation) -> None:
        """Open it. Raises: TwinError for an option with a value that it cannot have."""
        self.version = situation.version
        self._clock = situation.clock
        self._address = situation.address
        self._meter = _make_meter(situation.options.get("rate_limit", ""))
        self._numbers = itertools.count(1)
        self.household = Household(self._clock())
        self.database = self.household.database

    def serve(self, request: Request, version: str) -> Response:
        """Answer a request; where `version` is not the site's own, in its shapes whatever the request names."""
        before, below, path = _split(request.path)
        if not below:
            return self._finish(text_answer("<html><body>404 - Page not found</body></html>", 404, _HTML))
        found = authenticate(request, self.household.tokens)
        if isinstance(found, Response):
            return self._finish(found)
        headers, is_blocked = self._meter.take(found, self._clock()) if self._meter else ({}, False)
        selected = Selected(version, version)
        try:
            if is_blocked:
                raise blocked()
            served, values = find(version, "GET" if request.verb == "HEAD" else request.verb, path)
            if version == self.version:
                selected = select(request, served.stage, version)
            answer = self._answer(request, before, found, selected, served, values)
        except RefusalError as refusal:
            answer = _word(refusal)
        return self._finish(_respond(answer, selected), headers)

    def refuse(self, status: int, retry_after_s: int | None = None) -> Response:
        """Word a refusal as the product does."""
        headers = {} if retry_after_s is None else {"retry-after": str(retry_after_s)}
        if status == 401:  # noqa: PLR2004 - an expired token has a page of its own
            return self._finish(unauthorized(_EXPIRED))
        if status == 429:  # noqa: PLR2004 - too much consumed
            told = {"x-ratelimit-resource": "Core", "x-ratelimit-remaining": "0", **headers}
            return self._finish(_respond(_word(blocked()), Selected(self.version, self.version)), told)
        key, text = _WORDS.get(status, _WORDS[500])
        refusal = RefusalError(status, key, text, space="Microsoft.TeamFoundation.Framework.Server")
        return self._finish(_respond(_word(refusal), Selected(self.version, self.version)), headers)

    def seed(self, tasks: int) -> Mapping[str, Any]:
        """Make a project with so many tasks of the main user."""
        database, user = self.database, self.household.people["ada"]
        taken = {each["name"] for each in database.projects}
        name = next(each for number in itertools.count(1) if (each := f"Seeded {number}") not in taken)
        home = self.household.home
        made = database.add_project(name, self._clock(), database.process_of(home))
        for member in database.members.where("project_id", home["id"]):
            database.members.insert({**member, "project_id": made["id"]})
        for number in range(1, tasks + 1):
            seed_item(database, made, user, f"Task {number}", self._clock())
        return {"project_id": made["id"], "project_name": name, "tasks": tasks}

    def account(self) -> Mapping[str, str]:
        """Return organisation, address and personal access token of the main user."""
        return self._login("ada")

    def people(self) -> Mapping[str, Mapping[str, str]]:
        """Return a token that is unknown, and those of a contributor and of a reader."""
        bad = {**self._login("ada"), "token": BAD_TOKEN}
        return {"bad": bad, "second": self._login("lin"), "guest": self._login("gil")}

    def facts(self) -> Mapping[str, str]:
        """Return ids and names that the API takes."""
        return self.household.facts()

    def _login(self, key: str) -> dict[str, str]:
        return {"organization": ORGANIZATION, "token": TOKENS[key]}

    def _answer(
        self,
        request: Request,
        before: list[str],
        user_id: str,
        selected: Selected,
        served: Operation,
        values: dict[str, str],
    ) -> Answer:
        user = self.database.users.get(user_id)
        if user is None:
            raise project_unknown("")
        call = self._make_call(request, user, selected, None, None)
        if before:
            _check_organization(before[0])
        if len(before) > 1:
            team = before[2] if len(before) > 2 else None  # noqa: PLR2004 - organisation, project, team
            call = self._make_call(request, user, selected, call.find_project(before[1]), team)
        if served.needs_project:
            _ = call.own_project
        return served.serve(call, **values)

    def _make_call(
        self, request: Request, user: Row, selected: Selected, project_: Row | None, team_: str | None
    ) -> Call:
        host = read_header(request, "host")
        address = f"http://{host}" if host else self._address
        at = round(self._clock(), 3)
        return Call(self.database, user, at, selected, f"{address}/{ORGANIZATION}", request, project_, team_)

    def _finish(self, response: Response, headers: Mapping[str, str] | None = None) -> Response:
        number = next(self._numbers)
        told = {
            **response.headers,
            "activityid": str(uuid.UUID(int=number)),
            "x-vss-e2eid": str(uuid.UUID(int=number)),
            "x-tfs-processid": str(uuid.UUID(int=1)),
            **(headers or {}),
        }
        return Response(status=response.status, headers=told, body=response.body)


def _make_meter(text: str) -> Meter | None:
    if text and not (text.isascii() and text.isdigit() and int(text)):
        raise TwinError(f"rate_limit={text!r}: it is a number of units in five minutes")
    return Meter(int(text)) if text else None


def _check_organization(name: str) -> None:
    if name.lower() != ORGANIZATION:
        text = f"TF400813: The organization {name} was not found."
        raise RefusalError(404, "HostDoesNotExistException", text, space="Microsoft.TeamFoundation.Framework.Server")


def _split(path: str) -> tuple[list[str], bool, str]:
    """Return what stands before `_apis`, unescaped; whether that is there; and what stands behind it."""
    segments = path.partition("?")[0].strip("/").split("/")
    at = next((at for at, each in enumerate(segments) if each.lower() == "_apis"), None)
    if at is None or at > 3:  # noqa: PLR2004 - organisation, project, team
        return [], False, ""
    return [unquote(each) for each in segments[:at]], True, "/".join(segments[at + 1 :])


def _word(refusal: RefusalError) -> Answer:
    if refusal.status == 405:  # noqa: PLR2004 - worded by the framework and not by the product
        return Answer({"count": 1, "value": {"Message": refusal.message}}, 405)
    return Answer(refusal.body, refusal.status)


def _respond(answer: Answer, selected: Selected) -> Response:
    if answer.content is not None:
        return Response(status=answer.status, headers=answer.headers, body=answer.content)
    if answer.value is None:
        return Response(status=answer.status, headers=answer.headers)
    kind = f"application/json; charset=utf-8; api-version={selected.label}"
    return json_answer(answer.value, answer.status, {"content-type": kind, **answer.headers})
