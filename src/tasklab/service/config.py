"""What an operator chooses."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tasklab.adapter.driver.policy import Policy
from tasklab.service.web.message import Bounds

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Limits:
    """What one account, one connection and one site may ask of a process."""

    requests_per_s: float = 50.0
    """Of one account, on average."""
    burst: int = 200
    """Of one account, at once."""
    in_flight_per_connection: int = 32
    """Calls of one connection at the same time."""
    in_flight_per_site: int = 64
    """Calls to one site at the same time, whoever makes them."""
    failures: int = 5
    """Calls to a site without an answer, one after the other, after which it is left alone for a while."""
    pause_s: float = 10.0
    """How long it is left alone."""
    wrong_keys_per_minute: int = 30
    """Wrong API keys from one address."""


@dataclass(frozen=True)
class Config:
    """What an operator chooses. Secrets are not in its repr."""

    database_url: str = field(repr=False)
    secret_keys: tuple[str, ...] = field(repr=False)
    specs: Path
    ledger: Path
    allowed_networks: tuple[str, ...] = ()
    """Private networks in which customers' sites may be, such as `10.1.0.0/16`."""
    public_address: str = ""
    """Under which platforms reach the service, such as `https://api.example.org`."""
    has_sandbox: bool = False
    """Whether connections to twins inside this process may be made: for one process only."""
    works_here: bool = True
    """Whether this process does the background work too; otherwise `tasklab work` does."""
    keep_events_s: float = 30 * 24 * 3600.0
    """How long events, and deliveries that were taken, are kept."""
    limits: Limits = field(default_factory=Limits)
    bounds: Bounds = field(default_factory=Bounds)
    policy: Policy = field(default_factory=lambda: Policy(max_body_bytes=32 * 1024 * 1024))
    refresh_s: float = 1.0
    """How often a process looks whether keys, connections or the ledger changed."""
