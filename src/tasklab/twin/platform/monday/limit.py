"""How much a token may ask: points of complexity, and requests, both in a minute that begins with the first call.

A field costs as much as is in it, as often as a list may be long. The vendor gives the limits and some costs, and not
the rule. Source: https://developer.monday.com/api-reference/docs/rate-limits (10 000 000 points a minute for a personal
token, 5 000 000 for one request, 2500 requests a minute in the plan Pro).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graphql import FieldNode, FragmentSpreadNode, InlineFragmentNode, IntValueNode, ListValueNode, VariableNode

from tasklab.twin.platform.monday.refusal import HttpRefusalError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphql import FragmentDefinitionNode, SelectionSetNode

POINTS, REQUESTS, MOST = 10_000_000, 2_500, 5_000_000
MINUTE_S = 60.0
_DEFAULT_SIZE = 25
_OBJECT, _LEAF, _MUTATION = 10, 1, 10_000
_PAGED = frozenset({"boards", "items", "items_page", "next_items_page", "items_page_by_column_values", "updates"})
_FREE = frozenset({"complexity", "version", "versions"})


@dataclass
class Window:
    """So much in a minute; it begins with the first call after the last one ended."""

    limit: int
    used: int = 0
    begin_s: float = -MINUTE_S

    def turn(self, now_s: float) -> None:
        """Begin anew if a minute is over."""
        if now_s >= self.begin_s + MINUTE_S:
            self.begin_s, self.used = now_s, 0

    @property
    def left(self) -> int:
        """How much is left."""
        return self.limit - self.used

    def wait_s(self, now_s: float) -> int:
        """In how many seconds it begins anew."""
        return max(1, math.ceil(self.begin_s + MINUTE_S - now_s))


def measure(
    selection: SelectionSetNode | None,
    fragments: Mapping[str, FragmentDefinitionNode],
    variables: Mapping[str, Any],
    *,
    is_mutation: bool = False,
) -> int:
    """Return how many points fields cost."""
    points = 0
    for node in () if selection is None else selection.selections:
        if isinstance(node, FieldNode):
            points += _cost(node, fragments, variables) + (_MUTATION if is_mutation and not _is_free(node) else 0)
        elif isinstance(node, FragmentSpreadNode):
            points += measure(fragments[node.name.value].selection_set, fragments, variables, is_mutation=is_mutation)
        elif isinstance(node, InlineFragmentNode):
            points += measure(node.selection_set, fragments, variables, is_mutation=is_mutation)
    return points


def _is_free(node: FieldNode) -> bool:
    return node.name.value in _FREE


def _cost(node: FieldNode, fragments: Mapping[str, FragmentDefinitionNode], variables: Mapping[str, Any]) -> int:
    if node.selection_set is None:
        return _LEAF
    inner = measure(node.selection_set, fragments, variables)
    if _is_free(node):
        return 0
    # What a page of items holds is as many as the page is long, which has been counted.
    is_paged = node.name.value in _PAGED and (node.name.value != "items" or bool(node.arguments))
    return _OBJECT + (_size(node, variables) if is_paged else 1) * inner


def _size(node: FieldNode, variables: Mapping[str, Any]) -> int:
    given = {each.name.value: each.value for each in node.arguments or ()}
    for name in ("limit", "ids"):
        value = given.get(name)
        if isinstance(value, VariableNode):
            found = variables.get(value.name.value)
            if found is not None:
                return (
                    found
                    if isinstance(found, int) and name == "limit"
                    else len(found)
                    if isinstance(found, list)
                    else 1
                )
        elif isinstance(value, IntValueNode):
            return int(value.value) if name == "limit" else 1
        elif isinstance(value, ListValueNode):
            return max(1, len(value.values))
    return _DEFAULT_SIZE


def exhausted(version: str, account_id: int, cost: int, window: Window, now_s: float) -> HttpRefusalError:
    """Refuse a request whose cost is more than is left: 200 with a code until 2025-01, 429 and `extensions` later."""
    wait_s = window.wait_s(now_s)
    headers = {"retry-after": str(wait_s)}
    if version >= "2025-04":
        extensions = {
            "code": "COMPLEXITY_BUDGET_EXHAUSTED",
            "complexity": cost,
            "complexity_budget_left": window.left,
            "complexity_budget_limit": window.limit,
            "retry_in_seconds": wait_s,
            "status_code": 429,
        }
        return HttpRefusalError(
            429, {"errors": [{"message": "Complexity budget exhausted", "extensions": extensions}]}, headers
        )
    words = (
        f"Complexity budget exhausted, query cost {cost} budget remaining {window.left} out of {window.limit}"
        f" reset in {wait_s} seconds"
    )
    code = "complexityBudgetExhausted" if version >= "2024-04" else "ComplexityException"
    body = {"error_code": code, "status_code": 429, "error_message": words, "error_data": {}, "errors": [words]}
    return HttpRefusalError(200, {**body, "account_id": account_id}, headers)


def too_complex(version: str, account_id: int, cost: int) -> HttpRefusalError:
    """Refuse one request that costs more than one may."""
    words = f"Query has complexity of {cost}, which exceeds max complexity of {MOST}"
    if version >= "2025-01":
        extensions = {"code": "maxComplexityExceeded", "complexity": cost, "maxComplexity": MOST}
        return HttpRefusalError(200, {"errors": [{"message": words, "extensions": extensions}]})
    return HttpRefusalError(200, {"errors": [{"message": words}], "account_id": account_id})


def too_many(version: str, wait_s: int) -> HttpRefusalError:
    """Refuse a caller that asked too often."""
    headers = {"retry-after": str(wait_s)}
    if version >= "2025-01":
        extensions = {"code": "RATE_LIMIT_EXCEEDED", "retry_in_seconds": wait_s, "status_code": 429}
        return HttpRefusalError(
            429, {"errors": [{"message": "Rate Limit Exceeded", "extensions": extensions}]}, headers
        )
    return HttpRefusalError(429, {"error_message": "Rate Limit Exceeded.", "status_code": 429}, headers)
