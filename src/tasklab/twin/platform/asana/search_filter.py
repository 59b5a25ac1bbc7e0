"""The filters of a search for tasks, each as a test of a task.

Source: the parameters of `/workspaces/{workspace_gid}/tasks/search` in the description, and its text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.asana.entry import find, find_user, read_choice, read_flag
from tasklab.twin.platform.asana.moment import parse_day, parse_moment, render_moment
from tasklab.twin.platform.asana.refusal import RefusalError, invalid
from tasklab.twin.platform.asana.story import COMMENT
from tasklab.twin.platform.asana.task_entry import CUSTOM, DEFAULT
from tasklab.twin.platform.asana.task_view import dependencies_of, dependents_of
from tasklab.twin.platform.asana.version import NEWER

if TYPE_CHECKING:
    from collections.abc import Callable

    from tasklab.twin.platform.asana.call import Call
    from tasklab.twin.store import Row

    Test = Callable[[Row], bool]

_PEOPLE = ("assignee", "followers", "created_by", "assigned_by", "liked_by", "commented_on_by")
_CONTAINERS = ("projects", "sections", "tags", "teams", "portfolios")
_DATES = ("due", "start", "created", "completed", "modified")
_FLAGS = ("completed", "is_subtask", "is_blocking", "is_blocked", "has_attachment")
_OPERATORS = ("any", "not", "all")


def tests_of(call: Call) -> list[Test]:
    """Return a test for each filter of the query. Raises: RefusalError, also where there is no filter."""
    tests: list[Test] = []
    for name, value in call.query.items():
        test = _test_of(call, name, value)
        if test is not None:
            tests.append(test)
    _check_dates(call)
    return tests


def _test_of(call: Call, name: str, value: str) -> Test | None:
    head, _, tail = name.partition(".")
    if name == "text":
        words = value.lower().split()
        return lambda task: all(word in f"{task['name']} {task.get('notes', '')}".lower() for word in words)
    if name == "resource_subtype":
        kinds = (DEFAULT, "milestone", "approval", *([CUSTOM] if call.version >= NEWER else []))
        kind = read_choice(call.query, name, kinds)
        return lambda task: bool(task.get("resource_subtype", DEFAULT) == kind)
    if head in _PEOPLE and tail in _OPERATORS:
        return _members_test(_people_of(call, head), _read_people(call, name, value), tail)
    if head in _CONTAINERS and tail in _OPERATORS:
        return _members_test(_containers_of(call, head), _read_containers(call, head, name, value), tail)
    if name in _FLAGS:
        return _flag_test(call, name)
    if head == "custom_fields":
        return _field_test(call, name, value)
    word, _, kind = head.rpartition("_")
    if word in _DATES and kind in ("on", "at"):
        return _date_test(word, kind, tail, value, name)
    return None


def _members_test(members: Callable[[Row], set[Any]], wanted: set[Any], operator: str) -> Test:
    if operator == "any":
        return lambda task: bool(members(task) & wanted)
    if operator == "not":
        return lambda task: not members(task) & wanted
    return lambda task: wanted <= members(task)


def _people_of(call: Call, head: str) -> Callable[[Row], set[Any]]:
    match head:
        case "followers":
            return lambda task: set(task["follower_ids"]) or {None}
        case "liked_by":
            return lambda task: set(task.get("liked_by", [])) or {None}
        case "commented_on_by":
            return lambda task: {
                each["created_by_id"]
                for each in call.database.stories.where("task", task["id"])
                if each["resource_subtype"] == COMMENT
            }
    return lambda task: {task.get(f"{head}_id")}


def _read_people(call: Call, name: str, value: str) -> set[Any]:
    parts = [part.strip() for part in value.split(",") if part.strip()]
    return {None if part == "null" else find_user(call, part, name)["id"] for part in parts}


def _containers_of(call: Call, head: str) -> Callable[[Row], set[Any]]:
    database = call.database
    if head == "tags":
        return lambda task: {each["tag_id"] for each in database.taggings.where("task", task["id"])} or {None}
    if head == "portfolios":
        return lambda _task: {None}
    if head == "teams":
        return lambda task: {
            (database.projects.get(each["project_id"]) or {}).get("team_id")
            for each in database.placements.where("task", task["id"])
        }
    name = f"{head.removesuffix('s')}_id"
    return lambda task: {each[name] for each in database.placements.where("task", task["id"])} or {None}


def _read_containers(call: Call, head: str, name: str, value: str) -> set[Any]:
    parts = [part.strip() for part in value.split(",") if part.strip()]
    kind = head.removesuffix("s")
    if kind == "portfolio":
        return set(parts)
    return {None if part == "null" else find(call, kind, part, name, status=400)["id"] for part in parts}


def _flag_test(call: Call, name: str) -> Test:
    wanted = read_flag(call, call.query, name)

    def is_so(task: Row) -> bool:
        match name:
            case "completed":
                return bool(task.get("completed", False))
            case "is_subtask":
                return task.get("parent_id") is not None
            case "is_blocking":
                return not task.get("completed", False) and bool(dependents_of(call, task))
            case "is_blocked":
                return any(not each.get("completed", False) for each in dependencies_of(call, task))
        return call.database.attachments.count("parent", task["id"]) > 0

    return lambda task: is_so(task) == wanted


def _date_test(word: str, kind: str, operator: str, value: str, name: str) -> Test:
    """Return a test of a day or a moment; neither `before` nor `after` holds for the bound itself."""

    def read(task: Row) -> str | None:
        found: str | None = task.get(f"{word}_{kind}") or (task.get(f"{word}_at") if kind == "on" else None)
        return found[:10] if found and kind == "on" else found

    if value == "null" and not operator:
        return lambda task: read(task) is None
    bound = parse_day(value, name) if kind == "on" else render_moment(parse_moment(value, name))
    match operator:
        case "":
            return lambda task: read(task) == bound
        case "before":
            return lambda task: (found := read(task)) is not None and found < bound
        case "after":
            return lambda task: (found := read(task)) is not None and found > bound
    raise invalid(name, "Not a recognized operator")


def _check_dates(call: Call) -> None:
    for word in _DATES:
        on = {name for name in call.query if name.startswith(f"{word}_on")}
        at = {name for name in call.query if name.startswith(f"{word}_at")}
        if (on and at) or (f"{word}_on" in on and len(on) > 1):
            raise RefusalError(400, f"{word}_on: Cannot be combined with {', '.join(sorted(on | at))}")
        for kind in ("on", "at"):
            low, high = (call.query.get(f"{word}_{kind}.{side}") for side in ("after", "before"))
            if low is not None and high is not None and low > high:
                raise invalid(f"{word}_{kind}.after", "Must be before the upper bound")


def _field_test(call: Call, name: str, value: str) -> Test:
    _, _, rest = name.partition(".")
    field_id, _, operator = rest.partition(".")
    field = find(call, "custom_field", field_id, name, status=400)
    kind = field["type"]

    def read(task: Row) -> Any:
        return task.get("field_values", {}).get(field["id"])

    if operator == "is_set":
        wanted = read_flag(call, call.query, name)
        return lambda task: (read(task) is not None) == wanted
    if operator == "value" and kind == "number":
        number = _read_number(name, value)
        return lambda task: read(task) == number
    if operator == "value" and kind == "date":
        day = parse_day(value, name)
        return lambda task: (read(task) or {}).get("date") == day
    if operator == "value" and kind in ("text", "enum"):
        return lambda task: read(task) == value
    if kind == "text" and operator in ("starts_with", "ends_with", "contains"):
        return _text_test(read, operator, value.lower())
    if kind == "number" and operator in ("less_than", "greater_than"):
        number, sign = _read_number(name, value), -1 if operator == "less_than" else 1
        return lambda task: read(task) is not None and (read(task) - number) * sign > 0
    if kind == "date" and operator in ("before", "after") and call.version >= NEWER:
        day, is_before = parse_day(value, name), operator == "before"
        return lambda task: (
            read(task) is not None and (read(task)["date"] < day if is_before else read(task)["date"] > day)
        )
    raise invalid(name, f"Not a recognized operator for a field of type {kind}")


def _text_test(read: Callable[[Row], Any], operator: str, value: str) -> Test:
    match operator:
        case "starts_with":
            return lambda task: (read(task) or "").lower().startswith(value)
        case "ends_with":
            return lambda task: (read(task) or "").lower().endswith(value)
    return lambda task: value in (read(task) or "").lower()


def _read_number(name: str, value: str) -> float:
    try:
        return float(value)
    except ValueError as error:
        raise invalid(name, f"Not a Number: {value}") from error
