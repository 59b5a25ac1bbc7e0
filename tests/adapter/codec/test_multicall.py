"""Several calls in one, and parts of a list that came whole."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tasklab.adapter.codec.multicall import encode_multicall, encode_window


def test_each_argument_is_a_call():
    assert encode_multicall(["ticket.get", [7, 8]]) == [
        {"methodName": "ticket.get", "params": [7]},
        {"methodName": "ticket.get", "params": [8]},
    ]
    assert encode_multicall(["ticket.get", []]) == []


@given(st.lists(st.integers(), max_size=30), st.integers(1, 7))
def test_the_windows_of_a_list_make_it_whole_again(items, size):
    windows = [encode_window([items, str(offset), size]) for offset in range(0, len(items) + 1, size)]
    assert [item for window in windows for item in window] == items
    assert all(len(window) <= size for window in windows)
