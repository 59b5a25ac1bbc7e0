"""Spans of time in the words of one platform's search: a span has a first moment, an end, or both."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from tasklab.adapter.codec.record import Codec

if TYPE_CHECKING:
    from collections.abc import Sequence

_ROUNDUP = "%Y-%m-%d.%H:%M:%S"
_SECOND = dt.timedelta(seconds=1)


def encode_roundup_span(span: Sequence[dt.datetime | None]) -> str:
    """Return `from A to B` in whole seconds, a little wider than asked for.

    Roundup compares with fractions of a second that it does not show, so the end is a second later than asked for; what
    comes back too many is left out by us.
    Source: https://www.roundup-tracker.org/docs/user_guide.html (searching by dates).
    """
    after, before = span
    words = [] if after is None else [f"from {after.astimezone(dt.UTC):{_ROUNDUP}}"]
    if before is not None:
        words.append(f"to {before.astimezone(dt.UTC) + _SECOND:{_ROUNDUP}}")
    return " ".join(words)


CODECS = (
    Codec(
        name="roundup_span",
        summary="First moment and end of a span, as Roundup's date searches want it.",
        native="str",
        unified="Sequence[datetime | None]",
        imports=(("datetime", "datetime"), ("collections.abc", "Sequence")),
        module=__name__,
        direction="write",
        is_hook=True,
    ),
)
