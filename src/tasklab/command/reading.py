"""What most commands begin with: the workspace they run in, and each platform's file, ledger and state."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tasklab.advance.reading import PlatformReading, read_all
from tasklab.spec.problem import InvalidSpecError
from tasklab.watch.config import PlatformConfig, find_platforms, load_platform
from tasklab.workspace import NoWorkspaceError, Workspace, find_workspace, require_checkout

if TYPE_CHECKING:
    from collections.abc import Sequence


def now() -> datetime:
    """Return the current moment in UTC: the one place where commands read the clock."""
    return datetime.now(UTC)


def open_workspace() -> Workspace:
    """Find the workspace of the current folder."""
    return find_workspace(Path.cwd())


def open_checkout() -> Workspace:
    """Find the checkout of the current folder; a usage error outside of one."""
    try:
        return require_checkout(Path.cwd())
    except NoWorkspaceError as error:
        raise click.UsageError(str(error)) from error


def read_platforms(
    workspace: Workspace, at: datetime, names: Sequence[str] = (), *, sealed: bool = False
) -> list[PlatformReading]:
    """Read every product's file and ledger, or those named; a platform that is not there is a usage error."""
    try:
        return read_all(workspace, load_configs(workspace, names), at, sealed=sealed)
    except InvalidSpecError as error:
        raise click.ClickException(f"{error}\nrun `tasklab lint` for all of it") from error


def load_configs(workspace: Workspace, names: Sequence[str] = ()) -> list[PlatformConfig]:
    """Load the files of all products, or of those named."""
    try:
        configs = [load_platform(path) for path in find_platforms(workspace.specs)]
    except InvalidSpecError as error:
        raise click.ClickException(f"{error}\nrun `tasklab lint` for all of it") from error
    products = [config for config in configs if config.kind != "protocol"]
    known = {config.platform for config in products}
    if unknown := sorted(set(names) - known):
        raise click.UsageError(f"no platform {', '.join(unknown)}; there are {', '.join(sorted(known))}")
    return [config for config in products if not names or config.platform in names]


class Moment(click.ParamType[datetime]):
    """A day (its last moment counts) or an instant with a time zone, as `--at` takes it."""

    name = "moment"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Parse what was given."""
        if isinstance(value, datetime):
            return value
        text = str(value)
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            self.fail(f"{text!r} is not a moment: expected 2026-03-01 or 2026-03-01T09:00:00+00:00", param, ctx)
        if len(text) == len("2026-03-01"):
            return moment.replace(hour=23, minute=59, second=59, tzinfo=UTC)
        if moment.tzinfo is None:
            self.fail(f"{text!r} names no time zone: add Z or an offset", param, ctx)
        return moment.astimezone(UTC)
