"""Parameters of the methods on projects and their sections."""

from __future__ import annotations

import datetime as dt

from msgspec import UNSET, UnsetType

from tasklab.unified.parameter.common import (
    EditParameters,
    GetParameters,
    ListParameters,
    WriteParameters,
)
from tasklab.unified.scalar import Identifier, Position


class ProjectListParameters(ListParameters, kw_only=True, frozen=True):
    """Lists projects, archived ones included: `is_archived` tells them apart."""

    workspace_id: Identifier | UnsetType = UNSET


class ProjectGetParameters(GetParameters, kw_only=True, frozen=True):
    """Reads one project."""


class ProjectDraft(EditParameters, kw_only=True, frozen=True):
    """The fields of a project that can be written."""

    key: str | UnsetType | None = UNSET
    description: str | UnsetType | None = UNSET
    parent_id: Identifier | UnsetType | None = UNSET
    lead_id: Identifier | UnsetType | None = UNSET
    start_date: dt.date | UnsetType | None = UNSET
    due_date: dt.date | UnsetType | None = UNSET
    is_archived: bool | UnsetType = UNSET


class ProjectCreateParameters(ProjectDraft, kw_only=True, frozen=True):
    """Makes a project."""

    name: str
    workspace_id: Identifier | UnsetType = UNSET


class ProjectUpdateParameters(ProjectDraft, kw_only=True, frozen=True):
    """Changes the given fields of a project and nothing else."""

    id: Identifier
    name: str | UnsetType = UNSET


class ProjectDeleteParameters(WriteParameters, kw_only=True, frozen=True):
    """Deletes a project."""

    id: Identifier


class SectionListParameters(ListParameters, kw_only=True, frozen=True):
    """Lists the sections of a project."""

    project_id: Identifier


class SectionCreateParameters(EditParameters, kw_only=True, frozen=True):
    """Makes a section in a project."""

    project_id: Identifier
    name: str
    position: Position | UnsetType = UNSET


class SectionUpdateParameters(EditParameters, kw_only=True, frozen=True):
    """Changes the given fields of a section and nothing else."""

    id: Identifier
    project_id: Identifier | UnsetType = UNSET
    """Where the section is; needed only where the platform addresses a section through its project."""
    name: str | UnsetType = UNSET
    position: Position | UnsetType | None = UNSET


class SectionDeleteParameters(WriteParameters, kw_only=True, frozen=True):
    """Deletes a section."""

    id: Identifier
    project_id: Identifier | UnsetType = UNSET
    """Where the section is; needed only where the platform addresses a section through its project."""
