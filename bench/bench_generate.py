"""What generating 100 adapters from specs of about 300 lines costs: all of them, and when nothing changed."""

from __future__ import annotations

import importlib.metadata
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.figure import Figure, cpu_of_children, keeping_bytecode

ADAPTERS = 100
MODEL = Path(__file__).parents[1] / "specs" / "roundup" / "2.0.yaml"
SCRIPT = """
import sys
from pathlib import Path
from tasklab.generate.generation import generate_all
root = Path(sys.argv[1])
report = generate_all(root / "specs", root / "connectors")
print(len(report.written), len(report.unchanged), len(report.problems))
"""
WARM = "import tasklab.generate.generation, tasklab.generate.planner, tasklab.generate.render, tasklab.spec.check.spec"
"""Compiles what the run imports: the figure is of generating, not of a first start."""


def measure() -> list[Figure]:
    """Generate cold, then again with nothing changed, each in a process of its own."""
    with TemporaryDirectory() as name:
        root = Path(name)
        size = write_specs(root)
        cold_s = cpu_of_generating(root, wrote=True)
        again_s = cpu_of_generating(root, wrote=False)
    formatter = f"ruff {importlib.metadata.version('ruff')}"
    what = f"CPU seconds of the process and of {formatter}, {size} a spec"
    return [
        Figure(f"generating {ADAPTERS} adapters, formatting included", cold_s, 3.0, what, unit="s"),
        Figure(f"generating {ADAPTERS} adapters when nothing changed", again_s, 0.5, what, unit="s"),
    ]


def write_specs(root: Path) -> str:
    """Write a folder of specs, each of a platform of its own; return how large each is."""
    text = MODEL.read_text("utf-8")
    for index in range(ADAPTERS):
        folder = root / "specs" / f"platform-{index}"
        folder.mkdir(parents=True)
        (folder / MODEL.name).write_text(text, "utf-8")
    (root / "connectors").mkdir()
    return f"{len(text.splitlines())} lines, {len(text) / 1000:.0f} KB"


def cpu_of_generating(root: Path, *, wrote: bool) -> float:
    """Return the CPU seconds, user and system, of one run and of what it started."""
    env = keeping_bytecode(root / "compiled")
    subprocess.run([sys.executable, "-c", WARM], check=True, env=env)
    before = cpu_of_children()
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(root)], check=True, capture_output=True, text=True, env=env
    )
    written, unchanged, problems = map(int, done.stdout.split())
    # A package file stands beside each adapter that is written.
    assert (written, unchanged, problems) == ((2 * ADAPTERS, 0, 0) if wrote else (0, ADAPTERS, 0)), done.stdout
    return cpu_of_children() - before
