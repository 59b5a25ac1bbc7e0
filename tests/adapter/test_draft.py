from __future__ import annotations

import pytest
from msgspec import UNSET

from tasklab.adapter.draft import (
    missing_field,
    nothing_fits,
    refuse_given,
    refuse_null,
    require_kept,
    require_known,
    require_length,
)
from tasklab.unified.error import UnsupportedFieldError, ValidationError


def test_what_is_given_and_cannot_be_carried_is_named():
    refuse_given(("start", UNSET), ("due", UNSET))
    with pytest.raises(UnsupportedFieldError) as raised:
        refuse_given(("start", UNSET), ("due", None))
    assert raised.value.pointer == "/due"


def test_null_is_refused_by_name_and_what_is_absent_is_not():
    refuse_null(("section_id", UNSET), ("position", 0))
    with pytest.raises(UnsupportedFieldError) as caught:
        refuse_null(("section_id", "1"), ("position", None))
    assert caught.value.pointer == "/position"


def test_a_text_may_be_as_long_as_the_platform_keeps():
    require_length("title", "xxx", 3)
    with pytest.raises(ValidationError, match="4 characters"):
        require_length("title", "xxxx", 3)


def test_an_id_has_to_be_one_of_those_there_are():
    require_known("status_id", "1", {"1": "a"})
    with pytest.raises(ValidationError, match="expected one of 1, 2"):
        require_known("status_id", "3", ["2", "1"])


def test_errors_say_which_field_or_list():
    assert missing_field("project_id").pointer == "/project_id"
    assert "status.list" in str(nothing_fits("status.list", "category done"))


def test_ids_are_kept_in_whatever_order_they_come_back():
    require_kept(("label_ids", ["b", "a"], ["a", "b"]))
    with pytest.raises(ValidationError):
        require_kept(("label_ids", ["b", "a"], ["a"]))
