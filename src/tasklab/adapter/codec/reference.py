"""References that name their model, and lists of the names of fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasklab.adapter.codec.record import Codec
from tasklab.adapter.codec.refusal import unreadable
from tasklab.unified.objects import Change

if TYPE_CHECKING:
    from collections.abc import Mapping


def decode_model_reference(native: str) -> str:
    """Return the id.

    Raises: PlatformError for text that is no reference.
    """
    _, comma, identifier = native.rpartition(",")
    if not comma or not identifier:
        raise unreadable(native, "a reference such as `model,12`")
    return identifier


def decode_changed_names(native: str | None, table: Mapping[str, str]) -> list[Change]:
    """Return a change for each name, without its values; null is no change."""
    names = () if native is None else native.split(",")
    return [Change(field=table.get(name, name)) for part in names if (name := part.strip())]


CODECS = (
    Codec(
        module=__name__,
        name="model_reference",
        summary="The id in a reference that names its model: `project.work,12`.",
        native="str",
        unified="str",
        direction="read",
        is_hook=True,
    ),
    Codec(
        module=__name__,
        name="changed_names",
        summary="The names of changed fields in one text, separated by commas; the table gives ours.",
        native="str",
        unified="list[Change]",
        imports=(("tasklab.unified.objects", "Change"),),
        reads_null=True,
        takes_table=True,
        direction="read",
    ),
)
