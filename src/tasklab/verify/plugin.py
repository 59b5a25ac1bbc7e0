"""Runs the contract with pytest: on any platform, version and target, one recorded outcome per case.

    pytest -p tasklab.verify.plugin --target-file site.json --record record.jsonl contract_tests

A case that fails is run once again: when the second outcome differs it is `flaked`, which counts as failing.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import msgspec
import pytest
from _pytest.compat import NOTSET
from hypothesis import HealthCheck, Phase, settings

from tasklab.spec.load import find_cache_dir, find_specs_dir, load_spec
from tasklab.unified.catalogue import METHODS
from tasklab.verify.case import Case, CaseRecord, RunBegin, RunEnd, find_case, promise_of
from tasklab.verify.contract.capability import Capability
from tasklab.verify.contract.opening import open_target
from tasklab.verify.contract.target_file import read_target_file
from tasklab.verify.given import Given
from tasklab.verify.phases import run_phases

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from _pytest.reports import TestReport

    from tasklab.verify.case import Outcome, RecordLine
    from tasklab.verify.contract.target import Target

_RUN = pytest.StashKey["Run"]()
_SHORT = 500
_SHOWN_FINDINGS = 3
_RAN = (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED)
_TARGET_ENDED = "the target ended during the run"


class Run:
    """What one run of the suite knows: the version, the target, where outcomes go."""

    def __init__(self, config: pytest.Config) -> None:
        path = Path(config.getoption("target_file"))
        connectors = config.getoption("connectors")
        if connectors:
            sys.path.insert(0, connectors)
        named = read_target_file(path)
        specs_dir = Path(config.getoption("specs_dir") or find_specs_dir(Path.cwd()))
        loaded = load_spec(specs_dir, named.platform, named.version, find_cache_dir(specs_dir))
        self.capability = Capability(loaded.spec, loaded.digest)
        self._named = named
        self.target: Target = open_target(named)
        self.methods = frozenset(config.getoption("method") or ())
        self.case = ""
        """Identifier of the case that runs."""
        self._record = _open_record(config.getoption("record"))
        self.notes: dict[str, dict[str, Any]] = {}
        """What cases say about themselves beside their outcome, by identifier."""

    def reopen(self) -> None:
        """Open the target anew, with the adapter that is imported now."""
        self.target = open_target(self._named)

    def record_into(self, path: str) -> None:
        """Write outcomes into another file from now on."""
        self.close()
        self._record = _open_record(path)

    def write(self, record: RecordLine) -> None:
        """Append one line; it is whole or not there."""
        if self._record is not None:
            self._record.write(msgspec.json.encode(record) + b"\n")

    def close(self) -> None:
        """Close the record."""
        if self._record is not None:
            self._record.close()


def _open_record(path: str | None) -> IO[bytes] | None:
    return Path(path).open("ab", buffering=0) if path else None


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add what tells a run where it happens."""
    group = parser.getgroup("tasklab", "the contract")
    group.addoption("--target-file", help="what is written about the target that was started for the run")
    group.addoption("--record", help="file that outcomes are appended to, one JSON line each")
    group.addoption("--specs-dir", help="folder of the specs; the checkout's own when left out")
    group.addoption(
        "--connectors", help="folder whose package tasklab_connectors is used in place of the installed one"
    )
    group.addoption(
        "--no-rerun", action="store_true", help="do not run a failing case again to see whether it is flaky"
    )
    group.addoption("--method", action="append", help="run only the cases of this unified method; may be repeated")


