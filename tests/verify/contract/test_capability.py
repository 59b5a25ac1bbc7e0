"""What the contract takes a version to need."""

from __future__ import annotations

from typing import Any

import pytest
from tests.generate.sample import load_document, read_sample

from tasklab.verify.contract.capability import Capability


def _required(value: Any) -> set[str]:
    document = read_sample("shelf")
    document["methods"]["task.create"] = {
        "let": {"board": value},
        "post": "/boards/{board}/cards",
        "json": "$write",
        "item": "item",
    }
    loaded = load_document("shelf", document)
    written = Capability(loaded.spec, loaded.digest).written_by("task.create")
    return {field.parameter for field in written if field.is_required}


@pytest.mark.parametrize(
    ("value", "needed"),
    [
        ({"codec": "text", "value": "$project_id"}, {"title", "project_id"}),
        ({"codec": "text", "value": "$project_id", "absent": "home"}, {"title"}),
        ({"codec": "when_given", "value": {"clauses": [["$project_id", "$project_id"], ["x", "home"]]}}, {"title"}),
    ],
)
def test_a_place_in_an_address_is_needed_unless_something_stands_in(value, needed):
    assert _required(value) == needed


def _asking(**methods: Any) -> tuple[str, ...]:
    document = read_sample("shelf")
    document["entities"]["field"] = {"fields": {"id": "id", "name": "name"}}
    document["methods"] |= methods
    loaded = load_document("shelf", document)
    return Capability(loaded.spec, loaded.digest).asking


def test_the_list_of_fields_asks_where_a_version_declares_a_call_for_it():
    assert "field.list" not in _asking()
    assert "field.list" in _asking(**{"field.list": {"get": "/fields", "items": "."}})
