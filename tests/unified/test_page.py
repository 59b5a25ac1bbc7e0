from __future__ import annotations

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tasklab.unified.error import Problem
from tasklab.unified.objects import Label
from tasklab.unified.page import AttachmentContent, BatchItem, BatchResult, Deleted, Page, TaskSchema


@pytest.mark.parametrize("kind", [Page[Label], Deleted, TaskSchema, AttachmentContent, BatchItem, BatchResult], ids=str)
@settings(max_examples=20, suppress_health_check=list(HealthCheck), deadline=None)
@given(data=st.data())
def test_an_answer_survives_json(kind, any_of, data):
    answer = data.draw(any_of(kind))
    assert msgspec.json.decode(msgspec.json.encode(answer), type=kind) == answer


def test_an_empty_page_says_that_there_is_no_more():
    assert msgspec.json.encode(Page(items=[])) == (
        b'{"items":[],"next_cursor":null,"approximate_total":null,"filtered":null}'
    )


@pytest.mark.parametrize(
    "outcomes",
    [
        {},
        {
            "deleted": Deleted(id="7"),
            "error": Problem(type="/errors/conflict", title="t", status=409, detail="d"),
        },
    ],
)
def test_an_operation_of_a_batch_ends_in_exactly_one_way(outcomes):
    with pytest.raises(ValueError, match="exactly one of"):
        BatchItem(index=0, **outcomes)


def test_bytes_travel_as_base64():
    assert b'"content":"AP8="' in msgspec.json.encode(AttachmentContent(name="a.bin", content=b"\x00\xff"))
