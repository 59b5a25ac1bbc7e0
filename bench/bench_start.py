"""How long the command, the registry and one adapter take to start, against a bare interpreter."""

from __future__ import annotations

import platform
import statistics
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, TypeAlias

from bench.figure import Figure, cpu_of_command, keeping_bytecode
from tasklab.adapter.registry import find_adapters
from tasklab.verify.matrix import find_adapter_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Adapter: TypeAlias = tuple[str, str]
"""Platform and version."""
ADAPTERS = 100
RUNS = 7
REGISTRY = "import tasklab.adapter.registry, adapters_of_bench"
LOADING = """
import sys, time
from tasklab.adapter.registry import load_adapter
load_adapter(*sys.argv[1:3])
start = time.process_time_ns()
load_adapter(*sys.argv[3:5])
print((time.process_time_ns() - start) / 1e6)
"""


def measure() -> list[Figure]:
    """Compare whole processes, and load adapters into processes that have another one."""
    bare = cpu_of_command([sys.executable, "-c", "pass"])
    baseline = f"python -c pass, CPython {platform.python_version()}"
    command = cpu_of_command([sys.executable, "-m", "tasklab.cli", "--help"])
    with TemporaryDirectory() as name:
        folder = Path(name)
        write_adapters(folder)
        registry = cpu_of_command([sys.executable, "-c", f"import sys; sys.path.insert(0, {name!r}); {REGISTRY}"])
    newest = dict(find_adapters()).items()
    further, further_ms = slowest([each for each in newest if oldest(each[0]) != each[1]], oldest_of_platform)
    first, first_ms = slowest(newest, newest_of_another_platform)
    return [
        Figure("tasklab --help", command / bare, 5.0, baseline),
        Figure(f"import of the registry, {ADAPTERS} adapters there", registry / bare, 1.5, baseline),
        Figure("one more adapter of a platform", further_ms, 15.0, f"CPU of {further}, the slowest", unit="ms"),
        Figure("the first adapter of another platform", first_ms, 15.0, f"CPU of {first}, the slowest", unit="ms"),
    ]


def write_adapters(folder: Path) -> None:
    """Write a package of adapters, each of a platform of its own; importing the package imports none of them."""
    package = folder / "adapters_of_bench"
    model = find_adapter_file(Path(__file__).parents[1] / "connectors", "roundup", "2.6")
    assert model is not None, "the adapter that is copied is not there: run `tasklab generate`"
    text = model.read_text("utf-8")
    for index in range(ADAPTERS):
        home = package / f"platform_{index}"
        home.mkdir(parents=True)
        (home / "__init__.py").touch()
        (home / "v2_6.py").write_text(text, "utf-8")
    (package / "__init__.py").touch()


def slowest(adapters: Iterable[Adapter], find_other: Callable[[str], Adapter]) -> tuple[str, float]:
    """Return which adapter takes the longest to load where another one is, and the CPU milliseconds."""
    figures = {" ".join(adapter): load_ms(adapter, find_other(adapter[0])) for adapter in adapters}
    name = max(figures, key=figures.__getitem__)
    return name, figures[name]


def oldest(name: str) -> str:
    """Return the version of the first adapter of a platform."""
    return next(version for other, version in find_adapters() if other == name)


def oldest_of_platform(name: str) -> Adapter:
    """Return the first adapter of a platform: what its codecs need is then there."""
    return name, oldest(name)


def newest_of_another_platform(name: str) -> Adapter:
    """Return an adapter that shares with this platform what all adapters stand on, and no codec of its own."""
    other = "roundup" if name != "roundup" else "tryton"
    return other, dict(find_adapters())[other]


def load_ms(adapter: Adapter, loaded: Adapter) -> float:
    """Return the CPU milliseconds of loading an adapter where another one is, compiled before."""
    with TemporaryDirectory() as compiled:
        env = keeping_bytecode(Path(compiled))
        argv = [sys.executable, "-c", LOADING, *loaded, *adapter]
        times = [float(subprocess.run(argv, check=True, capture_output=True, env=env).stdout) for _ in range(RUNS)]
    return statistics.median(times[1:])
