"""The second reading of native objects: it tells what the spec says, and nothing where more decides."""

from __future__ import annotations

from pathlib import Path

import pytest

from tasklab.spec.load import load_spec
from tasklab.unified.enumeration import SectionKind, UserKind
from tasklab.unified.objects import Section, User
from tasklab.verify.contract.capability import Capability
from tasklab.verify.contract.native import NOT_TOLD, NativeReader

ID = "6b09768e5f27c0a1d4000114"


@pytest.fixture(scope="module")
def trello():
    loaded = load_spec(Path(__file__).parents[3] / "specs", "trello", "2026-01-30")
    return Capability(loaded.spec, loaded.digest)


def _user(**fields):
    words = {"id": ID, "name": "Ada", "username": "ada", "kind": UserKind.PERSON, "url": "https://trello.com/b/x"}
    return User(**{**words, **fields}, platform="trello", platform_version="2026-01-30")


NATIVE = {"id": ID, "fullName": "Ada", "username": "ada", "avatarUrl": "https://x.example/a"}


def test_a_field_that_says_something_else_is_found(trello):
    reader = NativeReader(trello, "user", {})
    right = _user(url="https://trello.com/ada", avatar_url="https://x.example/a")
    assert reader.find_problem(right, NATIVE) == ""
    for wrong in ({"username": "Ada"}, {"avatar_url": None}, {"kind": UserKind.UNKNOWN}, {"url": None}):
        fields = {"url": "https://trello.com/ada", "avatar_url": "https://x.example/a", **wrong}
        assert next(iter(wrong)) in reader.find_problem(_user(**fields), NATIVE)


def test_what_the_object_alone_does_not_say_is_not_told(trello):
    reader = NativeReader(trello, "attachment", {})
    assert reader.read("task_id", {"id": "1", "name": "x"}) is NOT_TOLD
    assert NativeReader(trello, "attachment", {"task_id": "7"}).read("task_id", {}) == "7"
    assert reader.read("size", {"id": "1", "name": "x"}) is NOT_TOLD
    assert reader.read("size", {"id": "1", "name": "x", "bytes": 5}) == 5


def test_each_value_of_a_table_is_put_where_it_is_read(trello):
    reader = NativeReader(trello, "label", {})
    told = [(native["color"], color) for native, color in reader.altered("color", {"id": "1", "color": "red"})]
    assert ("purple", "purple") in told
    assert len(told) == len(trello.spec.entities["label"].fields["color"].table)


def test_one_place_moves_and_says_so(trello):
    reader = NativeReader(trello, "section", {})
    native = {"id": ID, "name": "Doing", "idBoard": "b1", "pos": 3}
    other, told = reader.moved("project_id", native)
    assert other["idBoard"] == told != "b1"
    assert {name: value for name, value in other.items() if name != "idBoard"} == {
        name: value for name, value in native.items() if name != "idBoard"
    }
    section = Section(
        id=ID, name="Doing", project_id="b1", kind=SectionKind.COLUMN, platform="trello", platform_version="x"
    )
    assert "project_id" in reader.find_difference(section, "project_id", told)
    assert reader.moved("id", native) is None


@pytest.fixture(scope="module")
def notion():
    loaded = load_spec(Path(__file__).parents[3] / "specs", "notion", "2026-03-11")
    return Capability(loaded.spec, loaded.digest)


def _page(who: str, **people):
    return {"id": "p1", "properties": {who: {"id": "a", "people": people.get("people", [{"id": "u1"}])}}}


def test_a_member_is_found_by_the_name_that_a_parameter_says(notion):
    assert NativeReader(notion, "task", {}).read("assignee_ids", _page("Assignee")) == ["u1"]
    assert NativeReader(notion, "task", {"assignee_property": " "}).read("assignee_ids", _page("Assignee")) == ["u1"]
    assert NativeReader(notion, "task", {"assignee_property": "Who"}).read("assignee_ids", _page("Who")) == ["u1"]


def test_a_member_is_found_by_a_text_of_its_own(notion):
    reader = NativeReader(notion, "task", {})
    native = {"properties": {"Name": {"id": "title", "title": [{"plain_text": "words"}]}}}
    assert reader.read("title", native) == "words"
    assert reader.read("title", {"properties": {"Name": {"id": "other", "title": []}}}) is NOT_TOLD


def test_a_value_below_a_member_of_a_customers_name_moves(notion):
    native = {"properties": {"Estimate": {"id": "e", "number": 3}, "Other": {"number": 8}}}
    other, told = NativeReader(notion, "task", {}).moved("estimate", native)
    assert other["properties"] == {"Estimate": {"id": "e", "number": 4}, "Other": {"number": 8}}
    assert told.value == 4


def test_a_relation_reads_from_the_task_that_was_asked_about():
    loaded = load_spec(Path(__file__).parents[3] / "specs", "redmine", "5.0")
    native = {"id": 7, "issue_id": 1, "issue_to_id": 2, "relation_type": "blocks"}
    ends = ("task_id", "other_task_id", "kind")
    told = {}
    for asked in ("1", "2", "3"):
        reader = NativeReader(Capability(loaded.spec, loaded.digest), "relation", {"task_id": asked})
        told[asked] = tuple(reader.read(end, native) for end in ends)
    assert told == {"1": ("1", "2", "blocks"), "2": ("2", "1", "blocked_by"), "3": ("1", "2", "blocks")}
