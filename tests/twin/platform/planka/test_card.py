"""Cards: what is kept, how they move, and how archive and trash are read."""

from __future__ import annotations

import pytest


def names(planka, list_id):
    cards = planka.board()["included"]["cards"]
    return [card["name"] for card in cards if card["listId"] == list_id]


def test_a_card_is_kept_as_it_was_written(every):
    done = every.path("isDueDateCompleted", "isDueCompleted")
    stopwatch = {"startedAt": None, "total": 90}
    made = every.card("Ünï 😀", description="*d*", dueDate="2024-01-02T03:04:05+01:00", stopwatch=stopwatch)
    found = every("GET", f"/cards/{made['id']}")["item"]

    assert found == {**made, "isSubscribed": False}
    assert (found["name"], found["description"], found["stopwatch"]) == ("Ünï 😀", "*d*", stopwatch)
    assert (found["dueDate"], found[done]) == ("2024-01-02T02:04:05.000Z", False)
    assert (found["createdAt"], found["updatedAt"]) == ("2023-11-14T22:13:20.000Z", None)
    assert found["creatorUserId"] == every.facts["user_id"]


def test_a_change_changes_what_it_names_and_nothing_else(every):
    made = every.card(description="d", dueDate="2024-01-02")
    every.twin.clock.advance(1.5)
    found = every("PATCH", f"/cards/{made['id']}", {"name": "New"})["item"]

    assert found == {**made, "name": "New", "updatedAt": "2023-11-14T22:13:21.500Z"}
    for field in ("description", "dueDate", "stopwatch"):
        assert every("PATCH", f"/cards/{made['id']}", {field: None})["item"][field] is None


def test_completion_hangs_on_the_due_date(every):
    done = every.path("isDueDateCompleted", "isDueCompleted")
    card = every.card(**{done: True})
    assert card[done] is None

    def change(**body):
        return every("PATCH", f"/cards/{card['id']}", body)["item"][done]

    assert change(dueDate="2024-01-01") is False
    assert change(**{done: True}) is True
    assert change(dueDate="2024-01-02") is True
    assert change(dueDate=None) is None
    assert change(**{done: True}) is None


def test_a_new_due_date_may_be_completed(every):
    done = every.path("isDueDateCompleted", "isDueCompleted")

    assert every.card(dueDate="2024-01-01", **{done: True})[done] is True


@pytest.mark.parametrize(
    "body",
    [
        {"name": ""},
        {"description": ""},
        {"dueDate": "tomorrow"},
        {"stopwatch": {"total": 1}},
        {"stopwatch": {"startedAt": "x", "total": 1}},
        {"stopwatch": {"startedAt": None, "total": -1}},
        {"stopwatch": {"startedAt": None, "total": True}},
        {"stopwatch": "x"},
        {"listId": "x"},
        {"position": {}},
    ],
)
def test_invalid_values_change_nothing(every, body):
    card = every.card()
    status, answer = every.answer("PATCH", f"/cards/{card['id']}", {"name": "x", **body})

    assert (status, answer["code"], len(answer["problems"])) == (400, "E_MISSING_OR_INVALID_PARAMS", 1)
    assert every("GET", f"/cards/{card['id']}")["item"]["name"] == "Card"


def test_the_message_counts_the_problems(every):
    status, answer = every.answer("PATCH", f"/cards/{every.card()['id']}?x=1", {"name": "", "position": "x"})

    assert status == 400
    assert answer["message"].endswith("`) due to 2 missing or invalid parameters.")
    assert "?" not in answer["message"]


def test_2_x_limits_lengths_and_1_x_does_not(planka, first):
    assert planka.refused("PATCH", f"/cards/{planka.card()['id']}", {"name": "x" * 1025})[0] == 400
    assert planka("PATCH", f"/cards/{planka.card()['id']}", {"name": "x" * 1024})
    assert first("PATCH", f"/cards/{first.card()['id']}", {"name": "x" * 5000})


def test_a_type_is_needed_in_2_x(planka):
    path = f"/lists/{planka.list_id()}/cards"

    assert planka.refused("POST", path, {"name": "x", "position": 1})[0] == 400
    assert planka.refused("POST", path, {"name": "x", "position": 1, "type": "epic"})[0] == 400
    assert planka.refused("POST", path, {"name": "x", "type": "story"}) == (422, "Position must be present")


def test_moving_keeps_order_and_is_written_down(every):
    todo, doing = every.list_id("To do"), every.list_id("Doing")
    a, b = every.card("a", todo, position=65536), every.card("b", todo, position=131072)
    every.card("c", doing, position=65536)
    moved = every("PATCH", f"/cards/{b['id']}", {"listId": doing, "position": 32768})["item"]

    assert (names(every, todo), names(every, doing)) == (["a"], ["b", "c"])
    assert moved["position"] == 32768
    every("PATCH", f"/cards/{a['id']}", {"position": 5})
    assert every("GET", f"/cards/{a['id']}")["item"]["position"] == 5
    actions = every("GET", f"/cards/{b['id']}/actions" + every.path("?withDetails=true", ""))["items"]
    assert [action["type"] for action in actions] == ["moveCard", "createCard"]
    assert actions[0]["data"]["fromList"]["name"] == "To do"
    assert actions[0]["data"]["toList"]["id"] == doing


