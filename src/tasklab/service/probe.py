"""Asks a site for its version, as the spec of the connection's version says: `connection.probe`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import msgspec

from tasklab.adapter.message import Request
from tasklab.service.lookup import look_up
from tasklab.spec.load import find_cache_dir, load_spec
from tasklab.unified.error import PlatformError

if TYPE_CHECKING:
    from pathlib import Path

    from tasklab.adapter.adapter import Adapter
    from tasklab.adapter.message import Flow, Response
    from tasklab.spec.model import Probe

_HEADER = "header."


def read_probe(specs: Path, platform: str, version: str) -> Probe | None:
    """Read how a site tells its version; None where the spec does not say, or not by a plain GET."""
    probe = load_spec(specs, platform, version, find_cache_dir(specs)).spec.connection.probe
    is_plain = probe is not None and probe.call.get is not None and not {"{", "$"} & set(probe.call.get)
    return probe if is_plain else None


def probe_flow(adapter: Adapter, probe: Probe) -> Flow[str]:
    """Ask a site for its version. Raises: PlatformError where it does not say."""
    response = yield Request(verb="GET", path=str(probe.call.get))
    adapter.expect(response)
    told = _told(response, probe)
    found = re.search(probe.pattern, told) if probe.pattern else None
    if probe.pattern and found is None:
        raise adapter.unreadable(response, f"no version in {told[:60]!r}")
    return found[1] if found else told


def _told(response: Response, probe: Probe) -> str:
    if probe.version.startswith(_HEADER):
        told: Any = response.headers.get(probe.version.removeprefix(_HEADER).lower())
    else:
        told = _at(response, probe.version)
    if not isinstance(told, str | int | float):
        raise PlatformError(f"the site does not tell its version: there is no `{probe.version}` in its answer")
    return str(told)


def _at(response: Response, path: str) -> Any:
    try:
        document = msgspec.json.decode(response.body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise PlatformError("the site does not tell its version: its answer is not JSON") from error
    return look_up(document, path)
