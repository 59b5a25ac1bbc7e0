"""Drafts of tasks, custom fields and stories of Asana."""

from __future__ import annotations

import msgspec
import pytest

from tasklab.adapter.codec.asana_field import FieldValue, Reference, decode_asana_fields, decode_enabled_options
from tasklab.adapter.codec.asana_story import decode_story_changes
from tasklab.adapter.codec.asana_task import (
    encode_asana_external,
    encode_asana_reference,
    encode_asana_task,
    encode_asana_values,
)
from tasklab.unified.error import NotFoundError

MOMENT = "2027-01-31T09:00:00.000Z"


def test_a_date_goes_under_the_name_of_its_kind():
    assert encode_asana_task([{"name": "a", "due": "2027-01-31"}, None, None]) == {"name": "a", "due_on": "2027-01-31"}
    assert encode_asana_task([{"due": MOMENT}, None, None]) == {"due_at": MOMENT}
    assert encode_asana_task([{"due": None}, "2027-01-31", None]) == {"due_on": None}


def test_a_start_goes_with_the_due_date():
    there = encode_asana_task([{"start": "2027-01-30"}, "2027-01-31", None])
    assert there == {"start_on": "2027-01-30", "due_on": "2027-01-31"}
    assert encode_asana_task([{"start": MOMENT}, "2027-01-31", MOMENT]) == {"start_at": MOMENT, "due_at": MOMENT}
    given = encode_asana_task([{"start": "2027-01-30", "due": "2027-02-01"}, "2027-01-31", None])
    assert given == {"start_on": "2027-01-30", "due_on": "2027-02-01"}


def test_a_value_of_a_date_field_is_an_object():
    fields = [{"gid": "1", "resource_subtype": "date"}, {"gid": "2", "resource_subtype": "text"}]
    values = {"1": "2027-01-31", "2": "2027-01-31", "3": ["4"]}
    assert encode_asana_values([values, fields]) == {"1": {"date": "2027-01-31"}, "2": "2027-01-31", "3": ["4"]}
    assert encode_asana_values([{"1": MOMENT}, fields]) == {"1": {"date_time": MOMENT}}
    assert encode_asana_values([{"1": None}, fields]) == {"1": None}
    assert encode_asana_values([None, None]) is None


def test_each_type_of_field_has_its_value():
    found = msgspec.convert(
        [
            {"gid": "1", "resource_subtype": "text", "text_value": "words", "display_value": "words"},
            {"gid": "2", "resource_subtype": "number", "number_value": 1.5},
            {"gid": "3", "resource_subtype": "enum", "enum_value": {"gid": "31", "name": "High"}},
            {"gid": "4", "type": "enum", "enum_value": None},
            {"gid": "5", "resource_subtype": "multi_enum", "multi_enum_values": [{"gid": "51"}]},
            {"gid": "6", "resource_subtype": "people", "people_value": [{"gid": "61", "name": "Ann"}]},
            {"gid": "7", "resource_subtype": "date", "date_value": {"date": "2027-01-31", "date_time": MOMENT}},
            {"gid": "8", "resource_subtype": "date", "date_value": {"date": "2027-01-31"}},
            {"gid": "9", "resource_subtype": "reference", "display_value": "seen"},
        ],
        list[FieldValue],
    )
    assert decode_asana_fields(found) == {
        "1": "words", "2": 1.5, "3": "31", "4": None, "5": ["51"], "6": ["61"], "7": MOMENT,
        "8": "2027-01-31", "9": "seen",
    }  # fmt: skip
    assert decode_asana_fields(None) == {}


@pytest.mark.parametrize(
    "address",
    [
        "https://app.asana.com/0/1/23",
        "https://app.asana.com/0/0/23/f",
        "https://app.asana.com/1/4/project/1/task/23?focus=true",
        "https://app.asana.com/1/4/task/23",
    ],
)
def test_a_task_is_found_in_its_address(address):
    assert encode_asana_reference(address) == "23"


@pytest.mark.parametrize(
    "address", ["23", "https://example.org/0/1/23", "https://app.asana.com/0/1/list", "x https://app.asana.com/0/1/2"]
)
def test_what_is_no_address_of_a_task_names_nothing(address):
    with pytest.raises(NotFoundError):
        encode_asana_reference(address)


def test_a_link_is_external():
    assert encode_asana_external("https://example.org/") == "external"


def test_options_that_are_not_enabled_cannot_be_chosen():
    options = [Reference("1", "Low", enabled=True), Reference("2", "Old", enabled=False)]
    assert [option.name for option in decode_enabled_options(options) or ()] == ["Low"]
    assert decode_enabled_options(None) is None


def _told(**story):
    return [(change.field, change.from_, change.to) for change in decode_story_changes(story)]


def test_a_story_tells_what_was_changed():
    section = {"gid": "1", "name": "To do"}
    assert _told(resource_subtype="name_changed", old_name="a", new_name="b") == [("title", "a", "b")]
    assert _told(resource_subtype="marked_complete") == [("status_id", "false", "true")]
    assert _told(
        resource_subtype="section_changed", old_section=section, new_section={"gid": "2"}, project={"gid": "9"}
    ) == [("section_id", "1", "2")]
    assert _told(
        resource_subtype="due_date_changed", old_dates=None, new_dates={"due_on": "2027-01-31", "due_at": MOMENT}
    ) == [("due", None, {"datetime": MOMENT})]
    assert _told(resource_subtype="assigned", assignee={"gid": "5"}) == [("assignee_ids", None, ["5"])]
    assert _told(resource_subtype="removed_from_tag", tag={"gid": "7"}) == [("label_ids", ["7"], None)]
    assert _told(resource_subtype="added_to_project", project={"gid": "8"}) == [("project_id", None, "8")]
    field = {"gid": "3", "name": "Stage"}
    changed = _told(
        resource_subtype="enum_custom_field_changed",
        custom_field=field,
        old_enum_value=None,
        new_enum_value={"gid": "31"},
    )
    assert changed == [("3", None, "31")]


def test_a_story_without_values_names_what_it_is_about():
    assert _told(resource_subtype="notes_changed") == [("description", None, None)]
    assert _told(resource_subtype="liked") == [("liked", None, None)]
