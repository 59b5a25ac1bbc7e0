"""Tell people about windows: each threshold once, through Apprise, which is an optional extra."""

from __future__ import annotations

import importlib
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from tasklab.ledger.fact import NotificationFact
from tasklab.watch.window import find_thresholds

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from tasklab.ledger.state import PlatformState
    from tasklab.watch.window import Window

TRIES = 3
_FIRST_PAUSE_S = 2.0


class Channel(Protocol):
    """A way to reach people; its name may be shown, its address never."""

    name: str

    def tell(self, title: str, body: str) -> bool:
        """Tell it; False when it did not arrive."""


class NotificationError(Exception):
    """A channel cannot be used at all."""


@dataclass(frozen=True)
class Notice:
    """What one window has to say at a moment."""

    window: Window
    key: str
    title: str
    body: str


def find_notices(windows: Sequence[Window], at: datetime) -> list[Notice]:
    """Find what has to be told at a moment, told already or not."""
    return [Notice(window, key, *_word(window, at)) for window in windows for key in find_thresholds(window, at)]


def tell_notices(
    notices: Sequence[Notice],
    states: Mapping[str, PlatformState],
    channels: Sequence[Channel],
    now: Callable[[], datetime],
    *,
    record: Callable[[NotificationFact], None],
    pause: Callable[[float], None],
) -> list[str]:
    """Tell each channel what it was not told yet, and record each at once; returns what did not arrive.

    `record` appends to the ledger before the next one is told: an interrupted round repeats nothing it recorded.
    """
    lost: list[str] = []
    for notice in notices:
        told = states[notice.window.platform].versions[notice.window.version].notified
        for channel in channels:
            key = f"{notice.key}, {channel.name}"
            if key in told:
                continue
            if not _tell(channel, notice, pause):
                lost.append(f"{channel.name}: {notice.title}: not delivered after {TRIES} tries")
                continue
            window = notice.window
            record(
                NotificationFact(
                    platform=window.platform, at=now(), version=window.version, key=key, channel=channel.name
                )
            )
    return lost


def _tell(channel: Channel, notice: Notice, pause: Callable[[float], None]) -> bool:
    for attempt in range(TRIES):
        if attempt:
            pause(_FIRST_PAUSE_S * 2 ** (attempt - 1))
        if channel.tell(notice.title, notice.body):
            return True
    return False


def _word(window: Window, at: datetime) -> tuple[str, str]:
    left = window.time_left(at)
    when = f"overdue by {-left.days} days" if left.days < 0 else f"due in {left.days} days"
    title = f"{window.platform} {window.version}: support is {when}"
    fact = window.opened_by
    lines = [
        f"{window.platform} {window.release} was released on {window.opened_at:%Y-%m-%d %H:%M} UTC",
        f"({fact.date_class} date, {fact.source}).",
        f"Support is due by {window.due_at:%Y-%m-%d %H:%M} UTC.",
    ]
    if window.cut_at and window.cut_at < window.due_at:
        lines.append(f"The vendor cuts it off earlier: {window.cut_at:%Y-%m-%d}.")
    lines.append(f"What is missing: tasklab gate {window.platform} {window.version}")
    return title, "\n".join(lines)


class AppriseChannel:
    """One address of Apprise: e-mail, Slack, Teams, a webhook, and many more."""

    def __init__(self, name: str, address: str) -> None:
        self.name = name
        try:
            apprise = importlib.import_module("apprise")
        except ImportError as error:
            raise NotificationError("notifications need Apprise: install the extra `tasklab[notify]`") from error
        # Its messages may show an address to whoever has turned logging on.
        logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)
        self._apprise = apprise.Apprise()
        if not self._apprise.add(address):
            # The address carries the channel's secret, so the message names the channel only.
            raise NotificationError(f"channel {name!r}: Apprise does not know this kind of address; check its scheme")

    def __repr__(self) -> str:
        return f"AppriseChannel({self.name!r})"

    def tell(self, title: str, body: str) -> bool:
        """Tell it; False when it did not arrive."""
        return bool(self._apprise.notify(body=body, title=title))


def load_channels(environ: Mapping[str, str]) -> list[Channel]:
    """Load the channels from the environment: `TASKLAB_NOTIFY_<NAME>` holds the address of each.

    Raises: NotificationError.
    """
    prefix = "TASKLAB_NOTIFY_"
    names = sorted(name for name in environ if name.startswith(prefix) and environ[name])
    return [AppriseChannel(name.removeprefix(prefix).lower(), environ[name]) for name in names]
