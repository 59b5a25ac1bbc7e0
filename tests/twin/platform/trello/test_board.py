"""Boards, lists, labels, people and workspaces."""

from __future__ import annotations

import pytest
from tests.twin.platform.trello.caller import Trello

NOBODY = "0" * 24


def test_a_new_board_has_lists_and_labels_unless_told_otherwise(trello):
    board = trello("POST", "/boards/", name="Plans")
    bare = trello("POST", "/boards/", name="Bare", defaultLists=False, defaultLabels=False)

    assert [each["name"] for each in trello("GET", f"/boards/{board['id']}/lists")] == ["To Do", "Doing", "Done"]
    labels = trello("GET", f"/boards/{board['id']}/labels")
    assert [each["color"] for each in labels] == ["green", "yellow", "orange", "red", "purple", "blue"]
    assert {each["name"] for each in labels} == {""}
    assert trello.ids(f"/boards/{bare['id']}/lists") == trello.ids(f"/boards/{bare['id']}/labels") == []
    assert board["prefs"]["permissionLevel"] == "private"
    assert board["url"] == f"{board['shortUrl']}/plans"


@pytest.mark.parametrize("name", [None, "", "   ", "A" * 16385])
def test_a_board_needs_a_name_of_some_length(trello, name):
    status, answer = trello.answer("POST", "/boards/", {} if name is None else {"name": name})

    assert (status, answer) == (400, {"message": "invalid value for name", "error": "ERROR"})


def test_the_longest_texts_are_kept(trello):
    words = {"name": "A" * 16384, "desc": "B" * 16384}
    board = trello("POST", "/boards/", words)

    assert {name: board[name] for name in words} == words
    assert trello.answer("PUT", f"/boards/{board['id']}", {"desc": "B" * 16385})[0] == 400


def test_a_board_is_found_by_its_short_link_and_shows_what_is_asked(trello):
    board = trello("GET", f"/boards/{trello.board_id}", fields="shortLink")
    trello.card("One")

    shown = trello(
        "GET",
        f"/boards/{board['shortLink']}",
        fields="name",
        cards="open",
        card_fields="name",
        lists="open",
        members="all",
    )

    assert list(shown) == ["id", "name", "cards", "lists", "members"]
    assert [list(card) for card in shown["cards"]] == [["id", "name"]]
    assert len(shown["members"]) == 3
    assert trello("GET", f"/boards/{trello.board_id}/name") == {"_value": "Welcome Board"}
    assert trello.answer("GET", f"/boards/{trello.board_id}", fields="name,nonsense")[0] == 400


def test_a_closed_board_is_listed_as_closed(trello):
    board = trello("POST", "/boards/", name="Old")
    trello("PUT", f"/boards/{board['id']}", closed=True)

    assert trello.ids("/members/me/boards", filter="closed") == [board["id"]]
    assert board["id"] not in trello.ids("/members/me/boards", filter="open")


def test_a_deleted_board_takes_all_with_it(trello):
    board = trello("POST", "/boards/", name="Gone")
    list_id = trello.lists(board["id"])[0]
    card = trello("POST", "/cards", name="Gone too", idList=list_id)
    trello("DELETE", f"/boards/{board['id']}")

    assert trello.answer("GET", f"/boards/{board['id']}")[0] == 404
    assert trello.answer("GET", f"/cards/{card['id']}")[0] == 404
    assert trello.answer("GET", f"/lists/{list_id}") == (404, "model not found")
    words = {"name": "x", "idBoard": board["id"]}
    assert trello.answer("POST", "/lists", **words) == (401, f"unauthorized board list requested {board['id']}")


def test_labels_are_renamed_through_the_board_until_2026():
    for version, expected in (("2025-06-26", "Go"), ("2026-01-30", "")):
        trello = Trello(version)
        trello("PUT", f"/boards/{trello.board_id}", **{"labelNames/green": "Go"})
        assert trello("GET", f"/boards/{trello.board_id}")["labelNames"]["green"] == expected


def test_a_copy_has_the_lists_and_the_cards_when_asked(trello):
    trello.card("One")
    plain = trello("POST", "/boards/", name="Copy", idBoardSource=trello.board_id)
    full = trello("POST", "/boards/", name="Copy", idBoardSource=trello.board_id, keepFromSource="cards")

    assert len(trello.lists(plain["id"])) == len(trello.lists(full["id"])) == 3
    assert trello("GET", f"/boards/{plain['id']}/cards") == []
    assert [card["name"] for card in trello("GET", f"/boards/{full['id']}/cards")] == ["One"]


