"""Operations about milestones. Source: https://docs.github.com/rest/issues/milestones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.github.access import PUSH
from tasklab.twin.platform.github.call import GONE, Answer
from tasklab.twin.platform.github.database import node_id
from tasklab.twin.platform.github.moment import parse, render, to_due
from tasklab.twin.platform.github.operation import as_id, operation
from tasklab.twin.platform.github.paging import paged
from tasklab.twin.platform.github.person import show_person_or_none
from tasklab.twin.platform.github.refusal import invalid, not_found
from tasklab.twin.platform.github.repository import full_name, repo_path
from tasklab.twin.platform.github.shape import (
    TEXT,
    TEXT_OR_NULL,
    choice,
    needed,
    read_choice,
    read_members,
    require_text,
)

if TYPE_CHECKING:
    from tasklab.twin.platform.github.call import Call
    from tasklab.twin.store import Row

_PATH = "/repos/{owner}/{repo}/milestones"
_STATES = ("open", "closed")
_MEMBERS = {"state": choice(*_STATES), "description": TEXT_OR_NULL, "due_on": TEXT_OR_NULL}
_NEVER = 2**62
"""Where milestones without a due date stand among the others."""


def show_milestone(call: Call, repo: Row, milestone: Row) -> dict[str, Any]:
    """Show a milestone."""
    url = call.api(f"{repo_path(call, repo)}/milestones/{milestone['number']}")
    is_open, is_closed = _count_issues(call, milestone)
    return {
        "url": url,
        "html_url": call.html(f"/{full_name(call, repo)}/milestone/{milestone['number']}"),
        "labels_url": f"{url}/labels",
        "id": milestone["id"],
        "node_id": node_id("MI", milestone["id"]),
        "number": milestone["number"],
        "title": milestone["title"],
        "description": milestone["description"],
        "creator": show_person_or_none(call, milestone["creator_id"]),
        "open_issues": is_open,
        "closed_issues": is_closed,
        "state": milestone["state"],
        "created_at": render(milestone["created_at"]),
        "updated_at": render(milestone["updated_at"]),
        "due_on": render(milestone["due_on"]),
        "closed_at": render(milestone["closed_at"]),
    }


def find_milestone(call: Call, repo: Row, number: str) -> Row:
    """Return the milestone of a number. Raises: Refusal with 404."""
    milestone = call.database.milestones.first("pair", (repo["id"], as_id(number)))
    if milestone is None:
        raise not_found()
    return milestone


@operation(f"GET {_PATH}", "issues/milestones#list-milestones")
def list_milestones(call: Call, repo: Row) -> Answer:
    """List milestones by due date, those without one last, or by the share of their issues that is closed."""
    state = read_choice(call, "state", (*_STATES, "all"), "open", "Milestone")
    sort = read_choice(call, "sort", ("due_on", "completeness"), "due_on", "Milestone")
    is_falling = read_choice(call, "direction", ("asc", "desc"), "asc", "Milestone") == "desc"
    rows = [row for row in call.database.milestones.where("repo_id", repo["id"]) if state in {"all", row["state"]}]

    def key(row: Row) -> tuple[float, int]:
        if sort == "due_on":
            return (_NEVER if row["due_on"] is None else row["due_on"], row["number"])
        is_open, is_closed = _count_issues(call, row)
        return (is_closed / (is_open + is_closed) if is_closed else 0, row["number"])

    return paged(call, sorted(rows, key=key, reverse=is_falling), lambda row: show_milestone(call, repo, row))


@operation(f"POST {_PATH}", "issues/milestones#create-a-milestone", role=PUSH, is_hidden=True)
def create_milestone(call: Call, repo: Row) -> Answer:
    """Make a milestone: a title of its own. Of its due date the day is kept."""
    given = read_members(call.body, {"title": needed("text"), **_MEMBERS})
    row = {
        "repo_id": repo["id"],
        "number": repo["next_milestone"],
        "description": None,
        "due_on": None,
        "state": "open",
        "closed_at": None,
        "creator_id": call.me["id"],
        "created_at": call.now_s,
        "updated_at": call.now_s,
    }
    row |= _read_changes(call, repo, given, row)
    call.database.milestones.insert(row)
    call.database.repos.update(repo["id"], {"next_milestone": repo["next_milestone"] + 1})
    shown = show_milestone(call, repo, row)
    return Answer(shown, 201, {"location": shown["url"]})


@operation(f"GET {_PATH}/{{milestone_number}}", "issues/milestones#get-a-milestone")
def get_milestone(call: Call, repo: Row, milestone_number: str) -> Answer:
    """Show a milestone."""
    return Answer(show_milestone(call, repo, find_milestone(call, repo, milestone_number)))


@operation(f"PATCH {_PATH}/{{milestone_number}}", "issues/milestones#update-a-milestone", role=PUSH, is_hidden=True)
def update_milestone(call: Call, repo: Row, milestone_number: str) -> Answer:
    """Change a milestone."""
    milestone = find_milestone(call, repo, milestone_number)
    given = read_members(call.body, {"title": TEXT, **_MEMBERS})
    changes = _read_changes(call, repo, given, milestone)
    call.database.milestones.update(milestone["id"], {**changes, "updated_at": call.now_s})
    return Answer(show_milestone(call, repo, milestone))


@operation(f"DELETE {_PATH}/{{milestone_number}}", "issues/milestones#delete-a-milestone", role=PUSH, is_hidden=True)
def delete_milestone(call: Call, repo: Row, milestone_number: str) -> Answer:
    """Remove a milestone; its issues have none then."""
    milestone = find_milestone(call, repo, milestone_number)
    for issue in call.database.issues.where("milestone_id", milestone["id"]):
        call.database.issues.update(issue["id"], {"milestone_id": None})
    call.database.milestones.remove(milestone["id"])
    return GONE


def _read_changes(call: Call, repo: Row, given: dict[str, Any], old: Row) -> dict[str, Any]:
    changes: dict[str, Any] = {name: given[name] for name in ("state", "description") if name in given}
    if "title" in given:
        changes["title"] = require_text(given["title"], "Milestone", "title").strip()
        same = [
            row for row in call.database.milestones.where("repo_id", repo["id"]) if row["title"] == changes["title"]
        ]
        if any(row["id"] != old.get("id") for row in same):
            raise invalid("Milestone", "title", code="already_exists")
    if "due_on" in given:
        changes["due_on"] = None if given["due_on"] is None else _read_due(given["due_on"])
    if changes.get("state", old["state"]) != old["state"]:
        changes["closed_at"] = call.now_s if changes["state"] == "closed" else None
    return changes


def _read_due(text: str) -> int:
    try:
        return to_due(parse(text))
    except (ValueError, OverflowError) as error:
        raise invalid("Milestone", "due_on", text) from error


def _count_issues(call: Call, milestone: Row) -> tuple[int, int]:
    rows = call.database.issues.where("milestone_id", milestone["id"])
    is_open = sum(row["state"] == "open" for row in rows)
    return is_open, len(rows) - is_open
