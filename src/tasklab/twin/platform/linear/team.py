"""Teams and memberships, made and changed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.linear.access import require_no_guest, require_owner
from tasklab.twin.platform.linear.entity import find, find_team, new_id, pick, read_team, read_text, refer
from tasklab.twin.platform.linear.moment import settle_moment
from tasklab.twin.platform.linear.refusal import RefusalError, invalid
from tasklab.twin.platform.linear.resolver import resolves
from tasklab.twin.platform.linear.state import add_state, fill_states, first_of_type

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tasklab.twin.platform.linear.call import Call
    from tasklab.twin.store import Row

_KEY = re.compile(r"[A-Z][A-Z0-9]{0,6}")
_ESTIMATIONS = ("notUsed", "exponential", "fibonacci", "linear", "tShirt")
_PLAIN = ("autoClosePeriod", "color", "description", "icon")
_FILLED = {
    "autoArchivePeriod": 6.0,
    "cyclesEnabled": False,
    "defaultIssueEstimate": 1.0,
    "issueEstimationAllowZero": False,
    "issueEstimationExtended": False,
    "private": False,
    "timezone": "America/Los_Angeles",
    "triageEnabled": False,
}
"""Settings that are never null, and how a new team has them."""


def insert_team(call: Call, row: Mapping[str, Any], id_: str | None = None) -> Row:
    """Make a team with its states, owned by the caller."""
    database = call.database
    blank = {**dict.fromkeys((*_PLAIN, "parentId", "retiredAt")), **_FILLED, "issueEstimationType": "notUsed"}
    team = database.add(database.teams, {**blank, **row, "defaultIssueStateId": None}, call.now, id_)
    database.team_keys[team["key"]] = team["id"]
    fill_states(database, team["id"], call.now, is_newer=call.is_newer)
    add_member(call, team["id"], call.user_id, is_owner=True)
    _follow_triage(call, team)
    return team


def add_member(
    call: Call, team_id: str, user_id: str, *, is_owner: bool = False, sort_order: float = 0.0, id_: str | None = None
) -> Row:
    """Put a user into a team."""
    row = {"teamId": team_id, "userId": user_id, "owner": is_owner, "sortOrder": sort_order}
    return call.database.add(call.database.memberships, row, call.now, id_)


@resolves("Mutation.teamCreate")
def _create(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    require_no_guest(call)
    values = args["input"]
    id_ = new_id(values, call.database.teams, "Team")
    name = read_text(values, "name")
    key = values.get("key") or _propose_key(call, name)
    changes = {"name": name, "key": _check_key(call, key, None), **_read(call, values)}
    team = insert_team(call, changes, id_)
    forget_visibility(call)
    return call.done(team=team)


def forget_visibility(call: Call) -> None:
    """Let the call look anew at which teams its user may see."""
    for name in ("own_teams", "teams"):
        call.__dict__.pop(name, None)


def _propose_key(call: Call, name: str) -> str:
    letters = re.sub(r"[^A-Z]", "", name.upper())[:3] or "TEA"
    tries = (letters, *(f"{letters}{number}" for number in range(1, 1000)))
    return next(each for each in tries if each not in call.database.team_keys)


def _check_key(call: Call, key: str, own_id: str | None) -> str:
    key = key.upper()
    if not _KEY.fullmatch(key):
        raise invalid("key", "matches", "key must be 1 to 7 letters or digits, a letter first")
    if call.database.team_keys.get(key, own_id) != own_id:
        raise RefusalError("duplicate team key", f"The key {key} is taken by another team.")
    return key


def _read(call: Call, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what an input changes, name and key apart. Raises: RefusalError."""
    out = pick(values, *_PLAIN)
    out.update({name: values[name] for name in _FILLED if values.get(name) is not None})
    if values.get("issueEstimationType") is not None:
        if values["issueEstimationType"] not in _ESTIMATIONS:
            told = f"issueEstimationType must be one of the following values: {', '.join(_ESTIMATIONS)}"
            raise invalid("issueEstimationType", "isIn", told)
        out["issueEstimationType"] = values["issueEstimationType"]
    if "parentId" in values:
        parent = refer(call, values, "parentId", call.database.teams, lambda _, row: row["id"] in call.teams)
        out["parentId"] = parent and parent["id"]
    if "retiredAt" in values:
        out["retiredAt"] = settle_moment(values["retiredAt"], call.now_s)
    return out


