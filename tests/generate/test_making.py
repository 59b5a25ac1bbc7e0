from __future__ import annotations

from tasklab.generate.code import Code
from tasklab.generate.making import render_call, set_field, split_fields
from tasklab.generate.plan import Block
from tasklab.generate.surface import OBJECTS, shapes

TASK, ATTACHMENT = shapes(OBJECTS["task"]), shapes(OBJECTS["attachment"])
SOMETIMES = Code("None if a is None else a", is_nullable=True, guarded=("a is not None", "a"))


def test_what_is_always_there_is_given_first_as_long_as_there_is_room():
    codes = {"start": SOMETIMES, "title": Code("t"), "due": SOMETIMES, "key": Code("k")}
    given, later = split_fields(codes, TASK, 12)
    assert list(given) == ["start", "title", "key"]
    assert list(later) == ["due"]


def test_a_field_that_is_never_null_is_set_where_there_is_something():
    given, later = split_fields({"kind": SOMETIMES, "size": SOMETIMES}, ATTACHMENT, 3)
    assert list(given) == ["size"]
    assert list(later) == ["kind"]


def test_nothing_is_given_where_there_is_no_room():
    given, later = split_fields({"title": Code("t")}, TASK, 16)
    assert not given
    assert list(later) == ["title"]


def test_a_call_has_no_parentheses_around_its_arguments():
    assert render_call("Task", [("id", "(a or None)"), ("title", "b")]) == "Task(id=a or None, title=b)"


def test_a_field_is_set_under_its_condition():
    assert set_field("task.due", SOMETIMES) == Block("if a is not None:", ("task.due = a",))
    assert set_field("task.due", Code("(b or None)")) == "task.due = b or None"
