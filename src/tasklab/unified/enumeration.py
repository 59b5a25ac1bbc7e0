"""The enumerations of the unified model, all of them open.

A native value that fits none of the members is `unknown`; the object keeps the platform's own word beside it (`name`,
or `extensions` under the field's name where the object has no name for it). Reading JSON is open in the same way:
a member that a newer tasklab added reads as `unknown` in an older one, never as an error.

Parameters are strict instead: a misspelt filter must not turn into a filter on `unknown`. They are typed with the
`…Name` literals, which hold the same words.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal, TypeAlias


class OpenEnum(StrEnum):
    """Text constants in which every word that is not a member means the member `UNKNOWN`."""

    @classmethod
    def _missing_(cls, value: object) -> OpenEnum | None:
        return cls.__members__["UNKNOWN"] if isinstance(value, str) else None


class StatusCategory(OpenEnum):
    """What a status means for the work, whatever the platform calls it."""

    TRIAGE = "triage"
    BACKLOG = "backlog"
    TODO = "todo"
    IN_PROGRESS = "in_progress"
    ON_HOLD = "on_hold"
    DONE = "done"
    CANCELED = "canceled"
    UNKNOWN = "unknown"


class PriorityLevel(OpenEnum):
    """How urgent, on one scale for all platforms. `none` is a level of its own: nobody has said."""

    NONE = "none"
    LOWEST = "lowest"
    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"
    UNKNOWN = "unknown"


class RelationKind(OpenEnum):
    """What a task is to the other task: `blocks` reads "this task blocks the other"."""

    BLOCKS = "blocks"
    BLOCKED_BY = "blocked_by"
    RELATES_TO = "relates_to"
    DUPLICATES = "duplicates"
    DUPLICATED_BY = "duplicated_by"
    PARENT = "parent"
    CHILD = "child"
    PRECEDES = "precedes"
    FOLLOWS = "follows"
    UNKNOWN = "unknown"

    @property
    def inverse(self) -> RelationKind:
        """The same relation, seen from the other task."""
        return _INVERSES.get(self, self)


_ONE_WAY = {
    RelationKind.BLOCKS: RelationKind.BLOCKED_BY,
    RelationKind.DUPLICATES: RelationKind.DUPLICATED_BY,
    RelationKind.PARENT: RelationKind.CHILD,
    RelationKind.PRECEDES: RelationKind.FOLLOWS,
}
_INVERSES = _ONE_WAY | {other: kind for kind, other in _ONE_WAY.items()}


class UserKind(OpenEnum):
    """Who a user is."""

    PERSON = "person"
    BOT = "bot"
    GUEST = "guest"
    UNKNOWN = "unknown"


class WorkspaceKind(OpenEnum):
    """What the platform's outermost container is."""

    WORKSPACE = "workspace"
    ORGANIZATION = "organization"
    SITE = "site"
    ACCOUNT = "account"
    UNKNOWN = "unknown"


class ProjectKind(OpenEnum):
    """What the platform's container of tasks is."""

    PROJECT = "project"
    BOARD = "board"
    LIST = "list"
    SPACE = "space"
    FOLDER = "folder"
    DATABASE = "database"
    REPOSITORY = "repository"
    CALENDAR = "calendar"
    UNKNOWN = "unknown"


class SectionKind(OpenEnum):
    """What a part of a project is."""

    COLUMN = "column"
    SECTION = "section"
    BUCKET = "bucket"
    MILESTONE = "milestone"
    SWIMLANE = "swimlane"
    UNKNOWN = "unknown"


class TaskKind(OpenEnum):
    """What a task type stands for."""

    TASK = "task"
    SUBTASK = "subtask"
    BUG = "bug"
    FEATURE = "feature"
    STORY = "story"
    EPIC = "epic"
    MILESTONE = "milestone"
    REQUEST = "request"
    UNKNOWN = "unknown"


class AttachmentKind(OpenEnum):
    """Whether the platform holds the bytes, or only an address."""

    FILE = "file"
    LINK = "link"
    UNKNOWN = "unknown"


class FieldType(OpenEnum):
    """What values a field takes."""

    TEXT = "text"
    RICH_TEXT = "rich_text"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"
    DURATION = "duration"
    SELECT = "select"
    MULTI_SELECT = "multi_select"
    USER = "user"
    MULTI_USER = "multi_user"
    URL = "url"
    TASK = "task"
    MULTI_TASK = "multi_task"
    UNKNOWN = "unknown"


class EstimateUnit(OpenEnum):
    """What an estimate counts."""

    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"
    POINTS = "points"
    UNKNOWN = "unknown"


class ObjectName(OpenEnum):
    """The objects of the unified model, as method names and events spell them."""

    WORKSPACE = "workspace"
    USER = "user"
    TEAM = "team"
    PROJECT = "project"
    SECTION = "section"
    TASK = "task"
    COMMENT = "comment"
    ATTACHMENT = "attachment"
    LABEL = "label"
    STATUS = "status"
    PRIORITY = "priority"
    TASK_TYPE = "task_type"
    FIELD = "field"
    RELATION = "relation"
    TIME_ENTRY = "time_entry"
    ACTIVITY = "activity"
    EVENT = "event"
    UNKNOWN = "unknown"


class EventType(OpenEnum):
    """What happened to an object."""

    CREATED = "created"
    UPDATED = "updated"
    DELETED = "deleted"
    UNKNOWN = "unknown"


class EventSource(OpenEnum):
    """How an event was learnt: the platform told us, or we compared."""

    NATIVE = "native"
    POLLED = "polled"
    UNKNOWN = "unknown"


class FilterPlace(OpenEnum):
    """Where the filters of a list were applied."""

    NATIVE = "native"
    """By the platform, all of them."""
    LOCAL = "local"
    """At least one of them by us, on what the platform answered."""
    UNKNOWN = "unknown"


StatusCategoryName: TypeAlias = Literal[
    "triage", "backlog", "todo", "in_progress", "on_hold", "done", "canceled", "unknown"
]
PriorityLevelName: TypeAlias = Literal["none", "lowest", "low", "normal", "high", "urgent", "unknown"]
RelationKindName: TypeAlias = Literal[
    "blocks",
    "blocked_by",
    "relates_to",
    "duplicates",
    "duplicated_by",
    "parent",
    "child",
    "precedes",
    "follows",
]
"""What a relation can be made as; `unknown` is only ever read."""
