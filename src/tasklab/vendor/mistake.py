"""Known mistakes of vendors: each silences exactly the finding it explains, and is told of when it explains none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tasklab.vendor.finding import Finding
    from tasklab.vendor.lock import Mistake

_UNDESCRIBED = frozenset({"operation-unknown", "verb-unknown"})


class MistakeSieve:
    """Takes out findings that a reviewed mistake explains, and remembers which mistakes were needed."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self._by_place: dict[tuple[str, str], list[Mistake]] = {}
        for mistake in mistakes:
            self._by_place.setdefault((mistake.rule, mistake.at), []).append(mistake)
        self._used: set[int] = set()

    def sift(self, findings: Iterable[Finding]) -> list[Finding]:
        """Return the findings that no mistake explains."""
        return [finding for finding in findings if not self._explains(finding)]

    @property
    def unused(self) -> list[Mistake]:
        """The mistakes that explained nothing so far: after a whole run, they are to be looked at again."""
        return [each for group in self._by_place.values() for each in group if id(each) not in self._used]

    def _explains(self, finding: Finding) -> bool:
        for mistake in self._by_place.get((finding.rule, finding.described_at), ()):
            if mistake.operation is None or _is_of(mistake.operation, finding):
                self._used.add(id(mistake))
                return True
        return False


def _is_of(operation: str, finding: Finding) -> bool:
    """Whether a finding is about an operation; one that is not described is told of by the path that was sent."""
    if finding.rule not in _UNDESCRIBED:
        return operation == finding.operation
    parts = re.split(r"\{[^/{}]*\}", operation)
    return re.fullmatch("[^/]+".join(map(re.escape, parts)), finding.operation) is not None
