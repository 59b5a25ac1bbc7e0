from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from tasklab.ledger import fact as f
from tasklab.ledger.check import check_file, check_ledger
from tasklab.ledger.store import append_facts

NOW = datetime(2026, 3, 1, tzinfo=UTC)
COMMON = {"platform": "radicale", "at": NOW - timedelta(days=1), "version": "3.9"}
RELEASE = f.ReleaseFact(
    **COMMON,
    release="3.9.0",
    released_at=NOW - timedelta(days=3),
    date_class="registry",
    source="package_index r",
)
replace = msgspec.structs.replace
WAIVER = f.WaiverFact(**COMMON, method="task.list", because="b", owner="o", expires_on=date(2026, 4, 1))


def check(*facts):
    return check_file(Path("ledger/radicale.jsonl"), b"".join(map(f.render_fact, facts)), NOW)


def test_a_sound_ledger_has_no_problems(tmp_path):
    append_facts(tmp_path / "radicale.jsonl", [RELEASE, WAIVER])

    assert check_ledger(tmp_path, NOW) == []


@pytest.mark.parametrize(
    ("fact", "said"),
    [
        (replace(RELEASE, platform="xandikos", release="1"), "in the file of 'radicale'"),
        (replace(RELEASE, at=NOW + timedelta(seconds=1), release="1"), "in the future"),
        (replace(RELEASE, released_at=NOW, release="1"), "after it was written down"),
        (replace(RELEASE, corrects=NOW, release="1"), "a correction without a reason"),
        (replace(WAIVER, expires_on=date(2026, 1, 1)), "had expired"),
        (replace(WAIVER, owner=" "), "without an owner"),
        (f.PromotionFact(**COMMON, run="r9", level="server", by="lab"), "run 'r9', which is not in the ledger"),
        (f.WithdrawnFact(**COMMON, release="3.9.7", source="s"), "3.9.7 was withdrawn"),
        (RELEASE, "the same fact as line 1"),
    ],
)
def test_each_problem_is_named_with_file_and_line(fact, said):
    problems = check(RELEASE, fact)

    assert [problem.line for problem in problems] == [2]
    assert said in str(problems[0])
    assert str(problems[0]).startswith("ledger/radicale.jsonl:2: ")


def test_lines_that_cannot_be_read_are_problems_too():
    data = b"{}\n" + f.render_fact(RELEASE) + b'{"kind":"rel'

    assert [problem.line for problem in check_file(Path("radicale.jsonl"), data, NOW)] == [1, 3]
