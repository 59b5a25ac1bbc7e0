"""What each version serves, and what becomes of addresses that are none."""

from __future__ import annotations

import msgspec
import pytest
from tests.twin.platform.planka.sample import JSON, Planka

from tasklab.adapter.message import Request
from tasklab.twin.fault import Fault


@pytest.mark.parametrize(("version", "release"), [("2.0", "2.0.3"), ("2.1", "2.1.1")])
def test_2_x_tells_its_release(version, release):
    planka = Planka(version)

    assert planka("GET", "/bootstrap", who=None)["item"]["version"] == release
    assert "activeUsersLimit" in planka("GET", "/bootstrap")["item"]


def test_ages_of_cards_came_with_2_1():
    boards = {version: Planka(version) for version in ("2.0", "2.1")}
    for version, planka in boards.items():
        item = planka("PATCH", f"/boards/{planka.facts['project_id']}", {"displayCardAges": True})["item"]
        assert item.get("displayCardAges") is (True if version == "2.1" else None)


@pytest.mark.parametrize("path", ["bootstrap", "terms", "lists/1/cards", "no-such-thing"])
def test_a_get_of_no_address_is_the_web_client(first, path):
    response = first.send("GET", f"/{path}", who=None)

    assert response.status == 200
    assert response.headers["content-type"].startswith("text/html")


def test_other_verbs_at_no_address_are_404(every):
    for verb, path in (("POST", "/nothing"), ("PUT", "/projects"), ("DELETE", "/projects"), ("GET", "/a.json")):
        assert every.answer(verb, path, who=None) == (404, {"code": "E_NOT_FOUND"})


def test_each_generation_has_paths_of_its_own(planka, first):
    card = planka.card()["id"]
    assert planka.refused("POST", f"/cards/{card}/comment-actions", {"text": "x"})[0] == 404
    assert planka.refused("POST", f"/cards/{card}/labels", {"labelId": "1"})[0] == 404
    assert first.refused("POST", f"/cards/{first.card()['id']}/comments", {"text": "x"})[0] == 404


def test_an_older_answer_tells_the_same_data_in_the_older_way():
    planka = Planka()
    card = planka.card(dueDate="2024-01-01")
    task_list = planka("POST", f"/cards/{card['id']}/task-lists", {"name": "l", "position": 1})["item"]["id"]
    planka("POST", f"/task-lists/{task_list}/tasks", {"name": "t", "position": 1})
    planka("POST", f"/cards/{card['id']}/comments", {"text": "x"})
    planka("POST", f"/cards/{card['id']}/attachments", {"type": "link", "name": "L", "url": "https://example.org"})
    planka.twin.misbehave(Fault(kind="older", version="1.26"))

    found = planka("GET", f"/cards/{card['id']}")
    assert found["item"]["isDueDateCompleted"] is False
    assert "type" not in found["item"]
    assert [(task["name"], task["cardId"]) for task in found["included"]["tasks"]] == [("t", card["id"])]
    assert found["included"]["attachments"] == []
    assert [row["data"] for row in planka("GET", f"/cards/{card['id']}/actions")["items"]] == [{"text": "x"}]
    lists = planka.board()["included"]["lists"]
    assert [row["name"] for row in lists] == ["To do", "Doing", "Done"]


def test_a_task_of_1_26_is_in_a_task_list(first):
    card = first.card()["id"]
    first("POST", f"/cards/{card}/tasks", {"name": "a", "position": 1})
    first("POST", f"/cards/{card}/tasks", {"name": "b", "position": 2})

    assert len(first.twin.site.database.task_lists) == 1


def test_in_1_26_a_project_goes_with_its_boards_and_in_2_x_it_must_have_none(planka, first):
    home = planka.facts["workspace_id"]

    assert planka.refused("DELETE", f"/projects/{home}") == (422, "Must not have boards")
    first("DELETE", f"/projects/{home}")
    assert first.refused("GET", f"/boards/{first.facts['project_id']}") == (404, "Board not found")


def test_a_body_that_cannot_be_read_is_400_without_a_word(every):
    for kind, body in (
        ("application/json", b"{"),
        ("application/json", b'"x"'),
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=b", b"x"),
        ("multipart/form-data; boundary=b", b"--b\r\nx\r\n--b--\r\n"),
    ):
        response = every.send("POST", "/projects", body, headers=(("content-type", kind),))
        assert (response.status, response.body) == (400, b"")


def test_forms_and_queries_give_parameters_too(every):
    form = (("content-type", "application/x-www-form-urlencoded"),)
    made = every("POST", "/projects", b"name=A+b&type=shared", headers=form)["item"]

    assert made["name"] == "A b"
    assert every("PATCH", f"/projects/{made['id']}?name=C", {})["item"]["name"] == "C"
    assert every.refused("POST", "/projects", b"name=A&name=B&type=shared", headers=form)[0] == 400
    assert every.refused("POST", "/projects", b"name=A", headers=(("content-type", "text/plain"),))[0] == 400


def test_what_is_in_the_path_goes_before_what_is_in_the_body(every):
    card = every.card()
    found = every("PATCH", f"/cards/{card['id']}", {"id": "1", "name": "x"})["item"]

    assert (found["id"], found["name"]) == (card["id"], "x")


def test_ids_grow_and_none_comes_twice(planka):
    planka.twin.seed(3000)
    ids = [int(row["id"]) for row in planka.twin.site.database.cards]

    assert ids == sorted(set(ids))
    assert all(len(str(id_)) == 19 for id_ in ids)
    before = ids[-1]
    planka.twin.clock.advance(60)
    assert int(planka.card()["id"]) - before > 50_000 << 23


def test_a_seed_says_where_its_cards_are(every):
    where = every.twin.seed(3)
    included = every("GET", f"/boards/{where['board_id']}")["included"]

    assert [card["name"] for card in included["cards"]] == ["Card 1", "Card 2", "Card 3"]
    assert {card["listId"] for card in included["cards"]} == {where["list_id"]}


def test_addresses_of_files_follow_the_host(planka):
    body = {"type": "link", "name": "L", "url": "https://example.org"}
    request = Request(
        verb="POST",
        path=f"/api/cards/{planka.card()['id']}/attachments",
        headers=(*JSON, ("authorization", f"Bearer {planka.token('main')}"), ("host", "here:81")),
        body=msgspec.json.encode(body),
    )

    found = msgspec.json.decode(planka.twin.handle(request).body)["item"]["data"]
    assert found["faviconUrl"] == "http://here:81/favicons/example.org.png"


def test_a_head_is_answered_as_a_get(planka):
    assert planka.send("HEAD", "/users/me").status == 200
    assert planka.send("HEAD", "/users/me", who=None).status == 401
