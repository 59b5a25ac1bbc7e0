"""Operations that search. What was written is found at once. Source: https://docs.github.com/rest/search/search."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.github.access import PULL, find_role
from tasklab.twin.platform.github.call import Answer
from tasklab.twin.platform.github.issue import show_issue
from tasklab.twin.platform.github.label import show_label
from tasklab.twin.platform.github.operation import operation
from tasklab.twin.platform.github.paging import cut, read_page
from tasklab.twin.platform.github.query import find_repos, make_tests, parse_query, read_sort
from tasklab.twin.platform.github.refusal import Refusal, invalid, not_found
from tasklab.twin.platform.github.shape import read_choice

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tasklab.twin.platform.github.call import Call
    from tasklab.twin.store import Row

_REACH = 1000
"""How many results can be read of each search."""
_SORTS = (
    "comments",
    "reactions",
    "reactions-+1",
    "reactions--1",
    "reactions-smile",
    "reactions-thinking_face",
    "reactions-heart",
    "reactions-tada",
    "interactions",
    "created",
    "updated",
)
_CONTENTS = {"+1": "+1", "-1": "-1", "smile": "laugh", "thinking_face": "confused", "heart": "heart", "tada": "hooray"}


@operation("GET /search/issues", "search/search#search-issues-and-pull-requests")
def search_issues(call: Call) -> Answer:
    """Search issues and pull requests in all repositories that the caller may see."""
    terms = parse_query(call, call.query.get("q", ""))
    tests = make_tests(call, terms)
    found: list[Row] = []
    for repo in find_repos(call, terms):
        rows = call.database.issues.where("repo_id", repo["id"])
        found += [row for row in rows if all(test(row) for test in tests)]
    in_query = read_sort(terms)
    sort = read_choice(call, "sort", _SORTS, in_query[0] if in_query else "", "Search")
    order = read_choice(call, "order", ("asc", "desc"), in_query[1] if in_query else "desc", "Search")
    found.sort(key=lambda row: (_weigh(call, row, sort), row["id"]), reverse=order == "desc")
    shown, headers = _cut(call, found)
    body = {
        "total_count": len(found),
        "incomplete_results": False,
        "items": [_show_found(call, row) for row in shown],
    }
    if call.has("search_type"):
        body["search_type"] = read_choice(call, "search_type", ("lexical", "semantic", "hybrid"), "lexical", "Search")
    return Answer(body, headers=headers)


def _show_found(call: Call, row: Row) -> dict[str, Any]:
    """Show a found issue: of its parent, a search says nothing (google/go-github#4232)."""
    return {name: value for name, value in show_issue(call, row).items() if name != "parent_issue_url"} | {"score": 1.0}


@operation("GET /search/labels", "search/search#search-labels")
def search_labels(call: Call) -> Answer:
    """Search the labels of one repository, in names and descriptions."""
    text, number = call.query.get("q", ""), call.query.get("repository_id", "")
    if not text.strip():
        raise invalid("Search", "q", code="missing")
    repo = call.database.repos.get(int(number)) if number.isascii() and number.isdigit() else None
    if repo is None or find_role(call.database, repo, call.user) < PULL:
        raise not_found()
    words = text.lower().split()
    rows = [
        row
        for row in call.database.labels.where("repo_id", repo["id"])
        if any(word in f"{row['name']} {row['description'] or ''}".lower() for word in words)
    ]
    shown, headers = _cut(call, rows)
    items = [{**show_label(call, repo, row), "score": 1.0} for row in shown]
    return Answer({"total_count": len(rows), "incomplete_results": False, "items": items}, headers=headers)


def _cut(call: Call, rows: Sequence[Row]) -> tuple[Sequence[Row], dict[str, str]]:
    number, size = read_page(call)
    if (number - 1) * size >= _REACH:
        raise Refusal(422, "Only the first 1000 search results are available")
    return cut(call, rows[: max(_REACH, number * size)])


def _weigh(call: Call, row: Row, sort: str) -> Any:
    weights: dict[str, Callable[[], int]] = {
        "created": lambda: int(row["created_at"]),
        "updated": lambda: int(row["updated_at"]),
        "comments": lambda: call.database.comments.count("issue_id", row["id"]),
        "reactions": lambda: call.database.reactions.count("subject", ("issue", row["id"])),
    }
    if sort == "interactions":
        return weights["comments"]() + weights["reactions"]()
    if sort.startswith("reactions-"):
        content = _CONTENTS[sort.removeprefix("reactions-")]
        rows = call.database.reactions.where("subject", ("issue", row["id"]))
        return sum(each["content"] == content for each in rows)
    return weights.get(sort, weights["created"])()
