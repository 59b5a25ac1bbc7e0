"""`compatibility.json`: what the reports say, for machines; its shape is published as JSON Schema and has a version."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

import msgspec
from msgspec import Meta

from tasklab.ledger.fact import Level
from tasklab.report.part import Freshness, Standing, Verdict
from tasklab.unified.catalogue import METHODS, Tier

if TYPE_CHECKING:
    from tasklab.report.part import Compatibility, PlatformPart, VersionPart

FORMAT = 2
"""Version of the shape: it rises when a reader of the one before would read something wrong."""
SCHEMA_NAME = "compatibility.schema.json"


CellEntry = Annotated[
    tuple[Verdict, Level | None, Annotated[int, Meta(ge=0)]],
    Meta(description="Verdict; strength of the proof, null where there is none; how many cases passed."),
]


class RunEntry(msgspec.Struct, frozen=True, omit_defaults=True):
    """The latest run of the contract."""

    run: str
    at: datetime
    target: Annotated[str, Meta(description="What answered.")]
    release: Annotated[str, Meta(description="The exact release that ran.")]
    level: Level
    validated: Annotated[
        bool | None,
        Meta(description="Whether the traffic was held against the vendor's description; absent where it is not said."),
    ] = None
    command: Annotated[str, Meta(description="What repeats it.")] = ""


class WindowEntry(msgspec.Struct, frozen=True, omit_defaults=True):
    """The support window: opened by a release, due two calendar months later."""

    release: str
    released_at: datetime
    date_class: Annotated[str, Meta(description="Who says when: registry, vendor, or observed (when we first saw it).")]
    source: str
    noticed_at: datetime
    due_at: datetime
    result: Literal["open", "overdue", "met", "missed", "withdrawn"]
    url: str = ""
    closed_at: datetime | None = None
    days_left: Annotated[int | None, Meta(description="Negative when late; absent when closed.")] = None


class CutEntry(msgspec.Struct, frozen=True, omit_defaults=True):
    """When the vendor cuts the version off, as it says now."""

    on: date
    source: str
    url: str = ""
    before: Annotated[list[date], Meta(description="What it said before, oldest first.")] = []


class WaiverEntry(msgspec.Struct, frozen=True):
    """That somebody accepts, until a day, that a method is not verified."""

    method: str
    because: str
    owner: str
    until: date


class VersionEntry(msgspec.Struct, frozen=True, omit_defaults=True):
    """One tracked version of a platform."""

    version: str
    status: Standing
    freshness: Annotated[
        Freshness, Meta(description="Whether the run is of what the repository has now; `stale` proofs do not count.")
    ]
    methods: Annotated[dict[str, CellEntry], Meta(description="By the method's name; all methods of the catalogue.")]
    reasons: Annotated[dict[str, list[str]], Meta(description="By method: why it is not verified.")] = {}
    level: Annotated[Level | None, Meta(description="The weakest proof among its verified methods.")] = None
    has_spec: bool = False
    supported_at: datetime | None = None
    run: RunEntry | None = None
    window: WindowEntry | None = None
    cut: CutEntry | None = None
    waivers: list[WaiverEntry] = []
    why_not: Annotated[list[str], Meta(description="What the gate says against it.")] = []


class AbsenceEntry(msgspec.Struct, frozen=True):
    """One thing that a platform cannot do, and what proves it."""

    method: str
    proof: str
    versions: list[str]


class PlatformEntry(msgspec.Struct, frozen=True, omit_defaults=True):
    """One platform."""

    platform: str
    name: str
    summary: str
    versions: Annotated[list[VersionEntry], Meta(description="Newest first.")]
    absences: list[AbsenceEntry] = []
    alarms: Annotated[list[str], Meta(description="Release sources that are in trouble.")] = []
    problems: Annotated[list[str], Meta(description="Lines of the ledger that cannot be read.")] = []


class MethodEntry(msgspec.Struct, frozen=True):
    """One entry of the catalogue."""

    name: str
    tier: Tier
    summary: str


class Document(msgspec.Struct, frozen=True):
    """Compatibility of tasklab: platforms, versions and unified methods, as of a day."""

    schema: Annotated[str, Meta(description="The schema of this document.")] = msgspec.field(name="$schema")
    format: Annotated[Literal[2], Meta(description="Version of this shape.")]
    on: Annotated[date, Meta(description="The day, in UTC.")]
    methods: list[MethodEntry]
    platforms: list[PlatformEntry]


def render_document(report: Compatibility) -> str:
    """Render the report as JSON, one version a line: small, and a change is a small difference."""
    head = {
        "$schema": SCHEMA_NAME,
        "format": FORMAT,
        "on": report.on,
        "methods": [MethodEntry(entry.name, entry.tier, entry.summary) for entry in METHODS.values()],
    }
    lines = [f'"{key}":{_encode(value)}' for key, value in head.items()]
    platforms = ",\n".join(_render_platform(platform) for platform in report.platforms)
    return "{" + ",\n".join(lines) + f',\n"platforms":[\n{platforms}\n]}}\n'


def _render_platform(platform: PlatformPart) -> str:
    entry = PlatformEntry(
        platform.platform,
        platform.name,
        platform.summary,
        [],
        [AbsenceEntry(method, proof, list(versions)) for (method, proof), versions in find_absences(platform).items()],
        list(platform.alarms),
        list(platform.problems),
    )
    versions = ",\n".join(_encode(_version(version)) for version in platform.versions)
    return _encode(entry).replace('"versions":[]', f'"versions":[\n{versions}\n]', 1)


def _encode(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def find_absences(platform: PlatformPart) -> dict[tuple[str, str], list[str]]:
    """Find what a platform cannot do: method and proof, each once, to the versions it is true for."""
    proofs: dict[tuple[str, str], list[str]] = {}
    for version in platform.versions:
        for cell in version.cells:
            if cell.verdict == "unavailable":
                proofs.setdefault((cell.method, cell.proof), []).append(version.version)
    return proofs


def _version(version: VersionPart) -> VersionEntry:
    run, window, cut = version.run, version.window, version.cut
    return VersionEntry(
        version=version.version,
        status=version.status,
        freshness=version.freshness,
        methods={cell.method: (cell.verdict, cell.level, cell.cases) for cell in version.cells},
        reasons={cell.method: list(cell.reasons) for cell in version.cells if cell.reasons},
        level=version.level,
        has_spec=version.has_spec,
        supported_at=version.supported_at,
        run=msgspec.convert(run, RunEntry, from_attributes=True) if run else None,
        window=msgspec.convert(window, WindowEntry, from_attributes=True) if window else None,
        cut=msgspec.convert(cut, CutEntry, from_attributes=True) if cut else None,
        waivers=[WaiverEntry(each.method, each.because, each.owner, each.until) for each in version.waivers],
        why_not=list(version.why_not),
    )


def render_schema() -> str:
    """Render the JSON Schema (2020-12) of the document."""
    schema = msgspec.json.schema(Document)
    content = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:tasklab:compatibility:{FORMAT}",
        "title": f"tasklab compatibility, format {FORMAT}",
        **schema,
    }
    return msgspec.json.format(msgspec.json.encode(content), indent=1).decode() + "\n"
