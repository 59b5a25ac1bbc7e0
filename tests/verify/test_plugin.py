"""One run of cases as they come: what is written down of each, and what cases are given."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tasklab.verify.runner import ContractRun
from tasklab.workspace import Workspace

CHECKOUT = Path(__file__).parents[2]
PLATFORM, VERSION = "google-tasks", "2024-05-19"
CASES = '''
import pytest

from tasklab.verify.case import each, proves

TRIES = []
ENDED = []


@proves("task.list")
def test_passes(note):
    """It passes."""
    note(proof="document")


@proves("task.list")
def test_fails(place):
    """It fails."""
    TRIES.append("fails")
    assert TRIES.count("fails") == 3, "tried too seldom"


@proves("task.list")
def test_fails_once():
    """It fails once."""
    TRIES.append("once")
    assert TRIES.count("once") == 2, "tried too seldom"


@proves("task.list")
def test_skips():
    """It skips."""
    pytest.skip("the site has none")


@pytest.fixture
def broken():
    raise ValueError("no such thing")


@pytest.fixture
def breaking():
    yield
    ENDED.append("breaking")
    raise ValueError("left behind")


@proves("task.list")
def test_is_not_set_up(broken):
    """It is not set up."""


@proves("task.list")
def test_is_not_torn_down(breaking):
    """It is not torn down."""


@proves("task.list")
def test_fails_and_is_torn_down(breaking):
    """It fails and is torn down."""
    assert 0, "first of all"


@proves("task.list")
def test_all_were_torn_down():
    """All were torn down."""
    assert len(ENDED) == 4


@proves("task.list")
@each("nothing", lambda capability: [])
def test_is_over_nothing(nothing):
    """It is over nothing."""


@proves("comment.list")
def test_is_of_an_unavailable_method():
    """It is of an unavailable method."""


@proves("task.list")
def test_finds(target):
    """It finds."""
    before = target.take_findings

    def take_findings():
        target.take_findings = before
        return ["query/surprise is not described"]

    target.take_findings = take_findings


@proves("task.list")
def test_after_findings():
    """It finds nothing."""


@proves("task.create")
def test_objects_of_its_own(place, own_place):
    """Its objects are its own."""
    made = place.make_task()
    assert place.get(made.id).id == made.id
    assert own_place.titled(made.title) == []
'''


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory):
    root = tmp_path_factory.mktemp("run")
    (root / "contract_tests").mkdir()
    (root / "contract_tests" / "test_it.py").write_text(CASES)
    (root / "connectors").symlink_to(CHECKOUT / "connectors")
    workspace = Workspace(root, CHECKOUT / "specs", is_checkout=False)
    run = ContractRun(workspace, PLATFORM, VERSION, now=lambda: datetime(2026, 11, 1, tzinfo=UTC))
    with run.open_target() as provided:
        record = run.watch_cases(provided.file)
    assert record.stopped == ""
    return {case.case.partition("::")[2]: case for case in record.cases}


@pytest.mark.parametrize(
    ("case", "outcome", "reason"),
    [
        ("test_passes", "passed", ""),
        ("test_fails", "failed", "tried too seldom"),
        ("test_fails_once", "flaked", "passed when run again; first:"),
        ("test_skips", "skipped", "the site has none"),
        ("test_is_not_set_up", "failed", "setup: ValueError: no such thing"),
        ("test_is_not_torn_down", "failed", "teardown: ValueError: left behind"),
        ("test_fails_and_is_torn_down", "failed", "first of all"),
        ("test_all_were_torn_down", "passed", ""),
        ("test_is_of_an_unavailable_method", "inapplicable", "comment.list is unavailable"),
        ("test_finds", "failed", "query/surprise is not described"),
        ("test_after_findings", "passed", ""),
        ("test_objects_of_its_own", "passed", ""),
    ],
)
def test_the_record_says_how_each_case_ended(outcomes, case, outcome, reason):
    found = outcomes[case]
    assert found.outcome == outcome, found.reason
    assert reason in found.reason
    assert bool(reason) == bool(found.reason)


def test_a_case_over_nothing_says_nothing_about_the_version(outcomes):
    (found,) = (case for name, case in outcomes.items() if name.startswith("test_is_over_nothing"))
    assert (found.outcome, found.methods) == ("inapplicable", ())


def test_promise_notes_and_requests_are_written_down(outcomes):
    assert outcomes["test_passes"].promise == "It passes."
    assert (outcomes["test_passes"].proof, outcomes["test_skips"].proof) == ("document", "")
    assert outcomes["test_passes"].requests == 0
    assert outcomes["test_objects_of_its_own"].requests > 0
