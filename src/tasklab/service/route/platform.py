"""Which platforms and versions there are, and what each of them can do."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import msgspec

from tasklab.adapter.registry import load_adapter
from tasklab.service.form import FormField
from tasklab.service.sandbox import sandbox_versions
from tasklab.service.web.about import About, Field
from tasklab.service.web.message import Answer, json_answer
from tasklab.service.web.router import Route
from tasklab.unified.catalogue import METHODS
from tasklab.unified.error import VersionUnsupportedError
from tasklab.watch.window import find_window

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tasklab.service.support import PlatformSupport, Support, VersionSupport
    from tasklab.service.web.message import Request

_SUBJECT = "platform"
_CHOICE = (
    Field("platform", {"type": "string"}, "Only this platform."),
    Field("version", {"type": "string"}, "Only this version."),
)


class PlatformView(msgspec.Struct, kw_only=True):
    """A platform that connections may be made to."""

    platform: str
    name: str
    summary: str
    kind: str
    newest_version: str | None
    """The version that a connection gets which asks for none; null when none is served."""
    served_versions: tuple[str, ...]
    """The oldest first."""
    sandbox_versions: tuple[str, ...]
    """Versions that have a sandbox in this process."""


class PlatformList(msgspec.Struct):
    """All platforms."""

    items: list[PlatformView]


class VersionView(msgspec.Struct, kw_only=True):
    """A version of a platform, served or not."""

    version: str
    status: str
    is_served: bool
    released_at: dt.datetime | None
    supported_since: dt.datetime | None
    due_at: dt.datetime | None
    """Until when it is to be supported, counted from its release; null once it is."""
    because: str | None
    """Why it is broken, deprecated or retired."""
    parameters: tuple[FormField, ...]
    """What a connection to it is given; empty where it is not served."""


class VersionList(msgspec.Struct):
    """All versions of a platform, the newest first."""

    items: list[VersionView]


class MethodCoverage(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A method on a version."""

    verdict: str
    """`verified`, `failing`, `unverified`, `unavailable` or `waived`."""
    level: str | None = None
    """How strong the proof is: `twin` < `recorded` < `server` < `live`."""
    because: str | None = None
    """Why the platform version cannot do it."""
    source: str | None = None
    """Who says so."""


class VersionCoverage(msgspec.Struct, kw_only=True):
    """What one served version can do."""

    platform: str
    version: str
    methods: dict[str, MethodCoverage]


class Coverage(msgspec.Struct):
    """What all served versions can do."""

    items: list[VersionCoverage]


def platform_routes(support: Support, *, has_sandbox: bool) -> Iterator[Route]:
    """Yield the routes that need no connection."""

    async def list_platforms(_request: Request) -> Answer:
        sandboxes = sandbox_versions(support) if has_sandbox else {}
        views = [_platform(each, sandboxes.get(name, ())) for name, each in support.platforms.items()]
        return json_answer(PlatformList(views))

    async def list_versions(request: Request) -> Answer:
        platform = support.require_platform(request.parameters["platform"], "/platform")
        return json_answer(VersionList([_version(support, each) for each in list(platform.versions.values())[::-1]]))

    async def read_coverage(request: Request) -> Answer:
        wanted = request.query()
        unknown = set(wanted) - {"platform", "version"}
        if unknown:
            raise VersionUnsupportedError(f"coverage is chosen by platform and version, not by {min(unknown)!r}")
        platforms = (
            [support.require_platform(wanted["platform"], "/platform")]
            if "platform" in wanted
            else support.platforms.values()
        )
        found = [
            _coverage(support, each)
            for platform in platforms
            for each in platform.versions.values()
            if each.is_served and wanted.get("version", each.version) == each.version
        ]
        return json_answer(Coverage(found))

    about = About("List the platforms, with the versions that are served.", _SUBJECT, PlatformList)
    yield Route("GET", "/v1/platforms", "platform.list", list_platforms, "read", about)
    about = About("List a platform's versions, and what a connection to each is given.", _SUBJECT, VersionList)
    yield Route("GET", "/v1/platforms/{platform}/versions", "version.list", list_versions, "read", about)
    about = About("Read what each served version can do, and how that is proved.", _SUBJECT, Coverage, query=_CHOICE)
    yield Route("GET", "/v1/coverage", "coverage.get", read_coverage, "read", about)


def _platform(support: PlatformSupport, sandboxes: tuple[str, ...]) -> PlatformView:
    config = support.config
    return PlatformView(
        platform=config.platform,
        name=config.name,
        summary=config.summary,
        kind=config.kind,
        newest_version=support.newest,
        served_versions=support.served,
        sandbox_versions=sandboxes,
    )


def _version(support: Support, version: VersionSupport) -> VersionView:
    state = version.state
    platform = support.require_platform(version.platform)
    window = find_window(platform.state, state)
    reason = state.retirement or state.broken or state.deprecation
    return VersionView(
        version=version.version,
        status=state.status,
        is_served=version.is_served,
        released_at=window.opened_at if window else None,
        supported_since=state.promotions[0].at if state.promotions else None,
        due_at=window.due_at if window and window.is_open else None,
        because=reason.because if reason else None,
        parameters=support.form(version.platform, version.version).fields if version.has_adapter else (),
    )


def _coverage(support: Support, version: VersionSupport) -> VersionCoverage:
    adapter = load_adapter(version.platform, version.version)
    evidence = version.state.promoted_evidence
    on = support.now().date()
    methods = {}
    for name in METHODS:
        absence = adapter.unavailable.get(name)
        outcome = evidence.methods.get(name) if evidence else None
        verdict: Any = outcome.verdict if outcome else "unverified"
        if verdict in {"failing", "unverified"} and version.state.find_waiver(name, on):
            verdict = "waived"
        methods[name] = MethodCoverage(
            verdict=verdict,
            level=outcome.level if outcome and verdict in {"verified", "unavailable"} else None,
            because=absence.because if absence else None,
            source=absence.source if absence else None,
        )
    return VersionCoverage(platform=version.platform, version=version.version, methods=methods)
