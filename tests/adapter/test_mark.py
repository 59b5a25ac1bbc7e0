from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasklab.adapter.content_line import Property
from tasklab.adapter.mark import marked, marks, require_marked, require_place
from tasklab.unified.error import NotFoundError

LINES = st.lists(
    st.builds(
        Property,
        st.sampled_from(["a", "b", "c\\,d"]),
        st.sampled_from([(), (("X-TASKLAB-ID", ("m-1",)),), (("X-TASKLAB-ID", ("not a mark",)),)]),
    ),
    max_size=6,
)


@given(LINES)
def test_no_two_have_the_same_mark(lines: list[Property]):
    found = marks(lines)
    assert len(set(found)) == len(lines)
    assert [require_marked(lines, mark) for mark in found] == lines


@given(LINES, st.data())
def test_a_mark_stays_when_another_one_goes_or_all_are_turned_round(lines: list[Property], data: st.DataObject):
    told_apart = list({marks([line])[0]: line for line in lines}.values())
    before = dict(zip(marks(told_apart), told_apart, strict=True))
    kept = data.draw(st.permutations(told_apart))[1:]
    assert all(before[mark] == line for mark, line in zip(marks(kept), kept, strict=True))


@given(LINES.filter(bool), st.data())
def test_a_changed_property_keeps_its_mark(lines: list[Property], data: st.DataObject):
    place = data.draw(st.integers(0, len(lines) - 1))
    before = marks(lines)
    changed = [*lines]
    changed[place] = marked(Property("other words", lines[place].parameters), before[place])
    assert marks(changed) == before


def test_a_mark_is_given_once():
    line = marked(marked(Property("a", (("LANGUAGE", ("fr",)),)), "m-1"), "m-2")
    assert line.parameters == (("LANGUAGE", ("fr",)), ("X-TASKLAB-ID", ("m-2",)))


def test_nothing_has_an_unknown_mark():
    with pytest.raises(NotFoundError) as refused:
        require_place([Property("a")], "nobody")
    assert refused.value.pointer == "/id"
