"""`tasklab mutate`: faults planted in the adapters, one at a time, and the share that the contract notices."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import click

from tasklab.advance.reading import read_platform
from tasklab.command.reading import load_configs, now, open_checkout
from tasklab.ledger.version import sort_versions
from tasklab.verify.matrix import find_provider
from tasklab.verify.server.fault import ServerUnavailable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tasklab.verify.mutation.run import MutationResult, Trial
    from tasklab.verify.runner import ContractRun
    from tasklab.watch.config import PlatformConfig
    from tasklab.workspace import Workspace

_BAR = 0.95


@click.command()
@click.argument("platforms", nargs=-1)
@click.option("--count", default=24, show_default=True, type=click.IntRange(min=1), help="Faults per platform.")
@click.option("--jobs", default=2, show_default=True, type=click.IntRange(min=1), help="Platforms at a time.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def command(platforms: Sequence[str], count: int, jobs: int, as_json: bool) -> int:
    """Plant faults in the newest adapter of PLATFORMS, or of all; see whether the contract catches them.

    Which faults follows from the adapter alone: the same command plants the same ones.
    Exit code 0 when at least 95 % are caught, 1 when not, 2 when it could not be told.
    """
    from tasklab.verify.mutation.run import run_mutation  # noqa: PLC0415 - the runner is heavy
    from tasklab.verify.runner import RunFault  # noqa: PLC0415

    workspace = open_checkout()
    runs = [_newest(workspace, platform) for platform in platforms] or _all_newest(workspace)
    try:
        result = run_mutation(runs, count=count, told=_tell, jobs=jobs)
    except (RunFault, ServerUnavailable) as fault:
        click.echo(str(fault), err=True)
        return 2
    click.echo(json.dumps(as_object(result), indent=1) if as_json else render_result(result))
    return 0 if result.share >= _BAR else 1


def _all_newest(workspace: Workspace) -> list[ContractRun]:
    """Return the newest version of every platform that can be run here."""
    runs = []
    for config in load_configs(workspace, []):
        run = _find_newest(workspace, config)
        provider = run and find_provider(workspace, run.platform, run.version)
        if run and provider and provider.find_obstacle(run.version, is_debian=False) is None:
            runs.append(run)
    return runs


def _newest(workspace: Workspace, platform: str) -> ContractRun:
    (config,) = load_configs(workspace, [platform])
    run = _find_newest(workspace, config)
    if run is None:
        raise click.UsageError(f"{platform} has no spec yet")
    if find_provider(workspace, platform, run.version) is None:
        raise click.UsageError(f"neither a server nor a twin of {platform} can be run here")
    return run


def _find_newest(workspace: Workspace, config: PlatformConfig) -> ContractRun | None:
    from tasklab.verify.runner import ContractRun  # noqa: PLC0415

    reading = read_platform(workspace, config, now())
    versions = sort_versions(reading.specified, reading.scheme)
    return ContractRun(workspace, config.platform, versions[-1], now) if versions else None


def _tell(trial: Trial) -> None:
    outcome = f"caught by {trial.caught_by}" if trial.is_caught else "SURVIVED"
    click.echo(
        f"{trial.platform} {trial.version}: {trial.mutant.operator}, line {trial.mutant.line}: {outcome}", err=True
    )
    sys.stderr.flush()


def render_result(result: MutationResult) -> str:
    """Render the share that was caught, and every survivor with its place and its diff."""
    parts = [
        f"{platform}: {_count(result.of(platform))} planted faults caught"
        for platform in dict.fromkeys(trial.platform for trial in result.trials)
    ]
    parts.append(f"{_count(result)} planted faults caught ({result.share:.1%}; the bar is {_BAR:.0%})")
    for trial in result.survivors:
        parts.append(f"survived: {trial.mutant.operator} at connectors/{trial.file}:{trial.mutant.line}")
        parts.append(trial.mutant.diff)
    return "\n".join(parts)


def _count(result: MutationResult) -> str:
    return f"{len(result.trials) - len(result.survivors)} of {len(result.trials)}"


def as_object(result: MutationResult) -> dict[str, object]:
    """Return a result as plain JSON values."""
    return {
        "planted": len(result.trials),
        "caught": len(result.trials) - len(result.survivors),
        "share": result.share,
        "trials": [
            {
                "platform": trial.platform,
                "version": trial.version,
                "file": trial.file,
                "line": trial.mutant.line,
                "operator": trial.mutant.operator,
                "diff": trial.mutant.diff,
                "caught_by": trial.caught_by,
                "reason": trial.reason,
                "duration_s": trial.duration_s,
            }
            for trial in result.trials
        ],
    }
