"""Examples: real structs, so that they are of the shape that they are an example of."""

from __future__ import annotations

import datetime as dt
from base64 import b64encode
from typing import TYPE_CHECKING, Any

import msgspec

from tasklab.unified import objects as o
from tasklab.unified.enumeration import (
    AttachmentKind,
    EstimateUnit,
    FieldType,
    PriorityLevel,
    ProjectKind,
    RelationKind,
    SectionKind,
    StatusCategory,
    TaskKind,
    UserKind,
    WorkspaceKind,
)
from tasklab.unified.page import AttachmentContent, BatchItem, BatchResult, Deleted, Page, TaskSchema

if TYPE_CHECKING:
    from tasklab.unified.catalogue import Method

CONNECTION = "con_8m2k4x9v1q7zt3ad"
_AT = dt.datetime(2026, 11, 24, 9, 30, tzinfo=dt.UTC)
_COMMON: dict[str, Any] = {
    "connection_id": CONNECTION,
    "platform": "redmine",
    "platform_version": "6.1",
    "created_at": _AT,
    "updated_at": _AT,
}
_TASK = o.Task(
    id="42",
    url="https://tracker.example.org/issues/42",
    key="#42",
    title="Write the report",
    description="With **figures**.",
    status=o.TaskStatus(id="2", name="In Progress", category=StatusCategory.IN_PROGRESS),
    priority=o.TaskPriority(id="3", name="High", level=PriorityLevel.HIGH),
    type=o.TaskTypeRef(id="1", name="Bug", kind=TaskKind.BUG),
    project_id="7",
    assignee_ids=["5"],
    creator_id="5",
    label_ids=["9"],
    due=o.TaskDate(date=dt.date(2027, 1, 31)),
    percent_done=40,
    estimate=o.Estimate(value=2, unit=EstimateUnit.HOURS),
    unsupported=("follower_ids", "recurrence", "position"),
    **_COMMON,
)
_FIELD = o.Field(id="3", name="Customer", type=FieldType.TEXT, is_required=False, is_custom=True, **_COMMON)
RESULTS: dict[Any, Any] = {
    o.User: o.User(id="5", name="Alice Jones", email="alice@example.org", kind=UserKind.PERSON, **_COMMON),
    o.Workspace: o.Workspace(id="site", name="Redmine", kind=WorkspaceKind.SITE, **_COMMON),
    o.Team: o.Team(id="4", name="Support", member_ids=["5"], **_COMMON),
    o.Project: o.Project(id="7", name="Web site", key="web", kind=ProjectKind.PROJECT, **_COMMON),
    o.Section: o.Section(id="11", name="1.0", project_id="7", kind=SectionKind.MILESTONE, **_COMMON),
    o.Status: o.Status(id="2", name="In Progress", category=StatusCategory.IN_PROGRESS, position=2, **_COMMON),
    o.Priority: o.Priority(id="3", name="High", level=PriorityLevel.HIGH, **_COMMON),
    o.TaskType: o.TaskType(id="1", name="Bug", kind=TaskKind.BUG, **_COMMON),
    o.Label: o.Label(id="9", name="frontend", color="#d73a4a", project_id="7", **_COMMON),
    o.Field: _FIELD,
    o.Task: _TASK,
    o.Comment: o.Comment(id="15", task_id="42", author_id="5", body="Well done.", **_COMMON),
    o.Attachment: o.Attachment(id="8", task_id="42", name="report.pdf", kind=AttachmentKind.FILE, size=1024, **_COMMON),
    o.Relation: o.Relation(id="6", task_id="42", other_task_id="43", kind=RelationKind.BLOCKS, **_COMMON),
    o.TimeEntry: o.TimeEntry(id="21", task_id="42", user_id="5", duration_seconds=5400, note="Figures", **_COMMON),
    o.Activity: o.Activity(
        id="77", task_id="42", actor_id="5", at=_AT, changes=[o.Change(field="status_id", from_="1", to="2")], **_COMMON
    ),
    Deleted: Deleted(id="42"),
    TaskSchema: TaskSchema(fields=[_FIELD]),
    AttachmentContent: AttachmentContent(name="note.txt", content_type="text/plain", content=b"hello"),
    BatchResult: BatchResult(items=[BatchItem(index=0, result=_TASK), BatchItem(index=1, deleted=Deleted(id="43"))]),
}
"""An example of each thing that a method answers with."""

_VALUES: dict[str, Any] = {
    "id": "42",
    "task_id": "42",
    "other_task_id": "43",
    "project_id": "7",
    "title": "Write the report",
    "name": "Web site",
    "body": "Well done.",
    "reference": "WEB-142",
    "kind": "blocks",
    "content": b64encode(b"hello").decode(),
    "duration_seconds": 5400,
    "note": "Figures",
    "section_id": "11",
    "assignee_ids": ["5"],
    "due": {"date": "2027-01-31"},
    "status_id": "3",
    "operations": [
        {"method": "task.create", "parameters": {"title": "Write the report", "project_id": "7"}},
        {"method": "task.complete", "parameters": {"id": "42"}},
    ],
}
_NAMES = {"project": "Web site", "section": "To do", "label": "frontend", "attachment": "note.txt"}
_MORE = {
    "task.create": ("project_id", "assignee_ids", "due"),
    "task.update": ("status_id", "due"),
    "task.move": ("section_id",),
    "project.update": ("name",),
    "section.update": ("name",),
    "comment.update": ("body",),
    "time_entry.create": ("duration_seconds", "note"),
    "time_entry.update": ("note",),
    "attachment.create": ("content",),
}
"""Parameters that an example gives although the method could do without."""


def result_example(method: Method) -> Any:
    """Return an example of a method's answer, as plain JSON values."""
    item = RESULTS[method.item]
    return msgspec.to_builtins(Page(items=[item], next_cursor=None) if method.is_list else item)


def parameters_example(method: Method) -> dict[str, Any]:
    """Return an example of a method's parameters, as plain JSON values: what it needs, and what people give."""
    fields = {each.name: each for each in msgspec.structs.fields(method.parameters)}
    names = [name for name, each in fields.items() if each.required]
    names += [name for name in _MORE.get(method.name, ()) if name not in names]
    given = {name: _VALUES[name] for name in names}
    if "name" in given:
        given["name"] = _NAMES[method.object]
    msgspec.convert(given, method.parameters)  # an example that is none must not get far
    return given


def value_example(name: str) -> Any:
    """Return an example of a parameter's value; None where its type says enough."""
    return _VALUES.get(name)
