"""What a recipe declares about a product, and what a running server tells the contract.

A recipe is one module in `tasklab.verify.server.recipes` named after its platform, with a module
attribute `RECIPE`. Nothing else has to be edited to add one.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from tasklab.verify.server import recipes
from tasklab.verify.server.credential import Credential

if TYPE_CHECKING:
    from pathlib import Path

Progress = Callable[[str], None]
"""Called with a stage's name: installing, preparing, upgrading, starting, ready."""


@dataclass(frozen=True)
class Installed:
    """What a source put into a folder."""

    release: str
    """The exact release of the product, as its own package metadata says."""
    runtime: str
    """What runs it: `CPython 3.11.7`, `Debian 12`."""
    packages: tuple[str, ...]
    """Everything installed, sorted, as `name==version`."""


class Source(Protocol):
    """Where a release comes from and how it gets into a folder of its own."""

    @property
    def key(self) -> str:
        """Text that differs whenever another thing would be installed."""
        ...

    def install(self, folder: Path) -> Installed:
        """Install into a folder that does not exist yet.

        Raises: InstallFault with the installer's output.
        """
        ...


@dataclass(frozen=True)
class Install:
    """A finished installation of one release."""

    platform: str
    version: str
    installed: Installed
    root: Path
    """The folder of the environment (a Python environment, a Debian root)."""
    digest: str
    """Identity for evidence: platform, release, runtime, recipe and every installed package."""

    @property
    def python(self) -> Path:
        """The interpreter of a Python environment."""
        return self.root / "bin" / "python"


@dataclass(frozen=True)
class Prepared:
    """What preparing a server's data made: who may use it, and what is already there."""

    main: Mapping[str, str]
    """Connection parameters of the main user, without `site`."""
    others: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Further identities by role: `bad`, `second` (another user), `guest` (fewer rights)."""
    context: Mapping[str, str] = field(default_factory=dict)
    """Facts a contract case needs and cannot make itself, such as `second_user_id`."""

    def __repr__(self) -> str:
        return f"Prepared(main={Credential(self.main)!r}, others={sorted(self.others)}, context={dict(self.context)})"


@dataclass(frozen=True)
class Command:
    """How a server process is started."""

    argv: tuple[str, ...]
    cwd: Path
    env: Mapping[str, str] = field(default_factory=dict)


class Recipe(Protocol):
    """Everything tasklab knows about running one product."""

    @property
    def platform(self) -> str:
        """The platform's name, as in `specs/`."""
        ...

    @property
    def pace(self) -> str:
        """How much a contract run tries on it, by how fast it answers: `fast`, `steady` or `slow`."""
        ...

    @property
    def path(self) -> str:
        """What follows host and port in the address of the site: empty, or `/t`."""
        ...

    def source(self, version: str, release: str | None) -> Source:
        """Say where a tracked version comes from.

        `release` asks for that very release; otherwise the newest one of the tracked version.
        """
        ...

    def prepare(self, install: Install, data: Path) -> Prepared:
        """Make database, users and first objects in an empty folder; the result is cached and copied for each run."""
        ...

    def configure(self, install: Install, data: Path, port: int) -> Command:
        """Write what depends on the port into a run's own copy of the data, and say how to start."""
        ...

    def upgrade(self, install: Install, data: Path) -> None:
        """Bring data that an older release left up to this one, as the product's documentation says to.

        Raises: ProgramFault with the last words of the product's own tools.
        """
        ...


@dataclass(frozen=True)
class Site:
    """A running server."""

    platform: str
    version: str
    release: str
    url: str
    parameters: Credential
    """Connection parameters of the main user."""
    others: Mapping[str, Credential]
    context: Mapping[str, str]
    digest: str
    """Identity of the server for evidence."""
    pid: int
    data: Path
    """The run's own copy of the prepared data; what it has become when the server has ended."""
    log: Path


def list_platforms() -> list[str]:
    """Name every platform that has a recipe."""
    return sorted(module.name.replace("_", "-") for module in pkgutil.iter_modules(recipes.__path__))


def find_recipe(platform: str) -> Recipe | None:
    """Find the recipe of a platform, or None when its product cannot be run here."""
    if platform not in list_platforms():
        return None
    module = importlib.import_module(f"{recipes.__name__}.{platform.replace('-', '_')}")
    recipe: Recipe = module.RECIPE
    return recipe
