"""One reason of the gate, as data: each report format words it in its own way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from tasklab.ledger.fact import Level

Effect: TypeAlias = Literal["no", "unknown", "remark"]


@dataclass(frozen=True)
class GateReason:
    """Why the gate does not say yes, or a remark beside a yes."""

    effect: Effect
    text: str
    method: str = ""
    case: str = ""
    level_needed: Level | None = None
    level_had: Level | None = None
    command: str = ""
    """What reproduces it, or what to run."""
    spec_line: str = ""
    """`file:line` of the method in the spec, when known."""

    def __str__(self) -> str:
        where = f"{self.method}: " if self.method else ""
        level = f" (level needed {self.level_needed}, had {self.level_had})" if self.level_needed else ""
        details = [f"case {self.case}"] if self.case else []
        details += [self.spec_line] if self.spec_line else []
        details += [f"run `{self.command}`"] if self.command else []
        return f"{where}{self.text}{level}" + (f" [{'; '.join(details)}]" if details else "")
