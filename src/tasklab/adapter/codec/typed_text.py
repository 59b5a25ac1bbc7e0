"""Text that says of which type it is: `{content: <p>Hello</p>, contentType: html}`."""

from __future__ import annotations

from msgspec import Struct

from tasklab.adapter.codec.html import decode_html, encode_html
from tasklab.adapter.codec.record import Codec

_HTML = "html"


class TypedText(Struct, rename="camel", gc=False):
    """A text and its type, `text` or `html`."""

    content: str | None = None
    content_type: str | None = None


def decode_typed_text(native: TypedText | None) -> str | None:
    """Return the text as CommonMark; plain text is taken for it, as people write it. Blank text is none."""
    content = (native.content if native is not None else None) or ""
    if native is None or (native.content_type or "").lower() != _HTML:
        content = encode_html(content)
    found = decode_html(content)
    return found if found.strip() else None


def encode_typed_text(markdown: str | None) -> TypedText:
    """Return the text as plain text, which comes back as it was: of HTML a platform may keep the words alone."""
    return TypedText(markdown or "", "text")


def normalise_typed_text(markdown: str | None) -> str | None:
    """Content comes back the same, written in one way; blank text is none."""
    return decode_typed_text(encode_typed_text(markdown))


CODECS = (
    Codec(
        module=__name__,
        name="typed_text",
        summary="CommonMark as plain text in `{content, contentType}`; HTML is read too, and blank text is none.",
        native="TypedText",
        unified="str | None",
        imports=((__name__, "TypedText"),),
        reads_null=True,
        has_normalisation=True,
    ),
)
