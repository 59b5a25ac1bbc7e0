"""Strange requests: whatever comes, the twin answers, and what the description refuses is refused."""

from __future__ import annotations

import random

import pytest
from tests.twin.platform.trello.caller import Trello, multipart

from tasklab.twin.platform.trello.call import OPERATIONS
from tasklab.twin.platform.trello.version import VERSIONS

NAMES = (
    *(
        "name",
        "desc",
        "closed",
        "due",
        "start",
        "dueComplete",
        "pos",
        "value",
        "text",
        "color",
        "type",
        "state",
        "urls",
    ),
    *("idList", "idBoard", "idMembers", "idLabels", "idCard", "idChecklist", "idMember", "idOrganization", "idModel"),
    *("idCardSource", "idBoardSource", "idListSource", "idChecklistSource", "idAttachmentCover", "keepFromSource"),
    *("fields", "filter", "limit", "page", "since", "before", "cards", "lists", "members", "labels", "actions"),
    *("checklists", "attachments", "customFieldItems", "board", "list", "organization", "memberships", "customFields"),
    *(
        "query",
        "modelTypes",
        "cards_limit",
        "cards_page",
        "partial",
        "idBoards",
        "url",
        "urlSource",
        "cover",
        "idValue",
    ),
    *("modelType", "options", "display_cardFront", "customFieldItems", "email", "fullName", "displayName", "website"),
    *("prefs_background", "prefs/permissionLevel", "defaultLists", "checked", "dueReminder", "checkItem_fields"),
    *("format", "idModels", "member", "memberCreator_fields", "actions_limit", "cardRole", "setCover", "mimeType"),
)
STRANGE = (
    *(
        "",
        " ",
        "null",
        "true",
        "false",
        "all",
        "open",
        "closed",
        "none",
        "top",
        "bottom",
        "-1",
        "0",
        "7",
        "1e400",
        "nan",
    ),
    *(
        "²",
        "\x00",
        "é",
        "😀",
        "a,b",
        "name,id",
        "2026-02-03",
        "0001-01-01T00:00+02:00",
        "9999-12-31T23:59-02:00",
        "{}",
        "[",
    ),
    *(
        "http://[",
        "https://example.com/",
        "x@example.com",
        "red",
        "list",
        "text",
        "board",
        "normal",
        "complete",
        "all,x",
    ),
    *(
        'name:x "a b" -@me #red due:² sort:-due is:',
        "commentCard",
        "updateCard:idList",
        "/members/me?cards=all",
        "%",
        "%00",
    ),
)
VALUES = (None, True, False, 0, -1, 1.5, 10**30, [], {}, [None], ["x"], {"text": 1}, {"value": {"text": "x"}}, [{}])


def find_templates():
    """List every operation: its verb and the segments of its path, None where one is variable."""
    found = []

    def walk(node, segments):
        found.extend((verb, segments) for verb in node.served)
        for name, child in node.children.items():
            walk(child, (*segments, name))
        if node.anything is not None:
            walk(node.anything, (*segments, None))

    walk(OPERATIONS._root, ())
    return found


def furnish(trello):
    """Make one of each; return all ids and texts that may stand in a path."""
    card = trello.card(idMembers=[trello.facts["user_id"]], due="2026-02-03")
    steps = trello("POST", "/checklists", idCard=card["id"])
    item = trello("POST", f"/checklists/{steps['id']}/checkItems", name="One")
    comment = trello("POST", f"/cards/{card['id']}/actions/comments", text="Hi")
    link = trello("POST", f"/cards/{card['id']}/attachments", url="https://example.com/")
    fields = [trello.field(kind) for kind in ("text", "list", "date")]
    board = f"/boards/{trello.board_id}"
    made = [each["id"] for each in (card, steps, item, comment, link, *fields)]
    listed = [trello.ids(f"{board}/{what}")[0] for what in ("lists", "labels", "memberships")]
    words = ["me", "name", "pos", "closed", "color", "all", "0" * 24, "nothing", card["shortLink"], "🙂", "idBoard"]
    return [*trello.facts.values(), *made, *listed, *words]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("seed", range(3))
def test_every_request_is_answered(version, seed):
    chance = random.Random(seed)
    templates = [each for each in find_templates() if each[0] != "DELETE"]
    trello = Trello(version)
    ids = furnish(trello)
    for number in range(3000):
        if number % 500 == 499:
            trello = Trello(version)
            ids = furnish(trello)
        verb, segments = chance.choice(templates)
        path = "".join(f"/{chance.choice(ids) if each is None else each}" for each in segments)
        strange = {name: chance.choice((*STRANGE, *ids)) for name in chance.sample(NAMES, chance.randrange(8))}
        body = {name: chance.choice((*VALUES, *STRANGE)) for name in chance.sample(NAMES, chance.randrange(8))}
        form = multipart(strange.items(), [("file", "a.txt", "", b"x")]) if chance.random() < 0.1 else None
        query = {} if form else strange
        status, _ = trello.answer(
            verb, path, None if verb == "GET" or form else body, form=form if verb != "GET" else None, **query
        )

        assert status in (200, 400, 401, 403, 404), (verb, path, query, body)


def test_every_delete_is_answered_in_any_order():
    chance = random.Random(1)
    templates = [each for each in find_templates() if each[0] == "DELETE"]
    for _ in range(20):
        trello = Trello()
        ids = furnish(trello)
        for _ in range(100):
            _, segments = chance.choice(templates)
            path = "".join(f"/{chance.choice(ids) if each is None else each}" for each in segments)
            assert trello.answer("DELETE", path)[0] in (200, 400, 401, 403, 404), path
        for verb, segments in find_templates():
            if verb == "GET":
                path = "".join(f"/{chance.choice(ids) if each is None else each}" for each in segments)
                assert trello.answer("GET", path)[0] in (200, 400, 401, 403, 404), path
