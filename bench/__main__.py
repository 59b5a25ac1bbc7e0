"""Run the benchmarks: all of them, or those whose names are given. Exit code 1 when a bar is not met."""

from __future__ import annotations

import importlib
import platform
import sys
from pathlib import Path

HERE = Path(__file__).parent


def main(names: list[str]) -> int:
    """Print one line per figure."""
    known = sorted(path.stem.removeprefix("bench_") for path in HERE.glob("bench_*.py"))
    print(f"{platform.python_implementation()} {platform.python_version()} on {platform.system()} {platform.machine()}")
    is_met = True
    for name in names or known:
        if name not in known:
            print(f"there is no benchmark {name!r}; there are {', '.join(known)}", file=sys.stderr)
            return 64
        for figure in importlib.import_module(f"bench.bench_{name}").measure():
            sign = "≥" if figure.is_floor else "≤"
            mark = "ok  " if figure.holds else "MISS"
            print(
                f"{mark} {figure.name:<58} {figure.value:9.3f} {figure.unit} {sign} {figure.bar:g}   {figure.baseline}"
            )
            is_met &= figure.holds
    return 0 if is_met else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
