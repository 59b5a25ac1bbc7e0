"""`tasklab advance`: takes new releases as far as the lab can alone."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import click

from tasklab.advance.attempt import Advancer, NotAReleaseError
from tasklab.command.lab import make_tools
from tasklab.command.progress import open_progress
from tasklab.command.reading import load_configs, now, open_checkout, read_platforms

if TYPE_CHECKING:
    from tasklab.advance.attempt import Attempt
    from tasklab.workspace import Workspace

_EXITS = {"supported": 0, "blocked": 1, "cannot tell": 2, "not begun": 2}


@click.command()
@click.argument("platform", required=False)
@click.argument("version", required=False)
@click.option("--debian", is_flag=True, help="Also take forward what comes from Debian: needs root and mmdebstrap.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def command(platform: str | None, version: str | None, debian: bool, as_json: bool) -> int:
    """Take VERSION of PLATFORM, or every release without a spec, as far as the lab can alone.

    It writes the spec, generates the adapter, installs that release, verifies, and promotes when everything holds.
    Otherwise it leaves a report in reports/advance/, and a spec that cannot pass the gate.
    Exit code 0 all supported, 1 something is in the way, 2 something could not be told, 64 bad usage.
    """
    workspace = open_checkout()
    with open_progress(sys.stderr) as progress:
        judge, verifier = make_tools(workspace, "tasklab advance", is_debian=debian)
        advancer = Advancer(workspace, judge, verifier, now, progress.note)
        try:
            attempts = [
                advancer.advance(config, each)
                for config in load_configs(workspace, [platform] if platform else [])
                for each in ([version] if version else _find_candidates(advancer, workspace, config.platform))
            ]
        except NotAReleaseError as error:
            raise click.UsageError(str(error)) from error
    click.echo(json.dumps([_as_object(each) for each in attempts], indent=1) if as_json else render_attempts(attempts))
    asked = [each for each in attempts if version or not each.is_left_out]
    codes = {_EXITS[each.result] for each in asked}
    return 1 if 1 in codes else max(codes, default=0)


def render_attempts(attempts: list[Attempt]) -> str:
    """Render what became of each version, with the first reasons and where all of them are told."""
    lines = []
    for attempt in attempts:
        lines.append(f"{attempt.name}: {attempt.result}")
        lines += [f"    {' '.join(text.split())}" for text in attempt.reasons[:3]]
        if attempt.report:
            lines.append(f"    all {len(attempt.reasons)} reasons: {attempt.report}")
    return "\n".join(lines) if lines else "every release has a spec already"


def _find_candidates(advancer: Advancer, workspace: Workspace, platform: str) -> list[str]:
    (reading,) = read_platforms(workspace, now(), [platform])
    return advancer.find_candidates(reading)


def _as_object(attempt: Attempt) -> dict[str, object]:
    return {
        "platform": attempt.name.platform,
        "version": attempt.name.version,
        "result": attempt.result,
        "reasons": list(attempt.reasons),
        "report": str(attempt.report) if attempt.report else None,
        "is_left_out": attempt.is_left_out,
    }
