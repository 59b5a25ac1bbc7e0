"""Comments, activity, search, batches, and a site full of cards."""

from __future__ import annotations

import pytest
from tests.twin.platform.trello.caller import Trello

from tasklab.twin.fault import Fault

NOBODY = "0" * 24
LATER_S = 86400


def comment(trello, card, text, who="main"):
    return trello("POST", f"/cards/{card['id']}/actions/comments", {"text": text}, who)


def test_a_comment_is_written_changed_and_deleted(trello):
    card = trello.card()
    made = comment(trello, card, "Hello")
    assert (made["type"], made["data"]["text"], made["memberCreator"]["username"]) == (
        "commentCard",
        "Hello",
        "marymain",
    )
    trello.twin.clock.advance(60)
    trello("PUT", f"/cards/{card['id']}/actions/{made['id']}/comments", text="Bye")

    read = trello("GET", f"/actions/{made['id']}")
    assert (read["data"]["text"], read["data"]["dateLastEdited"]) == ("Bye", "2023-11-14T22:14:20.000Z")
    assert trello("GET", f"/cards/{card['id']}")["badges"]["comments"] == 1
    trello("DELETE", f"/actions/{made['id']}")
    assert trello("GET", f"/cards/{card['id']}/actions") == []
    assert trello.answer("GET", f"/actions/{made['id']}") == (404, "model not found")


@pytest.mark.parametrize("text", ["", "  ", "A" * 16385])
def test_a_comment_has_a_text_of_some_length(trello, text):
    card = trello.card()

    assert trello.answer("POST", f"/cards/{card['id']}/actions/comments", {"text": text}) == (
        400,
        "invalid value for text",
    )
    assert comment(trello, card, "A" * 16384)["data"]["text"] == "A" * 16384


def test_only_its_author_changes_a_comment_and_administrators_delete_it(trello):
    card = trello.card()
    mine, theirs = comment(trello, card, "Mine"), comment(trello, card, "Theirs", "second")

    assert trello.answer("PUT", f"/actions/{theirs['id']}", text="x")[0] == 401
    assert trello.answer("DELETE", f"/actions/{mine['id']}", who="second")[0] == 401
    trello("DELETE", f"/actions/{theirs['id']}")
    assert trello.answer("PUT", f"/cards/{trello.card()['id']}/actions/{mine['id']}/comments", text="x")[0] == 404


def test_other_actions_are_not_changed(trello):
    card = trello.card()
    made = trello("GET", f"/cards/{card['id']}/actions", filter="createCard")[0]

    assert trello.answer("DELETE", f"/actions/{made['id']}")[0] == 400
    assert trello.answer("PUT", f"/actions/{made['id']}", text="x")[0] == 400


def test_activity_says_what_was_and_what_is(trello):
    card = trello.card("Old")
    trello("PUT", f"/cards/{card['id']}", name="New", dueComplete=True)
    changes = trello("GET", f"/cards/{card['id']}/actions", filter="updateCard")

    assert [(each["data"]["old"], each["data"]["card"]["name"]) for each in changes] == [
        ({"dueComplete": False}, "New"),
        ({"name": "Old"}, "New"),
    ]
    assert changes[0]["data"]["card"]["dueComplete"] is True
    assert trello("GET", f"/cards/{card['id']}/actions") == []


def test_activity_is_walked_back_by_before_and_by_page(trello):
    card = trello.card()
    ids = [comment(trello, card, str(number))["id"] for number in range(7)][::-1]
    path = f"/cards/{card['id']}/actions"
    seen, before = [], {}
    while page := trello.ids(path, filter="commentCard", limit=3, **before):
        seen, before = seen + page, {"before": page[-1]}

    assert seen == ids
    assert [each for page in range(3) for each in trello.ids(path, limit=3, page=page)] == ids
    assert trello.ids(path, since=ids[2]) == ids[:2]
    assert trello("GET", path, filter="all", format="count") == {"_value": 8}
    assert trello.ids(path, limit=0) == []


def test_activity_is_bounded_by_dates(trello):
    card = trello.card()
    first = comment(trello, card, "Before")["id"]
    trello.twin.clock.advance(LATER_S)
    second = comment(trello, card, "After")["id"]
    path = f"/cards/{card['id']}/actions"

    assert trello.ids(path, since="2023-11-15T22:13:20Z") == [second]
    assert trello.ids(path, before="2023-11-15T22:13:20Z") == [first]
    assert trello.answer("GET", path, since="lately") == (400, "invalid value for since")


@pytest.mark.parametrize(
    ("name", "value"), [("limit", 1001), ("limit", -1), ("limit", "x"), ("filter", "nonsense"), ("page", 20)]
)
def test_activity_refuses_what_is_out_of_bounds(trello, name, value):
    words = {"limit": 50} | {name: value}

    assert trello.answer("GET", f"/boards/{trello.board_id}/actions", **words) == (400, f"invalid value for {name}")


