from __future__ import annotations

from tasklab.adapter.lookup import PriorityParts, StatusParts, TypeParts
from tasklab.unified.enumeration import PriorityLevel, StatusCategory, TaskKind
from tasklab.unified.objects import Priority, Status, TaskPriority, TaskStatus, TaskType, TaskTypeRef

SITE = {"platform": "p", "platform_version": "1"}


def test_known_ids_bring_name_and_meaning():
    status = Status(id="1", name="Doing", category=StatusCategory.IN_PROGRESS, **SITE)
    assert StatusParts({"1": status})["1"] == TaskStatus(id="1", name="Doing", category=StatusCategory.IN_PROGRESS)
    priority = Priority(id="2", name="P1", level=PriorityLevel.URGENT, **SITE)
    assert PriorityParts({"2": priority})["2"] == TaskPriority(id="2", name="P1", level=PriorityLevel.URGENT)
    kind = TaskType(id="3", name="Bug", kind=TaskKind.BUG, **SITE)
    assert TypeParts({"3": kind})["3"] == TaskTypeRef(id="3", name="Bug", kind=TaskKind.BUG)


def test_unknown_ids_stay_ids():
    assert StatusParts({})["9"] == TaskStatus(id="9", category=StatusCategory.UNKNOWN)
    assert PriorityParts({})["9"].id == "9"
    assert TypeParts({})["9"].kind is TaskKind.UNKNOWN


def test_an_unknown_id_is_not_remembered():
    parts = StatusParts({})
    assert parts["9"]
    assert "9" not in parts


def test_a_number_leads_to_what_its_text_leads_to():
    status = Status(id="1", name="Doing", category=StatusCategory.IN_PROGRESS, **SITE)
    parts = StatusParts({"1": status})
    assert parts[1] == parts["1"]
    assert parts[1] is parts[1]


def test_a_number_that_is_unknown_stays_an_id_and_is_not_remembered():
    parts = TypeParts({})
    assert parts[9] == TaskTypeRef(id="9", kind=TaskKind.UNKNOWN)
    assert not parts
