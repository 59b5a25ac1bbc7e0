"""What a bulk move asks for, read and checked before it is accepted.

Source: the schemas IssueBulkMovePayload and targetToSourcesMapping of the description, which calls two required
members by names that they do not have.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.jira_cloud.access import lookup_issue, lookup_project, may_view, may_write
from tasklab.twin.platform.jira_cloud.database import as_id
from tasklab.twin.platform.jira_cloud.field import fields_on_screen, is_required
from tasklab.twin.platform.jira_cloud.field_choice import Option
from tasklab.twin.platform.jira_cloud.field_kind import Reading
from tasklab.twin.platform.jira_cloud.refusal import BulkError, RefusalError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from tasklab.twin.platform.jira_cloud.call import Call
    from tasklab.twin.platform.jira_cloud.database import Database
    from tasklab.twin.platform.jira_cloud.field import Field
    from tasklab.twin.store import Row

_MOST = 1000
_INVALID = "Some of the issues in the issueIdsOrKeys are not valid"
_FLAGS = ("inferClassificationDefaults", "inferFieldDefaults", "inferStatusDefaults", "inferSubtaskTypeDefault")
EMPTY = (None, ())


@dataclass(frozen=True)
class Target:
    """Where some issues go, and what they get there."""

    project: int
    type: int
    level: int
    parent: int | None
    issues: tuple[int, ...]
    subtask_type: int | None
    """What the subtasks become that go with them unnamed; None where they have to be named."""
    statuses: Mapping[int, int]
    """Statuses of the target by those that it does not have; the first one for what is not named."""
    values: Mapping[str, tuple[bool, Any]]
    """By required field: whether an issue keeps a value that it has, and the value for the others."""


@dataclass(frozen=True)
class Plan:
    """Where all issues of a request go."""

    targets: tuple[Target, ...]
    invalid: int
    """How many issues there are not, or the caller does not see."""


def check_bulk_right(call: Call) -> None:
    """Refuse to who may not change in bulk: those without a licence. Raises: BulkError."""
    if not call.user["is_licensed"]:
        raise BulkError("You do not have the global permission to make bulk changes.")


def read_plan(call: Call) -> Plan:
    """Return what the body asks for. Raises: BulkError."""
    check_bulk_right(call)
    call.member("sendBulkNotification", bool)
    mappings = call.member("targetToSourcesMapping", dict)
    if not mappings:
        raise BulkError("targetToSourcesMapping must be provided.")
    targets, invalid = [], 0
    for key, body in mappings.items():
        if not isinstance(body, dict):
            call.refuse_payload()
        target, unknown = _read_target(call, key, body)
        targets.append(target)
        invalid += unknown
    _check_together(call, targets)
    return Plan(tuple(sorted(targets, key=lambda each: -each.level)), invalid)


def may_become(database: Database, issue: Row, type_: Row) -> bool:
    """Whether an issue can get a type: standard issues and subtasks do not become each other.

    What has subtasks stays on the level above them.
    """
    if (database.type_of(issue)["level"] < 0) != (type_["level"] < 0):
        return False
    return type_["level"] == 0 or not database.subtasks_of(issue)


def required_fields(database: Database, project: Row, type_: Row) -> Iterator[Field]:
    """Yield the custom fields that an issue of a type cannot be without; those of the system are never empty."""
    for each in fields_on_screen(database, project, type_).values():
        if each.is_custom and is_required(database, each, project, type_):
            yield each


def _read_target(call: Call, key: str, body: Mapping[str, Any]) -> tuple[Target, int]:
    project, type_, parent = _read_key(call, key)
    infers = {name: _read_flag(call, name, body) for name in _FLAGS}
    issues, unknown = _read_issues(call, body)
    _check_sources(call, issues, type_)
    call.member("targetClassification", list, body)  # no site of the twin classifies anything
    statuses = _read_statuses(call, body, project, issues, does_infer=infers["inferStatusDefaults"])
    values = _read_values(call, body, (project, type_), issues, does_infer=infers["inferFieldDefaults"])
    target = Target(
        project=project["id"],
        type=type_["id"],
        level=type_["level"],
        parent=parent["id"] if parent else None,
        issues=tuple(each["id"] for each in issues),
        subtask_type=_find_subtask_type(call, project) if infers["inferSubtaskTypeDefault"] else None,
        statuses=statuses,
        values=values,
    )
    return target, unknown


def _read_key(call: Call, key: str) -> tuple[Row, Row, Row | None]:
    """Return the project, the type and the parent that a key of the mapping names."""
    parts = [part.strip() for part in key.split(",")]
    if len(parts) not in {2, 3}:
        raise BulkError(
            f"The target '{key}' is not valid: it is <project ID or key>,<issueType ID>,<parent ID or key>."
        )
    project = lookup_project(call.database, parts[0])
    if project is None or not may_view(project, call.user):
        raise BulkError(f"The target project '{parts[0]}' is not valid.")
    type_ = next((row for row in call.database.types_of(project) if row["id"] == as_id(parts[1])), None)
    if type_ is None:
        raise BulkError(f"The target issue type '{parts[1]}' is not valid for the project '{project['key']}'.")
    if not may_write(call, project):
        raise BulkError(f"You do not have permission to create issues in the project '{project['key']}'.")
    parent = lookup_issue(call, parts[2]) if parts[2:] else None
    if parts[2:] and (parent is None or call.database.type_of(parent)["level"] != type_["level"] + 1):
        raise BulkError(f"The target parent '{parts[2]}' is not valid for the issue type '{type_['name']}'.")
    if parent is None and type_["level"] < 0:
        raise BulkError(f"A target parent is required for the issue type '{type_['name']}'.")
    return project, type_, parent


def _find_subtask_type(call: Call, project: Row) -> int:
    return next(int(row["id"]) for row in call.database.types_of(project) if row["level"] < 0)


def _read_flag(call: Call, name: str, body: Mapping[str, Any]) -> bool:
    value = call.member(name, bool, body)
    if value is None:
        raise BulkError(f"{name} must be provided.")
    return bool(value)


def _read_issues(call: Call, body: Mapping[str, Any]) -> tuple[list[Row], int]:
    """Return the issues, and how many of those that were named there are not. Some of them have to be there."""
    refs = call.member("issueIdsOrKeys", list, body)
    if not refs:
        raise BulkError("issueIdsOrKeys must not be empty.")
    if not all(isinstance(each, str) for each in refs):
        call.refuse_payload()
    names = list(dict.fromkeys(refs))
    found = [lookup_issue(call, each) for each in names]
    issues = {row["id"]: row for row in found if row is not None}
    if not issues:
        raise BulkError(_INVALID)
    return list(issues.values()), found.count(None)


def _check_sources(call: Call, issues: Sequence[Row], type_: Row) -> None:
    """Refuse what cannot be moved together."""
    if not all(may_become(call.database, each, type_) for each in issues):
        raise BulkError(f"The issues cannot be moved to the issue type '{type_['name']}'.")
    if not call.edition.moves_from_anywhere:
        above = [each["parent"] if type_["level"] < 0 else None for each in issues]
        places = {(each["project"], each["issuetype"], one) for each, one in zip(issues, above, strict=True)}
        if len(places) > 1:
            raise BulkError("The issues must be of the same project, issue type and parent.")


def _entries(call: Call, body: Mapping[str, Any], name: str, member: str, *, does_infer: bool) -> dict[str, Any]:
    """Return what a list of objects with one member says. It has to be empty where defaults are inferred."""
    found: dict[str, Any] = {}
    for each in call.member(name, list, body) or ():
        if not isinstance(each, dict) or not isinstance(each.get(member), dict):
            call.refuse_payload()
        found |= each[member]
    if found and does_infer:
        raise BulkError(f"{name} must be empty where defaults are inferred.")
    return found


def _read_statuses(
    call: Call, body: Mapping[str, Any], project: Row, issues: Iterable[Row], *, does_infer: bool
) -> dict[int, int]:
    there = {row["id"]: row for row in call.database.statuses_of(project)}
    statuses: dict[int, int] = {}
    for to, sources in _entries(call, body, "targetStatus", "statuses", does_infer=does_infer).items():
        if not isinstance(sources, list) or not all(isinstance(each, str) for each in sources):
            call.refuse_payload()
        id_ = as_id(to)
        if id_ is None or id_ not in there:
            raise BulkError(f"The target status '{to}' is not valid.")
        statuses |= {source: id_ for each in sources if (source := as_id(each)) is not None}
    for issue in issues:
        if not does_infer and issue["status"] not in there and issue["status"] not in statuses:
            raise BulkError(f"A target status must be provided for the status '{issue['status']}'.")
    return statuses


def _read_values(
    call: Call, body: Mapping[str, Any], place: tuple[Row, Row], issues: Sequence[Row], *, does_infer: bool
) -> dict[str, tuple[bool, Any]]:
    given = _entries(call, body, "targetMandatoryFields", "fields", does_infer=does_infer)
    values: dict[str, tuple[bool, Any]] = {}
    for field in required_fields(call.database, *place):
        if field.id in given:
            values[field.id] = _read_value(call, field, place, given[field.id])
        elif not does_infer and any(issue.get(field.id) in EMPTY for issue in issues):
            raise BulkError(f"{field.name} is required.")
    return values


def _read_value(call: Call, field: Field, place: tuple[Row, Row], given: Any) -> tuple[bool, Any]:
    """Return whether values are retained, and the one for the others: an option, by its id in a list of one."""
    if not isinstance(given, dict):
        call.refuse_payload()
    retains = call.member("retain", bool, given)
    value = call.member("value", list, given)
    if not isinstance(field.kind, Option) or not value or len(value) > 1 or not isinstance(value[0], str):
        raise BulkError(f"The value of {field.name} is not valid.")
    try:
        kept = field.kind.parse(Reading(call, field.id, place[0], place[1]["level"]), {"id": value[0]})
    except RefusalError as error:
        raise BulkError(*error.errors.values()) from error
    return retains is not False, kept


def _check_together(call: Call, targets: Iterable[Target]) -> None:
    """Refuse issues that are named twice, too many of them, and subtasks that would part from their parents."""
    goes_to: dict[int, int] = {}
    for target in targets:
        for id_ in target.issues:
            if id_ in goes_to:
                raise BulkError(
                    f"The issue '{call.database.must(call.database.issues, id_)['key']}' is in several mappings."
                )
            goes_to[id_] = target.project
    implicit = 0
    for target in targets:
        _check_parent(call, target, goes_to)
        for id_ in target.issues:
            implicit += _check_subtasks(call, target, id_, goes_to)
    if len(goes_to) + implicit > _MOST:
        raise BulkError(f"You cannot move more than {_MOST} issues, including subtasks, at once.")


def _check_parent(call: Call, target: Target, goes_to: Mapping[int, int]) -> None:
    database = call.database
    is_bound = target.level < 0 or database.must(database.projects, target.project)["is_simplified"]
    if target.parent is None:
        return
    parent = database.must(database.issues, target.parent)
    is_near = goes_to.get(parent["id"], parent["project"]) == target.project or not is_bound
    if not is_near or parent["id"] in target.issues:
        raise BulkError(f"The target parent '{parent['key']}' is not valid for the target project.")


def _check_subtasks(call: Call, target: Target, id_: int, goes_to: Mapping[int, int]) -> int:
    """Return how many subtasks go with an issue without being named. They stay where it does."""
    database = call.database
    issue = database.must(database.issues, id_)
    if issue["project"] == target.project:
        return 0
    subtasks = database.subtasks_of(issue)
    if target.subtask_type is not None:
        if any(each["id"] in goes_to for each in subtasks):
            raise BulkError("A separate mapping for subtasks is not allowed where inferSubtaskTypeDefault is true.")
        return len(subtasks)
    if any(goes_to.get(each["id"]) != target.project for each in subtasks):
        raise BulkError(f"The subtasks of '{issue['key']}' must be moved with it.")
    return 0
