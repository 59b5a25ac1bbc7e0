"""The reports: they say what the ledger says, never more, and survive texts from outside."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest

from tasklab.ledger import fact as f
from tasklab.ledger.policy import Policy
from tasklab.ledger.state import fold_state
from tasklab.report.compatibility import Source, fold_compatibility
from tasklab.report.markdown import render_markdown
from tasklab.report.worry import find_worries
from tasklab.report.writer import remove_pages, write_files, write_reports
from tasklab.unified.catalogue import METHODS
from tasklab.watch.config import PlatformConfig

if TYPE_CHECKING:
    from tasklab.report.part import Compatibility

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


def test_freshness_that_could_not_be_told_is_neither_fresh_nor_stale() -> None:
    version = fold(release("1.0", 10), evidence("1.0"), digests=None).platforms[0].versions[0]
    assert version.freshness == "not told"
    assert not any(item.is_stale for item in version.cells)
    assert any("could not be computed" in reason for reason in version.why_not)


def test_a_proof_is_never_shown_stronger_than_the_run_it_comes_from() -> None:
    run = msgspec.structs.replace(evidence("1.0"), level="twin")
    report = fold(release("1.0", 10), run)
    assert cell(report, "task.get").level == "twin"
    assert report.platforms[0].versions[0].level == "twin"


@pytest.mark.parametrize(
    "outcome",
    [
        f.MethodOutcome(verdict="verified"),
        f.MethodOutcome(verdict="verified", passed=2, failed=1),
        f.MethodOutcome(verdict="verified", passed=2, flaked=1),
        f.MethodOutcome(verdict="unavailable"),
    ],
)
def test_a_claim_that_nothing_proves_is_shown_as_not_known(outcome: f.MethodOutcome) -> None:
    found = cell(fold(release("1.0", 10), evidence("1.0", task__get=outcome)), "task.get")
    assert (found.verdict, found.level) == ("unverified", None)


@pytest.mark.parametrize("said", [True, False, None])
def test_whether_a_run_was_held_against_the_vendors_description_is_kept_as_it_was_said(said: bool | None) -> None:
    run = msgspec.structs.replace(evidence("1.0"), validated=said)
    line = f.render_fact(run)
    found = fold(release("1.0", 10), run).platforms[0].versions[0].run
    assert (b"validated" in line) == (said is not None)
    assert found is not None
    assert found.validated is said


@pytest.mark.parametrize(("proof", "level"), [("document: https://v.example", None), ("the target lacks it", "server")])
def test_what_a_document_alone_shows_has_no_level(proof: str, level: str | None) -> None:
    outcome = f.MethodOutcome(verdict="unavailable", proof=proof, passed=1)
    found = cell(fold(release("1.0", 10), evidence("1.0", task__get=outcome)), "task.get")
    assert (found.verdict, found.level) == ("unavailable", level)


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
    worries = [(worry.version, worry.severity) for worry in find_worries(report)]
    assert worries[:3] == [("1.6", "bad"), ("1.5", "bad"), ("1.4", "soon")]
    assert report.platforms[0].versions[0].version == "1.6"


def test_a_version_without_a_spec_says_how_to_get_one() -> None:
    report = fold(release("1.1", 3), specified=())
    assert "tasklab advance desk 1.1" in report.platforms[0].versions[0].why_not[0]


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
        "compatibility.schema.json",
    }
    assert write_reports(report, tmp_path) == []
    content = json.loads((tmp_path / "compatibility.json").read_text(encoding="utf-8"))
    assert content["format"] == 2
    assert list(content["platforms"][0]["versions"][0]["methods"]) == list(METHODS)


def test_a_write_that_fails_leaves_the_old_report_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_reports(fold(release("1.0", 10)), tmp_path)
    before = (tmp_path / "compatibility.md").read_bytes()

    def refuse(self: Path, target: Path) -> Path:
        raise OSError("disk full")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(OSError, match="disk full"):
        write_reports(fold(release("1.0", 10), evidence("1.0")), tmp_path)
    assert (tmp_path / "compatibility.md").read_bytes() == before
    names = ["compatibility.json", "compatibility.md", "compatibility.schema.json"]
    assert sorted(path.name for path in tmp_path.iterdir()) == names


def test_an_empty_lab_has_an_empty_report_that_says_so() -> None:
    report = fold_compatibility([], Policy(), lambda _platform, _version: None, NOW)
    assert "No platform" in render_markdown(report)


def test_pages_of_what_is_gone_are_removed_and_nothing_else_is(tmp_path: Path) -> None:
    write_files({"version/desk_1.0.html": "a", "version/desk_1.1.html": "b", "index.html": "c"}, tmp_path)
    (tmp_path / "version" / "mine.txt").write_text("mine")
    gone = remove_pages(tmp_path, ["version/desk_1.1.html", "index.html"])
    assert [path.name for path in gone] == ["desk_1.0.html"]
    assert sorted(path.name for path in (tmp_path / "version").iterdir()) == ["desk_1.1.html", "mine.txt"]
