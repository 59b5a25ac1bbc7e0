"""The facts a ledger is made of: what was seen or decided, when, and who says so.

A fact is one line of `ledger/<platform>.jsonl`. It is never changed and never removed; a later fact corrects an earlier
one. What follows from facts (states, windows, support) is folded in `tasklab.ledger.state` and never stored.

`version` is always the tracked version (`3.9`), `release` the exact one (`3.9.1`). Every `..._at` is an
aware instant in UTC.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal, TypeAlias

import msgspec

Instant: TypeAlias = Annotated[datetime, msgspec.Meta(tz=True)]
"""An aware instant; a line with a naive one is not a fact."""
DateClass: TypeAlias = Literal["registry", "vendor", "observed"]
"""Who says when a release was made: a registry's own timestamp, the vendor, or only we, when we first saw it."""
DATE_CLASSES: tuple[DateClass, ...] = ("registry", "vendor", "observed")
"""Best first."""
Level: TypeAlias = Literal["twin", "recorded", "server", "live"]
LEVELS: tuple[Level, ...] = ("twin", "recorded", "server", "live")
"""Weakest first."""
Outcome: TypeAlias = Literal["verified", "failing", "unverified", "unavailable"]
"""Verdict of one run for one method; `waived` is not an outcome, it follows from a waiver that is valid at a moment."""


class Fact(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="kind", gc=False):
    """What every fact says."""

    platform: str
    at: Instant
    """When it was written down."""


class ReleaseFact(Fact, frozen=True, kw_only=True, omit_defaults=True, tag="release", gc=False):
    """A release was seen; a second fact about the same release corrects its date."""

    version: str
    release: str
    released_at: Instant
    date_class: DateClass
    source: str
    """The source's name in `platform.yaml`: `package_index radicale`."""
    url: str = ""
    """Where the date can be checked."""
    corrects: Instant | None = None
    """The date that counted before."""
    because: str = ""
    """Why the date is corrected, and whether that shortens the window."""


class UpcomingFact(Fact, frozen=True, kw_only=True, omit_defaults=True, tag="upcoming", gc=False):
    """A pre-release was seen: it opens nothing."""

    version: str
    release: str
    released_at: Instant
    date_class: DateClass
    source: str
    url: str = ""


class WithdrawnFact(Fact, frozen=True, kw_only=True, omit_defaults=True, tag="withdrawn", gc=False):
    """The vendor pulled a release, or (`is_over`) offers it again."""

    version: str
    release: str
    source: str
    because: str = ""
    url: str = ""
    is_over: bool = False


class AlarmFact(Fact, frozen=True, kw_only=True, omit_defaults=True, tag="alarm", gc=False):
    """A release source is in trouble, or (`is_over`) answers again."""

    source: str
    because: str
    tries: int = 0
    is_over: bool = False


