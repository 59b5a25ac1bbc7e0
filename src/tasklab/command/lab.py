"""`tasklab lab`: the whole loop, from the release sources to a picture of what is supported."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from tasklab.advance.attempt import Advancer
from tasklab.advance.judgement import Judge
from tasklab.advance.loop import Loop, LoopResult
from tasklab.command.judging import digests_of, fold_report, open_policy
from tasklab.command.picture import (
    Picture,
    Trouble,
    as_object,
    fold_picture,
    render_lines,
    render_next_due,
    render_summary,
    render_table,
)
from tasklab.command.progress import open_progress
from tasklab.command.reading import load_configs, now, open_checkout, read_platforms
from tasklab.command.watch import render_round, watch_all
from tasklab.report.writer import write_reports
from tasklab.spec.problem import InvalidSpecError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tasklab.advance.verifier import Verifier
    from tasklab.command.progress import Progress
    from tasklab.workspace import Workspace


@click.command()
@click.argument("platforms", nargs=-1)
@click.option("--debian", is_flag=True, help="Also run the servers that come from Debian: needs root and mmdebstrap.")
@click.option("--offline", is_flag=True, help="Do not ask the release sources; go by the ledger.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def command(platforms: Sequence[str], debian: bool, offline: bool, as_json: bool) -> int:
    """Run the whole loop for all PLATFORMS: watch, verify on real servers, gate, promote, report.

    It can be interrupted and run again: what is finished is kept, and only what is stale runs.
    Exit code 0 all good, 1 something is failing or late, 2 something could not be told, 64 bad usage.
    """
    workspace = open_checkout()
    progress = open_progress(sys.stderr)
    troubles = [] if offline else _watch(workspace, platforms, progress)
    with progress:
        loop = _make_loop(workspace, platforms, progress, is_debian=debian)
        try:
            result = loop.run()
        except InvalidSpecError as error:
            raise click.ClickException(f"{error}\nrun `tasklab lint` for all of it") from error
    aside = find_left_out(loop)
    troubles = [replace(trouble, is_aside=trouble.platform in aside) for trouble in troubles]
    picture = _conclude(workspace, platforms, result, troubles)
    _show(picture, as_json=as_json)
    return 130 if result.is_interrupted else picture.exit_code


def _watch(workspace: Workspace, platforms: Sequence[str], progress: Progress) -> list[Trouble]:
    """Ask the sources; one that fails is told and stops nothing: "no answer" is not "nothing new"."""
    progress.say("asking the release sources")
    troubles: list[Trouble] = []
    for report in watch_all(workspace, platforms):
        for line in render_round(report):
            progress.say(line)
        texts = [f"{source}: {text}" for source, text in report.result.troubles.items()]
        troubles += [Trouble(text, report.platform) for text in (*texts, *map(str, report.problems))]
    return troubles


def find_left_out(loop: Loop) -> set[str]:
    """Find the platforms that were not asked for: what goes wrong with them is shown, and changes no exit code."""
    found = set()
    for config in loop.configs:
        obstacle = loop.verifier.find_obstacle(config.platform, config.watch.since) if config.watch else None
        if obstacle is not None and obstacle.is_left_out:
            found.add(config.platform)
    return found


def make_tools(
    workspace: Workspace, by: str, *, is_debian: bool, methods: tuple[str, ...] = ()
) -> tuple[Judge, Verifier]:
    """Make what judges versions and what runs the contract on them; a run of some methods leaves no evidence."""
    from tasklab.advance.contract_verifier import ContractVerifier  # noqa: PLC0415 - tests put another one in its place

    judge = Judge(workspace, open_policy(workspace), by, digests_of(workspace))
    return judge, ContractVerifier(workspace, now, is_debian=is_debian, methods=methods)


def _make_loop(workspace: Workspace, platforms: Sequence[str], progress: Progress, *, is_debian: bool) -> Loop:
    judge, verifier = make_tools(workspace, "tasklab lab", is_debian=is_debian)
    return Loop(
        workspace,
        load_configs(workspace, platforms),
        judge,
        verifier,
        Advancer(workspace, judge, verifier, now, progress.note),
        now,
        progress.note,
        progress.told,
    )


def _conclude(
    workspace: Workspace, platforms: Sequence[str], result: LoopResult, troubles: Sequence[Trouble]
) -> Picture:
    """Write the reports over all platforms, and fold the picture of those that were asked for."""
    at = now()
    policy = open_policy(workspace)
    write_reports(fold_report(workspace, read_platforms(workspace, at), policy, at), workspace.reports)
    asked = fold_report(workspace, read_platforms(workspace, at, platforms), policy, at)
    return fold_picture(
        asked,
        not_run=_reasons(result, is_left_out=False),
        left_out=_reasons(result, is_left_out=True),
        troubles=[*troubles, *map(Trouble, result.problems)],
        is_interrupted=result.is_interrupted,
    )


def _reasons(result: LoopResult, *, is_left_out: bool) -> dict[tuple[str, str], str]:
    """Find why versions were not run: because they were not asked for, or could not be."""
    found = {
        (name.platform, name.version): ended.reason
        for name, ended in result.ended.items()
        if ended.reason and ended.ran.is_left_out == is_left_out
    }
    for attempt in result.attempts:
        if attempt.reasons and attempt.result in {"cannot tell", "not begun"} and attempt.is_left_out == is_left_out:
            found[attempt.name.platform, attempt.name.version] = attempt.reasons[0]
    return found


def _show(picture: Picture, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(as_object(picture), indent=1))
    elif sys.stdout.isatty():
        from rich.console import Console  # noqa: PLC0415

        console = Console()
        console.print(render_table(picture))
        for trouble in picture.troubles:
            console.print(f"trouble: {trouble}", style="dim" if trouble.is_aside else "yellow", markup=False)
        for line in filter(None, (render_next_due(picture), render_summary(picture))):
            console.print(line, markup=False)
    else:
        for line in render_lines(picture):
            click.echo(line)
