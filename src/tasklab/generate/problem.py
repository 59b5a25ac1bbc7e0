"""What stands in the way of generating an adapter; collected, and shown together."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class GenerationProblem:
    """One thing in a spec that no code can be made of, or one adapter that is not what its spec says."""

    source: str
    """The spec or the adapter it is in, below its folder: `redmine/5.0.yaml`; empty where `what` says the place."""
    where: str
    """Dotted place in it: `methods.task.list.query.sort`."""
    what: str
    expected: str = ""

    def __str__(self) -> str:
        place = ": ".join(part for part in (self.source, self.where) if part)
        wanted = f"; expected {self.expected}" if self.expected else ""
        return f"{place}: {self.what}{wanted}" if place else f"{self.what}{wanted}"


class GenerationError(Exception):
    """A spec that no adapter can be made of."""

    def __init__(self, problems: tuple[GenerationProblem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems
