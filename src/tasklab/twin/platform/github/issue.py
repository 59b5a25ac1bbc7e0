"""Issues as answers have them. Source: the descriptions, schemas `issue` and `issue-search-result-item`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.github.access import find_role
from tasklab.twin.platform.github.comment import show_comment
from tasklab.twin.platform.github.database import node_id
from tasklab.twin.platform.github.issue_field import show_values
from tasklab.twin.platform.github.issue_type import show_type
from tasklab.twin.platform.github.label import show_labels
from tasklab.twin.platform.github.media import show_text
from tasklab.twin.platform.github.milestone import show_milestone
from tasklab.twin.platform.github.moment import render
from tasklab.twin.platform.github.person import show_person_or_none
from tasklab.twin.platform.github.reaction import show_rollup
from tasklab.twin.platform.github.repository import find_association, full_name, repo_path, show_repo

if TYPE_CHECKING:
    from tasklab.twin.platform.github.call import Call
    from tasklab.twin.store import Row


def show_issue(call: Call, issue: Row, *, has_repo: bool = False) -> dict[str, Any]:
    """Show an issue or pull request in a list; `has_repo` where that spans repositories."""
    repo = repo_of(call, issue)
    url = call.api(f"{repo_path(call, repo)}/issues/{issue['number']}")
    kind = "pull" if issue["is_pull"] else "issues"
    people = [show_person_or_none(call, each) for each in issue["assignee_ids"]]
    milestone = call.database.milestones.get(issue["milestone_id"])
    shown = {
        "url": url,
        "repository_url": call.api(repo_path(call, repo)),
        "labels_url": f"{url}/labels{{/name}}",
        "comments_url": f"{url}/comments",
        "events_url": f"{url}/events",
        "html_url": call.html(f"/{full_name(call, repo)}/{kind}/{issue['number']}"),
        "id": issue["id"],
        "node_id": node_id("PR" if issue["is_pull"] else "I", issue["id"]),
        "number": issue["number"],
        "title": issue["title"],
        "user": show_person_or_none(call, issue["user_id"]),
        "labels": show_labels(call, repo, issue["label_ids"]),
        "state": issue["state"],
        "locked": issue["locked"],
        "assignee": people[0] if people else None,
        "assignees": people,
        "milestone": None if milestone is None else show_milestone(call, repo, milestone),
        "comments": call.database.comments.count("issue_id", issue["id"]),
        "created_at": render(issue["created_at"]),
        "updated_at": render(issue["updated_at"]),
        "closed_at": render(issue["closed_at"]),
        "author_association": find_association(call, repo, issue["user_id"]),
        "active_lock_reason": issue["lock_reason"],
        **show_text(call, issue["body"]),
        "reactions": show_rollup(call, "issue", issue["id"], f"{url}/reactions"),
        "timeline_url": f"{url}/timeline",
        "performed_via_github_app": None,
        "state_reason": issue["state_reason"],
    }
    if call.is_second:
        del shown["assignee"]
    if issue["is_pull"]:
        shown |= _show_pull(call, repo, issue)
    if has_repo:
        shown["repository"] = show_repo(call, repo)
    return {**shown, **_show_relations(call, issue), **_show_kind(call, issue)}


def show_whole_issue(call: Call, issue: Row) -> dict[str, Any]:
    """Show an issue that was asked for alone: who closed it, too."""
    shown = {**show_issue(call, issue), "closed_by": show_person_or_none(call, issue["closed_by_id"])}
    if call.has("pins"):
        pinned = call.database.comments.get(issue["pinned_comment_id"])
        shown["pinned_comment"] = None if pinned is None else show_comment(call, repo_of(call, issue), pinned)
    return shown


def repo_of(call: Call, issue: Row) -> Row:
    """Return the repository of an issue."""
    repo = call.database.repos.get(issue["repo_id"])
    assert repo is not None, "issues go with their repository"  # noqa: S101 - true of every site
    return repo


def find_visible(call: Call, issue_id: int | None) -> Row | None:
    """Return an issue by its id where the caller may see its repository, else None."""
    issue = call.database.issues.get(issue_id)
    if issue is None or not find_role(call.database, repo_of(call, issue), call.user):
        return None
    return issue


def _show_pull(call: Call, repo: Row, issue: Row) -> dict[str, Any]:
    html = call.html(f"/{full_name(call, repo)}/pull/{issue['number']}")
    links = {
        "url": call.api(f"{repo_path(call, repo)}/pulls/{issue['number']}"),
        "html_url": html,
        "diff_url": f"{html}.diff",
        "patch_url": f"{html}.patch",
    }
    return {"draft": False, "pull_request": links if call.is_second else {**links, "merged_at": None}}


def _show_relations(call: Call, issue: Row) -> dict[str, Any]:
    shown: dict[str, Any] = {}
    if call.has("sub_issues"):
        children = call.database.issues.where("parent_id", issue["id"])
        done = sum(child["state"] == "closed" for child in children)
        shown["sub_issues_summary"] = {
            "total": len(children),
            "completed": done,
            "percent_completed": done * 100 // len(children) if children else 0,
        }
        parent = call.database.issues.get(issue["parent_id"])
        if parent is not None:
            shown["parent_issue_url"] = call.api(f"{repo_path(call, repo_of(call, parent))}/issues/{parent['number']}")
    if call.has("dependencies"):
        blockers = [row["blocker_id"] for row in call.database.blocks.where("blocked_id", issue["id"])]
        blocked = [row["blocked_id"] for row in call.database.blocks.where("blocker_id", issue["id"])]
        shown["issue_dependencies_summary"] = {
            "blocked_by": _count_open(call, blockers),
            "total_blocked_by": len(blockers),
            "blocking": _count_open(call, blocked),
            "total_blocking": len(blocked),
        }
    return shown


def _show_kind(call: Call, issue: Row) -> dict[str, Any]:
    shown: dict[str, Any] = {}
    if call.has("types") and not issue["is_pull"]:
        shown["type"] = show_type(call.database.types.get(issue["type_id"]))
    if call.has("field_values") and not issue["is_pull"]:
        shown["issue_field_values"] = show_values(call, issue)
    return shown


def _count_open(call: Call, ids: list[int]) -> int:
    return sum(row["state"] == "open" for each in ids if (row := call.database.issues.get(each)) is not None)
