"""Parameters of the methods on comments and attachments."""

from __future__ import annotations

from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from tasklab.unified.parameter.common import EditParameters, ListParameters, Parameters, WriteParameters
from tasklab.unified.scalar import Identifier


class CommentListParameters(ListParameters, kw_only=True, frozen=True):
    """Lists the comments on a task."""

    task_id: Identifier


class CommentCreateParameters(EditParameters, kw_only=True, frozen=True):
    """Comments on a task."""

    task_id: Identifier
    body: str
    parent_id: Identifier | UnsetType = UNSET
    """The comment that this one answers."""
    is_private: bool | UnsetType = UNSET


class CommentUpdateParameters(EditParameters, kw_only=True, frozen=True):
    """Changes the given fields of a comment and nothing else."""

    id: Identifier
    task_id: Identifier | UnsetType = UNSET
    """Where the comment is; needed only where the platform addresses a comment through its task."""
    body: str | UnsetType = UNSET
    is_private: bool | UnsetType = UNSET


class CommentDeleteParameters(WriteParameters, kw_only=True, frozen=True):
    """Deletes a comment."""

    id: Identifier
    task_id: Identifier | UnsetType = UNSET
    """Where the comment is; needed only where the platform addresses a comment through its task."""


class AttachmentListParameters(ListParameters, kw_only=True, frozen=True):
    """Lists the attachments of a task."""

    task_id: Identifier


class AttachmentCreateParameters(EditParameters, kw_only=True, frozen=True):
    """Attaches a file, or a link, to a task.

    Shape: `content` is base64 in JSON.
    Raises: ValueError unless exactly one of `content` and `url` is given.
    """

    task_id: Identifier
    name: Annotated[str, Meta(min_length=1)]
    content_type: str | UnsetType = UNSET
    content: bytes | UnsetType = UNSET
    url: str | UnsetType = UNSET

    def __post_init__(self) -> None:
        if (self.content is UNSET) is (self.url is UNSET):
            raise ValueError("Expected exactly one of `content` (a file) and `url` (a link)")


class AttachmentDownloadParameters(Parameters, kw_only=True, frozen=True):
    """Reads the bytes of an attachment."""

    id: Identifier
    task_id: Identifier | UnsetType = UNSET
    """Where the attachment is; needed only where the platform addresses an attachment through its task."""


class AttachmentDeleteParameters(WriteParameters, kw_only=True, frozen=True):
    """Deletes an attachment."""

    id: Identifier
    task_id: Identifier | UnsetType = UNSET
    """Where the attachment is; needed only where the platform addresses an attachment through its task."""
