"""Custom fields that stand in groups."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from tasklab.adapter.codec.grouped_field import (
    GroupedValue,
    decode_grouped_values,
    encode_grouped_fields,
    encode_short_texts,
    normalise_short_texts,
)
from tasklab.unified.error import PlatformError, UnsupportedFieldError, ValidationError


def _group(name: str, *, board: str | None = None, card: str | None = None, base: str | None = None) -> dict[str, Any]:
    return {"id": name, "boardId": board, "cardId": card, "baseCustomFieldGroupId": base}


def _field(name: str, *, group: str | None = None, base: str | None = None) -> dict[str, Any]:
    return {"id": name, "name": name, "customFieldGroupId": group, "baseCustomFieldGroupId": base}


_GROUPS = [
    _group("1", board="b"),
    _group("2", board="b", base="9"),
    _group("3", card="c"),
    _group("4", card="d", base="9"),
]
_FIELDS = [_field("5", group="1"), _field("6", group="3"), _field("7", base="9"), _field("8", base="0")]


def _ids(owners: list[str] | None) -> list[str]:
    return [each["id"] for each in encode_grouped_fields([_GROUPS, _FIELDS, owners])]


def test_a_field_is_in_its_own_group_and_in_each_that_was_taken_over_from_its_project() -> None:
    assert _ids(None) == ["1-5", "2-7", "3-6", "4-7"]


@pytest.mark.parametrize(
    ("owners", "ids"), [(["b"], ["1-5", "2-7"]), (["b", "c"], ["1-5", "2-7", "3-6"]), (["x"], []), ([], [])]
)
def test_the_groups_of_others_are_left_out(owners: list[str], ids: list[str]) -> None:
    assert _ids(owners) == ids


def test_a_field_says_what_the_platform_says_of_it_and_of_its_group() -> None:
    (found,) = encode_grouped_fields([_GROUPS[:1], _FIELDS, None])
    assert found == {"id": "1-5", "group": _GROUPS[0], "field": _FIELDS[0]}


@pytest.mark.parametrize("parts", [[["x"], []], [[], [{"id": "5"}]], [None, []], [{}, []], [[{"id": 1}], []]])
def test_groups_and_fields_of_another_shape_are_the_platforms_fault(parts: list[Any]) -> None:
    with pytest.raises(PlatformError):
        encode_grouped_fields([*parts, None])


def test_values_are_read_by_field_and_group() -> None:
    told = [{"cardId": "c", "customFieldGroupId": "1", "customFieldId": "5", "content": "x"}]
    assert decode_grouped_values(msgspec.convert(told, list[GroupedValue])) == {"1-5": "x"}
    assert decode_grouped_values(None) == {}


@pytest.mark.parametrize(
    ("value", "text"), [("x", "x"), (4, "4"), (4.5, "4.5"), ("", None), (None, None), ("x" * 512, "x" * 512)]
)
def test_a_value_is_kept_as_text(value: Any, text: str | None) -> None:
    assert encode_short_texts({"1-5": value}, "custom_fields") == {"1-5": text}
    assert normalise_short_texts({"1-5": value}) == {"1-5": text}


@pytest.mark.parametrize(
    ("value", "error"),
    [("x" * 513, ValidationError), (True, UnsupportedFieldError), (["x"], UnsupportedFieldError)],
)
def test_what_cannot_be_kept_is_refused_by_name(value: Any, error: type[Exception]) -> None:
    with pytest.raises(error) as refused:
        encode_short_texts({"1-5": value}, "custom_fields")
    assert refused.value.pointer == "/custom_fields"  # type: ignore[attr-defined]
