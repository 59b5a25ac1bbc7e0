"""Parameters of the methods on what tasks are described with: statuses, priorities, types, labels and fields."""

from __future__ import annotations

from msgspec import UNSET, UnsetType

from tasklab.unified.parameter.common import EditParameters, ListParameters
from tasklab.unified.scalar import Identifier


class StatusListParameters(ListParameters, kw_only=True, frozen=True):
    """Lists statuses."""

    project_id: Identifier | UnsetType = UNSET
    """Only those that tasks of this project can be in: its own, and the ones all projects share."""


class PriorityListParameters(ListParameters, kw_only=True, frozen=True):
    """Lists priorities."""


class TaskTypeListParameters(ListParameters, kw_only=True, frozen=True):
    """Lists task types."""


class LabelListParameters(ListParameters, kw_only=True, frozen=True):
    """Lists labels."""

    project_id: Identifier | UnsetType = UNSET
    """Only those that tasks of this project can carry: its own, and the ones all projects share."""


class LabelCreateParameters(EditParameters, kw_only=True, frozen=True):
    """Makes a label."""

    name: str
    color: str | UnsetType | None = UNSET
    """As `#rrggbb`."""
    project_id: Identifier | UnsetType | None = UNSET


class FieldListParameters(ListParameters, kw_only=True, frozen=True):
    """Lists the fields that tasks have."""

    project_id: Identifier | UnsetType = UNSET
    """Only those that tasks of this project have: its own, and the ones all projects share."""
