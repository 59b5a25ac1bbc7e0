"""`tasklab new`: starts a platform or a version, with a file that says what is still missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tasklab.advance.reading import read_platform
from tasklab.advance.scaffold import find_parent, plan_scaffold, render_first_version, render_platform
from tasklab.command.reading import load_configs, now, open_checkout
from tasklab.ledger.version import UnreadableVersionError
from tasklab.spec.folder import PLATFORM, PLATFORM_FILE, VERSION
from tasklab.watch.window import find_window

if TYPE_CHECKING:
    from pathlib import Path


@click.group()
def command() -> None:
    """Start a platform or a version."""


@command.command("platform")
@click.argument("platform")
@click.option("--package", default=None, help="Its name in the Python package index, when that is not PLATFORM.")
@click.option(
    "--since",
    default="1.0",
    show_default=True,
    help="The first version to support; of an API with dated changes, a day.",
)
def start_platform(platform: str, package: str | None, since: str) -> int:
    """Write `specs/PLATFORM/platform.yaml` and a first version to fill in."""
    workspace = open_checkout()
    if not PLATFORM.match(platform):
        raise click.UsageError(f"{platform!r}: expected lower-case letters, digits and single hyphens: jira-cloud")
    _require_version(since)
    folder = workspace.specs / platform
    if (folder / PLATFORM_FILE).exists():
        raise click.UsageError(
            f"{folder} is there already: start a version with `tasklab new version {platform} VERSION`"
        )
    # What the vendor describes for machines, in `vendor.lock`, may have come first.
    _write(folder / PLATFORM_FILE, render_platform(platform, package or platform, since))
    _write(folder / f"{since}.yaml", render_first_version(since))
    click.echo(f"next: fill both in from the vendor's documents, then `tasklab lint {platform}`")
    return 0


@command.command("version")
@click.argument("platform")
@click.argument("version")
@click.option("--extends", default=None, help="The version it stands on; the newest lower one when left out.")
def start_version(platform: str, version: str, extends: str | None) -> int:
    """Write `specs/PLATFORM/VERSION.yaml`, standing on the version before; its `todo` keeps it from the gate."""
    workspace = open_checkout()
    _require_version(version)
    (config,) = load_configs(workspace, [platform])
    path = workspace.specs / platform / f"{version}.yaml"
    if path.exists():
        raise click.UsageError(f"{path} is there already")
    reading = read_platform(workspace, config, now())
    if extends is not None and extends not in reading.specified:
        raise click.UsageError(
            f"{platform} has no spec {extends!r}; there are {', '.join(reading.specified) or 'none'}"
        )
    try:
        parent = extends or find_parent(version, reading.specified, reading.scheme)
    except UnreadableVersionError as error:
        raise click.UsageError(str(error)) from error
    state = reading.state.versions.get(version)
    window = find_window(reading.state, state) if state else None
    if parent is None:
        _write(path, render_first_version(version))
    else:
        scaffold = plan_scaffold(config, version, window, parent)
        _write(path, scaffold.render(["Say what the vendor changed, with its address, or that nothing did."]))
    click.echo(f"next: `tasklab lint {platform}`, `tasklab generate`, `tasklab verify {platform} {version}`")
    return 0


def _require_version(version: str) -> None:
    if not VERSION.match(version):
        raise click.UsageError(f"{version!r}: expected letters, digits, dots, hyphens and underscores: 6.10")


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    click.echo(f"written: {path}")
