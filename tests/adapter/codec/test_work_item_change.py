"""Updates of work items, read as changes."""

from __future__ import annotations

import datetime as dt

import pytest

from tasklab.adapter.codec.work_item_change import decode_field_updates, decode_update_moment
from tasklab.unified.error import PlatformError
from tasklab.unified.objects import Change, Estimate

TABLE = {
    "System.Title": "title",
    "System.AssignedTo": "assignee_ids",
    "System.Tags": "label_ids",
    "System.Description": "description",
    "System.IterationId": "section_id",
    "Microsoft.VSTS.Scheduling.OriginalEstimate": "estimate",
    "Microsoft.VSTS.Scheduling.FinishDate": "due",
}


def test_fields_that_have_our_names_are_told_and_bookkeeping_is_not():
    native = {"System.Title": {"oldValue": "a", "newValue": "b"}, "System.Rev": {"oldValue": 1, "newValue": 2}}
    assert decode_field_updates({"fields": native}, TABLE) == [Change(field="title", from_="a", to="b")]


@pytest.mark.parametrize(
    ("name", "value", "read"),
    [
        ("System.AssignedTo", {"displayName": "Lin", "uniqueName": "lin@acme.example"}, ["lin@acme.example"]),
        ("System.Tags", "a; b c", ["a", "b c"]),
        ("System.Description", "<p>one <b>two</b></p>", "one **two**"),
        ("System.IterationId", 12, "12"),
        ("Microsoft.VSTS.Scheduling.OriginalEstimate", 1.5, Estimate(value=1.5, unit="hours")),
        ("Microsoft.VSTS.Scheduling.FinishDate", "2027-01-31T09:00:00Z", {"datetime": "2027-01-31T09:00:00Z"}),
        ("System.Title", "", None),
    ],
)
def test_values_have_the_form_in_which_they_are_written(name, value, read):
    (change,) = decode_field_updates({"fields": {name: {"newValue": value}}}, TABLE)
    assert (change.from_, change.to) == (None, read)


def test_an_update_of_links_alone_changes_no_field():
    assert decode_field_updates({"fields": None, "revisedDate": "2027-01-31T09:00:00Z"}, TABLE) == []


def test_an_update_was_when_the_work_item_changed():
    fields = {"System.ChangedDate": {"newValue": "2027-01-31T09:00:00.5Z"}}
    # A revision tells when the next one came, which is never for the last.
    told = decode_update_moment({"fields": fields, "revisedDate": "9999-01-01T00:00:00Z"})
    assert told == dt.datetime(2027, 1, 31, 9, 0, 0, 500_000, tzinfo=dt.UTC)
    assert decode_update_moment({"fields": None, "revisedDate": "2027-01-31T09:00:00Z"}).year == 2027


@pytest.mark.parametrize("native", [{}, {"fields": {"System.Title": "x"}}, {"fields": ["x"]}])
def test_another_shape_is_the_platforms_fault(native):
    with pytest.raises(PlatformError):
        decode_update_moment(native)
