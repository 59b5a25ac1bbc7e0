"""Values of columns: what is written, what is kept, and what is told."""

from __future__ import annotations

import msgspec
import pytest
from tests.twin.platform.monday.caller import Monday

from tasklab.twin.platform.monday.version import VERSIONS

MOMENT = "2023-11-14T22:13:20.000Z"


@pytest.mark.parametrize(
    ("column", "sent", "text", "kept"),
    [
        ("text", "Hello", "Hello", "Hello"),
        ("long_text", {"text": "a\nb"}, "a\nb", {"text": "a\nb", "changed_at": MOMENT}),
        ("long_text", "plain", "plain", {"text": "plain", "changed_at": MOMENT}),
        ("numbers", "42.5", "42.5", "42.5"),
        ("numbers", 7, "7", "7"),
        ("status", {"label": "Done"}, "Done", {"index": 1, "post_id": None, "changed_at": MOMENT}),
        ("status", {"index": 2}, "Stuck", {"index": 2, "post_id": None, "changed_at": MOMENT}),
        ("status", "Done", "Done", {"index": 1, "post_id": None, "changed_at": MOMENT}),
        ("status", "1", "Done", {"index": 1, "post_id": None, "changed_at": MOMENT}),
        ("date4", {"date": "2024-01-31"}, "2024-01-31", {"date": "2024-01-31", "icon": None, "changed_at": MOMENT}),
        (
            "date4",
            {"date": "2024-01-31", "time": "10:30"},
            "2024-01-31 10:30",
            {"date": "2024-01-31", "icon": None, "time": "10:30:00", "changed_at": MOMENT},
        ),
        (
            "timeline",
            {"from": "2024-01-01", "to": "2024-01-31"},
            "2024-01-01 - 2024-01-31",
            {"to": "2024-01-31", "from": "2024-01-01", "changed_at": MOMENT},
        ),
        ("checkbox", {"checked": "true"}, "v", {"checked": True, "changed_at": MOMENT}),
        ("dropdown", {"labels": ["Bug", "Chore"]}, "Bug, Chore", {"ids": [1, 3], "changed_at": MOMENT}),
        ("dropdown", {"ids": [2]}, "Feature", {"ids": [2], "changed_at": MOMENT}),
        (
            "link",
            {"url": "https://example.com", "text": "Here"},
            "Here - https://example.com",
            {"url": "https://example.com", "text": "Here", "changed_at": MOMENT},
        ),
        (
            "email",
            {"email": "a@example.com", "text": "Ann"},
            "Ann",
            {"email": "a@example.com", "text": "Ann", "changed_at": MOMENT},
        ),
        (
            "phone",
            {"phone": "11231234567", "countryShortName": "US"},
            "11231234567",
            {"phone": "11231234567", "countryShortName": "US", "changed_at": MOMENT},
        ),
    ],
)
@pytest.mark.parametrize("version", VERSIONS)
def test_a_value_is_kept_and_told(version, column, sent, text, kept):
    monday = Monday(version)
    item = monday.make(values={column: sent})["id"]

    value = monday.value(item, column)
    assert value["text"] == text
    assert msgspec.json.decode(value["value"]) == kept


@pytest.mark.parametrize("nothing", [None, "", {}])
@pytest.mark.parametrize("column", ["status", "date4", "text", "person", "numbers", "tags", "timeline", "dropdown"])
def test_a_value_is_emptied(monday, column, nothing):
    me = int(monday.facts["user_id"])
    tag = int(monday.ask('mutation { create_or_get_tag(tag_name: "a") { id } }')["id"])
    full = {
        "status": "Done",
        "date4": "2024-01-31",
        "text": "a",
        "person": {"personsAndTeams": [{"id": me, "kind": "person"}]},
        "numbers": "1",
        "tags": {"tag_ids": [tag]},
        "timeline": {"from": "2024-01-01", "to": "2024-01-31"},
        "dropdown": {"labels": ["x"]},
    }
    item = monday.make(values={column: full[column]}, more="create_labels_if_missing: true")["id"]
    assert monday.value(item, column)["value"] is not None

    monday.change(item, {column: nothing})
    assert monday.value(item, column)["value"] is None


