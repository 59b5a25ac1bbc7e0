"""One reason of the gate, as data: each report format words it in its own way."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tasklab.ledger.fact import Level

Effect: TypeAlias = Literal["no", "unknown", "remark"]
Rule: TypeAlias = Literal[
    "read",
    "release",
    "standing",
    "evidence",
    "fresh",
    "todo",
    "method",
    "level",
    "parity",
    "waiver",
    "served",
    "overdue",
]
RULES: Mapping[Rule, str] = MappingProxyType(
    {
        "read": "Specs, policy and every line of the ledger can be read, and each line is about the file's platform.",
        "release": "The ledger knows a release of the version.",
        "standing": "The version is not retired, withdrawn or broken.",
        "evidence": "There is a run of the contract on the version, and the run that it was promoted on is there.",
        "fresh": "Spec, adapter, suite and target are still those of the run.",
        "todo": "The spec has no todo.",
        "method": "Each method that is required or was run is verified, or unavailable with a proof.",
        "level": "The proof of each is of the level that the policy asks for, or stronger.",
        "parity": "What the supported version before had verified is verified.",
        "waiver": "A waiver has a reason, an owner, and a last day that has not passed.",
        "served": "At least one version is supported.",
        "overdue": "No window is overdue, where the policy makes a release wait for that.",
    }
)
"""What the gate asks, in its order; a yes needs all of them."""
VERSION_RULES: tuple[Rule, ...] = tuple(rule for rule in RULES if rule not in {"served", "overdue"})
"""What is asked of one version."""


@dataclass(frozen=True)
class GateReason:
    """Why the gate does not say yes, or a remark beside a yes."""

    effect: Effect
    rule: Rule
    text: str
    method: str = ""
    case: str = ""
    level_needed: Level | None = None
    level_had: Level | None = None
    command: str = ""
    """What reproduces it, or what to run."""
    spec_line: str = ""
    """`file:line` of the method in the spec, when known."""
    platform: str = ""
    version: str = ""

    @property
    def subject(self) -> str:
        """The version it is about: `radicale 3.9`; empty when it is about the lab."""
        return f"{self.platform} {self.version}".strip()

    @property
    def headline(self) -> str:
        """What is wrong, without where to look."""
        where = f"{self.method}: " if self.method else ""
        level = f" (level needed {self.level_needed}, had {self.level_had})" if self.level_needed else ""
        return f"{where}{self.text}{level}"

    def __str__(self) -> str:
        details = [f"case {self.case}"] if self.case else []
        details += [self.spec_line] if self.spec_line else []
        details += [f"run `{self.command}`"] if self.command else []
        return self.headline + (f" [{'; '.join(details)}]" if details else "")
