"""What a status means on a platform where it says how far the work has to be."""

from __future__ import annotations

from tasklab.adapter.codec.record import Codec
from tasklab.unified.enumeration import StatusCategory


def decode_progress_category(native: float | None) -> StatusCategory:
    """Return `done` for the whole of the work, `todo` for none of it, `in_progress` between."""
    if native is None or native <= 0:
        return StatusCategory.TODO
    return StatusCategory.DONE if native >= 1 else StatusCategory.IN_PROGRESS


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
)