def test_typed_values_have_fields_of_their_own(paged_monday):
    monday = paged_monday
    me, second = int(monday.facts["user_id"]), int(monday.facts["second_user_id"])
    people = {"personsAndTeams": [{"id": me, "kind": "person"}, {"id": second, "kind": "person"}]}
    values = {"person": people, "status": "Done", "numbers": "1.5", "date4": "2024-01-31 08:00:00"}
    item = monday.make(values=values)["id"]

    def fields(column, text):
        return monday.value(item, column, text)

    assert fields("person", "... on PeopleValue { text persons_and_teams { id kind } }") == {
        "text": "Mary Main, Sam Second",
        "persons_and_teams": [{"id": str(me), "kind": "person"}, {"id": str(second), "kind": "person"}],
    }
    style = fields("status", "... on StatusValue { index label is_done label_style { color } }")
    assert style == {"index": 1, "label": "Done", "is_done": True, "label_style": {"color": "#00c875"}}
    assert fields("numbers", "... on NumbersValue { number }") == {"number": 1.5}
    assert fields("date4", "... on DateValue { date time }") == {"date": "2024-01-31", "time": "08:00:00"}
    assert fields("status", "column { title } type") == {"column": {"title": "Status"}, "type": "status"}


def test_values_can_be_chosen_by_kind(monday):
    item = monday.make()["id"]

    found = monday.read(item, "column_values(types: [status]) { id }")["column_values"]
    assert [each["id"] for each in found] == ["status", "priority"]


@pytest.mark.parametrize(
    ("column", "sent", "reason"),
    [
        ("status", {"label": "Nope"}, "missingLabel"),
        ("status", {"index": 77}, "missingLabel"),
        ("status", {"nope": 1}, "invalidColumnValue"),
        ("status", [], "invalidColumnValue"),
        ("date4", {"date": "2024-02-30"}, "invalidDate"),
        ("date4", {"date": "31.1.2024"}, "invalidDate"),
        ("date4", {"date": "2024-01-31", "time": "25:00"}, "invalidDate"),
        ("date4", "tomorrow", "invalidDate"),
        ("numbers", "many", "invalidNumber"),
        ("text", {"text": "a"}, "invalidColumnValue"),
        ("text", "x" * 256, "textTooLong"),
        ("timeline", {"from": "2024-01-31", "to": "2024-01-01"}, "invalidTimeline"),
        ("timeline", "2024-01-31", "invalidColumnValue"),
        ("person", {"personsAndTeams": [{"id": 5, "kind": "person"}]}, "invalidPersonAssignment"),
        ("person", "mary.main@northwind.example", "invalidColumnValue"),
        ("tags", {"tag_ids": [5]}, "invalidTag"),
        ("dropdown", {"labels": ["Nope"]}, "missingLabel"),
        ("dropdown", {"labels": ["a"], "ids": [1]}, "invalidColumnValue"),
        ("dependency", {"item_ids": [5]}, "itemsNotInConnectedBoards"),
        ("checkbox", {"checked": "maybe"}, "invalidColumnValue"),
        ("files", {"files": []}, "invalidColumnValue"),
    ],
)
def test_a_value_that_is_no_good_is_refused_and_nothing_is_made(monday, column, sent, reason):
    text = 'mutation($b: ID!, $v: JSON!) { create_item(board_id: $b, item_name: "a", column_values: $v) { id } }'

    error = monday.refused(text, b=monday.board, v=monday.json({"text": "fine", column: sent}))
    assert error["extensions"]["code"] == "ColumnValueException"
    assert error["extensions"]["error_data"]["column_validation_error_code"] == reason
    assert error["extensions"]["error_data"]["column_id"] == column
    assert monday.names() == []


@pytest.mark.parametrize("column", ["creation_log", "last_updated"])
def test_a_column_that_nobody_writes_is_refused(monday, column):
    text, variables = monday.write(monday.make()["id"], {column: "a"})

    assert monday.refused(text, **variables)["extensions"]["code"] == "ColumnValueException"


@pytest.mark.parametrize(("version", "kind"), [("2024-10", "ColorColumn"), ("2025-04", "color")])
def test_the_kind_of_a_column_in_errors_lost_its_ending(version, kind):
    monday = Monday(version)
    text, variables = monday.write(monday.make()["id"], {"status": {"label": "Nope"}})

    assert monday.refused(text, **variables)["extensions"]["error_data"]["column_type"] == kind