def test_lists_stand_where_they_are_put(trello):
    first = trello("POST", "/lists", name="First", idBoard=trello.board_id)
    last = trello("POST", "/lists", name="Last", idBoard=trello.board_id, pos="bottom")
    between = trello("POST", "/lists", name="Between", idBoard=trello.board_id, pos=20000)

    names = [each["name"] for each in trello("GET", f"/boards/{trello.board_id}/lists")]
    assert names == ["First", "To Do", "Between", "Doing", "Done", "Last"]
    assert first["pos"] < between["pos"] < last["pos"]
    trello("PUT", f"/lists/{last['id']}", pos="top")
    assert trello.lists()[0] == last["id"]


def test_a_list_is_archived_and_comes_back(trello):
    list_id = trello.lists()[0]
    card = trello.card()
    assert trello("PUT", f"/lists/{list_id}/closed", value=True)["closed"] is True

    assert list_id not in trello.lists()
    assert trello.ids(f"/boards/{trello.board_id}/lists", filter="closed") == [list_id]
    assert card["id"] not in trello.ids(f"/boards/{trello.board_id}/cards")
    assert card["id"] in trello.ids(f"/boards/{trello.board_id}/cards/open")
    assert trello.answer("PUT", f"/lists/{list_id}/closed", value="yes") == (400, "invalid value for value")
    assert trello.answer("PUT", f"/lists/{list_id}/closed") == (400, "invalid value for value")
    trello("PUT", f"/lists/{list_id}", closed=False)
    assert list_id in trello.lists()


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ({"name": "x"}, "invalid value for idBoard"),
        ({"name": "x", "idBoard": "KeK 123"}, "invalid value for idBoard"),
        ({"name": "x", "idBoard": NOBODY}, f"unauthorized board list requested {NOBODY}"),
    ],
)
def test_a_list_needs_a_board(trello, words, answer):
    assert trello.answer("POST", "/lists", **words)[1] == answer


def test_a_list_needs_a_name_a_place_and_a_source_that_is_there(trello):
    words = {"idBoard": trello.board_id}
    for more, name in (({}, "name"), ({"name": ""}, "name"), ({"name": "x", "pos": "Kek"}, "pos")):
        expected = {"message": f"invalid value for {name}", "error": "BAD_REQUEST_ERROR"}
        assert trello.answer("POST", "/lists", **words, **more) == (400, expected)
    assert trello.answer("POST", "/lists", **words, name="x", idListSource="9" * 24) == (404, "List not found")


def test_all_cards_of_a_list_are_archived_or_moved(trello):
    here, there, *_ = trello.lists()
    ids = [trello.card(str(number))["id"] for number in range(3)]
    trello("POST", f"/lists/{here}/moveAllCards", idBoard=trello.board_id, idList=there)
    assert trello.ids(f"/lists/{there}/cards") == ids
    trello("POST", f"/lists/{there}/archiveAllCards")

    assert trello.ids(f"/lists/{there}/cards") == []
    assert trello.ids(f"/lists/{there}/cards", filter="closed") == ids


def test_labels_have_a_color_or_none_and_count_their_cards(trello):
    label = trello("POST", "/labels", name="Bug", color="red", idBoard=trello.board_id)
    plain = trello("POST", "/labels", name="Plain", color="null", idBoard=trello.board_id)
    card = trello.card(idLabels=[label["id"]])

    assert plain["color"] is None
    assert trello("GET", f"/labels/{label['id']}")["uses"] == 1
    assert [each["name"] for each in card["labels"]] == ["Bug"]
    trello("PUT", f"/labels/{label['id']}", name="Defect", color="")
    assert trello("GET", f"/cards/{card['id']}")["labels"][0] | {"uses": 1} == {
        "id": label["id"],
        "idBoard": trello.board_id,
        "name": "Defect",
        "color": None,
        "uses": 1,
    }
    trello("DELETE", f"/labels/{label['id']}")
    assert trello("GET", f"/cards/{card['id']}")["idLabels"] == []


def test_a_label_is_refused_without_its_parts(trello):
    words = {"name": "Bug", "color": "red", "idBoard": trello.board_id}
    for name in words:
        rest = {each: value for each, value in words.items() if each != name}
        assert trello.answer("POST", "/labels", **rest) == (400, f"invalid value for {name}")
    assert trello.answer("POST", "/labels", **words | {"color": "beige"}) == (400, "invalid value for color")
    assert trello.answer("POST", "/labels", **words | {"idBoard": NOBODY}) == (404, "board not found")


