"""A generated lab: many platforms in every standing there is, for tests and benchmarks of what reads a ledger.

The same numbers give the same facts: nothing here is random, and nothing reads the clock.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from tasklab.ledger import fact as f
from tasklab.ledger.policy import PlatformPolicy, Policy
from tasklab.ledger.state import fold_state
from tasklab.report.compatibility import Source, fold_compatibility
from tasklab.report.description import ObjectDescription, SpecDescription
from tasklab.report.event import fold_events
from tasklab.report.site import SiteSource
from tasklab.unified.catalogue import METHODS
from tasklab.watch.config import PlatformConfig

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
DIGESTS = f.Digests(spec="sha256:5", adapter="sha256:a", suite="sha256:c", target="sha256:7")
STALE = f.Digests(spec="sha256:0", adapter="sha256:a", suite="sha256:c", target="sha256:7")
POLICY = Policy(default=PlatformPolicy(level="twin"))
NAMES = [
    "Asana",
    "Jira-Cloud",
    "Jira-DC",
    "Linear",
    "Trello",
    "ClickUp",
    "Notion",
    "Monday",
    "Todoist",
    "TickTick",
    "Wrike",
    "Smartsheet",
    "Airtable",
    "Basecamp",
    "Shortcut",
    "YouTrack",
    "GitHub",
    "GitLab",
    "Bitbucket",
    "Gitea",
    "Forgejo",
    "Azure-DevOps",
    "Redmine",
    "OpenProject",
    "Taiga",
    "Tuleap",
    "Trac",
    "MantisBT",
    "Bugzilla",
    "Phorge",
    "Plane",
    "Planka",
    "Kanboard",
    "WeKan",
    "Vikunja",
    "Leantime",
    "Kitsu",
    "Focalboard",
    "Nextcloud-Deck",
    "Huly",
    "Zammad",
    "Zendesk",
    "ServiceNow",
    "Sentry",
    "HubSpot",
    "Pipedrive",
    "Podio",
    "Teamwork",
    "Zoho-Projects",
    "Google-Tasks",
    "Microsoft-To-Do",
    "Backlog",
    "Aha",
    "Coda",
    "Habitica",
    "Roundup",
    "Request-Tracker",
    "Tryton",
    "Radicale",
    "Xandikos",
]
LEVELS = ("server", "twin", "live", "recorded")
KINDS = ("whole", "whole", "late", "due", "failing", "broken", "stale", "unknown", "waived", "cut")
"""How the newest version of a platform stands; the older ones are supported."""
_OBJECTS = tuple(dict.fromkeys(entry.object for entry in METHODS.values()))
_FIELDS = ("title", "description", "url", "created_at", "updated_at", "project_id", "position", "color")


@dataclass(frozen=True)
class Built:
    """One platform of the lab."""

    config: PlatformConfig
    facts: tuple[f.AnyFact, ...]
    specified: frozenset[str]


def build_platform(index: int, versions: int = 4, runs: int = 1) -> Built:
    """Build one platform; `runs` is how many times the contract ran on each version."""
    name = NAMES[index % len(NAMES)] + ("" if index < len(NAMES) else f" {index}")
    platform = name.lower().replace(" ", "-")
    kind = KINDS[index % len(KINDS)]
    facts: list[f.AnyFact] = []
    names = [f"{index % 7 + 1}.{number}" for number in range(versions)]
    for number, version in enumerate(names):
        facts += _build_version(platform, version, index, kind, age=versions - 1 - number, runs=runs)
    if index % 13 == 5:
        facts.append(f.AlarmFact(platform=platform, at=NOW - timedelta(days=2), source="feed", because="answers 503"))
    content = {
        "platform": platform,
        "name": name.replace("-", " "),
        "summary": f"{name} keeps tasks, and is watched.",
        "kind": "product",
        "links": {"home": f"https://{platform}.example/", "changelog": f"https://{platform}.example/changes"},
        "watch": {
            "scheme": "dotted",
            "track": "minor",
            "since": "1.0",
            "sources": [{"source": "package_index", "which": platform}],
        },
    }
    unspecified = {names[-1]} if kind == "late" else set()
    return Built(
        PlatformConfig.model_validate(content),
        tuple(sorted(facts, key=lambda fact: fact.at)),
        frozenset(names) - unspecified,
    )


def _build_version(platform: str, version: str, index: int, kind: str, *, age: int, runs: int) -> list[f.AnyFact]:
    days = age * 150 + {"late": 75 + index, "due": 61 - index % 55}.get(kind if age == 0 else "", 45 + index % 40)
    released = NOW - timedelta(days=days)
    common = {"platform": platform, "version": version}
    facts: list[f.AnyFact] = [
        f.ReleaseFact(
            **common,
            at=released + timedelta(days=1 + index % 3),
            release=f"{version}.0",
            released_at=released,
            date_class=f.DATE_CLASSES[index % 3],
            source=f"package_index {platform}",
            url=f"https://{platform}.example/releases/{version}",
        )
    ]
    if age == 0 and kind in {"late", "unknown"}:
        return facts
    level = LEVELS[index % len(LEVELS)]
    for number in range(runs):
        at = min(released + timedelta(days=4 + index % 30), NOW - timedelta(days=2)) + timedelta(minutes=number)
        facts.append(
            _build_run(common, index, kind if age == 0 else "whole", level, at, f"{platform}-{version}-{number}")
        )
    last = facts[-1]
    if not (age == 0 and kind in {"due", "failing"}):
        supported = last.at + timedelta(hours=2)
        run = f"{platform}-{version}-{runs - 1}"
        facts.append(f.PromotionFact(**common, at=supported, run=run, level=level, by="tasklab lab"))
    if age == 0 and kind == "broken":
        facts.append(f.BrokenFact(**common, at=NOW - timedelta(days=3), because="task.create: failing: title was lost"))
    if age == 0 and kind == "waived":
        waiver = {
            "method": "task.move",
            "because": "the vendor lost it",
            "owner": "Ana",
            "expires_on": date(2026, 12, 9),
        }
        facts.append(f.WaiverFact(**common, at=last.at + timedelta(hours=1), **waiver))
    if age == 0 and kind == "cut":
        for moved in (90, 40):
            day = NOW.date() + timedelta(days=100 - moved)
            facts.append(f.SunsetFact(**common, at=NOW - timedelta(days=moved), cuts_on=day, source="vendor's page"))
    if age == 3:
        facts.append(f.DeprecationFact(**common, at=NOW - timedelta(days=5), because="superseded"))
    return facts


def _build_run(common: dict[str, str], index: int, kind: str, level: f.Level, at: datetime, run: str) -> f.EvidenceFact:
    methods = {name: _build_outcome(index, number, kind, level, name) for number, name in enumerate(METHODS)}
    return f.EvidenceFact(
        **common,
        at=at,
        run=run,
        digests=STALE if kind == "stale" else DIGESTS,
        target=f.TargetIdentity(name=f"{common['platform']} {common['version']}.0", release=f"{common['version']}.0"),
        level=level,
        methods=methods,
        duration_s=12.5,
        command=f"tasklab verify {common['platform']} {common['version']}",
        validated=(True, None, False)[index % 3],
    )


def _build_outcome(index: int, number: int, kind: str, level: f.Level, name: str) -> f.MethodOutcome:
    if name == "task.create" and kind in {"failing", "broken"}:
        case = f"contract_tests/test_task.py::test_create[{index}]"
        text = "title: expected 'a <b>' and 'c', got ''"
        return f.MethodOutcome(verdict="failing", level=level, failed=2, reasons=[f.CaseReason(case=case, text=text)])
    if name == "task.move" and kind == "waived":
        return f.MethodOutcome(verdict="unverified", level=level)
    if METHODS[name].tier == "extended" and (number * 7 + index) % 11 < index % 4:
        proof = f"the target refuses or lacks it: contract_tests/test_absence.py::test_said_and_true[{name}]"
        return f.MethodOutcome(verdict="unavailable", level=level, proof=proof)
    return f.MethodOutcome(verdict="verified", level=level, passed=12 + number % 9, skipped=1)


def build_lab(platforms: int = 60, versions: int = 4, runs: int = 1) -> list[Built]:
    """Build all platforms of a lab."""
    return [build_platform(index, versions, runs) for index in range(platforms)]


def describe(platform: str, version: str) -> SpecDescription:
    """Describe a spec as a middling one describes itself."""
    count = 3 + (len(platform) + int(version[-1]) // 2) % 5
    objects = tuple(
        ObjectDescription(
            name,
            tuple((field, position % 2 == 0) for position, field in enumerate(_FIELDS[:count])),
            ("project_id", "modified_after") if name == "task" else (),
            ("created_at",) if name == "task" else (),
        )
        for name in _OBJECTS
    )
    said = (("task.find", "It has no address of a task that a person could give.", f"https://{platform}.example/api"),)
    changes = (("Tasks say when they were closed.", f"https://{platform}.example/changes#{version}"),)
    return SpecDescription(objects, changes, said, ("journal_changes",) if count == 4 else (), "")


def fold_lab(lab: list[Built], at: datetime = NOW):
    """Fold a lab into what the reports say."""
    sources = [
        Source(
            built.config,
            fold_state(built.facts, platform=built.config.platform, at=at, specified=sorted(built.specified)),
            built.specified,
        )
        for built in lab
    ]
    return fold_compatibility(sources, POLICY, lambda _platform, _version: DIGESTS, at)


def make_site(lab: list[Built], at: datetime = NOW, **options) -> SiteSource:
    """Make what a site is rendered from."""
    events = [event for built in lab for event in fold_events(built.facts, at)]
    events.sort(key=lambda event: (event.at, event.subject), reverse=True)
    return SiteSource(fold_lab(lab, at), events, describe, **options)


def build_large_lab(facts: int, platforms: int = 60, versions: int = 4, runs_in: int = 10) -> list[Built]:
    """Build a lab with about so many facts, of which one in `runs_in` is a run; the others are patches and notices."""
    per_version = facts // (platforms * versions)
    lab = build_lab(platforms, versions, runs=max(1, per_version // runs_in))
    return [_pad(built, facts // platforms) for built in lab]


def _pad(built: Built, count: int) -> Built:
    platform, kept = built.config.platform, list(built.facts)
    names = sorted({fact.version for fact in kept if isinstance(fact, f.ReleaseFact)})
    for number in range(count - len(kept)):
        common = {"platform": platform, "version": names[number % len(names)], "at": NOW - timedelta(minutes=number)}
        if number % 4 == 0:
            kept.append(f.NotificationFact(**common, key=f"{number} days, due 2026-12-01", channel="team"))
            continue
        release = {"release": f"{common['version']}.{number}", "released_at": NOW - timedelta(minutes=number + 1)}
        kept.append(f.ReleaseFact(**common, **release, date_class="registry", source=f"package_index {platform}"))
    return replace(built, facts=tuple(sorted(kept, key=lambda fact: fact.at)))


def write_ledger(lab: list[Built], folder: Path) -> None:
    """Write the facts of a lab as the ledger keeps them."""
    folder.mkdir(parents=True, exist_ok=True)
    for built in lab:
        (folder / f"{built.config.platform}.jsonl").write_bytes(b"".join(map(f.render_fact, built.facts)))
