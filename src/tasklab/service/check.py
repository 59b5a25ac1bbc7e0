"""Checks of a connection: does its credential work, and which version does its site run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from tasklab.unified.catalogue import METHODS
from tasklab.unified.error import MethodError, Problem
from tasklab.unified.objects import User

if TYPE_CHECKING:
    from tasklab.service.live import Live, LiveConnections

_READS = ("user.me", "project.list", "task.list")
"""The first of these that a version can do shows that the credential works."""


class CheckView(msgspec.Struct, kw_only=True):
    """What a check found."""

    is_good: bool
    """Whether the credential works and the site runs the version that the connection is pinned to."""
    platform: str
    version: str
    """The version that the connection is pinned to."""
    site_version: str | None
    """What the site says of itself; null where it does not say."""
    user_id: str | None = None
    user_name: str | None = None
    problem: Problem | None = None
    """What is wrong."""


async def check_connection(connections: LiveConnections, live: Live) -> CheckView:
    """Look whether a connection works. A refusal is an answer here, not an error."""
    adapter = live.adapter
    view = CheckView(is_good=False, platform=adapter.platform, version=adapter.version, site_version=None)
    try:
        await _look(connections, live, view)
    except MethodError as error:
        view.problem = msgspec.convert(error.to_problem(), Problem)
    else:
        view.is_good = True
    return view


async def require_good(connections: LiveConnections, live: Live) -> CheckView:
    """Check a connection that is to be kept. Raises: MethodError."""
    adapter = live.adapter
    view = CheckView(is_good=True, platform=adapter.platform, version=adapter.version, site_version=None)
    await _look(connections, live, view)
    return view


async def _look(connections: LiveConnections, live: Live, view: CheckView) -> None:
    adapter = live.adapter
    view.site_version = await connections.probe(live)
    name = next(each for each in _READS if each not in adapter.unavailable)
    method = METHODS[name]
    result = await connections.call(live, method, msgspec.convert({}, method.parameters))
    if isinstance(result, User):
        view.user_id, view.user_name = result.id, result.name
    adapter.require_version(view.site_version)
