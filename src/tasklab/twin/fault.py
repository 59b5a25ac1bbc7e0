"""Misbehaviour on demand: what a twin can be told to do instead of, or with, an honest answer."""

from __future__ import annotations

import fnmatch
import random
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

import msgspec

if TYPE_CHECKING:
    from tasklab.adapter.message import Request

Kind: TypeAlias = Literal[
    "rate_limited",
    "error",
    "unavailable",
    "not_sent",
    "request_lost",
    "answer_lost",
    "truncated",
    "garbage",
    "expired",
    "brownout",
    "older",
    "slow",
]
KINDS: tuple[str, ...] = get_args(Kind)


class Fault(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """One misbehaviour, and which requests it befalls: all that match, as often and as long as it says.

    - `rate_limited`: 429 with the vendor's headers; `error`: 500; `unavailable`: 503 with `Retry-After`
    - `not_sent`: no connection, nothing arrived; `request_lost`: no answer, and nothing was done;
      `answer_lost`: no answer, though it was done
    - `truncated`: half of the honest body; `garbage`: an honest answer's status with a page of HTML
    - `expired`: the credential counts as expired; `brownout`: 410, for a span of the twin's clock
    - `older`: served as an older version serves it, without a word; `slow`: the honest answer, late
    """

    kind: Kind
    count: int | None = None
    """How many requests it befalls; without a bound when left out."""
    verb: str | None = None
    path: str | None = None
    """A pattern of the path, such as `/tasks/*`."""
    text: str | None = None
    """Text that the body has to hold: which procedure, where all have one path."""
    probability: float = 1.0
    for_s: float | None = None
    """How long it lasts on the twin's clock."""
    retry_after_s: int = 30
    delay_s: float = 1.0
    version: str | None = None
    """The older version."""

    def __post_init__(self) -> None:
        """Check it. Raises: ValueError (msgspec.ValidationError where it is decoded)."""
        if self.count is not None and self.count < 1:
            raise ValueError(f"count {self.count}: it begins at 1")
        if not 0 <= self.probability <= 1:
            raise ValueError(f"probability {self.probability}: it is between 0 and 1")
        if min(self.for_s or 0, self.retry_after_s, self.delay_s) < 0:
            raise ValueError("a span cannot be negative")
        if (self.kind == "older") != (self.version is not None):
            raise ValueError("`version` belongs to `older`, and `older` needs one")
        if self.kind == "brownout" and self.for_s is None:
            raise ValueError("a brownout ends: say `for_s`")

    def matches(self, request: Request) -> bool:
        """Whether a request is one of those that it befalls."""
        return (
            (self.verb is None or self.verb == request.verb)
            and (self.path is None or fnmatch.fnmatchcase(request.path, self.path))
            and (self.text is None or self.text.encode() in (request.body or b""))
        )


class _Standing:
    __slots__ = ("fault", "left", "until_s")

    def __init__(self, fault: Fault, now_s: float) -> None:
        self.fault = fault
        self.left = fault.count
        self.until_s = None if fault.for_s is None else now_s + fault.for_s


class Faults:
    """The faults of one twin, the oldest first. The same seed and requests give the same misbehaviour again."""

    def __init__(self, seed: int = 0) -> None:
        self._seed = seed
        self._standing: list[_Standing] = []
        self._chance = self._new_chance()

    def add(self, fault: Fault, now_s: float) -> None:
        """Let a fault stand from now on."""
        self._standing.append(_Standing(fault, now_s))

    def clear(self) -> None:
        """Be honest again; chance begins anew too."""
        self._standing.clear()
        self._chance = self._new_chance()

    def list(self, now_s: float) -> list[Fault]:
        """Return the faults that still stand, each with the count that is left of it."""
        self._drop_past(now_s)
        return [msgspec.structs.replace(each.fault, count=each.left) for each in self._standing]

    def pick(self, request: Request, now_s: float) -> Fault | None:
        """Return the oldest fault that befalls a request, and count it."""
        if not self._standing:
            return None
        self._drop_past(now_s)
        for each in self._standing:
            if each.fault.matches(request) and self._happens(each.fault.probability):
                self._count(each)
                return each.fault
        return None

    def _happens(self, probability: float) -> bool:
        return probability >= 1 or self._chance.random() < probability

    def _count(self, standing: _Standing) -> None:
        if standing.left is not None:
            standing.left -= 1
            if not standing.left:
                self._standing.remove(standing)

    def _drop_past(self, now_s: float) -> None:
        self._standing = [each for each in self._standing if each.until_s is None or now_s < each.until_s]

    def _new_chance(self) -> random.Random:
        return random.Random(self._seed)  # noqa: S311 - repeatable on purpose; it guards nothing
