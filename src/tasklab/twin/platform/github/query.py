"""The language in which issues are searched.

Source: https://docs.github.com/search-github/searching-on-github/searching-issues-and-pull-requests. `AND`, `OR` and
parentheses are not understood.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from tasklab.twin.platform.github.access import PULL, find_role
from tasklab.twin.platform.github.issue import find_visible, repo_of
from tasklab.twin.platform.github.issue_list import involves, mentions
from tasklab.twin.platform.github.moment import parse_day
from tasklab.twin.platform.github.refusal import invalid

if TYPE_CHECKING:
    from collections.abc import Callable

    from tasklab.twin.platform.github.call import Call
    from tasklab.twin.store import Row

    Test: TypeAlias = Callable[[Row], bool]

_TERM = re.compile(r'(-?)(?:([a-zA-Z][a-zA-Z-]*):)?("[^"]*"|[^\s"]+(?:"[^"]*")?)')
_UNSEARCHABLE = (
    "The listed users and repositories cannot be searched either because the resources do not exist or you do not have "
    "permission to view them."
)
_MAX_LENGTH = 256
_PLACES = frozenset({"repo", "org", "user"})
_MOMENTS = frozenset({"created", "updated", "closed"})


@dataclass(frozen=True)
class Term:
    """One part of a query: a word, or a qualifier with its value."""

    name: str
    """Empty for a word."""
    value: str
    is_not: bool


def parse_query(call: Call, text: str) -> list[Term]:
    """Take a query apart. Raises: Refusal with 422 for one that is empty or too long."""
    if not text.strip():
        raise invalid("Search", "q", code="missing")
    terms = [Term((name or "").lower(), value.strip('"'), sign == "-") for sign, name, value in _TERM.findall(text)]
    if sum(len(term.value) for term in terms if not term.name) > _MAX_LENGTH:
        raise invalid("Search", "q", message="The search is longer than 256 characters.")
    kinds = {term.value for term in terms if term.name in {"is", "type"}}
    if call.has("search_type") and call.has("dotcom") and not kinds & {"issue", "pr", "pull-request"}:
        raise invalid("Search", "q", message="Query must include 'is:issue' or 'is:pull-request'")
    return terms


def find_repos(call: Call, terms: list[Term]) -> list[Row]:
    """Return the repositories to look in. Raises: Refusal with 422 where none of those named can be searched."""
    visible = [repo for repo in call.database.repos if find_role(call.database, repo, call.user) >= PULL]
    named = [term for term in terms if term.name in _PLACES]
    wanted = [term for term in named if not term.is_not]
    found = [repo for repo in visible if not wanted or any(_is_in(call, repo, term) for term in wanted)]
    if wanted and not found and not any(_is_known(call, term) for term in wanted):
        raise invalid("Search", "q", message=_UNSEARCHABLE)
    unwanted = [term for term in named if term.is_not]
    return [repo for repo in found if not any(_is_in(call, repo, term) for term in unwanted)]


def make_tests(call: Call, terms: list[Term]) -> list[Test]:
    """Return what an issue has to fulfil."""
    places = [term.value for term in terms if term.name == "in"]
    tests: list[Test] = []
    for term in terms:
        if term.name in _PLACES | {"in", "sort"}:
            continue
        test = _word_test(call, term.value, places) if not term.name else _qualifier_test(call, term)
        tests.append(_negate(test) if term.is_not else test)
    return tests


def read_sort(terms: list[Term]) -> tuple[str, str] | None:
    """Return field and direction of the qualifier `sort`."""
    for term in terms:
        if term.name == "sort":
            field, _, direction = term.value.rpartition("-")
            return (field, direction) if direction in {"asc", "desc"} else (term.value, "desc")
    return None


def _negate(test: Test) -> Test:
    return lambda row: not test(row)


def _is_in(call: Call, repo: Row, term: Term) -> bool:
    owner = call.database.accounts.get(repo["owner_id"]) or {"login": ""}
    name = f"{owner['login']}/{repo['name']}".lower()
    return term.value.lower() == (name if term.name == "repo" else owner["login"].lower())


def _is_known(call: Call, term: Term) -> bool:
    return term.name != "repo" and call.database.accounts.first("login", term.value.lower()) is not None


def _word_test(call: Call, text: str, places: list[str]) -> Test:
    wanted = set(",".join(places).split(",")) - {""} or {"title", "body", "comments"}
    word = text.lower()
    pattern = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)")

    def test(row: Row) -> bool:
        texts = [row[name] or "" for name in ("title", "body") if name in wanted]
        if "comments" in wanted:
            texts += [each["body"] for each in call.database.comments.where("issue_id", row["id"])]
        return any(word in lower and pattern.search(lower) is not None for lower in map(str.lower, texts))

    return test


def _qualifier_test(call: Call, term: Term) -> Test:
    name, value = term.name, term.value
    if name in {"is", "type", "state"}:
        return _kind_test(call, value.lower())
    if name in _MOMENTS:
        return _span_test(f"{name}_at", value)
    if name in {"author", "assignee", "mentions", "commenter", "involves"}:
        return _person_test(call, name, value)
    if name in {"comments", "reactions"}:
        return _count_test(call, name, value)
    return _value_test(call, name, value)


def _value_test(call: Call, name: str, value: str) -> Test:
    match name:
        case "label":
            names = {each.strip('"').lower() for each in value.split(",")}
            return lambda row: bool(names & _names(call, row))
        case "milestone":
            return lambda row: _milestone_title(call, row) == value.lower()
        case "no":
            return _absence_test(value.lower())
        case "reason":
            reason = value.lower().replace(" ", "_")
            return lambda row: bool(row["state"] == "closed" and row["state_reason"] == reason)
        case "archived":
            return lambda row: bool(repo_of(call, row)["archived"]) == (value.lower() == "true")
        case "parent-issue":
            return lambda row: _reference(call, row["parent_id"]) == value.lower()
    return _word_test(call, f"{name}:{value}", [])


def _kind_test(call: Call, value: str) -> Test:
    match value:
        case "issue":
            return lambda row: not row["is_pull"]
        case "pr" | "pull-request":
            return lambda row: bool(row["is_pull"])
        case "open" | "closed":
            return lambda row: bool(row["state"] == value)
        case "locked" | "unlocked":
            return lambda row: bool(row["locked"]) == (value == "locked")
        case "public" | "private":
            return lambda row: bool(repo_of(call, row)["private"]) == (value == "private")
        case "merged" | "draft" | "queued":
            return lambda row: False  # noqa: ARG005 - no pull request of this site is ever merged
        case "unmerged":
            return lambda row: bool(row["is_pull"])
    return lambda row: _type_name(call, row) == value


def _person_test(call: Call, name: str, login: str) -> Test:
    person = call.me if login == "@me" else call.database.accounts.first("login", login.lower())
    if person is None:
        return lambda row: False  # noqa: ARG005 - nobody has that name
    id_, tests = person["id"], call.database.comments
    match name:
        case "author":
            return lambda row: bool(row["user_id"] == id_)
        case "assignee":
            return lambda row: id_ in row["assignee_ids"]
        case "mentions":
            return lambda row: mentions(call, row, person["login"])
        case "commenter":
            return lambda row: any(each["user_id"] == id_ for each in tests.where("issue_id", row["id"]))
    return lambda row: involves(call, row, person)


def _absence_test(what: str) -> Test:
    fields = {"label": "label_ids", "assignee": "assignee_ids", "milestone": "milestone_id", "type": "type_id"}
    field = fields.get(what)
    return (lambda row: not row[field]) if field else (lambda row: True)  # noqa: ARG005 - nothing that it could lack


def _span_test(field: str, text: str) -> Test:
    try:
        begin, end = _read_span(text, parse_day)
    except (ValueError, OverflowError):
        raise invalid("Search", "q", message=f'"{text}" is not a recognized date/time format.') from None
    return lambda row: row[field] is not None and begin <= row[field] < end


def _count_test(call: Call, name: str, text: str) -> Test:
    try:
        begin, end = _read_span(text, lambda number: (int(number), int(number) + 1))
    except ValueError:
        raise invalid("Search", "q", message=f'"{text}" is not a number.') from None

    def count(row: Row) -> int:
        if name == "comments":
            return call.database.comments.count("issue_id", row["id"])
        return call.database.reactions.count("subject", ("issue", row["id"]))

    return lambda row: begin <= count(row) < end


def _read_span(text: str, read: Callable[[str], tuple[int, int]]) -> tuple[float, float]:
    """Return begin and end, the end outside: `>=x`, `x..y`, `*..y`, `x`."""
    for sign in (">=", "<=", ">", "<"):
        if text.startswith(sign):
            begin, end = read(text.removeprefix(sign))
            spans: dict[str, tuple[float, float]] = {
                ">=": (begin, float("inf")),
                "<=": (float("-inf"), end),
                ">": (end, float("inf")),
                "<": (float("-inf"), begin),
            }
            return spans[sign]
    if ".." in text:
        first, _, last = text.partition("..")
        begin_s = float("-inf") if first == "*" else read(first)[0]
        return begin_s, float("inf") if last == "*" else read(last)[1]
    return read(text)


def _names(call: Call, row: Row) -> set[str]:
    labels = (call.database.labels.get(each) for each in row["label_ids"])
    return {label["name"].lower() for label in labels if label is not None}


def _milestone_title(call: Call, row: Row) -> str | None:
    milestone = call.database.milestones.get(row["milestone_id"])
    return None if milestone is None else str(milestone["title"]).lower()


def _type_name(call: Call, row: Row) -> str | None:
    kind = call.database.types.get(row["type_id"])
    return None if kind is None else str(kind["name"]).lower()


def _reference(call: Call, issue_id: Any) -> str | None:
    issue = find_visible(call, issue_id)
    if issue is None:
        return None
    repo = repo_of(call, issue)
    owner = call.database.accounts.get(repo["owner_id"]) or {"login": ""}
    return f"{owner['login']}/{repo['name']}#{issue['number']}".lower()
