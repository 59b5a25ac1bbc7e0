"""Where things are: the folders of a checkout, or of an installed package with a working folder of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tasklab.spec.load import find_specs_dir

if TYPE_CHECKING:
    from pathlib import Path


class NoWorkspaceError(Exception):
    """The command needs a checkout, and was not started in one."""


@dataclass(frozen=True)
class Workspace:
    """The folders that the lab reads and writes."""

    root: Path
    specs: Path
    is_checkout: bool
    """Whether `specs` and `connectors` are sources that may be written, and not those of the installed package."""

    @property
    def connectors(self) -> Path:
        """The folder that holds the package `tasklab_connectors`."""
        return self.root / "connectors"

    @property
    def ledger(self) -> Path:
        """The folder of the ledger."""
        return self.root / "ledger"

    @property
    def reports(self) -> Path:
        """The folder of the reports."""
        return self.root / "reports"

    @property
    def policy(self) -> Path:
        """The settings of the lab."""
        return self.root / "tasklab.toml"

    @property
    def cache(self) -> Path:
        """What may be removed at any time and is made again: installed servers, kept answers, evidence in full."""
        return self.root / ".tasklab"


def find_workspace(start: Path) -> Workspace:
    """Find the checkout that a folder is in; outside of one, the folder itself with the specs of the package."""
    for folder in (start, *start.parents):
        if (folder / "specs").is_dir() and (folder / "pyproject.toml").is_file():
            return Workspace(folder, folder / "specs", is_checkout=True)
    return Workspace(start, find_specs_dir(start), is_checkout=False)


def require_checkout(start: Path) -> Workspace:
    """Find the checkout that a folder is in.

    Raises: NoWorkspaceError outside of one.
    """
    workspace = find_workspace(start)
    if not workspace.is_checkout:
        raise NoWorkspaceError(
            f"{start} is not in a checkout of tasklab: expected `specs/` beside `pyproject.toml`; go into one first"
        )
    return workspace