def test_a_closed_list_closes_cards_and_the_tasks_linked_to_them(planka):
    card, other = planka.card("a"), planka.card("b")
    task_list = planka("POST", f"/cards/{other['id']}/task-lists", {"name": "t", "position": 1})["item"]["id"]
    task = planka("POST", f"/task-lists/{task_list}/tasks", {"linkedCardId": card["id"], "position": 1})["item"]
    assert (task["name"], task["isCompleted"]) == ("a", False)

    done = planka("PATCH", f"/cards/{card['id']}", {"listId": planka.list_id("Done"), "position": 1})["item"]
    assert done["isClosed"] is True
    assert planka("GET", f"/task-lists/{task_list}")["included"]["tasks"][0]["isCompleted"] is True
    assert planka.refused("PATCH", f"/tasks/{task['id']}", {"isCompleted": False})[0] == 403
    planka("PATCH", f"/lists/{planka.list_id('Done')}", {"type": "active"})
    assert planka("GET", f"/cards/{card['id']}")["item"]["isClosed"] is False
    planka("DELETE", f"/cards/{card['id']}")
    assert planka("GET", f"/task-lists/{task_list}")["included"]["tasks"][0]["linkedCardId"] is None


def test_archive_and_trash_remember_where_a_card_was(planka):
    todo, archive, trash = planka.list_id(), planka.endless("archive"), planka.endless("trash")
    card = planka.card()["id"]

    def move(list_id, **body):
        found = planka("PATCH", f"/cards/{card}", {"listId": list_id, **body})["item"]
        return found["prevListId"], found["position"]

    assert move(archive) == (todo, None)
    assert card not in {each["id"] for each in planka.board()["included"]["cards"]}
    assert move(trash) == (archive, None)
    assert move(todo, position=7) == (None, 7)


def test_endless_lists_come_by_pages(planka):
    archive = planka.endless("archive")
    for number in range(120):
        card = planka.card(f"c{number}")["id"]
        if number % 40 == 0:
            planka.twin.clock.advance(1)
        planka("PATCH", f"/cards/{card}", {"listId": archive})
    seen, query = [], ""
    while page := planka("GET", f"/lists/{archive}/cards{query}")["items"]:
        assert len(page) <= 50
        seen += [card["name"] for card in page]
        query = f"?before[listChangedAt]={page[-1]['listChangedAt']}&before[id]={page[-1]['id']}"

    assert seen == [f"c{number}" for number in reversed(range(120))]
    as_json = '?before={"listChangedAt":"2023-11-14T22:13:20.000Z","id":"1"}'
    assert planka("GET", f"/lists/{archive}/cards{as_json}")["items"] == []
    for bad in ("before=x", "before[id]=1", "before[listChangedAt]=x&before[id]=1", "userIds=a", "search="):
        assert planka.refused("GET", f"/lists/{archive}/cards?{bad}")[0] == 400


def test_cards_are_filtered_by_words_people_and_labels(planka):
    archive = planka.endless("archive")
    red, blue = (planka.card(name, description="Some Words")["id"] for name in ("Red house", "Blue boat"))
    mia = planka.facts["second_user_id"]
    planka("POST", f"/cards/{red}/card-memberships", {"userId": mia})
    task_list = planka("POST", f"/cards/{blue}/task-lists", {"name": "t", "position": 1})["item"]["id"]
    task = planka("POST", f"/task-lists/{task_list}/tasks", {"name": "t", "position": 1})["item"]["id"]
    planka("PATCH", f"/tasks/{task}", {"assigneeUserId": mia})
    board = planka.facts["project_id"]
    label = planka("POST", f"/boards/{board}/labels", {"color": "berry-red", "position": 1})["item"]["id"]
    planka("POST", f"/cards/{blue}/card-labels", {"labelId": label})
    for card in (red, blue):
        planka("PATCH", f"/cards/{card}", {"listId": archive})

    def found(query):
        return {card["id"] for card in planka("GET", f"/lists/{archive}/cards?{query}")["items"]}

    assert found("search=HOUSE red") == {red}
    assert found("search=words") == {red, blue}
    assert found("search=red boat") == set()
    assert found("search=/^b.*t$") == {blue}
    assert found("search=/(") == set()
    assert found(f"userIds={mia}") == {red, blue}
    assert found(f"userIds={planka.facts['user_id']}") == set()
    assert found(f"labelIds={label}") == {blue}
    assert found(f"labelIds={label}&userIds={mia}&search=red") == set()


