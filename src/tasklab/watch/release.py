"""What a release source says: releases, or why it could not say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from tasklab.ledger.fact import DateClass


@dataclass(frozen=True)
class Release:
    """One release, as a source tells of it."""

    version: str
    """As the source writes it, without a prefix: `3.9.1`."""
    released_at: datetime | None
    """Aware, UTC; None when the source gives no date, so that only our own seeing of it can count."""
    date_class: DateClass
    url: str
    """Where it can be checked, without credentials and without the address of a private index."""
    is_prerelease: bool = False
    """Whether the source itself says so; the scheme may say so too."""
    withdrawn: str | None = None
    """Why the vendor pulled it; empty when it gives no reason; None when it did not."""


class SourceError(Exception):
    """A source gave no answer, or none that can be used."""

    def __init__(self, text: str, *, retry_after_s: float | None = None) -> None:
        self.text, self.retry_after_s = text, retry_after_s
        super().__init__(text)


@dataclass(frozen=True)
class SourceFailure:
    """That a source gave no answer is a value: it is never taken for "nothing new"."""

    because: str


@dataclass(frozen=True)
class SourceAnswer:
    """What one source said in one round."""

    source: str
    """Its name in the ledger: `package_index radicale`."""
    releases: tuple[Release, ...] = ()
    failure: SourceFailure | None = None
    lists_all: bool = False
    failed_before: int = 0
    """How many rounds in a row it had failed before this one."""
