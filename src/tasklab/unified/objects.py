"""The unified objects: what every method answers with, the same on every platform.

JSON carries every field, except `raw` and `extensions` when there are none. A null always means empty: what a
platform version cannot carry is named in `unsupported`.
Text that people write (`description`, `body`, `note`) is CommonMark Markdown.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from msgspec import UNSET, Meta, Raw, Struct, UnsetType

from tasklab.unified.enumeration import (
    AttachmentKind,
    EstimateUnit,
    EventSource,
    EventType,
    FieldType,
    ObjectName,
    PriorityLevel,
    ProjectKind,
    RelationKind,
    SectionKind,
    StatusCategory,
    TaskKind,
    UserKind,
    WorkspaceKind,
)
from tasklab.unified.scalar import Instant, Position, as_utc


class TaskStatus(Struct, kw_only=True, frozen=True, gc=False):
    """The status a task is in: the platform's own, and what it means."""

    id: str | None = None
    name: str | None = None
    category: StatusCategory = StatusCategory.UNKNOWN


class TaskPriority(Struct, kw_only=True, frozen=True, gc=False):
    """The priority of a task: the platform's own, and its place on the common scale."""

    id: str | None = None
    name: str | None = None
    level: PriorityLevel = PriorityLevel.UNKNOWN


class TaskTypeRef(Struct, kw_only=True, frozen=True, gc=False):
    """The type of a task: the platform's own, and what it stands for."""

    id: str | None = None
    name: str | None = None
    kind: TaskKind = TaskKind.UNKNOWN


class TaskDate(Struct, kw_only=True, gc=False, forbid_unknown_fields=True):
    """A start or a due date: a day, or a moment; an all-day date stays a date.

    Raises: ValueError unless exactly one of `date` and `datetime` is given, and the moment is aware.
    """

    date: dt.date | None = None
    datetime: Instant | None = None
    """Given with any offset, kept in UTC."""
    timezone: str | None = None
    """IANA name of the zone the date was meant in, where the platform keeps one."""

    def __post_init__(self) -> None:
        if (self.date is None) is (self.datetime is None):
            raise ValueError("Expected exactly one of `date` (all day) and `datetime` (a moment)")
        if self.datetime is not None and self.datetime.tzinfo is not dt.UTC:
            self.datetime = as_utc(self.datetime)


class Estimate(Struct, kw_only=True, gc=False, forbid_unknown_fields=True):
    """How large a task is thought to be."""

    value: float
    unit: EstimateUnit


class FieldOption(Struct, kw_only=True, gc=False):
    """One value that a select field can take."""

    id: str
    name: str


class Change(Struct, kw_only=True, rename={"from_": "from"}):
    """One field of an activity, before and after. Shape: `from` and `to` are in the field's unified form."""

    field: str
    from_: Any = None
    to: Any = None


class Entity(Struct, kw_only=True):
    """What every unified object carries."""

    id: str
    """The native id, as text."""
    connection_id: str | None = None
    """None when the adapter is used by itself, without the live API."""
    platform: str
    platform_version: str
    """The version that served this object."""
    url: str | None = None
    """Where a person opens it in a browser."""
    created_at: Instant | None = None
    updated_at: Instant | None = None
    raw: Raw | UnsetType = UNSET
    """The native object as JSON, only on request. A native form that is not JSON is a JSON string of its text."""
    extensions: dict[str, Any] | UnsetType = UNSET
    """Native extras, by name."""
    unsupported: tuple[str, ...] = ()
    """Names of the fields that this platform version cannot carry."""


class Workspace(Entity, kw_only=True):
    """The outermost container: an organisation, a site, an account."""

    name: str
    kind: WorkspaceKind = WorkspaceKind.UNKNOWN


class User(Entity, kw_only=True):
    """Somebody, or something, that can be assigned, write and be mentioned."""

    name: str
    email: str | None = None
    username: str | None = None
    avatar_url: str | None = None
    is_active: bool | None = None
    kind: UserKind = UserKind.UNKNOWN


class Team(Entity, kw_only=True):
    """A named group of users."""

    name: str
    member_ids: list[str] | None = None


