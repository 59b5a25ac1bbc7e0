"""What has to run: the digests of every version as the repository has it now, held against its evidence.

Cheap to import and to ask: nothing here runs a case, needs pytest or touches the network.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import tasklab
from tasklab.adapter.registry import module_name
from tasklab.ledger.fact import Digests
from tasklab.spec.load import load_spec
from tasklab.spec.problem import InvalidSpecError
from tasklab.verify.binding import find_binding
from tasklab.verify.digest import digest_adapter, digest_suite
from tasklab.verify.server.recipe import find_recipe
from tasklab.verify.server_provider import ServerProvider
from tasklab.verify.twin_provider import TwinProvider

if TYPE_CHECKING:
    from tasklab.verify.provider import Provider
    from tasklab.workspace import Workspace


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


def find_digests(workspace: Workspace, platform: str, version: str) -> Digests | None:
    """Find the digests of a version as it is in the repository, and installed, now.

    None when one of them cannot be told: its spec is not valid, it has no adapter, or its server is not installed.
    """
    spec = _spec_digest(workspace, platform, version)
    file = find_adapter_file(workspace.connectors, platform, version)
    target = _target_digest(workspace, platform, version)
    if spec is None or file is None or target is None:
        return None
    suite = digest_suite(find_contract_tests(workspace.root))
    return Digests(spec=spec, adapter=digest_adapter(file), suite=suite, target=target)


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


def find_provider(workspace: Workspace, platform: str, version: str) -> Provider | None:
    """Find what gives the target of a version: a real server where there is a recipe, else a twin.

    The binding may say that the twin stands in for a version whose server cannot be had.

    Raises: InvalidSpecError for a binding that cannot be read.
    """
    recipe, binding = find_recipe(platform), find_binding(workspace.specs, platform)
    if recipe is not None and (binding is None or version not in binding.stands_in):
        return ServerProvider(workspace, recipe)
    return None if binding is None else TwinProvider(workspace, platform, binding)


def _target_digest(workspace: Workspace, platform: str, version: str) -> str | None:
    try:
        provider = find_provider(workspace, platform, version)
    except InvalidSpecError:
        return None
    return None if provider is None else provider.find_digest(version)
