"""What is refused, and how each version writes that down."""

from __future__ import annotations

import msgspec
import pytest
from tests.twin.platform.monday.caller import Monday

from tasklab.twin.fault import Fault

NO_BOARD = 'mutation { create_item(board_id: 1, item_name: "a") { id } }'


@pytest.mark.parametrize("version", ["2023-07", "2023-10"])
def test_an_error_takes_the_place_of_the_answer_until_2024_07(version):
    answer = Monday(version).answer(NO_BOARD)

    assert set(answer) == {"error_code", "status_code", "error_message", "error_data", "account_id"}
    assert answer["error_code"] == "InvalidBoardIdException"
    assert answer["error_data"] == {"board_id": 1}


def test_errors_stand_beside_the_code_in_2024_10():
    answer = Monday("2024-10").answer(NO_BOARD)

    assert answer["error_code"] == answer["errors"][0]["extensions"]["code"] == "InvalidBoardIdException"
    assert "data" not in answer


@pytest.mark.parametrize("version", ["2025-04", "2026-10"])
def test_what_could_be_answered_stays_since_2025_01(version):
    monday = Monday(version)
    text = (
        f'mutation {{ good: create_item(board_id: {monday.board}, item_name: "a") {{ name }}'
        ' bad: create_item(board_id: 1, item_name: "b") { name } }'
    )

    answer = monday.answer(text)
    assert answer["data"] == {"good": {"name": "a"}, "bad": None}
    error = answer["errors"][0]
    assert error["path"] == ["bad"]
    assert error["extensions"] == {"code": "InvalidBoardIdException", "status_code": 200, "error_data": {"board_id": 1}}
    assert answer["extensions"]["request_id"]
    assert "account_id" not in answer


def test_each_answer_has_a_request_id_of_its_own(monday):
    ids = {monday.answer("{ me { id } }")["extensions"]["request_id"] for _ in range(3)}

    assert len(ids) == 3


@pytest.mark.parametrize(("version", "status"), [("2023-07", 200), ("2024-10", 200), ("2025-04", 400)])
def test_an_unknown_field_is_refused(version, status):
    response = Monday(version).send("{ me { nope } }")

    assert response.status == status
    error = msgspec.json.decode(response.body)["errors"][0]
    assert "nope" in error["message"]
    assert error["locations"] == [{"line": 1, "column": 8}]
    if version == "2023-07":
        assert error["fields"] == ["query", "me", "nope"]


def test_a_document_that_cannot_be_read_is_refused(any_monday):
    response = any_monday.send("{ me { id }")

    assert response.status == (400 if any_monday.version >= "2025-04" else 200)
    assert msgspec.json.decode(response.body)["errors"]


@pytest.mark.parametrize("token", [None, "bad", "nonsense"])
def test_without_a_good_token_nothing_is_answered(any_monday, token):
    response = any_monday.send("{ me { id } }", who=token)

    assert response.status == 401
    assert b"Not Authenticated" in response.body


def test_a_token_behind_bearer_is_taken(monday):
    assert monday.ask("{ me { name } }", who="Bearer " + monday.twin.account()["api_token"]) == {"name": "Mary Main"}


@pytest.mark.parametrize(
    ("version", "code"),
    [
        ("2023-07", "UserUnauthroizedException"),
        ("2024-10", "UserUnauthorizedException"),
        ("2025-04", "UserUnauthorizedException"),
        ("2026-10", "USER_UNAUTHORIZED"),
    ],
)
def test_who_does_not_own_the_board_may_read_and_not_write(version, code):
    monday = Monday(version)
    item = monday.make()["id"]
    text, variables = monday.write(item, {"status": {"label": "Done"}})

    assert monday.read(item, "name", who="reader") == {"name": "Write"}
    assert monday.code(text, "reader", **variables) == code
    for step in (f"delete_item(item_id: {item})", f'create_update(item_id: {item}, body: "x")'):
        assert monday.code(f"mutation {{ {step} {{ id }} }}", "reader") == code
    assert monday.read(item, "state") == {"state": "active"}
    assert monday.change(item, {"text": "a"}, who="main") == {"id": item}


