"""Issues as they are answered: which fields, and what each holds.

Source: the parameters `fields` and `expand` of GET /issue/{issueIdOrKey} in the description, and answers that callers
report.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.jira_cloud.comment_show import show_comments
from tasklab.twin.platform.jira_cloud.field import all_fields
from tasklab.twin.platform.jira_cloud.link_show import show_links
from tasklab.twin.platform.jira_cloud.moment import render_duration, render_moment
from tasklab.twin.platform.jira_cloud.show import (
    show_near_issue,
    show_project,
    show_status,
    show_type,
    show_user,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tasklab.twin.platform.jira_cloud.call import Call
    from tasklab.twin.platform.jira_cloud.field import Field
    from tasklab.twin.store import Row

EXPAND = "renderedFields,names,schema,operations,editmeta,changelog,versionedRepresentations"
_LAST = 20
"""How many comments and worklogs an issue shows at most."""


def select_fields(call: Call, names: Iterable[str], default: str) -> list[Field]:
    """Return the fields that are asked for: by id, `*all`, `*navigable`, and `-` before what is left out.

    An unknown name asks for nothing. `default` is taken where nothing is asked for, or only something left out.
    """
    wanted = [name for each in names for name in each.split(",") if name]
    if all(name.startswith("-") for name in wanted):
        wanted = [default, *wanted]
    chosen = []
    for each in all_fields(call.database):
        is_in = "*all" in wanted or ("*navigable" in wanted and each.is_navigable) or each.id in wanted
        if is_in and f"-{each.id}" not in wanted:
            chosen.append(each)
    return chosen


def show_issue(call: Call, row: Row, fields: list[Field] | None) -> dict[str, Any]:
    """Return an issue with fields; None where not even the member is asked for."""
    shown = {"expand": EXPAND, "id": str(row["id"]), "self": call.url(f"issue/{row['id']}"), "key": row["key"]}
    return shown if fields is None else {**shown, "fields": show_fields(call, row, fields)}


def show_fields(call: Call, row: Row, fields: list[Field]) -> dict[str, Any]:
    """Return the values of fields. An issue without a parent has no such member."""
    return {
        each.id: _show_field(call, row, each) for each in fields if each.id != "parent" or row["parent"] is not None
    }


def _show_field(call: Call, row: Row, field: Field) -> Any:
    special = _SPECIAL.get(field.id)
    if special is not None:
        return special(call, row)
    if field.kind is None:
        return None
    return field.kind.show(call, row.get(field.id))


def show_worklog(call: Call, row: Row) -> dict[str, Any]:
    """Return one entry of time."""
    shown = {
        "self": call.url(f"issue/{row['issue']}/worklog/{row['id']}"),
        "author": show_user(call, row["author"]),
        "updateAuthor": show_user(call, row["update_author"]),
        "created": render_moment(row["created"]),
        "updated": render_moment(row["updated"]),
        "started": render_moment(row["started"]),
        "timeSpent": render_duration(row["seconds"]),
        "timeSpentSeconds": row["seconds"],
        "id": str(row["id"]),
        "issueId": str(row["issue"]),
    }
    if row["comment"] is not None:
        shown["comment"] = row["comment"].show(call)
    return shown if row["visibility"] is None else {**shown, "visibility": dict(row["visibility"])}


def show_attachment(call: Call, row: Row, *, id_as_number: bool = False) -> dict[str, Any]:
    """Return what is known of a file. Alone its id is a number, among others it is text."""
    return {
        "self": call.url(f"attachment/{row['id']}"),
        "id": row["id"] if id_as_number else str(row["id"]),
        "filename": row["name"],
        "author": show_user(call, row["author"]),
        "created": render_moment(row["created"]),
        "size": len(row["content"]),
        "mimeType": row["type"],
        "content": call.url(f"attachment/content/{row['id']}"),
    }


def _time(name: str) -> Callable[[Call, Row], Any]:
    return lambda _call, row: None if row[name] is None else render_moment(row[name])


def _progress(_call: Call, row: Row) -> dict[str, Any]:
    spent, remaining = row["timespent"] or 0, (row["timetracking"] or (None, None))[1] or 0
    total = spent + remaining
    return {"progress": spent, "total": total, **({"percent": 100 * spent // total} if total else {})}


def _estimate(at: int) -> Callable[[Call, Row], Any]:
    return lambda _call, row: (row["timetracking"] or (None, None))[at]


def _tracking(_call: Call, row: Row) -> dict[str, Any]:
    shown: dict[str, Any] = {}
    values = (*(row["timetracking"] or (None, None)), row["timespent"])
    for name, seconds in zip(("originalEstimate", "remainingEstimate", "timeSpent"), values, strict=True):
        if seconds is not None:
            shown |= {name: render_duration(seconds), f"{name}Seconds": seconds}
    return shown


def _watches(call: Call, row: Row) -> dict[str, Any]:
    return {
        "self": call.url(f"issue/{row['key']}/watchers"),
        "watchCount": len(row["watchers"]),
        "isWatching": call.me in row["watchers"],
    }


def _worklogs(call: Call, row: Row) -> dict[str, Any]:
    rows = call.database.worklogs.where("issue", row["id"])
    shown = [show_worklog(call, each) for each in rows[:_LAST]]
    return {"startAt": 0, "maxResults": _LAST, "total": len(rows), "worklogs": shown}


_SPECIAL: dict[str, Callable[[Call, Row], Any]] = {
    "statuscategorychangedate": _time("statuscategorychangedate"),
    "issuetype": lambda call, row: show_type(call, call.database.type_of(row)),
    "timespent": lambda _call, row: row["timespent"],
    "aggregatetimespent": lambda _call, row: row["timespent"],
    "project": lambda call, row: show_project(call, call.database.project_of(row)),
    "resolutiondate": _time("resolutiondate"),
    "workratio": lambda _call, _row: -1,
    "watches": _watches,
    "created": _time("created"),
    "updated": _time("updated"),
    "timeestimate": _estimate(1),
    "timeoriginalestimate": _estimate(0),
    "aggregatetimeestimate": _estimate(1),
    "aggregatetimeoriginalestimate": _estimate(0),
    "issuelinks": show_links,
    "status": lambda call, row: show_status(call, call.database.status_of(row)),
    "timetracking": _tracking,
    "attachment": lambda call, row: [
        show_attachment(call, each) for each in call.database.attachments.where("issue", row["id"])
    ],
    "creator": lambda call, row: show_user(call, row["creator"]),
    "subtasks": lambda call, row: [show_near_issue(call, each) for each in call.database.subtasks_of(row)],
    "aggregateprogress": _progress,
    "progress": _progress,
    "votes": lambda call, row: {"self": call.url(f"issue/{row['key']}/votes"), "votes": 0, "hasVoted": False},
    "comment": show_comments,
    "worklog": _worklogs,
}
