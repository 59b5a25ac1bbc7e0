"""Time that was spent on issues. Source: the group Issue worklogs of the description."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.jira_cloud.access import ADMINISTRATOR, find_issue, find_rank, may_write, sees_restricted
from tasklab.twin.platform.jira_cloud.call import MAX_LONG, NOTHING, Answer
from tasklab.twin.platform.jira_cloud.comment import read_visibility
from tasklab.twin.platform.jira_cloud.field import SYSTEM
from tasklab.twin.platform.jira_cloud.history import make_item, note
from tasklab.twin.platform.jira_cloud.issue_show import show_worklog
from tasklab.twin.platform.jira_cloud.moment import MINUTE_S, parse_duration, parse_moment
from tasklab.twin.platform.jira_cloud.operation import operation
from tasklab.twin.platform.jira_cloud.page import show_old_page
from tasklab.twin.platform.jira_cloud.refusal import RefusalError, invalid, not_found
from tasklab.twin.platform.jira_cloud.rich_text import parse_comment

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tasklab.twin.platform.jira_cloud.call import Call
    from tasklab.twin.store import Row

_PATH = "/issue/{issueIdOrKey}/worklog"
_BAD_MOMENT = "Invalid date format. Please enter the date in the format \"yyyy-MM-dd'T'HH:mm:ss.SSSZ\"."
_NO_TIME = "You must indicate the time spent working."
_BAD_TIME = "Invalid time duration entered."


@operation(f"GET {_PATH}")
def list_worklogs(call: Call, issueIdOrKey: str) -> Answer:  # noqa: N803 - the path's word
    """List those that the caller may see, from the oldest by when the work began."""
    issue = find_issue(call, issueIdOrKey)
    project = call.database.project_of(issue)
    after, before = _read_bound(call, "startedAfter"), _read_bound(call, "startedBefore")
    rows = [
        row
        for row in call.database.worklogs.where("issue", issue["id"])
        if sees_restricted(call, project, row["visibility"])
        and (after is None or row["started"] >= after)
        and (before is None or row["started"] < before)
    ]
    rows.sort(key=lambda row: (row["started"], row["id"]))
    return Answer(show_old_page(call, "worklogs", rows, lambda row: show_worklog(call, row), 5000))


@operation(f"POST {_PATH}")
def create_worklog(call: Call, issueIdOrKey: str) -> Answer:  # noqa: N803
    """Note time."""
    issue = find_issue(call, issueIdOrKey)
    return Answer(show_worklog(call, add_worklog(call, issue, call.body)), 201)


@operation(f"GET {_PATH}/{{id}}")
def get_worklog(call: Call, issueIdOrKey: str, id: str) -> Answer:  # noqa: A002, N803
    """Return one entry."""
    return Answer(show_worklog(call, _find(call, find_issue(call, issueIdOrKey), id)))


@operation(f"PUT {_PATH}/{{id}}")
def update_worklog(call: Call, issueIdOrKey: str, id: str) -> Answer:  # noqa: A002, N803
    """Change an entry; the estimate follows as it is asked for."""
    issue = find_issue(call, issueIdOrKey)
    row = _find(call, issue, id)
    _check_own(call, issue, row, "edit")
    body, changes = call.body, {"update_author": call.me, "updated": call.now_ms}
    if "comment" in body:
        changes["comment"] = parse_comment(call, body["comment"], may_be_empty=True)
    if "started" in body:
        changes["started"] = _read_started(call, body)
    if "timeSpent" in body or "timeSpentSeconds" in body:
        changes["seconds"] = _read_seconds(call, body)
    if "visibility" in body:
        changes["visibility"] = read_visibility(call, issue, body)
    before = row["seconds"]
    call.database.worklogs.update(row["id"], changes)
    _spend(call, issue, row["seconds"] - before)
    return Answer(show_worklog(call, row))


@operation(f"DELETE {_PATH}/{{id}}")
def delete_worklog(call: Call, issueIdOrKey: str, id: str) -> Answer:  # noqa: A002, N803
    """Remove an entry; what it took from the estimate comes back."""
    issue = find_issue(call, issueIdOrKey)
    row = _find(call, issue, id)
    _check_own(call, issue, row, "delete")
    call.database.worklogs.remove(row["id"])
    _spend(call, issue, -row["seconds"])
    return NOTHING


def add_worklog(call: Call, issue: Row, body: Mapping[str, Any]) -> Row:
    """Note time on an issue. Raises: RefusalError (400), also for who may not."""
    if not may_write(call, call.database.project_of(issue)):
        text = f"{call.user['name']}, you do not have the permission to associate a worklog to this issue."
        raise RefusalError(400, text)
    row = {
        "issue": issue["id"],
        "author": call.me,
        "update_author": call.me,
        "comment": parse_comment(call, body.get("comment"), may_be_empty=True),
        "seconds": _read_seconds(call, body),
        "started": _read_started(call, body),
        "created": call.now_ms,
        "updated": call.now_ms,
        "visibility": read_visibility(call, issue, body),
    }
    call.database.worklogs.insert(row)
    _spend(call, issue, row["seconds"])
    return row


def _read_bound(call: Call, name: str) -> int | None:
    return call.number(name, 0, MAX_LONG) if call.text(name) else None


def _read_seconds(call: Call, body: Mapping[str, Any]) -> int:
    seconds = call.member("timeSpentSeconds", int, body)
    text = call.member("timeSpent", str, body)
    if text is not None:
        seconds = parse_duration(text)
        if seconds is None:
            raise RefusalError(400, "Worklog must not be null.", errors={"timeLogged": _BAD_TIME})
    if seconds is None or seconds < MINUTE_S:
        raise RefusalError(400, "Worklog must not be null.", errors={"timeLogged": _NO_TIME})
    return int(seconds) // MINUTE_S * MINUTE_S


def _read_started(call: Call, body: Mapping[str, Any]) -> int:
    if body.get("started") is None:
        return call.now_ms
    at_ms = parse_moment(body["started"])
    if at_ms is None:
        raise invalid("started", _BAD_MOMENT)
    return at_ms


def _spend(call: Call, issue: Row, seconds: int) -> None:
    """Add to the time that an issue took, and take it from what remains, unless that is to be left alone."""
    original, remaining = issue["timetracking"] or (None, None)
    after = remaining
    adjust = (call.text("adjustEstimate") or "auto").lower()
    if adjust == "new":
        after = parse_duration(call.text("newEstimate"))
        if after is None:
            raise invalid("newEstimate", "You must supply a valid new estimate.")
    elif adjust == "manual":
        by = parse_duration(call.text("reduceBy") or call.text("increaseBy"))
        if by is None:
            raise invalid("adjustmentAmount", "You must supply a valid amount of time to adjust the estimate by.")
        after = max(0, (remaining or 0) + (by if seconds < 0 else -by))
    elif adjust == "auto" and remaining is not None:
        after = max(0, remaining - seconds)
    spent = max(0, (issue["timespent"] or 0) + seconds)
    items = [make_item(SYSTEM["timespent"], (_text(issue["timespent"]),) * 2, (str(spent),) * 2)]
    if after != remaining:
        items.append(make_item(SYSTEM["timeestimate"], (_text(remaining),) * 2, (_text(after),) * 2))
    changes = {"timespent": spent, "timetracking": (original, after), "updated": call.now_ms}
    call.database.issues.update(issue["id"], changes)
    note(call, issue, items)


def _text(seconds: int | None) -> str | None:
    return None if seconds is None else str(seconds)


def _find(call: Call, issue: Row, id_: str) -> Row:
    row = call.row_of("worklogs", id_)
    project = call.database.project_of(issue)
    if row is None or row["issue"] != issue["id"] or not sees_restricted(call, project, row["visibility"]):
        raise not_found(f"Cannot find worklog with id: '{id_}'.")
    return row


def _check_own(call: Call, issue: Row, row: Row, verb: str) -> None:
    project = call.database.project_of(issue)
    is_own = row["author"] == call.me and may_write(call, project)
    if not is_own and find_rank(project, call.user) < ADMINISTRATOR:
        text = f"{call.user['name']}, you do not have the correct permissions to {verb} the worklog"
        raise RefusalError(400, f"{text} with id: '{row['id']}'.")
