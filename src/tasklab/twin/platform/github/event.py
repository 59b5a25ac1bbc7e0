"""What happened to issues: events, and the timeline that has comments among them.

Source: https://docs.github.com/rest/using-the-rest-api/issue-event-types, https://docs.github.com/rest/issues/timeline.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.github.database import node_id
from tasklab.twin.platform.github.moment import render
from tasklab.twin.platform.github.person import show_person_or_none
from tasklab.twin.platform.github.repository import repo_path, show_simple_repo

if TYPE_CHECKING:
    from tasklab.twin.platform.github.call import Call
    from tasklab.twin.store import Row

_PREFIXES = {"closed": "CE", "reopened": "RE", "labeled": "LE", "unlabeled": "UE"}
_LATE = frozenset(
    {
        f"{name}_{what}"
        for name in ("issue_type", "sub_issue", "parent_issue", "blocked_by", "blocking")
        for what in ("added", "removed", "changed")
    }
)
"""Those that came with the feature `relation_events`."""


def note(call: Call, issue: Row, event: str, **data: Any) -> None:
    """Write down what the caller did to an issue."""
    row = {
        "repo_id": issue["repo_id"],
        "issue_id": issue["id"],
        "event": event,
        "actor_id": call.me["id"],
        "created_at": call.now_s,
        "data": data,
    }
    call.database.events.insert(row)


def is_shown(call: Call, event: Row) -> bool:
    """Whether the edition knows events of this kind."""
    return event["event"] not in _LATE or call.has("relation_events")


def show_event(call: Call, repo: Row, event: Row, *, has_assigner: bool = True) -> dict[str, Any]:
    """Show an event of one issue. The timeline leaves out who assigned: that is the actor."""
    data = {name: _show_value(call, name, value) for name, value in event["data"].items()}
    if not has_assigner:
        data.pop("assigner", None)
    return {
        "id": event["id"],
        "node_id": node_id(_PREFIXES.get(event["event"], "EVE"), event["id"]),
        "url": call.api(f"{repo_path(call, repo)}/issues/events/{event['id']}"),
        "actor": show_person_or_none(call, event["actor_id"]),
        "event": event["event"],
        "commit_id": None,
        "commit_url": None,
        "created_at": render(event["created_at"]),
        **data,
        "performed_via_github_app": None,
    }


def _show_value(call: Call, name: str, value: Any) -> Any:
    if name in {"assignee", "assigner"}:
        return show_person_or_none(call, value)
    if name in {"sub_issue", "parent_issue", "blocked_by", "blocking"}:
        return _show_reference(call, value)
    return value


def _show_reference(call: Call, issue_id: int) -> dict[str, Any] | None:
    issue = call.database.issues.get(issue_id)
    repo = call.database.repos.get(issue["repo_id"]) if issue else None
    if issue is None or repo is None:
        return None
    kind = call.database.types.get(issue["type_id"])
    return {
        "number": issue["number"],
        "title": issue["title"],
        "state": issue["state"],
        "state_reason": issue["state_reason"],
        "repository": show_simple_repo(call, repo),
        "issue_type": None
        if kind is None
        else {"id": kind["id"], "node_id": node_id("IT", kind["id"]), "name": kind["name"], "color": kind["color"]},
    }
