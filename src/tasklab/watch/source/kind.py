"""The kinds of release source: whatever modules stand beside this one; there is no list to edit."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from tasklab.watch.config import SourceConfig
    from tasklab.watch.fetch import Fetch
    from tasklab.watch.release import Release

_NOT_KINDS = frozenset({"kind", "reply"})


class ReleaseSource(Protocol):
    """What a module of a source kind offers."""

    LISTS_ALL: bool
    """Whether it always lists every release there is, so that a missing one is trouble."""

    def fetch_releases(self, source: SourceConfig, fetch: Fetch) -> list[Release]:
        """Ask for the releases.

        Raises: SourceError when there is no answer, or none that can be read.
        """


def find_kinds() -> list[str]:
    """Name every kind of source."""
    names = (module.name for module in pkgutil.iter_modules([str(Path(__file__).parent)]))
    return sorted(name for name in names if name not in _NOT_KINDS)


def load_kind(name: str) -> ReleaseSource:
    """Load one kind of source."""
    return cast("ReleaseSource", importlib.import_module(f"tasklab.watch.source.{name}"))