class Digests(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What evidence was obtained with; when one differs now, the evidence is stale."""

    spec: str
    """Of the resolved spec."""
    adapter: str
    suite: str
    target: str
    """Of the server's recipe and what was installed, or of the twin and how it is reached."""


class TargetIdentity(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """What answered the run."""

    name: str
    """`radicale 3.9.1 on loopback`"""
    release: str
    """The release that ran, as the product itself says where it can."""
    installed: dict[str, str] = {}
    """Package to version, for the packages that make up the server."""
    description: str = ""
    """Digest of the vendor's description that the traffic was held against; empty where it was held against none."""


class CaseReason(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """Why a case did not pass, or what proves that a method is unavailable."""

    case: str
    """Test identifier that can be run again: `contract_tests/test_task.py::test_create`."""
    text: str
    """What happened and what was expected, on one line."""
    is_flaky: bool = False


DOCUMENT = "document: "
"""What the proof of an absence begins with that no call can show on the target: a document alone says it."""


class MethodOutcome(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """What one run says about one unified method."""

    verdict: Outcome
    level: Level = "server"
    passed: int = 0
    failed: int = 0
    flaked: int = 0
    skipped: int = 0
    reasons: list[CaseReason] = []
    """Failing and flaked cases; for `unverified`, why no case ran."""
    proof: str = ""
    """For `unavailable`: the case or reply that proves it. Without one it does not count."""


class EvidenceFact(Fact, frozen=True, kw_only=True, omit_defaults=True, tag="evidence", gc=False):
    """One run of the contract on one target, with its outcome for each method."""

    version: str
    run: str
    """Identifier of the run, unique in the ledger."""
    digests: Digests
    target: TargetIdentity
    level: Level
    methods: dict[str, MethodOutcome]
    duration_s: float = 0.0
    command: str = ""
    """What reproduces it: `tasklab verify radicale 3.9`."""
    validated: bool | None = None
    """Whether the traffic was also held against the vendor's own description; None where the run does not say."""


class SealedEvidenceFact(Fact, frozen=True, kw_only=True, tag="evidence", gc=False):
    """A run whose outcomes have not been decoded: most runs of a long ledger are never looked at again."""

    version: str
    run: str
    digests: msgspec.Raw
    target: msgspec.Raw
    level: Level
    methods: msgspec.Raw
    duration_s: float = 0.0
    command: str = ""
    validated: bool | None = None

    def open(self) -> EvidenceFact:
        """Decode the rest.

        Raises: UnreadableRunError.
        """
        try:
            return EvidenceFact(
                platform=self.platform,
                at=self.at,
                version=self.version,
                run=self.run,
                digests=msgspec.json.decode(self.digests, type=Digests),
                target=msgspec.json.decode(self.target, type=TargetIdentity),
                level=self.level,
                methods=msgspec.json.decode(self.methods, type=dict[str, MethodOutcome]),
                duration_s=self.duration_s,
                command=self.command,
                validated=self.validated,
            )
        except msgspec.DecodeError as error:
            raise UnreadableRunError(f"run {self.run!r} of {self.platform} {self.version}: {error}") from error


class UnreadableRunError(ValueError):
    """A run that is looked at is not evidence: nothing can be told from it."""


class WaiverFact(Fact, frozen=True, kw_only=True, omit_defaults=True, tag="waiver", gc=False):
    """Somebody accepts, until a day, that a method is not verified."""

    version: str
    method: str
    because: str
    owner: str
    expires_on: date
    """The last day it counts, UTC."""


class PromotionFact(Fact, frozen=True, kw_only=True, omit_defaults=True, tag="promotion", gc=False):
    """The gate said yes and the version is supported from now on."""

    version: str
    run: str
    """The evidence it stands on."""
    level: Level
    by: str
    """Who or what promoted: `tasklab lab`, a person."""
    because: str = ""


class BrokenFact(Fact, frozen=True, kw_only=True, omit_defaults=True, tag="broken", gc=False):
    """Evidence has turned against a supported version, or (`is_over`) stands for it again."""

    version: str
    because: str
    run: str = ""
    is_over: bool = False


class DeprecationFact(Fact, frozen=True, kw_only=True, omit_defaults=True, tag="deprecation", gc=False):
    """We announced the end of support of a version."""

    version: str
    because: str
    ends_on: date | None = None


class RetirementFact(Fact, frozen=True, kw_only=True, omit_defaults=True, tag="retirement", gc=False):
    """We ended the support of a version."""

    version: str
    because: str


class NotificationFact(Fact, frozen=True, kw_only=True, omit_defaults=True, tag="notification", gc=False):
    """A threshold of a window was told to people: never again for the same key."""

    version: str
    key: str
    """`30`, `due`, `overdue 2026-03-01`, with the due date it was about."""
    channel: str
    """Name of the channel, never its address."""


class SunsetFact(Fact, frozen=True, kw_only=True, omit_defaults=True, tag="sunset", gc=False):
    """A vendor says when it will cut a version off; a later fact moves it."""

    version: str
    cuts_on: date
    source: str
    url: str = ""


class UnknownFact(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A line of a kind that this release of tasklab does not know: kept, and counted for nothing."""

    platform: str
    at: Instant
    kind: str
    content: dict[str, Any]


KnownFact: TypeAlias = (
    ReleaseFact
    | UpcomingFact
    | WithdrawnFact
    | AlarmFact
    | EvidenceFact
    | WaiverFact
    | PromotionFact
    | BrokenFact
    | DeprecationFact
    | RetirementFact
    | NotificationFact
    | SunsetFact
)
AnyFact: TypeAlias = KnownFact | UnknownFact | SealedEvidenceFact

_ENCODER = msgspec.json.Encoder()


def render_fact(fact: AnyFact) -> bytes:
    """Render a fact as one line of JSON, its line break included.

    Raises: ValueError when an instant is not aware.
    """
    if fact.at.tzinfo is None:
        raise ValueError(f"the fact's `at` ({fact.at.isoformat()}) has no time zone: pass an aware instant in UTC")
    content = fact.content if isinstance(fact, UnknownFact) else fact
    return _ENCODER.encode(content) + b"\n"
