"""`tasklab promote`: marks a version supported, if the gate says yes."""

from __future__ import annotations

import click

from tasklab import __version__
from tasklab.advance.judgement import Judge
from tasklab.command.judging import digests_of, open_policy
from tasklab.command.reading import now, open_workspace, read_platforms
from tasklab.report.answer import render_answer


@click.command()
@click.argument("platform")
@click.argument("version")
@click.option("--by", default="tasklab promote", help="Who decides.")
def command(platform: str, version: str, by: str) -> int:
    """Mark VERSION of PLATFORM supported, if the gate says yes; its answer is the exit code."""
    workspace, at = open_workspace(), now()
    (reading,) = read_platforms(workspace, at, [platform])
    answer, is_new = Judge(workspace, open_policy(workspace), by, digests_of(workspace)).promote(reading, version, at)
    if answer.is_yes:
        click.echo(f"{platform} {version}: supported" + ("" if is_new else " already"))
    else:
        click.echo(render_answer(answer, "text", version=__version__))
    return answer.exit_code
