"""Boards, groups and columns."""

from __future__ import annotations

import json

import pytest

BOARD = "id name description state board_kind type permissions workspace_id owners { name } items_count"


def test_a_board_is_made_with_a_group_and_columns(any_monday):
    workspace = any_monday.facts["workspace_id"]
    text = (
        'mutation { create_board(board_name: "Home", board_kind: private, description: "d",'
        f" workspace_id: {workspace}) {{ {BOARD} groups {{ id title }} columns {{ id title }} }} }}"
    )
    board = any_monday.ask(text)

    assert (board["name"], board["description"], board["state"]) == ("Home", "d", "active")
    assert board["owners"] == [{"name": "Mary Main"}]
    assert board["groups"] == [{"id": "topics", "title": "Group Title"}]
    assert [each["id"] for each in board["columns"]] == ["name", "person", "status", "date4"]
    assert any_monday.ask(f"{{ boards(ids: [{board['id']}]) {{ name }} }}", "second") == []


def test_an_empty_board_has_no_columns_but_the_name(monday):
    text = 'mutation { create_board(board_name: "a", board_kind: public, empty: true) { columns { id } } }'

    assert monday.ask(text) == {"columns": [{"id": "name"}]}


def test_boards_are_listed_newest_first_and_by_page(monday):
    for name in "ab":
        monday.ask(f'mutation {{ create_board(board_name: "{name}", board_kind: public) {{ id }} }}')

    assert [each["name"] for each in monday.ask("{ boards { name } }")] == ["b", "a", "Shared", "Launch"]
    assert [each["name"] for each in monday.ask("{ boards(limit: 2, page: 2) { name } }")] == ["Shared", "Launch"]
    kinds = monday.ask("{ boards(board_kind: share) { name } }")
    assert kinds == [{"name": "Shared"}]
    workspace = monday.facts["workspace_id"]
    assert monday.ask(f"{{ boards(workspace_ids: [{workspace}]) {{ name }} }}") == [{"name": "Launch"}]
    assert len(monday.ask("{ boards(workspace_ids: [null]) { name } }")) == 3
    assert monday.ask("{ boards(ids: []) { name } }") == []


def test_a_board_is_renamed_archived_and_deleted(any_monday):
    monday, board = any_monday, any_monday.board
    text = f'mutation {{ update_board(board_id: {board}, board_attribute: name, new_value: "New") }}'
    assert json.loads(monday.ask(text))["success"] is True
    assert monday.ask(f"{{ boards(ids: [{board}]) {{ name }} }}") == [{"name": "New"}]

    assert monday.ask(f"mutation {{ archive_board(board_id: {board}) {{ state }} }}") == {"state": "archived"}
    assert monday.ask(f"{{ boards(ids: [{board}]) {{ name }} }}") == []
    assert monday.ask(f"{{ boards(ids: [{board}], state: all) {{ state }} }}") == [{"state": "archived"}]
    assert monday.code(f'mutation {{ create_item(board_id: {board}, item_name: "a") {{ id }} }}') == (
        "InvalidBoardIdException"
    )
    monday.ask(f"mutation {{ delete_board(board_id: {board}) {{ state }} }}")
    assert monday.code(f"mutation {{ archive_board(board_id: {board}) {{ state }} }}") == "InvalidBoardIdException"


def test_people_are_put_on_a_board_and_taken_off(monday):
    hidden, me = monday.facts["foreign_project_id"], monday.facts["user_id"]
    add = f"mutation {{ add_users_to_board(board_id: {hidden}, user_ids: [{me}]) {{ name }} }}"
    assert monday.ask(add, "second") == [{"name": "Mary Main"}]
    assert monday.ask(f"{{ boards(ids: [{hidden}]) {{ name subscribers {{ name }} }} }}")[0]["subscribers"] == [
        {"name": "Sam Second"},
        {"name": "Mary Main"},
    ]
    drop = f"mutation {{ delete_subscribers_from_board(board_id: {hidden}, user_ids: [{me}]) {{ name }} }}"
    monday.ask(drop, "second")
    assert monday.ask(f"{{ boards(ids: [{hidden}]) {{ name }} }}") == []


def test_groups_are_made_on_top_changed_and_moved(any_monday):
    monday, board = any_monday, any_monday.board

    def titles():
        groups = monday.ask(f"{{ boards(ids: [{board}]) {{ groups {{ title }} }} }}")[0]["groups"]
        return [each["title"] for each in groups]

    group = monday.ask(f'mutation {{ create_group(board_id: {board}, group_name: "New") {{ id title color }} }}')
    assert titles() == ["New", "To do", "Later"]
    beside = 'relative_to: "topics", position_relative_method: after_at'
    monday.ask(f'mutation {{ create_group(board_id: {board}, group_name: "Mid", {beside}) {{ id }} }}')
    assert titles() == ["New", "To do", "Mid", "Later"]
    change = f'update_group(board_id: {board}, group_id: "{group["id"]}", '
    monday.ask(f'mutation {{ {change} group_attribute: title, new_value: "Newer") {{ id }} }}')
    monday.ask(f'mutation {{ {change} group_attribute: relative_position_after, new_value: "group_title") {{ id }} }}')
    assert titles() == ["To do", "Mid", "Later", "Newer"]
    color = f'mutation {{ {change} group_attribute: color, new_value: "#00c875") {{ color }} }}'
    assert monday.ask(color) == {"color": "#00c875"}


