from __future__ import annotations

import pytest

from tasklab.adapter.codec.jira_field import decode_jira_fields, encode_jira_fields_sent
from tasklab.unified.enumeration import FieldType
from tasklab.unified.error import PlatformError, ValidationError
from tasklab.unified.objects import Field

TYPES = "com.atlassian.jira.plugin.system.customfieldtypes:"
DOCUMENT = {
    "type": "doc",
    "version": 1,
    "content": [{"type": "paragraph", "content": [{"type": "text", "text": "long"}]}],
}


def schema(kind, **more):
    return [{"id": "customfield_1", "schema": {"type": kind, **more}}, {"id": "summary", "schema": {"type": "string"}}]


READ = [
    ("text", "text"),
    (1.5, 1.5),
    (False, False),
    ({"self": "x", "id": "10", "value": "High"}, "10"),
    ({"id": "10", "value": "EU", "child": {"id": "11", "value": "FR"}}, ["10", "11"]),
    ([{"id": "10", "value": "a"}, {"id": "11", "value": "b"}], ["10", "11"]),
    ({"accountId": "5b:1", "displayName": "Ada"}, "5b:1"),
    ({"name": "crew", "groupId": "g-1"}, "g-1"),
    (DOCUMENT, "long"),
    (["a", "b"], ["a", "b"]),
    ({"odd": True}, {"odd": True}),
]


@pytest.mark.parametrize(("native", "value"), READ)
def test_a_value_is_read_by_its_shape(native, value):
    assert decode_jira_fields({"customfield_1": native, "summary": "x"}, {}) == {"customfield_1": value}


@pytest.mark.parametrize("native", [None, []])
def test_a_field_without_a_value_is_left_out(native):
    assert decode_jira_fields({"customfield_1": native}, {}) == {}


@pytest.mark.parametrize("native", ["2027-01-31T09:00:00.000+0000", "2027-01-31T10:00:00.000+0100"])
def test_a_moment_is_known_by_its_field(native):
    field = Field(
        id="customfield_1", name="When", type=FieldType.DATETIME, platform="jira-cloud", platform_version="v3"
    )
    assert decode_jira_fields({"customfield_1": native}, {field.id: field}) == {"customfield_1": "2027-01-31T09:00:00Z"}
    with pytest.raises(PlatformError):
        decode_jira_fields({"customfield_1": "soon"}, {field.id: field})


SENT = [
    ("string", {"custom": f"{TYPES}textfield"}, "text", "text"),
    ("string", {"custom": f"{TYPES}textarea"}, "long", DOCUMENT),
    ("string", {"custom": f"{TYPES}textarea"}, "", None),
    ("number", {}, 1.5, 1.5),
    ("date", {}, "2027-01-31", "2027-01-31"),
    ("datetime", {}, "2027-01-31T09:00:00Z", "2027-01-31T09:00:00.000+0000"),
    ("datetime", {}, "2027-01-31T09:00:00.250+02:00", "2027-01-31T09:00:00.250+0200"),
    ("option", {}, "10", {"id": "10"}),
    ("option-with-child", {}, "10", {"id": "10"}),
    ("option-with-child", {}, ["10", "11"], {"id": "10", "child": {"id": "11"}}),
    ("array", {"items": "option"}, ["10", "11"], [{"id": "10"}, {"id": "11"}]),
    ("array", {"items": "string"}, ["a"], ["a"]),
    ("array", {"items": "user"}, "5b:1", [{"accountId": "5b:1"}]),
    ("user", {}, "5b:1", {"accountId": "5b:1"}),
    ("group", {}, "g-1", {"groupId": "g-1"}),
    ("any", {}, {"odd": True}, {"odd": True}),
    ("user", {}, None, None),
]


@pytest.mark.parametrize(("kind", "more", "value", "native"), SENT)
def test_a_value_is_sent_in_the_shape_of_its_type(kind, more, value, native):
    draft = {"summary": "x", "custom_fields": {"customfield_1": value}}
    assert encode_jira_fields_sent([draft, schema(kind, **more), True]) == {"summary": "x", "customfield_1": native}


def test_long_text_is_text_where_texts_are_no_documents():
    draft = {"custom_fields": {"customfield_1": "h1. long"}}
    sent = encode_jira_fields_sent([draft, schema("string", custom=f"{TYPES}textarea"), False])
    assert sent == {"customfield_1": "h1. long"}


def test_a_draft_without_custom_fields_stays_as_it_is():
    assert encode_jira_fields_sent([{"summary": "x"}, schema("string"), True]) == {"summary": "x"}


@pytest.mark.parametrize("values", [{"customfield_2": "x"}, {"summary": "x"}, {"customfield_1": "tomorrow"}])
def test_what_no_field_takes_is_refused(values):
    with pytest.raises(ValidationError) as refused:
        encode_jira_fields_sent([{"custom_fields": values}, schema("datetime"), True])
    assert refused.value.pointer == "/custom_fields"
