"""Which version answers, and how one finds out."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.twin.platform.monday.caller import Monday

from tasklab.twin.fault import Fault
from tasklab.twin.platform.monday.version import VERSIONS, kind_of, served_on
from tasklab.twin.site import TwinError

SERVED = "{ version { kind value display_name } }"


def test_the_header_chooses_among_versions_and_the_answer_tells():
    monday = Monday("2026-10")

    assert [monday.ask(SERVED, asked=each)["value"] for each in VERSIONS] == list(VERSIONS)
    assert monday.ask(SERVED) == {"kind": "current", "value": "2026-10", "display_name": "Current"}


def test_without_a_header_the_version_it_was_opened_with_answers(any_monday):
    assert any_monday.ask(SERVED)["value"] == any_monday.version


def test_a_version_that_is_gone_is_answered_by_a_newer_one_in_silence():
    before, after = Monday(today="2026-02-14"), Monday(today="2026-02-15")

    assert before.ask(SERVED, asked="2024-10")["value"] == "2024-10"
    assert after.ask(SERVED, asked="2024-10")["value"] == "2025-04"
    refused = after.answer('mutation { create_item(board_id: 1, item_name: "a") { id } }', asked="2024-10")
    assert "error_code" not in refused
    assert "account_id" not in refused
    assert refused["errors"][0]["extensions"]["code"] == "InvalidBoardIdException"


@pytest.mark.parametrize(
    ("today", "asked", "served"),
    [
        ("2023-07-01", "2023-10", "2023-10"),
        ("2023-06-01", "2023-10", "2023-07"),
        ("2024-03-17", "2023-07", "2023-07"),
        ("2024-03-18", "2023-07", "2023-10"),
        ("2025-01-14", "2023-10", "2023-10"),
        ("2025-01-15", "2023-10", "2024-10"),
        ("2025-01-15", "2023-07", "2024-10"),
        ("2026-11-27", "2023-07", "2025-04"),
        ("2026-11-27", "2025-04", "2025-04"),
        ("2026-11-27", "2026-10", "2026-10"),
        ("2026-10-25", "2026-10", "2026-10"),
        ("2026-01-01", "2026-10", "2025-04"),
        ("2026-11-27", "2029-01", "2026-10"),
        ("2025-12-01", "2024-02", "2025-04"),
    ],
)
def test_what_is_asked_and_what_is_served_on_a_day(today, asked, served):
    assert served_on(dt.date.fromisoformat(today), asked) == served


def test_the_current_version_changes_with_the_day():
    assert Monday(today="2026-10-25").ask(SERVED)["value"] == "2025-04"
    assert Monday(today="2026-10-26").ask(SERVED)["value"] == "2026-10"


@pytest.mark.parametrize(
    ("today", "current"),
    [
        ("2026-03-01", "2026-01"),
        ("2026-10-25", "2026-07"),
        ("2026-10-26", "2026-10"),
        ("2024-01-15", "2023-07"),
        ("2024-01-16", "2024-01"),
    ],
)
def test_which_version_is_current_on_a_day(today, current):
    kinds = {each["kind"]: each["value"] for each in Monday(today=today).ask("{ versions { kind value } }")}

    assert kinds["current"] == current


def test_what_answers_for_one_that_is_gone_tells_that_it_is_old_itself():
    assert Monday(today="2026-03-01").ask(SERVED, asked="2024-10")["kind"] == "old_previous_maintenance"


def test_the_kind_of_a_version_is_told_beside_the_current_one():
    assert kind_of("2026-10", "2026-10")[0] == "current"
    assert kind_of("2025-04", "2025-07")[0] == "maintenance"
    assert kind_of("2024-10", "2025-04")[0] == "previous_maintenance"
    assert kind_of("2024-10", "2026-10")[0] == "deprecated"
    assert kind_of("2026-10", "2026-07")[0] == "release_candidate"


def test_versions_beside_the_current_one_are_told(monday):
    found = monday.ask("{ versions { value kind } }")

    assert [each["value"] for each in found] == ["2026-04", "2026-07", "2026-10", "2027-01"]
    assert [each["kind"] for each in found][2:] == ["current", "release_candidate"]


def test_an_older_version_answers_on_demand_whatever_the_header_says():
    monday = Monday("2026-10")
    monday.twin.misbehave(Fault(kind="older", version="2024-10", count=1))

    assert monday.ask(SERVED, asked="2026-10")["value"] == "2024-10"
    assert monday.ask(SERVED, asked="2026-10")["value"] == "2026-10"


def test_what_is_no_version_is_refused(monday):
    response = monday.send(SERVED, asked="2023")

    assert response.status == 400
    assert b"InvalidVersionException" in response.body


def test_a_day_that_is_none_is_refused_at_the_opening():
    with pytest.raises(TwinError, match="today"):
        Monday(today="soon")


def test_2023_07_has_numbers_where_later_versions_have_text():
    assert Monday("2023-07").ask("{ me { id } }") == {"id": 41000001}
    assert Monday("2023-10").ask("{ me { id } }") == {"id": "41000001"}


def test_2023_07_takes_empty_parentheses_and_text_without_quotation_marks():
    text = "mutation { create_column(board_id: %s, title: Country) { title type } }"
    old, new = Monday("2023-07"), Monday("2023-10")

    assert old.ask(text % old.board) == {"title": "Country", "type": "text"}
    assert old.ask("{ boards () { id } }")
    assert new.answer(text % new.board)["errors"]
    assert "Parse error on" in new.answer("{ boards () { id } }")["errors"][0]["message"]


def test_a_string_keeps_its_parentheses_in_2023_07():
    old = Monday("2023-07")

    assert old.ask(f'mutation {{ create_item(board_id: {old.board}, item_name: "f ()") {{ name }} }}') == {
        "name": "f ()"
    }


def test_items_of_a_board_are_a_list_in_2023_07_and_a_page_later():
    old = Monday("2023-07")
    ids = [old.make(name)["id"] for name in "abc"]

    listed = old.ask(f"{{ boards(ids: {old.board}) {{ items(limit: 2, page: 2) {{ id }} }} }}")[0]["items"]
    assert [each["id"] for each in listed] == ids[2:]
    found = old.ask(
        f'{{ items_by_column_values(board_id: {old.board}, column_id: "name", column_value: "b") {{ id }} }}'
    )
    assert [each["id"] for each in found] == ids[1:2]
    both = f'items_by_multiple_column_values(board_id: {old.board}, column_id: "name", column_values: ["a", "c"])'
    assert [each["id"] for each in old.ask(f"{{ {both} {{ id }} }}")] == [ids[0], ids[2]]
    assert Monday("2023-10").answer("{ boards { items { id } } }")["errors"]


def test_values_have_a_title_and_an_old_type_in_2023_07():
    old = Monday("2023-07")
    item = old.make(values={"status": {"label": "Done"}})["id"]

    value = old.value(item, "status", "title type text value additional_info")
    assert (value["title"], value["type"], value["text"]) == ("Status", "color", "Done")
    assert '"label":"Done"' in value["additional_info"]


@pytest.mark.parametrize(
    ("version", "is_told"), [("2023-10", True), ("2024-10", True), ("2025-04", False), ("2026-10", False)]
)
def test_what_a_dependency_points_to_is_in_value_until_2025_01(version, is_told):
    monday = Monday(version)
    first = monday.make("First")["id"]
    item = monday.make("Second", values={"dependency": {"item_ids": [int(first)]}})["id"]

    fields = "text value ... on DependencyValue { linked_item_ids display_value }"
    value = monday.value(item, "dependency", fields)
    assert (value["linked_item_ids"], value["display_value"], value["text"]) == ([first], "First", None)
    assert (value["value"] is not None) == is_told


def test_users_have_a_kind_instead_of_flags_in_2026_10():
    flags = "{ me { is_admin is_guest enabled photo_thumb } }"

    assert Monday("2025-04").ask(flags)["is_admin"] is True
    assert Monday("2026-10").ask("{ me { kind status } }") == {"kind": "admin", "status": "ACTIVE"}
    assert Monday("2026-10").send(flags).status == 400


@pytest.mark.parametrize(("version", "status"), [("2024-10", 200), ("2025-04", 400)])
def test_variables_as_text_are_taken_until_2025_01(version, status):
    monday = Monday(version)

    response = monday.send("query($l: Int) { boards(limit: $l) { id } }", '{"l": 1}')
    assert response.status == status


def test_updates_can_be_edited_since_2024_10():
    for version, works in (("2023-10", False), ("2024-10", True)):
        monday = Monday(version)
        item = monday.make()["id"]
        update = monday.ask(f'mutation {{ create_update(item_id: {item}, body: "a") {{ id }} }}')["id"]
        answer = monday.answer(f'mutation {{ edit_update(id: {update}, body: "b") {{ body }} }}')
        assert ("data" in answer) == works
