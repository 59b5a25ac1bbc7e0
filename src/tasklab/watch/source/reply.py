"""What the sources share about replies: decoding into a type, finding a version in a text, dates."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar

import msgspec

from tasklab.watch.release import SourceError

if TYPE_CHECKING:
    from tasklab.watch.config import SourceConfig
    from tasklab.watch.fetch import Reply

T = TypeVar("T")

_USUAL = re.compile(r"(?:^|[-_/ ])[vV]?(?P<version>\d+(?:[.][0-9A-Za-z]+)*(?:[-_.+]?[0-9A-Za-z]+)*)$")
"""`6.0.1`, `v6.0.1`, `rt-5.0.3`, `release/2.1-rc1`."""
_LONGEST_TITLE = 200


def decode_reply(reply: Reply, shape: type[T]) -> T:
    """Decode a JSON reply into a type.

    Raises: SourceError that names the path of what is not as expected.
    """
    try:
        return msgspec.json.decode(reply.body, type=shape)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise SourceError(f"{reply.url}: cannot be read: {error}") from error


def find_version(text: str, source: SourceConfig) -> str | None:
    """Find the version in a tag or title, by the source's pattern or the usual ways to write one."""
    if len(text) > _LONGEST_TITLE:
        return None
    found = re.search(source.pattern, text) if source.pattern else _USUAL.search(text.strip())
    return found["version"] if found else None


def parse_moment(text: str | None, where: str) -> datetime | None:
    """Parse an ISO 8601 instant or day into an instant in UTC; a day counts from its first moment.

    Raises: SourceError.
    """
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise SourceError(f"{where}: {text[:40]!r} is not a date of ISO 8601") from error
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
