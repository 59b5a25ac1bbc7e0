"""Tries faults, each in a copy of a process that has imported and collected everything already.

    pytest -p tasklab.verify.plugin -p tasklab.verify.mutation.plugin --plan plan.json ...

First the cases run on the adapter as it stands, in two orders, the second one by chance with a fixed seed: a case that
fails then, or that needs the ones before it, would be taken for one that notices faults.
"""

from __future__ import annotations

import gc
import multiprocessing
import random
import sys
import time
import traceback
from collections import Counter, defaultdict
from pathlib import Path
from types import CodeType, ModuleType
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from _pytest.main import pytest_runtestloop as run_items

from tasklab.adapter.registry import PACKAGE, module_name
from tasklab.verify.evidence import read_record
from tasklab.verify.mutation.plan import Outcome, Plan, Planned, Seen
from tasklab.verify.mutation.reach import MARK, mark
from tasklab.verify.plugin import require_run

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from tasklab.verify.evidence import Record

_LONGEST_S = 1800.0
"""A run of all cases without a fault that takes longer hangs."""
_TIMES, _AT_LEAST_S = 6, 60.0
"""With a fault one hangs that takes so many times as long as without, and this at least."""
_SHORT = 500
_WITHOUT_FAULT = -1


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add what tells which faults to try."""
    parser.getgroup("tasklab").addoption("--plan", help="file with the faults to try, each on its own")


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool:
    """Try each fault in place of running the cases once."""
    if session.testsfailed:
        raise session.Interrupted("the contract could not be collected")
    plan = msgspec.json.decode(Path(session.config.getoption("plan")).read_bytes(), type=Plan)
    gc.freeze()
    trials = Trials(session, plan)
    if trials.is_surveyed or trials.survey():
        for fault in plan.faults:
            trials.attempt(fault)
    return True


class Trials:
    """Runs the cases on one faulty adapter after another."""

    def __init__(self, session: pytest.Session, plan: Plan) -> None:
        self._session, self._plan = session, plan
        self._record = Path(plan.outcomes).with_suffix(".record")
        self._caught: Counter[tuple[str, str]] = Counter()
        """How often a case was the one to notice a kind of fault."""

    @property
    def is_surveyed(self) -> bool:
        """Whether the cases have run without a fault already."""
        return Path(self._plan.reach).is_file()

    def survey(self) -> bool:
        """Run the cases without a fault and note what each runs; whether all went well is returned, and written."""
        shuffled = list(self._session.items)
        random.Random(0).shuffle(shuffled)  # noqa: S311 - an order by chance, the same each time
        for work in (self._note_reach, lambda: self._run(self._plan.original, shuffled, most_failures=0)):
            record, problem = self._in_copy(work, _LONGEST_S)
            failing = next((case for case in record.cases if case.outcome in {"failed", "flaked"}), None)
            missing = f"{len(record.cases)} of {len(self._session.items)} cases ran"
            problem = problem or (missing if len(record.cases) < len(self._session.items) else "")
            if failing is not None or problem:
                name, reason = (failing.case, failing.reason) if failing else ("the run itself", problem)
                self._write(Outcome(number=_WITHOUT_FAULT, caught_by=name, reason=reason))
                return False
        return True

    def attempt(self, fault: Planned) -> None:
        """Run the cases on an adapter with a fault up to the first that fails, the likeliest ones first."""
        began_s = time.monotonic()
        seen = msgspec.json.decode(Path(self._plan.reach).read_bytes(), type=dict[str, Seen])
        items = self._ordered(fault, seen)
        longest_s = _AT_LEAST_S + _TIMES * sum(each.duration_s for each in seen.values())
        record, problem = self._in_copy(lambda: self._run(fault.source, items, most_failures=1), longest_s)
        failing = next((case for case in record.cases if case.outcome == "failed"), None)
        # An adapter that cannot even be imported, or hangs the run, has not got past the contract.
        name, reason = (failing.case, failing.reason) if failing else ("the run itself" if problem else "", problem)
        self._caught[fault.operator, name.partition("[")[0]] += 1
        duration_s = round(time.monotonic() - began_s, 2)
        self._write(Outcome(number=fault.number, caught_by=name, reason=reason, duration_s=duration_s))

    def _ordered(self, fault: Planned, seen: Mapping[str, Seen]) -> list[pytest.Item]:
        def key(item: pytest.Item) -> tuple[bool, bool, int, float]:
            lines, duration_s = seen[item.nodeid].lines, seen[item.nodeid].duration_s
            often = self._caught[fault.operator, item.nodeid.partition("[")[0]]
            is_about = bool(fault.hint) and f"{fault.hint}.py" in item.nodeid
            return not is_about, not lines & fault.lines, -often, duration_s

        return sorted(self._session.items, key=key)

    def _in_copy(self, work: Callable[[], None], longest_s: float) -> tuple[Record, str]:
        """Do something in a copy of this process; return what was recorded, and what went wrong besides."""
        self._record.write_bytes(b"")
        copy = multiprocessing.get_context("fork").Process(target=work)
        copy.start()
        copy.join(longest_s)
        hangs = copy.is_alive()
        if hangs:
            copy.kill()
            copy.join()
        record = read_record(self._record)
        if hangs:
            return record, f"it did not end within {longest_s:.0f} s"
        return record, "" if copy.exitcode == 0 else f"it ended with {copy.exitcode}: see the log"

    def _write(self, outcome: Outcome) -> None:
        with Path(self._plan.outcomes).open("ab") as stream:
            stream.write(msgspec.json.encode(outcome) + b"\n")

    # In the copy

    def _run(self, source: str, items: Sequence[pytest.Item], *, most_failures: int) -> None:
        self._open(compile(source, "<adapter>", "exec"))
        self._go(items, most_failures)

    def _note_reach(self) -> None:
        reached: set[int] = set()
        self._open(compile(mark(self._plan.original), "<adapter>", "exec"), **{MARK: reached.add})
        noting = _Noting(reached)
        self._session.config.pluginmanager.register(noting)
        self._go(self._session.items, 0)
        durations = {case.case: case.duration_s for case in read_record(self._record).cases}
        seen = {
            item.nodeid: Seen(lines=frozenset(noting.lines[item.nodeid]), duration_s=durations.get(item.nodeid, 0.0))
            for item in self._session.items
        }
        Path(self._plan.reach).write_bytes(msgspec.json.encode(seen))

    def _open(self, code: CodeType, **names: Any) -> None:
        """Put an adapter in the place of the one that was imported, and open the target anew with it."""
        run = require_run(self._session.config)
        name = f"{PACKAGE}.{module_name(run.capability.spec.platform, run.capability.spec.version)}"
        module = ModuleType(name)
        vars(module).update(names)
        sys.modules[name] = module
        exec(code, vars(module))  # noqa: S102 - our own adapter, with one change
        run.record_into(str(self._record))
        run.reopen()

    def _go(self, items: Sequence[pytest.Item], most_failures: int) -> None:
        self._session.items = list(items)
        self._session.config.option.maxfail = most_failures
        try:
            run_items(self._session)
        except (self._session.Failed, self._session.Interrupted) as ended:
            # A case failed, or the target ended: both are in the record.
            print(ended)  # noqa: T201 - into the log
        except BaseException:
            traceback.print_exc()
            raise


class _Noting:
    """Tells the cases apart in what is reached."""

    def __init__(self, reached: set[int]) -> None:
        self._reached = reached
        self.lines: dict[str, set[int]] = defaultdict(set)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Any:
        self._reached.clear()
        result = yield
        self.lines[item.nodeid] |= self._reached
        return result
