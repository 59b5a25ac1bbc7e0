"""Who comes in, how it is refused, and what each may do."""

from __future__ import annotations

import pytest
from tests.twin.platform.trello.caller import Trello, oauth

from tasklab.twin.fault import Fault
from tasklab.twin.site import TwinError

KEY, TOKEN = "0123456789abcdef" * 2, "ATTA" + "1" * 72
NOBODY = "0" * 24


def pairs(**words):
    return list(words.items())


@pytest.mark.parametrize(
    ("verb", "sent", "text"),
    [
        ("GET", {}, "unauthorized permission requested"),
        ("PUT", {}, '{"message":"missing scopes"}'),
        ("GET", {"key": KEY}, '{"message":"missing scopes"}'),
        ("GET", {"token": TOKEN}, "invalid key"),
        ("GET", {"key": "f" * 32, "token": TOKEN}, "invalid key"),
        ("GET", {"key": KEY, "token": "short"}, "invalid app token"),
        ("GET", {"key": KEY, "token": "ATTA" + "9" * 72}, "invalid token"),
    ],
)
def test_wrong_credentials_are_401_and_worded(trello, verb, sent, text):
    answer = trello.send(verb, f"/boards/{trello.board_id}", query=pairs(**sent))

    assert (answer.status, answer.body.decode()) == (401, text)


def test_credentials_come_in_query_header_or_body(trello):
    path = f"/boards/{trello.board_id}"
    in_body = (("content-type", "application/json"),)

    assert trello.send("GET", path, query=pairs(key=KEY, token=TOKEN)).status == 200
    assert trello.send("GET", path, headers=[oauth({"key": KEY, "token": TOKEN})]).status == 200
    body = b'{"key": "%s", "token": "%s", "desc": "x"}' % (KEY.encode(), TOKEN.encode())
    assert trello.send("PUT", path, headers=in_body, body=body).status == 200


def test_the_header_goes_before_the_query(trello):
    answer = trello.send(
        "GET", "/members/me", query=pairs(key="f" * 32, token="x"), headers=[oauth(trello.people["main"])]
    )

    assert answer.status == 200


def test_a_revoked_token_is_refused(trello):
    trello("DELETE", f"/tokens/{TOKEN}")

    assert trello.answer("GET", "/members/me") == (401, "invalid token")


def test_what_is_not_there_is_404_and_what_is_no_id_is_400(trello):
    for path in (f"/boards/{NOBODY}", f"/cards/{NOBODY}", f"/checklists/{NOBODY}"):
        assert trello.answer("GET", path) == (404, "The requested resource was not found.")
    for path in (f"/lists/{NOBODY}", f"/labels/{NOBODY}", f"/actions/{NOBODY}", f"/members/{NOBODY}"):
        assert trello.answer("GET", path) == (404, "model not found")
    for path in ("/boards/no-id", "/cards/no-id", "/lists/no-id", "/labels/no-id", "/actions/no-id"):
        assert trello.answer("GET", path) == (400, "invalid id")
    assert trello.answer("GET", "/boards/") == (404, "Cannot GET /1/boards/")
    assert trello.answer("DELETE", f"/lists/{trello.lists()[0]}")[0] == 404


def test_a_strangers_board_is_closed_to_all(trello):
    foreign = trello.facts["foreign_project_id"]
    for who in ("main", "second", "guest"):
        assert trello.answer("GET", f"/boards/{foreign}", who=who) == (401, "unauthorized permission requested")
    assert foreign not in trello.ids("/members/me/boards")
    words = {"name": "List", "idBoard": foreign}
    assert trello.answer("POST", "/lists", **words) == (401, "unauthorized permission requested")


def test_an_observer_reads_and_does_not_write(trello):
    card = trello.card()
    path = f"/cards/{card['id']}"

    assert trello("GET", path, who="guest")["name"] == "Card"
    refused = (401, "unauthorized card permission requested")
    assert trello.answer("PUT", path, who="guest", name="Mine") == refused
    assert trello.answer("DELETE", path, who="guest") == refused
    assert trello.answer("POST", f"{path}/actions/comments", who="guest", text="Hi") == refused
    assert trello.answer("POST", "/cards", who="guest", idList=card["idList"], name="Mine") == refused
    assert trello.answer("PUT", f"/lists/{card['idList']}", who="guest", name="Mine")[0] == 401
    assert trello("GET", path)["name"] == "Card"


