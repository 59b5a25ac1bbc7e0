"""People, workspaces, tags, webhooks, updates and files."""

from __future__ import annotations

import msgspec
import pytest
from tests.twin.platform.monday.caller import Monday

from tasklab.adapter.message import Request


def test_users_are_listed_and_chosen(any_monday):
    ask, facts = any_monday.ask, any_monday.facts

    names = [each["name"] for each in ask("{ users { name } }")]
    assert names == ["Mary Main", "Sam Second", "Rita Reader", "Vera Viewer", "Gus Guest"]
    assert ask(f"{{ users(ids: [{facts['second_user_id']}]) {{ name }} }}") == [{"name": "Sam Second"}]
    assert ask('{ users(emails: ["mary.main@northwind.example"]) { name } }') == [{"name": "Mary Main"}]
    assert ask('{ users(name: "second") { email } }') == [{"email": "sam.second@northwind.example"}]
    assert ask("{ users(kind: guests) { name } }") == [{"name": "Gus Guest"}]
    assert ask("{ users(limit: 2, page: 2) { name } }") == [{"name": "Rita Reader"}, {"name": "Vera Viewer"}]
    assert ask("{ users(non_active: true) { name } }") == []


def test_users_of_a_status_are_chosen_since_2026(monday):
    assert len(monday.ask("{ users(status: [ACTIVE]) { status } }")) == 5
    assert monday.ask("{ users(status: [INACTIVE, PENDING]) { id } }") == []


def test_teams_tell_their_members(any_monday):
    assert any_monday.ask("{ teams { name users { name } } }") == [
        {"name": "Engineering", "users": [{"name": "Mary Main"}, {"name": "Sam Second"}]}
    ]
    assert any_monday.ask("{ me { teams { name } account { slug } } }") == {
        "teams": [{"name": "Engineering"}],
        "account": {"slug": "northwind"},
    }


def test_a_workspace_is_made_changed_and_deleted(paged_monday):
    ask = paged_monday.ask
    made = ask('mutation { create_workspace(name: "Home", kind: closed, description: "d") { id name kind } }')
    assert made["kind"] == "closed"
    assert [each["name"] for each in ask("{ workspaces { name } }")] == ["Work", "Home"]
    assert [each["name"] for each in ask("{ workspaces { name } }", "second")] == ["Work"]
    changed = f'mutation {{ update_workspace(id: {made["id"]}, attributes: {{name: "Den"}}) {{ name description }} }}'
    assert ask(changed) == {"name": "Den", "description": "d"}
    ask(f"mutation {{ delete_workspace(workspace_id: {made['id']}) {{ id }} }}")
    assert [each["name"] for each in ask("{ workspaces { name } }")] == ["Work"]


def test_a_tag_is_made_once(any_monday):
    text = 'mutation { create_or_get_tag(tag_name: "urgent") { id name } }'
    first, second = any_monday.ask(text), any_monday.ask(text)

    assert first == second
    assert any_monday.ask("{ tags { name } }") == [{"name": "urgent"}]


def test_tags_of_a_board_that_is_not_for_all_stay_there(monday):
    shared = monday.facts["shared_project_id"]
    monday.ask(f'mutation {{ create_or_get_tag(tag_name: "own", board_id: {shared}) {{ id }} }}')

    assert monday.ask("{ tags { name } }") == []
    assert monday.ask(f"{{ boards(ids: [{shared}]) {{ tags {{ name }} }} }}") == [{"tags": [{"name": "own"}]}]


def test_a_webhook_is_made_told_and_deleted(any_monday):
    monday, board = any_monday, any_monday.board
    url = (
        'url: "https://example.com/hook", event: change_specific_column_value, config: "{\\"columnId\\":\\"status\\"}"'
    )
    hook = monday.ask(f"mutation {{ create_webhook(board_id: {board}, {url}) {{ id board_id event config }} }}")

    assert str(hook["board_id"]) == board
    assert monday.ask(f"{{ webhooks(board_id: {board}) {{ id event }} }}") == [
        {"id": hook["id"], "event": "change_specific_column_value"}
    ]
    monday.ask(f"mutation {{ delete_webhook(id: {hook['id']}) {{ id }} }}")
    assert monday.ask(f"{{ webhooks(board_id: {board}) {{ id }} }}") == []


@pytest.mark.parametrize(
    ("version", "code"), [("2024-10", "InvalidBoardIdException"), ("2025-04", "InvalidArgumentException")]
)
def test_a_webhook_of_a_board_that_is_not_there_is_refused(version, code):
    text = 'mutation { create_webhook(board_id: 5, url: "https://example.com", event: create_item) { id } }'

    assert Monday(version).code(text) == code


def said(monday, item, body, parent_id=None):
    at = f"item_id: {item}" if item else f"parent_id: {parent_id}"
    return monday.ask(f'mutation {{ create_update({at}, body: "{body}") {{ id }} }}')["id"]


