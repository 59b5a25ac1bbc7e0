"""Items: made, listed, moved and left; subitems; and what the log tells of it."""

from __future__ import annotations

import json

import msgspec
import pytest
from tests.twin.platform.monday.caller import Monday

from tasklab.twin.platform.monday.version import VERSIONS


def test_a_new_item_is_told_in_full(paged_monday):
    fields = "id name state created_at updated_at creator_id creator { name } group { id title } board { id } url"
    item = paged_monday.make("Write", fields)

    me = paged_monday.facts["user_id"]
    assert item["created_at"] == item["updated_at"] == "2023-11-14T22:13:20Z"
    assert (item["name"], item["state"], item["creator_id"]) == ("Write", "active", me)
    assert item["group"] == {"id": "topics", "title": "To do"}
    assert item["url"] == f"https://northwind.monday.com/boards/{paged_monday.board}/pulses/{item['id']}"


def test_items_are_listed_by_group_and_place(any_monday):
    monday = any_monday
    monday.make("later", group="group_title")
    monday.make("first")
    monday.make("second")

    if monday.version == "2023-07":
        listed = monday.ask(f"{{ boards(ids: {monday.board}) {{ items(limit: 10) {{ name }} }} }}")[0]["items"]
        assert [each["name"] for each in listed] == ["first", "second", "later"]
        return
    assert monday.names() == ["first", "second", "later"]
    group = 'groups(ids: ["group_title"]) { items_page { items { name } } }'
    text = f"{{ boards(ids: [{monday.board}]) {{ {group} }} }}"
    assert monday.ask(text)[0]["groups"][0]["items_page"]["items"] == [{"name": "later"}]


def test_pages_follow_a_cursor_to_the_end(paged_monday):
    monday = paged_monday
    monday.twin.seed(5)
    page = monday.page(limit=2)
    names = [each["name"] for each in page["items"]]
    while page["cursor"]:
        text = f'{{ next_items_page(cursor: "{page["cursor"]}", limit: 2) {{ cursor items {{ name }} }} }}'
        page = monday.ask(text)
        names += [each["name"] for each in page["items"]]

    assert names == [f"Task {number}" for number in range(1, 6)]


def test_a_cursor_stands_for_the_list_as_it_was(monday):
    monday.twin.seed(4)
    page = monday.page(limit=2)
    monday.make("new")
    third = monday.ask(f"{{ boards(ids: [{monday.board}]) {{ items_page {{ items {{ id name }} }} }} }}")
    third = third[0]["items_page"]["items"][2]["id"]
    monday.ask(f"mutation {{ delete_item(item_id: {third}) {{ id }} }}")

    rest = monday.ask(f'{{ next_items_page(cursor: "{page["cursor"]}") {{ cursor items {{ name }} }} }}')
    assert rest == {"cursor": None, "items": [{"name": "Task 4"}]}


def test_a_cursor_lives_an_hour(paged_monday):
    monday = paged_monday
    monday.twin.seed(4)
    cursor = monday.page(limit=2)["cursor"]
    monday.twin.clock.advance(3599)
    again = f'{{ next_items_page(cursor: "{cursor}", limit: 1) {{ cursor items {{ name }} }} }}'
    assert len(monday.ask(again)["items"]) == 1

    monday.twin.clock.advance(1)
    assert monday.code(again) == "CursorExpiredError"
    assert monday.code('{ next_items_page(cursor: "nope", limit: 1) { cursor } }') == "CursorException"


@pytest.mark.parametrize("limit", [0, 501])
def test_a_page_has_bounds(monday, limit):
    assert monday.code(f"{{ boards {{ items_page(limit: {limit}) {{ cursor }} }} }}") == "InvalidArgumentException"


def test_a_cursor_and_a_query_do_not_go_together(monday):
    text = '{ boards { items_page(cursor: "a", query_params: {ids: [1]}) { cursor } } }'

    assert monday.code(text) == "InvalidArgumentException"


def test_items_are_read_by_ids_in_whatever_state(any_monday):
    monday = any_monday
    kept, archived, deleted = (monday.make(name)["id"] for name in "abc")
    monday.ask(f"mutation {{ archive_item(item_id: {archived}) {{ state }} }}")
    assert monday.ask(f"mutation {{ delete_item(item_id: {deleted}) {{ state }} }}") == {"state": "deleted"}

    text = f"items(ids: [{kept}, {archived}, {deleted}, 5]"
    found = monday.ask(f"{{ {text}) {{ state }} }}")
    assert [each["state"] for each in found] == ["active", "archived", "deleted"]
    assert monday.ask(f"{{ {text}, exclude_nonactive: true) {{ id }} }}") == [{"id": kept}]
    assert monday.ask(f"{{ boards(ids: [{monday.board}]) {{ items_count }} }}") == [{"items_count": 1}]


