"""One GitHub: its people, its limits, and what is at its addresses."""

from __future__ import annotations

import hashlib
import itertools
from typing import TYPE_CHECKING, Any

from tasklab.adapter.message import Request, Response
from tasklab.twin.answer import json_answer, text_answer
from tasklab.twin.credential import read_header
from tasklab.twin.platform.github import (  # noqa: F401 - each module registers its operations
    assignee,
    collaborator,
    history,
    issue_list,
    issue_type,
    meta,
    relation,
    repository_edit,
    search,
)
from tasklab.twin.platform.github.access import authenticate
from tasklab.twin.platform.github.call import Answer, Call
from tasklab.twin.platform.github.household import BAD_TOKEN, TOKENS, Household
from tasklab.twin.platform.github.issue_edit import insert_issue
from tasklab.twin.platform.github.meter import CONTENT, HOUR_S, MINUTE_S, Meter, Standing
from tasklab.twin.platform.github.operation import router_of, run
from tasklab.twin.platform.github.refusal import Refusal, not_found
from tasklab.twin.platform.github.version import EDITIONS, FIRST
from tasklab.twin.site import TwinError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tasklab.twin.platform.github.version import Edition
    from tasklab.twin.site import Situation

OPTIONS = {
    "rate_limit": "requests per hour of each user; on a server of one's own none unless given",
    "secondary_rate_limit": "`on` refuses what makes content faster than 80 times a minute; off unless given",
}
_NO_AGENT = (
    "Request forbidden by administrative rules. Please make sure your request has a User-Agent header "
    "(https://docs.github.com/en/rest/overview/resources-in-the-rest-api#user-agent-required). "
    "Check https://developer.github.com for other possible causes.\n"
)
_SECONDARY = (
    "You have exceeded a secondary rate limit. Please wait a few minutes before you try again. "
    "If you reach out to GitHub Support for help, please include the request ID."
)
_REFUSALS = {
    401: "Bad credentials",
    403: "Forbidden",
    404: "Not Found",
    410: "Gone",
    429: _SECONDARY,
    500: "Server Error",
    502: "Server Error",
    503: "Service Unavailable",
}
_SCOPES = "delete_repo, read:org, repo, user"
_LIMITS = {"core": (5000, HOUR_S), "search": (30, MINUTE_S), "graphql": (5000, HOUR_S)}


