"""Messages as the vendors send them, against the twins of their platforms: what they name is what the lists name."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time

import msgspec
import pytest
import sqlalchemy as sa

from tasklab.service.store.table import watch

ADDRESS = "https://api.example.org"
THEIRS = "given by the platform"


def github(task, project):
    body = {"action": "edited", "issue": {"number": task["raw"]["number"]}, "repository": {"full_name": project}}
    return body, {"x_github_event": "issues", "x_github_delivery": "d1"}, "x_hub_signature_256", "sha256="


def jira_cloud(task, _project):
    body = {"webhookEvent": "jira:issue_updated", "issue": {"id": task["raw"]["id"], "key": task["raw"]["key"]}}
    return body, {"x_atlassian_webhook_identifier": "d1"}, "x_hub_signature", "sha256="


def linear(task, _project):
    body = {
        "action": "update", "type": "Issue", "data": {"id": task["raw"]["id"]}, "webhookTimestamp": time.time() * 1000,
    }  # fmt: skip
    return body, {"linear_delivery": "d1"}, "linear_signature", ""


def asana(task, _project):
    event = {"action": "changed", "resource": {"gid": task["raw"]["gid"], "resource_type": "task"}}
    return {"events": [event]}, {}, "x_hook_signature", ""


def trello(task, _project):
    card = {"id": task["raw"]["id"]}
    return {"action": {"id": "a1", "type": "updateCard", "data": {"card": card}}}, {}, "x_trello_webhook", ""


def signature_of(platform, secret, body, address):
    if platform == "trello":
        return base64.b64encode(hmac.digest(secret.encode(), body + address.encode(), hashlib.sha1)).decode()
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


@pytest.mark.parametrize("say", [github, jira_cloud, linear, asana, trello], ids=lambda each: each.__name__)
def test_what_a_message_names_is_found_under_that_name(make_config, start, say):
    platform = say.__name__.replace("_", "-")
    with start(make_config(public_address=ADDRESS)) as stage:
        made = stage.call("POST", "/v1/connections", {"platform": platform, "sandbox": True})
        assert made.status == 201, made.body
        on = f"/v1/connections/{made.json['id']}"
        project = stage.call("GET", f"{on}/projects").json["items"][0]["id"]
        task = stage.call("POST", f"{on}/tasks", {"title": "A", "project_id": project}).json
        task = stage.call("GET", f"{on}/tasks/{task['id'].replace('/', '%2F').replace('#', '%23')}?raw=true").json
        assert stage.call("PUT", f"{on}/watch", {}).status == 200
        stage.runner.run(stage.service.poller.poll(made.json["id"]))
        body, headers, header, prefix = say(task, project)
        hook = stage.call("PUT", f"{on}/hook", {"secret": THEIRS} if platform in {"linear", "trello"} else {}).json
        path, secret = hook["address"].removeprefix(ADDRESS), hook.get("secret", THEIRS)
        if platform == "asana":
            assert stage.call("POST", path, b"{}", key="", x_hook_secret=THEIRS).status == 200

        path_of_task = f"{on}/tasks/{task['id'].replace('/', '%2F').replace('#', '%23')}"
        assert stage.call("PATCH", path_of_task, {"title": "B"}).status == 200
        data = msgspec.json.encode(body)
        signed = {header: prefix + signature_of(platform, secret, data, hook["address"])}
        assert stage.call("POST", path, data, key="", **headers, **signed).json == {"taken": 1}
        stage.service.database.do(lambda db: db.execute(sa.update(watch).values(due_at=0)))
        stage.runner.run(stage.service.poller.poll(made.json["id"]))

        (event,) = stage.call("GET", "/v1/events").json["items"]
        assert (event["type"], event["object_id"], event["source"]) == ("updated", task["id"], "native")
        assert "title" in event["changed_fields"]
