"""Operations about what is between issues: sub-issues, and what blocks what.

Source: https://docs.github.com/rest/issues/sub-issues and https://docs.github.com/rest/issues/issue-dependencies; the
limits of https://docs.github.com/issues/tracking-your-work-with-issues/using-issues/adding-sub-issues.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.github.access import TRIAGE
from tasklab.twin.platform.github.call import Answer
from tasklab.twin.platform.github.event import note
from tasklab.twin.platform.github.issue import find_visible, repo_of, show_issue
from tasklab.twin.platform.github.operation import as_id, operation
from tasklab.twin.platform.github.paging import paged
from tasklab.twin.platform.github.refusal import Refusal, not_found
from tasklab.twin.platform.github.repository import repo_path
from tasklab.twin.platform.github.shape import FLAG, INTEGER, needed, read_members

if TYPE_CHECKING:
    from tasklab.twin.platform.github.call import Call
    from tasklab.twin.store import Row

_ISSUE = "/repos/{owner}/{repo}/issues/{issue_number}"
_SUB = "issues/sub-issues"
_BLOCK = "issues/issue-dependencies"
_NO_SUB = "The provided sub-issue does not exist"
_ADDING_SUB = "An error occurred while adding the sub-issue to the parent issue."
_ADDING_BLOCK = "An error occurred while adding the blocking issue to the issue. Validation failed:"
_MOST_CHILDREN, _MOST_LEVELS, _MOST_BLOCKS = 100, 8, 50


@operation(f"GET {_ISSUE}/parent", f"{_SUB}#get-parent-issue", feature="sub_issues")
def get_parent(call: Call, issue: Row, **_rest: Any) -> Answer:
    """Show the issue that an issue belongs to."""
    parent = call.database.issues.get(issue["parent_id"])
    if parent is None or find_visible(call, parent["id"]) is None:
        raise not_found()
    return Answer(show_issue(call, parent))


@operation(f"GET {_ISSUE}/sub_issues", f"{_SUB}#list-sub-issues", feature="sub_issues")
def list_children(call: Call, issue: Row, **_rest: Any) -> Answer:
    """List the sub-issues of an issue in the order that they were given."""
    rows = [row for each in issue["child_ids"] if (row := find_visible(call, each)) is not None]
    return paged(call, rows, lambda row: show_issue(call, row))


@operation(f"POST {_ISSUE}/sub_issues", f"{_SUB}#add-sub-issue", role=TRIAGE, feature="sub_issues")
def add_child(call: Call, repo: Row, issue: Row) -> Answer:
    """Make an issue a sub-issue of another; it has one parent, and the same owner."""
    given = read_members(call.body, {"sub_issue_id": needed("integer"), "replace_parent": FLAG})
    child = find_visible(call, given["sub_issue_id"])
    if child is None:
        raise Refusal(404, _NO_SUB)
    _check_child(call, repo, issue, child, may_replace=given.get("replace_parent", False))
    former = call.database.issues.get(child["parent_id"])
    if former is not None:
        _part(call, former, child)
    call.touch(child, parent_id=issue["id"])
    call.touch(issue, child_ids=[*issue["child_ids"], child["id"]])
    note(call, issue, "sub_issue_added", sub_issue=child["id"])
    note(call, child, "parent_issue_added", parent_issue=issue["id"])
    return Answer(show_issue(call, issue), 201, _location(call, issue))


@operation(f"DELETE {_ISSUE}/sub_issue", f"{_SUB}#remove-sub-issue", role=TRIAGE, feature="sub_issues")
def remove_child(call: Call, issue: Row, **_rest: Any) -> Answer:
    """Part a sub-issue from its parent."""
    child_id = read_members(call.body, {"sub_issue_id": needed("integer")})["sub_issue_id"]
    child = find_visible(call, child_id)
    if child is None or child["parent_id"] != issue["id"]:
        raise Refusal(404, _NO_SUB)
    _part(call, issue, child)
    return Answer(show_issue(call, issue), headers=_location(call, issue))


@operation(f"PATCH {_ISSUE}/sub_issues/priority", f"{_SUB}#reprioritize-sub-issue", role=TRIAGE, feature="sub_issues")
def move_child(call: Call, issue: Row, **_rest: Any) -> Answer:
    """Put a sub-issue after or before another one."""
    members = {"sub_issue_id": needed("integer"), "after_id": INTEGER, "before_id": INTEGER}
    given = read_members(call.body, members)
    beside = [name for name in ("after_id", "before_id") if name in given]
    if given["sub_issue_id"] not in issue["child_ids"]:
        raise Refusal(404, _NO_SUB)
    others = [each for each in issue["child_ids"] if each != given["sub_issue_id"]]
    if len(beside) != 1 or given[beside[0]] not in others:
        text = "Either after_id or before_id must be given, and name another sub-issue"
        raise Refusal(422, "Validation Failed", errors=[text])
    at = others.index(given[beside[0]]) + (beside[0] == "after_id")
    call.touch(issue, child_ids=[*others[:at], given["sub_issue_id"], *others[at:]])
    return Answer(show_issue(call, issue))


@operation(
    f"GET {_ISSUE}/dependencies/blocked_by",
    f"{_BLOCK}#list-dependencies-an-issue-is-blocked-by",
    feature="dependencies",
)
def list_blockers(call: Call, issue: Row, **_rest: Any) -> Answer:
    """List what blocks an issue."""
    return _list_others(call, [row["blocker_id"] for row in call.database.blocks.where("blocked_id", issue["id"])])


@operation(
    f"GET {_ISSUE}/dependencies/blocking", f"{_BLOCK}#list-dependencies-an-issue-is-blocking", feature="dependencies"
)
def list_blocked(call: Call, issue: Row, **_rest: Any) -> Answer:
    """List what an issue blocks."""
    return _list_others(call, [row["blocked_id"] for row in call.database.blocks.where("blocker_id", issue["id"])])


@operation(
    f"POST {_ISSUE}/dependencies/blocked_by",
    f"{_BLOCK}#add-a-dependency-an-issue-is-blocked-by",
    role=TRIAGE,
    feature="dependencies",
)
def add_blocker(call: Call, issue: Row, **_rest: Any) -> Answer:
    """Let an issue be blocked by another; the same again is refused."""
    blocker = find_visible(call, read_members(call.body, {"issue_id": needed("integer")})["issue_id"])
    if blocker is None:
        raise not_found()
    _check_block(call, issue, blocker)
    call.database.blocks.insert({"blocked_id": issue["id"], "blocker_id": blocker["id"]})
    _note_block(call, issue, blocker, "added")
    return Answer(show_issue(call, issue), 201, _location(call, issue))


@operation(
    f"DELETE {_ISSUE}/dependencies/blocked_by/{{issue_id}}",
    f"{_BLOCK}#remove-dependency-an-issue-is-blocked-by",
    role=TRIAGE,
    feature="dependencies",
)
def remove_blocker(call: Call, issue: Row, issue_id: str, **_rest: Any) -> Answer:
    """Let an issue no longer be blocked by another; one that does not block it is passed over."""
    blocker = find_visible(call, as_id(issue_id))
    if blocker is None:
        raise not_found()
    block = call.database.blocks.first("pair", (issue["id"], blocker["id"]))
    if block is not None:
        call.database.blocks.remove(block["id"])
        _note_block(call, issue, blocker, "removed")
    return Answer(show_issue(call, issue))


def _list_others(call: Call, ids: list[int]) -> Answer:
    rows = [row for each in ids if (row := find_visible(call, each)) is not None]
    return paged(call, rows, lambda row: show_issue(call, row))


def _location(call: Call, issue: Row) -> dict[str, str]:
    return {"location": call.api(f"{repo_path(call, repo_of(call, issue))}/issues/{issue['number']}")}


def _part(call: Call, parent: Row, child: Row) -> None:
    call.touch(parent, child_ids=[each for each in parent["child_ids"] if each != child["id"]])
    call.touch(child, parent_id=None)
    note(call, parent, "sub_issue_removed", sub_issue=child["id"])
    note(call, child, "parent_issue_removed", parent_issue=parent["id"])


def _check_child(call: Call, repo: Row, parent: Row, child: Row, *, may_replace: bool) -> None:
    wrong: list[str] = []
    if child["parent_id"] == parent["id"]:
        wrong.append("Issue may not contain duplicate sub-issues")
    if child["parent_id"] is not None and (child["parent_id"] == parent["id"] or not may_replace):
        wrong.append("Sub issue may only have one parent")
    if child["is_pull"] or parent["is_pull"]:
        wrong.append("Sub issue may only be an issue")
    if repo_of(call, child)["owner_id"] != repo["owner_id"]:
        wrong.append("Sub issue must have the same repository owner as its parent")
    lineage = _lineage(call, parent)
    if child["id"] in lineage:
        wrong.append("Sub issue may not create a circular dependency")
    if len(parent["child_ids"]) >= _MOST_CHILDREN:
        wrong.append(f"Parent may not have more than {_MOST_CHILDREN} sub-issues")
    if len(lineage) + _height(call, child, 0) > _MOST_LEVELS:
        wrong.append(f"Sub-issues may not be nested more than {_MOST_LEVELS} levels")
    if wrong:
        raise Refusal(422, f"{_ADDING_SUB} {' and '.join(wrong)}")


def _lineage(call: Call, issue: Row) -> list[int]:
    """Return the ids of an issue and of those above it."""
    ids: list[int] = []
    row: Row | None = issue
    while row is not None and row["id"] not in ids:
        ids.append(row["id"])
        row = call.database.issues.get(row["parent_id"])
    return ids


def _height(call: Call, issue: Row, depth: int) -> int:
    """Return how many levels an issue and those below it have."""
    if depth > _MOST_LEVELS:
        return depth
    children = [row for each in issue["child_ids"] if (row := call.database.issues.get(each)) is not None]
    return 1 + max((_height(call, child, depth + 1) for child in children), default=0)


def _check_block(call: Call, issue: Row, blocker: Row) -> None:
    if blocker["is_pull"]:
        raise Refusal(422, "Target issue may only be an issue")
    if call.database.blocks.first("pair", (issue["id"], blocker["id"])) is not None:
        raise Refusal(422, f"{_ADDING_BLOCK} Target issue has already been taken")
    if blocker["id"] == issue["id"]:
        raise Refusal(422, f"{_ADDING_BLOCK} Target issue may not be the same as the source issue")
    if _is_blocked_by(call, blocker["id"], issue["id"]):
        raise Refusal(422, f"{_ADDING_BLOCK} Target issue may not create a circular dependency")
    counts = (
        call.database.blocks.count("blocked_id", issue["id"]),
        call.database.blocks.count("blocker_id", blocker["id"]),
    )
    if max(counts) >= _MOST_BLOCKS:
        raise Refusal(422, f"{_ADDING_BLOCK} Issue may not have more than {_MOST_BLOCKS} dependencies")


def _is_blocked_by(call: Call, issue_id: int, other_id: int) -> bool:
    """Whether an issue waits for another, over any number of steps."""
    seen, waiting = {issue_id}, [issue_id]
    while waiting:
        for row in call.database.blocks.where("blocked_id", waiting.pop()):
            if row["blocker_id"] == other_id:
                return True
            if row["blocker_id"] not in seen:
                seen.add(row["blocker_id"])
                waiting.append(row["blocker_id"])
    return False


def _note_block(call: Call, issue: Row, blocker: Row, what: str) -> None:
    call.touch(issue)
    call.touch(blocker)
    note(call, issue, f"blocked_by_{what}", blocked_by=blocker["id"])
    note(call, blocker, f"blocking_{what}", blocking=issue["id"])
