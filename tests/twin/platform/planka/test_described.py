"""Every action, successful and refused, against the vendor's description of its version: no finding remains."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.twin.platform.planka.sample import Planka, multipart
from tests.upstream import FOLDER

from tasklab.twin.platform.planka.version import VERSIONS
from tasklab.vendor.exchange import ExchangeCheck
from tasklab.vendor.lock import load_lock
from tasklab.vendor.reading import load_description

LOCK = load_lock(Path(__file__).parents[4] / "specs" / "planka" / "vendor.lock")
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x02\x00\x00\x00\x03"
MISSING = "1357158568008091264"

SIGNED_OUT = ("GET", "/projects"), ("POST", "/projects"), ("GET", "/users/me"), ("DELETE", "/access-tokens/me")


class Judge:
    """Holds each exchange against a description; what is refused is not held to what may be sent."""

    def __init__(self, version):
        entry = LOCK.descriptions[version]
        path = FOLDER / entry.path
        if not path.is_file():
            pytest.skip(f"{entry.path} is not here: nothing was held against the vendor's description")
        mistakes = [each for each in LOCK.mistakes if not each.versions or version in each.versions]
        self.check = ExchangeCheck(
            load_description(path, entry.kind), is_strict=True, mistakes=mistakes, notes_use=True
        )
        self.version, self.findings, self.seen = version, [], set()

    def __call__(self, request, response):
        where = request.verb, spell_as_described(self.version, request.verb, request.path)
        found = self.check.check_response(
            *where, response.status, tuple(response.headers.items()), response.body, request.query
        )
        if response.status < 400:
            found += self.check.check_request(*where, request.query, request.headers, request.body)
            self.seen.add((request.verb, re.sub(r"[0-9]{10,}", "{}", request.path)))
        self.findings += [
            each
            for each in found
            if each.severity != "unchecked" and not is_beyond(self.version, response.status, each)
        ]


def spell_as_described(version, verb, path):
    """Return a path as the description misspells it: both ways to a custom field's value (docs/platforms/planka.md)."""
    if "/custom-field-values/" not in path:
        return path
    if verb == "DELETE":
        path = path.replace("/custom-field-values/", "/custom-field-value/")
    return re.sub(r":customFieldId:", ":customFieldId:$", path) if version == "2.0" else path


def is_beyond(version, status, finding):
    """Whether a finding is about what the derived description of 1.26 leaves out by its making.

    It was made of declared exits, so it knows no refused parameters (400), tells no bodies of refusals, and none of an
    action that answers in its own way, which uploads do.
    """
    if version != "1.26":
        return False
    if finding.rule == "body-undescribed":
        return status >= 400 or finding.operation == "POST /api/cards/{cardId}/attachments"
    return finding.rule == "error-status-unknown" and status == 400


@pytest.mark.parametrize("version", VERSIONS)
def test_nothing_differs_from_the_description(version):
    judge = Judge(version)
    planka = Planka(version, watch=judge)
    walk(planka)

    assert judge.findings == []
    assert not unserved(planka, judge)
    # Values of custom fields are sent here as they are described, so that their bodies are looked at.
    unused = [
        each for each in judge.check.sieve.unused if each.operation is None or "custom-field-" not in each.operation
    ]
    assert [each for each in unused if version in (each.versions or [version])] == []


def unserved(planka, judge):
    """Name actions of the twin that the walk never had succeed."""
    from tasklab.twin.platform.planka.operation import ROUTERS

    def routes(node, path=""):
        for verb in node.served:
            yield verb, path
        for segment, child in node.children.items():
            yield from routes(child, f"{path}/{segment}")
        if node.anything is not None:
            yield from routes(node.anything, f"{path}/{{}}")

    tidy = {(verb, re.sub(r"(userId|labelId|customFieldGroupId):.*", "{}", path)) for verb, path in judge.seen}
    tidy = {(verb, re.sub(r"/users/me$", "/users/{}", path)) for verb, path in tidy}
    known = {
        each
        for each in routes(ROUTERS[2 if planka.is_second else 1]._root)
        if "/attachments/{}/download" not in each[1]
    }
    return known - tidy


def walk(planka):
    walk_people(planka)
    walk_projects(planka)
    walk_boards(planka)
    walk_cards(planka)
    walk_around_cards(planka)
    if planka.is_second:
        walk_endless_lists(planka)
        walk_custom_fields(planka)
    walk_refusals(planka)
    walk_ends(planka)