def test_updates_are_told_newest_first_with_replies(any_monday):
    monday = any_monday
    item = monday.make()["id"]
    first = said(monday, item, "<p>One &amp; <b>two</b></p>")
    said(monday, item, "Three")
    reply = said(monday, None, "Yes", parent_id=first)
    said(monday, None, "To a reply", parent_id=reply)

    text = "updates { id body text_body creator { name } item_id replies { body text_body } }"
    updates = monday.read(item, text)["updates"]
    assert [each["text_body"] for each in updates] == ["Three", "One & two"]
    assert updates[1]["replies"] == [
        {"body": "Yes", "text_body": "Yes"},
        {"body": "To a reply", "text_body": "To a reply"},
    ]
    assert updates[1]["body"] == "<p>One &amp; <b>two</b></p>"
    assert updates[0]["item_id"] == item
    assert len(monday.ask(f"{{ boards(ids: [{monday.board}]) {{ updates {{ id }} }} }}")[0]["updates"]) == 2
    assert len(monday.ask("{ updates(limit: 1) { id } }")) == 1
    if monday.version > "2023-07":
        assert monday.ask(f"{{ updates(ids: [{first}]) {{ id }} }}") == [{"id": first}]


def test_markup_that_runs_is_taken_out(monday):
    item = monday.make()["id"]
    said(monday, item, "<script>alert(1)</script>ok")

    assert monday.read(item, "updates { body }") == {"updates": [{"body": "ok"}]}


@pytest.mark.parametrize(("version", "is_refused"), [("2024-10", False), ("2025-04", True)])
def test_a_page_of_updates_has_a_bound_since_2025_04(version, is_refused):
    answer = Monday(version).answer("{ updates(limit: 101) { id } }")

    assert ("errors" in answer) == is_refused


def test_an_update_is_changed_by_its_writer_and_deleted_by_an_administrator_too(monday):
    item = monday.make()["id"]
    update = monday.ask(f'mutation {{ create_update(item_id: {item}, body: "a") {{ id }} }}', "second")["id"]
    edit, delete = f'edit_update(id: {update}, body: "b") {{ body }}', f"delete_update(id: {update}) {{ id }}"

    assert monday.code(f"mutation {{ {edit} }}") == "USER_UNAUTHORIZED"
    assert monday.ask(f"mutation {{ {edit} }}", "second") == {"body": "b"}
    assert monday.code(f"mutation {{ {delete} }}", "reader") == "USER_UNAUTHORIZED"
    monday.ask(f"mutation {{ {delete} }}")
    assert monday.read(item, "updates { id }") == {"updates": []}


def test_likes_are_counted_once_for_each(monday):
    update = said(monday, monday.make()["id"], "a")
    for who in ("main", "main", "second"):
        monday.ask(f"mutation {{ like_update(update_id: {update}) {{ id }} }}", who)

    likes = monday.ask(f"{{ updates(ids: [{update}]) {{ likes {{ creator {{ name }} }} }} }}")[0]["likes"]
    assert [each["creator"]["name"] for each in likes] == ["Mary Main", "Sam Second"]


ADD = (
    "mutation($file: File!, $item: {id}!)"
    ' {{ add_file_to_column(item_id: $item, column_id: "files", file: $file) {{ {f} }} }}'
)
ASSET = "id name file_size file_extension url public_url uploaded_by { name }"


def attach(monday, item, name="a.txt", content=b"hello"):
    text = ADD.format(id=monday.id_type, f=ASSET)
    status, body = monday.upload(text, name, content, {"item": monday.id(item), "file": None})
    assert (status, "errors" in body) == (200, False), body
    return body["data"]["add_file_to_column"]


def fetch(monday, url):
    path, _, query = url.removeprefix("http://127.0.0.1").partition("?")
    pairs = tuple(tuple(each.split("=", 1)) for each in query.split("&"))
    return monday.twin.handle(Request(verb="GET", path=path, query=pairs))


def test_a_file_is_sent_to_a_column_and_read_again(any_monday):
    monday = any_monday
    item = monday.make()["id"]
    asset = attach(monday, item, "report v1.txt", b"\x00\xffhello")

    assert (asset["name"], asset["file_size"], asset["file_extension"]) == ("report v1.txt", 7, ".txt")
    response = fetch(monday, asset["public_url"])
    assert (response.status, response.body) == (200, b"\x00\xffhello")
    assert response.headers["content-type"] == "text/plain"
    assert monday.read(item, "assets { id }") == {"assets": [{"id": asset["id"]}]}
    assert monday.ask(f"{{ assets(ids: [{asset['id']}]) {{ name }} }}") == [{"name": "report v1.txt"}]
    value = msgspec.json.decode(monday.value(item, "files")["value"])
    assert value["files"][0]["assetId"] == int(asset["id"])


