"""`specs/<platform>/platform.yaml`: what does not depend on the version, and how releases are watched."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from tasklab.ledger.fact import Level
from tasklab.ledger.version import Scheme, Track, UnreadableVersionError, parse_tracked, parse_version
from tasklab.spec.node import find_node
from tasklab.spec.placed import validate_placed
from tasklab.spec.problem import InvalidSpecError, SpecError
from tasklab.spec.source import load_source, parse_source
from tasklab.watch.hook import Hooks
from tasklab.watch.source import kind as source_kind

if TYPE_CHECKING:
    from pathlib import Path

FILE_NAME = "platform.yaml"


def _require_kind(value: str) -> str:
    if value not in (kinds := source_kind.find_kinds()):
        raise ValueError(f"there is no source kind {value!r}; expected one of {', '.join(kinds)}")
    return value


def _require_pattern(value: str) -> str:
    try:
        pattern = re.compile(value)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from error
    if "version" not in pattern.groupindex:
        raise ValueError("the pattern needs a group named `version`: `rt-(?P<version>[0-9.]+)`")
    return value


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


def _parse_day(value: object) -> object:
    """Read `2026-03-11`: dates are text in these files."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError as error:
        raise ValueError("a day such as 2026-03-11") from error


class StatedRelease(_Model):
    """One release that a vendor states in words."""

    day: Annotated[date, BeforeValidator(_parse_day)]
    """The day that the vendor gives."""
    url: Annotated[str, Field(pattern=r"^https?://")] | None = None
    """The entry that says so, where it has an address of its own."""


class SourceConfig(_Model):
    """One place that tells about releases."""

    source: Annotated[str, AfterValidator(_require_kind)]
    """Name of a module in `tasklab.watch.source`: `package_index`."""
    which: str = Field(min_length=1, max_length=300)
    """What to ask it for: a package, `owner/repository`, a feed's address."""
    pattern: Annotated[str, AfterValidator(_require_pattern)] | None = None
    """Which tags or titles are releases, with a group `version`; everything else is passed over."""
    url: str | None = None
    """Where the service is, when it is not the usual place: a mirror, an enterprise server."""
    suites: tuple[str, ...] = Field(default=(), strict=False)
    """Debian only: the suites to look into; all that the machine has when empty."""
    releases: dict[str, StatedRelease] = {}
    """Only for `stated`: what the page says."""

    @model_validator(mode="after")
    def _check_stated(self) -> SourceConfig:
        if self.releases and self.source != "stated":
            raise ValueError(f"`releases` are asked for, not written down, where the source is {self.source}")
        return self

    @property
    def name(self) -> str:
        """What the ledger calls it."""
        return f"{self.source} {self.which}"


class LeftOut(_Model):
    """Why a release that could be tracked is not: a decision with its reason, for readers of the spec."""

    because: str = Field(min_length=1)
    source: str = Field(min_length=1)
    """Who says what the reason rests on."""


class WatchConfig(_Model):
    """How a platform's releases are found and which of them open a window."""

    scheme: Scheme
    track: Track
    since: str
    """The first tracked version; older releases are left out."""
    left_out: dict[str, LeftOut] = {}
    """Tracked versions that open no window all the same: what the vendor had given up before support began."""
    sources: tuple[SourceConfig, ...] = Field(min_length=1, strict=False)

    @model_validator(mode="after")
    def _check_since(self) -> WatchConfig:
        try:
            parse_version(self.since, self.scheme)
        except UnreadableVersionError as error:
            raise ValueError(f"`since`: {error}") from error
        for version in self.left_out:
            try:
                tracked = parse_tracked(parse_version(version, self.scheme), self.track)
            except UnreadableVersionError as error:
                raise ValueError(f"`left_out`: {error}") from error
            if tracked != version:
                raise ValueError(f"`left_out`: {version!r} is not what is tracked; write {tracked!r}")
        names = [source.name for source in self.sources]
        if repeated := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"the same source twice: {', '.join(repeated)}")
        return self


class Links(_Model):
    """Where people read about it."""

    home: str | None = None
    api: str | None = None
    changelog: str | None = None


class PlatformConfig(_Model):
    """One platform."""

    platform: str
    name: str
    summary: str
    kind: Literal["product", "protocol", "cloud"]
    links: Links = Links()
    level: Level = "server"
    """The strength of proof this platform can reach; the policy says what it needs."""
    watch: WatchConfig | None = None
    """None for a protocol: it has no releases."""
    hooks: Hooks | None = Field(None, strict=False)
    """How the platform tells of changes by itself; None where that is not described."""

    @model_validator(mode="after")
    def _check_watch(self) -> PlatformConfig:
        if self.kind != "protocol" and self.watch is None:
            raise ValueError(f"a {self.kind} needs `watch`: how its releases are found")
        if self.kind == "protocol" and self.watch is not None:
            raise ValueError("a protocol has no releases to `watch`")
        return self


def load_platform(path: Path) -> PlatformConfig:
    """Load a platform's file; its folder has the platform's name.

    Raises: InvalidSpecError with every problem and its place.
    """
    file = f"{path.parent.name}/{path.name}"
    config = parse_platform(load_source(path, file), file)
    if config.platform != path.parent.name:
        node, _ = find_node(parse_source(load_source(path, file), file), ("platform",))
        expected = f"{path.parent.name!r}, as the folder is named"
        raise InvalidSpecError([SpecError("value", node.place, ("platform",), repr(config.platform), expected)])
    return config


def parse_platform(data: bytes, file: str) -> PlatformConfig:
    """Parse a platform's file.

    Raises: InvalidSpecError with every problem and its place.
    """
    return validate_placed(PlatformConfig, parse_source(data, file))


def find_platforms(specs: Path) -> list[Path]:
    """Find every `platform.yaml` under a folder of specs, by name."""
    return sorted(specs.glob(f"*/{FILE_NAME}"))
