"""Sandboxes: twins inside this process, one for each connection, so that a first call needs no account anywhere.

What is written to one is forgotten when the process ends. Which platforms have one is told by what there is: a twin
and an adapter of the same version.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasklab.twin.catalogue import find_platform, list_platforms, open_twin
from tasklab.twin.clock import wall_clock
from tasklab.twin.received import as_received
from tasklab.unified.error import VersionUnsupportedError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tasklab.adapter.message import Response
    from tasklab.adapter.transport.protocol import WireRequest
    from tasklab.service.support import Support
    from tasklab.twin.clock import Clock
    from tasklab.twin.twin import Twin
    from tasklab.verify.binding import Binding

ADDRESS = "http://sandbox.invalid"
"""Where a twin believes to be found: a name that leads nowhere (RFC 6761, section 6.4)."""
_TASKS = 25


class TwinTransport:
    """A transport that hands requests to a twin."""

    def __init__(self, twin: Twin) -> None:
        self._twin = twin

    async def send(self, request: WireRequest) -> Response:
        """Return the twin's answer."""
        return self._twin.handle(as_received(request))


def open_sandbox(support: Support, platform: str, version: str) -> TwinTransport:
    """Open a sandbox with some tasks in it."""
    binding = _require_binding(support, platform, version)
    twin = _open(binding, platform, version, wall_clock())
    twin.seed(_TASKS)
    return TwinTransport(twin)


def sandbox_versions(support: Support) -> Mapping[str, tuple[str, ...]]:
    """Return the platforms that have a sandbox, and the versions that have an adapter and a twin, the oldest first."""
    twins, found = frozenset(list_platforms()), {}
    for name, platform in support.platforms.items():
        binding = support.binding(name)
        if binding is None or (binding.twin or name) not in twins:
            continue
        known = find_platform(binding.twin or name).versions
        adapted = (version for version, each in platform.versions.items() if each.has_adapter)
        if both := tuple(version for version in adapted if binding.find_version(version) in known):
            found[name] = both
    return found


def sandbox_parameters(support: Support, platform: str, version: str) -> dict[str, str]:
    """Return what connects to a fresh twin: its address and its account, as the platform's binding names them.

    Raises: VersionUnsupportedError where the platform has no twin.
    """
    binding = _require_binding(support, platform, version)
    return binding.connection(_open(binding, platform, version, None).account(), ADDRESS)


def _require_binding(support: Support, platform: str, version: str) -> Binding:
    binding = support.binding(platform)
    if binding is None:
        raise VersionUnsupportedError(f"there is no sandbox of {platform}", platform=platform, platform_version=version)
    return binding


def _open(binding: Binding, platform: str, version: str, clock: Clock | None) -> Twin:
    twin, known = binding.twin or platform, binding.find_version(version)
    return open_twin(twin, known, clock=clock, address=ADDRESS, options=binding.options)
