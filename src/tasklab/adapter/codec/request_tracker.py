"""What Request Tracker's second REST interface has of its own: TicketSQL, owners, and what it would cut.

Source: https://docs.bestpractical.com/rt/5.0.3/RT/REST2.html
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tasklab.adapter.codec.duration import decode_text_minutes, encode_text_minutes, normalise_text_minutes
from tasklab.adapter.codec.number import encode_integer_text
from tasklab.adapter.codec.record import Codec
from tasklab.adapter.codec.refusal import cannot_carry, wrong_value

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_NOBODY = "Nobody"
_TOKEN = re.compile(r"\d+-(\d+)-[0-9A-Za-z]+\Z", re.ASCII)
_MOST_BYTES = 200
_MOST_BYTES_OF_QUEUE = 255
_SECONDS = 60
_FIRST = ("new", "open", "resolved")


def encode_ticket_sql(text: str) -> str:
    """Return text as it stands between single quotes in TicketSQL. A lone quote would let everything through."""
    return text.replace("\\", "\\\\").replace("'", "\\'")


def encode_token_owner(token: str) -> str:
    """Return the number of the user that a token belongs to: the middle of `1-14-…`.

    Raises: NotFoundError for what is no token; the site would refuse it too.
    """
    found = _TOKEN.match(token)
    return found[1] if found else "0"


def decode_owner(native: str | None) -> list[str]:
    """Return a list of one; nobody is the empty list."""
    return [] if native is None or native == _NOBODY else [native]


def encode_owner(names: Sequence[str], field: str) -> str:
    """Return the only name, or nobody's.

    Raises: UnsupportedFieldError for more than one.
    """
    if len(names) > 1:
        raise cannot_carry(field, f"has {len(names)} entries: a ticket has one owner")
    return names[0] if names else _NOBODY


def encode_ticket_people(draft: Mapping[str, Any]) -> list[str]:
    """Return the names of the users that a draft of a ticket gives, each once: unknown ones would be left out."""
    names = [draft.get("Owner"), *(draft.get("Cc") or ())]
    return list(dict.fromkeys(name for name in names if name is not None and name != _NOBODY))


def encode_ticket_queue(draft: Mapping[str, Any]) -> list[int]:
    """Return the queue that a draft of a ticket gives, as a list of one or none.

    Raises: NotFoundError or ValidationError for an id that is no number: a queue answers to its name, too.
    """
    queue = draft.get("Queue")
    return [] if queue is None else [encode_integer_text(queue, "project_id")]


def encode_ticket_begun(draft: Mapping[str, Any]) -> dict[str, Any]:
    """Return the draft of a new ticket without a status that no ticket begins in."""
    return {name: value for name, value in draft.items() if name != "Status" or value in _FIRST}


def encode_ticket_later(draft: Mapping[str, Any]) -> list[str]:
    """Return the status that a new ticket is brought to, as a list of one; none where it can begin in it."""
    status = draft.get("Status")
    return [] if status is None or status in _FIRST else [status]


def decode_ticket_line(native: str) -> str:
    """Return the text as it is."""
    return native


def encode_ticket_line(text: str, field: str) -> str:
    """Return the text.

    Raises: ValidationError for more than one line, and for more bytes than are kept: the rest would be cut off.
    """
    if "\n" in text or "\r" in text:
        raise wrong_value(field, text, "one line")
    if len(text.encode()) > _MOST_BYTES:
        raise wrong_value(field, text, f"at most {_MOST_BYTES} bytes of UTF-8")
    return text


def decode_queue_text(native: str | None) -> str | None:
    """Return the text; none where it is empty."""
    return native or None


def encode_queue_text(text: str, field: str) -> str:
    """Return the text.

    Raises: ValidationError for more bytes than are kept: the rest would be cut off.
    """
    if len(text.encode()) > _MOST_BYTES_OF_QUEUE:
        raise wrong_value(field, text, f"at most {_MOST_BYTES_OF_QUEUE} bytes of UTF-8")
    return text


def normalise_queue_text(text: str | None) -> str | None:
    """Empty text is none."""
    return text or None


def decode_ticket_text(native: str) -> str:
    """Return the text as it is."""
    return native


def encode_ticket_text(text: str, field: str) -> str:
    """Return the text.

    Raises: ValidationError for what counts as no text: nothing, and a single nought.
    """
    if text in ("", "0"):
        raise wrong_value(field, text, "text other than `0`, which is taken for none")
    return text


def decode_worked_minutes(native: str) -> int:
    """Return seconds.

    Raises: PlatformError for text that is no number.
    """
    return decode_text_minutes(native)


def encode_worked_minutes(seconds: int, field: str) -> str:
    """Return the nearest whole minutes.

    Raises: ValidationError for less than half a minute: it would not be kept as time worked.
    """
    if normalise_text_minutes(seconds) < _SECONDS:
        raise wrong_value(field, seconds, "a minute at least")
    return encode_text_minutes(seconds)


def normalise_worked_minutes(seconds: int | None) -> int | None:
    """Seconds are rounded to whole minutes."""
    return None if seconds is None else normalise_text_minutes(seconds)


CODECS = (
    Codec(
        module=__name__,
        name="ticket_sql",
        summary="Text between single quotes in TicketSQL.",
        native="str",
        unified="str",
        direction="write",
        is_hook=True,
    ),
    Codec(
        module=__name__,
        name="token_owner",
        summary="The number of the user that a token belongs to.",
        native="str",
        unified="str",
        direction="write",
        is_hook=True,
    ),
    Codec(
        module=__name__,
        name="owner",
        summary="The one owner of a ticket as a list; `Nobody` is the empty list.",
        native="str",
        unified="list[str]",
        reads_null=True,
        can_refuse=True,
        is_hook=True,
    ),
    Codec(
        module=__name__,
        name="ticket_people",
        summary="The users that a draft of a ticket names.",
        native="list[str]",
        unified="dict[str, Any]",
        imports=(("typing", "Any"),),
        direction="write",
        is_hook=True,
    ),
    Codec(
        module=__name__,
        name="ticket_queue",
        summary="The queue that a draft of a ticket names, as a list of one or none.",
        native="list[int]",
        unified="dict[str, Any]",
        imports=(("typing", "Any"),),
        direction="write",
        is_hook=True,
    ),
    Codec(
        module=__name__,
        name="ticket_begun",
        summary="The draft of a new ticket, without a status that no ticket begins in.",
        native="dict[str, Any]",
        unified="dict[str, Any]",
        imports=(("typing", "Any"),),
        direction="write",
        is_hook=True,
    ),
    Codec(
        module=__name__,
        name="ticket_later",
        summary="The status that a new ticket is brought to, as a list of one or none, of its draft.",
        native="list[str]",
        unified="dict[str, Any]",
        imports=(("typing", "Any"),),
        direction="write",
        is_hook=True,
    ),
    Codec(
        module=__name__,
        name="ticket_line",
        summary="One line of at most 200 bytes of UTF-8.",
        native="str",
        unified="str",
        can_refuse=True,
        is_hook=True,
    ),
    Codec(
        module=__name__,
        name="queue_text",
        summary="Text of at most 255 bytes of UTF-8; empty text is none.",
        native="str",
        unified="str | None",
        reads_null=True,
        can_refuse=True,
        has_normalisation=True,
        is_hook=True,
    ),
    Codec(
        module=__name__,
        name="ticket_text",
        summary="Text that is not `0` alone, which the platform takes for none.",
        native="str",
        unified="str",
        can_refuse=True,
        is_hook=True,
    ),
    Codec(
        module=__name__,
        name="worked_minutes",
        summary="A duration in seconds of at least a minute, that the platform keeps in whole minutes, as text.",
        native="str",
        unified="int",
        can_refuse=True,
        has_normalisation=True,
        is_hook=True,
    ),
)
