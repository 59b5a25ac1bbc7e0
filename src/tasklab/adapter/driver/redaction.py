"""Keeps secrets out of everything that is shown."""

from __future__ import annotations

import re
from json import dumps
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tasklab.adapter.message import Pairs

MASK = "[redacted]"
_SENSITIVE = frozenset({"authorization", "proxy-authorization", "cookie", "set-cookie"})


class Redactor:
    """Knows the secrets of one connection, in every form in which they go over the wire."""

    def __init__(self, secrets: Iterable[str]) -> None:
        self._known: set[str] = set()
        self._pattern: re.Pattern[str] | None = None
        self.add(secrets)

    def __repr__(self) -> str:
        return f"Redactor({len(self._known)} forms)"

    def add(self, secrets: Iterable[str]) -> None:
        """Learn more secrets."""
        for secret in secrets:
            if secret:
                self._known |= {secret, quote(secret, safe=""), quote(secret), quote_plus(secret)}
                self._known |= {dumps(secret)[1:-1], dumps(secret, ensure_ascii=False)[1:-1]}
        longest_first = sorted(self._known, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, longest_first))) if longest_first else None

    def redact(self, text: str) -> str:
        """Return a text without the secrets."""
        return text if self._pattern is None else self._pattern.sub(MASK, text)

    def redact_body(self, body: bytes) -> bytes:
        """Return a body without the secrets."""
        if self._pattern is None or not body:
            return body
        text = body.decode("utf-8", "surrogateescape")
        return self._pattern.sub(MASK, text).encode("utf-8", "surrogateescape")

    def redact_pairs(self, pairs: Iterable[tuple[str, str]]) -> Pairs:
        """Return headers or query pairs without the secrets; headers that carry credentials are masked whole."""
        return tuple((name, MASK if name.lower() in _SENSITIVE else self.redact(value)) for name, value in pairs)
