"""What is Jira's own: values in JQL, links between issues, and the changelog."""

from __future__ import annotations

import datetime as dt

import pytest

from tasklab.adapter.codec.issue_change import IssueChange, decode_issue_changes
from tasklab.adapter.codec.issue_link import (
    IssueLink,
    LinkedIssue,
    LinkType,
    decode_issue_link_id,
    decode_issue_link_kind,
    decode_issue_link_other,
)
from tasklab.adapter.codec.jql import encode_jql, encode_jql_after, encode_jql_before
from tasklab.unified.enumeration import EstimateUnit
from tasklab.unified.error import PlatformError
from tasklab.unified.objects import Change, Estimate

MOMENT = dt.datetime(2027, 1, 31, 23, 30, tzinfo=dt.UTC)
KINDS = {"Blocks outward": "blocks", "Blocks inward": "blocked_by", "Relates inward": "relates_to"}


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("a", '"a"'),
        ('say "hi"', '"say \\"hi\\""'),
        ("a\\", '"a\\\\"'),
        ('" OR 1=1', '"\\" OR 1=1"'),
        ("é 任", '"é 任"'),
    ],
)
def test_text_stays_between_its_quotes(text, quoted):
    assert encode_jql(text, "label_id") == quoted


def test_bounds_are_wide_enough_for_every_zone():
    assert encode_jql_after(MOMENT) == '"2027-01-30"'
    assert encode_jql_before(MOMENT) == '"2027-02-02"'
    assert encode_jql_after(dt.datetime(1, 1, 1, tzinfo=dt.UTC)) == '"0001-01-01"'
    assert encode_jql_before(dt.datetime(9999, 12, 31, tzinfo=dt.UTC)) == '"9999-12-31"'


@pytest.mark.parametrize(
    ("name", "is_outward", "kind"),
    [
        ("Blocks", True, "blocks"),
        ("Blocks", False, "blocked_by"),
        ("Relates", False, "relates_to"),
        ("Cloners", True, "unknown"),
        (None, False, "unknown"),
    ],
)
def test_a_link_is_told_from_the_issue_that_lists_it(name, is_outward, kind):
    other = LinkedIssue("10001")
    link = IssueLink("7", LinkType(name), **{"outwardIssue" if is_outward else "inwardIssue": other})
    assert decode_issue_link_kind(link, KINDS) == kind
    assert (decode_issue_link_id(link), decode_issue_link_other(link)) == ("7", "10001")


def test_a_link_with_nothing_is_the_fault_of_the_platform():
    with pytest.raises(PlatformError):
        decode_issue_link_other(IssueLink("7", LinkType("Blocks")))


CHANGES = [
    (
        IssueChange("summary", "summary", from_words="a", to_words="b"),
        Change(field="title", from_="a", to="b"),
    ),
    (
        IssueChange("status", "status", from_="1", to="3", from_words="To Do", to_words="Done"),
        Change(field="status_id", from_="1", to="3"),
    ),
    (
        IssueChange("assignee", "assignee", to="u-1", to_words="Ada"),
        Change(field="assignee_ids", from_=None, to=["u-1"]),
    ),
    (
        IssueChange("labels", "labels", from_words="", to_words="a b"),
        Change(field="label_ids", from_=None, to=["a", "b"]),
    ),
    (
        IssueChange("duedate", "duedate", to="2027-01-31", to_words="2027-01-31 00:00:00.0"),
        Change(field="due", from_=None, to={"date": "2027-01-31"}),
    ),
    (
        IssueChange("timeoriginalestimate", "timeoriginalestimate", from_words="x", to="5400"),
        Change(field="estimate", from_="x", to=Estimate(value=1.5, unit=EstimateUnit.HOURS)),
    ),
    (
        IssueChange("Points", "customfield_10016", from_words="1", to_words="2"),
        Change(field="custom_fields.customfield_10016", from_="1", to="2"),
    ),
    (IssueChange("Link", None, to="A-1", to_words="blocks A-1"), Change(field="Link", from_=None, to="A-1")),
]
NAMES = {
    "summary": "title",
    "status": "status_id",
    "assignee": "assignee_ids",
    "labels": "label_ids",
    "duedate": "due",
    "timeoriginalestimate": "estimate",
}


@pytest.mark.parametrize(("native", "change"), CHANGES)
def test_a_change_has_its_values_in_our_form(native, change):
    assert decode_issue_changes([native], NAMES) == [change]


def test_no_changes_are_none():
    assert decode_issue_changes(None, NAMES) == []
