"""The watcher is replayed over the real release histories of products, day by day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import yaml
from tests.upstream import FOLDER

from tasklab.ledger.fact import ReleaseFact
from tasklab.ledger.state import fold_state
from tasklab.ledger.version import parse_version
from tasklab.watch.config import PlatformConfig, SourceConfig, WatchConfig
from tasklab.watch.release import Release, SourceAnswer
from tasklab.watch.watcher import watch_platform
from tasklab.watch.window import find_due, fold_windows

NEVER = "9999"

HISTORIES = [
    ("redmine", "dotted", "minor", "1.0"),
    ("redmine", "dotted", "minor", "5.0"),
    ("roundup", "pep440", "minor", "0.1"),
    ("request-tracker", "dotted", "minor", "4.0"),
    ("openproject", "dotted", "major", "1"),
    ("mantisbt", "dotted", "minor", "1.0"),
    ("kanboard", "dotted", "each", "1.0"),
    ("gitea/Gitea", "dotted", "minor", "1.0"),
    ("github/GitHub Enterprise Server", "dotted", "each", "2.0"),
    ("jira-dc/Jira Software Server and Data Center", "dotted", "minor", "8.0"),
    ("monday/API versions", "date", "quarter", "2023-01"),
    ("notion/API versions (Notion-Version)", "date", "each", "2021-01-01"),
]


def load_history(name):
    path_a, path_b = FOLDER / "releases-A.yaml", FOLDER / "releases-B.yaml"
    if not (path_a.is_file() and path_b.is_file()):
        pytest.skip(f"no release histories in {FOLDER}: set TASKLAB_VENDOR_DIR to the folder that has releases-A.yaml")
    platform, _, track = name.partition("/")
    if track:
        parts = _load(path_a)["platforms"][platform]
        entries = next(part["releases"] for part in parts if part["track"] == track)
    else:
        entries = next(part["releases"] for part in _load(path_b) if part["platform"] == platform)
    return [(each["version"], datetime.fromisoformat(each["date"]).replace(tzinfo=UTC)) for each in entries]


_LOADED = {}


def _load(path):
    if path not in _LOADED:
        _LOADED[path] = yaml.load(path.read_bytes(), Loader=yaml.CBaseLoader)
    return _LOADED[path]


def replay(history, scheme, track, since):
    """Watch once on every day that something was released, noticing it five hours later."""
    source = SourceConfig(source="feed", which="history")
    watch = WatchConfig(scheme=scheme, track=track, since=since, sources=(source,))
    config = PlatformConfig(platform="p", name="P", summary="s", kind="product", watch=watch)
    facts = []
    for day in sorted({day for _, day in history}):
        now = day + timedelta(hours=5)
        releases = tuple(Release(version, on, "vendor", version) for version, on in history if on <= now)
        for _ in range(2):
            state = fold_state(facts, platform="p", at=now)
            facts += watch_platform(config, [SourceAnswer(source.name, releases)], state, now).facts
    return facts


def place(version, scheme, track):
    """Say independently of the watcher which tracked version a release belongs to."""
    first, second = (*map(int, version.lstrip("v").replace("-", ".").split(".")[:2]), 0)[:2]
    return {
        "each": version,
        "major": f"{first}",
        "minor": f"{first}.{second}",
        "quarter": f"{first:04d}-{(second - 1) // 3 * 3 + 1:02d}",
    }[track]


def numbers(version):
    """Say which release it is: histories call one release both 1.0 and 1.0.0."""
    parts = [int(part) for part in version.lstrip("v").replace("-", ".").split(".")]
    while len(parts) > 1 and not parts[-1]:
        parts.pop()
    return tuple(parts)


def is_final(version):
    return all(part.isdecimal() for part in version.lstrip("v").replace("-", ".").split("."))


@pytest.mark.parametrize(("name", "scheme", "track", "since"), HISTORIES, ids=lambda value: value)
def test_every_release_of_a_real_history_is_detected_once_in_order_and_dated_right(name, scheme, track, since):
    history = load_history(name)
    facts = [fact for fact in replay(history, scheme, track, since) if isinstance(fact, ReleaseFact)]
    first = parse_version(since, scheme)
    expected = {}
    for version, day in history:
        if is_final(version) and parse_version(place(version, scheme, track), scheme) >= first:
            expected[numbers(version)] = min(expected.get(numbers(version), day), day)

    assert {numbers(fact.release): fact.released_at for fact in facts} == expected
    assert len(facts) == len(expected) > 0
    assert [fact.released_at for fact in facts] == sorted(expected.values())
    assert all(fact.at == fact.released_at + timedelta(hours=5) for fact in facts)


@pytest.mark.parametrize(("name", "scheme", "track", "since"), HISTORIES, ids=lambda value: value)
def test_a_real_history_gives_one_window_for_each_tracked_version(name, scheme, track, since):
    history = load_history(name)
    facts = replay(history, scheme, track, since)
    windows = fold_windows(fold_state(facts, platform="p", at=datetime(2027, 1, 1, tzinfo=UTC)))
    first = parse_version(since, scheme)
    opened = {}
    for version, day in history:
        tracked = place(version, scheme, track) if is_final(version) else None
        if tracked and parse_version(tracked, scheme) >= first:
            opened[tracked] = min(opened.get(tracked, day), day)

    assert {window.version: window.opened_at for window in windows} == opened
    assert all(window.due_at == find_due(opened[window.version]) for window in windows)


def test_a_track_that_leaves_everything_out_opens_nothing():
    history = load_history("redmine")

    assert replay(history[-20:], "dotted", "minor", NEVER) == []
