"""Rate limits. Source: https://developer.atlassian.com/cloud/trello/guides/rest-api/rate-limits (2026-01-26)."""

from __future__ import annotations

import re

from tasklab.twin.pace import RateLimit
from tasklab.twin.platform.trello.refusal import RefusalError

_MEMBER_PATH = re.compile(r"/members/[^/]+/?")
_LIMITS = (("api-key", 300, 10, "API_KEY_LIMIT_EXCEEDED"), ("api-token", 100, 10, "API_TOKEN_LIMIT_EXCEEDED"))
_MEMBERS, _MEMBERS_S = 100, 900


class Rates:
    """So many calls of each key, of each token, and of members by each token."""

    def __init__(self, *, is_on: bool) -> None:
        self._is_on = is_on
        self._limits = [(name, RateLimit(most, span), most, span, word) for name, most, span, word in _LIMITS]
        self._members = RateLimit(_MEMBERS, _MEMBERS_S)

    def take(self, key: str, token: str, verb: str, path: str, now_s: float, headers: dict[str, str]) -> None:
        """Count a call, and tell in `headers` how the caller stands. Raises: RefusalError (429)."""
        if not self._is_on or not key:
            return
        refusal = None
        for (name, limit, most, span, word), caller in zip(self._limits, (key, token), strict=True):
            standing = limit.take(caller, now_s)
            headers[f"x-rate-limit-{name}-interval-ms"] = str(span * 1000)
            headers[f"x-rate-limit-{name}-max"] = str(most)
            headers[f"x-rate-limit-{name}-remaining"] = str(standing.remaining)
            if standing.is_over and refusal is None:
                refusal = RefusalError(429, "Rate limit exceeded", word)
        if verb == "GET" and refusal is None and _MEMBER_PATH.fullmatch(path):
            standing = self._members.take(token, now_s)
            headers["x-rate-limit-member-remaining"] = str(standing.remaining)
            if standing.is_over:
                refusal = RefusalError(429, "Exceeded rate limit to /1/member", "RATE_LIMIT_EXCEEDED")
        if refusal is not None:
            raise refusal
