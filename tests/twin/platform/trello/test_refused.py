"""What the vendor's description bounds, the twin bounds: every parameter that has choices, lengths or limits."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.twin.platform.trello.caller import Trello
from tests.twin.platform.trello.test_described import LOCK
from tests.twin.platform.trello.test_strange import furnish
from tests.upstream import FOLDER

from tasklab.twin.platform.trello.call import OPERATIONS
from tasklab.twin.platform.trello.version import VERSIONS

UNREAD = {
    "powerUps": "the twin has no power-ups",
    "boardBackgrounds": "the twin has no backgrounds",
    "customBoardBackgrounds": "the twin has no backgrounds",
    "customEmoji": "the twin has no emoji",
    "customStickers": "the twin has no stickers",
    "boardsInvited": "the twin has no invitations that wait",
    "organizationsInvited": "the twin has no invitations that wait",
    "tokens": "tokens are not listed",
    "avatarSource": "the twin has no pictures",
    "keepFromSource": "read beside a source only",
    "member_fields": "read beside members only",
    "organization_fields": "read beside a workspace only",
    "onlyOrgMembers": "read beside a workspace only",
    "entities": "the twin words no entities",
    "display": "read where there are actions",
    "reactions": "the twin has no reactions",
    "boardStars": "the twin has no stars",
    "savedSearches": "the twin has no saved searches",
    "activity": "for workspaces that pay",
    "orgMemberType": "for workspaces that pay",
    "paid_account": "for workspaces that pay",
    "organization_paid_account": "for workspaces that pay",
    "card_pluginData": "the twin has no power-ups",
    "organization_pluginData": "the twin has no power-ups",
    "boardsInvited_fields": "the twin has no invitations that wait",
    "organizationsInvited_fields": "the twin has no invitations that wait",
    "myPrefs": "the twin has no preferences of a member on a board",
    "prefs/colorBlind": "the twin has no preferences of a member",
    "prefs/externalMembersDisabled": "the twin has no preferences of a workspace but one",
    "board_organization": "read where a board is found",
}
EMPTY = ("/plugins", "/boardPlugins", "/boardsInvited", "/organizationsInvited", "/notifications")
"""Lists that are empty here, whatever is asked of them."""


def read_document(version):
    path = Path(FOLDER) / LOCK.descriptions[version].path
    if not path.exists():
        pytest.skip(f"the description of {version} is not here")
    return json.loads(path.read_bytes())


def find_bounded(document):
    """List verb, path, parameter and a value that its schema refuses."""
    for path, node in document["paths"].items():
        for verb in ("get", "post", "put"):
            operation = node.get(verb)
            if (
                operation is None
                or path.endswith(EMPTY)
                or OPERATIONS.find(verb.upper(), path.replace("$", "")) is None
            ):
                continue
            for parameter in (*node.get("parameters", ()), *operation.get("parameters", ())):
                wrong = make_wrong(document, parameter.get("schema", {}))
                if parameter["in"] == "query" and wrong is not None and parameter["name"] not in UNREAD:
                    yield verb.upper(), path, parameter["name"], wrong


def make_wrong(document, schema):
    while "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    if "enum" in schema:
        return "nonsense"
    if "maximum" in schema:
        return schema["maximum"] + 1
    if "maxLength" in schema:
        return "A" * 16395
    return "maybe" if schema.get("type") == "boolean" else None


def fill(trello, path, ids):
    """Put ids that are there into a path."""
    kinds = path.strip("/").split("/")
    known = {
        "boards": trello.board_id,
        "lists": trello.lists()[0],
        "members": trello.facts["user_id"],
        "organizations": trello.facts["workspace_id"],
        "labels": trello.ids(f"/boards/{trello.board_id}/labels")[0],
        "memberships": trello.ids(f"/boards/{trello.board_id}/memberships")[1],
    } | ids
    filled = [known.get(kinds[at - 1], "all") if each.startswith("{") else each for at, each in enumerate(kinds)]
    return "/" + "/".join(filled)


@pytest.mark.parametrize("version", VERSIONS)
def test_every_bound_is_kept(version):
    document = read_document(version)
    trello = Trello(version)
    furnish(trello)
    card = trello.ids(f"/boards/{trello.board_id}/cards")[0]
    checklist = trello.ids(f"/cards/{card}/checklists")[0]
    ids = {"cards": card, "checklists": checklist, "checklist": checklist}
    ids["checkItem"] = ids["checkItems"] = trello.ids(f"/checklists/{checklist}/checkItems")[0]
    ids["actions"] = trello.ids(f"/cards/{card}/actions")[0]
    bounded = list(find_bounded(document))
    needed = {
        "name": "x",
        "idBoard": trello.board_id,
        "idList": trello.lists()[0],
        "idCard": card,
        "query": "card",
        "color": "red",
        "email": "x@example.com",
    }
    accepted = []
    for verb, path, name, wrong in bounded:
        words = needed if verb == "POST" or path.startswith("/search") or path.endswith("/members") else {}
        body = words | {name: wrong}
        status, _ = (
            trello.answer(verb, fill(trello, path, ids), **body)
            if verb == "GET" and len(str(wrong)) < 99
            else trello.answer(
                verb, fill(trello, path, ids), body if verb != "GET" else None, **({} if verb != "GET" else body)
            )
        )
        if status == 200:
            accepted.append((verb, path, name))

    assert len(bounded) > 80
    assert accepted == []


@pytest.mark.parametrize(
    ("name", "value"),
    [("display", "maybe"), ("limit", "true"), ("limit", "1001"), ("page", "-1"), ("read_filter", "new")],
)
def test_notifications_are_asked_for_within_bounds(name, value):
    assert Trello().answer("GET", "/members/me/notifications", **{name: value})[0] == 400


@pytest.mark.parametrize("kind", ["boardsInvited", "organizationsInvited"])
def test_invitations_have_no_other_fields(kind):
    assert Trello().answer("GET", f"/members/me/{kind}", fields="none-such")[0] == 400
    assert Trello().answer("GET", f"/members/me/{kind}", fields="id")[0] == 200


def test_preferences_are_kept_within_bounds():
    trello = Trello()
    for name, value in (("colorBlind", "maybe"), ("locale", ""), ("minutesBetweenSummaries", "2")):
        assert trello.answer("PUT", "/members/me", **{f"prefs/{name}": value})[0] == 400

    trello("PUT", "/members/me", {"prefs/colorBlind": True, "prefs/minutesBetweenSummaries": "60"})

    prefs = trello("GET", "/members/me")["prefs"]
    assert (prefs["colorBlind"], prefs["minutesBetweenSummaries"]) == (True, 60)
