from __future__ import annotations

from tasklab.adapter.lookup import find_priority, find_status, find_type
from tasklab.unified.enumeration import PriorityLevel, StatusCategory, TaskKind
from tasklab.unified.objects import Priority, Status, TaskPriority, TaskStatus, TaskType, TaskTypeRef

SITE = {"platform": "p", "platform_version": "1"}


def test_known_ids_bring_name_and_meaning():
    status = Status(id="1", name="Doing", category=StatusCategory.IN_PROGRESS, **SITE)
    assert find_status({"1": status}, "1") == TaskStatus(id="1", name="Doing", category=StatusCategory.IN_PROGRESS)
    priority = Priority(id="2", name="P1", level=PriorityLevel.URGENT, **SITE)
    assert find_priority({"2": priority}, "2") == TaskPriority(id="2", name="P1", level=PriorityLevel.URGENT)
    kind = TaskType(id="3", name="Bug", kind=TaskKind.BUG, **SITE)
    assert find_type({"3": kind}, "3") == TaskTypeRef(id="3", name="Bug", kind=TaskKind.BUG)


def test_unknown_ids_stay_ids():
    assert find_status({}, "9") == TaskStatus(id="9", category=StatusCategory.UNKNOWN)
    assert find_priority({}, "9").id == "9"
    assert find_type({}, "9").kind is TaskKind.UNKNOWN