def walk_people(planka):
    planka("GET", planka.path("/config", "/bootstrap"), who=None)
    planka("GET", planka.path("/config", "/bootstrap"))
    planka("GET", "/users")
    planka("GET", "/users/me")
    planka("GET", f"/users/{planka.facts['second_user_id']}")
    planka.refused("GET", f"/users/{MISSING}")
    body = {"email": "new@demo.demo", "password": "quite-a-secret-9", "name": "New"}
    if planka.is_second:
        body["role"] = "boardUser"
    new = planka("POST", "/users", body)["item"]["id"]
    planka.refused("POST", "/users", body)
    planka.refused("POST", "/users", {})
    planka("PATCH", f"/users/{new}", {"name": "Newer", "phone": None})
    planka("PATCH", f"/users/{new}/email", {"email": "newer@demo.demo"})
    planka("PATCH", f"/users/{new}/username", {"username": "newer"})
    planka("PATCH", f"/users/{new}/password", {"password": "another-secret-8"})
    planka.refused("PATCH", f"/users/{new}/email", {"email": "demo@demo.demo"})
    planka.refused(
        "PATCH", f"/users/{planka.facts['user_id']}/email", {"email": "a@demo.demo", "currentPassword": "no"}
    )
    own = {"password": "own-new-secret-7", "currentPassword": planka.credentials("second")["password"]}
    planka("PATCH", f"/users/{planka.facts['second_user_id']}/password", own, who="second")
    planka._tokens.pop("second")
    back = {"password": planka.credentials("second")["password"]}
    planka("PATCH", f"/users/{planka.facts['second_user_id']}/password", back)
    if planka.is_second:
        planka("POST", f"/users/{new}/api-key")
        planka.refused("POST", f"/users/{new}/api-key", who="guest")
        planka.refused("GET", "/users", who="guest")
        planka("GET", "/terms?language=de-DE", who=None)
        walk_terms(planka)
    planka("DELETE", f"/users/{new}")
    planka.refused("POST", "/access-tokens", {"emailOrUsername": "demo", "password": "no"}, who=None)
    planka.refused("POST", "/access-tokens", {"emailOrUsername": "d"}, who=None)
    for verb, path in SIGNED_OUT:
        assert planka.refused(verb, path, who=None)[0] == 401


def walk_terms(planka):
    """Go through the acceptance of terms on another installation, under the same eyes."""
    fresh = Planka(planka.version, watch=planka.watch, options={"terms": "pending"})
    sign_in = {"emailOrUsername": "demo", "password": "demo"}
    fresh.refused("POST", "/access-tokens", {"emailOrUsername": "gus", "password": "gus-in-the-hills"}, who=None)
    pending = fresh.answer("POST", "/access-tokens", sign_in, who=None)[1]["pendingToken"]
    fresh("POST", "/access-tokens/revoke-pending-token", {"pendingToken": pending}, who=None)
    fresh.refused("POST", "/access-tokens/revoke-pending-token", {"pendingToken": pending}, who=None)
    pending = fresh.answer("POST", "/access-tokens", sign_in, who=None)[1]["pendingToken"]
    signature = fresh("GET", "/terms", who=None)["item"]["signature"]
    accept = {"pendingToken": pending, "signature": signature, "initialLanguage": "de-DE"}
    fresh.refused("POST", "/access-tokens/accept-terms", {**accept, "signature": "0" * 64}, who=None)
    fresh.refused("POST", "/access-tokens/accept-terms", {**accept, "pendingToken": "no"}, who=None)
    fresh("POST", "/access-tokens/accept-terms", accept, who=None)


