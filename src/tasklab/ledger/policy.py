"""What the gate asks of a platform's versions: the table `[policy]` of `tasklab.toml`."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from tasklab.ledger.fact import LEVELS, Level
from tasklab.unified.catalogue import METHODS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

CORE_METHODS: frozenset[str] = frozenset(name for name, method in METHODS.items() if method.tier == "core")


class PolicyError(ValueError):
    """The policy cannot be read, so nothing can be promoted by it."""


class PlatformPolicy(BaseModel):
    """What one platform's versions need."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    level: Level = "server"
    """The weakest proof that counts."""
    versions: dict[str, Level] = {}
    """Versions for which weaker proof counts, or stronger: one of a product whose server can no longer be had."""
    required: frozenset[str] = Field(default=CORE_METHODS)
    """Methods that must be verified, or unavailable with proof."""

    @field_validator("required")
    @classmethod
    def _are_methods(cls, value: frozenset[str]) -> frozenset[str]:
        if unknown := sorted(value - METHODS.keys()):
            raise ValueError(f"not in the catalogue: {', '.join(unknown)}")
        if missing := sorted(CORE_METHODS - value):
            raise ValueError(f"the core methods are always required; missing: {', '.join(missing)}")
        return value

    def is_enough(self, level: Level) -> bool:
        """Whether proof of a level counts."""
        return LEVELS.index(level) >= LEVELS.index(self.level)


class Policy(BaseModel):
    """The policy of the whole lab."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    default: PlatformPolicy = PlatformPolicy()
    platform: dict[str, PlatformPolicy] = {}
    """Platforms that need something else than the default."""
    overdue_blocks: bool = False
    """Whether a release of tasklab waits while a window is overdue."""

    def find(self, platform: str, version: str) -> PlatformPolicy:
        """Find what a version of a platform needs."""
        found = self.platform.get(platform, self.default)
        level = found.versions.get(version, found.level)
        return found if level == found.level else found.model_copy(update={"level": level})


def load_policy(path: Path) -> Policy:
    """Load the policy from `tasklab.toml`; without the file or the table, the strict default.

    Raises: PolicyError.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Policy()
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise PolicyError(f"{path}: cannot be read as TOML: {error}") from error
    try:
        return Policy.model_validate(content.get("policy", {}))
    except ValidationError as error:
        lines = _render_lines((item["loc"], item["msg"]) for item in error.errors(include_url=False))
        raise PolicyError(f"{path}: {lines}") from error


def _render_lines(problems: Iterable[tuple[tuple[int | str, ...], str]]) -> str:
    return "; ".join(f"[{'.'.join(('policy', *map(str, where)))}] {text}" for where, text in problems)
