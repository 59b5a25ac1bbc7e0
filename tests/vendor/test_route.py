from __future__ import annotations

from itertools import permutations

import pytest

from tasklab.vendor.description import Operation
from tasklab.vendor.route import Router


def make(*titles):
    return [Operation(*title.split(), at="", read=lambda: None) for title in titles]


TITLES = ("GET /cards/{id}", "GET /cards/mine", "GET /cards/{id}.json", "POST /cards/{id}", "GET /{a}/{b}")


@pytest.mark.parametrize("titles", [*permutations(TITLES)])
def test_the_most_literal_template_wins_in_whatever_order_they_stand(titles):
    router = Router(make(*titles))

    assert router.find("GET", "/cards/mine").operation.template == "/cards/mine"
    assert router.find("GET", "/cards/7.json").operation.template == "/cards/{id}.json"
    assert router.find("GET", "/cards/7").operation.template == "/cards/{id}"
    assert router.find("GET", "/boards/7").operation.template == "/{a}/{b}"


def test_values_are_decoded_and_hold_no_slash():
    router = Router(make("GET /files/{name}"))

    assert router.find("GET", "/files/a%2Fb%20c").values == {"name": "a/b c"}
    assert router.find("GET", "/files/a/b") is None
    assert router.find("GET", "/files/") is None


def test_a_template_may_span_slashes():
    assert Router(make("GET /files/{+name}")).find("GET", "/files/a/b").values == {"name": "a/b"}


def test_a_template_may_ask_for_a_query():
    router = Router(make("GET /cards", "GET /cards?view=deep"))

    assert router.find("GET", "/cards", [("view", "deep"), ("page", "1")]).operation.template == "/cards?view=deep"
    assert router.find("GET", "/cards", [("view", "flat")]).operation.template == "/cards"


def test_dots_are_dots():
    assert Router(make("GET /cards.json")).find("GET", "/cardsxjson") is None