class Project(Entity, kw_only=True):
    """A container of tasks, whatever the platform calls it."""

    name: str
    key: str | None = None
    description: str | None = None
    workspace_id: str | None = None
    parent_id: str | None = None
    kind: ProjectKind = ProjectKind.UNKNOWN
    lead_id: str | None = None
    start_date: dt.date | None = None
    due_date: dt.date | None = None
    is_archived: bool | None = None


class Section(Entity, kw_only=True):
    """A part of a project: a column, a milestone, a bucket."""

    name: str
    project_id: str | None = None
    position: Position | None = None
    kind: SectionKind = SectionKind.UNKNOWN


class Task(Entity, kw_only=True):
    """A piece of work."""

    key: str | None = None
    """What people call it by: `WEB-142`."""
    title: str
    description: str | None = None
    status: TaskStatus | None = None
    priority: TaskPriority | None = None
    type: TaskTypeRef | None = None
    project_id: str | None = None
    section_id: str | None = None
    parent_id: str | None = None
    assignee_ids: list[str] | None = None
    creator_id: str | None = None
    follower_ids: list[str] | None = None
    label_ids: list[str] | None = None
    start: TaskDate | None = None
    due: TaskDate | None = None
    recurrence: str | None = None
    """RFC 5545 recurrence rule, without the `RRULE:` in front."""
    completed_at: Instant | None = None
    percent_done: Annotated[int, Meta(ge=0, le=100)] | None = None
    estimate: Estimate | None = None
    position: Position | None = None
    custom_fields: dict[str, Any] | None = None
    """Values by field id. Shape: as the field's type says; options by their id, days and moments as text."""


class Comment(Entity, kw_only=True):
    """What somebody said about a task."""

    task_id: str | None = None
    author_id: str | None = None
    body: str
    parent_id: str | None = None
    """The comment that this one answers."""
    is_private: bool | None = None


class Attachment(Entity, kw_only=True):
    """A file or a link on a task or a comment."""

    task_id: str | None = None
    comment_id: str | None = None
    name: str
    content_type: str | None = None
    size: int | None = None
    """Units: bytes."""
    kind: AttachmentKind = AttachmentKind.UNKNOWN
    download_url: str | None = None
    """May need the connection's credentials, and may expire: `attachment.download` deals with both."""
    uploader_id: str | None = None


class Label(Entity, kw_only=True):
    """A word that tasks are marked with."""

    name: str
    color: str | None = None
    """As `#rrggbb`."""
    project_id: str | None = None
    """None when all projects share it."""


class Status(Entity, kw_only=True):
    """A status that tasks can be in."""

    name: str
    category: StatusCategory = StatusCategory.UNKNOWN
    position: Position | None = None
    project_id: str | None = None
    """None when all projects share it."""


class Priority(Entity, kw_only=True):
    """A priority that tasks can have."""

    name: str
    level: PriorityLevel = PriorityLevel.UNKNOWN


class TaskType(Entity, kw_only=True):
    """A type that tasks can be of."""

    name: str
    kind: TaskKind = TaskKind.UNKNOWN


class Field(Entity, kw_only=True):
    """A field that tasks have, the platform's own or added by its users."""

    key: str | None = None
    name: str
    type: FieldType = FieldType.UNKNOWN
    options: list[FieldOption] | None = None
    project_id: str | None = None
    """None when all projects share it."""
    is_required: bool | None = None
    is_read_only: bool | None = None
    is_custom: bool | None = None


class Relation(Entity, kw_only=True):
    """What one task is to another."""

    task_id: str
    other_task_id: str
    kind: RelationKind


class TimeEntry(Entity, kw_only=True):
    """Time that somebody spent on a task."""

    task_id: str | None = None
    user_id: str | None = None
    started_at: Instant | None = None
    ended_at: Instant | None = None
    duration_seconds: int | None = None
    note: str | None = None
    is_billable: bool | None = None


class Activity(Entity, kw_only=True):
    """What somebody changed about a task, and when."""

    task_id: str
    actor_id: str | None = None
    at: Instant
    changes: list[Change]


class Event(Entity, kw_only=True):
    """One entry of a connection's stream of changes; ids grow with time."""

    type: EventType
    object: ObjectName
    object_id: str
    source: EventSource
    at: Instant
    changed_fields: list[str]
