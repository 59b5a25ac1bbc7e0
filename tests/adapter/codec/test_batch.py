"""Several remote procedures in one request."""

from __future__ import annotations

import pytest

from tasklab.adapter.codec.batch import decode_batch_ids, decode_batch_keys, encode_rpc_batch
from tasklab.unified.error import PlatformError


def test_each_call_has_what_it_asks_about_for_its_id():
    assert encode_rpc_batch(["getTaskTags", ["5", 7]]) == [
        {"jsonrpc": "2.0", "id": 5, "method": "getTaskTags", "params": [5]},
        {"jsonrpc": "2.0", "id": 7, "method": "getTaskTags", "params": [7]},
    ]
    assert encode_rpc_batch(["getTaskTags", None]) == []


@pytest.mark.parametrize("identifier", [[1], "x", None, 1.5])
def test_an_id_that_is_no_number_is_the_platforms_fault(identifier):
    with pytest.raises(PlatformError):
        encode_rpc_batch(["getTaskTags", [identifier]])


def test_answers_are_known_by_their_ids():
    answers = [{"id": 7, "result": []}, {"id": 5, "result": {"1": "a", "2": "b"}}]
    assert decode_batch_keys(answers) == {"7": [], "5": ["1", "2"]}
    assert decode_batch_keys({"id": 5, "result": {"3": "c"}}) == {"5": ["3"]}
    assert decode_batch_ids([{"id": 1, "result": [{"id": "4"}, {"id": 6}]}]) == {"1": ["4", "6"]}


@pytest.mark.parametrize("answers", [[{"id": 1, "error": {"code": 403}}], ["x"], None, [{"id": 1, "result": "x"}]])
@pytest.mark.parametrize("decode", [decode_batch_keys, decode_batch_ids])
def test_a_refused_call_is_not_taken_for_none(decode, answers):
    with pytest.raises(PlatformError):
        decode(answers)
