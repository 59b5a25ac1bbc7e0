from __future__ import annotations

from tasklab.generate.code import Code
from tasklab.generate.making import render_call, set_field, split_fields
from tasklab.generate.plan import Block

SOMETIMES = Code("None if a is None else a", is_nullable=True, guarded=("a is not None", "a"))


def test_what_is_always_there_is_given_first_as_long_as_there_is_room():
    codes = {"start": SOMETIMES, "title": Code("t"), "due": SOMETIMES, "kind": Code("k")}
    given, later = split_fields(codes, 12)
    assert list(given) == ["start", "title", "kind"]
    assert list(later) == ["due"]


def test_nothing_is_given_where_there_is_no_room():
    given, later = split_fields({"title": Code("t")}, 16)
    assert not given
    assert list(later) == ["title"]


def test_a_call_has_no_parentheses_around_its_arguments():
    assert render_call("Task", [("id", "(a or None)"), ("title", "b")]) == "Task(id=a or None, title=b)"


def test_a_field_is_set_under_its_condition():
    assert set_field("task.due", SOMETIMES) == Block("if a is not None:", ("task.due = a",))
    assert set_field("task.due", Code("(b or None)")) == "task.due = b or None"
