"""Names of variables in one generated function."""

from __future__ import annotations

from tasklab.generate.body import BodyBuilder


def test_what_is_hoisted_stands_first_and_once() -> None:
    body = BodyBuilder()
    body.add("use(context)")
    assert [body.hoist("context", "yield Ask()") for _ in range(2)] == ["context", "context"]
    assert body.built() == ("context = yield Ask()", "use(context)")


def test_two_values_that_want_one_name_get_two() -> None:
    body = BodyBuilder()
    assert body.hoist("statuses", "yield Remember(1)") == "statuses"
    assert body.hoist("statuses", "yield Remember(2)") == "statuses2"
    assert body.hoist("statuses", "yield Remember(2)") == "statuses2"
    assert len(body.built()) == 2


def test_a_hoisted_value_takes_no_name_that_is_in_use() -> None:
    body = BodyBuilder()
    assert body.fresh("found") == "found"
    assert body.hoist("found", "self.found") == "found2"