def walk_projects(planka):
    planka("GET", "/projects")
    planka("GET", "/projects", who="guest")
    planka("GET", f"/projects/{planka.facts['workspace_id']}")
    planka.refused("GET", f"/projects/{MISSING}")
    body = {"name": "P", "type": "shared", "description": "d"} if planka.is_second else {"name": "P"}
    made = planka("POST", "/projects", body)["item"]["id"]
    planka.refused("POST", "/projects", {}, who="main")
    planka.refused("POST", "/projects", body, who="guest")
    changes = (
        {"backgroundType": "gradient", "backgroundGradient": "ocean-dive", "isFavorite": True, "description": None}
        if planka.is_second
        else {"name": "Q", "background": {"type": "gradient", "name": "ocean-dive"}}
    )
    planka("PATCH", f"/projects/{made}", changes)
    planka("GET", f"/projects/{made}")
    managers = planka.path("managers", "project-managers")
    manager = planka("POST", f"/projects/{made}/{managers}", {"userId": planka.facts["second_user_id"]})["item"]["id"]
    planka.refused("POST", f"/projects/{made}/{managers}", {"userId": planka.facts["second_user_id"]})
    planka.refused("POST", f"/projects/{made}/{managers}", {"userId": MISSING})
    planka("DELETE", f"/project-managers/{manager}")
    planka.refused("DELETE", f"/project-managers/{manager}")
    if planka.is_second:
        guest = {"userId": planka.facts["guest_user_id"]}
        assert planka.refused("POST", f"/projects/{made}/{managers}", guest)[0] == 422
        assert planka.refused("PATCH", f"/projects/{made}", {"backgroundType": "image"})[0] == 422
        home = planka.facts["workspace_id"]
        assert planka.refused("PATCH", f"/projects/{home}", {"name": "x"}, who="guest")[0] == 403
        assert planka.refused("DELETE", f"/projects/{home}")[0] == 422
    planka("DELETE", f"/projects/{made}")


def walk_boards(planka):
    home, board = planka.facts["workspace_id"], planka.facts["project_id"]
    headers, body = multipart({"name": "B", "position": "131072"})
    made = planka("POST", f"/projects/{home}/boards", body, headers=headers)["item"]["id"]
    planka.refused("POST", f"/projects/{MISSING}/boards", body, headers=headers)
    headers, body = multipart({"name": "B", "position": "1", "importType": "trello"})
    planka.refused("POST", f"/projects/{home}/boards", body, headers=headers)
    planka("PATCH", f"/boards/{made}", {"name": "C", "position": 3})
    if planka.is_second:
        planka("PATCH", f"/boards/{made}", {"defaultView": "list", "isSubscribed": True})
    planka("GET", f"/boards/{made}")
    planka.refused("GET", f"/boards/{planka.facts['foreign_project_id']}")
    members = planka.path("memberships", "board-memberships")
    joining = {"userId": planka.facts["guest_user_id"], "role": "viewer", "canComment": True}
    member = planka("POST", f"/boards/{made}/{members}", joining)["item"]["id"]
    planka.refused("POST", f"/boards/{made}/{members}", joining)
    planka("PATCH", f"/board-memberships/{member}", {"role": "editor"})
    planka("DELETE", f"/board-memberships/{member}")
    planka.refused("DELETE", f"/board-memberships/{member}")
    label = planka("POST", f"/boards/{made}/labels", {"name": "L", "color": "berry-red", "position": 65536})["item"][
        "id"
    ]
    planka.refused("POST", f"/boards/{made}/labels", {"color": "no", "position": 1})
    planka.refused("POST", f"/boards/{board}/labels", {"color": "berry-red", "position": 1}, who="guest")
    planka("PATCH", f"/labels/{label}", {"name": None, "position": 70000})
    planka("DELETE", f"/labels/{label}")
    new = {"name": "N", "position": 65536} | ({"type": "active"} if planka.is_second else {})
    row = planka("POST", f"/boards/{made}/lists", new)["item"]["id"]
    planka.refused("POST", f"/boards/{board}/lists", new, who="guest")
    planka("PATCH", f"/lists/{row}", {"name": "M", "color": "lagoon-blue"})
    planka("DELETE", f"/lists/{row}")
    planka("DELETE", f"/boards/{made}")


