"""Text in filters of OData: OData 4.01, part 2, section 5.1.1.6.1 (a quotation mark is written twice)."""

from __future__ import annotations

from tasklab.adapter.codec.record import Codec


def encode_odata_text(text: str) -> str:
    """Return a text as it stands between single quotation marks."""
    return text.replace("'", "''")


CODECS = (
    Codec(
        module=__name__,
        name="odata_text",
        summary="Text between single quotation marks in a filter of OData. Writes only.",
        native="str",
        unified="str",
        direction="write",
    ),
)
