"""A running server of one version, from the package index to an open connection."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tasklab.verify.server.credential import Credential
from tasklab.verify.server.fault import ProgramFault, ServerUnavailable
from tasklab.verify.server.install import require_data, require_install
from tasklab.verify.server.port import reserve_port
from tasklab.verify.server.process import run_server
from tasklab.verify.server.recipe import Install, Prepared, Progress, Recipe, Site, find_recipe, list_platforms
from tasklab.verify.server.snapshot import copy_data

if TYPE_CHECKING:
    from collections.abc import Iterator


def warm_site(
    platform: str, version: str, *, cache_dir: Path, release: str | None = None, progress: Progress | None = None
) -> Install:
    """Install and prepare a version without starting it, so that a later start is fast.

    Raises: ServerUnavailable.
    """
    recipe = _require_recipe(platform, version)
    install = require_install(recipe, version, cache_dir=cache_dir, release=release, progress=progress)
    require_data(recipe, install, progress=progress)
    return install


@contextmanager
def start_site(
    platform: str,
    version: str,
    *,
    cache_dir: Path,
    work_dir: Path,
    release: str | None = None,
    progress: Progress | None = None,
) -> Iterator[Site]:
    """Run a server on its own copy of the prepared data until the block ends.

    `work_dir` receives one new folder with the copy and the log; it stays, so that a failure can be looked into.

    Raises: ServerUnavailable.
    """
    recipe = _require_recipe(platform, version)
    install = require_install(recipe, version, cache_dir=cache_dir, release=release, progress=progress)
    data, prepared = require_data(recipe, install, progress=progress)
    _note(progress, "starting")
    folder = _new_folder(work_dir, f"{platform}-{version}")
    copy_data(data, folder / "data")
    with _run(recipe, install, prepared, folder) as site:
        _note(progress, "ready")
        yield site


@contextmanager
def upgrade_site(
    previous: Site, version: str, *, cache_dir: Path, work_dir: Path, progress: Progress | None = None
) -> Iterator[Site]:
    """Run a newer version on a copy of what an ended site left behind: same data, same users, another release.

    Raises: ServerUnavailable.
    """
    recipe = _require_recipe(previous.platform, version)
    install = require_install(recipe, version, cache_dir=cache_dir, progress=progress)
    folder = _new_folder(work_dir, f"{previous.platform}-{previous.version}-{version}")
    copy_data(previous.data, folder / "data")
    _note(progress, "upgrading")
    try:
        recipe.upgrade(install, folder / "data")
    except ProgramFault as fault:
        raise ServerUnavailable(previous.platform, version, fault.reason, fault.output) from fault
    kept = Prepared(previous.parameters, previous.others, previous.context)
    with _run(recipe, install, kept, folder) as site:
        _note(progress, "ready")
        yield site


@contextmanager
def _run(recipe: Recipe, install: Install, prepared: Prepared, folder: Path) -> Iterator[Site]:
    with ExitStack() as stack:
        port = stack.enter_context(reserve_port())
        command = recipe.configure(install, folder / "data", port)
        try:
            pid = stack.enter_context(run_server(command, port=port, path=recipe.path, log=folder / "server.log"))
        except ProgramFault as fault:
            raise ServerUnavailable(install.platform, install.version, fault.reason, fault.output) from fault
        yield _describe(install, prepared, f"http://127.0.0.1:{port}{recipe.path}", pid, folder)


def _describe(install: Install, prepared: Prepared, url: str, pid: int, folder: Path) -> Site:
    return Site(
        platform=install.platform,
        version=install.version,
        release=install.installed.release,
        url=url,
        parameters=Credential({**prepared.main, "site": url}),
        others={role: Credential({**who, "site": url}) for role, who in prepared.others.items()},
        context=prepared.context,
        digest=install.digest,
        pid=pid,
        data=folder / "data",
        log=folder / "server.log",
    )


def _require_recipe(platform: str, version: str) -> Recipe:
    recipe = find_recipe(platform)
    if recipe is None:
        raise ServerUnavailable(
            platform, version, f"no recipe named {platform}; there are {', '.join(list_platforms())}"
        )
    return recipe


def _new_folder(work_dir: Path, name: str) -> Path:
    work_dir.mkdir(parents=True, exist_ok=True)
    return Path(tempfile.mkdtemp(prefix=f"{name}-", dir=work_dir.absolute()))


def _note(progress: Progress | None, stage: str) -> None:
    if progress is not None:
        progress(stage)
