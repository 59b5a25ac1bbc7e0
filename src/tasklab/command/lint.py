"""`tasklab lint`: everything that is wrong with the specs, at once."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import click

from tasklab import __version__
from tasklab.command.reading import open_workspace
from tasklab.spec.folder import SpecFolder
from tasklab.spec.lint import FORMATS, render_problems
from tasklab.spec.load import load_specs
from tasklab.spec.problem import InvalidSpecError, SpecError
from tasklab.verify.binding import find_binding
from tasklab.watch.config import find_platforms, load_platform

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tasklab.workspace import Workspace


@click.command()
@click.argument("platforms", nargs=-1)
@click.option("--format", "output", type=click.Choice(list(FORMATS)), default="text", help="Shape of the answer.")
def command(platforms: Sequence[str], output: str) -> int:
    """Check the specs, all of them or those of PLATFORMS. Exit code 1 when something is wrong."""
    workspace = open_workspace()
    names = [name for name in SpecFolder(workspace.specs).names() if not platforms or name.platform in platforms]
    configs = [path for path in find_platforms(workspace.specs) if not platforms or path.parent.name in platforms]
    if platforms and (missing := set(platforms) - {path.parent.name for path in configs}):
        raise click.UsageError(f"no platform {', '.join(sorted(missing))} in {workspace.specs}")
    errors: list[SpecError] = []
    for path in configs:
        try:
            load_platform(path)
            find_binding(workspace.specs, path.parent.name)
        except InvalidSpecError as error:
            errors.extend(error.errors)
    try:
        load_specs(workspace.specs, names)
    except InvalidSpecError as error:
        errors.extend(error.errors)
    files = [name.file for name in names]
    text = render_problems(output, errors, files=files, read=partial(_read, workspace), version=__version__)
    click.echo(text, nl=False)
    return 1 if errors else 0


def _read(workspace: Workspace, file: str) -> str:
    return (workspace.specs / file).read_text(encoding="utf-8", errors="replace")