class GithubSite:
    """Serves the API; a new one has an organisation with a few people, as `people` and `facts` name them."""

    def __init__(self, situation: Situation) -> None:
        """Open it. Raises: TwinError for an option with a value that it cannot have."""
        self.edition = EDITIONS[situation.version]
        self._clock = situation.clock
        self._address = situation.address
        self._meter = _make_meter(self.edition, situation.options)
        self._has_secondary = situation.options.get("secondary_rate_limit", "off") == "on"
        self._writes = Meter({"content": (CONTENT, MINUTE_S)})
        self._numbers = itertools.count(1)
        self.household = Household(int(self._clock()))
        self.database = self.household.database

    def serve(self, request: Request, version: str) -> Response:
        """Answer a request as `version` does; where that is not the site's own, whatever version the request names."""
        edition = EDITIONS[version]
        if not read_header(request, "user-agent"):
            return text_answer(_NO_AGENT, 403, "text/html; charset=utf-8")
        path = request.path.partition("?")[0]
        mount = self.edition.mount
        if not path.startswith(f"{mount}/"):
            return text_answer("Not Found", 404, "text/html; charset=utf-8")
        path = self._resolve(path[len(mount) :])
        selected = FIRST if edition is not self.edition else _select(request, edition)
        if selected is None:
            return self._finish(self._word(_refuse_version(request, edition), edition), edition)
        try:
            user = authenticate(request, self.database, self.household.tokens)
        except Refusal as refusal:
            return self._finish(self._word(refusal, edition), edition, selected)
        address = self._find_address(request)
        call = Call(self.database, user, int(self._clock()), edition, selected, address, request, path)
        return self._limit(call)

    def refuse(self, status: int, retry_after_s: int | None = None) -> Response:
        """Word a refusal as GitHub does."""
        headers = {} if retry_after_s is None else {"retry-after": str(retry_after_s)}
        refusal = Refusal(status, _REFUSALS.get(status, "Error"), headers=headers, is_general=True)
        return self._finish(self._word(refusal, self.edition), self.edition)

    def seed(self, tasks: int) -> Mapping[str, Any]:
        """Make a repository of the organisation with so many issues of the main user."""
        org = self.household.org
        taken = {repo["name"] for repo in self.database.repos.where("owner_id", org["id"])}
        name = next(each for number in itertools.count(1) if (each := f"seeded-{number}") not in taken)
        repo = self.database.add_repo(org["id"], name, int(self._clock()), private=True)
        request = Request(verb="POST", path="/")
        call = Call(
            self.database, self.household.main, int(self._clock()), self.edition, FIRST, self._address, request, "/"
        )
        for number in range(1, tasks + 1):
            insert_issue(call, repo, title=f"Task {number}")
        return {"project_id": f"{org['login']}/{name}", "tasks": tasks}

    def account(self) -> Mapping[str, str]:
        """Return the token of the main user, an owner of the organisation."""
        return {"token": TOKENS["mona"], "login": "mona"}

    def people(self) -> Mapping[str, Mapping[str, str]]:
        """Return a token that is unknown, and those of a member and of a guest, who may read and no more."""
        return {
            "bad": {"token": BAD_TOKEN, "login": "mona"},
            "second": {"token": TOKENS["lin"], "login": "lin"},
            "guest": {"token": TOKENS["gil"], "login": "gil"},
        }

    def facts(self) -> Mapping[str, str]:
        """Return names that the API takes, and the numbers beside them."""
        return self.household.facts()

    def _resolve(self, path: str) -> str:
        """Put names in place of the numbers of repositories and organisations: both are served."""
        parts = path.split("/")
        if len(parts) > 2 and parts[1] in {"repositories", "organizations"} and parts[2].isdigit():  # noqa: PLR2004 - kind and number
            if parts[1] == "organizations":
                org = self.database.accounts.get(int(parts[2]))
                return "/".join(["", "orgs", org["login"], *parts[3:]]) if org else path
            repo = self.database.repos.get(int(parts[2]))
            owner = self.database.accounts.get(repo["owner_id"]) if repo else None
            return "/".join(["", "repos", owner["login"], repo["name"], *parts[3:]]) if repo and owner else path
        return path

    def _find_address(self, request: Request) -> str:
        host = read_header(request, "host")
        scheme = read_header(request, "x-forwarded-proto") or "http"
        return f"{scheme}://{host}" if host else self._address

    def _limit(self, call: Call) -> Response:
        caller = "" if call.user is None else str(call.user["id"])
        if self._has_secondary and call.request.verb not in {"GET", "HEAD"}:
            writes = self._writes.count(caller, "content", self._clock())
            if writes.used > CONTENT:
                wait = {"retry-after": str(max(1, writes.reset_at_s - call.now_s))}
                refusal = Refusal(403, _SECONDARY, headers=wait, is_general=True)
                return self._finish(self._word(refusal, call.edition), call.edition, call.api_version)
        if self._meter is None or call.path == "/rate_limit":
            return self._finish(self._tell_rates(call, caller), call.edition, call.api_version)
        resource = "search" if call.path.startswith("/search/") else "core"
        standing = self._meter.read(caller, resource, self._clock())
        if standing.is_over:
            who = f"user ID {caller}" if caller else "127.0.0.1"
            response = self._word(Refusal(403, f"API rate limit exceeded for {who}.", is_general=True), call.edition)
        else:
            response = self._answer(call)
            is_free = response.status == 304 and call.user is not None  # noqa: PLR2004 - not modified
            standing = standing if is_free else self._meter.count(caller, resource, self._clock())
        return self._finish(response, call.edition, call.api_version, standing)

    def _tell_rates(self, call: Call, caller: str) -> Response:
        if call.path != "/rate_limit" or call.request.verb != "GET":
            return self._answer(call)
        if self._meter is None:
            return self._word(Refusal(404, "Rate limiting is not enabled."), call.edition, "rate-limit/rate-limit")
        meter = self._meter
        resources = {name: meter.read(caller, name, self._clock()).body for name in meter.resources}
        body: dict[str, Any] = {"resources": resources}
        if not call.is_second:
            body["rate"] = resources["core"]
        return json_answer(body, headers=meter.read(caller, "core", self._clock()).headers)

    def _answer(self, call: Call) -> Response:
        verb = "GET" if call.request.verb == "HEAD" else call.request.verb
        path = call.path
        found = None if path.endswith("/") and path != "/" else router_of(call.edition).find(verb, path)
        try:
            if found is None:
                raise not_found()
            answer = run(call, *found)
        except Refusal as refusal:
            return self._word(refusal, call.edition, found[0].document if found else "")
        if answer.value is None:
            return Response(status=answer.status, headers=answer.headers)
        return _mark(call.request, answer)

    def _word(self, refusal: Refusal, edition: Edition, document: str = "") -> Response:
        where = f"/{document}" if document and not refusal.is_general else ""
        body: dict[str, Any] = {"message": refusal.message, **refusal.extra}
        if refusal.errors is not None:
            body["errors"] = refusal.errors
        body |= {"documentation_url": f"{edition.documents}{where}", "status": str(refusal.status)}
        return json_answer(body, refusal.status, refusal.headers)

    def _finish(
        self, response: Response, edition: Edition, selected: str | None = None, standing: Standing | None = None
    ) -> Response:
        headers = {
            **response.headers,
            "x-github-request-id": f"7A11:{next(self._numbers):04X}",
            "x-github-media-type": "github.v3; format=json",
            "x-oauth-scopes": _SCOPES,
        }
        if response.body:
            headers["content-type"] = "application/json; charset=utf-8"
        if selected is not None:
            headers["x-github-api-version-selected"] = selected
        if edition.release is not None:
            headers["x-github-enterprise-version"] = edition.release
        if standing is not None:
            headers |= standing.headers
        return Response(status=response.status, headers=headers, body=response.body)


