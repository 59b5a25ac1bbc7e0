"""Custom fields of Request Tracker's tickets."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasklab.adapter.codec.request_tracker_field import (
    FieldValues,
    decode_field_values,
    encode_field_values_sent,
    normalise_field_values,
)
from tasklab.unified.error import CallError, UnsupportedFieldError

_IDS = st.integers(1, 10**9).map(str)


def test_fields_are_in_one_order() -> None:
    fields = [FieldValues(id=name) for name in ("10", "2", "4")]
    assert list(decode_field_values(fields)) == list(decode_field_values(fields[::-1])) == ["2", "4", "10"]


_VALUES = st.text(max_size=8) | st.integers(-99, 99) | st.floats(-9, 9)


@given(st.dictionaries(_IDS, _VALUES | st.none() | st.lists(_VALUES, max_size=3), max_size=4))
def test_custom_fields_read_back_as_is_said(values: dict[str, Any]) -> None:
    sent = encode_field_values_sent(values, "custom_fields")
    kept = [
        FieldValues(id=name, values=value if isinstance(value, list) else [] if value is None else [value])
        for name, value in sent.items()
    ]
    assert decode_field_values(kept) == normalise_field_values(values)


@pytest.mark.parametrize("value", [True, {"a": 1}, [["a"]], [None]])
def test_a_value_without_a_text_is_refused(value: Any) -> None:
    with pytest.raises(UnsupportedFieldError) as refused:
        encode_field_values_sent({"2": value}, "custom_fields")
    assert (refused.value.pointer or "").startswith("/custom_fields")


def test_a_field_is_named_by_its_number() -> None:
    with pytest.raises(CallError):
        encode_field_values_sent({"Reference": "x"}, "custom_fields")