def test_a_deleted_list_sends_its_cards_to_the_trash_in_2_x(every):
    todo = every.list_id()
    card = every.card()["id"]
    every("DELETE", f"/lists/{todo}")

    if every.is_second:
        assert every("GET", f"/cards/{card}")["item"]["listId"] == every.endless("trash")
        every("POST", f"/lists/{every.endless('trash')}/clear", who="second")
    assert every.refused("GET", f"/cards/{card}") == (404, "Card not found")
    assert every.refused("GET", f"/boards/{todo}")[0] == 404


def test_archives_and_trashes_cannot_be_changed(planka):
    for kind in ("archive", "trash"):
        assert planka.refused("PATCH", f"/lists/{planka.endless(kind)}", {"name": "x"})[0] == 403
        assert planka.refused("DELETE", f"/lists/{planka.endless(kind)}")[0] == 403
    assert planka.refused("POST", f"/lists/{planka.endless('archive')}/clear")[0] == 403
    assert (
        planka.refused("POST", f"/lists/{planka.list_id()}/move-cards", {"listId": planka.endless("archive")})[0] == 403
    )


def test_a_card_that_leaves_its_board_takes_labels_and_fields_along(planka):
    home, board = planka.facts["workspace_id"], planka.facts["project_id"]
    other = planka("POST", f"/projects/{home}/boards", {"name": "B", "position": 9})["item"]["id"]
    target = planka("POST", f"/boards/{other}/lists", {"name": "L", "position": 1, "type": "active"})["item"]["id"]
    card = planka.card()["id"]
    label = planka("POST", f"/boards/{board}/labels", {"name": "Bug", "color": "berry-red", "position": 1})["item"]
    planka("POST", f"/cards/{card}/card-labels", {"labelId": label["id"]})
    for user in ("user_id", "second_user_id"):
        planka("POST", f"/cards/{card}/card-memberships", {"userId": planka.facts[user]})
    group = planka("POST", f"/boards/{board}/custom-field-groups", {"name": "G", "position": 1})["item"]["id"]
    field = planka("POST", f"/custom-field-groups/{group}/custom-fields", {"name": "F", "position": 1})["item"]["id"]
    cell = f"customFieldGroupId:{group}:customFieldId:{field}"
    planka("PATCH", f"/cards/{card}/custom-field-values/{cell}", {"content": "v"})

    assert planka.refused("PATCH", f"/cards/{card}", {"boardId": other}) == (422, "List must be present")
    planka("PATCH", f"/cards/{card}", {"boardId": other, "listId": target, "position": 1})
    included = planka("GET", f"/cards/{card}")["included"]
    there = planka.board(other)["included"]["labels"]
    assert [(row["name"], row["color"]) for row in there] == [("Bug", "berry-red")]
    assert [row["labelId"] for row in included["cardLabels"]] == [there[0]["id"]]
    assert [row["userId"] for row in included["cardMemberships"]] == [planka.facts["user_id"]]
    groups = [(row["name"], row["cardId"]) for row in included["customFieldGroups"]]
    assert groups == [("G", card), (None, card), ("Purchase", card)]
    value = included["customFieldValues"][0]
    assert (value["content"], value["customFieldId"]) == ("v", included["customFields"][0]["id"])
    assert value["customFieldGroupId"] == included["customFieldGroups"][0]["id"] != group


def test_a_copy_has_all_but_comments(planka):
    card = planka.card(description="d", dueDate="2024-01-01")["id"]
    planka("POST", f"/cards/{card}/card-memberships", {"userId": planka.facts["user_id"]})
    planka("POST", f"/cards/{card}/comments", {"text": "x"})
    task_list = planka("POST", f"/cards/{card}/task-lists", {"name": "t", "position": 1})["item"]["id"]
    planka("POST", f"/task-lists/{task_list}/tasks", {"name": "t", "position": 1, "isCompleted": True})
    copied = planka("POST", f"/cards/{card}/duplicate", {"position": 9})

    assert (copied["item"]["name"], copied["item"]["description"]) == ("Card (copy)", "d")
    assert copied["item"]["commentsTotal"] == 0
    assert [task["isCompleted"] for task in copied["included"]["tasks"]] == [True]
    assert copied["included"]["taskLists"][0]["cardId"] == copied["item"]["id"] != card
    assert planka("GET", f"/cards/{copied['item']['id']}/comments")["items"] == []


def test_a_list_is_sorted(every):
    todo = every.list_id()
    for number, name in enumerate("bca", 1):
        every.card(name, todo, position=65536 * number)
    body = {"fieldName": "name"} if every.is_second else {"type": "name_asc"}
    found = every("POST", f"/lists/{todo}/sort", body)["included"]["cards"]

    assert [(card["name"], card["position"]) for card in found] == [("a", 65536), ("b", 131072), ("c", 196608)]
    assert names(every, todo) == ["a", "b", "c"]
    body = {"fieldName": "createdAt", "order": "desc"} if every.is_second else {"type": "createdAt_desc"}
    every("POST", f"/lists/{todo}/sort", body)
    assert names(every, todo) == ["a", "c", "b"]
