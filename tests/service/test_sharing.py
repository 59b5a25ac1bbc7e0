"""Limits that several processes keep together."""

from __future__ import annotations

import asyncio

import pytest
import sqlalchemy as sa

from tasklab.adapter.driver.budget import Budget
from tasklab.adapter.limit import Limits as PlatformLimits
from tasklab.service.access import Access
from tasklab.service.config import Limits
from tasklab.service.error import BusyError, LimitError
from tasklab.service.sharing import EVERY_S, Sharing
from tasklab.service.store.account import add_account, add_key
from tasklab.service.store.database import Database
from tasklab.service.store.migration import migrate
from tasklab.service.store.table import spending

RATE, BURST, STEP_S = 20.0, 30, 0.05


class Clock:
    def __init__(self):
        self.now_s = 1000.0

    def __call__(self):
        return self.now_s


class Process:
    """What of a process has to do with limits."""

    def __init__(self, url, clock, number):
        self.database = Database(url)
        self.access = Access(self.database, Limits(requests_per_s=RATE, burst=BURST), clock)
        self.sharing = Sharing(self.database, f"pro_{number}", (self.access,), self.access.share, clock)

    async def try_ask(self, authorization):
        try:
            await self.access.admit(authorization, "192.0.2.1", "read")
        except LimitError:
            return 0
        return 1


async def let_through(processes, clock, authorization, seconds, wanted, is_sharing=True):
    """Have each process asked so many times in each step; return how many were let through, process by process."""
    counts = [0] * len(processes)
    for step in range(round(seconds / STEP_S)):
        if is_sharing and step % round(EVERY_S / STEP_S) == 0:
            for each in processes:
                await each.sharing.exchange()
        for number, each in enumerate(processes):
            for _ in range(wanted[number]):
                counts[number] += await each.try_ask(authorization)
        clock.now_s += STEP_S
    return counts


@pytest.fixture
def fleet(tmp_path):
    url = f"sqlite:///{tmp_path / 'x.db'}"
    database = Database(url)
    migrate(database)
    account = database.do(add_account, "a", "test")
    key = database.do(add_key, account.id, "k", ["read"], "test")[1].text
    clock = Clock()
    processes = [Process(url, clock, number) for number in range(3)]
    yield processes, clock, f"Bearer {key}"
    for each in [*processes, database]:
        (each.database if isinstance(each, Process) else each).close()


def test_an_account_gets_no_more_from_three_processes_than_from_one(fleet):
    processes, clock, key = fleet

    alone = sum(asyncio.run(let_through(processes[:1], clock, key, 60, [10])))
    clock.now_s += 600
    together = asyncio.run(let_through(processes, clock, key, 60, [10] * 3))

    assert alone == pytest.approx(BURST + 60 * RATE, abs=2)
    # What is too much is what may come at once, until each has heard of the others: once, not each second.
    assert 60 * RATE * 0.95 <= sum(together) <= 60 * RATE + 2 * BURST + 10
    assert min(together) > 0.1 * sum(together)


def test_without_telling_each_other_it_would_be_three_times_as_much(fleet):
    processes, clock, key = fleet

    assert sum(asyncio.run(let_through(processes, clock, key, 20, [10] * 3, is_sharing=False))) > 1200


def test_where_one_process_has_all_requests_it_may_let_all_through(fleet):
    processes, clock, key = fleet

    counts = asyncio.run(let_through(processes, clock, key, 20, [10, 0, 0]))

    assert counts[0] >= 20 * RATE * 0.95


def test_what_comes_at_once_is_bounded_by_all_of_them_together(fleet):
    processes, clock, key = fleet

    async def at_once():
        for _ in range(2):  # by the second time the first has heard of the others
            for each in processes:
                await each.sharing.exchange()
            clock.now_s += 1
        return [sum([await each.try_ask(key) for _ in range(100)]) for each in processes]

    assert asyncio.run(at_once()) == [10, 10, 10]


def test_while_the_database_is_gone_nothing_that_was_spent_is_forgotten(fleet, monkeypatch):
    (first, second, _), clock, key = fleet
    asyncio.run(let_through([first, second], clock, key, 1, [1, 1]))

    async def gone(*_):
        raise BusyError("gone")

    with monkeypatch.context() as patch:
        patch.setattr(first.database, "run", gone)
        asyncio.run(let_through([first, second], clock, key, 1, [3, 0]))
    before = dict(second.access._accounts)
    level = next(iter(before.values())).level
    asyncio.run(first.sharing.exchange())
    asyncio.run(second.sharing.exchange())

    assert next(iter(second.access._accounts.values())).level <= level - 20


def test_a_platforms_quota_is_kept_by_what_others_asked_too():
    budget = Budget(PlatformLimits(requests=10, per_s=60))
    assert [budget.try_spend(0.0) for _ in range(4)] == [0.0] * 4
    assert (budget.take_spent(), budget.take_spent()) == (4, 0)

    budget.note_others(1.0, 6)

    assert budget.try_spend(2.0) == 58.0
    assert budget.try_spend(60.5) == 0.0


def test_what_is_on_its_way_is_not_told_twice(fleet):
    (first, *_), _, key = fleet

    async def twice_at_once():
        for _ in range(5):
            await first.try_ask(key)
        await asyncio.gather(first.sharing.exchange(), first.sharing.exchange())

    asyncio.run(twice_at_once())

    assert list(first.database.do(totals).values()) == [5]


def totals(db):
    return {row.name: row.total for row in db.execute(sa.select(spending))}
