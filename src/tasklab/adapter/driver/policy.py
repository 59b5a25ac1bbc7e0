"""The bounds within which a session works."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Policy:
    """Bounds on time, repeats and size. The defaults suit a person who waits for an answer."""

    total_s: float = 60.0
    """One call, with its repeats and waits."""
    request_s: float = 30.0
    """One exchange."""
    attempts: int = 4
    """Times that one request is sent."""
    backoff_s: float = 0.5
    """Longest wait before the first repeat; it doubles with each."""
    backoff_max_s: float = 20.0
    pause_s: float = 1.0
    """Between two questions whether the platform is done with what it does by itself."""
    redirects: int = 5
    max_body_bytes: int = 64 * 1024 * 1024
    """Largest body, before and after decompression."""
    remember_s: float = 300.0
    """How long what a connection remembers is believed."""
    keep_keys_s: float = 24 * 3600.0
    """How long an idempotency key is kept in memory."""
