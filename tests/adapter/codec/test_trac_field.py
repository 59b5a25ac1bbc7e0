"""Custom fields of Trac's tickets."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tasklab.adapter.codec.trac_field import decode_trac_fields, encode_trac_fields_sent
from tasklab.unified.enumeration import FieldType
from tasklab.unified.error import MethodError, UnsupportedFieldError, ValidationError
from tasklab.unified.objects import Field

_OPTIONS = ["Linux", "Windows"]
_NATIVE = [
    {"name": "summary", "type": "text", "label": "Summary"},
    {"name": "reference", "type": "text", "custom": True},
    {"name": "note", "type": "textarea", "custom": True},
    {"name": "platform", "type": "select", "custom": True, "options": _OPTIONS},
    {"name": "colour", "type": "radio", "custom": True, "options": ["red"]},
    {"name": "is_billed", "type": "checkbox", "custom": True},
    {"name": "wanted", "type": "time", "custom": True},
]
_TYPES = {"reference": "text", "note": "text", "platform": "select", "is_billed": "boolean", "wanted": "datetime"}


def _field(name: str, kind: str, *, is_custom: bool = True) -> Field:
    return Field(id=name, name=name, type=FieldType(kind), is_custom=is_custom, platform="trac", platform_version="1.2")


_FIELDS = {name: _field(name, kind) for name, kind in _TYPES.items()} | {
    "summary": _field("summary", "text", is_custom=False)
}


def _sent(values: dict[str, Any]) -> dict[str, Any]:
    return encode_trac_fields_sent([{"summary": "one", "custom_fields": values}, _NATIVE])


def test_values_are_read_by_the_type_of_their_field() -> None:
    native = {
        "summary": "one",
        "_ts": "1795813733507564",
        "reference": "abc",
        "note": "",
        "platform": "Linux",
        "is_billed": "0",
        "wanted": "2027-01-31T09:00:05",
    }
    assert decode_trac_fields(native, _FIELDS) == {
        "reference": "abc",
        "note": None,
        "platform": "Linux",
        "is_billed": False,
        "wanted": "2027-01-31T09:00:05Z",
    }


def test_a_box_that_holds_a_word_tells_it() -> None:
    assert decode_trac_fields({"is_billed": "maybe"}, _FIELDS) == {"is_billed": "maybe"}


@pytest.mark.parametrize(
    ("name", "value", "native"),
    [
        ("reference", "abc", "abc"),
        ("reference", 4, "4"),
        ("reference", None, ""),
        ("note", " a\nb", " a\nb"),
        ("platform", "Windows", "Windows"),
        ("platform", None, ""),
        ("colour", "red", "red"),
        ("is_billed", True, "1"),
        ("is_billed", False, "0"),
        ("is_billed", None, ""),
        ("wanted", "2027-01-31T10:00:05+01:00", dt.datetime(2027, 1, 31, 9, 0, 5, tzinfo=dt.UTC)),
        ("wanted", "2027-01-31", dt.datetime(2027, 1, 31, tzinfo=dt.UTC)),
        ("wanted", None, ""),
    ],
)
def test_a_value_is_sent_in_the_form_of_its_type(name: str, value: Any, native: Any) -> None:
    assert _sent({name: value}) == {"summary": "one", name: native}


def test_a_draft_without_custom_fields_stays_as_it_is() -> None:
    assert encode_trac_fields_sent([{"summary": "one"}, _NATIVE]) == {"summary": "one"}


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [
        ("summary", "two", ValidationError),
        ("nothing", "x", ValidationError),
        ("platform", "Amiga", ValidationError),
        ("colour", "blue", ValidationError),
        ("is_billed", "yes", ValidationError),
        ("wanted", "soon", ValidationError),
        ("wanted", 5, ValidationError),
        ("reference", True, UnsupportedFieldError),
        ("reference", ["a"], UnsupportedFieldError),
    ],
)
def test_what_the_field_cannot_have_is_refused(name: str, value: Any, error: type[MethodError]) -> None:
    with pytest.raises(error) as refused:
        _sent({name: value})
    assert refused.value.pointer == "/custom_fields"
