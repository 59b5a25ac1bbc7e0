"""The command `tasklab`: its help is printed from a table alone, so it starts like a bare interpreter."""

from __future__ import annotations

import sys

from tasklab import __version__
from tasklab.command.table import render_help


def main() -> None:
    """Run a sub-command, or print the help or the version."""
    words = sys.argv[1:]
    if not words or words in (["--help"], ["-h"]):
        sys.stdout.write(render_help())
        sys.exit(0 if words else 2)
    if words == ["--version"]:
        sys.stdout.write(f"tasklab, version {__version__}\n")
        sys.exit(0)
    from tasklab.command.group import run  # noqa: PLC0415 - help must not wait for click

    run(words)


if __name__ == "__main__":
    main()
