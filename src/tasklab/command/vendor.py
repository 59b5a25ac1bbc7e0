"""`tasklab vendor`: what vendors publish about their APIs: fetch it, and compare two of it."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tasklab.command.reading import open_workspace
from tasklab.vendor.difference import compare_distillates
from tasklab.vendor.distillate import distil
from tasklab.vendor.lock import FILE, find_locks, load_lock
from tasklab.vendor.problem import PullError, VendorError
from tasklab.vendor.pull import pull
from tasklab.vendor.reading import MAX_SIZE_BYTES, load_description
from tasklab.vendor.shelf import NotHere, open_shelf
from tasklab.vendor.usage import parse_usage
from tasklab.watch.fetch import Bounds, HttpFetch, require_success
from tasklab.watch.release import SourceError

if TYPE_CHECKING:
    from tasklab.vendor.change import Change
    from tasklab.vendor.distillate import Distillate
    from tasklab.vendor.lock import Lock
    from tasklab.vendor.usage import Usage
    from tasklab.workspace import Workspace

_SIGNS = {"here": "✓", "fetched": "↓", "failed": "✗"}


class _CouldNotTellError(click.ClickException):
    """Nothing was compared: neither a yes nor a no."""

    exit_code = 2


@click.group()
def command() -> None:
    """Fetch what vendors publish about their APIs for machines, and compare two of it."""


@command.command("pull")
@click.argument("platform", required=False)
def pull_command(platform: str | None) -> int:
    """Fetch the descriptions that are locked and not here, of PLATFORM or of all.

    Exit code 0 all are here, 2 some could not be fetched, 64 bad usage.
    """
    workspace = open_workspace()
    shelf = open_shelf(workspace.cache, os.environ)
    has_failed = False
    for lock in _read_locks(workspace, platform):
        for each in pull(lock, shelf, fetch_description):
            has_failed = has_failed or each.outcome == "failed"
            click.echo(f"{_SIGNS[each.outcome]} {each.platform} {each.version}: {each.text}")
    return 2 if has_failed else 0


@command.command("diff")
@click.argument("platform")
@click.argument("old")
@click.argument("new")
@click.option(
    "--use",
    "use_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file with the operations used, one a line, each with the members used.",
)
@click.option("--operation", "operations", multiple=True, help='Only this one: "GET /tasks/{id}"; may be repeated.')
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def diff_command(
    platform: str, old: str, new: str, use_file: Path | None, operations: tuple[str, ...], as_json: bool
) -> int:
    """Compare the descriptions of two versions of PLATFORM, as far as they are used.

    Exit code 0 nothing breaks, 1 something does, 2 a description is not here or cannot be read, 64 bad usage.
    """
    workspace = open_workspace()
    lock = _read_locks(workspace, platform)[0]
    try:
        lines = [*operations, *(use_file.read_text(encoding="utf-8").splitlines() if use_file else ())]
        usage = parse_usage(lines) if lines else None
    except (VendorError, UnicodeDecodeError) as error:
        raise click.UsageError(str(error)) from error
    distilled = [_distil(workspace, lock, version, usage) for version in (old, new)]
    _require_known(usage, distilled)
    changes = compare_distillates(distilled[0], distilled[1], usage)
    click.echo(_render_json(changes) if as_json else _render_text(changes))
    return 1 if any(each.severity == "breaking" for each in changes) else 0


def fetch_description(url: str) -> bytes:
    """Fetch one description over the network.

    Raises: PullError when there is no network, no answer, or another one than the document.
    """
    fetch = HttpFetch(Bounds(timeout_s=60, size_bytes=MAX_SIZE_BYTES))
    try:
        return require_success(fetch(url, {})).body
    except SourceError as error:
        raise PullError(str(error)) from error


def _read_locks(workspace: Workspace, platform: str | None) -> list[Lock]:
    paths = find_locks(workspace.specs)
    known = [path.parent.name for path in paths]
    if platform is not None and platform not in known:
        raise click.UsageError(f"no {FILE} of {platform}; there are {', '.join(known) or 'none'}")
    try:
        return [load_lock(path) for path in paths if platform in {None, path.parent.name}]
    except VendorError as error:
        raise click.ClickException(str(error)) from error


def _distil(workspace: Workspace, lock: Lock, version: str, usage: Usage | None) -> Distillate:
    entry = lock.descriptions.get(version)
    if entry is None:
        known = ", ".join(lock.descriptions)
        raise click.UsageError(f"{lock.platform} {version} is not in {FILE}; there are {known}")
    found = open_shelf(workspace.cache, os.environ).find(entry)
    if isinstance(found, NotHere):
        raise _CouldNotTellError(found.reason)
    try:
        return distil(load_description(found.path, entry.kind), usage)
    except VendorError as error:
        raise _CouldNotTellError(f"{entry.path}: {error}") from error


def _require_known(usage: Usage | None, distilled: list[Distillate]) -> None:
    """Require that what is said to be used is in one of the descriptions: a misspelt line would find nothing."""
    known = {key for each in distilled for key in each.operations}
    if usage is not None and (unknown := sorted(set(usage.operations) - known)):
        raise click.UsageError(f"in neither description: {', '.join(unknown)}")


def _render_text(changes: list[Change]) -> str:
    if not changes:
        return "no difference"
    lines = [f"{each}\n    {each.old_at or '-'} → {each.new_at or '-'}  {each.fingerprint}" for each in changes]
    counts = {grade: sum(each.severity == grade for each in changes) for grade in ("breaking", "warning", "info")}
    return "\n".join([*lines, ", ".join(f"{count} {grade}" for grade, count in counts.items())])


def _render_json(changes: list[Change]) -> str:
    rows = [{**asdict(each), "severity": each.severity, "fingerprint": each.fingerprint} for each in changes]
    return json.dumps(rows, indent=1, ensure_ascii=False)
