"""Cards, and what hangs on them: checklists, custom fields."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.twin.platform.trello.caller import Trello

NOBODY = "0" * 24
NOW = "2023-11-14T22:13:20.000Z"


def test_a_new_card_has_its_defaults(trello):
    card = trello.card("Write it")

    assert card["idShort"] == 1
    assert card["url"] == f"https://trello.com/c/{card['shortLink']}/1-write-it"
    assert (card["closed"], card["dueComplete"], card["due"], card["start"], card["desc"]) == (
        False,
        False,
        None,
        None,
        "",
    )
    assert card["dateLastActivity"] == NOW
    assert int(card["id"][:8], 16) == 1_700_000_000
    assert trello("GET", f"/cards/{card['shortLink']}")["id"] == card["id"]


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ({}, (400, "invalid value for idList")),
        ({"idList": "nonsense"}, (400, "invalid value for idList")),
        ({"idList": NOBODY}, (404, "could not find the board that the card belongs to")),
    ],
)
def test_a_card_needs_a_list(trello, words, answer):
    assert trello.answer("POST", "/cards", {"name": "x", **words}) == answer


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("name", 1234),
        ("name", "A" * 16385),
        ("desc", "A" * 16385),
        ("due", "tomorrow"),
        ("due", "2026-02-30"),
        ("start", "2026-13-01T00:00:00Z"),
        ("dueComplete", "yes"),
        ("pos", "middle"),
        ("pos", -1),
        ("idMembers", [NOBODY]),
        ("idLabels", [NOBODY]),
        ("urlSource", "ftp://example.com"),
        ("keepFromSource", "everything"),
    ],
)
def test_a_wrong_value_is_refused_and_nothing_is_made(trello, name, value):
    source = trello.card()
    body = {"name": "x", "idList": source["idList"], name: value}
    body |= {"idCardSource": source["id"]} if name == "keepFromSource" else {}

    assert trello.answer("POST", "/cards", body) == (400, f"invalid value for {name}")
    assert trello.ids(f"/boards/{trello.board_id}/cards") == [source["id"]]


def test_malformed_ids_in_a_list_are_worded_apart(trello):
    body = {"idList": trello.lists()[0], "idMembers": ["x"]}

    assert trello.answer("POST", "/cards", body) == (400, {"message": "Invalid objectId", "error": "ERROR"})


@settings(max_examples=40, deadline=None)
@given(
    name=st.text(min_size=1, max_size=60).filter(str.strip),
    desc=st.text(max_size=200),
    done=st.booleans(),
    due=st.none() | st.datetimes(timezones=st.just(None)).map(lambda at: f"{at:%Y-%m-%dT%H:%M:%S}.123Z"),
)
def test_what_is_written_is_read(name, desc, done, due):
    due = due and due.rjust(24, "0")
    trello = Trello()
    card = trello("POST", "/cards", {"idList": trello.lists()[0]})
    written = {"name": name, "desc": desc, "dueComplete": done, "due": due}
    trello("PUT", f"/cards/{card['id']}", written)

    read = trello("GET", f"/cards/{card['id']}")
    assert {each: read[each] for each in written} == written
    assert {each: read[each] for each in ("start", "closed", "idList")} == {"start": None, "closed": False} | {
        "idList": card["idList"]
    }


@pytest.mark.parametrize("empty", [None, "", "null"])
def test_a_date_is_taken_away_by_nothing(trello, empty):
    card = trello.card(due="2026-02-03", start="2026-02-01T12:00:00+02:00")
    assert (card["due"], card["start"]) == ("2026-02-03T00:00:00.000Z", "2026-02-01T10:00:00.000Z")
    card = trello("PUT", f"/cards/{card['id']}", {"due": empty})

    assert (card["due"], card["start"]) == (None, "2026-02-01T10:00:00.000Z")


def test_an_update_is_done_whole_or_not_at_all(trello):
    card = trello.card()
    status, _ = trello.answer("PUT", f"/cards/{card['id']}", {"name": "New", "idLabels": [NOBODY]})

    assert status == 400
    assert trello("GET", f"/cards/{card['id']}")["name"] == "Card"
    assert trello.ids(f"/cards/{card['id']}/actions", filter="updateCard") == []


def test_members_and_labels_are_put_on_once(trello):
    card, second = trello.card(), trello.facts["second_user_id"]
    label = trello.ids(f"/boards/{trello.board_id}/labels")[0]
    path = f"/cards/{card['id']}"

    assert [each["id"] for each in trello("POST", f"{path}/idMembers", value=second)] == [second]
    assert trello.answer("POST", f"{path}/idMembers", value=second) == (400, "member is already on the card")
    assert trello("POST", f"{path}/idLabels", value=label) == [label]
    assert trello.answer("POST", f"{path}/idLabels", value=label) == (400, "that label is already on the card")
    trello("DELETE", f"{path}/idMembers/{second}")
    trello("DELETE", f"{path}/idLabels/{label}")
    read = trello("GET", path)
    assert (read["idMembers"], read["idLabels"]) == ([], [])


def test_a_card_moves_within_its_board(trello):
    here, there, *_ = trello.lists()
    first, second = trello.card("1"), trello.card("2")
    trello("PUT", f"/cards/{first['id']}", idList=there)
    trello("PUT", f"/cards/{second['id']}", idList=there, pos="top")

    assert trello.ids(f"/lists/{here}/cards") == []
    assert trello.ids(f"/lists/{there}/cards") == [second["id"], first["id"]]
    moves = trello("GET", f"/cards/{first['id']}/actions", filter="updateCard:idList")
    assert [(each["data"]["listBefore"]["id"], each["data"]["listAfter"]["id"]) for each in moves] == [(here, there)]


def test_a_card_moves_to_another_board_and_keeps_what_is_there_too(trello):
    other = trello("POST", "/boards/", name="Other")
    label = trello.ids(f"/boards/{trello.board_id}/labels")[0]
    people = [trello.facts["user_id"], trello.facts["second_user_id"]]
    card = trello.card(idMembers=people, idLabels=[label])
    target = trello.lists(other["id"])[1]

    refused = trello.answer("PUT", f"/cards/{card['id']}", idList=target)
    assert refused == (404, f"List {target} does not exist on board {trello.board_id}")
    moved = trello("PUT", f"/cards/{card['id']}", idBoard=other["id"], idList=target)
    assert (moved["idBoard"], moved["idList"], moved["idMembers"]) == (other["id"], target, people[:1])
    assert [(each["name"], each["color"], each["idBoard"]) for each in moved["labels"]] == [("", "green", other["id"])]
    assert trello("GET", f"/labels/{label}")["uses"] == 0
    assert trello("GET", f"/boards/{other['id']}/actions")[0]["type"] == "moveCardToBoard"


def test_archived_cards_are_listed_apart(trello):
    kept, gone = trello.card("1"), trello.card("2")
    trello("PUT", f"/cards/{gone['id']}", closed=True)
    path = f"/boards/{trello.board_id}/cards"

    assert trello.ids(path) == [kept["id"]]
    assert trello.ids(f"{path}/closed") == [gone["id"]]
    assert trello.ids(f"{path}/all") == [kept["id"], gone["id"]]
    assert trello.answer("GET", f"{path}/nonsense")[0] == 400


def test_cards_are_walked_back_by_before(trello):
    ids = [trello.card(str(number))["id"] for number in range(7)]
    seen, before = [], None
    while page := trello.ids(f"/boards/{trello.board_id}/cards", limit=3, **({"before": before} if before else {})):
        seen, before = [*seen, *page], min(page)

    assert sorted(seen) == ids
    assert trello.ids(f"/boards/{trello.board_id}/cards", since=ids[4]) == ids[5:]
    assert trello.answer("GET", f"/boards/{trello.board_id}/cards", limit=1001)[0] == 400


def test_a_deleted_card_is_gone_and_the_board_remembers(trello):
    card = trello.card()
    trello("POST", f"/cards/{card['id']}/actions/comments", text="x")

    assert trello("DELETE", f"/cards/{card['id']}") == {"limits": {}}
    assert trello.answer("GET", f"/cards/{card['id']}") == (404, "The requested resource was not found.")
    assert trello.answer("DELETE", f"/cards/{card['id']}")[0] == 404
    newest = trello("GET", f"/boards/{trello.board_id}/actions")[0]
    assert (newest["type"], newest["data"]["card"]["id"]) == ("deleteCard", card["id"])


def test_a_copy_keeps_what_it_is_told(trello):
    label = trello.ids(f"/boards/{trello.board_id}/labels")[0]
    source = trello.card("Source", desc="Long", due="2026-02-03", idLabels=[label])
    steps = trello("POST", "/checklists", idCard=source["id"], name="Steps")
    trello("POST", f"/checklists/{steps['id']}/checkItems", name="One")

    full = trello.card("Full", idCardSource=source["id"])
    bare = trello("POST", "/cards", idList=source["idList"], idCardSource=source["id"], keepFromSource="labels")
    assert (full["name"], full["desc"], full["due"], full["badges"]["checkItems"]) == ("Full", "Long", source["due"], 1)
    assert (bare["name"], bare["due"], bare["idLabels"], bare["badges"]["checkItems"]) == ("Source", None, [label], 0)


def test_cards_have_a_role_since_2026():
    old, new = Trello("2025-06-26"), Trello("2026-01-30")

    assert "cardRole" not in old.card(cardRole="link")
    assert new.card(cardRole="link")["cardRole"] == "link"
    assert new.answer("POST", "/cards", {"idList": new.lists()[0], "cardRole": "x"})[0] == 400


def test_checklists_count_on_the_card(trello):
    card = trello.card()
    steps = trello("POST", "/checklists", idCard=card["id"], name="Steps")
    path = f"/checklists/{steps['id']}"
    first = trello("POST", f"{path}/checkItems", name="One", due="2026-02-03", idMember=trello.facts["user_id"])
    trello("POST", f"{path}/checkItems", name="Zero", pos="top", checked=True)

    assert [each["name"] for each in trello("GET", path)["checkItems"]] == ["Zero", "One"]
    trello("PUT", f"/cards/{card['id']}/checkItem/{first['id']}", state="complete")
    read = trello("GET", f"/cards/{card['id']}", checklists="all")
    assert (read["badges"]["checkItems"], read["badges"]["checkItemsChecked"]) == (2, 2)
    assert read["checklists"][0]["checkItems"][1]["state"] == "complete"
    kinds = [each["type"] for each in trello("GET", f"/cards/{card['id']}/actions", filter="all")]
    assert kinds[:2] == ["updateCheckItemStateOnCard", "addChecklistToCard"]
    trello("DELETE", path)
    assert trello.answer("GET", path)[0] == 404


def test_a_checklist_needs_a_card_and_an_item_a_name(trello):
    assert trello.answer("POST", "/checklists", name="x") == (400, "invalid value for idCard")
    assert trello.answer("POST", "/checklists", name="x", idCard=NOBODY) == (401, "unauthorized board requested")
    steps = trello("POST", "/checklists", idCard=trello.card()["id"])
    assert trello.answer("POST", f"/checklists/{steps['id']}/checkItems", name="") == (400, "invalid value for name")
    assert trello.answer("GET", f"/cards/{trello.card()['id']}/checkItem/{NOBODY}")[0] == 404


@pytest.mark.parametrize(
    ("kind", "sent", "kept"),
    [
        ("text", {"text": "Words"}, {"text": "Words"}),
        ("number", {"number": "42.5"}, {"number": "42.5"}),
        ("checkbox", {"checked": "true"}, {"checked": "true"}),
        ("date", {"date": "2026-02-03T04:05:06Z"}, {"date": "2026-02-03T04:05:06.000Z"}),
    ],
)
def test_a_custom_field_holds_a_value_of_its_type(trello, kind, sent, kept):
    card, field = trello.card(), trello.field(kind)
    path = f"/cards/{card['id']}/customField/{field['id']}/item"
    trello("PUT", path, {"value": sent})

    items = trello("GET", f"/cards/{card['id']}", customFieldItems=True)["customFieldItems"]
    assert [(each["idCustomField"], each["value"]) for each in items] == [(field["id"], kept)]
    for wrong in ({"number": "many"}, {"checked": "maybe"}, {"date": "soon"}, {"text": 5}, {"other": "x"}, "x"):
        assert trello.answer("PUT", path, {"value": wrong})[1]["message"] == "Invalid custom field item value"
    assert trello("GET", f"/cards/{card['id']}/customFieldItems")[0]["value"] == kept
    trello("PUT", path, {"value": ""})
    assert trello("GET", f"/cards/{card['id']}/customFieldItems") == []


def test_a_custom_list_holds_one_of_its_options(trello):
    options = [{"value": {"text": "Low"}}, {"value": {"text": "High"}, "color": "red"}]
    card, field = trello.card(), trello.field("list", options=options)
    low, high = (each["id"] for each in field["options"])
    path = f"/cards/{card['id']}/customField/{field['id']}/item"
    trello("PUT", path, {"idValue": high})

    assert trello("GET", f"/cards/{card['id']}/customFieldItems")[0]["idValue"] == high
    for wrong in ({"idValue": NOBODY}, {"value": {"text": "High"}}, {"value": {}}):
        assert trello.answer("PUT", path, wrong)[0] == 400
    trello("DELETE", f"/customFields/{field['id']}/options/{high}")
    assert trello("GET", f"/cards/{card['id']}/customFieldItems") == []
    trello("PUT", path, {"idValue": low})
    trello("PUT", path, {"idValue": "", "value": ""})
    assert trello("GET", f"/cards/{card['id']}/customFieldItems") == []


def test_the_shared_board_has_a_custom_field_of_each_type(trello):
    fields = trello("GET", f"/boards/{trello.board_id}/customFields")

    assert [(each["name"], each["type"]) for each in fields] == [
        ("Supplier", "text"),
        ("Cost", "number"),
        ("Delivery", "date"),
        ("Approved", "checkbox"),
        ("Effort", "list"),
    ]
    assert [each["value"]["text"] for each in fields[-1]["options"]] == ["Small", "Medium", "Large"]
    assert all("options" not in each for each in fields[:-1])
    assert trello("GET", f"/boards/{trello.board_id}", customFields=True)["customFields"] == fields


@pytest.mark.parametrize("nothing", [{"value": "", "idValue": ""}, {"value": None, "idValue": None}])
def test_any_custom_field_is_emptied_in_one_way(trello, nothing):
    card = trello.card()
    fields = trello("GET", f"/boards/{trello.board_id}/customFields")
    values = {"text": {"text": "Words"}, "number": {"number": "-0.5"}, "checkbox": {"checked": "true"}}
    values["date"] = {"date": "2026-02-03T04:05:06.000Z"}
    for field in fields:
        value = values.get(field["type"])
        given = {"value": value} if value else {"idValue": field["options"][0]["id"]}
        trello("PUT", f"/cards/{card['id']}/customField/{field['id']}/item", given)

    listed = trello("GET", f"/boards/{trello.board_id}/cards", fields="name", customFieldItems=True)
    assert [each["idCustomField"] for each in listed[0]["customFieldItems"]] == [each["id"] for each in fields]
    assert listed[0]["customFieldItems"] == trello("GET", f"/cards/{card['id']}/customFieldItems")
    for field in fields:
        trello("PUT", f"/cards/{card['id']}/customField/{field['id']}/item", nothing)
    assert trello("GET", f"/cards/{card['id']}/customFieldItems") == []


def test_several_custom_fields_are_set_together_or_not_at_all(trello):
    card, text, number = trello.card(), trello.field("text"), trello.field("number")
    path = f"/cards/{card['id']}/customFields"
    good = {"idCustomField": text["id"], "value": {"text": "Words"}}
    bad = {"idCustomField": number["id"], "value": {"number": "many"}}

    assert trello.answer("PUT", path, {"customFieldItems": [good, bad]})[0] == 400
    assert trello("GET", f"/cards/{card['id']}/customFieldItems") == []
    assert len(trello("PUT", path, {"customFieldItems": [good]})) == 1
    trello("DELETE", f"/customFields/{text['id']}")
    assert trello("GET", f"/cards/{card['id']}/customFieldItems") == []


def test_an_item_changes_in_all_its_parts(trello):
    card, person = trello.card(), trello.facts["second_user_id"]
    one, two = (trello("POST", "/checklists", idCard=card["id"], name=name)["id"] for name in ("1", "2"))
    item = trello("POST", f"/checklists/{one}/checkItems", name="Item")
    path = f"/cards/{card['id']}/checkItem/{item['id']}"
    words = {"name": "New", "due": "2026-02-03", "dueReminder": 60, "idMember": person, "idChecklist": two, "pos": 5}
    trello("PUT", path, words)

    read = trello("GET", f"/checklists/{two}/checkItems")[0]
    assert {name: read[name] for name in words} | {"idChecklist": two} == words | {"due": "2026-02-03T00:00:00.000Z"}
    assert trello("GET", f"/checklists/{one}")["checkItems"] == []
    assert trello.answer("PUT", path, idMember=NOBODY) == (400, "invalid value for idMember")
    assert trello("PUT", path, {"due": None, "idMember": None})["due"] is None


def test_following_is_each_members_own(trello):
    card, path = trello.card(), f"/lists/{trello.lists()[0]}"
    assert trello("PUT", f"/cards/{card['id']}", subscribed=True)["subscribed"] is True
    trello("PUT", f"{path}/subscribed", value=True)

    assert trello("GET", path, fields="subscribed")["subscribed"] is True
    assert trello("GET", f"/cards/{card['id']}", who="second")["subscribed"] is False
    assert trello("PUT", f"/cards/{card['id']}", subscribed=False)["subscribed"] is False