def _make_meter(edition: Edition, options: Mapping[str, str]) -> Meter | None:
    text = options.get("rate_limit", "" if edition.release else "5000")
    if text and not (text.isascii() and text.isdigit() and int(text)):
        raise TwinError(f"rate_limit={text!r}: it is a number of requests per hour")
    if options.get("secondary_rate_limit", "off") not in {"on", "off"}:
        raise TwinError(f"secondary_rate_limit={options['secondary_rate_limit']!r}: it is on or off")
    return Meter({**_LIMITS, "core": (int(text), HOUR_S)}) if text else None


def _select(request: Request, edition: Edition) -> str | None:
    """Return the API version of a request, None for one that is not served."""
    wanted = read_header(request, "x-github-api-version")
    if not wanted:
        return edition.api_versions[-1]
    return wanted if wanted in edition.api_versions else None


def _refuse_version(request: Request, edition: Edition) -> Refusal:
    wanted = read_header(request, "x-github-api-version")
    newest, *others = (f'"{each}"' for each in edition.api_versions)
    known = " and ".join([f"{newest} (most recent)", *others])
    text = (
        f'The version you specified in the "X-GitHub-API-Version" request header, "{wanted}", '
        f"is not a supported version. The following versions are currently supported: {known}."
    )
    return Refusal(400, "Bad Request", errors=text, is_general=True)


def _mark(request: Request, answer: Answer) -> Response:
    """Make the response to a read one that the client may keep, and tell when it still has it."""
    response = json_answer(answer.value, answer.status, answer.headers)
    if request.verb not in {"GET", "HEAD"}:
        return response
    tag = hashlib.sha256(response.body).hexdigest()
    headers = {**response.headers, "etag": f'W/"{tag}"', "cache-control": "private, max-age=60, s-maxage=60"}
    known = read_header(request, "if-none-match") or ""
    if tag in {each.strip().removeprefix("W/").strip('"') for each in known.split(",")}:
        return Response(status=304, headers={name: value for name, value in headers.items() if name != "content-type"})
    return Response(status=response.status, headers=headers, body=response.body)