def test_people_of_a_board_come_change_and_go(trello):
    board = f"/boards/{trello.board_id}"
    second, main = trello.facts["second_user_id"], trello.facts["user_id"]
    card = trello.card(idMembers=[second])
    trello("PUT", f"{board}/members/{second}", type="observer")
    assert trello.answer("PUT", f"/cards/{card['id']}", who="second", name="x")[0] == 401
    trello("DELETE", f"{board}/members/{second}")

    assert second not in trello.ids(f"{board}/members")
    assert trello("GET", f"/cards/{card['id']}")["idMembers"] == []
    assert trello.answer("GET", board, who="second")[0] == 401
    assert trello.answer("DELETE", f"{board}/members/{main}")[0] == 403
    kinds = [each["type"] for each in trello("GET", f"{board}/actions")]
    assert kinds[0] == "removeMemberFromBoard"


def test_an_invited_person_is_there_and_unconfirmed(trello):
    board = f"/boards/{trello.board_id}"
    trello("PUT", f"{board}/members", {"fullName": "New Person"}, email="new@example.com")

    names = {each["fullName"]: each["id"] for each in trello("GET", f"{board}/members")}
    assert trello("GET", f"/members/{names['New Person']}")["confirmed"] is False
    assert trello.answer("PUT", f"{board}/members", email="nonsense")[0] == 400


def test_a_person_sees_their_own_mail_and_no_other(trello):
    assert trello("GET", "/members/me")["email"] == "marymain@example.com"
    assert trello("GET", "/members/samsecond")["email"] is None
    assert trello("PUT", "/members/me", fullName="Mary Moved", initials="MV")["initials"] == "MV"
    assert trello.answer("PUT", "/members/samsecond", fullName="Not Me")[0] == 401
    assert trello.answer("PUT", "/members/me", username="samsecond")[0] == 400


def test_a_workspace_has_members_and_a_name_of_its_own(trello):
    made = trello("POST", "/organizations", displayName="Example Workspace")
    second = trello.facts["second_user_id"]

    assert made["name"] == "exampleworkspace1"
    assert trello.answer("PUT", f"/organizations/{made['id']}", name="exampleworkspace")[0] == 400
    trello("PUT", f"/organizations/{made['name']}/members/{second}", type="normal")
    assert trello.ids(f"/organizations/{made['id']}/members") == [trello.facts["user_id"], second]
    assert trello.answer("PUT", f"/organizations/{made['id']}", who="second", displayName="x")[0] == 401
    trello("DELETE", f"/organizations/{made['id']}/members/{second}")
    assert trello.answer("GET", f"/organizations/{made['id']}", who="second")[0] == 401
    trello("DELETE", f"/organizations/{made['id']}")
    assert trello.ids("/members/me/organizations") == [trello.facts["workspace_id"]]


def test_a_list_moves_to_another_board_with_its_cards(trello):
    other = trello("POST", "/boards/", name="Other")
    list_id, card = trello.lists()[0], trello.card()
    trello("PUT", f"/lists/{list_id}/idBoard", value=other["id"])

    assert list_id in trello.lists(other["id"])
    assert trello("GET", f"/cards/{card['id']}")["idBoard"] == other["id"]
    assert trello.ids(f"/boards/{trello.board_id}/cards") == []


def test_a_member_shows_boards_workspaces_and_cards_when_asked(trello):
    card = trello.card(idMembers=[trello.facts["user_id"]])
    shown = trello("GET", "/members/me", boards="all", organizations="all", cards="open", card_fields="name")

    assert [each["id"] for each in shown["boards"]] == [trello.board_id]
    assert [each["displayName"] for each in shown["organizations"]] == ["Example Workspace"]
    assert shown["cards"] == [{"id": card["id"], "name": "Card"}]
    assert trello.ids("/members/me/cards") == [card["id"]]
    assert trello.ids("/members/samsecond/cards") == []


def test_memberships_are_told_by_role(trello):
    path = f"/boards/{trello.board_id}/memberships"

    def find(wanted):
        return [each["idMember"] for each in trello("GET", path, filter=wanted)]

    assert find("admins") == find("me") == [trello.facts["user_id"]]
    assert find("normal") == [trello.facts["second_user_id"]]
    assert find("none") == []
    named = trello("GET", path, member=True, member_fields="username")
    assert [each["member"]["username"] for each in named] == ["marymain", "samsecond", "gusguest"]


def test_a_board_of_a_workspace_is_open_to_its_members(trello):
    words = {"name": "Ours", "idOrganization": trello.facts["workspace_id"], "prefs_permissionLevel": "org"}
    board = trello("POST", "/boards/", **words)

    assert trello("GET", f"/boards/{board['id']}", who="second")["name"] == "Ours"
    assert trello.answer("PUT", f"/boards/{board['id']}", who="second", name="Mine")[0] == 401
    assert trello.answer("GET", f"/boards/{board['id']}", who="guest")[0] == 401
    assert board["id"] in trello.ids(f"/organizations/{trello.facts['workspace_id']}/boards", filter="organization")
    assert trello.answer("POST", "/boards/", name="x", prefs_voting="nobody")[0] == 400
