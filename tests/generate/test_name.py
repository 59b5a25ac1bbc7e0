from __future__ import annotations

import keyword

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasklab.adapter.registry import module_name
from tasklab.generate.name import class_name, identifier, module_parts, pascal, plural, snake


@given(st.text(min_size=1))
def test_any_native_name_becomes_a_legal_one(text: str) -> None:
    name = identifier(text)
    assert name.isidentifier()
    assert not keyword.iskeyword(name)


@pytest.mark.parametrize(
    ("native", "name"),
    [("@etag", "etag"), ("class", "class_"), ("2fa", "n2fa"), ("statusId", "statusId"), ("", "value")],
)
def test_a_legal_name_reads_like_the_native_one(native: str, name: str) -> None:
    assert identifier(native) == name


@pytest.mark.parametrize(("platform", "version"), [("request-tracker", "5.0"), ("notion", "2025-09-03")])
def test_an_adapter_is_where_the_registry_looks_for_it(platform: str, version: str) -> None:
    assert ".".join(module_parts(platform, version)) == module_name(platform, version)
    assert class_name(platform, version).isidentifier()


def test_words_of_the_model() -> None:
    assert [plural(noun) for noun in ("status", "priority", "task")] == ["statuses", "priorities", "tasks"]
    assert pascal("time_entry") == "TimeEntry"
    assert pascal("statusCategory") == "StatusCategory"
    assert snake("TimeEntry") == "time_entry"