def test_ids_of_items_have_a_bound(monday):
    ids = ", ".join(str(number) for number in range(101))

    assert monday.code(f"{{ items(ids: [{ids}], limit: 100) {{ id }} }}") == "InvalidArgumentException"
    assert monday.code("{ items(limit: 101) { id } }") == "InvalidArgumentException"


def test_a_deleted_item_cannot_be_changed(monday):
    item = monday.make()["id"]
    monday.ask(f"mutation {{ delete_item(item_id: {item}) {{ id }} }}")

    text, variables = monday.write(item, {"text": "a"})
    assert monday.code(text, **variables) == "InvalidItemIdException"
    assert monday.code(f'mutation {{ create_update(item_id: {item}, body: "a") {{ id }} }}') == "InvalidItemIdException"


def test_an_item_is_placed_beside_another(monday):
    first, second = monday.make("a")["id"], monday.make("b")["id"]
    monday.make("c", more=f"relative_to: {first}, position_relative_method: after_at")
    monday.make("d", more=f"relative_to: {first}, position_relative_method: before_at")

    assert monday.names() == ["d", "a", "c", "b"]
    move = "change_item_position(item_id: {}, relative_to: {}, position_relative_method: before_at) {{ id }}"
    monday.ask(f"mutation {{ {move.format(second, first)} }}")
    assert monday.names() == ["d", "b", "a", "c"]
    top = f'change_item_position(item_id: {first}, group_id: "topics", group_top: true) {{ id }}'
    monday.ask(f"mutation {{ {top} }}")
    assert monday.names() == ["a", "d", "b", "c"]


def test_an_item_moves_to_another_group(any_monday):
    item = any_monday.make()["id"]
    text = f'mutation {{ move_item_to_group(item_id: {item}, group_id: "group_title") {{ group {{ title }} }} }}'

    assert any_monday.ask(text) == {"group": {"title": "Later"}}


def test_an_item_moves_to_another_board_with_what_goes_there(paged_monday):
    monday, shared = paged_monday, paged_monday.facts["shared_project_id"]
    item = monday.make(values={"status": "Done", "text": "a"})["id"]
    move = f'move_item_to_board(item_id: {item}, board_id: {shared}, group_id: "topics") {{ board {{ id }} }}'

    assert monday.ask(f"mutation {{ {move} }}") == {"board": {"id": shared}}
    values = monday.read(item, "column_values { id text }")["column_values"]
    assert values == [{"id": "status", "text": "Done"}]
    assert monday.names(board=shared) == ["Write"]
    assert monday.names() == []


def test_a_mapping_says_which_column_goes_where(monday):
    shared = monday.facts["shared_project_id"]
    made = f'mutation {{ create_column(board_id: {shared}, title: "Notes", column_type: text) {{ id }} }}'
    notes = monday.ask(made)["id"]
    item = monday.make(values={"status": "Done", "text": "a"})["id"]
    mapping = f'columns_mapping: [{{source: "text", target: "{notes}"}}]'
    text = f'move_item_to_board(item_id: {item}, board_id: {shared}, group_id: "topics", {mapping}) {{ id }}'
    monday.ask(f"mutation {{ {text} }}")

    values = {each["id"]: each["text"] for each in monday.read(item, "column_values { id text }")["column_values"]}
    assert values == {"status": None, notes: "a"}


def test_a_subitem_is_on_a_board_of_its_own(any_monday):
    monday = any_monday
    parent = monday.make("Parent")["id"]
    text = f'mutation {{ create_subitem(parent_item_id: {parent}, item_name: "Child") {{ id board {{ id type }} }} }}'
    child = monday.ask(text)

    assert child["board"]["id"] != monday.board
    assert child["board"]["type"] == "sub_items_board"
    assert monday.read(parent, "subitems { id name }") == {"subitems": [{"id": child["id"], "name": "Child"}]}
    assert monday.read(child["id"], "parent_item { id }") == {"parent_item": {"id": parent}}
    columns = monday.ask(f"{{ boards(ids: [{monday.board}]) {{ columns {{ id type }} }} }}")[0]["columns"]
    assert columns[-1] == {"id": "subitems", "type": "subtasks"}
    refused = f'mutation {{ create_item(board_id: {child["board"]["id"]}, item_name: "a") {{ id }} }}'
    assert monday.code(refused) == "InvalidBoardIdException"
    again = f'mutation {{ create_subitem(parent_item_id: {child["id"]}, item_name: "a") {{ id }} }}'
    assert monday.code(again) == "InvalidArgumentException"


