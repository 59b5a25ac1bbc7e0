"""Tables on a terminal; where there is none, the same as plain lines that nothing is cut from."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import Console

TONES = {"good": "green", "bad": "red", "wait": "yellow", "soon": "yellow", "note": "dim", "none": "dim"}
"""Tone of a standing or a worry to a colour; the words beside it say the same."""
_PLAIN_WIDTH = 240


def open_console() -> Console:
    """Open the terminal; a log or a pipe has no width, so it gets one in which lines stay whole."""
    from rich.console import Console  # noqa: PLC0415 - costs 40 ms, which JSON and help do without

    # Whoever forces colours (FORCE_COLOR) has no terminal for that: its width is not to be had.
    return Console() if sys.stdout.isatty() else Console(width=_PLAIN_WIDTH)


def print_table(columns: Sequence[str], rows: Iterable[Sequence[str | tuple[str, str]]], *, wraps: str = "") -> None:
    """Print rows under columns; a cell is a text, or a text with its tone. Only the column `wraps` may be broken."""
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    table = Table(box=None, pad_edge=False, show_header=any(columns))
    for column in columns:
        table.add_column(column, no_wrap=column != wraps, overflow="fold")
    for row in rows:
        cells = [(cell, "") if isinstance(cell, str) else cell for cell in row]
        table.add_row(*(Text(text, style=TONES.get(tone, "")) for text, tone in cells))
    console = open_console()
    if console.is_terminal:
        console.print(table)
        return
    with console.capture() as captured:
        console.print(table)
    click.echo("\n".join(line.rstrip() for line in captured.get().splitlines()))


def print_line(text: str, *, bold: bool = False) -> None:
    """Print one line, whatever signs it holds."""
    open_console().print(text, style="bold" if bold else "", markup=False, highlight=False, soft_wrap=True)
