"""What goes wrong with a real server.

ServerUnavailable   the server cannot be a target now; the reason says why, and no evidence may be recorded
ProgramFault        a program that installs or prepares ended badly; always wrapped into ServerUnavailable
"""

from __future__ import annotations

_TAIL_LINES = 12


class ServerUnavailable(Exception):  # noqa: N818 - a state of the target, as `unavailable` is one of a method
    """A real server could not be installed, prepared or started.

    `reason` is one sentence; `output` holds the last lines of the program that failed.
    """

    def __init__(self, platform: str, version: str, reason: str, output: str = "") -> None:
        self.platform = platform
        self.version = version
        self.reason = reason
        self.output = tail_text(output)
        super().__init__(platform, version, reason)

    def __str__(self) -> str:
        head = f"{self.platform} {self.version} cannot be a target: {self.reason}"
        return f"{head}\n{self.output}" if self.output else head


class ProgramFault(Exception):  # noqa: N818 - never leaves this package
    """A program run for an installation or a database failed; `output` is what it printed."""

    def __init__(self, reason: str, output: str = "") -> None:
        self.reason = reason
        self.output = output
        super().__init__(reason)


def tail_text(text: str, lines: int = _TAIL_LINES) -> str:
    """Give the last lines of a program's output, without empty ones."""
    return "\n".join([line for line in text.splitlines() if line.strip()][-lines:])
