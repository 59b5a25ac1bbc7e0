"""What the parameters of many methods share.

Absent, null and empty are three things: `UNSET` leaves a field as it is, `None` takes its value away, and `""`, `[]`
or `0` is a value.
"""

from __future__ import annotations

from typing import Annotated, TypeAlias

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from tasklab.unified.scalar import Identifier, Instant, as_utc

Sort: TypeAlias = Annotated[str, Meta(min_length=1)]
"""Name of a unified field; `-` in front sorts descending."""


class Parameters(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """What a unified method is given. A name that the method does not know is an error."""


class ReadParameters(Parameters, kw_only=True, frozen=True):
    """Shared by the methods that answer with objects."""

    fields: list[str] | UnsetType = UNSET
    """Names of the unified fields that are wanted; absent means all."""
    raw: bool = False
    """Whether each object brings its native form along."""


class WriteParameters(Parameters, kw_only=True, frozen=True):
    """Shared by the methods that change something."""

    idempotency_key: Annotated[str, Meta(min_length=1, max_length=255)] | UnsetType = UNSET
    """The same key again repeats the first answer instead of the write."""
    dry_run: bool = False
    """Whether to check everything and stop before the platform is changed."""


class EditParameters(WriteParameters, kw_only=True, frozen=True):
    """Shared by the methods that change something and answer with the object."""

    fields: list[str] | UnsetType = UNSET
    """Names of the unified fields that are wanted; absent means all."""
    raw: bool = False
    """Whether the object brings its native form along."""


class GetParameters(ReadParameters, kw_only=True, frozen=True):
    """Shared by the methods that read one object by its id."""

    id: Identifier


class ListParameters(ReadParameters, kw_only=True, frozen=True):
    """Shared by the methods that list.

    A filter that the platform cannot apply is applied by tasklab. Where that would need reading everything, the call
    ends with `unsupported_field` pointing at the filter, unless `allow_scan` is true.
    """

    limit: Annotated[int, Meta(ge=1, le=1000)] = 100
    """Most objects on one page. The platform may answer with fewer, and still have more."""
    cursor: str | UnsetType = UNSET
    """`next_cursor` of the page before, with the other parameters unchanged."""
    sort: Sort | UnsetType = UNSET
    modified_after: Instant | UnsetType = UNSET
    """At this moment or later."""
    modified_before: Instant | UnsetType = UNSET
    """Before this moment."""
    created_after: Instant | UnsetType = UNSET
    """At this moment or later."""
    created_before: Instant | UnsetType = UNSET
    """Before this moment."""
    allow_scan: bool = False
    """Whether a filter may cost reading everything."""

    def __post_init__(self) -> None:
        keep_in_utc(self, "modified_after", "modified_before", "created_after", "created_before")


def keep_in_utc(parameters: Parameters, *names: str) -> None:
    """Turn the given moments of freshly made parameters into UTC, so that adapters meet one zone only.

    Raises: ValueError when a moment names no time zone.
    """
    for name in names:
        moment = getattr(parameters, name)
        if moment is not None and moment is not UNSET:
            msgspec.structs.force_setattr(parameters, name, as_utc(moment))
