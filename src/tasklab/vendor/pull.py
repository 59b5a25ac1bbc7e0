"""Fetch what is locked and not here. Nothing is written that is not exactly what is locked."""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

from tasklab.vendor.problem import PullError
from tasklab.vendor.shelf import Here

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tasklab.vendor.lock import Lock, LockedDescription
    from tasklab.vendor.shelf import Shelf

Outcome: TypeAlias = Literal["here", "fetched", "failed"]


class Fetch(Protocol):
    """Get the bytes at one address.

    Raises: PullError when there are none.
    """

    def __call__(self, url: str) -> bytes:
        """Get them."""


@dataclass(frozen=True)
class Pulled:
    """What became of one locked description."""

    platform: str
    version: str
    outcome: Outcome
    text: str
    """Where it is, or why it is not."""


def pull(lock: Lock, shelf: Shelf, fetch: Fetch) -> Iterator[Pulled]:
    """Fetch every description of a platform that is not here yet; one that fails does not stop the others."""
    for version, entry in sorted(lock.descriptions.items()):
        found = shelf.find(entry)
        if isinstance(found, Here):
            yield Pulled(lock.platform, version, "here", str(found.path))
            continue
        try:
            yield Pulled(lock.platform, version, "fetched", str(_pull_one(entry, shelf, fetch)))
        except PullError as error:
            yield Pulled(lock.platform, version, "failed", str(error))


def _pull_one(entry: LockedDescription, shelf: Shelf, fetch: Fetch) -> Path:
    if entry.is_derived:
        raise PullError(f"{entry.path} was made of {entry.upstream_url}, and there is no address to fetch it from")
    content = fetch(entry.upstream_url)
    found = hashlib.sha256(content).hexdigest()
    if found != entry.sha256:
        raise PullError(
            f"{entry.upstream_url} holds other bytes than those that are locked (SHA-256 {found}, expected"
            f" {entry.sha256}): the vendor has changed it; look at the difference and lock it anew"
        )
    path = shelf.cache / entry.path
    try:
        _write(path, content)
    except OSError as error:
        raise PullError(f"{path}: {error.strerror or type(error).__name__}") from error
    return path


def _write(path: Path, content: bytes) -> None:
    """Write a file as a whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    number, part = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(number, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(part).replace(path)
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise
