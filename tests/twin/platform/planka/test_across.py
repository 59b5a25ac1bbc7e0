"""Across boards and projects: copies and moves take along what belongs to a card."""

from __future__ import annotations

import pytest


@pytest.fixture
def elsewhere(planka):
    """A board of another project, and a list on it."""
    project = planka("POST", "/projects", {"type": "shared", "name": "P"})["item"]["id"]
    board = planka("POST", f"/projects/{project}/boards", {"name": "B", "position": 9})["item"]["id"]
    list_id = planka("POST", f"/boards/{board}/lists", {"name": "L", "position": 1, "type": "closed"})["item"]["id"]
    return board, list_id


@pytest.fixture
def rich(planka):
    """A card with a task of Mia's, a link, a value in a group made from a base, and one in a group of its own."""
    home, board = planka.facts["workspace_id"], planka.facts["project_id"]
    card, place = planka.card("Rich")["id"], {"position": 1}
    task_list = planka("POST", f"/cards/{card}/task-lists", {"name": "l", **place})["item"]["id"]
    task = planka("POST", f"/task-lists/{task_list}/tasks", {"name": "t", **place})["item"]["id"]
    planka("PATCH", f"/tasks/{task}", {"assigneeUserId": planka.facts["second_user_id"]})
    planka("POST", f"/cards/{card}/attachments", {"type": "link", "name": "L", "url": "https://example.org"})
    base = planka("POST", f"/projects/{home}/base-custom-field-groups", {"name": "Base"})["item"]["id"]
    shared = planka("POST", f"/base-custom-field-groups/{base}/custom-fields", {"name": "S", **place})["item"]["id"]
    based = planka("POST", f"/boards/{board}/custom-field-groups", {"baseCustomFieldGroupId": base, **place})["item"][
        "id"
    ]
    own = planka("POST", f"/cards/{card}/custom-field-groups", {"name": "Own", **place})["item"]["id"]
    field = planka("POST", f"/custom-field-groups/{own}/custom-fields", {"name": "O", **place})["item"]["id"]
    for group, each, content in ((based, shared, "based"), (own, field, "own")):
        cell = f"customFieldGroupId:{group}:customFieldId:{each}"
        planka("PATCH", f"/cards/{card}/custom-field-values/{cell}", {"content": content})
    return card


def describe(planka, card):
    """Return what a card says of itself: group, field and value, by names."""
    included = planka("GET", f"/cards/{card}")["included"]
    groups = {row["id"]: row for row in included["customFieldGroups"]}
    fields = {row["id"]: row["name"] for row in included["customFields"]}
    return {
        (groups[row["customFieldGroupId"]]["name"], fields[row["customFieldId"]], row["content"])
        for row in included["customFieldValues"]
    }


BOTH = {("Base", "S", "based"), ("Own", "O", "own")}


def test_a_card_that_leaves_its_project_has_fields_of_its_own(planka, rich, elsewhere):
    board, list_id = elsewhere
    moved = planka("PATCH", f"/cards/{rich}", {"boardId": board, "listId": list_id, "position": 1})["item"]
    included = planka("GET", f"/cards/{rich}")["included"]

    assert (moved["boardId"], moved["listId"], moved["isClosed"]) == (board, list_id, True)
    assert describe(planka, rich) == BOTH
    assert {row["baseCustomFieldGroupId"] for row in included["customFieldGroups"]} == {None}
    assert [task["assigneeUserId"] for task in included["tasks"]] == [None]


def test_a_copy_elsewhere_leaves_the_first_as_it_was(planka, rich, elsewhere):
    board, list_id = elsewhere
    before = planka("GET", f"/cards/{rich}")
    body = {"boardId": board, "listId": list_id, "position": 1, "name": "Copy"}
    copied = planka("POST", f"/cards/{rich}/duplicate", body)

    assert planka("GET", f"/cards/{rich}") == before
    assert (copied["item"]["name"], copied["item"]["boardId"], copied["item"]["isClosed"]) == ("Copy", board, True)
    assert describe(planka, copied["item"]["id"]) == BOTH
    assert [row["name"] for row in copied["included"]["attachments"]] == ["L"]
    assert copied["included"]["attachments"][0]["id"] != before["included"]["attachments"][0]["id"]


def test_where_a_copy_may_go(planka, rich, elsewhere):
    board, list_id = elsewhere
    path = f"/cards/{rich}/duplicate"

    assert planka.refused("POST", path, {"boardId": board, "position": 1}) == (422, "List must be present")
    assert planka.refused("POST", path, {"listId": list_id, "position": 1}) == (404, "List not found")
    assert planka.refused("POST", path, {}) == (422, "Position must be present")
    planka("PATCH", f"/cards/{rich}", {"listId": planka.endless("archive")})
    assert planka.refused("POST", path, {"position": 1}) == (403, "Not enough rights")


def test_a_list_takes_its_cards_to_another_board(planka, elsewhere):
    board, _ = elsewhere
    card = planka.card()["id"]
    assert planka.refused("PATCH", f"/lists/{planka.list_id()}", {"boardId": board}, who="second")[0] == 404
    planka("PATCH", f"/lists/{planka.list_id()}", {"boardId": board, "position": 65536})

    assert planka("GET", f"/cards/{card}")["item"]["boardId"] == board
    assert [row["name"] for row in planka.board(board)["included"]["lists"] if row["name"]] == ["L", "To do"]


def test_a_favourite_is_one_s_own(planka):
    home = f"/projects/{planka.facts['workspace_id']}"
    planka("PATCH", home, {"isFavorite": True}, who="guest")

    assert planka("GET", home, who="guest")["item"]["isFavorite"] is True
    assert planka("GET", home)["item"]["isFavorite"] is False
    planka("PATCH", home, {"isFavorite": False}, who="guest")
    assert planka("GET", home, who="guest")["item"]["isFavorite"] is False


def test_a_project_has_a_gradient_or_none(planka):
    home = f"/projects/{planka.facts['workspace_id']}"

    assert planka.refused("PATCH", home, {"backgroundType": "gradient"})[0] == 422
    assert planka.refused("PATCH", home, {"backgroundImageId": "1"}) == (404, "Background image not found")
    both = {"backgroundType": "gradient", "backgroundGradient": "ocean-dive"}
    assert planka("PATCH", home, both)["item"]["backgroundGradient"] == "ocean-dive"
    assert planka("PATCH", home, {"backgroundType": None})["item"]["backgroundGradient"] is None


def test_a_board_that_goes_takes_all_along(planka, rich):
    planka("DELETE", f"/boards/{planka.facts['project_id']}")
    planka("DELETE", f"/projects/{planka.facts['workspace_id']}")
    database = planka.twin.site.database

    for table in (database.cards, database.tasks, database.attachments, database.actions, database.custom_field_values):
        assert len(table) == 0
    assert len(database.custom_field_groups) == len(database.custom_fields) == 0
    assert planka.refused("GET", f"/cards/{rich}") == (404, "Card not found")