def test_a_private_board_is_not_there_for_others(any_monday):
    hidden = any_monday.facts["foreign_project_id"]

    assert any_monday.ask(f"{{ boards(ids: [{hidden}]) {{ id }} }}") == []
    assert any_monday.ask(f"{{ boards(ids: [{hidden}]) {{ id }} }}", "second") == [{"id": hidden}]
    assert any_monday.code(f'mutation {{ create_item(board_id: {hidden}, item_name: "a") {{ id }} }}') == (
        "InvalidBoardIdException"
    )


def test_items_of_a_private_board_are_not_there_for_others(monday):
    hidden = monday.facts["foreign_project_id"]
    item = monday.make(board=hidden, who="second")["id"]

    assert monday.read(item, "id") is None
    assert monday.code(f"mutation {{ delete_item(item_id: {item}) {{ id }} }}") == "InvalidItemIdException"


@pytest.mark.parametrize(
    ("step", "code"),
    [
        ('create_item(board_id: {b}, item_name: " ")', "InvalidArgumentException"),
        ('create_item(board_id: {b}, item_name: "{long}")', "ItemNameTooLongException"),
        ('create_item(board_id: {b}, item_name: "a", group_id: "no")', "ResourceNotFoundException"),
        ('create_item(board_id: {b}, item_name: "a", column_values: "{{")', "JsonParseException"),
        ('create_item(board_id: {b}, item_name: "a", column_values: "[]")', "InvalidArgumentException"),
        ('create_item(board_id: {b}, item_name: "a", column_values: "{{\\"no\\":1}}")', "InvalidColumnIdException"),
        ("delete_item(item_id: 5)", "InvalidItemIdException"),
        ("archive_board(board_id: 5)", "InvalidBoardIdException"),
        ('create_group(board_id: {b}, group_name: "")', "InvalidArgumentException"),
        ('create_group(board_id: {b}, group_name: "a", group_color: "red")', "InvalidArgumentException"),
        ('create_column(board_id: {b}, title: "a", column_type: vote)', "ColumnTypeException"),
        ('create_column(board_id: {b}, title: "a", column_type: text, id: "Not Good")', "InvalidArgumentException"),
        ('create_column(board_id: {b}, title: "a", column_type: text, id: "status")', "InvalidArgumentException"),
        ('create_update(body: "a")', "InvalidArgumentException"),
        ("delete_update(id: 5)", "ResourceNotFoundException"),
        ('create_webhook(board_id: 5, url: "https://example.com", event: create_item)', "InvalidArgumentException"),
        ('create_webhook(board_id: {b}, url: "nope", event: create_item)', "InvalidArgumentException"),
        ('create_board(board_name: " ", board_kind: public)', "CreateBoardException"),
        ('create_board(board_name: "a", board_kind: public, workspace_id: 5)', "ResourceNotFoundException"),
        ('create_board(board_name: "a", board_kind: public, board_owner_ids: [5])', "InvalidUserIdException"),
    ],
)
def test_a_mutation_that_is_no_good_changes_nothing(monday, step, code):
    before = monday.ask("{ boards { id items_count columns { id } groups { id } } }")
    text = step.format(b=monday.board, long="x" * 256)

    assert monday.code(f"mutation {{ {text} {{ __typename }} }}") == code
    assert monday.ask("{ boards { id items_count columns { id } groups { id } } }") == before


def test_the_last_group_stays(monday):
    delete = 'mutation {{ delete_group(board_id: {}, group_id: "{}") {{ deleted }} }}'
    monday.ask(delete.format(monday.board, "topics"))

    error = monday.refused(delete.format(monday.board, "group_title"))
    assert (error["extensions"]["code"], error["extensions"]["status_code"]) == ("DeleteLastGroupException", 409)


