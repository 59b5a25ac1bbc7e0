"""Who may come in, with what, and how much may be asked."""

from __future__ import annotations

import pytest
from tests.twin.platform.google_tasks.caller import LISTS, Said, Tasks

from tasklab.adapter.message import Request
from tasklab.twin.fault import Fault
from tasklab.twin.site import TwinError


@pytest.mark.parametrize(
    ("user", "reason", "challenge"),
    [
        (None, "required", 'Bearer realm="https://accounts.google.com/"'),
        ("bad", "authError", 'Bearer realm="https://accounts.google.com/", error="invalid_token"'),
    ],
)
def test_a_credential_that_is_no_good_is_401(each, user, reason, challenge):
    said = each.get(LISTS, user=user)

    assert said.reason == (401, reason)
    assert said["error"]["status"] == "UNAUTHENTICATED"
    assert said.headers["www-authenticate"] == challenge


def test_a_token_may_stand_in_the_query(tasks):
    token = tasks.people["main"]["access_token"]

    assert tasks.get(LISTS, user=None, query=(("access_token", token),)).status == 200


def test_an_access_token_expires_and_a_refresh_token_gets_a_new_one(tasks):
    tasks.twin.clock.advance(3598)
    assert tasks.get(LISTS).status == 200
    tasks.twin.clock.advance(1)
    assert tasks.get(LISTS).reason == (401, "authError")

    got = tasks.ask_token(grant_type="refresh_token", refresh_token=tasks.people["main"]["refresh_token"])

    assert got.status == 200
    assert {name: got[name] for name in ("expires_in", "scope", "token_type")} == {
        "expires_in": 3599,
        "scope": "https://www.googleapis.com/auth/tasks",
        "token_type": "Bearer",
    }
    assert "refresh_token" not in got.body
    assert tasks.get(LISTS, token=got["access_token"]).status == 200


@pytest.mark.parametrize(
    ("form", "status", "error"),
    [
        ({}, 400, "invalid_request"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"grant_type": "refresh_token"}, 400, "invalid_request"),
        ({"grant_type": "refresh_token", "refresh_token": "1//x"}, 400, "invalid_grant"),
        ({"grant_type": "refresh_token", "client_id": "x"}, 401, "invalid_client"),
        ({"grant_type": "refresh_token", "client_id": None}, 400, "invalid_request"),
        ({"grant_type": "refresh_token", "client_secret": "x"}, 401, "invalid_client"),
        ({"grant_type": "refresh_token", "client_secret": None}, 400, "invalid_request"),
    ],
)
def test_the_token_endpoint_says_what_is_wrong(tasks, form, status, error):
    said = tasks.ask_token(**form)

    assert (said.status, said["error"]) == (status, error)
    assert said["error_description"]


def test_a_form_that_cannot_be_read_is_refused(tasks):
    said = Said(tasks.twin.handle(Request(verb="POST", path="/token", body=b"grant_type=\xff")))

    assert (said.status, said["error"]) == (400, "invalid_request")


def test_a_refresh_token_gives_no_wider_scope(tasks):
    refresh = tasks.people["guest"]["refresh_token"]
    wide = "https://www.googleapis.com/auth/tasks"

    said = tasks.ask_token(grant_type="refresh_token", refresh_token=refresh, scope=wide)
    assert (said.status, said["error"]) == (400, "invalid_scope")
    assert tasks.ask_token(grant_type="refresh_token", refresh_token=refresh)["scope"] == f"{wide}.readonly"


def test_a_login_that_may_only_read_changes_nothing(each):
    task = each.make("Sweep")

    assert each.get(f"{each.home}/{task}", user="guest")["title"] == "Sweep"
    for said in (
        each.patch(f"{each.home}/{task}", {"title": "x"}, user="guest"),
        each.delete(f"{each.home}/{task}", user="guest"),
        each.post(LISTS, {"title": "x"}, user="guest"),
    ):
        assert said.reason == (403, "insufficientPermissions")
        assert said["error"]["status"] == "PERMISSION_DENIED"
        assert said["error"]["details"][0]["reason"] == "ACCESS_TOKEN_SCOPE_INSUFFICIENT"
        assert 'error="insufficient_scope"' in said.headers["www-authenticate"]
    assert each.show(task)["title"] == "Sweep"


