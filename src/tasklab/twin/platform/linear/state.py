"""Workflow states: those of each team, by type and position."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.linear.access import require_no_guest
from tasklab.twin.platform.linear.entity import find, new_id, read_team, read_text
from tasklab.twin.platform.linear.filter import ENTITY, FILTERS, linked, many, matcher, stored
from tasklab.twin.platform.linear.page import connect
from tasklab.twin.platform.linear.refusal import RefusalError, invalid
from tasklab.twin.platform.linear.resolver import link, resolves

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tasklab.twin.platform.linear.call import Call
    from tasklab.twin.platform.linear.database import Database
    from tasklab.twin.store import Row

TYPES = ("backlog", "unstarted", "started", "completed", "canceled")
"""The types that a state can be made with; `triage` and `duplicate` are Linear's own."""
_DEFAULTS = (
    ("Backlog", "backlog", "#bec2c8"),
    ("Todo", "unstarted", "#e2e2e2"),
    ("In Progress", "started", "#f2c94c"),
    ("In Review", "started", "#0f783c"),
    ("Done", "completed", "#5e6ad2"),
    ("Canceled", "canceled", "#95a2b3"),
)

FILTERS["WorkflowState"] = {
    **ENTITY,
    **{name: stored(name) for name in ("description", "name", "position", "type")},
    "issues": many("Issue", lambda call, row: call.database.issues.where("state", row["id"])),
    "team": linked("Team", "teams", "teamId"),
}
link("WorkflowState.team", "teams", "teamId")


def fill_states(database: Database, team_id: str, now: str, *, is_newer: bool) -> None:
    """Make the states that a new team has, and the default one."""
    duplicate = ("Duplicate", "duplicate" if is_newer else "canceled", "#95a2b3")
    for position, (name, kind, color) in enumerate((*_DEFAULTS, duplicate)):
        add_state(database, {"name": name, "type": kind, "color": color, "position": position, "teamId": team_id}, now)
    first = first_of_type(database, team_id, "backlog")
    database.teams.update(team_id, {"defaultIssueStateId": first and first["id"]})


def add_state(database: Database, row: Row, now: str, id_: str | None = None) -> Row:
    """Keep a new state."""
    return database.add(database.states, {"description": None, **row, "position": float(row["position"])}, now, id_)


def first_of_type(database: Database, team_id: str, kind: str) -> Row | None:
    """Return the first state of a type that a team has, by position."""
    rows = [each for each in states_of(database, team_id) if each["type"] == kind]
    return rows[0] if rows else None


def states_of(database: Database, team_id: str) -> list[Row]:
    """Return a team's states that are not archived, by position."""
    rows = [each for each in database.states.where("team", team_id) if each["archivedAt"] is None]
    return sorted(rows, key=lambda row: (row["position"], row["seq"]))


def duplicate_state(database: Database, team_id: str) -> Row | None:
    """Return the state that duplicates are moved to."""
    rows = states_of(database, team_id)
    return next((each for each in rows if each["type"] == "duplicate" or each["name"] == "Duplicate"), None)


@resolves("Team.triageIssueState")
def _triage(call: Call, row: Row, _: Mapping[str, Any]) -> Any:
    return first_of_type(call.database, row["id"], "triage") if row["triageEnabled"] else None


@resolves("Team.markedAsDuplicateWorkflowState")
def _duplicate(call: Call, row: Row, _: Mapping[str, Any]) -> Any:
    return duplicate_state(call.database, row["id"])


def _sees(call: Call, row: Row) -> bool:
    return row["teamId"] in call.teams


def _page(call: Call, args: Mapping[str, Any], rows: Iterable[Row]) -> Any:
    seen = [row for row in rows if _sees(call, row)]
    return connect(args, seen, matcher(call, "WorkflowState", args.get("filter")))


@resolves("Query.workflowState")
def _state(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    return find(call, call.database.states, args["id"], "WorkflowState", _sees)


@resolves("Query.workflowStates")
def _states(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    return _page(call, args, call.database.states)


@resolves("Team.states")
def _team_states(call: Call, row: Row, args: Mapping[str, Any]) -> Any:
    return _page(call, args, call.database.states.where("team", row["id"]))


@resolves("Mutation.workflowStateCreate")
def _create(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    require_no_guest(call)
    values, database = args["input"], call.database
    id_ = new_id(values, database.states, "WorkflowState")
    team = read_team(call, values)
    if values["type"] not in TYPES:
        raise invalid("type", "isIn", f"type must be one of the following values: {', '.join(TYPES)}")
    name = _read_name(call, values, team["id"], None)
    position = values.get("position")
    if position is None:
        position = 1 + max((each["position"] for each in states_of(database, team["id"])), default=-1)
    row = {"name": name, "type": values["type"], "color": values["color"], "position": position, "teamId": team["id"]}
    row["description"] = values.get("description")
    return call.done(workflowState=add_state(database, row, call.now, id_))


def _read_name(call: Call, values: Mapping[str, Any], team_id: str, own_id: str | None) -> str:
    name = read_text(values, "name")
    for each in states_of(call.database, team_id):
        if each["name"].lower() == name.lower() and each["id"] != own_id:
            raise RefusalError("duplicate workflow state name", f'State "{name}" already exists in the team.')
    return name


@resolves("Mutation.workflowStateUpdate")
def _update(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    require_no_guest(call)
    values, database = args["input"], call.database
    row = find(call, database.states, args["id"], "WorkflowState", _sees)
    changes = {name: values[name] for name in ("color", "position") if values.get(name) is not None}
    if "description" in values:
        changes["description"] = values["description"]
    if "name" in values:
        changes["name"] = _read_name(call, values, row["teamId"], row["id"])
    database.change(database.states, row, changes, call.now)
    return call.done(workflowState=row)


@resolves("Mutation.workflowStateArchive")
def _archive(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    require_no_guest(call)
    database = call.database
    row = find(call, database.states, args["id"], "WorkflowState", _sees)
    if any(each["archivedAt"] is None for each in database.issues.where("state", row["id"])):
        raise RefusalError("State has issues", "Only states with issues that have all been archived can be archived.")
    same = [each for each in states_of(database, row["teamId"]) if each["type"] == row["type"]]
    if same == [row]:
        raise RefusalError("Last state of type", f"A team needs a state of the type {row['type']}.")
    database.change(database.states, row, {"archivedAt": call.now}, call.now)
    return call.done(entity=row)
