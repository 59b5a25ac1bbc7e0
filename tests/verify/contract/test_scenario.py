"""What is compared from one version to the next."""

from __future__ import annotations

from tasklab.verify.contract.scenario import mask

TASK = {"id": "1", "title": "t-1 x", "custom_fields": {"a": 1}, "raw": "x"}


def test_what_differs_by_nature_is_masked():
    assert mask(TASK, "t-1") == {"id": "<id>", "title": "<stem> x", "custom_fields": {"a": 1}}


def test_custom_fields_are_left_out_where_each_project_has_its_own():
    assert mask({"made": TASK}, "t-1", frozenset({"custom_fields"})) == {"made": {"id": "<id>", "title": "<stem> x"}}
