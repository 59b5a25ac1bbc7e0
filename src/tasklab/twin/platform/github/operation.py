"""Which operations there are, and what stands before each: credentials, visibility, roles, archived repositories."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias

from tasklab.twin.platform.github.access import NONE, PULL, find_role
from tasklab.twin.platform.github.refusal import (
    ADMIN_NEEDED,
    ARCHIVED,
    ISSUE_DELETED,
    ISSUES_DISABLED,
    Refusal,
    forbidden,
    not_found,
)
from tasklab.twin.route import Router

if TYPE_CHECKING:
    from collections.abc import Callable

    from tasklab.twin.platform.github.call import Answer, Call
    from tasklab.twin.platform.github.version import Edition
    from tasklab.twin.store import Row

Serve: TypeAlias = "Callable[..., Answer]"
_REPO, _ISSUE = "/repos/{owner}/{repo}", "/issues/{issue_number}"


@dataclass(frozen=True)
class Operation:
    """One verb on one path."""

    verb: str
    template: str
    document: str
    """Where it is explained, below the edition's documents."""
    serve: Serve
    role: int
    is_hidden: bool
    """Whether too low a role is answered as if there were nothing."""
    feature: str


OPERATIONS: list[Operation] = []


def operation(
    title: str, document: str, *, role: int = PULL, is_hidden: bool = False, feature: str = ""
) -> Callable[[Serve], Serve]:
    """Register what serves `VERB /template`.

    It is called with the repository and the issue of the path as rows, and its other variables as text.
    """
    verb, _, template = title.partition(" ")

    def register(serve: Serve) -> Serve:
        OPERATIONS.append(Operation(verb, template, document, serve, role, is_hidden, feature))
        return serve

    return register


@cache
def router_of(edition: Edition) -> Router[Operation]:
    """Return the routes of an edition."""
    router: Router[Operation] = Router()
    for each in OPERATIONS:
        if not each.feature or each.feature in edition.features:
            router.add(each.verb, each.template, each)
    return router


def run(call: Call, found: Operation, values: dict[str, str]) -> Answer:
    """Carry out an operation. Raises: Refusal."""
    if found.verb != "GET":
        _ = call.me
    rest: dict[str, Any] = dict(values)
    if found.template.startswith(_REPO):
        repo = rest["repo"] = find_repo(call, rest.pop("owner"), values["repo"])
        _check_role(call, found, repo)
        if found.template.startswith(_REPO + _ISSUE):
            rest["issue"] = find_issue(call, repo, rest.pop("issue_number"))
    return found.serve(call, **rest)


def find_repo(call: Call, owner: str, name: str) -> Row:
    """Return a repository that the caller may see. Raises: Refusal with 404; 301 or 307 where it has another name."""
    account = call.database.accounts.first("login", owner.lower())
    if account is None:
        raise not_found()
    key = (account["id"], name.lower())
    repo = call.database.repos.first("name", key)
    moved = None if repo else call.database.repos.get(call.database.moved.get(key))
    if moved is not None and find_role(call.database, moved, call.user) >= PULL:
        raise _moved(call, moved)
    if repo is None or find_role(call.database, repo, call.user) < PULL:
        raise not_found()
    return repo


def find_issue(call: Call, repo: Row, number: str) -> Row:
    """Return an issue or pull request. Raises: Refusal with 404, or 410 where it was deleted or issues are off."""
    wanted = as_id(number)
    if wanted in repo["deleted_numbers"]:
        raise Refusal(410, ISSUE_DELETED)
    issue = call.database.issues.first("pair", (repo["id"], wanted))
    if not repo["has_issues"] and not (issue and issue["is_pull"]):
        raise Refusal(410, ISSUES_DISABLED)
    if issue is None:
        raise not_found()
    return issue


def as_id(text: str) -> int:
    """Read a number of a path. Raises: Refusal with 404 for other text, and for more than 64 bits hold."""
    if not (text.isascii() and text.isdigit()) or int(text) >= 2**63:
        raise not_found()
    return int(text)


def _check_role(call: Call, found: Operation, repo: Row) -> None:
    if found.role > NONE and find_role(call.database, repo, call.user) < found.role:
        raise not_found() if found.is_hidden else forbidden(ADMIN_NEEDED)
    is_repo_itself = found.template == _REPO
    if repo["archived"] and found.verb != "GET" and not is_repo_itself:
        raise forbidden(ARCHIVED)


def _moved(call: Call, repo: Row) -> Refusal:
    rest = call.path.split("/", 4)[4:]
    to = call.api("/".join([f"/repositories/{repo['id']}", *rest]))
    is_read = call.request.verb in {"GET", "HEAD"}
    status, message = (301, "Moved Permanently") if is_read else (307, "Temporary Redirect")
    return Refusal(status, message, extra={"url": to}, headers={"location": to}, is_general=True)