@pytest.mark.parametrize(("verb", "path", "status"), [("GET", "/v2", 405), ("POST", "/v1", 404)])
def test_other_addresses_and_verbs_are_refused(monday, verb, path, status):
    assert monday.send("{ me { id } }", verb=verb, path=path).status == status


def test_a_body_that_is_no_document_is_refused(any_monday):
    assert any_monday.send("").status == 400
    assert any_monday.send("{ me { id } }", operationName="other").status in (200, 400)


def test_faults_are_worded_as_the_vendor_does(any_monday):
    is_new = any_monday.version >= "2025-04"
    for kind, status in (("rate_limited", 429), ("error", 500), ("expired", 401), ("unavailable", 503)):
        any_monday.twin.misbehave(Fault(kind=kind, count=1, retry_after_s=7))
        response = any_monday.send("{ me { id } }")
        assert response.status == status
        if status in (429, 503):
            assert response.headers["retry-after"] == "7"
        if status == 500:
            assert ("errors" in msgspec.json.decode(response.body)) == is_new


def test_a_board_that_is_full_takes_no_more():
    monday = Monday(items_per_board="1")
    item = monday.make()["id"]

    text = f'mutation {{ create_item(board_id: {monday.board}, item_name: "b") {{ id }} }}'
    assert monday.code(text) == "ItemsLimitationException"
    monday.ask(f"mutation {{ delete_item(item_id: {item}) {{ id }} }}")
    assert monday.ask(text)


@pytest.mark.parametrize(
    ("text", "variables"),
    [
        ("query($ids: [ID!]!) { assets(ids: $ids) { id } }", {}),
        ("query($l: Int) { boards(limit: $l) { id } }", {"l": "many"}),
        ("query($l: Int = 1) { boards { items_page(limit: $l) { cursor } } }", {"l": None}),
    ],
)
def test_variables_that_are_no_good_are_refused(monday, text, variables):
    response = monday.send(text, variables)

    assert response.status == 400
    assert msgspec.json.decode(response.body)["errors"][0]["message"]


def test_a_document_is_carried_out_as_its_fragments_and_directives_say(monday):
    item = monday.make(values={"status": "Done"})["id"]
    text = """
        query Named($ids: [ID!], $yes: Boolean!, $no: Boolean!) {
            found: items(ids: $ids) { ...Kept __typename state @include(if: $no) name @skip(if: $no) }
            again: items(ids: $ids) { id @skip(if: $yes) ... on Item { state } ... { name } }
        }
        query Other { me { id } }
        fragment Kept on Item { id column_values(ids: ["status"]) { ...Value __typename } }
        fragment Value on ColumnValue { text ... on StatusValue { index } ... on TextValue { value } }
    """
    response = monday.send(text, {"ids": [item], "yes": True, "no": False}, operationName="Named")

    assert msgspec.json.decode(response.body)["data"] == {
        "found": [
            {
                "id": item,
                "column_values": [{"text": "Done", "index": 1, "__typename": "StatusValue"}],
                "__typename": "Item",
                "name": "Write",
            }
        ],
        "again": [{"state": "active", "name": "Write"}],
    }
    assert monday.send(text).status == 400
    assert monday.send(text, operationName="Nope").status == 400


def test_the_schema_is_told(any_monday):
    answer = any_monday.answer("{ __schema { queryType { name } } }")

    assert answer["data"] == {"__schema": {"queryType": {"name": "Query"}}}
    response = any_monday.send("", verb="GET", path="/v2/get_schema")
    assert b"type Query {" in response.body


def test_a_list_keeps_null_where_one_cannot_be_answered(monday):
    shared = monday.facts["shared_project_id"]
    text = (
        f"{{ boards(ids: [{monday.board}, {shared}]) "
        '{ name items_page(query_params: {rules: [{column_id: "text", compare_value: ["a"]}]}) { cursor } } }'
    )
    answer = monday.answer(text)

    assert answer["data"] == {"boards": [{"name": "Launch", "items_page": {"cursor": None}}, None]}
    assert answer["errors"][0]["path"] == ["boards", 1, "items_page"]