def test_an_address_of_a_file_is_good_for_an_hour(monday):
    url = attach(monday, monday.make()["id"])["public_url"]
    monday.twin.clock.advance(3600)
    assert fetch(monday, url).status == 200

    monday.twin.clock.advance(1)
    assert fetch(monday, url).status == 403
    assert fetch(monday, url.replace("Signature=", "Signature=0")).status == 403


def test_files_of_a_column_are_cleared(monday):
    item = monday.make()["id"]
    attach(monday, item)
    attach(monday, item, "b.png")
    files = monday.value(item, "files", "... on FileValue { files { ... on FileAssetValue { name is_image } } }")
    assert files == {"files": [{"name": "a.txt", "is_image": False}, {"name": "b.png", "is_image": True}]}

    monday.change(item, {"files": {"clear_all": True}})
    assert monday.read(item, "assets { id }") == {"assets": []}


def test_a_column_is_written_anew_of_files_that_are_there():
    monday = Monday("2025-04")
    item = monday.make()["id"]
    first, second = attach(monday, item)["id"], attach(monday, item, "b.png")["id"]
    text = (
        "mutation($f: [FileInput!]!) { update_assets_on_item("
        f'board_id: {monday.board}, item_id: {item}, column_id: "files", files: $f) {{ assets {{ id }} }} }}'
    )

    kept = monday.ask(text, f=[{"fileType": "asset", "name": "b.png", "assetId": second}])
    assert kept == {"assets": [{"id": second}]}
    assert monday.code(text, f=[{"fileType": "asset", "name": "x", "assetId": "1"}]) == "InvalidArgumentException"
    assert monday.ask(text, f=[]) == {"assets": []}
    assert monday.ask(f"{{ assets(ids: [{first}, {second}]) {{ id }} }}") == []


def test_a_file_is_sent_to_an_update(monday):
    item = monday.make()["id"]
    update = said(monday, item, "look")
    text = f"mutation($file: File!) {{ add_file_to_update(update_id: {update}, file: $file) {{ id }} }}"
    status, body = monday.upload(text)

    assert status == 200
    asset = body["data"]["add_file_to_update"]["id"]
    assert monday.read(item, "updates { assets { id } }") == {"updates": [{"assets": [{"id": asset}]}]}
    assert monday.read(item, "assets(assets_source: gallery) { id }") == {"assets": [{"id": asset}]}
    assert monday.read(item, "assets(assets_source: columns) { id }") == {"assets": []}


def test_a_file_can_be_named_by_its_variable(monday):
    item = monday.make()["id"]
    text = (
        f'mutation($file: File!) {{ add_file_to_column(item_id: {item}, column_id: "files", file: $file) {{ name }} }}'
    )
    parts = [("query", None, text.encode()), ("variables[file]", "x.txt", b"abc")]

    status, body = monday.upload("", parts=parts)
    assert (status, body["data"]) == (200, {"add_file_to_column": {"name": "x.txt"}})


def test_a_quotation_mark_in_the_name_of_a_file_comes_as_browsers_send_it(monday):
    item = monday.make()["id"]
    text = (
        f'mutation($file: File!) {{ add_file_to_column(item_id: {item}, column_id: "files", file: $file) {{ name }} }}'
    )
    parts = [("query", None, text.encode()), ("variables[file]", "a%22b.txt", b"abc")]

    _, body = monday.upload("", parts=parts)
    assert body["data"] == {"add_file_to_column": {"name": 'a"b.txt'}}


def test_an_id_is_of_any_size(any_monday):
    """Ids of the product never fitted 32 bits; one that nothing has finds nothing."""
    assert any_monday.ask(f"query($i: {any_monday.id_type}!) {{ items(ids: [$i]) {{ id }} }}", i=9876543210) == []
    assert any_monday.code("mutation { delete_update(id: 9876543210) { id } }") == "ResourceNotFoundException"


def test_a_file_for_another_kind_of_column_is_refused(monday):
    item = monday.make()["id"]
    text = f'mutation($file: File!) {{ add_file_to_column(item_id: {item}, column_id: "text", file: $file) {{ id }} }}'

    _, body = monday.upload(text)
    assert body["errors"][0]["extensions"]["code"] == "InvalidColumnTypeException"


def test_a_file_without_a_form_is_refused(monday):
    item = monday.make()["id"]
    text = f'mutation {{ add_file_to_column(item_id: {item}, column_id: "files", file: "a") {{ id }} }}'

    assert monday.code(text) == "InvalidArgumentException"


@pytest.mark.parametrize(
    "parts",
    [[("variables[file]", "x.txt", b"abc")], [("query", None, b"{ me { id } }"), ("map", None, b"{")]],
)
def test_a_form_that_is_no_good_is_refused(any_monday, parts):
    assert any_monday.upload("", parts=parts)[0] == 400
