"""Moving issues: what they keep, what they lose, and what their histories tell of it.

Source: the operation submitBulkMove of the description; that the id stays, the key changes and the old one still leads
there: https://support.atlassian.com/migration/kb/migration-of-jiras-historical-keys-for-issues-and-projects; the items
Project and Key of the history: callers of Jira's webhooks, and BulkMoveOperationImpl of its server.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.jira_cloud.access import is_assignable, may_write
from tasklab.twin.platform.jira_cloud.field import SYSTEM, all_fields, fields_on_screen
from tasklab.twin.platform.jira_cloud.field_list_kind import Many, Parts
from tasklab.twin.platform.jira_cloud.history import make_item, note
from tasklab.twin.platform.jira_cloud.issue_write import apply_changes, default_assignee, take_place
from tasklab.twin.platform.jira_cloud.move_plan import EMPTY, Target, may_become, required_fields
from tasklab.twin.platform.jira_cloud.refusal import RefusalError
from tasklab.twin.platform.jira_cloud.workflow import plan_status

if TYPE_CHECKING:
    from tasklab.twin.platform.jira_cloud.call import Call
    from tasklab.twin.platform.jira_cloud.database import Database
    from tasklab.twin.platform.jira_cloud.field import Field
    from tasklab.twin.store import Row

_NOT_OF_SCREENS = frozenset({"issuetype", "parent", "resolution"})
"""What a screen without it does not take away from an issue."""


def carry_out(call: Call, move: Row) -> None:
    """Move all issues of a bulk move as who asked for it; one that cannot be moved does not hinder the others."""
    mover = replace(call, user=call.database.users[move["by"]])
    moved: list[int] = []
    failed: dict[int, list[str]] = {}
    steps = [(call.database.issues.get(id_), target) for target in move["plan"].targets for id_ in target.issues]
    there = [(issue, target) for issue, target in steps if issue is not None]
    for issue, target in (pair for each in there for pair in _follow(call, *each)):
        try:
            _move(mover, issue, target)
        except RefusalError as error:
            failed[issue["id"]] = list(error.messages)
        else:
            moved.append(issue["id"])
    gone = len(steps) - len(there)
    done = {"is_done": True, "updated": call.now_ms, "invalid": move["invalid"] + gone}
    call.database.moves.update(move["id"], {**done, "moved": moved, "failed": failed})


def _follow(call: Call, issue: Row, target: Target) -> list[tuple[Row, Target]]:
    """Return an issue and the subtasks that go with it unnamed, each with where it goes."""
    if target.subtask_type is None or issue["project"] == target.project:
        return [(issue, target)]
    below = replace(target, type=target.subtask_type, level=-1, parent=issue["id"], values={})
    return [(issue, target), *((each, below) for each in call.database.subtasks_of(issue))]


def _move(call: Call, issue: Row, target: Target) -> None:
    """Move one issue. Raises: RefusalError where it cannot be moved any more."""
    database = call.database
    old, project = database.project_of(issue), database.projects.get(target.project)
    if project is None or project["trashed_ms"] is not None or not may_write(call, project):
        raise RefusalError(400, "You do not have permission to create issues in the target project.")
    if not may_write(call, old):
        raise RefusalError(400, "You do not have permission to move this issue.")
    type_ = database.must(database.issue_types, target.type)
    if not may_become(database, issue, type_):
        raise RefusalError(400, f"The issue cannot be moved to the issue type '{type_['name']}'.")
    changes = _find_changes(call, issue, project, type_, target)
    status = database.must(database.statuses, _find_status(database, issue, project, target))
    changes, items = plan_status(call, issue, status, changes)
    if old["id"] != project["id"]:
        place = take_place(call, project)
        items = [*_tell_place(old, project, issue["key"], place["key"]), *items]
        database.issue_keys[place["key"]] = issue["id"]
        changes |= place
    database.issues.update(issue["id"], changes)
    note(call, issue, items)
    _part_from_children(call, issue)


def _find_changes(call: Call, issue: Row, project: Row, type_: Row, target: Target) -> Row:
    """Return what an issue gets and loses. Raises: RefusalError where something required is not there."""
    database = call.database
    changes: Row = {"issuetype": type_["id"], "parent": _find_parent(database, issue, project, type_, target)}
    screen = fields_on_screen(database, project, type_)
    for each in all_fields(database):
        is_there = each.id in screen or each.id in _NOT_OF_SCREENS or each.kind is None
        is_of_project = isinstance(each.kind, Parts) and issue["project"] != project["id"]
        if issue.get(each.id) not in EMPTY and (is_of_project or not is_there):
            changes[each.id] = _nothing(each)
    if issue["assignee"] is not None and not is_assignable(database, project, issue["assignee"]):
        changes["assignee"] = default_assignee(project)
    for id_, (retains, value) in target.values.items():
        if not retains or issue.get(id_) in EMPTY:
            changes[id_] = value
    after = {**issue, **changes}
    missing = [each.name for each in required_fields(database, project, type_) if after.get(each.id) in EMPTY]
    if missing:
        raise RefusalError(400, *(f"{name} is required." for name in missing))
    return changes


def _nothing(field: Field) -> Any:
    if field.id == "timetracking":
        return (None, None)
    return () if isinstance(field.kind, Many) else None


def _find_parent(database: Database, issue: Row, project: Row, type_: Row, target: Target) -> int | None:
    """Return the parent that is said, or the one that there is, as long as it can be that."""
    if target.parent is None:
        old = database.issues.get(issue["parent"])
        return old["id"] if old is not None and _fits(database, old, project, type_) else None
    parent = database.issues.get(target.parent)
    if parent is None or not _fits(database, parent, project, type_):
        raise RefusalError(400, "The target parent is not valid.")
    return int(parent["id"])


def _fits(database: Database, parent: Row, project: Row, type_: Row) -> bool:
    """Whether an issue can be the parent of those of a type in a project."""
    is_bound = type_["level"] < 0 or project["is_simplified"]
    is_near = parent["project"] == project["id"] or not is_bound
    return is_near and database.type_of(parent)["level"] == type_["level"] + 1


def _find_status(database: Database, issue: Row, project: Row, target: Target) -> int:
    """Return the status that an issue has, or the one in its place where the target does not have it."""
    there = [row["id"] for row in database.statuses_of(project)]
    return int(issue["status"] if issue["status"] in there else target.statuses.get(issue["status"], there[0]))


def _tell_place(old: Row, new: Row, old_key: str, new_key: str) -> list[dict[str, Any]]:
    key = {"field": "Key", "fieldtype": "jira", "from": None, "fromString": old_key, "to": None, "toString": new_key}
    return [make_item(SYSTEM["project"], (str(old["id"]), old["name"]), (str(new["id"]), new["name"])), key]


def _part_from_children(call: Call, issue: Row) -> None:
    """Leave the children that cannot stay below an issue where it is now without a parent; subtasks come after it."""
    database = call.database
    for child in database.issues.where("parent", issue["id"]):
        type_ = database.type_of(child)
        if type_["level"] >= 0 and not _fits(database, issue, database.project_of(child), type_):
            apply_changes(call, child, {"parent": None})