def test_a_missing_label_is_made_on_demand(any_monday):
    monday = any_monday
    item = monday.make(values={"status": {"label": "Waiting"}}, more="create_labels_if_missing: true")["id"]

    assert monday.value(item, "status")["text"] == "Waiting"
    settings = monday.ask(f'{{ boards(ids: [{monday.board}]) {{ columns(ids: ["status"]) {{ settings_str }} }} }}')
    labels = msgspec.json.decode(settings[0]["columns"][0]["settings_str"])["labels"]
    assert labels == {"0": "Working on it", "1": "Done", "2": "Stuck", "3": "Waiting"}
    again = monday.make(values={"status": {"label": "Waiting"}})["id"]
    assert monday.value(again, "status")["text"] == "Waiting"


def test_dropdown_labels_are_made_on_demand_and_joined(monday):
    item = monday.make(values={"dropdown": "a, b"}, more="create_labels_if_missing: true")["id"]

    assert monday.value(item, "dropdown")["text"] == "a, b"
    other = monday.make(values={"dropdown": {"ids": [5]}})["id"]
    assert monday.value(other, "dropdown", "... on DropdownValue { values { id label } }") == {
        "values": [{"id": "5", "label": "b"}]
    }


def test_one_value_is_changed_by_json_or_plainly(any_monday):
    monday = any_monday
    item = monday.make()["id"]
    at = f"board_id: {monday.board}, item_id: {item}"
    one = f'change_column_value({at}, column_id: "status", value: "{{\\"index\\": 2}}") {{ id }}'
    plain = f'change_simple_column_value({at}, column_id: "numbers", value: "3") {{ id }}'
    monday.ask(f"mutation {{ {one} }}")
    monday.ask(f"mutation {{ {plain} }}")

    assert monday.value(item, "status")["text"] == "Stuck"
    assert monday.value(item, "numbers")["text"] == "3"
    monday.ask(f'mutation {{ change_simple_column_value({at}, column_id: "name", value: "New") {{ id }} }}')
    assert monday.read(item, "name") == {"name": "New"}


def test_json_that_is_no_text_is_refused(monday):
    item = monday.make()["id"]
    text = (
        "mutation($b: ID!, $i: ID, $v: JSON!) "
        "{ change_multiple_column_values(board_id: $b, item_id: $i, column_values: $v) { id } }"
    )

    assert monday.code(text, b=monday.board, i=item, v={"text": "a"}) == "JsonParseException"


def test_an_item_of_another_board_is_refused(monday):
    item = monday.make()["id"]
    text, variables = monday.write(item, {}, board=monday.facts["shared_project_id"])

    assert monday.code(text, **variables) == "InvalidItemIdException"


def test_a_person_who_is_a_guest_has_to_be_on_the_board(monday):
    guest = int(monday.facts["guest_user_id"])
    text, variables = monday.write(monday.make()["id"], {"person": str(guest)})
    assert monday.refused(text, **variables)["extensions"]["error_data"]["column_validation_error_code"] == (
        "invalidPersonAssignment"
    )

    shared = monday.facts["shared_project_id"]
    made = f'mutation {{ create_column(board_id: {shared}, title: "Owner", column_type: people) {{ id }} }}'
    column = monday.ask(made)["id"]
    item = monday.make(board=shared, values={column: str(guest)})["id"]
    assert monday.value(item, column)["text"] == "Gus Guest"


def test_the_last_change_and_the_maker_are_told(monday):
    item = monday.make()["id"]
    monday.twin.clock.advance(60)
    monday.change(item, {"text": "a"}, who="second")

    made = monday.value(item, "creation_log", "text ... on CreationLogValue { created_at creator { name } }")
    changed = monday.value(item, "last_updated", "... on LastUpdatedValue { updated_at updater { name } }")
    assert made == {
        "text": "2023-11-14 22:13:20 UTC",
        "created_at": "2023-11-14T22:13:20Z",
        "creator": {"name": "Mary Main"},
    }
    assert changed == {"updated_at": "2023-11-14T22:14:20Z", "updater": {"name": "Sam Second"}}
