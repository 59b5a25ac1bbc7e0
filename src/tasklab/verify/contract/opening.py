"""Opens the target that a file describes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasklab.adapter.registry import PACKAGE, load_adapter
from tasklab.verify.contract.server_target import ServerTarget

if TYPE_CHECKING:
    from tasklab.verify.contract.target import Target
    from tasklab.verify.contract.target_file import TargetFile


def open_target(file: TargetFile, package: str = PACKAGE) -> Target:
    """Open the target that a file describes."""
    adapter = load_adapter(file.platform, file.version, package)
    if file.twin is None:
        return ServerTarget(file, adapter)
    # Descriptions and twins are imported where they are used: a run on a server needs neither.
    from tasklab.verify.contract.twin_target import TwinTarget  # noqa: PLC0415

    return TwinTarget(file, adapter, file.twin)
