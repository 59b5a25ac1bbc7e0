"""What is seen while the loop runs: a live table in a terminal, plain lines elsewhere."""

from __future__ import annotations

import textwrap
from threading import Lock
from typing import IO, TYPE_CHECKING, Protocol, Self

if TYPE_CHECKING:
    from rich.live import Live
    from rich.table import Table

    from tasklab.advance.schedule import Ended, Name
    from tasklab.ledger.gate import GateAnswer


_LONGEST = 160


class Progress(Protocol):
    """Told what happens, from any thread."""

    def say(self, text: str) -> None:
        """Say something that stays."""

    def note(self, name: Name, stage: str) -> None:
        """Show how far a version is."""

    def ended(self, ended: Ended) -> None:
        """Say how a version ended."""

    def told(self, name: Name, ended: Ended, answer: GateAnswer) -> None:
        """Say how a version ended, and what the gate says."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *exception: object) -> None: ...


def open_progress(stream: IO[str]) -> Progress:
    """Return what suits a stream."""
    return LiveProgress(stream) if stream.isatty() else PlainProgress(stream)


def render_end(ended: Ended, answer: GateAnswer | None = None) -> str:
    """Word how a version ended, on one line."""
    evidence = ended.ran.evidence
    if ended.kind == "not run":
        return f"{ended.name}: not run: {ended.reason}"
    how = "unchanged since its last run"
    if evidence is not None:
        bad = [name for name, outcome in evidence.methods.items() if outcome.verdict in {"failing", "unverified"}]
        how = f"ran in {evidence.duration_s:.1f} s" + (f", {len(bad)} methods not verified" if bad else "")
    if answer is None:
        return f"{ended.name}: {how}"
    against = [reason for reason in answer.reasons if reason.effect != "remark"]
    if answer.is_yes:
        return f"{ended.name}: {how}; supported"
    first = textwrap.shorten(str(against[0]), _LONGEST, placeholder=" …")
    verdict = f"not supported ({answer.answer}): {len(against)} reasons, first: {first}"
    return f"{ended.name}: {how}; {verdict}"


class PlainProgress:
    """Lines, one for each thing that happened; how far a run is would only be noise in a log."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream, self._lock = stream, Lock()

    def say(self, text: str) -> None:
        """Write a line."""
        with self._lock:
            self._stream.write(f"{text}\n")
            self._stream.flush()

    def note(self, name: Name, stage: str) -> None:
        """Write the stages that take long."""
        if stage in {"installing", "running"}:
            self.say(f"{name}: {stage}")

    def ended(self, ended: Ended) -> None:
        """Write how a version ended."""
        self.say(render_end(ended))

    def told(self, name: Name, ended: Ended, answer: GateAnswer) -> None:
        """Write how a version ended, and what the gate says."""
        del name
        self.say(render_end(ended, answer))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        """Nothing is left open."""


class LiveProgress:
    """A table of what is under way, below the lines of what has ended."""

    def __init__(self, stream: IO[str]) -> None:
        from rich.console import Console  # noqa: PLC0415 - costs 40 ms, which a log does without
        from rich.live import Live  # noqa: PLC0415

        self._stages: dict[Name, str] = {}
        self._lock = Lock()
        self._live: Live = Live(
            console=Console(file=stream), get_renderable=self._render, refresh_per_second=4, transient=True
        )

    def say(self, text: str) -> None:
        """Print a line above the table."""
        self._live.console.print(text, markup=False, highlight=False)

    def note(self, name: Name, stage: str) -> None:
        """Show a stage in the table."""
        with self._lock:
            self._stages[name] = stage

    def ended(self, ended: Ended) -> None:
        """Take a version out of the table and print how it ended."""
        with self._lock:
            self._stages.pop(ended.name, None)
        self.say(render_end(ended))

    def told(self, name: Name, ended: Ended, answer: GateAnswer) -> None:
        """Take a version out of the table and print how it ended, and what the gate says."""
        with self._lock:
            self._stages.pop(name, None)
        self.say(render_end(ended, answer))

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._live.stop()

    def _render(self) -> Table:
        from rich.table import Table  # noqa: PLC0415

        table = Table(box=None, pad_edge=False, show_header=False)
        with self._lock:
            for name, stage in self._stages.items():
                table.add_row(str(name), stage)
        return table
