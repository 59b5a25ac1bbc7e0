"""What methods answer with, besides the objects themselves."""

from __future__ import annotations

from typing import Generic, TypeVar

from msgspec import UNSET, Struct, UnsetType

from tasklab.unified.enumeration import FilterPlace
from tasklab.unified.error import Problem
from tasklab.unified.objects import Field, Task

T = TypeVar("T")


class Page(Struct, Generic[T], kw_only=True):
    """One page of a list. Walking by `next_cursor` until it is None yields each object once."""

    items: list[T]
    next_cursor: str | None = None
    approximate_total: int | None = None
    """None where the platform does not say."""
    filtered: FilterPlace | None = None
    """None when the call had no filter."""


class Deleted(Struct, kw_only=True):
    """Says that the object with this id is gone."""

    id: str


class TaskSchema(Struct, kw_only=True):
    """The fields that a task can have in one place, and what they take."""

    fields: list[Field]


class AttachmentContent(Struct, kw_only=True):
    """A downloaded attachment. Shape: `content` is base64 in JSON."""

    name: str
    content_type: str | None = None
    content: bytes


class BatchItem(Struct, kw_only=True):
    """What became of one operation of a batch: exactly one of `result`, `deleted` and `error` is there."""

    index: int
    """Place of the operation in the batch, from 0."""
    result: Task | UnsetType = UNSET
    deleted: Deleted | UnsetType = UNSET
    error: Problem | UnsetType = UNSET

    def __post_init__(self) -> None:
        outcomes = (self.result, self.deleted, self.error)
        if sum(outcome is not UNSET for outcome in outcomes) != 1:
            raise ValueError("Expected exactly one of `result`, `deleted` and `error`")


class BatchResult(Struct, kw_only=True):
    """What became of a batch: one item per operation, in the order of the operations."""

    items: list[BatchItem]
