"""Custom fields of Trello's cards."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from tasklab.adapter.codec.card_field import (
    CardField,
    CardOption,
    decode_card_fields,
    decode_card_options,
    encode_card_fields_sent,
)
from tasklab.unified.error import PlatformError, ValidationError
from tasklab.unified.objects import FieldOption

_FIELDS = [
    {"id": "f1", "type": "text"},
    {"id": "f2", "type": "number"},
    {"id": "f3", "type": "date"},
    {"id": "f4", "type": "checkbox"},
    {"id": "f5", "type": "list", "options": [{"id": "o1"}, {"id": "o2"}]},
]


def _read(*items: dict[str, Any]) -> dict[str, Any]:
    return decode_card_fields(msgspec.convert(items, list[CardField]))


@pytest.mark.parametrize(
    ("item", "value"),
    [
        ({"value": {"text": "abc"}}, "abc"),
        ({"value": {"number": "4.5"}}, 4.5),
        ({"value": {"date": "2027-01-31T09:00:00.000Z"}}, "2027-01-31T09:00:00Z"),
        ({"value": {"checked": "true"}}, True),
        ({"value": {"checked": "false"}}, False),
        ({"value": {"checked": "maybe"}}, "maybe"),
        ({"value": None, "idValue": "o1"}, "o1"),
        ({"value": None, "idValue": ""}, None),
        ({"value": None}, None),
        ({"value": {}}, None),
    ],
)
def test_a_value_is_read_from_under_the_name_of_its_type(item: dict[str, Any], value: Any) -> None:
    assert _read({"idCustomField": "f1", **item}) == {"f1": value}


@pytest.mark.parametrize("value", [{"number": "many"}, {"date": "soon"}])
def test_a_number_and_a_moment_that_are_none_are_the_platforms_fault(value: dict[str, str]) -> None:
    with pytest.raises(PlatformError):
        _read({"idCustomField": "f1", "value": value})


def test_a_card_without_values_has_none() -> None:
    assert decode_card_fields(None) == {}


def test_options_are_told_by_their_text() -> None:
    native = msgspec.convert([{"id": "o1", "value": {"text": "High"}}], list[CardOption])
    assert decode_card_options(native) == [FieldOption(id="o1", name="High")]
    assert decode_card_options([]) is None


@pytest.mark.parametrize(
    ("name", "value", "native"),
    [
        ("f1", "abc", {"value": {"text": "abc"}}),
        ("f1", None, {"value": ""}),
        ("f1", "", {"value": ""}),
        ("f2", 0, {"value": {"number": "0"}}),
        ("f2", 4.5, {"value": {"number": "4.5"}}),
        ("f3", "2027-01-31T10:00:00+01:00", {"value": {"date": "2027-01-31T09:00:00Z"}}),
        ("f3", "2027-01-31", {"value": {"date": "2027-01-31T00:00:00Z"}}),
        ("f4", True, {"value": {"checked": "true"}}),
        ("f4", False, {"value": {"checked": "false"}}),
        ("f5", "o2", {"idValue": "o2"}),
        ("f5", None, {"idValue": "", "value": ""}),
    ],
)
def test_a_value_is_sent_under_the_name_of_its_type(name: str, value: Any, native: dict[str, Any]) -> None:
    assert encode_card_fields_sent([{name: value}, _FIELDS]) == [{"idCustomField": name, **native}]


def test_nothing_is_sent_of_no_values() -> None:
    assert encode_card_fields_sent([None, None]) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("f9", "x"),
        ("f1", 4),
        ("f2", "4"),
        ("f2", True),
        ("f3", "soon"),
        ("f3", 5),
        ("f4", "true"),
        ("f4", 0),
        ("f5", "o9"),
        ("f5", ["o1"]),
    ],
)
def test_what_the_field_cannot_have_is_refused(name: str, value: Any) -> None:
    with pytest.raises(ValidationError) as refused:
        encode_card_fields_sent([{name: value}, _FIELDS])
    assert refused.value.pointer == "/custom_fields"