def pytest_configure(config: pytest.Config) -> None:
    """Open the target before anything is collected: what is collected depends on the version."""
    if config.getoption("target_file"):
        config.stash[_RUN] = run = Run(config)
        config.add_cleanup(run.close)
        config.pluginmanager.register(Given(run))
        config.addinivalue_line("markers", "skip: what pytest puts on a case that is repeated over nothing")
        settings.register_profile(
            "contract",
            derandomize=True,
            database=None,
            deadline=None,
            print_blob=False,
            # Shrinking asks the platform hundreds of times more, and the examples are small.
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        settings.load_profile("contract")


def find_run(config: pytest.Config) -> Run | None:
    """Find the run that a configuration belongs to; None when pytest runs something else."""
    return config.stash.get(_RUN, None)


def require_run(config: pytest.Config) -> Run:
    """Return the run that a configuration belongs to; fail where there is none."""
    found = find_run(config)
    if found is None:
        pytest.fail("the contract needs --target-file: run it with `tasklab verify`")
    return found


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Repeat cases over what the version declares."""
    case = find_case(metafunc.function)
    if case is None:
        return
    run = require_run(metafunc.config)
    for name, source in case.parts.items():
        values = list(source(run.capability))
        metafunc.parametrize(name, values, ids=[str(value) for value in values])


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Take out what says nothing about the version, and say so in the record."""
    run = find_run(config)
    if run is None:
        return
    kept: list[pytest.Item] = []
    for item in items:
        case = find_case(item.function) if isinstance(item, pytest.Function) else None
        if case is None or not isinstance(item, pytest.Function):
            kept.append(item)
            continue
        methods = _methods(item, case)
        if run.methods and not run.methods.intersection(methods):
            continue
        reason = _inapplicable(item, case, methods, run.capability)
        if reason:
            run.write(_record(item, case, "inapplicable", reason))
        else:
            kept.append(item)
    # Lists are short at the beginning.
    items[:] = sorted(kept, key=lambda item: "test_listing" not in item.nodeid)
    run.write(RunBegin(cases=len(items)))


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Close the record of a run that went as it should: without its last line it counts as cut off."""
    run = find_run(session.config)
    if run is not None and (exitstatus in _RAN or session.shouldstop == _TARGET_ENDED):
        run.write(RunEnd(stopped=str(session.shouldstop or "")))


def _methods(item: pytest.Function, case: Case) -> tuple[str, ...]:
    values = item.callspec.params if hasattr(item, "callspec") else {}
    if any(value is NOTSET for value in values.values()):
        return ()  # it is repeated over nothing
    named = (name.format(**values) for name in case.methods)
    return tuple(dict.fromkeys(name for name in named if name in METHODS))


def _inapplicable(item: pytest.Function, case: Case, methods: tuple[str, ...], capability: Capability) -> str:
    if not case.is_absence:
        for name in (*methods, *case.needs):
            if not capability.has(name):
                return f"{name} is unavailable"
    if next(item.iter_markers("skip"), None) is not None:
        return "the version declares nothing of the kind"
    return case.applies(capability) if case.applies is not None else ""


def _record(item: pytest.Function, case: Case, outcome: Outcome, reason: str = "", **facts: Any) -> CaseRecord:
    return CaseRecord(
        case=item.nodeid,
        promise=promise_of(item.function),
        methods=_methods(item, case),
        outcome=outcome,
        reason=reason,
        **facts,
    )


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
    """Run a case, once again if it fails, and write down its outcome."""
    run = find_run(item.config)
    case = find_case(item.function) if isinstance(item, pytest.Function) else None
    if run is None or case is None or not isinstance(item, pytest.Function):
        return None
    run.case = item.nodeid
    began_at, requests = time.monotonic(), run.target.requests
    reports = run_phases(item, nextitem)
    outcome, reason = _outcome(reports)
    if outcome == "failed" and not item.config.getoption("no_rerun") and run.target.is_alive():
        second, _ = _outcome(run_phases(item, nextitem))
        if second != "failed":
            outcome, reason = "flaked", f"{second} when run again; first: {reason}"
    for report in reports:
        item.ihook.pytest_runtest_logreport(report=report)
    facts = run.notes.pop(item.nodeid, {})
    run.write(
        _record(
            item,
            case,
            outcome,
            reason,
            duration_s=round(time.monotonic() - began_at, 4),
            requests=run.target.requests - requests,
            **facts,
        )
    )
    if outcome == "failed" and not run.target.is_alive():
        item.session.shouldstop = _TARGET_ENDED
    return True


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """Let a case fail whose traffic the vendor's own description does not allow."""
    run = find_run(item.config)
    findings: Sequence[str] = ()
    try:
        yield
    finally:  # they are of this case, and of no later one, however it ends
        findings = run.target.take_findings() if run is not None else ()
    if findings:
        pytest.fail(f"against the vendor's description: {'; '.join(findings[:_SHOWN_FINDINGS])}", pytrace=False)


def _outcome(reports: Iterable[TestReport]) -> tuple[Outcome, str]:
    for report in reports:
        if report.failed:
            where = "" if report.when == "call" else f"{report.when}: "
            return "failed", where + _reason(report)
    for report in reports:
        if report.skipped:
            text = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
            return "skipped", text.removeprefix("Skipped: ")
    return "passed", ""


def _reason(report: TestReport) -> str:
    """Return what happened and what was expected, on one line."""
    crash = getattr(report.longrepr, "reprcrash", None)
    text = crash.message if crash is not None else str(report.longrepr)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return " | ".join(lines)[:_SHORT]
