"""Changes as pairs of members."""

from __future__ import annotations

from tasklab.adapter.codec.from_to_members import decode_from_to_members
from tasklab.unified.objects import Change

TABLE = {
    "Title": "title",
    "AssigneeId": "assignee_ids",
    "Priority": "priority_id",
    "DueDate": "due",
    "Estimate": "estimate",
}


def test_each_pair_with_a_value_is_a_change_in_the_form_fields_are_read_in():
    native = {
        "fromTitle": None,
        "toTitle": None,
        "fromAssigneeId": None,
        "toAssigneeId": "u1",
        "fromPriority": 0,
        "toPriority": 2.0,
        "fromDueDate": "2027-01-31",
        "toDueDate": None,
        "toEstimate": 3,
    }
    assert decode_from_to_members(native, TABLE) == [
        Change(field="assignee_ids", from_=[], to=["u1"]),
        Change(field="priority_id", from_="0", to="2"),
        Change(field="due", from_={"date": "2027-01-31"}, to=None),
        Change(field="estimate", from_=None, to={"value": 3.0, "unit": "points"}),
    ]
