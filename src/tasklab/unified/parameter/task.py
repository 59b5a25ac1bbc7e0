"""Parameters of the methods on tasks."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from tasklab.unified.enumeration import EstimateUnit, PriorityLevelName, StatusCategoryName
from tasklab.unified.objects import Estimate, TaskDate
from tasklab.unified.parameter.common import (
    EditParameters,
    GetParameters,
    ListParameters,
    Parameters,
    ReadParameters,
    WriteParameters,
    keep_in_utc,
)
from tasklab.unified.scalar import Identifier, Instant, Position


class TaskListParameters(ListParameters, kw_only=True, frozen=True):
    """Lists tasks. Every filter that is given has to hold."""

    project_id: Identifier | UnsetType = UNSET
    section_id: Identifier | UnsetType = UNSET
    assignee_id: Identifier | UnsetType = UNSET
    creator_id: Identifier | UnsetType = UNSET
    status_id: Identifier | UnsetType = UNSET
    status_category: StatusCategoryName | UnsetType = UNSET
    priority_level: PriorityLevelName | UnsetType = UNSET
    label_id: Identifier | UnsetType = UNSET
    parent_id: Identifier | UnsetType = UNSET
    completed: bool | UnsetType = UNSET
    """Absent means both."""
    due_after: Instant | UnsetType = UNSET
    """Due at this moment or later; an all-day date counts as its first moment in UTC."""
    due_before: Instant | UnsetType = UNSET
    """Due before this moment; an all-day date counts as its first moment in UTC."""
    query: Annotated[str, Meta(min_length=1)] | UnsetType = UNSET
    """Text that the title or the description contains, in upper or lower case."""
    include_archived: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        keep_in_utc(self, "due_after", "due_before")


class TaskGetParameters(GetParameters, kw_only=True, frozen=True):
    """Reads one task."""


class TaskFindParameters(ReadParameters, kw_only=True, frozen=True):
    """Reads one task by what people paste."""

    reference: Annotated[str, Meta(min_length=1)]
    """The task's key (`WEB-142`) or its web address."""


class TaskDraft(EditParameters, kw_only=True, frozen=True):
    """The fields of a task that can be written. What the platform cannot carry is refused by name, never dropped.

    Raises: ValueError when the estimate has a unit that is not one of the model's.
    """

    description: str | UnsetType | None = UNSET
    status_id: Identifier | UnsetType = UNSET
    priority_id: Identifier | UnsetType | None = UNSET
    type_id: Identifier | UnsetType | None = UNSET
    project_id: Identifier | UnsetType | None = UNSET
    section_id: Identifier | UnsetType | None = UNSET
    parent_id: Identifier | UnsetType | None = UNSET
    assignee_ids: list[Identifier] | UnsetType | None = UNSET
    follower_ids: list[Identifier] | UnsetType | None = UNSET
    label_ids: list[Identifier] | UnsetType | None = UNSET
    start: TaskDate | UnsetType | None = UNSET
    due: TaskDate | UnsetType | None = UNSET
    recurrence: str | UnsetType | None = UNSET
    """RFC 5545 recurrence rule, without the `RRULE:` in front."""
    percent_done: Annotated[int, Meta(ge=0, le=100)] | UnsetType | None = UNSET
    estimate: Estimate | UnsetType | None = UNSET
    position: Position | UnsetType | None = UNSET
    custom_fields: dict[str, Any] | UnsetType | None = UNSET
    """Values by field id. An update touches the named fields only; a null value empties a field."""

    def __post_init__(self) -> None:
        if self.estimate and self.estimate.unit == EstimateUnit.UNKNOWN:
            units = ", ".join(unit for unit in EstimateUnit if unit is not EstimateUnit.UNKNOWN)
            raise ValueError(f"Expected an estimate in one of {units}")


class TaskCreateParameters(TaskDraft, kw_only=True, frozen=True):
    """Makes a task."""

    title: str


class TaskUpdateParameters(TaskDraft, kw_only=True, frozen=True):
    """Changes the given fields of a task and nothing else."""

    id: Identifier
    title: str | UnsetType = UNSET


class TaskDeleteParameters(WriteParameters, kw_only=True, frozen=True):
    """Deletes a task."""

    id: Identifier


class TaskCompleteParameters(EditParameters, kw_only=True, frozen=True):
    """Moves a task to a status of the category `done`. A task that is done already stays as it is."""

    id: Identifier


class TaskReopenParameters(EditParameters, kw_only=True, frozen=True):
    """Moves a done or canceled task back to an open status. A task that is open already stays as it is."""

    id: Identifier


class TaskMoveParameters(EditParameters, kw_only=True, frozen=True):
    """Moves a task to another project, section or position.

    Raises: ValueError when no destination is given.
    """

    id: Identifier
    project_id: Identifier | UnsetType = UNSET
    section_id: Identifier | UnsetType | None = UNSET
    """None takes the task out of its section."""
    position: Position | UnsetType = UNSET

    def __post_init__(self) -> None:
        if self.project_id is UNSET and self.section_id is UNSET and self.position is UNSET:
            raise ValueError("Expected at least one of `project_id`, `section_id` and `position`")


class TaskSchemaParameters(Parameters, kw_only=True, frozen=True):
    """Asks which fields a task can have."""

    project_id: Identifier | UnsetType = UNSET
    type_id: Identifier | UnsetType = UNSET


class BatchOperation(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """One write of a batch."""

    method: Literal["task.create", "task.update", "task.delete", "task.complete", "task.reopen", "task.move"]
    parameters: dict[str, Any]
    """As the method takes them."""


class TaskBatchParameters(WriteParameters, kw_only=True, frozen=True):
    """Runs several writes in order. One that fails does not stop the others: each has its own outcome."""

    operations: Annotated[list[BatchOperation], Meta(min_length=1, max_length=100)]
