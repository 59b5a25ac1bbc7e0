"""One case of the contract through its phases: set up, run, torn down.

This is what pytest does with an item, less what a run has no use for: a phase that passes gets no report. A run has
more than a thousand cases, and most of them are over within a millisecond.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, cast

from _pytest.outcomes import Exit
from _pytest.runner import CallInfo

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest


def run_phases(item: pytest.Function, nextitem: pytest.Item | None) -> list[pytest.TestReport]:
    """Run a case and return the reports of its phases that did not pass.

    Raises: KeyboardInterrupt; Exit.
    """
    hook = item.ihook
    item._initrequest()  # noqa: SLF001 - how an item is prepared, also one that ran before
    reports = _run_phase(item, "setup", lambda: hook.pytest_runtest_setup(item=item))
    if not reports:
        reports += _run_phase(item, "call", lambda: hook.pytest_runtest_call(item=item))
    if item.session.shouldfail or item.session.shouldstop:
        nextitem = None  # nothing follows: what cases share is torn down too
    reports += _run_phase(item, "teardown", lambda: hook.pytest_runtest_teardown(item=item, nextitem=nextitem))
    item.funcargs = {}  # what it was given is kept alive by nothing
    return reports


def _run_phase(
    item: pytest.Item, when: Literal["setup", "call", "teardown"], work: Callable[[], object]
) -> list[pytest.TestReport]:
    call = CallInfo.from_call(work, when=when, reraise=(Exit, KeyboardInterrupt))
    if call.excinfo is None:
        return []
    return [cast("pytest.TestReport", item.ihook.pytest_runtest_makereport(item=item, call=call))]
