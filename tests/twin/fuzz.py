"""Schemathesis against a twin, by the vendor's own description: `python -m tests.twin.fuzz asana 2026-06-11 20`.

The number is of examples for each operation. Nothing may end as a mistake of the twin, and what the description
refuses the twin refuses. Schemathesis runs in an environment of its own, as `tests.service.fuzz` says. Answers are
held against the descriptions elsewhere: `tests/twin/platform/*/test_described.py`.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from tests.service.fuzz import VERSION
from tests.twin.fuzz_explained import explain
from tests.twin.fuzz_finding import read_run
from tests.twin.fuzz_way import WAYS, Way
from tests.upstream import FOLDER

from tasklab.twin.catalogue import open_twin
from tasklab.twin.server import serve_in_thread
from tasklab.vendor.lock import load_lock

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SPECS = Path(__file__).parents[2] / "specs"
VERBS = ("get", "post", "put", "patch", "delete")
CHECKS = """
[checks]
negative_data_rejection.expected-statuses = ["4xx"]
[parameters]
"""
RAN = (0, 1)
"""Exit codes of Schemathesis after a whole run: without findings, and with some."""


def main(platform: str, version: str, examples: str, *more: str) -> int:
    way = WAYS[platform]
    twin = open_twin(platform, version, options=way.options)
    things = way.things(twin, twin.seed(3))
    document = read_document(platform, version)
    document["paths"] = dict(select_paths(document, way, version, things))
    headers = [text for pair in way.headers(twin).items() for text in ("-H", ": ".join(pair))]
    known = "\n".join(f"{json.dumps(name)} = {json.dumps(value)}" for name, value in way.parameters(version).items())
    with TemporaryDirectory() as name, serve_in_thread(twin) as address:
        folder = Path(name)
        (folder / "description.json").write_text(json.dumps(document))
        (folder / "schemathesis.toml").write_text(CHECKS + known)
        said = subprocess.run(
            ["uv", "tool", "run", "--from", f"schemathesis=={VERSION}", "schemathesis",
             "--config-file", "schemathesis.toml", "run", "description.json", "--url", address + way.base(version),
             *headers, "-n", examples, "--checks", "not_a_server_error,negative_data_rejection",
             "--phases", "coverage,fuzzing", "--seed", "1", "--continue-on-failure", "--no-shrink",
             "--no-color", "--report-ndjson-path", "events.ndjson", *more],
            cwd=folder, stdout=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
        if said.returncode not in RAN:
            print(said.stdout)
            return said.returncode
        with (folder / "events.ndjson").open() as events:
            run = read_run(events)
    told = [(each, explain(platform, each)) for each in run.findings]
    left = [finding for finding, why in told if why is None]
    untold = sum(why is not None and not why.source for _, why in told)
    operations = sum(len(item) for item in document["paths"].values())
    print(*left, sep="\n")
    print(f"{platform} {version}: {operations} operations, {run.cases} cases, {run.taken} taken;", end=" ")
    explained = len(told) - len(left) - untold
    print(f"{len(told)} findings: {explained} explained, {untold} that no document tells, {len(left)} left")
    return 1 if left or not run.taken else 0


def read_document(platform: str, version: str) -> dict[str, Any]:
    """Read a description. Raises: ValueError for a kind that Schemathesis does not read."""
    entry = load_lock(SPECS / platform / "vendor.lock").descriptions[version]
    if entry.kind not in {"openapi3", "swagger2"}:
        raise ValueError(f"{platform} {version} is described as {entry.kind}, which Schemathesis does not read")
    document: dict[str, Any] = json.loads((FOLDER / entry.path).read_bytes())
    return document


def select_paths(
    document: Mapping[str, Any], way: Way, version: str, things: Mapping[str, str]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield what the twin serves. What deletes is led to nothing that is there: others still need it."""
    for path, item in document["paths"].items():
        plain = re.sub(r"\{[^}]*\}", "1", path)
        served = {verb: item[verb] for verb in VERBS if verb in item and way.is_served(version, verb.upper(), plain)}
        shared = item.get("parameters", [])
        deleting = {verb: served.pop(verb) for verb in list(served) if verb == "delete"}
        for there, operations in ((fill(path, things), served), (path, deleting)):
            if operations:
                left = {
                    verb: operation
                    | {"parameters": list(_keep([*shared, *operation.get("parameters", [])], document, there))}
                    for verb, operation in operations.items()
                }
                yield there, left


def fill(path: str, things: Mapping[str, str]) -> str:
    """Put what is there in place of variables; a value that begins with `/` stands for all of its piece."""
    for piece, value in things.items():
        whole = value if value.startswith("/") else re.sub(r"\{[^}]*\}", lambda _, value=value: value, piece)  # type: ignore[misc]
        path = path.replace(piece, whole)
    return path


def _keep(parameters: list[Any], document: Mapping[str, Any], path: str) -> Iterator[Any]:
    for each in parameters:
        found: Any = each
        if "$ref" in each:
            found = document
            for step in each["$ref"].removeprefix("#/").split("/"):
                found = found[step.replace("~1", "/").replace("~0", "~")]
        if found["in"] != "path" or f"{{{found['name']}}}" in path:
            yield each


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
