"""The limit of what somebody may consume, told only when it is near.

Source: https://learn.microsoft.com/azure/devops/integrate/concepts/rate-limits: 200 units in a window of
five minutes, headers when requests are delayed or soon will be, 429 when they are blocked.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from tasklab.twin.pace import RateLimit
from tasklab.twin.platform.azure_devops.refusal import RefusalError

if TYPE_CHECKING:
    from tasklab.twin.pace import Standing

_WINDOW_S = 300.0
_NEAR = 0.2
RESOURCE = "Core"


class Meter:
    """Counts requests of each person, each as one unit."""

    def __init__(self, units: int) -> None:
        self._limit = RateLimit(units, _WINDOW_S)

    def take(self, user_id: str, now_s: float) -> tuple[dict[str, str], bool]:
        """Count one request; return the headers to tell, and whether it is blocked."""
        standing = self._limit.take(user_id, now_s)
        if not standing.is_over and standing.remaining >= standing.limit * _NEAR:
            return {}, False
        return _tell(standing, now_s), standing.is_over


def _tell(standing: Standing, now_s: float) -> dict[str, str]:
    headers = {
        "x-ratelimit-resource": RESOURCE,
        "x-ratelimit-delay": "0",
        "x-ratelimit-limit": str(standing.limit),
        "x-ratelimit-remaining": str(standing.remaining),
        "x-ratelimit-reset": str(math.ceil(standing.reset_at_s)),
    }
    if standing.is_over:
        headers["retry-after"] = str(max(1, math.ceil(standing.reset_at_s - now_s)))
    return headers


def blocked() -> RefusalError:
    """Refuse a request of somebody who consumed too much."""
    text = (
        "TF400733: The request has been canceled: Request was blocked due to exceeding usage of resource "
        f"'{RESOURCE}' in namespace 'User'."
    )
    return RefusalError(429, "RequestBlockedException", text, space="Microsoft.TeamFoundation.Framework.Server")
