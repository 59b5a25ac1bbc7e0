"""searchTasks and its language. Source: https://docs.kanboard.org/v1/user/search/ (2026-11-26)."""

from __future__ import annotations

import datetime as dt
import operator
import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.kanboard.color import COLORS
from tasklab.twin.platform.kanboard.date import parse_moment
from tasklab.twin.platform.kanboard.php import as_id, as_text
from tasklab.twin.platform.kanboard.procedure import procedure, project_of
from tasklab.twin.platform.kanboard.tag import tags_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from tasklab.twin.platform.kanboard.procedure import Call
    from tasklab.twin.store import Row, Table

_TERM = re.compile(r'(?:([a-z_]+):)?(?:"([^"]*)"|(\S+))')
_DAY_S = 86_400
_MILESTONE = 9
_COMPARE = {"<=": operator.le, ">=": operator.ge, "<": operator.lt, ">": operator.gt}
_DATES = {
    "due": "date_due",
    "created": "date_creation",
    "modified": "date_modification",
    "updated": "date_modification",
    "started": "date_started",
    "completed": "date_completed",
    "moved": "date_moved",
}
_NAMES = {
    "category": ("categories", "category_id", "name"),
    "column": ("columns", "column_id", "title"),
    "swimlane": ("swimlanes", "swimlane_id", "name"),
    "project": ("projects", "project_id", "name"),
}
_TEXTS = {
    "title": "title",
    "description": "description",
    "desc": "description",
    "reference": "reference",
    "ref": "reference",
}


@procedure(project_of())
def search_tasks(call: Call, project_id: Any, query: Any) -> list[Row]:
    """Return the tasks of a project that match: all kinds of filter, of each kind one of its values."""
    kinds: dict[str, list[str]] = defaultdict(list)
    for kind, quoted, plain in _TERM.findall(as_text(query)):
        known = kind if kind in _FILTERS else ""
        kinds[known].append(quoted or plain if known or not kind else f"{kind}:{quoted or plain}")
    if "" in kinds:
        kinds[""] = [" ".join(kinds[""])]
    tasks = call.database.tasks.where("project_id", as_id(project_id))
    return [
        show_found(call, task)
        for task in tasks
        if all(any(_FILTERS[kind](call, task, value) for value in values) for kind, values in kinds.items())
    ]


def show_found(call: Call, task: Row) -> Row:
    """Return a task as searches and boards have it: with counts of what hangs on it, and names."""
    database, id_ = call.database, task["id"]
    subtasks = database.subtasks.where("task_id", id_)
    links = database.task_links.where("task_id", id_)
    counts = {
        "nb_comments": database.comments.count("task_id", id_),
        "nb_files": database.task_files.count("task_id", id_),
        "nb_subtasks": len(subtasks),
        "nb_completed_subtasks": sum(each["status"] == 2 for each in subtasks),  # noqa: PLR2004 - done
        "nb_links": len(links),
        "nb_external_links": database.external_links.count("task_id", id_),
        "is_milestone": 1 if any(each["link_id"] == _MILESTONE for each in links) else None,
    }
    return call.row(counts | task | _names_of(call, task)) or {}


def _names_of(call: Call, task: Row) -> Row:
    database = call.database
    owner = database.users.get(task["owner_id"]) or {}
    return {
        "assignee_username": owner.get("username"),
        "assignee_name": owner.get("name"),
        "assignee_email": owner.get("email"),
        "assignee_avatar_path": owner.get("avatar_path"),
        "category_name": (database.categories.get(task["category_id"]) or {}).get("name"),
        "category_description": (database.categories.get(task["category_id"]) or {}).get("description"),
        "column_name": (database.columns.get(task["column_id"]) or {}).get("title"),
        "column_position": (database.columns.get(task["column_id"]) or {}).get("position"),
        "swimlane_name": (database.swimlanes.get(task["swimlane_id"]) or {}).get("name"),
        "project_name": (database.projects.get(task["project_id"]) or {}).get("name"),
    }


