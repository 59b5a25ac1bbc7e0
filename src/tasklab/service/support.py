"""Which versions are served: those that the ledger says are supported, read again when the ledger changes."""

from __future__ import annotations

import datetime as dt
import importlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tasklab.adapter.registry import find_adapters, load_adapter
from tasklab.ledger.state import fold_state
from tasklab.ledger.store import read_ledger
from tasklab.ledger.version import sort_versions
from tasklab.service.form import Form, read_form
from tasklab.service.probe import probe_flow, read_probe
from tasklab.spec.folder import SpecName
from tasklab.unified.error import VersionRetiredError, VersionUnsupportedError
from tasklab.verify.binding import find_binding
from tasklab.watch.config import load_platform

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from tasklab.adapter.adapter import Adapter
    from tasklab.adapter.message import Flow
    from tasklab.ledger.state import PlatformState, VersionState
    from tasklab.ledger.version import Scheme
    from tasklab.spec.model import Probe
    from tasklab.verify.binding import Binding
    from tasklab.watch.config import PlatformConfig

_SERVED = frozenset({"supported", "deprecated"})


@dataclass(frozen=True)
class VersionSupport:
    """One version as the ledger has it."""

    platform: str
    version: str
    state: VersionState
    has_adapter: bool

    @property
    def is_served(self) -> bool:
        """Whether connections may be pinned to it."""
        return self.has_adapter and self.state.status in _SERVED


@dataclass(frozen=True)
class PlatformSupport:
    """One platform, with its versions, the oldest first."""

    config: PlatformConfig
    state: PlatformState
    versions: Mapping[str, VersionSupport]

    @property
    def served(self) -> tuple[str, ...]:
        """Versions that connections may be pinned to, the oldest first."""
        return tuple(name for name, each in self.versions.items() if each.is_served)

    @property
    def newest(self) -> str | None:
        """The newest of them that is not deprecated; a deprecated one where there is no other."""
        current = [name for name in self.served if self.versions[name].state.status == "supported"]
        choice = current or list(self.served)
        return choice[-1] if choice else None


