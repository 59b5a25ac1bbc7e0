"""Rate limits and the clock they go by."""

from __future__ import annotations

import pytest

from tasklab.twin.clock import START_S, stopped_clock, wall_clock
from tasklab.twin.pace import RateLimit, Spelling


def test_a_caller_over_the_limit_waits_for_the_window():
    limit, clock = RateLimit(2, 60), stopped_clock(1000)
    stands = [limit.take("ann", clock()) for _ in range(3)]

    assert [(each.remaining, each.is_over) for each in stands] == [(1, False), (0, False), (0, True)]
    assert stands[2].headers(Spelling(), clock()) == {
        "x-ratelimit-limit": "2",
        "x-ratelimit-remaining": "0",
        "x-ratelimit-reset": "1060",
        "retry-after": "60",
    }
    clock.advance(59.5)
    refused = limit.take("ann", clock())
    assert refused.is_over
    assert refused.headers(Spelling(), clock())["retry-after"] == "1"
    clock.advance(0.5)
    assert not limit.take("ann", clock()).is_over


def test_each_caller_has_a_window():
    limit = RateLimit(1, 60)
    limit.take("ann", 0)

    assert not limit.take("bob", 0).is_over
    assert limit.take("ann", 1).is_over


def test_a_vendor_spells_its_headers():
    spelling = Spelling(limit="", remaining="left", reset="in", is_reset_a_moment=False)
    standing = RateLimit(5, 30).take("ann", 100)

    assert standing.headers(spelling, 110) == {"left": "4", "in": "20"}


@pytest.mark.parametrize(("limit", "period"), [(0, 1), (1, 0)])
def test_a_limit_has_to_limit(limit, period):
    with pytest.raises(ValueError, match="no limit"):
        RateLimit(limit, period)


def test_a_clock_moves_on_and_never_back():
    clock = stopped_clock()
    clock.advance(1.5)

    assert clock() == START_S + 1.5
    with pytest.raises(ValueError, match="moved back"):
        clock.advance(-1)
    wall = wall_clock()
    before = wall()
    wall.advance(3600)
    assert wall() - before >= 3600
