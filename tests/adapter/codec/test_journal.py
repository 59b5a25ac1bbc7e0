"""What Redmine's journals say was changed."""

from __future__ import annotations

from tasklab.adapter.codec.custom_field import ValueLabel, decode_value_labels
from tasklab.adapter.codec.journal import (
    JournalDetail,
    decode_journal_changes,
    decode_journal_changes_textile,
)
from tasklab.unified.objects import Change, Estimate, FieldOption

TABLE = {
    "subject": "title",
    "status_id": "status_id",
    "due_date": "due",
    "assigned_to_id": "assignee_ids",
    "done_ratio": "percent_done",
    "estimated_hours": "estimate",
    "description": "description",
}


def test_attributes_have_our_names_and_values():
    details = [
        JournalDetail("attr", "subject", "a", "b"),
        JournalDetail("attr", "status_id", "1", "5"),
        JournalDetail("attr", "due_date", None, "2027-01-31"),
        JournalDetail("attr", "assigned_to_id", "7", ""),
        JournalDetail("attr", "done_ratio", "0", "30"),
        JournalDetail("attr", "estimated_hours", "", "1.5"),
        JournalDetail("attr", "is_private", "0", "1"),
    ]
    assert decode_journal_changes(details, TABLE) == [
        Change(field="title", from_="a", to="b"),
        Change(field="status_id", from_="1", to="5"),
        Change(field="due", from_=None, to={"date": "2027-01-31"}),
        Change(field="assignee_ids", from_=["7"], to=None),
        Change(field="percent_done", from_=0, to=30),
        Change(field="estimate", from_=None, to=Estimate(value=1.5, unit="hours")),
        Change(field="is_private", from_="0", to="1"),
    ]


def test_what_is_no_attribute_is_named_by_its_kind():
    details = [
        JournalDetail("cf", "3", "x", "y"),
        JournalDetail("attachment", "12", None, "a.txt"),
        JournalDetail("relation", "blocks", None, "4"),
    ]
    assert [(change.field, change.to) for change in decode_journal_changes(details, TABLE)] == [
        ("custom_fields.3", "y"),
        ("attachments", "a.txt"),
        ("relations", "4"),
    ]


def test_a_description_is_in_the_markup_of_the_version():
    details = [JournalDetail("attr", "description", "*a*", "b\r\nc")]
    (plain,) = decode_journal_changes(details, TABLE)
    (textile,) = decode_journal_changes_textile(details, TABLE)
    assert (plain.from_, plain.to) == ("*a*", "b\nc")
    assert textile.from_ == "**a**"


def test_no_details_are_no_changes():
    assert decode_journal_changes(None, TABLE) == []


def test_options_are_named_by_their_label():
    assert decode_value_labels([ValueLabel("1", "Linux"), ValueLabel("2")]) == [
        FieldOption(id="1", name="Linux"),
        FieldOption(id="2", name="2"),
    ]
    assert decode_value_labels(None) is None