def test_lists_of_others_are_not_there(each):
    foreign = each.facts["foreign_project_id"]
    task = each.post(f"/lists/{foreign}/tasks", {"title": "Hidden"}, user="second")["id"]

    assert foreign not in [row["id"] for row in each.get(LISTS)["items"]]
    assert each.get(f"{LISTS}/{foreign}").text == (404, "Task list not found.")
    assert each.get(f"/lists/{foreign}/tasks").reason == (404, "notFound")
    assert each.get(f"{each.home}/{task}").text == (404, "Task not found.")
    assert each.post(f"/lists/{foreign}/tasks", {"title": "x"}).text == (400, "Invalid task list ID")


def test_requests_of_a_day_are_counted_for_all(tasks):
    tasks = Tasks(queries_per_day="2")
    assert [tasks.get(LISTS, user=user).status for user in ("main", "second", "main")] == [200, 200, 403]
    said = tasks.get(LISTS)

    assert said.reason == (403, "dailyLimitExceeded")
    assert said["error"]["errors"][0]["domain"] == "usageLimits"
    tasks.twin.clock.advance(86_400)
    got = tasks.ask_token(grant_type="refresh_token", refresh_token=tasks.people["main"]["refresh_token"])
    assert tasks.get(LISTS, token=got["access_token"]).status == 200


def test_requests_of_a_minute_are_counted_for_each_account():
    tasks = Tasks(queries_per_minute="1")

    assert [tasks.get(LISTS, user=user).status for user in ("main", "second")] == [200, 200]
    assert tasks.get(LISTS).reason == (403, "rateLimitExceeded")
    tasks.twin.clock.advance(60)
    assert tasks.get(LISTS).status == 200


def test_an_option_is_a_number():
    with pytest.raises(TwinError, match="queries_per_day='many': it is a number"):
        Tasks(queries_per_day="many")


@pytest.mark.parametrize(
    ("kind", "status", "reason", "word"),
    [
        ("rate_limited", 429, "rateLimitExceeded", "RESOURCE_EXHAUSTED"),
        ("error", 500, "backendError", "INTERNAL"),
        ("unavailable", 503, "backendError", "UNAVAILABLE"),
        ("expired", 401, "authError", "UNAUTHENTICATED"),
    ],
)
def test_faults_are_worded_as_google_does(tasks, kind, status, reason, word):
    tasks.twin.misbehave(Fault(kind=kind, count=1, retry_after_s=7))
    said = tasks.get(LISTS)

    assert said.reason == (status, reason)
    assert said["error"]["status"] == word
    assert said.headers.get("retry-after") == ("7" if kind in {"rate_limited", "unavailable"} else None)


def test_a_brownout_is_410(tasks):
    tasks.twin.misbehave(Fault(kind="brownout", for_s=60))

    assert tasks.get(LISTS).reason == (410, "deleted")


def test_an_older_site_knows_no_assigned_tasks(tasks):
    tasks.twin.misbehave(Fault(kind="older", version="2024-05-19", count=1))

    assert tasks.get("/lists/@default/tasks?showAssigned=true").status == 400
    assert tasks.titles("?showAssigned=true", "/lists/@default/tasks") == ["Read the minutes"]


@pytest.mark.parametrize(("verb", "path"), [("GET", "/nothing"), ("POST", f"{LISTS}/@default"), ("GET", "")])
def test_what_nobody_serves_is_a_page_of_html(tasks, verb, path):
    said = tasks.send(verb, path)

    assert said.status == 404
    assert said.headers["content-type"].startswith("text/html")


def test_the_token_endpoint_takes_posts_alone(tasks):
    assert Said(tasks.twin.handle(Request(verb="GET", path="/token"))).status == 404
