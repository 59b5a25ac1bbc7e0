"""Cycles: spans of a team's work, numbered in their order of making."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.linear.access import require_no_guest
from tasklab.twin.platform.linear.entity import find, new_id, pick, read_team
from tasklab.twin.platform.linear.filter import ENTITY, FILTERS, computed, linked, many, matcher, stored
from tasklab.twin.platform.linear.moment import settle_moment
from tasklab.twin.platform.linear.page import connect
from tasklab.twin.platform.linear.project import progress
from tasklab.twin.platform.linear.refusal import RefusalError, invalid
from tasklab.twin.platform.linear.resolver import link, resolves

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tasklab.twin.platform.linear.call import Call
    from tasklab.twin.store import Row


def _is_active(call: Call, row: Row) -> bool:
    return bool(row["startsAt"] <= call.now < row["endsAt"] and row["completedAt"] is None)


def _is_future(call: Call, row: Row) -> bool:
    return bool(row["startsAt"] > call.now)


def _is_past(call: Call, row: Row) -> bool:
    return not _is_active(call, row) and not _is_future(call, row)


def _is_next(call: Call, row: Row) -> bool:
    future = [each for each in call.database.cycles.where("team", row["teamId"]) if _is_future(call, each)]
    return bool(future) and min(future, key=lambda each: each["startsAt"])["id"] == row["id"]


def _is_previous(call: Call, row: Row) -> bool:
    past = [each for each in call.database.cycles.where("team", row["teamId"]) if _is_past(call, each)]
    return bool(past) and max(past, key=lambda each: each["endsAt"])["id"] == row["id"]


_TIMES = {
    "isActive": _is_active,
    "isFuture": _is_future,
    "isNext": _is_next,
    "isPast": _is_past,
    "isPrevious": _is_previous,
}
FILTERS["Cycle"] = {
    **ENTITY,
    **{name: stored(name) for name in ("completedAt", "endsAt", "name", "number", "startsAt")},
    **{name: computed(read) for name, read in _TIMES.items()},
    "issues": many("Issue", lambda call, row: call.database.issues.where("cycle", row["id"])),
    "team": linked("Team", "teams", "teamId"),
}


def _answer(read: Any) -> Any:
    return lambda call, row, _: read(call, row)


for _name, _read in _TIMES.items():
    resolves(f"Cycle.{_name}")(_answer(_read))
link("Cycle.team", "teams", "teamId")


@resolves("Cycle.progress")
def _progress(call: Call, row: Row, _: Mapping[str, Any]) -> Any:
    return progress(call.database.issues.where("cycle", row["id"]))


@resolves("Team.activeCycle")
def _active(call: Call, row: Row, _: Mapping[str, Any]) -> Any:
    return next((each for each in call.database.cycles.where("team", row["id"]) if _is_active(call, each)), None)


def _page(call: Call, args: Mapping[str, Any], rows: Iterable[Row]) -> Any:
    seen = [row for row in rows if _sees(call, row)]
    return connect(args, seen, matcher(call, "Cycle", args.get("filter")))


def _sees(call: Call, row: Row) -> bool:
    return row["teamId"] in call.teams


@resolves("Query.cycle")
def _cycle(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    return find(call, call.database.cycles, args["id"], "Cycle", _sees)


@resolves("Query.cycles")
def _cycles(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    return _page(call, args, call.database.cycles)


@resolves("Team.cycles")
def _team_cycles(call: Call, row: Row, args: Mapping[str, Any]) -> Any:
    return _page(call, args, call.database.cycles.where("team", row["id"]))


@resolves("Mutation.cycleCreate")
def _create(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    require_no_guest(call)
    values, database = args["input"], call.database
    id_ = new_id(values, database.cycles, "Cycle")
    team = read_team(call, values)
    row = {
        "teamId": team["id"],
        "number": 1 + max((each["number"] for each in database.cycles.where("team", team["id"])), default=0),
        "name": values.get("name"),
        "description": values.get("description"),
        **{name: settle_moment(values.get(name), call.now_s) for name in ("startsAt", "endsAt", "completedAt")},
    }
    _check_span(call, row)
    return call.done(cycle=database.add(database.cycles, row, call.now, id_))


@resolves("Mutation.cycleUpdate")
def _update(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    require_no_guest(call)
    values, database = args["input"], call.database
    row = find(call, database.cycles, args["id"], "Cycle", _sees)
    changes = pick(values, "name", "description")
    for name in ("startsAt", "endsAt", "completedAt"):
        if name in values and (values[name] is not None or name == "completedAt"):
            changes[name] = settle_moment(values[name], call.now_s)
    _check_span(call, {**row, **changes})
    database.change(database.cycles, row, changes, call.now)
    return call.done(cycle=row)


def _check_span(call: Call, row: Row) -> None:
    if not row["startsAt"] or not row["endsAt"] or row["startsAt"] >= row["endsAt"]:
        raise invalid("endsAt", "isAfter", "endsAt must be after startsAt")
    for each in call.database.cycles.where("team", row["teamId"]):
        overlaps = each["startsAt"] < row["endsAt"] and row["startsAt"] < each["endsAt"]
        if overlaps and each["id"] != row.get("id") and each["archivedAt"] is None:
            raise RefusalError("Cycle overlaps", "Cycles of a team cannot overlap.")


@resolves("Mutation.cycleArchive")
def _archive(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    require_no_guest(call)
    row = find(call, call.database.cycles, args["id"], "Cycle", _sees)
    call.database.change(call.database.cycles, row, {"archivedAt": call.now}, call.now)
    return call.done(entity=row)
