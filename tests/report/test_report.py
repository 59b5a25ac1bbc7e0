"""The reports: they say what the ledger says, never more, and survive texts from outside."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tasklab.ledger import fact as f
from tasklab.ledger.policy import Policy
from tasklab.ledger.state import fold_state
from tasklab.report.compatibility import Compatibility, Source, fold_compatibility
from tasklab.report.html import find_worries, render_html
from tasklab.report.markdown import render_markdown
from tasklab.report.writer import write_reports
from tasklab.unified.catalogue import METHODS
from tasklab.watch.config import PlatformConfig

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
DIGESTS = f.Digests(spec="s", adapter="a", suite="c", target="t")
HOSTILE = "<script>alert('x')</script> | `rm` [a](javascript:x)"


def config(**changes: object) -> PlatformConfig:
    content = {
        "platform": "desk",
        "name": "Desk",
        "summary": "A desk.",
        "kind": "product",
        "watch": {
            "scheme": "dotted",
            "track": "minor",
            "since": "1.0",
            "sources": [{"source": "package_index", "which": "desk"}],
        },
    }
    return PlatformConfig.model_validate(content | changes)


def release(version: str, days_ago: float) -> f.ReleaseFact:
    at = NOW - timedelta(days=days_ago)
    return f.ReleaseFact(
        platform="desk",
        at=at,
        version=version,
        release=f"{version}.0",
        released_at=at,
        date_class="registry",
        source="package_index desk",
    )


def evidence(version: str, **changes: f.MethodOutcome) -> f.EvidenceFact:
    methods = {name: f.MethodOutcome(verdict="verified", passed=3) for name in METHODS}
    methods |= {name.replace("__", "."): outcome for name, outcome in changes.items()}
    return f.EvidenceFact(
        platform="desk",
        at=NOW - timedelta(hours=1),
        version=version,
        run=f"run-{version}",
        digests=DIGESTS,
        target=f.TargetIdentity(name="desk", release=f"{version}.0"),
        level="server",
        methods=methods,
        command=f"tasklab verify desk {version}",
    )


def fold(
    *facts: f.AnyFact, specified: tuple[str, ...] = ("1.0",), digests: f.Digests | None = DIGESTS
) -> Compatibility:
    state = fold_state(facts, platform="desk", at=NOW, specified=specified)
    source = Source(config(), state, frozenset(specified))
    return fold_compatibility([source], Policy(), lambda _platform, _version: digests, NOW)


def cell(report: Compatibility, method: str):
    return next(cell for cell in report.platforms[0].versions[0].cells if cell.method == method)


def test_without_a_fact_everything_is_unverified_and_says_what_to_run() -> None:
    report = fold()
    version = report.platforms[0].versions[0]
    assert {item.verdict for item in version.cells} == {"unverified"}
    assert version.level is None
    assert any("tasklab watch" in reason for reason in version.why_not)


def test_a_verified_method_shows_its_level_and_cases() -> None:
    report = fold(release("1.0", 10), evidence("1.0"))
    assert (cell(report, "task.get").verdict, cell(report, "task.get").level, cell(report, "task.get").cases) == (
        "verified",
        "server",
        3,
    )
    assert report.platforms[0].versions[0].why_not == ()


def test_a_failing_method_is_never_shown_with_a_level_and_is_a_reason() -> None:
    failing = f.MethodOutcome(verdict="failing", failed=1, reasons=[f.CaseReason(case="test_x", text="differs")])
    report = fold(release("1.0", 10), evidence("1.0", task__get=failing))
    assert cell(report, "task.get").level is None
    assert any("task.get" in reason and "differs" in reason for reason in report.platforms[0].versions[0].why_not)


def test_stale_evidence_is_marked_and_does_not_count() -> None:
    report = fold(
        release("1.0", 10), evidence("1.0"), digests=f.Digests(spec="new", adapter="a", suite="c", target="t")
    )
    assert cell(report, "task.get").is_stale
    assert any("stale" in reason for reason in report.platforms[0].versions[0].why_not)
    assert "✓ s *" in render_markdown(report)


def test_a_waiver_is_shown_as_a_waiver() -> None:
    failing = f.MethodOutcome(verdict="failing", failed=1)
    waiver = f.WaiverFact(
        platform="desk",
        at=NOW,
        version="1.0",
        method="task.get",
        because="known",
        owner="ann",
        expires_on=date(2026, 12, 1),
    )
    report = fold(release("1.0", 10), evidence("1.0", task__get=failing), waiver)
    assert cell(report, "task.get").verdict == "waived"
    assert any("ann" in remark for remark in report.platforms[0].versions[0].remarks)
    assert "Accepted for now" in render_markdown(report)


def test_worries_are_the_open_windows_with_the_least_time_left_first() -> None:
    report = fold(*(release(f"1.{minor}", minor * 15 + 1) for minor in range(7)))
    worries = [version.version for _, version in find_worries(report)]
    assert worries == ["1.6", "1.5", "1.4", "1.3", "1.2"]
    assert report.platforms[0].versions[0].version == "1.6"


def test_a_version_without_a_spec_says_how_to_get_one() -> None:
    report = fold(release("1.1", 3), specified=())
    assert "tasklab advance desk 1.1" in report.platforms[0].versions[0].why_not[0]


class Collector(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def test_the_page_asks_nothing_of_the_network_and_runs_nothing_from_outside() -> None:
    failing = f.MethodOutcome(verdict="failing", failed=1, reasons=[f.CaseReason(case="test_x", text=HOSTILE)])
    page = render_html(fold(release("1.0", 10), evidence("1.0", task__get=failing)))
    collector = Collector()
    collector.feed(page)
    assert not any(tag in {"script", "link", "img", "iframe"} for tag, _ in collector.tags)
    assert "http:" not in page
    assert re.search(r"url\(|@import|src=", page) is None
    assert HOSTILE not in page


def test_markdown_keeps_a_hostile_text_from_becoming_markup() -> None:
    failing = f.MethodOutcome(verdict="failing", failed=1, reasons=[f.CaseReason(case="t", text=HOSTILE)])
    text = render_markdown(fold(release("1.0", 10), evidence("1.0", task__get=failing)))
    assert "<script>" not in text
    assert "[a](javascript" not in text.replace("\\[", "").replace("\\]", "")


def test_reports_are_written_once_and_a_second_run_changes_nothing(tmp_path: Path) -> None:
    report = fold(release("1.0", 10), evidence("1.0"))
    assert {path.name for path in write_reports(report, tmp_path)} == {
        "compatibility.md",
        "compatibility.json",
        "index.html",
    }
    assert write_reports(report, tmp_path) == []
    content = json.loads((tmp_path / "compatibility.json").read_text(encoding="utf-8"))
    assert content["format"] == 1
    assert len(content["platforms"][0]["versions"][0]["cells"]) == len(METHODS)


def test_a_write_that_fails_leaves_the_old_report_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_reports(fold(release("1.0", 10)), tmp_path)
    before = (tmp_path / "compatibility.md").read_bytes()

    def refuse(self: Path, target: Path) -> Path:
        raise OSError("disk full")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(OSError, match="disk full"):
        write_reports(fold(release("1.0", 10), evidence("1.0")), tmp_path)
    assert (tmp_path / "compatibility.md").read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["compatibility.json", "compatibility.md", "index.html"]


def test_an_empty_lab_has_an_empty_report_that_says_so() -> None:
    report = fold_compatibility([], Policy(), lambda _platform, _version: None, NOW)
    assert "No platform" in render_markdown(report)
    assert "No platform" in render_html(report)
