"""Parameters of the methods on what surrounds a task's work: relations, time entries and activities."""

from __future__ import annotations

from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from tasklab.unified.enumeration import RelationKindName
from tasklab.unified.parameter.common import (
    EditParameters,
    ListParameters,
    WriteParameters,
    keep_in_utc,
)
from tasklab.unified.scalar import Identifier, Instant


class RelationListParameters(ListParameters, kw_only=True, frozen=True):
    """Lists what a task is to others."""

    task_id: Identifier


class RelationCreateParameters(EditParameters, kw_only=True, frozen=True):
    """Relates a task to another."""

    task_id: Identifier
    other_task_id: Identifier
    kind: RelationKindName


class RelationDeleteParameters(WriteParameters, kw_only=True, frozen=True):
    """Deletes a relation."""

    id: Identifier
    task_id: Identifier | UnsetType = UNSET
    """One of its tasks; needed only where the platform addresses a relation through its task."""


class TimeEntryListParameters(ListParameters, kw_only=True, frozen=True):
    """Lists time entries. Every filter that is given has to hold."""

    task_id: Identifier | UnsetType = UNSET
    user_id: Identifier | UnsetType = UNSET


class TimeEntryDraft(EditParameters, kw_only=True, frozen=True):
    """The fields of a time entry that can be written."""

    user_id: Identifier | UnsetType = UNSET
    started_at: Instant | UnsetType | None = UNSET
    ended_at: Instant | UnsetType | None = UNSET
    duration_seconds: Annotated[int, Meta(ge=0)] | UnsetType | None = UNSET
    note: str | UnsetType | None = UNSET
    is_billable: bool | UnsetType | None = UNSET

    def __post_init__(self) -> None:
        keep_in_utc(self, "started_at", "ended_at")


class TimeEntryCreateParameters(TimeEntryDraft, kw_only=True, frozen=True):
    """Records time spent on a task."""

    task_id: Identifier


class TimeEntryUpdateParameters(TimeEntryDraft, kw_only=True, frozen=True):
    """Changes the given fields of a time entry and nothing else."""

    id: Identifier
    task_id: Identifier | UnsetType = UNSET
    """Where the entry is; needed only where the platform addresses an entry through its task."""


class TimeEntryDeleteParameters(WriteParameters, kw_only=True, frozen=True):
    """Deletes a time entry."""

    id: Identifier
    task_id: Identifier | UnsetType = UNSET
    """Where the entry is; needed only where the platform addresses an entry through its task."""


class ActivityListParameters(ListParameters, kw_only=True, frozen=True):
    """Lists what changed about a task."""

    task_id: Identifier