def walk_cards(planka):
    due = {"dueDate": "2024-02-29T12:00:00.000Z"}
    card = planka.card("First", description="d", stopwatch={"startedAt": "2024-01-01T00:00:00Z", "total": 5}, **due)
    done = planka.path("isDueDateCompleted", "isDueCompleted")
    planka("PATCH", f"/cards/{card['id']}", {done: True, "isSubscribed": True})
    planka("PATCH", f"/cards/{card['id']}", {"listId": planka.list_id("Doing"), "position": 65536, "dueDate": None})
    planka("GET", f"/cards/{card['id']}")
    planka("GET", f"/cards/{card['id']}", who="guest")
    planka.refused("PATCH", f"/cards/{card['id']}", {"listId": planka.list_id("To do")})
    planka.refused("PATCH", f"/cards/{card['id']}", {"name": "x"}, who="guest")
    planka.refused("POST", f"/lists/{planka.list_id()}/cards", {"name": "x"} | planka.path({}, {"type": "story"}))
    planka("POST", f"/cards/{card['id']}/duplicate", {"position": 1})
    planka.board()
    if planka.is_second:
        planka("GET", f"/lists/{planka.list_id('Doing')}")
        planka("POST", f"/lists/{planka.list_id('Doing')}/sort", {"fieldName": "name", "order": "desc"})
        planka("GET", f"/boards/{planka.facts['project_id']}/actions")
    else:
        planka("POST", f"/lists/{planka.list_id('Doing')}/sort", {"type": "dueDate_asc"})
    planka("GET", f"/cards/{card['id']}/actions" + planka.path("?withDetails=true", ""))


def walk_around_cards(planka):
    card = planka.card("Around")["id"]
    user = planka.facts["second_user_id"]
    members = planka.path("memberships", "card-memberships")
    planka("POST", f"/cards/{card}/{members}", {"userId": user})
    planka.refused("POST", f"/cards/{card}/{members}", {"userId": user})
    planka.refused("POST", f"/cards/{card}/{members}", {"userId": MISSING})
    planka("DELETE", f"/cards/{card}/" + planka.path(f"memberships?userId={user}", f"card-memberships/userId:{user}"))
    color = {"name": "Bug", "color": "egg-yellow", "position": 65536}
    label = planka("POST", f"/boards/{planka.facts['project_id']}/labels", color)["item"]["id"]
    labels = planka.path("labels", "card-labels")
    planka("POST", f"/cards/{card}/{labels}", {"labelId": label})
    planka.refused("POST", f"/cards/{card}/{labels}", {"labelId": label})
    planka("DELETE", f"/cards/{card}/" + planka.path(f"labels/{label}", f"card-labels/labelId:{label}"))
    walk_tasks(planka, card)
    comments = planka.path("comment-actions", "comments")
    comment = planka("POST", f"/cards/{card}/{comments}", {"text": "hello"})["item"]["id"]
    planka.refused("POST", f"/cards/{card}/{comments}", {"text": "no"}, who="guest")
    planka("PATCH", f"/{comments}/{comment}", {"text": "bye"})
    planka("GET", f"/cards/{card}/" + planka.path("actions", "comments"))
    planka("DELETE", f"/{comments}/{comment}")
    walk_attachments(planka, card)
    planka("DELETE", f"/cards/{card}")


def walk_tasks(planka, card):
    new = {"name": "t", "position": 65536}
    if planka.is_second:
        task_list = planka("POST", f"/cards/{card}/task-lists", new)["item"]["id"]
        planka("PATCH", f"/task-lists/{task_list}", {"name": "u", "hideCompletedTasks": True})
        where = f"/task-lists/{task_list}/tasks"
        planka("POST", where, {"linkedCardId": card, "position": 1})
    else:
        where = f"/cards/{card}/tasks"
    task = planka("POST", where, new)["item"]["id"]
    planka.refused("POST", where, new, who="guest")
    planka("PATCH", f"/tasks/{task}", {"isCompleted": True, "position": 9})
    planka("GET", f"/cards/{card}")
    planka("DELETE", f"/tasks/{task}")
    if planka.is_second:
        planka("GET", f"/task-lists/{task_list}")
        planka("DELETE", f"/task-lists/{task_list}")


def walk_attachments(planka, card):
    fields = {"type": "file", "name": "Picture"} if planka.is_second else {}
    headers, body = multipart(fields, [("file", "a.png", "image/png", PNG)])
    made = planka("POST", f"/cards/{card}/attachments", body, headers=headers)["item"]["id"]
    headers, body = multipart(fields)
    assert planka.refused("POST", f"/cards/{card}/attachments", body, headers=headers)[0] == 422
    if planka.is_second:
        headers, body = multipart({"type": "link", "name": "Site", "url": "https://example.org/a"})
        planka("POST", f"/cards/{card}/attachments", body, headers=headers)
    planka("GET", f"/cards/{card}")
    cookie = (("cookie", f"accessToken={planka.token('main')}"),)
    assert planka.send("GET", f"/attachments/{made}/download/a.png", who=None, headers=cookie).body == PNG
    planka("PATCH", f"/attachments/{made}", {"name": "P"})
    planka("DELETE", f"/attachments/{made}")