def test_items_leave_with_their_group(monday):
    item = monday.make()["id"]
    text = f'mutation {{ archive_group(board_id: {monday.board}, group_id: "topics") {{ id archived }} }}'

    assert monday.ask(text) == {"id": "topics", "archived": True}
    assert monday.read(item, "state") == {"state": "archived"}
    assert monday.code(
        f'mutation {{ create_item(board_id: {monday.board}, item_name: "a", group_id: "topics") {{ id }} }}'
    ) == ("ResourceNotFoundException")


def test_statuses_are_labels_in_settings(any_monday):
    text = f'{{ boards(ids: [{any_monday.board}]) {{ columns(ids: ["status"]) {{ id title type settings_str }} }} }}'
    column = any_monday.ask(text)[0]["columns"][0]

    assert column["type"] == ("color" if any_monday.version == "2023-07" else "status")
    settings = json.loads(column["settings_str"])
    assert settings["labels"] == {"0": "Working on it", "1": "Done", "2": "Stuck"}
    assert settings["done_colors"] == [1]


def test_settings_are_told_as_they_are_since_2026(monday):
    text = f'{{ boards(ids: [{monday.board}]) {{ columns(ids: ["status"]) {{ settings revision }} }} }}'
    column = monday.ask(text)[0]["columns"][0]

    assert [each["label"] for each in column["settings"]["labels"]] == ["Working on it", "Done", "Stuck"]
    assert [each["is_done"] for each in column["settings"]["labels"]] == [False, True, False]


@pytest.mark.parametrize(
    ("kind", "defaults", "label"),
    [
        ("status", {"labels": {"1": "New", "2": "Old"}}, "Old"),
        ("status", {"labels": [{"index": 3, "label": "New"}, {"index": 4, "label": "Old", "is_done": True}]}, "Old"),
        ("dropdown", {"settings": {"labels": [{"id": 1, "name": "New"}, {"id": 2, "name": "Old"}]}}, "Old"),
        ("dropdown", {"labels": [{"label": "New"}, {"label": "Old"}]}, "Old"),
    ],
)
@pytest.mark.parametrize("is_text", [True, False])
def test_a_column_is_made_with_labels(monday, kind, defaults, label, is_text):
    text = (
        "mutation($b: ID!, $t: ColumnType!, $d: JSON)"
        ' { create_column(board_id: $b, title: "Phase", column_type: $t, defaults: $d) { id } }'
    )
    given = monday.json(defaults) if is_text else defaults
    column = monday.ask(text, b=monday.board, t=kind, d=given)["id"]

    item = monday.make(values={column: label})["id"]
    assert monday.value(item, column)["text"] == label


def test_a_column_stands_behind_another_and_is_changed(paged_monday):
    monday, board = paged_monday, paged_monday.board
    made = f'create_column(board_id: {board}, title: "Extra", column_type: text, after_column_id: "name", id: "extra")'
    assert monday.ask(f"mutation {{ {made} {{ id type }} }}") == {"id": "extra", "type": "text"}
    columns = monday.ask(f"{{ boards(ids: [{board}]) {{ columns {{ id }} }} }}")[0]["columns"]
    assert [each["id"] for each in columns][:2] == ["name", "extra"]

    titled = f'change_column_title(board_id: {board}, column_id: "extra", title: "More") {{ title }}'
    assert monday.ask(f"mutation {{ {titled} }}") == {"title": "More"}
    item = monday.make(values={"extra": "a"})["id"]
    monday.ask(f'mutation {{ delete_column(board_id: {board}, column_id: "extra") {{ id }} }}')
    assert monday.read(item, 'column_values(ids: ["extra"]) { id }') == {"column_values": []}
    assert monday.code(f'mutation {{ delete_column(board_id: {board}, column_id: "name") {{ id }} }}') == (
        "InvalidArgumentException"
    )


def test_a_column_is_changed_only_at_the_revision_that_was_read(monday):
    def change(revision, title):
        at = f'board_id: {monday.board}, id: "text", column_type: text, revision: "{revision}", title: "{title}"'
        return f"mutation {{ update_column({at}) {{ title revision }} }}"

    changed = monday.ask(change(1, "A"))
    assert changed == {"title": "A", "revision": "2"}
    assert monday.code(change(1, "B")) == "InvalidArgumentException"
    assert monday.ask(change(2, "B"))["title"] == "B"
