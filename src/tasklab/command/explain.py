"""`tasklab explain`: everything there is to say about one method on one version."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
import msgspec

from tasklab.advance.judgement import find_spec_lines
from tasklab.command.judging import fold_report, open_policy
from tasklab.command.reading import Moment, now, open_workspace, read_platforms
from tasklab.command.screen import print_line, print_table
from tasklab.report.word import LEVEL_WORDS, word_validated
from tasklab.spec.load import load_spec
from tasklab.spec.problem import InvalidSpecError
from tasklab.unified.catalogue import METHODS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from tasklab.advance.reading import PlatformReading
    from tasklab.report.description import ObjectDescription
    from tasklab.report.part import Cell, Compatibility, VersionPart
    from tasklab.workspace import Workspace

_FRESH = {
    "fresh": "of what is in the repository now",
    "stale": "stale: something changed since, so it does not count",
    "not told": "not told: its digests cannot be computed on this machine",
}


@click.command()
@click.argument("platform")
@click.argument("version")
@click.argument("method", type=click.Choice(list(METHODS)), metavar="METHOD")
@click.option("--at", type=Moment(), default=None, help="As of a moment: later facts count for nothing.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def command(platform: str, version: str, method: str, at: datetime | None, as_json: bool) -> int:
    """Say everything about METHOD on VERSION of PLATFORM: the verdict, its proof, and how to run it again.

    Exit code 0 it is proven or waived, 1 it fails, 2 it is not known or the proof does not count, 64 bad usage.
    """
    workspace, moment = open_workspace(), at or now()
    (reading,) = read_platforms(workspace, moment, [platform])
    report = fold_report(workspace, [reading], open_policy(workspace), moment)
    part = report.find(platform, version)
    if part is None:
        known = ", ".join(each.version for each in report.platforms[0].versions)
        raise click.UsageError(f"{platform} has no version {version!r}; there are {known}")
    cell = next(each for each in part.cells if each.method == method)
    lines = list(_explain(workspace, reading, part, cell))
    if as_json:
        facts = [{"what": what, "says": says} for what, says in lines]
        content = {"platform": platform, "version": version, "cell": cell, "run": part.run, "facts": facts}
        content["versions"] = dict(_list_versions(report, method))
        click.echo(msgspec.json.format(msgspec.json.encode(content), indent=1))
    else:
        print_line(f"{platform} {version} {method}: {METHODS[method].summary}", bold=True)
        print_table(("", ""), lines, wraps="")
        print_line(
            "on every version: " + ", ".join(f"{name} {words}" for name, words in _list_versions(report, method))
        )
    return _judge(cell)


def _judge(cell: Cell) -> int:
    if cell.verdict == "failing":
        return 1
    if cell.verdict == "unverified" or (cell.verdict != "waived" and cell.freshness != "fresh"):
        return 2
    return 0


def _explain(
    workspace: Workspace, reading: PlatformReading, part: VersionPart, cell: Cell
) -> Iterator[tuple[str, str]]:
    run, name = part.run, f"{reading.platform} {part.version}"
    yield "verdict", cell.verdict
    said = "a document alone; it was not seen on the target" if cell.verdict == "unavailable" else "none"
    yield "proof", f"{cell.level}: {LEVEL_WORDS[cell.level]}" if cell.level else said
    yield "cases passed", str(cell.cases)
    if run is not None:
        yield "run", f"{run.at:%Y-%m-%d %H:%M} UTC against {run.target} ({run.run})"
        yield "freshness", _FRESH[cell.freshness]
        yield "vendor's description", word_validated(run.validated)
    else:
        yield "run", "never"
    yield from (("reason", text) for text in cell.reasons)
    if cell.proof:
        yield "shown by", cell.proof
    yield from (
        ("waiver", f"{each.owner} until {each.until}: {each.because}")
        for each in part.waivers
        if each.method == cell.method
    )
    yield from _explain_spec(workspace, reading, part.version, cell.method)
    yield "run again", f"tasklab verify {name} --method {cell.method}"
    yield "ask the gate", f"tasklab gate {name} --explain"


def _explain_spec(
    workspace: Workspace, reading: PlatformReading, version: str, method: str
) -> Iterator[tuple[str, str]]:
    from tasklab.report.description import describe_spec  # noqa: PLC0415 - builds the model of the spec

    if version not in reading.specified:
        yield "spec", f"none yet: `tasklab advance {reading.platform} {version}`"
        return
    try:
        description = describe_spec(load_spec(workspace.specs, reading.platform, version, workspace.cache / "spec"))
    except InvalidSpecError:
        yield "spec", f"it has a mistake: `tasklab lint {reading.platform}`"
        return
    line = find_spec_lines(workspace, reading, version).get(method)
    yield "spec", line or f"specs/{reading.platform}/{version}.yaml"
    said = next(((because, source) for name, because, source in description.unavailable if name == method), None)
    if said:
        yield "cannot, says", f"{said[0]} ({said[1]})"
        return
    found = next((each for each in description.objects if each.object == METHODS[method].object), None)
    if found is not None:
        yield from _explain_fields(found, method)


def _explain_fields(found: ObjectDescription, method: str) -> Iterator[tuple[str, str]]:
    yield "fields read", ", ".join(name for name, _ in found.fields)
    if METHODS[method].is_write:
        yield "fields written", ", ".join(name for name, is_written in found.fields if is_written) or "none"
    if METHODS[method].is_list:
        yield "filtered by the platform", ", ".join(found.native_filters) or "none: filters are applied by us"
        yield "sorted by the platform", ", ".join(found.sorts) or "none: sorted by us"


def _list_versions(report: Compatibility, method: str) -> Iterator[tuple[str, str]]:
    for version in report.platforms[0].versions:
        cell = next(each for each in version.cells if each.method == method)
        yield version.version, cell.verdict + (f" ({cell.level})" if cell.level else "")
