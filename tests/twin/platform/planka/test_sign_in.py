"""Who gets in, how, and for how long."""

from __future__ import annotations

import base64

import msgspec
import pytest
from tests.twin.platform.planka.sample import Planka

from tasklab.twin.site import TwinError

NO_TOKEN = (401, "Access token is missing, invalid or expired")
DEMO = {"emailOrUsername": "demo", "password": "demo"}


def claims(token):
    middle = token.split(".")[1]
    return msgspec.json.decode(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4)))


def test_a_token_says_whose_it_is_and_ends_after_a_year(every):
    token = every("POST", "/access-tokens", DEMO, who=None)["item"]
    found = claims(token)

    assert found["sub"] == every.facts["user_id"]
    assert found["exp"] - found["iat"] == 365 * 24 * 3600
    assert every("GET", "/users/me")["item"]["id"] == found["sub"]
    every.twin.clock.advance(365 * 24 * 3600)
    assert every.refused("GET", "/users/me") == NO_TOKEN


def test_email_and_username_work_whatever_their_case(every):
    for name in ("DEMO", "Demo@Demo.demo"):
        assert every("POST", "/access-tokens", {**DEMO, "emailOrUsername": name}, who=None)["item"]


@pytest.mark.parametrize("name", ["demo", "nobody", "nobody@demo.demo"])
def test_wrong_credentials_do_not_tell_what_is_wrong(every, name):
    body = {"emailOrUsername": name, "password": "no"}

    assert every.answer("POST", "/access-tokens", body, who=None) == (
        401,
        {"code": "E_UNAUTHORIZED", "message": "Invalid credentials"},
    )


def test_signing_out_ends_one_session_and_no_other(every):
    first, second = (every("POST", "/access-tokens", DEMO, who=None)["item"] for _ in range(2))

    def bearer(token):
        return (("authorization", f"Bearer {token}"),)

    assert every("DELETE", "/access-tokens/me", who=None, headers=bearer(first)) == {"item": first}
    assert every.refused("GET", "/projects", who=None, headers=bearer(first)) == NO_TOKEN
    assert every("GET", "/projects", who=None, headers=bearer(second))["items"]


def test_a_cookie_is_needed_where_it_was_asked_for(every):
    response = every.send("POST", "/access-tokens", {**DEMO, "withHttpOnlyToken": True}, who=None)
    token = msgspec.json.decode(response.body)["item"]
    cookie = response.headers["set-cookie"].partition(";")[0]
    bearer = ("authorization", f"Bearer {token}")

    assert every.refused("GET", "/projects", who=None, headers=(bearer,)) == NO_TOKEN
    assert every("GET", "/projects", who=None, headers=(bearer, ("cookie", f"a=b; {cookie}")))["items"]
    every("DELETE", "/access-tokens/me", who=None, headers=(bearer, ("cookie", cookie)))
    assert "set-cookie" not in every.send("GET", "/projects").headers


@pytest.mark.parametrize("value", ["Bearer no", "bearer {}", "Basic {}", "Bearer", ""])
def test_other_authorization_is_none(every, value):
    header = ("authorization", value.format(every.token("main")))

    assert every.refused("GET", "/projects", who=None, headers=(header,)) == NO_TOKEN


def test_a_new_password_ends_all_sessions(every):
    old = every.token("second")
    own = {"password": "a-new-secret-5", "currentPassword": every.credentials("second")["password"]}
    id_ = every.facts["second_user_id"]
    assert every.refused("PATCH", f"/users/{id_}/password", {**own, "currentPassword": "no"}, who="second")[0] == 403
    included = every("PATCH", f"/users/{id_}/password", own, who="second")["included"]
    new = included["accessToken"] if every.is_second else included["accessTokens"][0]

    assert new != old
    assert every.refused("GET", "/projects", who="second") == NO_TOKEN
    assert every("GET", "/users/me", who=None, headers=(("authorization", f"Bearer {new}"),))["item"]["id"] == id_


def test_an_api_key_opens_and_is_shown_once(planka):
    key = planka("POST", f"/users/{planka.facts['guest_user_id']}/api-key")
    header = (("x-api-key", key["included"]["apiKey"]),)

    assert key["included"]["apiKey"].startswith(f"{key['item']['apiKeyPrefix']}_")
    assert planka("GET", "/users/me", who=None, headers=header)["item"]["username"] == "gus"
    planka("PATCH", f"/users/{planka.facts['guest_user_id']}", {"apiKey": None})
    assert planka.refused("GET", "/users/me", who=None, headers=header) == NO_TOKEN


def test_the_accounts_work_and_the_bad_one_does_not(every):
    for who in ("main", "second", "guest"):
        assert every("GET", "/users/me", who=who)
    bad = every.credentials("bad")
    assert bad.keys() == every.twin.account().keys()
    assert every.refused("POST", "/access-tokens", {**bad}, who=None)[0] == 401
    if every.is_second:
        assert every.refused("GET", "/users/me", who=None, headers=(("x-api-key", bad["apiKey"]),)) == NO_TOKEN
        main = every.twin.account()["apiKey"]
        assert every("GET", "/users/me", who=None, headers=(("x-api-key", main),))["item"]["username"] == "demo"


def test_1_26_knows_no_api_keys(first):
    assert "apiKey" not in first.twin.account()
    user = first.twin.site.database.users.first("username", "demo")
    assert first.refused("GET", "/users/me", who=None, headers=(("x-api-key", user["apiKey"]),)) == NO_TOKEN


def test_terms_are_accepted_with_their_signature_and_in_time():
    planka = Planka(options={"terms": "pending"})
    status, refused = planka.answer("POST", "/access-tokens", DEMO, who=None)
    terms = planka("GET", "/terms?language=fr-FR", who=None)["item"]
    accept = {"pendingToken": refused["pendingToken"], "signature": terms["signature"]}

    assert (status, refused["message"], refused["step"]) == (403, "Terms acceptance required", "accept-terms")
    assert terms["language"] == "en-US"
    wrong = {**accept, "signature": "0" * 64}
    assert planka.refused("POST", "/access-tokens/accept-terms", wrong, who=None) == (403, "Invalid signature")
    pending = (("authorization", f"Bearer {refused['pendingToken']}"),)
    assert planka.refused("GET", "/projects", who=None, headers=pending) == NO_TOKEN
    planka.twin.clock.advance(601)
    assert planka.refused("POST", "/access-tokens/accept-terms", accept, who=None) == (401, "Invalid pending token")
    again = planka.answer("POST", "/access-tokens", DEMO, who=None)[1]["pendingToken"]
    token = planka("POST", "/access-tokens/accept-terms", {**accept, "pendingToken": again}, who=None)["item"]
    assert planka("GET", "/projects", who=None, headers=(("authorization", f"Bearer {token}"),))["items"]
    assert planka.token("main")


def test_an_administrator_comes_first_to_a_new_installation():
    planka = Planka(options={"terms": "pending"})
    guest = {"emailOrUsername": "gus", "password": "gus-in-the-hills"}

    assert planka.refused("POST", "/access-tokens", guest, who=None) == (
        403,
        "Admin login required to initialize instance",
    )


def test_terms_are_pending_or_accepted():
    with pytest.raises(TwinError, match="accepted or pending"):
        Planka(options={"terms": "maybe"})


def test_a_played_expiry_looks_like_a_wrong_token(every):
    refused = every.twin.site.refuse(401)

    assert (refused.status, msgspec.json.decode(refused.body)["message"]) == NO_TOKEN
    assert every.twin.site.refuse(429, 7).headers["retry-after"] == "7"
