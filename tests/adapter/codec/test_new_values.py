"""Changes, of new values alone."""

from __future__ import annotations

import pytest

from tasklab.adapter.codec.new_values import decode_new_values
from tasklab.unified.objects import Change

TABLE = {"title": "title", "date_due": "due", "owner_id": "assignee_ids", "is_active": "status_id"}


def test_values_are_in_the_form_in_which_they_are_written():
    native = {"title": "b", "date_due": "1801386000", "owner_id": 0, "is_active": 0, "color_id": "red"}
    assert decode_new_values(native, TABLE) == [
        Change(field="title", to="b"),
        Change(field="due", to={"datetime": "2027-01-31T09:00:00Z"}),
        Change(field="assignee_ids", to=[]),
        Change(field="status_id", to="0"),
        Change(field="color_id", to="red"),
    ]
    assert decode_new_values({"date_due": 0, "title": ""}, TABLE) == [Change(field="due"), Change(field="title")]


@pytest.mark.parametrize("native", [[], None, {}])
def test_an_event_without_new_values_has_no_changes(native):
    assert decode_new_values(native, TABLE) == []
