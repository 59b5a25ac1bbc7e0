"""What a run of the contract is told about its target: written by who opened it, read by the run."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from pathlib import Path


class DescribedBy(msgspec.Struct, frozen=True, kw_only=True):
    """The vendor's description that a run's traffic is held against."""

    path: str
    """The file, on this machine."""
    kind: str
    """As `vendor.lock` says it: `openapi3`."""
    sha256: str
    lock: str
    """The `vendor.lock` with the known mistakes, on this machine."""
    version: str
    """What the lock calls it."""
    is_strict: bool = False
    """Whether members that are not described are refused wherever the description tells of any."""


class TwinChoice(msgspec.Struct, frozen=True, kw_only=True):
    """Which twin a run opens, and how its words become a connection's."""

    name: str
    version: str
    options: dict[str, str] = {}
    parameters: dict[str, str]
    """Connection parameter to a template of the account's words: `{api_token}`; `{address}` is the site's address."""
    facts: dict[str, str | None] = {}
    """Name that a case asks for to the name of a fact of the twin's, where they differ."""
    described_by: DescribedBy | None = None


class TargetFile(msgspec.Struct, frozen=True, kw_only=True):
    """What a run is told about its target. Holds credentials: readable by its owner only."""

    platform: str
    version: str
    name: str
    """For people: `radicale 3.9.1 on loopback`."""
    pace: str = "steady"
    url: str = ""
    """Address of a server."""
    pid: int = 0
    """Process of a server."""
    parameters: dict[str, str] = {}
    others: dict[str, dict[str, str]] = {}
    context: dict[str, str] = {}
    twin: TwinChoice | None = None
    """The twin that the run opens in its own process; it then gives parameters, others and context itself."""

    def __repr__(self) -> str:
        return f"TargetFile({self.name!r}, {self.url!r})"


def write_target_file(path: Path, content: TargetFile) -> None:
    """Write a target file, readable by its owner only."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as stream:
        stream.write(msgspec.json.encode(content))


def read_target_file(path: Path) -> TargetFile:
    """Read a target file."""
    return msgspec.json.decode(path.read_bytes(), type=TargetFile)
