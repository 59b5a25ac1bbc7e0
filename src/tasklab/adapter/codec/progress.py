"""Statuses that say how far the work has to be: what they mean, and what a task needs to take one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from tasklab.adapter.codec.record import Codec
from tasklab.adapter.codec.refusal import unreadable, wrong_value
from tasklab.unified.enumeration import StatusCategory

if TYPE_CHECKING:
    from collections.abc import Sequence


class Progressed(Struct, gc=False):
    """How far a work is, or how far it has to be for a status."""

    id: int
    progress: float | None = None
    """From 0 to 1."""


def decode_progress_category(native: float | None) -> StatusCategory:
    """Return `done` for the whole of the work, `todo` for none of it, `in_progress` between."""
    if native is None or native <= 0:
        return StatusCategory.TODO
    return StatusCategory.DONE if native >= 1 else StatusCategory.IN_PROGRESS


def encode_progress_list(natives: object) -> list[Progressed]:
    """Return objects that the platform gave, checked.

    Raises: PlatformError for what is no list of objects with an id and a progress.
    """
    try:
        return msgspec.convert(natives, list[Progressed])
    except msgspec.ValidationError as error:
        raise unreadable(natives, "objects with their progress") from error


def encode_with_progress(parts: Sequence[Any]) -> dict[str, Any]:
    """Return a draft with the progress that its status asks for, where it says none.

    `parts` is the draft; the id of the work that it changes, or None for a new one; the works as the platform gave
    them; and the statuses as `progress_list` gives them.

    Raises: ValidationError when the draft says less progress than its status asks for.
    """
    draft, identifier, works, statuses = parts
    needed = None if "status" not in draft else _find_progress(statuses, draft["status"])
    if needed is None:
        return dict(draft)
    if "progress" in draft:
        if (draft["progress"] or 0) < needed:
            raise wrong_value("percent_done", draft["progress"], f"at least {needed:.0%}, which the status asks for")
        return dict(draft)
    reached = None if identifier is None else _find_progress(encode_progress_list(works), int(identifier))
    return {**draft, "progress": needed} if reached is None or reached < needed else dict(draft)


def _find_progress(known: list[Progressed], identifier: int) -> float | None:
    return next((each.progress for each in known if each.id == identifier), None)


CODECS = (
    Codec(
        module=__name__,
        name="progress_category",
        summary="The category of a status by the fraction of the work that it asks for.",
        native="float",
        unified="StatusCategory",
        imports=(("tasklab.unified.enumeration", "StatusCategory"),),
        reads_null=True,
        direction="read",
    ),
    Codec(
        module=__name__,
        name="progress_list",
        summary="Objects with their progress as the platform gave them, checked before they are remembered.",
        native="list[Any]",
        unified="Any",
        imports=(("typing", "Any"),),
        direction="write",
        is_hook=True,
    ),
    Codec(
        module=__name__,
        name="with_progress",
        summary="`[draft, id, works, statuses]` as the draft with the progress that its status asks for.",
        native="dict[str, Any]",
        unified="list[Any]",
        imports=(("typing", "Any"),),
        direction="write",
        is_hook=True,
    ),
)
