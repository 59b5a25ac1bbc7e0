"""Budgets of a minute: points of complexity and requests."""

from __future__ import annotations

import msgspec
import pytest
from tests.twin.platform.monday.caller import Monday

from tasklab.twin.site import TwinError

LARGE = "{ boards(limit: 100) { items_page(limit: 100) { items { id name column_values { id text } } } } }"


def test_complexity_tells_what_was_spent(paged_monday):
    text = "{ complexity { before query after reset_in_x_seconds } boards(limit: 10) { id name } }"
    first, second = paged_monday.ask(text)["complexity"], paged_monday.ask(text)["complexity"]

    assert first["before"] == 10_000_000
    assert first["after"] == first["before"] - first["query"] == second["before"]
    assert first["query"] > 0
    assert first["reset_in_x_seconds"] == 60


def test_complexity_alone_is_free(monday):
    assert monday.ask("{ complexity { query } }") == {"query": 0}


def test_longer_pages_cost_more(monday):
    def cost(limit):
        return monday.ask(f"{{ complexity {{ query }} boards(limit: {limit}) {{ id }} }}")["complexity"]["query"]

    assert cost(100) > cost(10)


@pytest.mark.parametrize("version", ["2023-10", "2024-10"])
def test_a_spent_budget_is_200_with_429_inside_until_2025_01(version):
    monday = Monday(version, complexity_per_minute="1000")

    answer = monday.answer(LARGE)
    assert answer["status_code"] == 429
    assert answer["error_code"] == ("ComplexityException" if version == "2023-10" else "complexityBudgetExhausted")
    assert "reset in 60 seconds" in answer["error_message"]


@pytest.mark.parametrize("version", ["2025-04", "2026-10"])
def test_a_spent_budget_is_429_since_2025_04_and_comes_back(version):
    monday = Monday(version, complexity_per_minute="10000")
    monday.ask("{ boards(limit: 100) { id name state } }")
    monday.twin.clock.advance(20)

    response = monday.send(LARGE)
    assert response.status == 429
    assert response.headers["retry-after"] == "40"
    told = msgspec.json.decode(response.body)["errors"][0]["extensions"]
    assert told["code"] == "COMPLEXITY_BUDGET_EXHAUSTED"
    assert told["retry_in_seconds"] == 40
    assert told["complexity"] > told["complexity_budget_left"]
    assert told["complexity_budget_limit"] == 10000
    monday.twin.clock.advance(40)
    assert monday.ask("{ complexity { before } me { id } }")["complexity"] == {"before": 10000}


def test_one_request_has_a_bound_of_its_own(paged_monday):
    answer = paged_monday.answer(LARGE.replace("boards(limit: 100)", "boards(limit: 10000)"))

    assert "exceeds max complexity of 5000000" in answer["errors"][0]["message"]


def test_a_size_in_a_variable_counts(monday):
    text = "query($l: Int!) { boards(limit: 5000) { items_page(limit: $l) { items { id name } } } }"

    assert "errors" not in monday.answer(text, l=10)
    assert "errors" in monday.answer(text, l=500)


@pytest.mark.parametrize("version", ["2023-07", "2026-10"])
def test_requests_of_a_minute_are_counted_for_each_token(version):
    monday = Monday(version, requests_per_minute="2")
    for _ in range(2):
        monday.ask("{ me { id } }")

    response = monday.send("{ me { id } }")
    assert response.status == 429
    assert response.headers["retry-after"] == "60"
    assert monday.ask("{ me { name } }", "second") == {"name": "Sam Second"}
    monday.twin.clock.advance(60)
    assert monday.ask("{ me { name } }") == {"name": "Mary Main"}


def test_nothing_is_limited_on_demand():
    monday = Monday(requests_per_minute="0", complexity_per_minute="0")

    assert monday.ask("{ complexity { before } me { id } }")["complexity"]["before"] == 2**31 - 1


def test_a_limit_that_is_no_number_is_refused_at_the_opening():
    with pytest.raises(TwinError, match="requests_per_minute"):
        Monday(requests_per_minute="many")
