"""What hangs on a task: items of its checklist and linked resources.

Source: https://learn.microsoft.com/graph/api/resources/checklistitem, .../linkedresource; and callers who measured it:
a step that is changed without `isChecked` is not checked any more, a task has one link, whose members stay filled.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from tasklab.twin.platform.microsoft_todo.call import NOTHING, Answer, Call
from tasklab.twin.platform.microsoft_todo.filter import shown_members, sort
from tasklab.twin.platform.microsoft_todo.member import Read, flag, instant, or_null, read_members, text
from tasklab.twin.platform.microsoft_todo.operation import operation
from tasklab.twin.platform.microsoft_todo.page import PAGE_SIZE, cut, page_size, read_names, select
from tasklab.twin.platform.microsoft_todo.refusal import invalid, not_found, refused
from tasklab.twin.platform.microsoft_todo.task_show import show_link, show_step

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tasklab.twin.store import Row, Table

MEMBERS_OF_STEP: dict[str, Read | None] = {
    "id": None,
    "displayName": text,
    "isChecked": flag,
    "checkedDateTime": or_null(instant),
    "createdDateTime": instant,
}
MEMBERS_OF_LINK: dict[str, Read | None] = {
    "id": None,
    **dict.fromkeys(("webUrl", "applicationName", "displayName", "externalId"), or_null(text)),
}


def new_step(task_id: str, given: Mapping[str, Any], at_s: float) -> Row:
    """Return the row of a new item. Raises: RefusalError with 400 where it has no name."""
    row = {"task_id": task_id, "created_at": given.get("createdDateTime", at_s), "isChecked": False, "checked_at": None}
    is_checked = given.get("isChecked", given.get("checkedDateTime") is not None)
    return {**row, **_follow_step({**row, "displayName": ""}, {**given, "isChecked": is_checked}, at_s)}


def new_link(task_id: str, given: Mapping[str, Any]) -> Row:
    """Return the row of a new linked resource. Raises: RefusalError with 400 for one without an application."""
    if not given.get("applicationName"):
        raise refused("The property 'applicationName' is required when creating the linked resource")
    row = {"task_id": task_id, **dict.fromkeys(each for each in MEMBERS_OF_LINK if each != "id")}
    return {**row, **_follow_link(row, given, 0)}


def _make_link(call: Call, task: Row, given: Mapping[str, Any]) -> Row:
    if call.database.links.count("task_id", task["id"]):
        raise refused("Linked Resource already exists.", "LinkedResourceSizeExceeded")
    return new_link(task["id"], given)


def _follow_link(_row: Mapping[str, Any], given: Mapping[str, Any], _at_s: float) -> dict[str, Any]:
    changes = {name: value for name, value in given.items() if value}
    if not _is_address(changes.get("webUrl", "https://a.example")):
        raise refused("The property 'webUrl' has an invalid value")
    return changes


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return bool(parts.scheme and (parts.netloc or parts.path)) and " " not in text


def _change_step(row: Mapping[str, Any], given: Mapping[str, Any], at_s: float) -> dict[str, Any]:
    if "createdDateTime" in given:
        raise refused("The property 'createdDateTime' cannot be updated")
    return _follow_step(row, given, at_s)


def _follow_step(row: Mapping[str, Any], given: Mapping[str, Any], at_s: float) -> dict[str, Any]:
    name = given.get("displayName", row["displayName"])
    if not name.strip():
        raise invalid("The property 'displayName' is required.", "ErrorRequiredPropertyMissing")
    is_checked = given.get("isChecked", False)
    checked_at = (given.get("checkedDateTime") or row["checked_at"] or at_s) if is_checked else None
    return {"displayName": name, "isChecked": is_checked, "checked_at": checked_at}


@dataclass(frozen=True)
class _Kind:
    """One collection of a task."""

    name: str
    type: str
    members: dict[str, Read | None]
    table: Callable[[Call], Table]
    show: Callable[[Call, Row], dict[str, Any]]
    make: Callable[[Call, Row, Mapping[str, Any]], Row]
    follow: Callable[[Row, Mapping[str, Any], float], dict[str, Any]]

    def context(self, call: Call, task: Row, *, is_entity: bool = False) -> str:
        list_id, task_id = quote(task["list_id"], safe=""), quote(task["id"], safe="")
        return call.context(f"todo/lists('{list_id}')/tasks('{task_id}')/{self.name}", is_entity=is_entity)

    def find(self, call: Call, task: Row, id_: str) -> Row:
        row = self.table(call).get(id_)
        if row is None or row["task_id"] != task["id"]:
            raise not_found()
        return row

    def entity(self, call: Call, task: Row, row: Row, status: int = 200) -> Answer:
        names = read_names(call, "$select", self.members)
        shown = select(self.show(call, row), names)
        return Answer({"@odata.context": self.context(call, task, is_entity=True), **shown}, status)


_STEPS = _Kind(
    "checklistItems", "checklistItem", MEMBERS_OF_STEP, lambda call: call.database.steps, show_step,
    lambda call, task, given: new_step(task["id"], given, call.now_s), _change_step,
)  # fmt: skip
_LINKS = _Kind(
    "linkedResources", "linkedResource", MEMBERS_OF_LINK, lambda call: call.database.links, show_link, _make_link,
    _follow_link,
)  # fmt: skip


def _register(kind: _Kind) -> None:
    path = f"me/todo/lists/{{list_id}}/tasks/{{task_id}}/{kind.name}"

    @operation(f"GET {path}")
    def list_children(call: Call, list_id: str, task_id: str) -> Answer:
        """Return what hangs on a task, the oldest first."""
        task = call.find_task(list_id, task_id)
        names = read_names(call, "$select", kind.members)
        shown = shown_members(lambda row: kind.show(call, row), {"id", *kind.members})
        rows = sort(call, list(kind.table(call).where("task_id", task["id"])), shown)
        size = page_size(call, PAGE_SIZE)
        return cut(call, rows, size, lambda row: select(kind.show(call, row), names), kind.context(call, task))

    @operation(f"GET {path}/$count")
    def count_children(call: Call, list_id: str, task_id: str) -> Answer:
        """Return how many there are."""
        count = kind.table(call).count("task_id", call.find_task(list_id, task_id)["id"])
        return Answer(content=str(count).encode(), headers={"content-type": "text/plain"})

    @operation(f"POST {path}")
    def create_child(call: Call, list_id: str, task_id: str) -> Answer:
        """Make one."""
        task = call.find_task(list_id, task_id)
        row = kind.make(call, task, read_members(call.body, kind.members, kind.type))
        kind.table(call).insert(row)
        call.database.touch(task, call.now_s)
        return kind.entity(call, task, row, 201)

    @operation(f"GET {path}/{{id}}")
    def get_child(call: Call, list_id: str, task_id: str, id: str) -> Answer:  # noqa: A002 - as the path has it
        """Return one."""
        task = call.find_task(list_id, task_id)
        return kind.entity(call, task, kind.find(call, task, id))

    @operation(f"PATCH {path}/{{id}}")
    def update_child(call: Call, list_id: str, task_id: str, id: str) -> Answer:  # noqa: A002 - as the path has it
        """Change one."""
        task = call.find_task(list_id, task_id)
        row = kind.find(call, task, id)
        call.check_unchanged(task)
        given = read_members(call.body, kind.members, kind.type)
        kind.table(call).update(row["id"], kind.follow(row, given, call.now_s))
        call.database.touch(task, call.now_s)
        return kind.entity(call, task, row)

    @operation(f"DELETE {path}/{{id}}")
    def delete_child(call: Call, list_id: str, task_id: str, id: str) -> Answer:  # noqa: A002 - as the path has it
        """Forget one."""
        task = call.find_task(list_id, task_id)
        row = kind.find(call, task, id)
        call.check_unchanged(task)
        kind.table(call).remove(row["id"])
        call.database.touch(task, call.now_s)
        return NOTHING


_register(_STEPS)
_register(_LINKS)
