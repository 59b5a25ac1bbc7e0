"""Sandboxes: twins inside this process, one for each connection, so that a first call needs no account anywhere.

What is written to one is forgotten when the process ends. Which platforms have one is told by what there is: a twin
and an adapter of the same version.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from tasklab.adapter.message import Request
from tasklab.twin.catalogue import find_platform, list_platforms, open_twin
from tasklab.twin.clock import wall_clock
from tasklab.unified.error import VersionUnsupportedError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tasklab.adapter.message import Response
    from tasklab.adapter.transport.protocol import WireRequest
    from tasklab.service.form import Form
    from tasklab.service.support import Support
    from tasklab.twin.twin import Twin

ADDRESS = "http://sandbox.invalid"
"""Where a twin believes to be found: a name that leads nowhere (RFC 6761, section 6.4)."""
_TASKS = 25


class TwinTransport:
    """A transport that hands requests to a twin."""

    def __init__(self, twin: Twin) -> None:
        self._twin = twin

    async def send(self, request: WireRequest) -> Response:
        """Return the twin's answer."""
        parts = urlsplit(request.url)
        return self._twin.handle(
            Request(
                verb=request.verb,
                path=parts.path,
                query=tuple(parse_qsl(parts.query, keep_blank_values=True)),
                headers=request.headers,
                body=request.body,
            )
        )


def open_sandbox(platform: str, version: str) -> TwinTransport:
    """Open a sandbox with some tasks in it."""
    twin = open_twin(platform, version, clock=wall_clock(), address=ADDRESS)
    twin.seed(_TASKS)
    return TwinTransport(twin)


def sandbox_versions(support: Support) -> Mapping[str, tuple[str, ...]]:
    """Return the platforms that have a sandbox, and the versions that have an adapter and a twin, the oldest first."""
    found = {}
    for name in list_platforms():
        known = support.platforms.get(name)
        twins = () if known is None else find_platform(name).versions
        both = tuple(each for each in twins if known and each in known.versions and known.versions[each].has_adapter)
        if both:
            found[name] = both
    return found


def sandbox_parameters(platform: str, version: str, form: Form) -> dict[str, str]:
    """Return what connects to a fresh twin: its address, and its account by the names that the spec gives.

    Raises: VersionUnsupportedError where the twin's account lacks what the spec asks for.
    """
    account = open_twin(platform, version, address=ADDRESS).account()
    found = {}
    for each in form.fields:
        value = ADDRESS if each.type == "url" else account.get(each.name)
        if value is not None:
            found[each.name] = value
        elif each.is_required:
            raise VersionUnsupportedError(
                f"the twin of {platform} has no `{each.name}`", platform=platform, platform_version=version
            )
    return found
