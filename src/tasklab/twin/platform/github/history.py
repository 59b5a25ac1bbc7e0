"""Operations about events and timelines.

Source: https://docs.github.com/rest/issues/events and https://docs.github.com/rest/issues/timeline.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.github.call import Answer
from tasklab.twin.platform.github.comment import show_comment
from tasklab.twin.platform.github.event import is_shown, show_event
from tasklab.twin.platform.github.issue import show_issue
from tasklab.twin.platform.github.operation import as_id, operation
from tasklab.twin.platform.github.paging import cut, paged
from tasklab.twin.platform.github.refusal import not_found

if TYPE_CHECKING:
    from tasklab.twin.platform.github.call import Call
    from tasklab.twin.store import Row

_ISSUE = "/repos/{owner}/{repo}/issues/{issue_number}"


@operation("GET /repos/{owner}/{repo}/issues/events", "issues/events#list-issue-events-for-a-repository")
def list_repo_events(call: Call, repo: Row) -> Answer:
    """List the events of all issues, the newest first, each with its issue."""
    rows = [row for row in call.database.events.where("repo_id", repo["id"]) if is_shown(call, row)]
    return paged(call, rows[::-1], lambda row: _show_with_issue(call, repo, row))


@operation("GET /repos/{owner}/{repo}/issues/events/{event_id}", "issues/events#get-an-issue-event")
def get_event(call: Call, repo: Row, event_id: str) -> Answer:
    """Show an event with its issue."""
    row = call.database.events.get(as_id(event_id))
    if row is None or row["repo_id"] != repo["id"] or not is_shown(call, row):
        raise not_found()
    return Answer(_show_with_issue(call, repo, row))


@operation(f"GET {_ISSUE}/events", "issues/events#list-issue-events")
def list_issue_events(call: Call, repo: Row, issue: Row) -> Answer:
    """List the events of an issue, the oldest first."""
    rows = [row for row in call.database.events.where("issue_id", issue["id"]) if is_shown(call, row)]
    return paged(call, rows, lambda row: show_event(call, repo, row))


@operation(f"GET {_ISSUE}/timeline", "issues/timeline#list-timeline-events-for-an-issue")
def list_timeline(call: Call, repo: Row, issue: Row) -> Answer:
    """List events and comments of an issue, the oldest first."""
    left_out = set(call.query.get("exclude", "").split(",")) if call.has("relation_events") else set()
    events = [row for row in call.database.events.where("issue_id", issue["id"]) if is_shown(call, row)]
    entries: list[tuple[int, int, str, Row]] = [(row["created_at"], 1, row["event"], row) for row in events]
    comments = call.database.comments.where("issue_id", issue["id"])
    entries += [(row["created_at"], 0, "commented", row) for row in comments]
    entries = [each for each in entries if each[2] not in left_out]
    entries.sort(key=lambda each: (each[0], each[1], each[3]["id"]))
    found, headers = cut(call, entries)
    return Answer([_show_entry(call, repo, kind, row) for _, _, kind, row in found], headers=headers)


def _show_entry(call: Call, repo: Row, kind: str, row: Row) -> dict[str, Any]:
    if kind != "commented":
        return show_event(call, repo, row, has_assigner=False)
    shown = show_comment(call, repo, row)
    return {**shown, "event": kind, "actor": shown["user"]}


def _show_with_issue(call: Call, repo: Row, row: Row) -> dict[str, Any]:
    issue = call.database.issues.get(row["issue_id"])
    shown = show_event(call, repo, row)
    shown.pop("state_reason", None)
    return {**shown, "issue": None if issue is None else show_issue(call, issue)}