def _by_text(field: str) -> Callable[[Call, Row, str], bool]:
    return lambda _call, task, value: value.lower() in task[field].lower()


def _by_title_or_id(_call: Call, task: Row, value: str) -> bool:
    number = value.removeprefix("#")
    return (number.isdecimal() and task["id"] == int(number)) or value.lower() in task["title"].lower()


def _by_status(_call: Call, task: Row, value: str) -> bool:
    return value in {"all", ""} or bool(task["is_active"]) == (value in {"open", "1"})


def _by_person(field: str) -> Callable[[Call, Row, str], bool]:
    def matches(call: Call, task: Row, value: str) -> bool:
        if value == "me":
            return call.user is not None and task[field] == call.user_id
        if value in {"nobody", "anybody"}:
            return bool(task[field]) == (value == "anybody")
        user = call.database.users.get(task[field])
        if value.isdecimal():
            return bool(task[field] == int(value))
        return user is not None and value.lower() in f"{user['username']} {user['name']}".lower()

    return matches


def _by_color(_call: Call, task: Row, value: str) -> bool:
    return value.lower() in {task["color_id"], COLORS.get(task["color_id"], {"name": ""})["name"].lower()}


def _by_name(table: str, field: str, name: str) -> Callable[[Call, Row, str], bool]:
    def matches(call: Call, task: Row, value: str) -> bool:
        rows: Table = getattr(call.database, table)
        row = rows.get(task[field])
        if value == "none":
            return row is None
        return row is not None and (row[name].lower() == value.lower() or str(row["id"]) == value)

    return matches


def _by_tag(call: Call, task: Row, value: str) -> bool:
    names = [tag["name"].lower() for tag in tags_of(call.database, task["id"])]
    return not names if value == "none" else value.lower() in names


def _by_number(field: str) -> Callable[[Call, Row, str], bool]:
    return lambda _call, task, value: value.lstrip("-").isdecimal() and task[field] == int(value)


def _by_comment(call: Call, task: Row, value: str) -> bool:
    return any(value.lower() in each["comment"].lower() for each in call.database.comments.where("task_id", task["id"]))


def _by_link(call: Call, task: Row, value: str) -> bool:
    label = call.database.links.first("label", value) or {}
    return any(each["link_id"] == label.get("id") for each in call.database.task_links.where("task_id", task["id"]))


def _by_date(field: str) -> Callable[[Call, Row, str], bool]:
    def matches(call: Call, task: Row, value: str) -> bool:
        sign = next((sign for sign in _COMPARE if value.startswith(sign)), "")
        day = _find_day(value.removeprefix(sign), call.now_s)
        if not task[field]:
            return value == "none"
        if day is None:
            return False
        if not sign:
            return bool(day <= task[field] < day + _DAY_S)
        edge = day + _DAY_S - 1 if sign in {"<=", ">"} else day
        return bool(_COMPARE[sign](task[field], edge))

    return matches


def _find_day(word: str, now_s: int) -> int | None:
    today = now_s - now_s % _DAY_S
    near = {"yesterday": -1, "today": 0, "tomorrow": 1}
    if word in near:
        return today + near[word] * _DAY_S
    moment = parse_moment(word, 0)
    if moment is None:
        return None
    return int(dt.datetime.fromtimestamp(moment, dt.UTC).replace(hour=0, minute=0, second=0).timestamp())


_FILTERS: dict[str, Callable[[Call, Row, str], bool]] = {
    "": _by_title_or_id,
    "status": _by_status,
    "assignee": _by_person("owner_id"),
    "creator": _by_person("creator_id"),
    "color": _by_color,
    "tag": _by_tag,
    "priority": _by_number("priority"),
    "score": _by_number("score"),
    "comment": _by_comment,
    "link": _by_link,
    **{kind: _by_text(field) for kind, field in _TEXTS.items()},
    **{kind: _by_date(field) for kind, field in _DATES.items()},
    **{kind: _by_name(*where) for kind, where in _NAMES.items()},
}
