"""Operations that make, change and lock issues. Source: https://docs.github.com/rest/issues/issues.

What is given is read as a whole before anything is written: a refused request leaves nothing behind.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.github.access import PULL, PUSH, TRIAGE, find_role, is_assignable
from tasklab.twin.platform.github.call import GONE, Answer
from tasklab.twin.platform.github.event import note
from tasklab.twin.platform.github.issue import find_visible, show_whole_issue
from tasklab.twin.platform.github.issue_field import read_values
from tasklab.twin.platform.github.issue_type import find_type
from tasklab.twin.platform.github.label import find_or_make, read_names, set_labels
from tasklab.twin.platform.github.operation import operation
from tasklab.twin.platform.github.refusal import ISSUES_DISABLED, Refusal, bad_request, forbidden, invalid, too_long
from tasklab.twin.platform.github.repository import repo_path
from tasklab.twin.platform.github.shape import (
    ANY,
    ARRAY,
    INTEGER,
    TEXT_OR_NULL,
    choice,
    needed,
    read_logins,
    read_members,
)

if TYPE_CHECKING:
    from tasklab.twin.platform.github.call import Call
    from tasklab.twin.store import Row

_MAX_TITLE, _MAX_BODY = 256, 65_536
_LOCK_REASONS = ("off-topic", "too heated", "resolved", "spam")
_REASONS = ("completed", "not_planned", "duplicate", "reopened")
_TRIAGED = ("labels", "milestone", "assignee", "assignees", "type", "issue_field_values")
"""What is dropped without a word when somebody gives it who may not."""
_MEMBERS = {
    "body": TEXT_OR_NULL,
    "labels": ARRAY,
    "milestone": ANY,
    "assignee": TEXT_OR_NULL,
    "assignees": ARRAY,
    "type": ANY,
    "issue_field_values": ARRAY,
}
NEW: dict[str, Any] = {
    "body": None,
    "label_ids": [],
    "assignee_ids": [],
    "milestone_id": None,
    "type_id": None,
    "parent_id": None,
    "field_values": {},
    "child_ids": [],
    "state": "open",
    "state_reason": None,
    "closed_at": None,
    "closed_by_id": None,
    "locked": False,
    "lock_reason": None,
    "pinned_comment_id": None,
    "is_pull": False,
}
"""What an issue is before anything is said about it."""


@operation("POST /repos/{owner}/{repo}/issues", "issues/issues#create-an-issue", role=PULL)
def create_issue(call: Call, repo: Row) -> Answer:
    """Make an issue; who can read may."""
    if not repo["has_issues"]:
        raise Refusal(410, ISSUES_DISABLED)
    given = read_members(call.body, {"title": needed("any"), **_MEMBERS})
    changes = _read_changes(call, repo, given, None)
    issue = insert_issue(call, repo, title=changes.pop("title"), body=changes.pop("body", None))
    _apply(call, repo, issue, changes)
    to = call.api(f"{repo_path(call, repo)}/issues/{issue['number']}")
    return Answer(show_whole_issue(call, issue), 201, {"location": to})


@operation("PATCH /repos/{owner}/{repo}/issues/{issue_number}", "issues/issues#update-an-issue", role=PULL)
def update_issue(call: Call, repo: Row, issue: Row) -> Answer:
    """Change an issue; its author may, and who has the role Triage or a higher one."""
    if issue["user_id"] != call.me["id"] and find_role(call.database, repo, call.me) < TRIAGE:
        raise forbidden()
    members = {
        "title": ANY,
        "state": choice("open", "closed"),
        "state_reason": choice(*_REASONS, is_nullable=True),
        "duplicate_issue_id": INTEGER,
        **_MEMBERS,
    }
    changes = _read_changes(call, repo, read_members(call.body, members), issue)
    _apply(call, repo, issue, changes)
    return Answer(show_whole_issue(call, issue))


@operation("PUT /repos/{owner}/{repo}/issues/{issue_number}/lock", "issues/issues#lock-an-issue", role=PUSH)
def lock_issue(call: Call, repo: Row, issue: Row) -> Answer:
    """Let nobody comment who cannot write."""
    del repo
    body = {} if call.any_body is None else call.body
    reason = read_members(body, {"lock_reason": choice(*_LOCK_REASONS)}).get("lock_reason")
    if not issue["locked"]:
        note(call, issue, "locked", lock_reason=reason)
    call.touch(issue, locked=True, lock_reason=reason)
    return GONE


@operation("DELETE /repos/{owner}/{repo}/issues/{issue_number}/lock", "issues/issues#unlock-an-issue", role=PUSH)
def unlock_issue(call: Call, repo: Row, issue: Row) -> Answer:
    """Let everybody comment again."""
    del repo
    if issue["locked"]:
        note(call, issue, "unlocked", lock_reason=None)
    call.touch(issue, locked=False, lock_reason=None)
    return GONE


def insert_issue(call: Call, repo: Row, **given: Any) -> Row:
    """Keep a new issue or pull request of the caller under the next number of its repository."""
    number = repo["next_number"]
    while number in repo["deleted_numbers"]:
        number += 1
    moments = {"created_at": call.now_s, "updated_at": call.now_s}
    row = {**NEW, "repo_id": repo["id"], "number": number, "user_id": call.me["id"], **moments, **given}
    call.database.issues.insert(row)
    call.database.repos.update(repo["id"], {"next_number": number + 1})
    return row


def assign(call: Call, issue: Row, ids: list[int]) -> None:
    """Give an issue to these people and no others."""
    old = issue["assignee_ids"]
    if ids == old:
        return
    call.touch(issue, assignee_ids=ids)
    for event, people in (
        ("unassigned", [i for i in old if i not in ids]),
        ("assigned", [i for i in ids if i not in old]),
    ):
        for each in people:
            note(call, issue, event, assignee=each, assigner=call.me["id"])


def _read_changes(call: Call, repo: Row, given: dict[str, Any], issue: Row | None) -> dict[str, Any]:
    given = _keep_allowed(call, repo, given)
    changes: dict[str, Any] = {}
    if "title" in given and (issue is None or given["title"] is not None):
        changes["title"] = _read_title(given["title"])
    if "body" in given:
        changes["body"] = given["body"]
        if len(given["body"] or "") > _MAX_BODY:
            raise too_long("Issue", "body", _MAX_BODY)
    if "labels" in given:
        changes["labels"] = read_names(given["labels"])
    if "milestone" in given:
        changes["milestone_id"] = _read_milestone(call, repo, given["milestone"])
    changes |= _read_assignees(call, repo, given, issue)
    if "type" in given and call.has("types"):
        changes["type_id"] = _read_type(call, repo, given["type"])
    if "issue_field_values" in given and call.has("fields"):
        changes["field_values"] = read_values(call, repo, given["issue_field_values"])
    if issue is not None and given.get("state", issue["state"]) != issue["state"]:
        changes |= _read_state(call, given)
    return changes


def _keep_allowed(call: Call, repo: Row, given: dict[str, Any]) -> dict[str, Any]:
    """Return what the caller may set, after a look at the shape of all of it."""
    read_logins(given.get("assignees"))
    if isinstance(given.get("milestone"), bool | list | dict | float):
        raise bad_request("For 'properties/milestone', No subschema in \"oneOf\" matched.")
    if find_role(call.database, repo, call.me) >= TRIAGE:
        return given
    return {name: value for name, value in given.items() if name not in _TRIAGED}


def _read_title(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise bad_request("For 'properties/title', No subschema in \"oneOf\" matched.")
    title = str(value).strip()
    if not title:
        raise invalid("Issue", "title", code="missing_field")
    if len(title) > _MAX_TITLE:
        raise too_long("Issue", "title", _MAX_TITLE)
    return title


def _read_milestone(call: Call, repo: Row, value: Any) -> int | None:
    if value in {None, ""}:
        return None
    text = str(value)
    row = call.database.milestones.first("pair", (repo["id"], int(text))) if text.isascii() and text.isdigit() else None
    if row is None:
        raise invalid("Issue", "milestone", value)
    return int(row["id"])


def _read_assignees(call: Call, repo: Row, given: dict[str, Any], issue: Row | None) -> dict[str, Any]:
    """Return whom an issue is given to. The single `assignee` is no longer known to the second API version."""
    field = "assignees"
    logins = read_logins(given.get("assignees"))
    if "assignees" not in given:
        if "assignee" not in given or call.is_second:
            return {}
        field, logins = "assignee", [given["assignee"]] if given["assignee"] else []
    ids: dict[int, None] = {}
    for login in logins:
        person = call.database.accounts.first("login", login.lower())
        if person is None or not is_assignable(call.database, repo, person, issue):
            raise invalid("Issue", field, login)
        ids[person["id"]] = None
    return {"assignee_ids": list(ids)}


def _read_type(call: Call, repo: Row, value: Any) -> int | None:
    name = value.get("value") if isinstance(value, dict) else value
    if name is None:
        return None
    row = find_type(call, repo, name) if isinstance(name, str) else None
    if row is None:
        raise invalid("Issue", "type", name)
    return int(row["id"])


def _read_state(call: Call, given: dict[str, Any]) -> dict[str, Any]:
    reason = given.get("state_reason")
    if given["state"] == "open":
        if reason not in {None, "reopened"}:
            raise invalid("Issue", "state_reason", reason)
        return {"state": "open", "state_reason": "reopened", "closed_at": None, "closed_by_id": None}
    if reason == "reopened":
        raise invalid("Issue", "state_reason", reason)
    canonical = given.get("duplicate_issue_id")
    is_told = reason == "duplicate" and canonical is not None and call.has("duplicate")
    if is_told and find_visible(call, canonical) is None:
        raise invalid("Issue", "duplicate_issue_id", canonical)
    return {
        "state": "closed",
        "state_reason": reason or "completed",
        "closed_at": call.now_s,
        "closed_by_id": call.me["id"],
    }


def _apply(call: Call, repo: Row, issue: Row, changes: dict[str, Any]) -> None:
    if "labels" in changes:
        set_labels(call, issue, find_or_make(call, repo, changes.pop("labels")))
    if "assignee_ids" in changes:
        assign(call, issue, changes.pop("assignee_ids"))
    changed = {name: value for name, value in changes.items() if issue[name] != value}
    if not changed:
        return
    old = {name: issue[name] for name in changed}
    call.touch(issue, **changed)
    _note_changes(call, issue, old)


def _note_changes(call: Call, issue: Row, old: dict[str, Any]) -> None:
    if "title" in old:
        note(call, issue, "renamed", rename={"from": old["title"], "to": issue["title"]})
    if "milestone_id" in old:
        for event, milestone_id in (("demilestoned", old["milestone_id"]), ("milestoned", issue["milestone_id"])):
            milestone = call.database.milestones.get(milestone_id)
            if milestone is not None:
                note(call, issue, event, milestone={"title": milestone["title"]})
    if "state" in old:
        is_closed = issue["state"] == "closed"
        note(
            call,
            issue,
            "closed" if is_closed else "reopened",
            state_reason=issue["state_reason"] if is_closed else None,
        )
    if "type_id" in old:
        _note_type(call, issue, old["type_id"])


def _note_type(call: Call, issue: Row, old_id: int | None) -> None:
    shown = [
        None if row is None else {name: row[name] for name in ("id", "name", "color")}
        for row in (call.database.types.get(old_id), call.database.types.get(issue["type_id"]))
    ]
    before, after = shown
    if before and after:
        note(call, issue, "issue_type_changed", issue_type=after, prev_issue_type=before)
    elif after:
        note(call, issue, "issue_type_added", issue_type=after)
    else:
        note(call, issue, "issue_type_removed", prev_issue_type=before)