def test_a_subitem_has_values_in_the_columns_of_its_own_board(any_monday):
    monday = any_monday
    parent = monday.make("Parent")["id"]
    text = (
        "mutation($n: String!, $v: JSON) "
        f"{{ create_subitem(parent_item_id: {parent}, item_name: $n, column_values: $v) {{ id board {{ id }} }} }}"
    )
    values = {"status": {"label": "Done"}, "date0": {"date": "2024-01-31"}}
    child = monday.ask(text, n="Child", v=monday.json(values))

    assert [monday.value(child["id"], name)["text"] for name in ("status", "date0")] == ["Done", "2024-01-31"]
    monday.change(child["id"], {"status": {"label": "Stuck"}}, board=child["board"]["id"])
    assert monday.value(child["id"], "status")["text"] == "Stuck"
    assert monday.code(text, n="Child", v=monday.json({"numbers": "1"})) == "InvalidColumnIdException"
    settings = monday.ask(f"{{ boards(ids: [{monday.board}]) {{ columns {{ id settings_str }} }} }}")[0]["columns"][-1]
    assert msgspec.json.decode(settings["settings_str"])["boardIds"] == [int(child["board"]["id"])]


def test_the_value_of_subitems_is_told_until_2025_04(any_monday):
    monday = any_monday
    parent = monday.make("Parent")["id"]
    made = f'mutation {{ create_subitem(parent_item_id: {parent}, item_name: "a") {{ id }} }}'
    child = monday.ask(made)["id"]
    other = monday.make("Other")["id"]

    told = monday.value(parent, "subitems")["value"]
    if VERSIONS.index(monday.version) < VERSIONS.index("2025-04"):
        assert msgspec.json.decode(told) == {"linkedPulseIds": [{"linkedPulseId": int(child)}]}
    else:
        assert told is None
        fields = monday.value(parent, "subitems", "... on SubtasksValue { subitems_ids display_value }")
        assert fields == {"subitems_ids": [child], "display_value": "a"}
    assert monday.value(other, "subitems")["value"] is None


def test_an_item_with_subitems_is_no_leaf():
    monday = Monday("2026-10")
    parent, other = monday.make("Parent")["id"], monday.make("Other")["id"]
    monday.ask(f'mutation {{ create_subitem(parent_item_id: {parent}, item_name: "a") {{ id }} }}')

    for column, kind in (("subitems", "SubtasksValue"), ("status", "StatusValue")):
        leaves = [monday.value(id_, column, f"... on {kind} {{ is_leaf }}")["is_leaf"] for id_ in (parent, other)]
        assert leaves == [False, True]


def test_subitems_leave_with_their_parent(monday):
    parent = monday.make()["id"]
    made = f'mutation {{ create_subitem(parent_item_id: {parent}, item_name: "a") {{ id }} }}'
    child = monday.ask(made)["id"]
    monday.ask(f"mutation {{ delete_item(item_id: {parent}) {{ id }} }}")

    assert monday.read(child, "state") == {"state": "deleted"}


def test_a_copy_is_behind_what_it_is_of(monday):
    item = monday.make("a", values={"text": "x"})["id"]
    monday.make("b")
    monday.ask(f'mutation {{ create_update(item_id: {item}, body: "said") {{ id }} }}')
    copy = monday.ask(
        f"mutation {{ duplicate_item(board_id: {monday.board}, item_id: {item}, with_updates: true) {{ id }} }}"
    )["id"]

    assert monday.names() == ["a", "a (copy)", "b"]
    assert monday.read(copy, "updates { body }") == {"updates": [{"body": "said"}]}
    assert monday.value(copy, "text")["text"] == "x"


def test_what_happened_is_logged_newest_first(any_monday):
    monday = any_monday
    item = monday.make("a")["id"]
    monday.twin.clock.advance(10)
    monday.change(item, {"status": {"label": "Done"}})
    told = f"activity_logs(item_ids: [{item}]) {{ event data created_at user_id }}"
    text = f"{{ boards(ids: [{monday.board}]) {{ {told} }} }}"
    logs = monday.ask(text)[0]["activity_logs"]

    assert [each["event"] for each in logs] == ["update_column_value", "create_pulse"]
    assert logs[0]["created_at"] == "17000000100000000"
    data = json.loads(logs[0]["data"])
    assert (data["column_id"], data["textual_value"], data["pulse_id"]) == ("status", "Done", int(item))
    assert logs[0]["user_id"] == monday.facts["user_id"]
    later = text.replace("item_ids:", 'from: "2023-11-14T22:13:25Z", item_ids:')
    assert len(monday.ask(later)[0]["activity_logs"]) == 1


@pytest.mark.parametrize("tasks", [300])
def test_many_items_are_read_page_by_page(tasks):
    monday = Monday(complexity_per_minute="0")
    monday.twin.seed(tasks)
    page = monday.page(limit=200)

    assert len(page["items"]) == 200
    rest = monday.ask(f'{{ next_items_page(cursor: "{page["cursor"]}", limit: 200) {{ cursor items {{ id }} }} }}')
    assert (len(rest["items"]), rest["cursor"]) == (100, None)


def test_who_made_an_item_and_who_is_assigned_subscribe_to_it(any_monday):
    item = any_monday.make(values={"person": any_monday.facts["second_user_id"]})["id"]

    names = [each["name"] for each in any_monday.read(item, "subscribers { name }")["subscribers"]]
    assert names == ["Mary Main", "Sam Second"]
