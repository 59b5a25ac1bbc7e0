"""Operations that list issues, pull requests among them. Source: https://docs.github.com/rest/issues/issues."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

from tasklab.twin.platform.github.access import PULL, find_role, is_member
from tasklab.twin.platform.github.call import Answer
from tasklab.twin.platform.github.issue import show_issue, show_whole_issue
from tasklab.twin.platform.github.issue_field import show_values
from tasklab.twin.platform.github.issue_type import find_type
from tasklab.twin.platform.github.label import find_label
from tasklab.twin.platform.github.operation import operation
from tasklab.twin.platform.github.organization import require_member
from tasklab.twin.platform.github.paging import paged, walked
from tasklab.twin.platform.github.refusal import invalid
from tasklab.twin.platform.github.shape import read_choice, read_since

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tasklab.twin.platform.github.call import Call
    from tasklab.twin.store import Row

    Test: TypeAlias = Callable[[Row], bool]

_STATES = ("open", "closed", "all")
_FILTERS = ("assigned", "created", "mentioned", "subscribed", "repos", "all")


@operation("GET /repos/{owner}/{repo}/issues/{issue_number}", "issues/issues#get-an-issue")
def get_issue(call: Call, repo: Row, issue: Row) -> Answer:
    """Show an issue."""
    del repo
    return Answer(show_whole_issue(call, issue))


@operation("GET /repos/{owner}/{repo}/issues", "issues/issues#list-repository-issues")
def list_repo_issues(call: Call, repo: Row) -> Answer:
    """List the issues of a repository. Where issues are off, its pull requests."""
    state = read_choice(call, "state", _STATES, "open")
    table = call.database.issues
    rows = table.where("repo_id", repo["id"]) if state == "all" else table.where("state", (repo["id"], state))
    tests = [*_common_tests(call, repo), *_repo_tests(call, repo)]
    if not repo["has_issues"]:
        tests.append(lambda row: bool(row["is_pull"]))
    for test in tests:
        rows = [row for row in rows if test(row)]
    return _list(call, rows, has_repo=False)


@operation("GET /issues", "issues/issues#list-issues-assigned-to-the-authenticated-user")
def list_issues(call: Call) -> Answer:
    """List the caller's issues in all repositories that they have a part in."""
    return _list_mine(call, [repo for repo in call.database.repos if _has_part(call, repo)])


@operation("GET /user/issues", "issues/issues#list-user-account-issues-assigned-to-the-authenticated-user")
def list_user_issues(call: Call) -> Answer:
    """List the caller's issues in repositories that they own or were let into."""
    mine = call.me["id"]
    rows = [
        repo
        for repo in call.database.repos
        if repo["owner_id"] == mine or call.database.grants.first("pair", (repo["id"], mine)) is not None
    ]
    return _list_mine(call, rows)


@operation("GET /orgs/{org}/issues", "issues/issues#list-organization-issues-assigned-to-the-authenticated-user")
def list_org_issues(call: Call, org: str) -> Answer:
    """List the caller's issues in an organisation."""
    rows = call.database.repos.where("owner_id", require_member(call, org)["id"])
    return _list_mine(call, [repo for repo in rows if find_role(call.database, repo, call.me) >= PULL])


def mentions(call: Call, row: Row, login: str) -> bool:
    """Whether an issue or a comment on it names somebody."""
    pattern = re.compile(rf"(?<![\w@/-])@{re.escape(login)}(?![\w-])", re.IGNORECASE)
    texts = [row["body"], *(comment["body"] for comment in call.database.comments.where("issue_id", row["id"]))]
    return any(pattern.search(text or "") for text in texts)


def involves(call: Call, row: Row, person: Row) -> bool:
    """Whether somebody wrote, has, commented on or is named in an issue."""
    comments = call.database.comments.where("issue_id", row["id"])
    return (
        person["id"] in {row["user_id"], *row["assignee_ids"]}
        or any(comment["user_id"] == person["id"] for comment in comments)
        or mentions(call, row, person["login"])
    )


def _list_mine(call: Call, repos: Iterable[Row]) -> Answer:
    state = read_choice(call, "state", _STATES, "open")
    kind = read_choice(call, "filter", _FILTERS, "assigned")
    me = call.me
    tests: dict[str, Test] = {
        "assigned": lambda row: me["id"] in row["assignee_ids"],
        "created": lambda row: bool(row["user_id"] == me["id"]),
        "mentioned": lambda row: mentions(call, row, me["login"]),
        "subscribed": lambda row: involves(call, row, me),
    }
    kept = [tests[kind]] if kind in tests else []
    found: list[Row] = []
    for repo in repos:
        all_tests = [*kept, *_common_tests(call, repo)]
        rows = call.database.issues.where("repo_id", repo["id"])
        found += [row for row in rows if state in {"all", row["state"]} and all(test(row) for test in all_tests)]
    return _list(call, found, has_repo=True)