def walk_endless_lists(planka):
    archive, trash = planka.endless("archive"), planka.endless("trash")
    card = planka.card("Old")["id"]
    planka("PATCH", f"/cards/{card}", {"listId": archive})
    page = planka("GET", f"/lists/{archive}/cards?search=old")["items"]
    last = page[-1]
    query = f"before[listChangedAt]={last['listChangedAt']}&before[id]={last['id']}"
    planka("GET", f"/lists/{archive}/cards?{query}&userIds={planka.facts['user_id']}")
    planka.card("Done", planka.list_id("Done"))
    planka("POST", f"/lists/{planka.list_id('Done')}/move-cards", {"listId": archive})
    assert planka.refused("POST", f"/lists/{archive}/sort", {"fieldName": "name"})[0] == 422
    assert planka.refused("PATCH", f"/lists/{archive}", {"name": "x"})[0] == 403
    planka("PATCH", f"/cards/{card}", {"listId": trash})
    planka("POST", f"/lists/{trash}/clear")
    assert planka.refused("GET", f"/cards/{card}")[0] == 404


def walk_custom_fields(planka):
    home, board = planka.facts["workspace_id"], planka.facts["project_id"]
    card = planka.card("Fields")["id"]
    base = planka("POST", f"/projects/{home}/base-custom-field-groups", {"name": "Base"})["item"]["id"]
    planka("PATCH", f"/base-custom-field-groups/{base}", {"name": "Basis"})
    place = {"position": 65536}
    planka("POST", f"/base-custom-field-groups/{base}/custom-fields", {"name": "Size", **place})
    planka("POST", f"/boards/{board}/custom-field-groups", {"baseCustomFieldGroupId": base, **place})
    assert planka.refused("POST", f"/boards/{board}/custom-field-groups", place)[0] == 422
    group = planka("POST", f"/cards/{card}/custom-field-groups", {"name": "Own", **place})["item"]["id"]
    planka("PATCH", f"/custom-field-groups/{group}", {"name": "Mine"})
    assert planka.refused("PATCH", f"/custom-field-groups/{group}", {"name": None})[0] == 422
    new = {"name": "Price", "showOnFrontOfCard": True, **place}
    field = planka("POST", f"/custom-field-groups/{group}/custom-fields", new)["item"]["id"]
    planka("PATCH", f"/custom-fields/{field}", {"name": "Cost"})
    cell = f"/cards/{card}/custom-field-values/customFieldGroupId:{group}:customFieldId:{field}"
    planka("PATCH", cell, {"content": "12"})
    planka("GET", f"/custom-field-groups/{group}")
    planka("GET", f"/projects/{home}")
    planka.board()
    planka("POST", f"/cards/{card}/duplicate", {"position": 1})
    planka("DELETE", cell)
    planka("DELETE", f"/custom-fields/{field}")
    planka("DELETE", f"/custom-field-groups/{group}")
    planka("DELETE", f"/base-custom-field-groups/{base}")


GONE = (
    ("GET", "/boards/{}"),
    ("PATCH", "/boards/{}"),
    ("DELETE", "/boards/{}"),
    ("GET", "/cards/{}"),
    ("PATCH", "/cards/{}"),
    ("DELETE", "/cards/{}"),
    ("PATCH", "/lists/{}"),
    ("DELETE", "/lists/{}"),
    ("PATCH", "/labels/{}"),
    ("DELETE", "/labels/{}"),
    ("PATCH", "/tasks/{}"),
    ("DELETE", "/tasks/{}"),
    ("PATCH", "/attachments/{}"),
    ("DELETE", "/attachments/{}"),
    ("GET", "/cards/{}/actions"),
    ("PATCH", "/board-memberships/{}"),
)


def walk_refusals(planka):
    for verb, path in GONE:
        body = {} if verb == "PATCH" else None
        assert planka.refused(verb, path.format(MISSING), body)[0] == 404
        assert planka.refused(verb, path.format("no-id"), body)[0] == 400
        assert planka.refused(verb, path.format(MISSING), body, who=None)[0] == 401


def walk_ends(planka):
    planka("DELETE", "/access-tokens/me", who="second")
    assert planka.refused("GET", "/projects", who="second")[0] == 401
