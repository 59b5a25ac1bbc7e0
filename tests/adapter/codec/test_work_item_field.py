"""Custom fields of work items of Azure DevOps."""

from __future__ import annotations

from typing import Any

import pytest

from tasklab.adapter.codec.work_item_field import (
    decode_own_fields,
    decode_work_item_field_type,
    decode_work_item_fields,
    encode_work_item_fields_sent,
)
from tasklab.unified.enumeration import FieldType
from tasklab.unified.error import MethodError, UnsupportedFieldError, ValidationError
from tasklab.unified.objects import Field, FieldOption


def _native(name: str, kind: str, **more: Any) -> dict[str, Any]:
    return {"referenceName": name, "type": kind, "usage": "workItem", **more}


_NATIVE = [
    _native("System.Title", "string"),
    _native("Microsoft.VSTS.Common.Severity", "string"),
    _native("Custom.Code", "string"),
    _native("Custom.Surface", "string", isPicklist=True),
    _native("Custom.Grade", "integer", isPicklist=True),
    _native("Custom.Width", "double", isPicklist=True),
    _native("Custom.Visits", "integer"),
    _native("Custom.Approved", "boolean"),
    _native("Custom.Inspected", "dateTime"),
    _native("Custom.Inspector", "string", isIdentity=True),
    _native("Acme.Quality.Findings", "html"),
    _native("WEF_1_Kanban.Column", "string", usage="workItemTypeExtension"),
]


def _field(name: str, kind: str, *options: str, is_custom: bool = True) -> Field:
    listed = [FieldOption(id=each, name=each) for each in options] or None
    return Field(
        id=name,
        name=name,
        type=FieldType(kind),
        options=listed,
        is_custom=is_custom,
        platform="azure-devops",
        platform_version="7.1",
    )


_FIELDS = {
    field.id: field
    for field in (
        _field("System.Title", "text", is_custom=False),
        _field("Custom.Code", "text"),
        _field("Custom.Surface", "select", "Stone"),
        _field("Custom.Grade", "select", "1", "2"),
        _field("Custom.Width", "select", "0.5", "2.0"),
        _field("Custom.Inspector", "user"),
        _field("Acme.Quality.Findings", "rich_text"),
    )
}


def _sent(**values: Any) -> dict[str, Any]:
    named = {name.replace("__", "."): value for name, value in values.items()}
    return encode_work_item_fields_sent([{"fields": {"System.Title": "one"}, "custom_fields": named}, _NATIVE])


def test_the_fields_of_the_platform_and_of_boards_are_nobodys_own() -> None:
    own = [field["referenceName"] for field in decode_own_fields(_NATIVE)]
    assert own[:1] + own[-1:] == ["Custom.Code", "Acme.Quality.Findings"]
    assert len(own) == len(_NATIVE) - 3


@pytest.mark.parametrize("odd", ["odd", {"referenceName": 7}, {"referenceName": "Custom.Code", "usage": 7}, {}])
def test_what_is_no_field_is_left_to_decoding(odd: Any) -> None:
    assert decode_own_fields([odd]) == [odd]


@pytest.mark.parametrize(
    ("native", "kind"),
    [
        ({"type": "string"}, "text"),
        ({"type": "string", "isIdentity": True}, "user"),
        ({"type": "integer", "isPicklist": True}, "select"),
        ({"type": "picklistDouble"}, "select"),
        ({"type": "html", "isPicklist": False}, "rich_text"),
        ({"type": "dateTime", "isIdentity": None}, "datetime"),
        ({"type": "hologram"}, "unknown"),
    ],
)
def test_what_a_field_takes_stands_in_three_members(native: dict[str, Any], kind: str) -> None:
    assert decode_work_item_field_type(native) == FieldType(kind)


def test_values_are_read_by_the_type_of_their_field() -> None:
    native = {
        "System.Title": "one",
        "WEF_1_Kanban.Column": "New",
        "Custom.Code": "",
        "Custom.Surface": "Stone",
        "Custom.Grade": 2,
        "Custom.Width": 2,
        "Custom.Inspector": {"displayName": "Lin", "uniqueName": "lin@acme.example"},
        "Acme.Quality.Findings": "<p>a <b>crack</b></p>",
    }
    assert decode_work_item_fields(native, _FIELDS) == {
        "Custom.Surface": "Stone",
        "Custom.Grade": "2",
        "Custom.Width": "2.0",
        "Custom.Inspector": "lin@acme.example",
        "Acme.Quality.Findings": "a **crack**",
    }


def test_a_number_that_is_no_option_any_more_is_told_as_it_is() -> None:
    assert decode_work_item_fields({"Custom.Grade": 7}, _FIELDS) == {"Custom.Grade": "7"}


def test_values_are_written_in_the_form_of_their_field_beside_the_others() -> None:
    sent = _sent(
        Custom__Code="abc",
        Custom__Grade="2",
        Custom__Width="0.5",
        Custom__Visits=3,
        Custom__Approved=False,
        Custom__Inspected="2027-01-31T09:00:00+02:00",
        Custom__Inspector="lin@acme.example",
        Acme__Quality__Findings="a **crack**",
        Custom__Surface=None,
    )
    findings = sent["fields"].pop("Acme.Quality.Findings")
    assert "<strong>crack</strong>" in findings
    assert sent == {
        "fields": {
            "System.Title": "one",
            "Custom.Code": "abc",
            "Custom.Grade": 2,
            "Custom.Width": 0.5,
            "Custom.Visits": 3,
            "Custom.Approved": False,
            "Custom.Inspected": "2027-01-31T07:00:00Z",
            "Custom.Inspector": "lin@acme.example",
            "Custom.Surface": None,
        }
    }


def test_a_draft_without_custom_fields_stays_as_it_is() -> None:
    assert encode_work_item_fields_sent([{"fields": {"System.Title": "one"}}, None]) == {
        "fields": {"System.Title": "one"}
    }


def test_empty_text_empties_a_field() -> None:
    assert _sent(Custom__Approved="")["fields"]["Custom.Approved"] is None


@pytest.mark.parametrize(
    ("name", "value", "refusal"),
    [
        ("System__Title", "two", ValidationError),
        ("Custom__Nothing", "two", ValidationError),
        ("Custom__Grade", "high", ValidationError),
        ("Custom__Grade", "inf", ValidationError),
        ("Custom__Approved", "yes", ValidationError),
        ("Custom__Inspected", "soon", ValidationError),
        ("Custom__Code", ["a"], UnsupportedFieldError),
        ("Custom__Code", {"a": "b"}, UnsupportedFieldError),
    ],
)
def test_what_no_field_could_keep_is_refused(name: str, value: object, refusal: type[MethodError]) -> None:
    with pytest.raises(refusal, match="custom_fields"):
        _sent(**{name: value})