def _list(call: Call, rows: list[Row], *, has_repo: bool) -> Answer:
    sort = read_choice(call, "sort", ("created", "updated", "comments"), "created")
    is_falling = read_choice(call, "direction", ("asc", "desc"), "desc") == "desc"

    def key(row: Row) -> tuple[int, int]:
        if sort == "comments":
            return call.database.comments.count("issue_id", row["id"]), row["id"]
        return row[f"{sort}_at"], row["id"]

    def show(row: Row) -> dict[str, object]:
        return show_issue(call, row, has_repo=has_repo)

    if sort == "created" and not has_repo:  # as the table keeps them
        ordered = rows[::-1] if is_falling else rows
    else:
        ordered = sorted(rows, key=key, reverse=is_falling)
    if call.has("cursors") and not has_repo:
        return walked(call, ordered, key, show, is_falling=is_falling)
    return paged(call, ordered, show)


def _common_tests(call: Call, repo: Row) -> list[Test]:
    tests: list[Test] = []
    since = read_since(call, "Issue")
    if since is not None:
        tests.append(lambda row: bool(row["updated_at"] >= since))
    names = [each.strip() for each in call.query.get("labels", "").split(",") if each.strip()]
    if names:
        labels = [find_label(call, repo, name) for name in names]
        ids = {label["id"] for label in labels if label is not None}
        tests.append(lambda row: None not in labels and ids <= set(row["label_ids"]))
    if call.query.get("type") and call.has("types"):
        tests.append(_type_test(call, repo, call.query["type"]))
    return tests


def _repo_tests(call: Call, repo: Row) -> list[Test]:
    tests: list[Test] = []
    query = call.query
    if query.get("milestone"):
        tests.append(_milestone_test(call, repo, query["milestone"]))
    if query.get("assignee"):
        tests.append(_assignee_test(call, query["assignee"]))
    if query.get("creator"):
        creator = _find_person(call, "creator", query["creator"])
        tests.append(lambda row: bool(row["user_id"] == creator["id"]))
    if query.get("mentioned"):
        person = _find_person(call, "mentioned", query["mentioned"])
        tests.append(lambda row: mentions(call, row, person["login"]))
    if query.get("issue_field_values") and call.has("fields"):
        tests.append(_field_test(call, query["issue_field_values"]))
    return tests


def _type_test(call: Call, repo: Row, name: str) -> Test:
    if name in {"*", "none"}:
        return lambda row: not row["is_pull"] and (row["type_id"] is None) == (name == "none")
    kind = find_type(call, repo, name)
    if kind is None:
        raise invalid("Issue", "type", name)
    return lambda row: bool(row["type_id"] == kind["id"])


def _milestone_test(call: Call, repo: Row, text: str) -> Test:
    if text in {"*", "none"}:
        return lambda row: (row["milestone_id"] is None) == (text == "none")
    number = int(text) if text.isascii() and text.isdigit() else -1
    milestone = call.database.milestones.first("pair", (repo["id"], number))
    if milestone is None:
        raise invalid("Issue", "milestone", text)
    return lambda row: bool(row["milestone_id"] == milestone["id"])


def _assignee_test(call: Call, login: str) -> Test:
    if login in {"*", "none"}:
        return lambda row: bool(row["assignee_ids"]) == (login == "*")
    person = _find_person(call, "assignee", login)
    return lambda row: person["id"] in row["assignee_ids"]


def _field_test(call: Call, text: str) -> Test:
    wanted = [tuple(each.strip().lower().split(":", 1)) for each in text.split(",")]

    def test(row: Row) -> bool:
        values = {(_slug(each["issue_field_name"]), str(each["value"]).lower()) for each in show_values(call, row)}
        return all(pair in values for pair in wanted)

    return test


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def _find_person(call: Call, field: str, login: str) -> Row:
    person = call.database.accounts.first("login", login.lower())
    if person is None:
        raise invalid("Issue", field, login)
    return person


def _has_part(call: Call, repo: Row) -> bool:
    if find_role(call.database, repo, call.me) < PULL:
        return False
    is_granted = call.database.grants.first("pair", (repo["id"], call.me["id"])) is not None
    return repo["owner_id"] == call.me["id"] or is_granted or is_member(call.database, repo["owner_id"], call.me)
