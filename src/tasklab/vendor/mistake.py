"""Known mistakes of vendors: each silences exactly the finding it explains, and is told of when it explains none."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tasklab.vendor.finding import Finding, Refusal
    from tasklab.vendor.lock import Mistake

_UNDESCRIBED = frozenset({"operation-unknown", "verb-unknown"})


class KnownMistakes:
    """Mistakes by the place in the description that is wrong."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.all = tuple(mistakes)
        self._exact: dict[str, list[Mistake]] = {}
        self._alike: list[tuple[re.Pattern[str], Mistake]] = []
        for mistake in self.all:
            if "*" in mistake.at:
                self._alike.append((re.compile(".*".join(map(re.escape, mistake.at.split("*")))), mistake))
            else:
                self._exact.setdefault(mistake.at, []).append(mistake)

    def find(self, at: str) -> list[Mistake]:
        """Find the mistakes at a place."""
        alike = [mistake for pattern, mistake in self._alike if pattern.fullmatch(at)]
        return [*self._exact.get(at, ()), *alike]


class MistakeSieve:
    """Takes out findings that a reviewed mistake explains, and remembers which mistakes were needed."""

    def __init__(self, mistakes: KnownMistakes) -> None:
        self._mistakes = mistakes
        self._used: set[int] = set()

    def sift(self, findings: Iterable[Finding]) -> list[Finding]:
        """Return the findings that no mistake explains."""
        return [finding for finding in findings if not self._explains(finding)]

    def note(self, refusals: Iterable[Refusal]) -> None:
        """Note what a schema refuses as it is described, with its mistakes in it."""
        for refusal in refusals:
            for mistake in self._mistakes.find(refusal.at):
                if mistake.rule == refusal.rule and (not mistake.members or refusal.members & set(mistake.members)):
                    self._used.add(id(mistake))

    @property
    def unused(self) -> list[Mistake]:
        """The mistakes that explained nothing so far: after a whole run, they are to be looked at again."""
        return [each for each in self._mistakes.all if id(each) not in self._used]

    def _explains(self, finding: Finding) -> bool:
        for mistake in self._mistakes.find(finding.described_at):
            is_general = mistake.operation is None and not mistake.members
            if mistake.rule == finding.rule and (is_general or _is_of(mistake.operation, finding)):
                self._used.add(id(mistake))
                return True
        return False


def _is_of(operation: str | None, finding: Finding) -> bool:
    """Whether a finding is about an operation; one that is not described is told of by the path that was sent."""
    if operation is None:
        return False
    if finding.rule not in _UNDESCRIBED:
        return operation == finding.operation
    return _form_of(operation).fullmatch(finding.operation) is not None


@cache
def _form_of(operation: str) -> re.Pattern[str]:
    """Return what an operation that is not described looks like when it is sent."""
    return re.compile("[^/]+".join(map(re.escape, re.split(r"\{[^/{}]*\}", operation))))
