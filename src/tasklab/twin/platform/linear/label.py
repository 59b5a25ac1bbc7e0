"""Labels: of the workspace or of a team, alone or in groups, of which an issue has one label at most."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.linear.access import require_no_guest, sees_label
from tasklab.twin.platform.linear.entity import find, new_id, pick, read_team, read_text, refer
from tasklab.twin.platform.linear.filter import ENTITY, FILTERS, linked, matcher, stored
from tasklab.twin.platform.linear.moment import settle_moment
from tasklab.twin.platform.linear.page import connect
from tasklab.twin.platform.linear.refusal import RefusalError
from tasklab.twin.platform.linear.resolver import link, resolves

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tasklab.twin.platform.linear.call import Call
    from tasklab.twin.store import Row

_DEFAULT_COLOR = "#bec2c8"

FILTERS["IssueLabel"] = {
    **ENTITY,
    **{name: stored(name) for name in ("isGroup", "name")},
    "creator": linked("User", "users", "creatorId"),
    "parent": linked("IssueLabel", "labels", "parentId"),
    "team": linked("Team", "teams", "teamId"),
}
for _field, _table, _member in (
    *(("creator", "users", "creatorId"), ("parent", "labels", "parentId"), ("team", "teams", "teamId")),
    ("retiredBy", "users", "retiredById"),
):
    link(f"IssueLabel.{_field}", _table, _member)


def check_labels(labels: Sequence[Row], team_id: str) -> None:
    """Raise RefusalError where an issue of a team cannot have these labels together."""
    groups: dict[str, Row] = {}
    for label in labels:
        name = label["name"]
        if label["isGroup"]:
            raise RefusalError(
                "labelIds cannot be label groups",
                f"The label '{name}' is a group and cannot be assigned to issues directly.",
            )
        if label["teamId"] not in {None, team_id}:
            raise RefusalError(
                "labelIds for incorrect team", f"The label '{name}' is not associated with the same team as the issue."
            )
        other = groups.setdefault(label["parentId"] or label["id"], label)
        if other is not label:
            told = f"The label '{name}' is in the same group as '{other['name']}'."
            raise RefusalError(
                "labelIds not exclusive child labels", f"{told} Only one label in a group can be applied to an issue."
            )


def _page(call: Call, args: Mapping[str, Any], rows: Iterable[Row]) -> Any:
    seen = [row for row in rows if sees_label(call, row)]
    return connect(args, seen, matcher(call, "IssueLabel", args.get("filter")))


@resolves("Query.issueLabel")
def _label(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    return find(call, call.database.labels, args["id"], "IssueLabel", sees_label)


@resolves("Query.issueLabels", "Organization.labels")
def _labels(call: Call, row: Any, args: Mapping[str, Any]) -> Any:
    is_own = "urlKey" in row
    rows = (each for each in call.database.labels if each["teamId"] is None or not is_own)
    return _page(call, args, rows)


@resolves("Team.labels")
def _team_labels(call: Call, row: Row, args: Mapping[str, Any]) -> Any:
    return _page(call, args, call.database.labels.where("team", row["id"]))


@resolves("IssueLabel.children")
def _children(call: Call, row: Row, args: Mapping[str, Any]) -> Any:
    return _page(call, args, call.database.labels.where("parent", row["id"]))


@resolves("Mutation.issueLabelCreate")
def _create(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    require_no_guest(call)
    values, database = args["input"], call.database
    id_ = new_id(values, database.labels, "IssueLabel")
    team = read_team(call, values) if values.get("teamId") is not None else None
    team_id = None if team is None else str(team["id"])
    row = {
        "name": _read_name(call, values, team_id, None),
        "color": values.get("color") or _DEFAULT_COLOR,
        "description": values.get("description"),
        "isGroup": bool(values.get("isGroup")),
        "teamId": team_id,
        "creatorId": call.user_id,
        "parentId": _read_parent(call, values, team_id),
        **_retirement(call, settle_moment(values.get("retiredAt"), call.now_s)),
    }
    return call.done(issueLabel=database.add(database.labels, row, call.now, id_))


def _read_name(call: Call, values: Mapping[str, Any], team_id: str | None, own_id: str | None) -> str:
    """Return a name that no label of the team or of the workspace has. Raises: RefusalError."""
    name = read_text(values, "name")
    for each in call.database.labels.where("name", name.lower()):
        if each["id"] != own_id and (team_id is None or each["teamId"] in {None, team_id}):
            told = "Label with this name already exists in the team"
            if call.is_newer:
                team = call.database.teams.get(each["teamId"])
                told = f'Label "{name}" already exists in {"workspace" if team is None else "team " + team["name"]}.'
            raise RefusalError("duplicate label name", told)
    return name


def _read_parent(call: Call, values: Mapping[str, Any], team_id: str | None, own: Row | None = None) -> str | None:
    """Return the group that a label is to be in, which becomes one if it is none yet. Raises: RefusalError."""
    parent = refer(call, values, "parentId", call.database.labels, sees_label)
    if parent is None:
        return None
    if parent["parentId"] is not None or parent is own or (own is not None and own["isGroup"]):
        raise RefusalError("Invalid parent label", "Label groups cannot be nested.")
    if parent["teamId"] not in {None, team_id}:
        raise RefusalError("Invalid parent label", "The parent label is of another team.")
    if not parent["isGroup"]:
        if any(parent["id"] in each["labelIds"] for each in call.database.issues):
            raise RefusalError("Invalid parent label", "A label that is applied to issues cannot become a group.")
        call.database.change(call.database.labels, parent, {"isGroup": True}, call.now)
    return str(parent["id"])


def _retirement(call: Call, at: str | None) -> dict[str, Any]:
    return {"retiredAt": at, "retiredById": call.user_id if at else None}


@resolves("Mutation.issueLabelUpdate")
def _update(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    require_no_guest(call)
    values, database = args["input"], call.database
    row = find(call, database.labels, args["id"], "IssueLabel", sees_label)
    changes = pick(values, "description")
    if values.get("color") is not None:
        changes["color"] = values["color"]
    if "name" in values:
        changes["name"] = _read_name(call, values, row["teamId"], row["id"])
    if "parentId" in values:
        changes["parentId"] = _read_parent(call, values, row["teamId"], row)
    if values.get("isGroup") is not None:
        changes["isGroup"] = _read_group(call, row, is_group=values["isGroup"])
    if "retiredAt" in values:
        changes.update(_retirement(call, settle_moment(values["retiredAt"], call.now_s)))
    database.change(database.labels, row, changes, call.now)
    return call.done(issueLabel=row)


def _read_group(call: Call, row: Row, *, is_group: bool) -> bool:
    if is_group and any(row["id"] in each["labelIds"] for each in call.database.issues):
        raise RefusalError("Label in use", "A label that is applied to issues cannot become a group.")
    if not is_group and call.database.labels.count("parent", row["id"]):
        raise RefusalError("Label group not empty", "A group that has labels cannot become a label.")
    return is_group


@resolves("Mutation.issueLabelRetire")
def _retire(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    return _set_retired(call, args["id"], call.now)


@resolves("Mutation.issueLabelRestore")
def _restore(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    return _set_retired(call, args["id"], None)


def _set_retired(call: Call, id_: str, at: str | None) -> Any:
    require_no_guest(call)
    row = find(call, call.database.labels, id_, "IssueLabel", sees_label)
    call.database.change(call.database.labels, row, _retirement(call, at), call.now)
    return call.done(issueLabel=row)


@resolves("Mutation.issueLabelDelete")
def _delete(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    require_no_guest(call)
    database = call.database
    row = find(call, database.labels, args["id"], "IssueLabel", sees_label)
    gone = {row["id"], *(each["id"] for each in database.labels.where("parent", row["id"]))}
    for issue in database.issues:
        if not gone.isdisjoint(issue["labelIds"]):
            kept = [each for each in issue["labelIds"] if each not in gone]
            database.change(database.issues, issue, {"labelIds": kept}, call.now)
    for id_ in gone:
        database.drop(database.labels, database.labels.get(id_) or {})
    return call.done(entityId=row["id"])
