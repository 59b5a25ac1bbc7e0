"""How long the command and the registry take to start, against a bare interpreter."""

from __future__ import annotations

import platform
import sys

from bench.figure import Figure, cpu_of_command


def measure() -> list[Figure]:
    """Compare whole processes."""
    bare = cpu_of_command([sys.executable, "-c", "pass"])
    baseline = f"python -c pass, CPython {platform.python_version()}"
    command = cpu_of_command([sys.executable, "-m", "tasklab.cli", "--help"])
    registry = cpu_of_command([sys.executable, "-c", "import tasklab.adapter.registry"])
    return [
        Figure("tasklab --help", command / bare, 5.0, baseline),
        Figure("import of the adapter registry", registry / bare, 1.5, baseline),
    ]