@resolves("Mutation.teamUpdate")
def _update(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    values, database = args["input"], call.database
    team = find_team(call, args["id"])
    require_owner(call, team["id"])
    changes = _read(call, values)
    if values.get("name") is not None:
        changes["name"] = read_text(values, "name")
    if values.get("key") is not None:
        changes["key"] = _check_key(call, values["key"], team["id"])
        database.team_keys[changes["key"]] = team["id"]
    if changes.get("parentId") is not None and team["id"] in _line(call, changes["parentId"]):
        raise RefusalError("Circular parent reference", "A team cannot be a sub-team of itself.")
    state = refer(call, values, "defaultIssueStateId", database.states)
    if state is not None:
        if state["teamId"] != team["id"]:
            raise RefusalError("Discrepancy between team and state", "The state is of another team.")
        changes["defaultIssueStateId"] = state["id"]
    database.change(database.teams, team, changes, call.now)
    _follow_triage(call, team)
    forget_visibility(call)
    return call.done(team=team)


def _line(call: Call, team_id: str | None) -> list[str]:
    """Return the ids of a team and of those above it."""
    ids: list[str] = []
    while team_id is not None and team_id not in ids:
        ids.append(team_id)
        team_id = (call.database.teams.get(team_id) or {}).get("parentId")
    return ids


def _follow_triage(call: Call, team: Row) -> None:
    """Make the state in which issues wait to be sorted, where a team has such."""
    if team["triageEnabled"] and first_of_type(call.database, team["id"], "triage") is None:
        row = {"name": "Triage", "type": "triage", "color": "#fc7840", "position": -1, "teamId": team["id"]}
        add_state(call.database, row, call.now)


@resolves("Mutation.teamDelete")
def _delete(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    """Take a team away with what belongs to it alone."""
    database = call.database
    team = find_team(call, args["id"])
    require_owner(call, team["id"])
    for issue in database.issues.where("team", team["id"]):
        for table, index in (
            *((database.comments, "issue"), (database.attachments, "issue"), (database.histories, "issue")),
            *((database.relations, "issue"), (database.relations, "related")),
        ):
            table.remove_where(index, issue["id"])
        database.drop(database.issues, issue)
    for table in (database.memberships, database.states, database.cycles, database.labels):
        table.remove_where("team", team["id"])
    for project in list(database.projects):
        if team["id"] in project["teamIds"]:
            left = [each for each in project["teamIds"] if each != team["id"]]
            changes = {"teamIds": left} if left else {"archivedAt": call.now, "trashed": True}
            database.change(database.projects, project, changes, call.now)
    database.team_keys = {key: id_ for key, id_ in database.team_keys.items() if id_ != team["id"]}
    database.drop(database.teams, team)
    forget_visibility(call)
    return call.done(entityId=team["id"])


@resolves("Mutation.teamMembershipCreate")
def _add_member(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    require_no_guest(call)
    values, database = args["input"], call.database
    id_ = new_id(values, database.memberships, "TeamMembership")
    team = read_team(call, values)
    user = refer(call, values, "userId", database.users) or {}
    if database.memberships.first("pair", (team["id"], user["id"])) is not None:
        raise RefusalError("Team membership exists", "The user is a member of the team already.")
    is_owner, order = bool(values.get("owner")), values.get("sortOrder") or 0.0
    row = add_member(call, team["id"], user["id"], is_owner=is_owner, sort_order=order, id_=id_)
    forget_visibility(call)
    return call.done(teamMembership=row)


def _membership(call: Call, id_: str) -> Row:
    row = find(call, call.database.memberships, id_, "TeamMembership", lambda _, row: row["teamId"] in call.teams)
    if row["userId"] != call.user_id:
        require_owner(call, row["teamId"])
    return row


@resolves("Mutation.teamMembershipUpdate")
def _update_member(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    values = args["input"]
    row = _membership(call, args["id"])
    if values.get("owner") is not None:
        require_owner(call, row["teamId"])
    changes = {name: values[name] for name in ("owner", "sortOrder") if values.get(name) is not None}
    call.database.change(call.database.memberships, row, changes, call.now)
    return call.done(teamMembership=row)


@resolves("Mutation.teamMembershipDelete")
def _remove_member(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    row = _membership(call, args["id"])
    call.database.drop(call.database.memberships, row)
    forget_visibility(call)
    return call.done(entityId=row["id"])