def _utc_now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@dataclass
class Support:
    """What is served now. Reading is cheap; `refresh` looks at the ledger's files, and reads those that changed."""

    specs: Path
    ledger: Path
    now: Callable[[], dt.datetime] = _utc_now
    _marks: dict[str, tuple[int, int]] = field(default_factory=dict)
    _platforms: dict[str, PlatformSupport] = field(default_factory=dict)
    _served: frozenset[tuple[str, str]] = frozenset()
    _forms: dict[tuple[str, str], Form] = field(default_factory=dict)
    _probes: dict[tuple[str, str], Probe | None] = field(default_factory=dict)
    _bindings: dict[str, Binding | None] = field(default_factory=dict)

    @property
    def platforms(self) -> Mapping[str, PlatformSupport]:
        """All platforms that there is an adapter for, by name."""
        return self._platforms

    def refresh(self) -> frozenset[str]:
        """Read what changed since the last time; returns the names of the platforms it is about."""
        marks = self._look()
        if self._platforms and marks == self._marks:
            return frozenset()
        # A new version has a new module too, which a look at the folders from before would not find.
        importlib.invalidate_caches()
        found: dict[str, PlatformSupport] = {}
        changed = set()
        for platform, adapters in sorted(self._adapters().items()):
            known = self._platforms.get(platform)
            if known is not None and marks.get(platform) == self._marks.get(platform):
                found[platform] = known
            else:
                found[platform] = self._read(platform, adapters)
                changed.add(platform)
        self._served = frozenset((name, version) for name, each in found.items() for version in each.served)
        self._platforms, self._marks = found, marks
        return frozenset(changed)

    def is_stale(self) -> bool:
        """Whether the ledger changed since the last `refresh`: a look at its files, and no more."""
        return self._look() != self._marks

    def _look(self) -> dict[str, tuple[int, int]]:
        return {path.stem: _mark(path) for path in self.ledger.glob("*.jsonl")}

    def is_served(self, platform: str, version: str) -> bool:
        """Whether a version is served."""
        return (platform, version) in self._served

    def _adapters(self) -> Mapping[str, Sequence[str]]:
        found: dict[str, list[str]] = {}
        for platform, version in find_adapters():
            if (self.specs / SpecName(platform, version).file).is_file():
                found.setdefault(platform, []).append(version)
        return found

    def _read(self, platform: str, adapters: Sequence[str]) -> PlatformSupport:
        path = self.ledger / f"{platform}.jsonl"
        config = load_platform(self.specs / platform / "platform.yaml")
        state = fold_state(read_ledger(path).facts, platform=platform, at=self.now(), specified=adapters)
        scheme: Scheme = config.watch.scheme if config.watch else "dotted"
        versions = {
            name: VersionSupport(platform, name, state.versions[name], name in adapters)
            for name in sort_versions(state.versions, scheme)
        }
        return PlatformSupport(config, state, versions)

    def require_platform(self, platform: str, pointer: str | None = None) -> PlatformSupport:
        """Return a platform. Raises: VersionUnsupportedError, naming those there are."""
        support = self._platforms.get(platform)
        if support is None:
            known = ", ".join(self.platforms)
            raise VersionUnsupportedError(
                f"there is no platform {platform!r}; there are {known or 'none'}", platform=platform, pointer=pointer
            )
        return support

    def require_served(self, platform: str, version: str, *, is_sandbox: bool = False) -> type[Adapter]:
        """Return the adapter of a version that is served; a sandbox takes any version that has one.

        Raises: VersionRetiredError, VersionUnsupportedError; both say what to do.
        """
        support = self.require_platform(platform)
        known = support.versions.get(version)
        if known is not None and (known.is_served or (is_sandbox and known.has_adapter)):
            return load_adapter(platform, version)
        raise _refusal(support, version, known)

    def probe(self, adapter: Adapter) -> Flow[str] | None:
        """Return the flow that asks an adapter's site for its version; None where its spec does not say how."""
        key = (adapter.platform, adapter.version)
        if key not in self._probes:
            self._probes[key] = read_probe(self.specs, *key)
        probe = self._probes[key]
        return None if probe is None else probe_flow(adapter, probe)

    def binding(self, platform: str) -> Binding | None:
        """Return how a platform's twin is reached; None where nothing says it."""
        if platform not in self._bindings:
            self._bindings[platform] = find_binding(self.specs, platform)
        return self._bindings[platform]

    def form(self, platform: str, version: str) -> Form:
        """Return what a customer gives to connect to a version, from its spec."""
        key = (platform, version)
        if key not in self._forms:
            self._forms[key] = read_form(self.specs, platform, version)
        return self._forms[key]


def _refusal(
    support: PlatformSupport, version: str, known: VersionSupport | None
) -> VersionUnsupportedError | VersionRetiredError:
    platform = support.config.platform
    then = f"move the connection to {support.newest}" if support.newest else "no version of it is served at present"
    if known is None:
        text = f"there is no version {version!r} of {platform}; served are {', '.join(support.served) or 'none'}"
        return VersionUnsupportedError(text, platform=platform, platform_version=version)
    state = known.state
    if state.retirement is not None:
        text = f"{platform} {version} is retired: {state.retirement.because}; {then}"
        return VersionRetiredError(text, platform=platform, platform_version=version)
    if state.broken is not None:
        text = f"{platform} {version} is broken since {state.broken.at:%Y-%m-%d}: {state.broken.because}; {then}"
    else:
        text = f"{platform} {version} is {state.status}, and not supported yet; {then}"
    return VersionUnsupportedError(text, platform=platform, platform_version=version)


def _mark(path: Path) -> tuple[int, int]:
    try:
        status = path.stat()
    except FileNotFoundError:
        return (0, 0)
    return (status.st_mtime_ns, status.st_size)
