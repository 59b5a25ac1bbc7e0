"""One round of questions: every source of a platform is asked, and what it says or fails to say becomes a value."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec

from tasklab.ledger.fact import Instant
from tasklab.watch.release import SourceAnswer, SourceError, SourceFailure
from tasklab.watch.source.kind import load_kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from tasklab.watch.config import SourceConfig
    from tasklab.watch.fetch import Fetch

_LONGEST_WAIT = timedelta(days=1)


class SourceMemory(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is remembered of a source between rounds; losing it costs nothing but the count."""

    failed_before: int = 0
    ask_after_at: Instant | None = None
    """The server asked to be left alone until then."""


class _Memory(msgspec.Struct):
    sources: dict[str, SourceMemory] = {}


def load_memory(path: Path) -> dict[str, SourceMemory]:
    """Load what is remembered; nothing when there is no such file, or it cannot be read."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=_Memory).sources
    except (FileNotFoundError, msgspec.DecodeError):
        return {}  # A cache: without it the count of failures starts again.


def save_memory(path: Path, memory: Mapping[str, SourceMemory]) -> None:
    """Save what is remembered, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_bytes(msgspec.json.encode(_Memory(dict(memory))))
    part.replace(path)


def ask_sources(
    sources: Sequence[SourceConfig], fetch: Fetch, memory: Mapping[str, SourceMemory], now: datetime
) -> tuple[list[SourceAnswer], dict[str, float | None]]:
    """Ask every source; returns the answers, and how long the failed ones want to be left alone, in seconds."""
    answers: list[SourceAnswer] = []
    waits: dict[str, float | None] = {}
    for source in sources:
        remembered = memory.get(source.name, SourceMemory())
        if remembered.ask_after_at is not None and now < remembered.ask_after_at:
            continue
        try:
            answers.append(_ask(source, fetch, remembered.failed_before))
        except SourceError as error:
            failure = SourceFailure(error.text)
            answers.append(SourceAnswer(source.name, failure=failure, failed_before=remembered.failed_before))
            waits[source.name] = error.retry_after_s
    return answers, waits


def _ask(source: SourceConfig, fetch: Fetch, failed_before: int) -> SourceAnswer:
    kind = load_kind(source.source)
    releases = tuple(kind.fetch_releases(source, fetch))
    return SourceAnswer(source.name, releases, lists_all=kind.LISTS_ALL, failed_before=failed_before)


def remember(
    memory: Mapping[str, SourceMemory],
    answers: Sequence[SourceAnswer],
    troubles: Mapping[str, str],
    waits: Mapping[str, float | None],
    now: datetime,
) -> dict[str, SourceMemory]:
    """Return what is remembered after a round: troubles in a row, and until when to leave a server alone."""
    after = dict(memory)
    for answer in answers:
        if answer.source not in troubles:
            after.pop(answer.source, None)
            continue
        wait_s = waits.get(answer.source)
        until = now + min(timedelta(seconds=wait_s), _LONGEST_WAIT) if wait_s else None
        after[answer.source] = SourceMemory(answer.failed_before + 1, until)
    return after