def test_search_finds_whole_words_and_beginnings_when_partial(trello):
    card = trello.card("Write the manual", desc="For everybody")
    comment(trello, card, "Mind the hyphens")
    trello.card("Something else")

    def find(query, **words):
        return [each["id"] for each in trello("GET", "/search", query=query, modelTypes="cards", **words)["cards"]]

    assert find("manual") == find("everybody") == find("hyphens") == find('"the manual"') == [card["id"]]
    assert find("manu") == []
    assert find("manu", partial=True) == [card["id"]]
    assert find("manual -everybody") == []
    assert find('list:"To Do" name:write') == [card["id"]]


def test_search_knows_operators(trello):
    label = trello("POST", "/labels", name="Bug", color="red", idBoard=trello.board_id)["id"]
    one = trello.card("One", idLabels=[label], idMembers=[trello.facts["user_id"]], due="2023-11-10")
    two = trello.card("Two", due="2023-11-15T00:00:00Z")
    trello("PUT", f"/cards/{two['id']}", closed=True)
    expected = {
        "label:bug": [one],
        "#red": [one],
        "@me": [one],
        "@samsecond": [],
        "is:archived": [two],
        "is:open": [one],
        "due:overdue": [one],
        "due:day": [two],
        "-has:members": [two],
        "created:day sort:created": [two, one],
        "created:day sort:-created": [one, two],
        "created:day sort:due": [one, two],
    }

    for query, cards in expected.items():
        found = trello("GET", "/search", query=query, modelTypes="cards")["cards"]
        assert [each["id"] for each in found] == [each["id"] for each in cards], query


def test_search_shows_nothing_that_the_caller_may_not_see(trello):
    board = trello("POST", "/boards/", name="Secret")
    trello("POST", "/cards", name="Secret", idList=trello.lists(board["id"])[0])

    assert len(trello("GET", "/search", query="secret")["cards"]) == 1
    found = trello("GET", "/search", who="second", query="secret")
    assert (found["cards"], found["boards"]) == ([], [])
    assert trello.answer("GET", "/search", who=None, query="secret")[0] == 401


def test_search_is_paged(trello):
    ids = [trello.card(f"Same {number}")["id"] for number in range(5)]
    pages = [
        [each["id"] for each in trello("GET", "/search", query="same", cards_limit=2, cards_page=page)["cards"]]
        for page in range(3)
    ]

    assert [len(page) for page in pages] == [2, 2, 1]
    assert sorted(each for page in pages for each in page) == ids
    assert trello.answer("GET", "/search", query="")[0] == 400
    assert trello.answer("GET", "/search", query="x", cards_limit=1001)[0] == 400


def test_a_batch_answers_each_under_its_status(trello):
    card = trello.card("One")
    urls = f"/cards/{card['id']}?fields=name%2Cdesc,/boards/{NOBODY},/nothing,/batch?urls=/members/me"
    answers = trello("GET", "/batch", urls=urls)

    assert answers[0] == {"200": {"id": card["id"], "name": "One", "desc": ""}}
    assert answers[1] == {"name": "NotFound", "message": "The requested resource was not found.", "statusCode": 404}
    assert [each.get("statusCode") for each in answers[2:]] == [404, 404]
    assert trello.answer("GET", "/batch", urls=",".join(["/members/me"] * 11))[0] == 400
    assert trello.answer("GET", "/batch", urls="members/me")[0] == 400


def test_seeded_cards_are_on_the_shared_board(trello):
    where = trello.twin.seed(1200)

    assert where["project_id"] == trello.board_id
    cards = trello("GET", f"/boards/{trello.board_id}/cards", fields="name", who="second")
    assert len(cards) == 1000
    assert cards[-1]["name"] == "Seeded 1200"


def test_a_reset_begins_anew(trello):
    trello.card()
    trello.twin.reset()

    assert trello.ids(f"/boards/{trello.twin.site.facts()['project_id']}/cards") == []


def test_the_older_version_is_served_in_silence():
    trello = Trello("2026-01-30")
    card = trello.card()
    trello.twin.misbehave(Fault(kind="older", count=1, version="2025-06-26"))

    assert "cardRole" not in trello("GET", f"/cards/{card['id']}")
    assert "cardRole" in trello("GET", f"/cards/{card['id']}")


def test_an_action_tells_whom_it_is_about_unless_told_otherwise(trello):
    card, second = trello.card(), trello.facts["second_user_id"]
    trello("POST", f"/cards/{card['id']}/idMembers", value=second)
    path = f"/cards/{card['id']}/actions"
    made = trello("GET", path, filter="addMemberToCard")[0]

    assert (made["member"]["id"], made["data"]["idMember"]) == (second, second)
    assert "member" not in trello("GET", path, filter="addMemberToCard", member=False)[0]
    assert trello("GET", f"/actions/{made['id']}/member")["username"] == "samsecond"