def test_a_member_writes_and_does_not_administer(trello):
    card = trello("PUT", f"/cards/{trello.card()['id']}", who="second", name="Ours")
    board = f"/boards/{trello.board_id}"

    assert card["name"] == "Ours"
    assert trello("PUT", board, who="second", desc="Ours")["desc"] == "Ours"
    assert trello.answer("PUT", board, who="second", closed=True)[0] == 401
    assert trello.answer("DELETE", board, who="second")[0] == 401
    assert (
        trello.answer("PUT", f"{board}/members/{trello.facts['guest_user_id']}", who="second", type="admin")[0] == 401
    )


def test_anybody_reads_a_public_board_and_nobody_unknown_writes(trello):
    board = f"/boards/{trello.board_id}"
    trello("PUT", board, **{"prefs/permissionLevel": "public"})

    assert trello("GET", board, who=None)["prefs"]["permissionLevel"] == "public"
    assert trello.answer("PUT", board, who=None, name="Mine")[0] == 401


def test_rates_are_told_and_kept():
    trello = Trello(rates="on")
    for left in range(99, -1, -1):
        headers = trello.send("GET", "/members/me/boards", headers=[oauth(trello.people["main"])]).headers
        assert headers["x-rate-limit-api-token-remaining"] == str(left)
    assert headers["x-rate-limit-api-key-max"] == "300"
    assert headers["x-rate-limit-api-token-interval-ms"] == "10000"

    refused = {"message": "Rate limit exceeded", "error": "API_TOKEN_LIMIT_EXCEEDED"}
    assert trello.answer("GET", "/members/me/boards") == (429, refused)
    assert trello.answer("GET", "/members/me/boards", who="second")[0] == 200
    trello.twin.clock.advance(10)
    assert trello.answer("GET", "/members/me/boards")[0] == 200


def test_a_key_has_a_limit_for_all_its_tokens():
    trello = Trello(rates="on")
    for who in ("main", "second", "guest"):
        for _ in range(100):
            assert trello.answer("GET", f"/boards/{trello.board_id}", who=who)[0] == 200

    assert trello.answer("GET", f"/boards/{trello.board_id}")[1]["error"] == "API_KEY_LIMIT_EXCEEDED"


def test_members_have_a_limit_of_their_own():
    trello = Trello(rates="on")
    for number in range(100):
        assert trello.answer("GET", "/members/me")[0] == 200
        if number % 50 == 49:
            trello.twin.clock.advance(10)

    assert trello.answer("GET", "/members/me")[1]["error"] == "RATE_LIMIT_EXCEEDED"
    assert trello.answer("GET", "/members/me/boards")[0] == 200


def test_an_option_has_to_have_a_known_value():
    with pytest.raises(TwinError, match="it is on or off"):
        Trello(rates="sometimes")


def test_the_network_before_it_refuses_a_body_with_get_and_long_addresses(trello):
    assert trello.answer("GET", f"/boards/{trello.board_id}", {"fields": "name"})[0] == 403
    assert trello.answer("POST", "/boards/", name="A" * 9000)[0] == 414
    assert trello.answer("POST", "/boards/", name="Ä" * 2000)[0] == 414
    assert trello.answer("POST", "/boards/", {"name": "A" * 9000})[0] == 200


def test_a_body_that_cannot_be_read_is_400(trello):
    headers = [oauth(trello.people["main"]), ("content-type", "application/json")]
    for body in (b"{", b"[]", b'"text"'):
        assert trello.send("POST", "/cards", headers=headers, body=body).status == 400


def test_faults_are_worded_as_the_vendor_does(trello):
    trello.twin.misbehave(Fault(kind="expired", count=1))
    trello.twin.misbehave(Fault(kind="rate_limited", count=1, retry_after_s=7))
    trello.twin.misbehave(Fault(kind="unavailable", count=1))

    assert trello.answer("GET", "/members/me") == (401, "invalid token")
    assert trello.answer("GET", "/members/me")[1]["error"] == "API_TOKEN_LIMIT_EXCEEDED"
    assert trello.answer("GET", "/members/me")[0] == 503
