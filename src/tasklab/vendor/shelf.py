"""Where descriptions are: the operator's folder, or the cache. What is not here is a value, and never a pass."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tasklab.vendor.lock import LockedDescription

VARIABLE = "TASKLAB_VENDOR_DIR"


@dataclass(frozen=True)
class Here:
    """A description whose bytes are those that are locked."""

    path: Path


@dataclass(frozen=True)
class NotHere:
    """A description that cannot be used, with why and what to do: whoever needed it has checked nothing."""

    reason: str


Shelved: TypeAlias = Here | NotHere


@dataclass(frozen=True)
class Shelf:
    """The folders that may hold descriptions, first one first."""

    folders: tuple[Path, ...]
    cache: Path
    """Where a pull writes."""

    def find(self, entry: LockedDescription) -> Shelved:
        """Find a locked description: the first folder that has its path decides."""
        for folder in self.folders:
            path = folder / entry.path
            if path.is_file():
                return _check_digest(path, entry.sha256)
        return NotHere(
            f"{entry.path} is not here: set {VARIABLE} to a folder that has it, or run `tasklab vendor pull`"
        )


def open_shelf(cache: Path, environ: Mapping[str, str]) -> Shelf:
    """Return the shelf of a workspace: the operator's folder, when there is one, before the cache `vendor/`."""
    own = environ.get(VARIABLE, "")
    cached = cache / "vendor"
    return Shelf((*([Path(own)] if own else []), cached), cached)


def _check_digest(path: Path, sha256: str) -> Shelved:
    try:
        with path.open("rb") as stream:
            found = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        return NotHere(f"{path}: {error.strerror or type(error).__name__}")
    if found != sha256:
        return NotHere(f"{path} is not the file that is locked: its SHA-256 is {found}, expected {sha256}")
    return Here(path)
