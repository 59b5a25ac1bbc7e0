"""Who may come in: tokens, how they are got, what they are good for, and how much may be asked."""

from __future__ import annotations

import base64
import hashlib

import pytest
from tests.twin.platform.microsoft_todo.caller import Graph

from tasklab.twin.fault import Fault
from tasklab.twin.site import TwinError

SENT_BACK = "https://app.example/signed-in"


def test_a_token_says_who_calls(each):
    said = each.get("")

    assert (said.status, said["id"], said["userPrincipalName"]) == (200, each.facts["user_id"], "ada@acme.example")
    assert each.get("", user="second")["id"] == each.facts["second_user_id"]


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ({"user": None}, "Access token is empty."),
        ({"user": "bad"}, "Invalid JWT access token."),
        ({"token": "nothing"}, "IDX14100: JWT is not well formed, there are no dots (.)."),
    ],
)
def test_a_credential_that_is_no_good_is_401(graph, words, text):
    said = graph.get("", **words)

    assert (said.status, said.code[0], said["error"]["message"]) == (401, "InvalidAuthenticationToken", text)
    assert said.headers["www-authenticate"].startswith("Bearer ")


def test_a_refusal_says_which_request_it_was(graph):
    said = graph.get("/nothing", client_request_id="mine")

    inner = said["error"]["innerError"]
    assert inner["client-request-id"] == said.headers["client-request-id"] == "mine"
    assert inner["request-id"] == said.headers["request-id"]
    assert inner["date"] == "2023-11-14T22:13:20"


def test_an_access_token_expires_and_a_refresh_token_gets_a_new_one(graph):
    graph.twin.clock.advance(3598)
    assert graph.get("").status == 200
    graph.twin.clock.advance(1)
    said = graph.get("")
    assert (said.status, said["error"]["message"]) == (401, "Access token has expired or is not yet valid.")

    got = graph.ask_token(grant_type="refresh_token", refresh_token=graph.people["main"]["refresh_token"])
    assert (got.status, got["token_type"], got["expires_in"]) == (200, "Bearer", 3599)
    assert got["scope"] == "MailboxSettings.ReadWrite Tasks.ReadWrite User.Read User.ReadBasic.All"
    assert graph.get("", token=got["access_token"]).status == 200


def test_a_refresh_token_stays_good_when_a_new_one_was_given(graph):
    old = graph.people["main"]["refresh_token"]
    new = graph.ask_token(grant_type="refresh_token", refresh_token=old)["refresh_token"]

    assert new != old
    assert [graph.ask_token(grant_type="refresh_token", refresh_token=each).status for each in (old, new)] == [200, 200]
    graph.twin.clock.advance(90 * 24 * 3600)
    said = graph.ask_token(grant_type="refresh_token", refresh_token=old)
    assert (said.status, said["error"], said["error_codes"]) == (400, "invalid_grant", [700082])


@pytest.mark.parametrize(
    ("form", "status", "error", "number"),
    [
        ({"grant_type": "refresh_token", "refresh_token": "nothing"}, 400, "invalid_grant", 9002313),
        ({"grant_type": "refresh_token"}, 400, "invalid_request", 900144),
        ({}, 400, "invalid_request", 900144),
        ({"grant_type": "password"}, 400, "unsupported_grant_type", 70003),
        ({"grant_type": "refresh_token", "client_id": "nobody"}, 400, "unauthorized_client", 700016),
        ({"grant_type": "refresh_token", "client_secret": "wrong"}, 401, "invalid_client", 7000215),
        ({"grant_type": "refresh_token", "client_secret": None}, 401, "invalid_client", 7000218),
        ({"grant_type": "refresh_token", "tenant": "elsewhere"}, 400, "invalid_request", 90002),
        ({"grant_type": "client_credentials", "scope": "Tasks.Read"}, 400, "invalid_scope", 70011),
    ],
)
def test_the_token_endpoint_words_its_refusals(graph, form, status, error, number):
    said = graph.ask_token(**form)

    assert (said.status, said["error"], said["error_codes"]) == (status, error, [number])
    assert said["error_description"].startswith(f"AADSTS{number}: ")
    assert {"timestamp", "trace_id", "correlation_id"} <= said.body.keys()


def test_a_code_is_redeemed_once(graph):
    back = graph.sign_in(state="s 1")
    assert back["state"] == "s 1"

    form = {"grant_type": "authorization_code", "code": back["code"], "redirect_uri": SENT_BACK}
    got = graph.ask_token(**form)
    assert (got.status, got["scope"]) == (200, "Tasks.ReadWrite")
    assert graph.get("/todo/lists", token=got["access_token"]).status == 200
    assert graph.get("", token=got["access_token"]).status == 403
    assert graph.ask_token(**form)["error_codes"] == [54005]


def test_a_code_goes_with_its_address_and_ends_soon(graph):
    form = {"grant_type": "authorization_code", "code": graph.sign_in()["code"]}
    assert graph.ask_token(**form, redirect_uri="https://other.example")["error_codes"] == [70000]
    graph.twin.clock.advance(600)
    assert graph.ask_token(**form, redirect_uri=SENT_BACK)["error_codes"] == [70008]
    assert graph.ask_token(grant_type="authorization_code", code="nothing")["error_codes"] == [9002313]


def test_a_code_may_need_proof(graph):
    verifier = "v" * 43
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    back = graph.sign_in(code_challenge=challenge, code_challenge_method="S256")
    form = {"grant_type": "authorization_code", "code": back["code"], "redirect_uri": SENT_BACK}

    assert graph.ask_token(**form, code_verifier="other")["error_codes"] == [501481]
    assert graph.ask_token(**form, code_verifier=verifier).status == 200


