"""The tables of docs/mutation.md, made of what `tasklab mutate --json` answers.

`python -m tasklab.command.mutation_table docs/mutation.md RESULT.json ...` writes them between the marks of the
document. What would catch a survivor is said below them, in words of its own.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_BEGIN, _END = "<!-- mutation -->", "<!-- /mutation -->"


def render_tables(trials: Sequence[dict[str, Any]]) -> str:
    """Render how many faults each platform's adapter had and how many were caught; the same by kind of fault."""
    return "\n".join(
        (
            *_table("platform", trials, [f"{trial['platform']} {trial['version']}" for trial in trials]),
            "",
            *_table("kind of fault", trials, [str(trial["operator"]) for trial in trials]),
        )
    )


def _table(title: str, trials: Iterable[dict[str, Any]], names: Sequence[str]) -> list[str]:
    planted = Counter(names)
    caught = Counter(name for name, trial in zip(names, trials, strict=True) if trial["caught_by"])
    rows = [
        f"| {name} | {count} | {caught[name]} | {count - caught[name]} |" for name, count in sorted(planted.items())
    ]
    total = f"| **all** | **{planted.total()}** | **{caught.total()}** | **{planted.total() - caught.total()}** |"
    return [f"| {title} | planted | caught | survived |", "| --- | ---: | ---: | ---: |", *rows, total]


def replace_tables(document: str, trials: Sequence[dict[str, Any]]) -> str:
    """Return a document with the tables between its marks."""
    tables = f"{_BEGIN}\n{render_tables(trials)}\n{_END}"
    return re.sub(f"{_BEGIN}.*{_END}", lambda _: tables, document, flags=re.DOTALL)


def main(document: Path, results: Iterable[Path]) -> None:
    """Write the tables of some results into a document."""
    trials = [trial for result in results for trial in json.loads(result.read_text(encoding="utf-8"))["trials"]]
    document.write_text(replace_tables(document.read_text(encoding="utf-8"), trials), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), map(Path, sys.argv[2:]))
