"""Spans of time in the words of one platform's search: a span has a first moment, an end, or both."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from tasklab.adapter.codec.record import Codec

if TYPE_CHECKING:
    from collections.abc import Sequence

_ROUNDUP = "%Y-%m-%d.%H:%M:%S"
_SECONDS = "%Y-%m-%dT%H:%M:%SZ"
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


def encode_second_range(span: Sequence[dt.datetime | None]) -> str:
    """Return `>=A`, `<=B` or `><A|B` in whole seconds, a second wider at both ends than asked for.

    For platforms that keep fractions of a second and show none, so that what they compare is not what they show; what
    comes back too many is left out by us.
    """
    after, before = span
    lower = None if after is None else f"{after.astimezone(dt.UTC):{_SECONDS}}"
    upper = None if before is None else f"{before.astimezone(dt.UTC) + _SECOND:{_SECONDS}}"
    if lower is not None and upper is not None:
        return f"><{lower}|{upper}"
    return f">={lower}" if lower is not None else f"<={upper}"


CODECS = (
    Codec(
        name="second_range",
        summary="First moment and end of a span as `><A|B` in whole seconds, a little wider than asked for.",
        native="str",
        unified="Sequence[datetime | None]",
        imports=(("datetime", "datetime"), ("collections.abc", "Sequence")),
        module=__name__,
        direction="write",
    ),
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
