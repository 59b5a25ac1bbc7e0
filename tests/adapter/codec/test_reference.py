"""References that name their model, and names of changed fields."""

from __future__ import annotations

import pytest

from tasklab.adapter.codec.reference import decode_changed_names, decode_model_reference
from tasklab.unified.error import PlatformError
from tasklab.unified.objects import Change


def test_a_reference_is_read_as_its_id() -> None:
    assert decode_model_reference("project.work,12") == "12"


@pytest.mark.parametrize("native", ["", "project.work", "project.work,"])
def test_what_is_no_reference_is_the_platforms_fault(native: str) -> None:
    with pytest.raises(PlatformError):
        decode_model_reference(native)


def test_names_are_ours_where_the_table_has_them() -> None:
    assert decode_changed_names("name, colour", {"name": "title"}) == [Change(field="title"), Change(field="colour")]


@pytest.mark.parametrize("native", [None, "", " , "])
def test_no_name_is_no_change(native: str | None) -> None:
    assert decode_changed_names(native, {}) == []
