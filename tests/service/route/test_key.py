"""API keys over the API: nobody gets more than they have, and what ended stays ended."""

from __future__ import annotations

import datetime as dt

import pytest

from tasklab.service.store import account as store


def make(stage, **given):
    return stage.call("POST", "/v1/keys", {"name": "k", "scopes": ["read"]} | given)


def test_a_key_is_made_shown_once_and_works(stage):
    made = make(stage).json

    assert stage.call("GET", "/v1/connections", key=made["key"]).status == 200
    listed = {each["id"]: each for each in stage.call("GET", "/v1/keys").json["items"]}
    assert "key" not in listed[made["id"]]
    assert listed[made["id"]]["scopes"] == ["read"]
    assert made["key"] not in str(listed)


def test_no_key_makes_one_that_may_more(stage):
    manager = make(stage, scopes=["manage"]).json["key"]

    refused = stage.call("POST", "/v1/keys", {"name": "k", "scopes": ["manage", "write"]}, manager)
    allowed = stage.call("POST", "/v1/keys", {"name": "k", "scopes": ["manage"]}, manager)

    assert (refused.status, refused.kind) == (403, "scope")
    assert allowed.status == 201
    assert stage.call("POST", "/v1/keys", {"name": "k", "scopes": ["read"]}, make(stage).json["key"]).kind == "scope"


def test_no_key_is_rotated_into_more_than_one_has(stage):
    manager = make(stage, scopes=["manage"]).json["key"]
    writer = make(stage, scopes=["write"]).json

    refused = stage.call("POST", f"/v1/keys/{writer['id']}/rotate", {}, manager)

    assert refused.kind == "scope"
    assert stage.call("GET", "/v1/platforms", key=writer["key"]).json["detail"].startswith("the API key lacks")


def test_rotation_ends_the_old_key_at_once_or_after_the_overlap(stage):
    old = make(stage).json

    fresh = stage.call("POST", f"/v1/keys/{old['id']}/rotate", {}).json
    assert fresh["scopes"] == old["scopes"]
    assert stage.call("GET", "/v1/connections", key=old["key"]).kind == "api_key"
    assert stage.call("GET", "/v1/connections", key=fresh["key"]).status == 200

    newest = stage.call("POST", f"/v1/keys/{fresh['id']}/rotate", {"overlap_s": 3600}).json
    assert stage.call("GET", "/v1/connections", key=fresh["key"]).status == 200
    assert stage.call("GET", "/v1/connections", key=newest["key"]).status == 200
    (row,) = [each for each in stage.call("GET", "/v1/keys").json["items"] if each["id"] == fresh["id"]]
    left = dt.datetime.fromisoformat(row["expires_at"]) - dt.datetime.now(dt.UTC)
    assert dt.timedelta(minutes=59) < left <= dt.timedelta(hours=1)


def test_a_key_that_ended_is_not_rotated_and_an_end_is_never_put_off(stage):
    old = make(stage, expires_at=(dt.datetime.now(dt.UTC) + dt.timedelta(minutes=5)).isoformat()).json
    fresh = stage.call("POST", f"/v1/keys/{old['id']}/rotate", {"overlap_s": 3600}).json
    assert fresh["expires_at"] == old["expires_at"]
    stage.call("DELETE", f"/v1/keys/{fresh['id']}")

    assert stage.call("POST", f"/v1/keys/{fresh['id']}/rotate", {}).kind == "state"


def test_a_key_is_revoked_by_itself_too(stage):
    made = make(stage, scopes=["manage", "read"]).json

    assert stage.call("DELETE", f"/v1/keys/{made['id']}", key=made["key"]).status == 204

    assert stage.call("GET", "/v1/connections", key=made["key"]).kind == "api_key"
    assert stage.call("DELETE", f"/v1/keys/{made['id']}").status == 204


def test_another_accounts_keys_are_not_there(stage):
    made = make(stage).json
    other = stage.account()[1]

    assert made["id"] not in str(stage.call("GET", "/v1/keys", key=other).json)
    assert stage.call("DELETE", f"/v1/keys/{made['id']}", key=other).kind == "missing"
    assert stage.call("POST", f"/v1/keys/{made['id']}/rotate", {}, other).kind == "missing"
    assert stage.call("GET", "/v1/connections", key=made["key"]).status == 200


def test_keys_are_listed_page_by_page(stage):
    for _ in range(4):
        make(stage)
    ids, cursor = [], ""
    while cursor is not None:
        page = stage.call("GET", f"/v1/keys?limit=2&cursor={cursor}").json
        ids += [each["id"] for each in page["items"]]
        cursor = page["next_cursor"]

    assert ids == sorted(each.id for each in stage.service.database.do(store.list_keys, stage.account_id))


@pytest.mark.parametrize(
    ("given", "pointer"),
    [
        ({"scopes": []}, "/scopes"),
        ({"scopes": ["admin"]}, "/scopes/0"),
        ({"name": ""}, "/name"),
        ({"name": "a\nb"}, "/name"),
        ({"expires_at": "2020-01-01T00:00:00Z"}, "/expires_at"),
        ({"expires_at": "tomorrow"}, "/expires_at"),
    ],
)
def test_what_cannot_be_a_key_is_refused(stage, given, pointer):
    reply = make(stage, **given)

    assert reply.status == 422, reply.body
    assert reply.json["pointer"].replace("[0]", "/0").replace("[...]", "/0") == pointer
