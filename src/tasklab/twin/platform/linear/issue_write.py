"""Issues, made and changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.linear.access import require_admin, sees_project
from tasklab.twin.platform.linear.entity import (
    check_uuid,
    find,
    find_issue,
    find_open_issue,
    new_id,
    pick,
    read_created,
    read_team,
    read_text,
    refer,
    refer_each,
    refer_labels,
)
from tasklab.twin.platform.linear.history import note
from tasklab.twin.platform.linear.issue import labels_of
from tasklab.twin.platform.linear.label import check_labels
from tasklab.twin.platform.linear.moment import settle_date
from tasklab.twin.platform.linear.project import read_priority
from tasklab.twin.platform.linear.refusal import RefusalError, bad_reference, conflict, invalid, not_found
from tasklab.twin.platform.linear.resolver import resolves
from tasklab.twin.platform.linear.state import first_of_type, states_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tasklab.twin.platform.linear.call import Call
    from tasklab.twin.store import Row

_MOST_AT_ONCE = 50
_BLANK: dict[str, Any] = {
    **dict.fromkeys(("description", "estimate", "dueDate", "assigneeId", "projectId", "projectMilestoneId", "cycleId")),
    **dict.fromkeys(("parentId", "startedAt", "completedAt", "canceledAt", "triagedAt", "startedTriageAt", "trashed")),
    **dict.fromkeys(("subIssueSortOrder", "addedToProjectAt")),
    "priority": 0,
    "prioritySortOrder": 0.0,
}
_MOMENTS = {"started": "startedAt", "completed": "completedAt", "canceled": "canceledAt", "duplicate": "canceledAt"}


@resolves("Mutation.issueCreate")
def _create(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    return call.done(issue=create_issue(call, args["input"]))


@resolves("Mutation.issueBatchCreate")
def _create_many(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    """Make issues in one transaction: where one is refused, none is made."""
    inputs = args["input"]["issues"]
    if len(inputs) > _MOST_AT_ONCE:
        raise invalid("issues", "arrayMaxSize", f"issues must contain no more than {_MOST_AT_ONCE} elements")
    ready = [_prepare(call, each) for each in inputs]
    chosen = [id_ for _, id_ in ready if id_ is not None]
    if len(set(chosen)) < len(chosen):
        raise conflict("Issue", next(id_ for id_ in chosen if chosen.count(id_) > 1))
    return call.done(issues=[_keep(call, row, id_) for row, id_ in ready])


def create_issue(call: Call, values: Mapping[str, Any]) -> Row:
    """Make an issue. Raises: RefusalError."""
    return _keep(call, *_prepare(call, values))


def _prepare(call: Call, values: Mapping[str, Any]) -> tuple[Row, str | None]:
    id_ = new_id(values, call.database.issues, "Issue")
    team = read_team(call, values)
    row = new_issue(call, team, read_text(values, "title"))
    row.update(read_created(call, values))
    state = refer(call, values, "stateId", call.database.states) or _first_state(call, team)
    changes = _read(call, values, row)
    row.update(changes)
    row.update(_enter_state(call, row, state))
    if values.get("completedAt") is not None:
        row.update(_read_completed(call, values, state))
    _check_fit(call, row)
    return row, id_


def new_issue(call: Call, team: Row, title: str) -> Row:
    """Return the row of a new issue of a team, in its default state, without a number."""
    return {
        **_BLANK,
        "teamId": team["id"],
        "title": title,
        "creatorId": call.user_id,
        "stateId": team["defaultIssueStateId"],
        "labelIds": [],
        "subscriberIds": [call.user_id],
        "previousIdentifiers": [],
        "addedToTeamAt": call.now,
        "sortOrder": -float(call.database.last_numbers[team["id"]] + 1),
    }


def _keep(call: Call, row: Row, id_: str | None) -> Row:
    number_issue(call, row)
    return call.database.add(call.database.issues, row, call.now, id_)


def number_issue(call: Call, row: Row) -> None:
    """Give an issue the next number of its team."""
    call.database.last_numbers[row["teamId"]] += 1
    row["number"] = call.database.last_numbers[row["teamId"]]


def _first_state(call: Call, team: Row) -> Row:
    """Return the state of an issue that says none: to be sorted where the team sorts, else the default one."""
    triage = first_of_type(call.database, team["id"], "triage") if team["triageEnabled"] else None
    return triage or call.database.states.get(team["defaultIssueStateId"]) or states_of(call.database, team["id"])[0]


def _read_completed(call: Call, values: Mapping[str, Any], state: Row) -> dict[str, Any]:
    if state["type"] != "completed":
        raise invalid("completedAt", "isState", "completedAt needs a completed state")
    at = read_created(call, values, "completedAt")["createdAt"]
    return {"completedAt": at}


def _enter_state(call: Call, row: Row, state: Row) -> dict[str, Any]:
    """Return what changes as an issue enters a state: that, and the moments that tell how far it is."""
    kind = state["type"]
    out: dict[str, Any] = {"stateId": state["id"]}
    if kind == "triage":
        out["startedTriageAt"] = row["startedTriageAt"] or call.now
    elif row["startedTriageAt"] and not row["triagedAt"]:
        out["triagedAt"] = call.now
    out["completedAt"] = (row["completedAt"] or call.now) if kind == "completed" else None
    out["canceledAt"] = (row["canceledAt"] or call.now) if kind in {"canceled", "duplicate"} else None
    if kind in {"started", "completed"}:
        out["startedAt"] = row["startedAt"] or call.now
    elif kind not in _MOMENTS:
        out["startedAt"] = None
    return out


def _read(call: Call, values: Mapping[str, Any], row: Row) -> dict[str, Any]:
    """Return what an input changes of an issue, its state and team apart. Raises: RefusalError."""
    out = {**_read_plain(call, values), **_read_places(call, values, row), **_read_labels(call, values, row)}
    followers = row["subscriberIds"]
    if values.get("subscriberIds") is not None:
        users = refer_each(call, "subscriberIds", values["subscriberIds"], call.database.users)
        followers = out["subscriberIds"] = [each["id"] for each in users]
    assignee_id = out.get("assigneeId")
    if assignee_id is not None and assignee_id not in followers:
        out["subscriberIds"] = [*followers, assignee_id]
    return out


def _read_plain(call: Call, values: Mapping[str, Any]) -> dict[str, Any]:
    out: dict[str, Any] = pick(values, "description", "subIssueSortOrder")
    if values.get("title") is not None:
        out["title"] = read_text(values, "title")
    out.update({name: values[name] for name in ("sortOrder", "prioritySortOrder") if values.get(name) is not None})
    if values.get("priority") is not None:
        out["priority"] = read_priority(values["priority"])
    if "estimate" in values:
        out["estimate"] = _read_estimate(values["estimate"])
    if "dueDate" in values:
        out["dueDate"] = settle_date(values["dueDate"], call.now_s)
    return out


def _read_places(call: Call, values: Mapping[str, Any], row: Row) -> dict[str, Any]:
    """Return what an input changes of whom and what an issue belongs to."""
    database = call.database
    out: dict[str, Any] = {}
    for name, table, sees in (
        ("assigneeId", database.users, None),
        ("projectMilestoneId", database.milestones, None),
        ("cycleId", database.cycles, None),
        ("projectId", database.projects, sees_project),
    ):
        if name in values:
            found = refer(call, values, name, table, sees)
            out[name] = None if found is None else found["id"]
    if "projectId" in out and out["projectId"] != row["projectId"]:
        out["addedToProjectAt"] = call.now if out["projectId"] else None
        out.setdefault("projectMilestoneId", None)
    if "parentId" in values:
        out["parentId"] = _read_parent(call, values["parentId"], row)
    return out


def _read_estimate(value: int | None) -> float | None:
    if value is not None and value < 0:
        raise invalid("estimate", "min", "estimate must not be less than 0")
    return None if value is None else float(value)


def _read_labels(call: Call, values: Mapping[str, Any], row: Row) -> dict[str, Any]:
    added = refer_labels(call, "addedLabelIds", values.get("addedLabelIds"))
    removed = refer_labels(call, "removedLabelIds", values.get("removedLabelIds"))
    is_whole = values.get("labelIds") is not None
    if not (added or removed or is_whole):
        return {}
    whole = refer_labels(call, "labelIds", values.get("labelIds")) if is_whole else labels_of(call, row)
    gone = {each["id"] for each in removed}
    kept = {each["id"]: None for each in (*whole, *added) if each["id"] not in gone}
    return {"labelIds": list(kept)}


def _read_parent(call: Call, value: str | None, row: Row) -> str | None:
    """Return the id of the parent that an id or identifier names. Raises: RefusalError, also for a circle."""
    if value is None:
        return None
    parent = call.database.find_issue(value)
    if parent is None:
        check_uuid("parentId", value)
    if parent is None or parent["teamId"] not in call.teams:
        raise bad_reference("parentId")
    above: Row | None = parent
    while above is not None:
        if above["id"] == row.get("id"):
            raise RefusalError("Circular parent reference", "An issue cannot be a sub-issue of itself.")
        above = call.database.issues.get(above["parentId"])
    return str(parent["id"])


def _check_fit(call: Call, row: Row) -> None:
    """Raise RefusalError where state, cycle, project, milestone or labels do not go with the team of an issue."""
    database = call.database
    team_id = row["teamId"]
    state, cycle = database.states.get(row["stateId"]), database.cycles.get(row["cycleId"])
    project = database.projects.get(row["projectId"])
    milestone = database.milestones.get(row["projectMilestoneId"])
    if (
        state is None
        or state["teamId"] != team_id
        or (cycle is not None and cycle["teamId"] != team_id)
        or (project is not None and team_id not in project["teamIds"])
    ):
        told = "Discrepancy between issue team and state, cycle or project."
        raise RefusalError("Discrepancy between issue team and state, cycle or project", told)
    if milestone is not None and milestone["projectId"] != row["projectId"]:
        raise RefusalError("Discrepancy between issue project and milestone", "The milestone is of another project.")
    check_labels(labels_of(call, row), team_id)


@resolves("Mutation.issueUpdate")
def _update(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    return call.done(issue=change_issue(call, find_issue(call, args["id"]), args["input"]))


@resolves("Mutation.issueBatchUpdate")
def _update_many(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    """Change issues in one transaction: where one is refused, none is changed."""
    if len(args["ids"]) > _MOST_AT_ONCE:
        raise invalid("ids", "arrayMaxSize", f"ids must contain no more than {_MOST_AT_ONCE} elements")
    rows = [find_issue(call, str(each)) for each in dict.fromkeys(args["ids"])]
    ready = [(row, _read_changes(call, row, args["input"])) for row in rows]
    for row, changes in ready:
        apply_changes(call, row, changes)
    return call.done(issues=rows)


def change_issue(call: Call, row: Row, values: Mapping[str, Any]) -> Row:
    """Change an issue, and note what changed. Raises: RefusalError."""
    apply_changes(call, row, _read_changes(call, row, values))
    return row


def _read_changes(call: Call, row: Row, values: Mapping[str, Any]) -> dict[str, Any]:
    team = read_team(call, values) if values.get("teamId") is not None else None
    changes: dict[str, Any] = {}
    if team is not None and team["id"] != row["teamId"]:
        changes = _move(call, row, team)
    changes.update(_read(call, values, {**row, **changes}))
    state = refer(call, values, "stateId", call.database.states)
    if state is not None and state["id"] != row["stateId"]:
        changes.update(_enter_state(call, row, state))
    if "trashed" in values:
        is_trashed = bool(values["trashed"])
        changes.update(trashed=is_trashed or None, archivedAt=call.now if is_trashed else None)
    _check_fit(call, {**row, **changes})
    return changes


def _move(call: Call, row: Row, team: Row) -> dict[str, Any]:
    """Return what changes as an issue goes to another team: what belongs to the old one stays behind."""
    database = call.database
    old = database.states.get(row["stateId"]) or {}
    states = states_of(database, team["id"])
    same = [each for each in states if each["type"] == old["type"]]
    named = [each for each in same if each["name"] == old["name"]]
    project = database.projects.get(row["projectId"])
    is_ours = project is not None and team["id"] in project["teamIds"]
    return {
        "teamId": team["id"],
        "stateId": (*named, *same, *states)[0]["id"],
        "cycleId": None,
        "projectId": row["projectId"] if is_ours else None,
        "projectMilestoneId": row["projectMilestoneId"] if is_ours else None,
        "labelIds": [each["id"] for each in labels_of(call, row) if each["teamId"] is None],
        "addedToTeamAt": call.now,
    }


def apply_changes(call: Call, row: Row, changes: dict[str, Any]) -> None:
    """Change an issue, and note in its history what differs."""
    database = call.database
    differing = {name: value for name, value in changes.items() if row[name] != value}
    if not differing:
        return
    before = dict(row)
    if "teamId" in differing:
        former = database.identifier(row)
        database.former_identifiers[former] = row["id"]
        differing["previousIdentifiers"] = [*row["previousIdentifiers"], former]
        moved = {"teamId": differing["teamId"]}
        number_issue(call, moved)
        differing["number"] = moved["number"]
    database.change(database.issues, row, differing, call.now)
    note(call, before, row)


@resolves("Mutation.issueArchive")
def _archive(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    return _put_away(call, find_issue(call, args["id"]), is_trash=bool(args.get("trash")))


@resolves("Mutation.issueDelete")
def _delete(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    row = find_issue(call, args["id"])
    if not args.get("permanentlyDelete"):
        return _put_away(call, row, is_trash=True)
    require_admin(call)
    database = call.database
    for table, index in (
        *((database.comments, "issue"), (database.attachments, "issue"), (database.histories, "issue")),
        *((database.relations, "issue"), (database.relations, "related")),
    ):
        table.remove_where(index, row["id"])
    for child in database.issues.where("parent", row["id"]):
        database.change(database.issues, child, {"parentId": None}, call.now)
    database.drop(database.issues, row)
    return call.done(entity=None)


def _put_away(call: Call, row: Row, *, is_trash: bool) -> Any:
    changes = {"archivedAt": row["archivedAt"] or call.now, "trashed": True if is_trash else row["trashed"]}
    apply_changes(call, row, changes)
    return call.done(entity=row)


@resolves("Mutation.issueUnarchive")
def _restore(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    row = find_issue(call, args["id"])
    apply_changes(call, row, {"archivedAt": None, "trashed": None})
    return call.done(entity=row)


@resolves("Mutation.issueAddLabel")
def _add_label(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    row = find_open_issue(call, args["id"])
    label = find(call, call.database.labels, args["labelId"], "IssueLabel")
    ids = list(dict.fromkeys((*row["labelIds"], label["id"])))
    _check_fit(call, {**row, "labelIds": ids})
    apply_changes(call, row, {"labelIds": ids})
    return call.done(issue=row)


@resolves("Mutation.issueRemoveLabel")
def _remove_label(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    row = find_open_issue(call, args["id"])
    if args["labelId"] not in call.database.labels:
        raise not_found("IssueLabel")
    apply_changes(call, row, {"labelIds": [each for each in row["labelIds"] if each != args["labelId"]]})
    return call.done(issue=row)


@resolves("Mutation.issueSubscribe")
def _subscribe(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    row = find_open_issue(call, args["id"])
    ids = dict.fromkeys((*row["subscriberIds"], _subscriber(call, args)["id"]))
    call.database.change(call.database.issues, row, {"subscriberIds": list(ids)}, call.now)
    return call.done(issue=row)


@resolves("Mutation.issueUnsubscribe")
def _unsubscribe(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    row = find_open_issue(call, args["id"])
    id_ = _subscriber(call, args)["id"]
    ids = [each for each in row["subscriberIds"] if each != id_]
    call.database.change(call.database.issues, row, {"subscriberIds": ids}, call.now)
    return call.done(issue=row)


def _subscriber(call: Call, args: Mapping[str, Any]) -> Row:
    """Return whom a subscription is about: the caller where nobody is named. Raises: RefusalError."""
    if args.get("userId") is not None:
        return find(call, call.database.users, args["userId"], "User")
    if args.get("userEmail") is None:
        return call.user
    found = next((each for each in call.database.users if each["email"] == args["userEmail"]), None)
    if found is None:
        raise not_found("User")
    return found
