"""The cache of installed and prepared servers: each made once, whole or not at all.

Shape: `<cache>/<platform>-<version>/<key>/` holds `environment/`, `data/` and, written last by a rename,
`install.json` and `prepared.json`. A folder without its mark is what an interrupted run left: it is made again.
"""

from __future__ import annotations

import hashlib
import inspect
import os
import shutil
import sys
from importlib import resources
from typing import TYPE_CHECKING

import msgspec

from tasklab.verify.server import scripts
from tasklab.verify.server.fault import ProgramFault, ServerUnavailable
from tasklab.verify.server.lock import hold_lock
from tasklab.verify.server.recipe import Install, Installed, Prepared, Progress, Recipe

if TYPE_CHECKING:
    from pathlib import Path

_KEY_LENGTH = 12


def require_install(
    recipe: Recipe, version: str, *, cache_dir: Path, release: str | None = None, progress: Progress | None = None
) -> Install:
    """Give the installation of a version, made now when the cache has none.

    Safe to call from several processes and threads; a call for another version runs beside this one.

    Raises: ServerUnavailable with the installer's last words.
    """
    folder = _folder(recipe, version, release, cache_dir)
    with hold_lock(folder.with_suffix(".lock")):
        mark = folder / "install.json"
        if not mark.exists():
            _note(progress, "installing")
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            try:
                installed = recipe.source(version, release).install(folder / "environment")
            except ProgramFault as fault:
                raise ServerUnavailable(recipe.platform, version, fault.reason, fault.output) from fault
            _write_mark(mark, msgspec.json.encode(installed))
        installed = msgspec.json.decode(mark.read_bytes(), type=Installed)
    digest = _digest(recipe, version, installed)
    return Install(recipe.platform, version, installed, folder / "environment", digest)


def find_install(recipe: Recipe, version: str, *, cache_dir: Path, release: str | None = None) -> Install | None:
    """Find a finished installation without making one; None when the cache has none."""
    folder = _folder(recipe, version, release, cache_dir)
    try:
        installed = msgspec.json.decode((folder / "install.json").read_bytes(), type=Installed)
    except FileNotFoundError:
        return None
    digest = _digest(recipe, version, installed)
    return Install(recipe.platform, version, installed, folder / "environment", digest)


def require_data(recipe: Recipe, install: Install, *, progress: Progress | None = None) -> tuple[Path, Prepared]:
    """Give the prepared data of an installation, made now when the cache has none; never run a server on it.

    Raises: ServerUnavailable with the last words of the product's own tools.
    """
    folder = install.root.parent
    mark, data = folder / "prepared.json", folder / "data"
    with hold_lock(folder.with_suffix(".lock")):
        if not mark.exists():
            _note(progress, "preparing")
            shutil.rmtree(data, ignore_errors=True)
            data.mkdir(mode=0o700)
            try:
                prepared = recipe.prepare(install, data)
            except ProgramFault as fault:
                raise ServerUnavailable(install.platform, install.version, fault.reason, fault.output) from fault
            _write_mark(mark, msgspec.json.encode(prepared))
        return data, msgspec.json.decode(mark.read_bytes(), type=Prepared)


def _folder(recipe: Recipe, version: str, release: str | None, cache_dir: Path) -> Path:
    text = f"{_recipe_digest(recipe)} {recipe.source(version, release).key}"
    key = hashlib.sha256(text.encode()).hexdigest()[:_KEY_LENGTH]
    return cache_dir.absolute() / f"{recipe.platform}-{version}" / key


def _recipe_digest(recipe: Recipe) -> str:
    """Digest the recipe's module and the programs in `scripts` that begin with its name."""
    module = sys.modules[type(recipe).__module__]
    name = module.__name__.rpartition(".")[2]
    files = [file for file in resources.files(scripts).iterdir() if file.name.startswith(f"{name}_")]
    texts = [inspect.getsource(module), *(file.read_text(encoding="utf-8") for file in sorted(files, key=str))]
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()


def _digest(recipe: Recipe, version: str, installed: Installed) -> str:
    parts = (
        recipe.platform,
        version,
        installed.release,
        installed.runtime,
        _recipe_digest(recipe),
        *installed.packages,
    )
    return "sha256:" + hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _write_mark(mark: Path, content: bytes) -> None:
    """Write a file whole or not at all, readable by its owner only: it may hold credentials."""
    draft = mark.with_suffix(".draft")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(mark)


def _note(progress: Progress | None, stage: str) -> None:
    if progress is not None:
        progress(stage)
