"""One call of a unified method on its way through a session."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from tasklab.adapter.driver.idempotency import derived_token
from tasklab.adapter.message import Request


class Call(Struct):
    """What a session keeps about a call while it runs."""

    method: str
    ends_at_s: float
    """Moment on the monotonic clock at which the call gives up."""
    token: Callable[[], str]
    """Makes a token that nobody used before."""
    key: str | None = None
    """The scoped idempotency key."""
    is_dry_run: bool = False
    is_repeat: bool = False
    """Whether an earlier call with the same key may have done the writes."""
    remembering: set[str] = set()
    retry_after_s: float | None = None
    """What the platform last said about waiting."""
    in_flight: Request | None = None
    """A write that was sent and not answered yet."""
    has_written: bool = False
    """Whether a write was done, or may have been."""
    is_write_lost: bool = False
    """Whether the last write got no answer that says what became of it."""
    is_repeatable: bool = True
    """Whether all the writes that were or may have been done may be done again."""
    _before: tuple[bool, bool] | None = None
    """What was known before the last write, while the flow reads its answer."""
    _tokens: int = 0

    def unique(self) -> str:
        """Return a fresh token; with an idempotency key, the same one in the same place."""
        if self.key is None:
            return self.token()
        self._tokens += 1
        return derived_token(self.key, self._tokens)

    @property
    def may_have_written(self) -> bool:
        """Whether the platform may be changed, a write on its way included."""
        return self.has_written or self.in_flight is not None

    @property
    def may_write_again(self) -> bool:
        """Whether repeating the call cannot make a second object."""
        return self.is_repeatable and (self.in_flight is None or self.in_flight.is_repeatable)

    def note_write(self, request: Request, *, happened: bool, is_lost: bool) -> None:
        """Note what is known of a write: whether it may have happened, and whether that is all that is known."""
        self._before = (self.has_written, self.is_repeatable)
        self.has_written |= happened
        self.is_repeatable &= request.is_repeatable or not happened
        self.is_write_lost = is_lost

    def note_message(self) -> None:
        """Note that the flow went on: it took the last answer for a success."""
        self._before = None

    def note_refusal(self) -> None:
        """Note that the last answer was a refusal although its status said success: the write did not happen."""
        if self._before is not None and not self.is_write_lost:
            self.has_written, self.is_repeatable = self._before