def test_without_offline_access_there_is_no_refresh_token(graph):
    back = graph.sign_in(scope="https://graph.microsoft.com/Tasks.Read openid", login_hint="lin@acme.example")
    got = graph.ask_token(grant_type="authorization_code", code=back["code"], redirect_uri=SENT_BACK)

    assert "refresh_token" not in got.body
    shown = graph.get("/todo/lists", token=got["access_token"])
    assert [each["isOwner"] for each in shown["value"] if each["displayName"] == "Home"] == [False]


def test_a_refresh_may_ask_for_less_and_not_for_more(graph):
    form = {"grant_type": "refresh_token", "refresh_token": graph.people["guest"]["refresh_token"]}

    assert graph.ask_token(**form, scope="Tasks.Read")["scope"] == "Tasks.Read"
    assert graph.ask_token(**form, scope="Tasks.ReadWrite")["error"] == "invalid_grant"
    assert graph.ask_token(**form, scope="Everything")["error"] == "invalid_scope"


def test_signing_in_tells_what_is_wrong(graph):
    assert graph.sign_in(client_id="nobody").status == 400
    assert graph.sign_in(redirect_uri="https://other.example").status == 400
    assert graph.sign_in(response_type="token").status == 400
    assert graph.sign_in(scope="Everything")["error"] == "invalid_scope"
    assert "code" in graph.sign_in(redirect_uri="http://localhost:8080/back?from=here")


def test_an_application_acts_for_itself_in_named_mailboxes(graph):
    got = graph.ask_token(grant_type="client_credentials", scope="https://graph.microsoft.com/.default")
    token = got["access_token"]

    assert "refresh_token" not in got.body
    said = graph.get("/todo/lists", token=token)
    assert (said.status, said["error"]["message"][:3]) == (400, "/me")
    for name in (graph.facts["second_user_id"], "lin@acme.example"):
        assert graph.get(f"//users/{name}/todo/lists", token=token).status == 200
    assert graph.get("//users/nobody/todo/lists", token=token).code[0] == "Request_ResourceNotFound"


def test_reading_is_not_writing(graph):
    assert graph.get(f"{graph.home}/tasks", user="guest").status == 200
    said = graph.post(f"{graph.home}/tasks", {"title": "Mine"}, user="guest")
    assert (said.status, said.code) == (403, ("accessDenied", "ErrorAccessDenied"))


def test_a_mailbox_of_somebody_else_is_shut(graph):
    said = graph.get(f"//users/{graph.facts['second_user_id']}/todo/lists")
    assert (said.status, said.code[0]) == (403, "accessDenied")
    assert graph.get(f"//users/{graph.facts['user_name']}/todo/lists").status == 200


def test_what_is_not_there_is_not_allowed_or_of_no_version(graph):
    assert graph.get("/nothing").code[0] == "BadRequest"
    assert graph.send("PUT", graph.home, {}).status == 405
    said = graph.get("///v2.0/me")
    assert (said.status, said.code[0]) == (400, "BadRequest")


def test_names_in_paths_have_no_case_and_may_have_their_namespace(graph):
    path = graph.make("Sweep")
    assert graph.get(path.replace("/todo/lists/", "/ToDo/Lists/") + "/CheckListItems/").status == 200
    assert graph.get(path + "/microsoft.graph.nothing").status == 400


def test_people_are_listed_and_asked_for(graph):
    said = graph.get("//users?$top=3&$select=displayName")
    assert [each.keys() for each in said["value"]] == [{"displayName", "id"}] * 3
    found = graph.get("//users?$filter=startswith(displayName,'Zoe')")["value"]
    assert [each["mail"] for each in found] == ["zoe@acme.example"]
    assert graph.get(f"//users/{found[0]['id']}")["givenName"] == "Zoe"
    assert graph.get("//users/nobody").status == 404


def test_too_many_requests_wait(graph):
    few = Graph(requests_per_10_minutes="2")
    assert [few.get("").status for _ in range(3)] == [200, 200, 429]
    said = few.get("")
    assert (said.code, said.headers["retry-after"]) == (("activityLimitReached", "ApplicationThrottled"), "600")
    assert few.get("", user="second").status == 200
    few.twin.clock.advance(600)
    assert few.get("").status == 200
    assert Graph(requests_per_10_minutes="0").get("").status == 200
    with pytest.raises(TwinError):
        Graph(requests_per_10_minutes="many")


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [
        ("expired", 401, "InvalidAuthenticationToken"),
        ("rate_limited", 429, "activityLimitReached"),
        ("error", 500, "generalException"),
        ("unavailable", 503, "serviceNotAvailable"),
    ],
)
def test_faults_are_worded_as_graph_words_them(graph, kind, status, code):
    graph.twin.misbehave(Fault(kind=kind, count=1, retry_after_s=7))

    said = graph.get("")
    assert (said.status, said.code[0]) == (status, code)
    assert said.headers.get("retry-after") == ("7" if kind in {"rate_limited", "unavailable"} else None)
    assert graph.get("").status == 200


def test_both_versions_are_served_by_their_path():
    for version in ("v1.0", "beta"):
        site = Graph(version)
        assert f"/{version}/$metadata#users" in site.get("/todo/lists")["@odata.context"]
        other = {"v1.0": "beta", "beta": "v1.0"}[version]
        assert site.get(f"///{other}/me").status == 200
