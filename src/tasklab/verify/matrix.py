"""What has to run: the digests of every version as the repository has it now, held against its evidence.

Cheap to import and to ask: nothing here runs a case, needs pytest or touches the network.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import tasklab
from tasklab.adapter.registry import module_name
from tasklab.ledger.fact import Digests
from tasklab.spec.load import load_spec
from tasklab.spec.problem import InvalidSpecError
from tasklab.verify.server.install import find_install
from tasklab.verify.server.recipe import find_recipe

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tasklab.workspace import Workspace

_RUNTIME = ("adapter", "unified")
"""Packages that every adapter stands on: another runtime is another adapter."""
_SUITE = ("verify/case.py", "verify/plugin.py", "verify/contract")


def find_contract_tests(root: Path) -> Path:
    """Return the folder of the contract: of the checkout, or the one that the package brings along.

    Raises: FileNotFoundError when there is neither.
    """
    package = Path(tasklab.__file__).parent
    found = next(
        (each for each in (root / "contract_tests", package / "_bundle" / "contract_tests") if each.is_dir()), None
    )
    if found is None:
        raise FileNotFoundError(f"no folder `contract_tests` in {root}, and none in the package")
    return found


def servers_dir(workspace: Workspace) -> Path:
    """Return where servers are installed."""
    return workspace.cache / "servers"


def find_digests(workspace: Workspace, platform: str, version: str) -> Digests | None:
    """Find the digests of a version as it is in the repository, and installed, now.

    None when one of them cannot be told: its spec is not valid, it has no adapter, or its server is not installed.
    """
    spec = _spec_digest(workspace, platform, version)
    adapter = digest_adapter(workspace.connectors, platform, version)
    target = _target_digest(workspace, platform, version)
    if spec is None or adapter is None or target is None:
        return None
    return Digests(spec=spec, adapter=adapter, suite=digest_suite(find_contract_tests(workspace.root)), target=target)


def _spec_digest(workspace: Workspace, platform: str, version: str) -> str | None:
    try:
        return load_spec(workspace.specs, platform, version, workspace.cache / "spec").digest
    except (InvalidSpecError, FileNotFoundError):
        return None


def find_adapter_file(connectors: Path, platform: str, version: str) -> Path | None:
    """Find the file of an adapter: in the folder of connectors, or else in the installed package."""
    relative = Path(module_name(platform, version).replace(".", "/")).with_suffix(".py")
    installed = find_spec("tasklab_connectors")
    folders = [
        connectors / "tasklab_connectors",
        *map(Path, (installed and installed.submodule_search_locations) or ()),
    ]
    return next((folder / relative for folder in folders if (folder / relative).is_file()), None)


def digest_adapter(connectors: Path, platform: str, version: str) -> str | None:
    """Return the digest of an adapter and of the runtime it stands on; None when there is no adapter."""
    file = find_adapter_file(connectors, platform, version)
    return None if file is None else _render(hashlib.sha256(file.read_bytes() + _runtime_digest()))


@cache
def _runtime_digest() -> bytes:
    package = Path(tasklab.__file__).parent
    return _digest_files(package, [file for part in _RUNTIME for file in (package / part).rglob("*.py")]).digest()


@cache
def digest_suite(contract_tests: Path) -> str:
    """Return the digest of the contract and of what its cases stand on."""
    package = Path(tasklab.__file__).parent
    own = [file for part in _SUITE for file in _python_files(package / part)]
    cases = _digest_files(contract_tests, contract_tests.rglob("*.py"))
    return _render(hashlib.sha256(cases.digest() + _digest_files(package, own).digest()))


def _python_files(path: Path) -> Iterable[Path]:
    return path.rglob("*.py") if path.is_dir() else [path]


def _digest_files(root: Path, files: Iterable[Path]) -> hashlib._Hash:
    total = hashlib.sha256()
    for file in sorted(files):
        total.update(file.relative_to(root).as_posix().encode() + b"\0")
        total.update(hashlib.sha256(file.read_bytes()).digest())
    return total


def _render(total: hashlib._Hash) -> str:
    return f"sha256:{total.hexdigest()}"


def _target_digest(workspace: Workspace, platform: str, version: str) -> str | None:
    recipe = find_recipe(platform)
    install = None if recipe is None else find_install(recipe, version, cache_dir=servers_dir(workspace))
    return None if install is None else install.digest
