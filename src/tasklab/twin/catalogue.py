"""Which platforms have a twin: their modules, found by name."""

from __future__ import annotations

import importlib
import pkgutil
from typing import TYPE_CHECKING

from tasklab.twin import platform as platforms
from tasklab.twin.clock import stopped_clock
from tasklab.twin.site import Platform, Situation, TwinError
from tasklab.twin.twin import Twin

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tasklab.twin.clock import Clock


def list_platforms() -> list[str]:
    """Name the platforms that have a twin, without importing any."""
    return sorted(each.name.replace("_", "-") for each in pkgutil.iter_modules(platforms.__path__))


def find_platform(name: str) -> Platform:
    """Import what a platform's module says. Raises: TwinError, naming the platforms that there are."""
    if name not in (known := list_platforms()):
        raise TwinError(f"there is no twin of {name!r}; there are {', '.join(known)}")
    module = importlib.import_module(f"{platforms.__name__}.{name.replace('-', '_')}")
    platform: Platform = module.PLATFORM
    return platform


def open_twin(
    name: str,
    version: str | None = None,
    *,
    clock: Clock | None = None,
    seed: int = 0,
    wait: Callable[[float], object] | None = None,
    address: str = "http://127.0.0.1",
    options: Mapping[str, str] | None = None,
) -> Twin:
    """Open a twin of a version, the newest when left out, on a clock that stands still when none is given.

    Raises: TwinError for an unknown platform, version or option; its text names those that there are.
    """
    platform = find_platform(name)
    chosen = platform.versions[-1] if version is None else version
    if chosen not in platform.versions:
        raise TwinError(f"the twin of {name} knows no version {chosen!r}; it knows {', '.join(platform.versions)}")
    unknown = sorted(set(options or {}) - set(platform.options))
    if unknown:
        known = ", ".join(platform.options) or "none"
        raise TwinError(f"the twin of {name} knows no option {unknown[0]!r}; it knows {known}")
    situation = Situation(clock or stopped_clock(), chosen, address.rstrip("/"), dict(options or {}))
    return Twin(platform, situation, seed=seed, wait=wait)
