"""`tasklab generate`: adapters from specs; only what changed is written."""

from __future__ import annotations

import click

from tasklab.command.reading import open_checkout
from tasklab.generate.generation import generate_adapters
from tasklab.spec.load import load_specs
from tasklab.spec.problem import InvalidSpecError


@click.command()
@click.option("--check", is_flag=True, help="Write nothing; exit code 1 when an adapter is not what its spec says.")
def command(check: bool) -> int:
    """Write the adapters from the specs."""
    workspace = open_checkout()
    try:
        specs = load_specs(workspace.specs, cache_dir=workspace.cache / "spec")
    except InvalidSpecError as error:
        raise click.ClickException(f"{error}\nrun `tasklab lint` for all of it") from error
    report = generate_adapters(
        [spec for spec in specs if spec.mapping["kind"] != "protocol"], workspace.connectors, check=check
    )
    for problem in report.problems:
        click.echo(str(problem), err=True)
    verb = "differs" if check else "written"
    for file in report.written:
        click.echo(f"{verb}: {file}")
    for file in report.removed:
        click.echo(f"{'left over' if check else 'removed'}: {file}")
    click.echo(f"{len(report.unchanged)} unchanged, {len(report.written)} {verb}, {len(report.problems)} problems")
    return 1 if report.problems or (check and not report.is_clean) else 0
