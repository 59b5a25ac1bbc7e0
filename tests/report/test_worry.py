"""What to worry about: the worst first, each once, with what to run."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.report.builder import build_lab, fold_lab

from tasklab.report.part import CutPart, WaiverPart
from tasklab.report.worry import find_worries


@pytest.fixture(scope="module")
def report():
    return fold_lab(build_lab(20))


def about(report, platform, version, **changes):
    """Find the worries about one version, after something about it was changed."""
    (part,) = (each for each in report.platforms if each.platform == platform)
    versions = tuple(replace(each, **changes) if each.version == version else each for each in part.versions)
    changed = replace(report, platforms=(replace(part, versions=versions, alarms=()),))
    return [worry for worry in find_worries(changed) if worry.version == version]


def test_the_worst_comes_first(report):
    worries = find_worries(report)

    assert [worry.rank for worry in worries] == sorted(worry.rank for worry in worries)
    assert {worry.rank for worry in worries} >= {1, 2, 3, 4, 5, 6}
    late = [worry.days for worry in worries if worry.rank == 2]
    assert late == sorted(late)
    assert all(days < 0 for days in late)


def test_a_version_that_holds_is_no_worry(report):
    assert about(report, "asana", "1.3") == []


def test_a_ledger_that_cannot_be_read_is_the_first_of_all(report):
    broken = replace(report.platforms[0], problems=("asana.jsonl:3: torn",))

    first = find_worries(replace(report, platforms=(broken, *report.platforms[1:])))[0]

    assert (first.platform, first.version, first.severity) == ("asana", "", "bad")
    assert "torn" in first.text


@pytest.mark.parametrize(("days", "severity"), [(0, "soon"), (30, "soon"), (90, "soon"), (91, None), (-1, None)])
def test_a_vendors_cut_is_a_worry_when_it_is_near(report, days, severity):
    cut = CutPart(report.on + timedelta(days=days), "its page", "")

    found = about(report, "asana", "1.3", cut=cut)

    assert [worry.severity for worry in found] == ([severity] if severity else [])
    assert about(report, "asana", "1.3", cut=cut, status="retired") == []


def test_a_waiver_is_a_worry_in_its_last_month(report):
    waiver = WaiverPart("task.move", "known", "ana", report.on + timedelta(days=1))
    far = replace(waiver, until=date(2030, 1, 1))

    (worry,) = about(report, "asana", "1.3", waivers=(waiver, far))

    assert worry.text == "the waiver of task.move ends in 1 day"


def test_stale_proof_is_a_worry_only_where_support_stands_on_it(report):
    assert about(report, "asana", "1.3", freshness="stale")[0].command == "tasklab verify asana 1.3"
    assert about(report, "asana", "1.3", freshness="stale", status="retired") == []
    assert about(report, "asana", "1.3", freshness="not told") == []
