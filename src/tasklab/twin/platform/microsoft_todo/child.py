"""What hangs on a task: items of its checklist and linked resources.

Source: https://learn.microsoft.com/graph/api/resources/checklistitem, .../linkedresource.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from tasklab.twin.platform.microsoft_todo.call import NOTHING, Answer, Call
from tasklab.twin.platform.microsoft_todo.member import Read, flag, instant, or_null, read_members, text
from tasklab.twin.platform.microsoft_todo.operation import operation
from tasklab.twin.platform.microsoft_todo.page import cut, page_size, read_names, select
from tasklab.twin.platform.microsoft_todo.refusal import invalid, not_found
from tasklab.twin.platform.microsoft_todo.task_show import show_link, show_step

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tasklab.twin.store import Row, Table

PAGE_SIZE = 100
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
    return {**row, **_follow_step({**row, "displayName": ""}, given, at_s)}


def new_link(task_id: str, given: Mapping[str, Any]) -> Row:
    """Return the row of a new linked resource."""
    return {"task_id": task_id, **dict.fromkeys(each for each in MEMBERS_OF_LINK if each != "id"), **given}


def _follow_step(row: Mapping[str, Any], given: Mapping[str, Any], at_s: float) -> dict[str, Any]:
    name = given.get("displayName", row["displayName"])
    if not name.strip():
        raise invalid("The property 'displayName' is required.", "ErrorRequiredPropertyMissing")
    is_checked = given.get("isChecked", row["isChecked"] or given.get("checkedDateTime") is not None)
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
    make: Callable[[str, Mapping[str, Any], float], Row]
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
    "checklistItems", "checklistItem", MEMBERS_OF_STEP, lambda call: call.database.steps, show_step, new_step,
    _follow_step,
)  # fmt: skip
_LINKS = _Kind(
    "linkedResources", "linkedResource", MEMBERS_OF_LINK, lambda call: call.database.links, show_link,
    lambda task_id, given, _at: new_link(task_id, given), lambda _row, given, _at: dict(given),
)  # fmt: skip


def _register(kind: _Kind) -> None:
    path = f"me/todo/lists/{{list_id}}/tasks/{{task_id}}/{kind.name}"

    @operation(f"GET {path}")
    def list_children(call: Call, list_id: str, task_id: str) -> Answer:
        """Return what hangs on a task, the oldest first."""
        task = call.find_task(list_id, task_id)
        names = read_names(call, "$select", kind.members)
        rows = kind.table(call).where("task_id", task["id"])
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
        row = kind.make(task["id"], read_members(call.body, kind.members, kind.type), call.now_s)
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
        given = read_members(call.body, kind.members, kind.type)
        kind.table(call).update(row["id"], kind.follow(row, given, call.now_s))
        call.database.touch(task, call.now_s)
        return kind.entity(call, task, row)

    @operation(f"DELETE {path}/{{id}}")
    def delete_child(call: Call, list_id: str, task_id: str, id: str) -> Answer:  # noqa: A002 - as the path has it
        """Forget one."""
        task = call.find_task(list_id, task_id)
        kind.table(call).remove(kind.find(call, task, id)["id"])
        call.database.touch(task, call.now_s)
        return NOTHING


_register(_STEPS)
_register(_LINKS)
