from __future__ import annotations

import copy
import json
import random

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.vendor.sample import CARD, CSDL, DISCOVERY, SDL, SWAGGER, openapi, parse

from tasklab.vendor.distillate import distil, reduce_distillate
from tasklab.vendor.reading import parse_description
from tasklab.vendor.usage import parse_usage

MEMBERS = [
    f"{path}{name}" for path in ("", "parent.", "parent.parent.") for name in (*CARD["properties"], "labels.text")
]
KEYS = ("GET /api/v1/cards", "POST /api/v1/cards", "GET /api/v1/cards/{id}", "DELETE /api/v1/cards/{x}")
usages = st.dictionaries(st.sampled_from(KEYS), st.lists(st.sampled_from(MEMBERS))).map(
    lambda lines: parse_usage(" ".join([key, *members]) for key, members in lines.items())
)


def shuffle(value, chance):
    """Return the same description in another order: of members, and of lists whose order says nothing."""
    if isinstance(value, dict):
        keys = list(value)
        chance.shuffle(keys)
        out = {key: shuffle(value[key], chance) for key in keys}
        for word in ("required", "enum", "anyOf", "oneOf", "tags"):
            if isinstance(out.get(word), list):
                chance.shuffle(out[word])
        return out
    return [shuffle(each, chance) for each in value] if isinstance(value, list) else value


@given(usages)
@settings(max_examples=40, deadline=None)
def test_distilling_twice_changes_nothing(usage):
    once = distil(parse(openapi()), usage)

    assert reduce_distillate(once, usage).canonical == once.canonical


@given(usages, st.randoms(use_true_random=False))
@settings(max_examples=30, deadline=None)
def test_the_order_in_a_file_changes_nothing(usage, chance):
    document = openapi()

    assert distil(parse(shuffle(document, chance)), usage).digest == distil(parse(document), usage).digest


def test_only_what_is_used_is_left():
    found = distil(parse(openapi()), parse_usage(["GET /api/v1/cards/{id} name labels.text"]))

    assert list(found.operations) == ["GET /api/v1/cards/{}"]
    shape = found.operations["GET /api/v1/cards/{}"]["replies"]["200"]["bodies"]["application/json"]
    assert set(shape["fields"]) == {"name", "labels"}
    assert shape["required"] == ["name"]
    assert found.types == {}


def test_what_is_referred_to_is_there_and_nothing_else():
    document = openapi(components__schemas__Lost={"type": "object"})

    assert set(distil(parse(document)).types) == {"Card", "Label"}
    assert distil(parse(document), parse_usage(["DELETE /api/v1/cards/{id}"])).types == {}


def test_the_digest_is_of_what_is_used():
    usage = parse_usage(["GET /api/v1/cards/{id} name"])
    other = copy.deepcopy(CARD)
    other["properties"]["state"]["enum"] = ["open"]
    longer = copy.deepcopy(CARD)
    longer["properties"]["name"]["maxLength"] = 21

    before = distil(parse(openapi()), usage).digest
    assert distil(parse(openapi(components__schemas__Card=other)), usage).digest == before
    assert distil(parse(openapi(components__schemas__Card=longer)), usage).digest != before


def test_the_canonical_form_is_json_without_places():
    text = distil(parse(openapi())).canonical

    assert json.loads(text)["format"] == 1
    assert "/paths/" not in text


def test_every_kind_is_distilled():
    assert set(distil(parse(SWAGGER, "swagger2")).operations) == {
        "GET /api/v1/cards",
        "POST /api/v1/cards",
        "POST /api/v1/login",
    }
    assert set(distil(parse(DISCOVERY, "discovery")).operations) == {"POST /v1/lists/{}/cards"}
    assert set(distil(parse_description(CSDL, "odata-csdl")).types) == {"entity", "card", "state", "id"}
    graph = distil(parse_description(SDL.encode(), "graphql"))
    assert set(graph.operations) == {"QUERY card", "QUERY cards", "QUERY node", "MUTATION createCard"}
    assert "CardInput" in graph.types


def test_types_that_hold_themselves_end():
    loops = {"type": "array", "items": {"$ref": "#/components/schemas/Card"}}
    whole = {"allOf": [{"$ref": "#/components/schemas/Card"}]}

    for schema in (loops, whole, {"oneOf": [loops, whole]}):
        document = openapi(components__schemas__Card=schema)
        found = distil(parse(document), parse_usage(["GET /api/v1/cards/{id} name.name"]))
        assert found.operations


def test_shuffling_really_changes_the_order():
    assert json.dumps(shuffle(openapi(), random.Random(1))) != json.dumps(openapi())
