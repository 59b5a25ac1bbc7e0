"""The twin's answers against the vendor's description of each date: every operation, granted and refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.twin.platform.trello.caller import Trello, multipart
from tests.upstream import FOLDER

from tasklab.twin.platform.trello.version import VERSIONS
from tasklab.vendor.exchange import ExchangeCheck
from tasklab.vendor.lock import load_lock
from tasklab.vendor.reading import load_description
from tasklab.vendor.shelf import Here, open_shelf

LOCK = load_lock(Path(__file__).parents[4] / "specs" / "trello" / "vendor.lock")
CREDENTIALS = frozenset({"key", "token"})
NOBODY = "0" * 24


def open_check(version, tmp_path):
    found = open_shelf(tmp_path, {"TASKLAB_VENDOR_DIR": str(FOLDER)}).find(LOCK.descriptions[version])
    if not isinstance(found, Here):
        pytest.skip(f"the description of {version} is not here")
    description = load_description(found.path, LOCK.descriptions[version].kind)
    return ExchangeCheck(description, mistakes=LOCK.find_mistakes(version), notes_use=True)


def find_problems(check, heard):
    """Hold what was sent where it was granted, and every answer; return what is not as described."""
    found = set()
    for request, response in heard:
        if "/download/" in request.path:
            continue  # no operation of the description: the address comes with an attachment
        query = tuple(pair for pair in request.query if pair[0] not in CREDENTIALS)
        if response.status == 200:
            found |= set(check.check_request(request.verb, request.path, query, request.headers, request.body))
        headers = tuple(response.headers.items())
        found |= set(check.check_response(request.verb, request.path, response.status, headers, response.body, query))
    return found


@pytest.mark.parametrize("version", VERSIONS)
def test_every_exchange_is_as_the_vendor_describes_it(version, tmp_path):
    check = open_check(version, tmp_path)
    trello = Trello(version)
    use_boards(trello)
    use_lists_and_labels(trello)
    card = use_cards(trello)
    use_checklists(trello, card)
    use_attachments(trello, card)
    use_custom_fields(trello, card)
    use_actions(trello, card)
    use_people(trello)
    use_search(trello, card)
    refuse(trello, card)

    problems = sorted(
        (each.rule, each.operation, each.at, each.described_at, each.text)
        for each in find_problems(check, trello.heard)
        if each.severity == "error"  # the warnings say where the description is silent: about most refusals and answers
    )
    assert problems == []
    # What explains requests is used by whoever sends them otherwise than these tests do.
    of_answers = [each for each in check.sieve.unused if not each.rule.startswith(("parameter-", "operation-"))]
    assert [each.at or each.operation for each in of_answers] == []


def use_boards(trello):
    organization_id = trello.facts["workspace_id"]
    board = trello("POST", "/boards/", name="Plans", desc="Big", idOrganization=organization_id)
    path = f"/boards/{board['id']}"
    trello("GET", path)
    trello("GET", path, fields="all")
    trello("GET", path, cards="open", lists="open", labels="all", members="all", customFields=True, organization=True)
    trello("GET", f"{path}/name")
    trello("GET", f"{path}/prefs")
    trello("PUT", path, name="Other plans", desc="Small", closed=True)
    trello("PUT", path, **{"closed": False, "prefs/permissionLevel": "org"})
    trello("GET", f"{path}/members")
    trello("GET", f"{path}/memberships", filter="all", member=True)
    trello("PUT", f"{path}/members/{trello.facts['second_user_id']}", type="normal")
    trello("PUT", f"{path}/members", email="new@example.com", type="normal")
    membership = trello("GET", f"{path}/memberships")[1]
    trello("PUT", f"{path}/memberships/{membership['id']}", type="observer")
    trello("DELETE", f"{path}/members/{trello.facts['second_user_id']}")
    trello("GET", f"{path}/boardStars")
    trello("GET", f"{path}/boardPlugins")
    trello("POST", f"{path}/markedAsViewed")
    trello("GET", f"/boards/{trello.board_id}/checklists")
    trello("DELETE", path)


def use_lists_and_labels(trello):
    board = f"/boards/{trello.board_id}"
    trello("GET", f"{board}/lists", filter="all", cards="open", fields="all")
    trello("GET", f"{board}/lists/closed")
    trello("POST", f"{board}/lists", name="First", pos="top")
    made = trello("POST", "/lists", name="Last", idBoard=trello.board_id, pos="bottom")
    path = f"/lists/{made['id']}"
    trello("GET", path)
    trello("PUT", path, name="Later", pos="top")
    trello("PUT", f"{path}/name", value="Latest")
    trello("PUT", f"{path}/closed", value=True)
    trello("PUT", f"{path}/closed", value=False)
    trello("GET", f"{path}/board")
    trello("GET", f"{path}/actions")
    trello("POST", f"{path}/archiveAllCards")
    trello("POST", f"{path}/moveAllCards", idBoard=trello.board_id, idList=trello.lists()[0])
    trello("PUT", path, closed=True)
    trello("GET", f"{board}/labels", limit=10)
    label = trello("POST", f"{board}/labels", name="Bug", color="red")
    trello("POST", "/labels", name="Plain", color="sky", idBoard=trello.board_id)
    path = f"/labels/{label['id']}"
    trello("GET", path)
    trello("PUT", path, name="Defect", color="pink")
    trello("PUT", f"{path}/color", value="black")
    trello("DELETE", path)


def use_cards(trello):
    facts, list_id = trello.facts, trello.lists()[0]
    label = trello("POST", "/labels", name="Care", color="blue", idBoard=trello.board_id)["id"]
    made = trello(
        "POST",
        "/cards",
        name="Write",
        desc="It",
        idList=list_id,
        pos="top",
        due="2026-02-03T04:05:06.000Z",
        start="2026-02-01T00:00:00.000Z",
        dueComplete=False,
        idMembers=facts["user_id"],
        idLabels=label,
    )
    path = f"/cards/{made['id']}"
    trello("GET", path)
    trello("GET", path, fields="name,due", members=True, attachments=True, checklists="all", customFieldItems=True)
    trello("GET", path, board=True, list=True, checkItemStates=True, actions="commentCard")
    trello("GET", f"{path}/name")
    trello("GET", f"{path}/badges")
    trello("PUT", path, name="Rewrite", dueComplete=True, closed=True)
    trello("PUT", path, closed=False, due="", idList=trello.lists()[1], pos=8)
    trello("GET", f"{path}/board")
    trello("GET", f"{path}/list")
    trello("GET", f"{path}/members")
    trello("GET", f"{path}/stickers")
    trello("POST", f"{path}/idMembers", value=facts["second_user_id"])
    trello("DELETE", f"{path}/idMembers/{facts['second_user_id']}")
    trello("DELETE", f"{path}/idLabels/{label}")
    trello("POST", f"{path}/idLabels", value=label)
    trello("POST", f"{path}/labels", color="green", name="Go")
    trello("POST", f"{path}/markAssociatedNotificationsRead")
    trello("GET", f"/boards/{trello.board_id}/cards")
    trello("GET", f"/boards/{trello.board_id}/cards/all")
    trello("GET", f"/lists/{list_id}/cards")
    copy = trello("POST", "/cards", idList=list_id, idCardSource=made["id"], keepFromSource="all")
    trello("DELETE", f"/cards/{copy['id']}")
    return made


def use_checklists(trello, card):
    path = f"/cards/{card['id']}"
    made = trello("POST", "/checklists", idCard=card["id"], name="Steps", pos="bottom")
    other = trello("POST", f"{path}/checklists", name="More")
    checklist = f"/checklists/{made['id']}"
    item = trello("POST", f"{checklist}/checkItems", name="One", checked=True, pos="bottom")["id"]
    trello("GET", checklist)
    trello("GET", f"{checklist}/name")
    trello("GET", f"{checklist}/board")
    trello("GET", f"{checklist}/cards")
    trello("GET", f"{checklist}/checkItems")
    trello("GET", f"{checklist}/checkItems/{item}")
    trello("GET", f"{path}/checklists")
    trello("GET", f"{path}/checkItemStates")
    trello("GET", f"{path}/checkItem/{item}")
    trello("PUT", f"{path}/checkItem/{item}", state="incomplete", name="Two")
    trello("PUT", f"{path}/checklist/{made['id']}/checkItem/{item}", pos="top")
    trello("PUT", checklist, name="Stages", pos="top")
    trello("PUT", f"{checklist}/name", value="Parts")
    second = trello("POST", f"{checklist}/checkItems", name="Three")["id"]
    trello("DELETE", f"{checklist}/checkItems/{second}")
    trello("DELETE", f"{path}/checkItem/{item}")
    trello("DELETE", f"{path}/checklists/{other['id']}")
    trello("DELETE", checklist)


def use_attachments(trello, card):
    path = f"/cards/{card['id']}/attachments"
    link = trello("POST", path, url="https://example.com/", name="Example", setCover=False)
    form = multipart(files=[("file", "note.txt", "text/plain", b"Hello")])
    trello("POST", path, form=form, name="A note")
    trello("GET", path)
    trello("GET", f"{path}/{link['id']}", fields="name")
    trello("DELETE", f"{path}/{link['id']}")


def use_custom_fields(trello, card):
    text, choice = trello.field("text"), trello.field("list")
    option = trello("POST", f"/customFields/{choice['id']}/options", {"value": {"text": "High"}, "pos": "bottom"})
    path = f"/customFields/{choice['id']}"
    trello("GET", path)
    trello("PUT", path, {"name": "Urgency"})
    trello("GET", f"{path}/options")
    trello("GET", f"{path}/options/{option['id']}")
    trello("GET", f"/boards/{trello.board_id}/customFields")
    item = f"/cards/{card['id']}/customField"
    trello("PUT", f"{item}/{text['id']}/item", {"value": {"text": "Words"}})
    trello("PUT", f"{item}/{choice['id']}/item", {"idValue": option["id"]})
    trello("GET", f"/cards/{card['id']}/customFieldItems")
    number, box = trello.field("number"), trello.field("checkbox")
    items = [
        {"idCustomField": text["id"], "value": ""},
        {"idCustomField": number["id"], "value": {"number": "42"}},
        {"idCustomField": box["id"], "value": {"checked": "true"}},
        {"idCustomField": choice["id"], "idValue": "", "value": ""},
    ]
    trello("PUT", f"/cards/{card['id']}/customFields", {"customFieldItems": items})
    options = [{"value": {"text": "Low"}, "color": "none", "pos": 1024}]
    trello.field("list", options=options)
    trello("DELETE", f"{path}/options/{option['id']}")
    trello("DELETE", path)


def use_actions(trello, card):
    path = f"/cards/{card['id']}/actions"
    made = trello("POST", f"{path}/comments", text="Hello")
    action = f"/actions/{made['id']}"
    trello("GET", action)
    trello("GET", f"{action}/data")
    trello("GET", f"{action}/card")
    trello("GET", f"{action}/board")
    trello("GET", f"{action}/list")
    trello("GET", f"{action}/memberCreator")
    trello("PUT", action, text="Hello again")
    trello("PUT", f"{action}/text", value="Once more")
    trello("PUT", f"{path}/{made['id']}/comments", text="The last time")
    trello("GET", path, filter="commentCard", page=0)
    trello("GET", f"/boards/{trello.board_id}/actions", limit=1000, filter="commentCard", before=made["id"])
    trello("DELETE", f"{path}/{made['id']}/comments")
    made = trello("POST", f"{path}/comments", text="Bye")
    trello("DELETE", f"/actions/{made['id']}")


def use_people(trello):
    own = f"/members/{trello.facts['user_id']}"
    workspace = f"/organizations/{trello.facts['workspace_id']}"
    trello("GET", "/members/me")
    trello("GET", f"/members/{trello.facts['second_user_id']}")
    trello("GET", f"{own}/id")
    trello("PUT", own, bio="Writes")
    trello("GET", f"{own}/boards", filter="open", lists="open")
    trello("GET", f"{own}/cards", filter="open")
    trello("GET", f"{own}/organizations")
    trello("GET", f"{own}/actions")
    trello("GET", f"{own}/notifications")
    trello("GET", f"/tokens/{trello.people['main']['token']}")
    trello("GET", f"/tokens/{trello.people['main']['token']}/member")
    trello("GET", workspace)
    trello("GET", f"{workspace}/name")
    trello("PUT", workspace, displayName="Example", website="https://example.com/")
    trello("GET", f"{workspace}/boards", filter="open")
    trello("GET", f"{workspace}/members")
    trello("GET", f"{workspace}/actions")
    membership = trello("GET", f"{workspace}/memberships", member=True)[0]
    trello("GET", f"{workspace}/memberships/{membership['id']}")
    trello("PUT", f"{workspace}/members/{trello.facts['guest_user_id']}", type="normal")
    trello("DELETE", f"{workspace}/members/{trello.facts['guest_user_id']}")
    made = trello("POST", "/organizations", displayName="Another", desc="One")
    trello("DELETE", f"/organizations/{made['id']}")


def use_search(trello, card):
    trello("GET", "/search", query="rewrite", modelTypes="cards", cards_limit=5, card_board=True, card_list=True)
    trello("GET", "/search/members/", query="mary")
    trello("GET", "/batch", urls=f"/cards/{card['id']}?fields=name,/members/me/boards,/boards/{NOBODY}")


def refuse(trello, card):
    foreign = f"/boards/{trello.facts['foreign_project_id']}"
    for words in (
        ("GET", foreign),
        ("GET", f"/boards/{NOBODY}"),
        ("GET", f"{foreign}/lists"),
        ("GET", "/boards/nothing-like-an-id"),
        ("POST", "/boards/"),
        ("GET", f"/cards/{NOBODY}"),
        ("PUT", f"/cards/{NOBODY}"),
        ("POST", "/cards"),
        ("GET", f"/lists/{NOBODY}"),
        ("POST", "/lists"),
        ("POST", "/labels"),
        ("POST", "/checklists"),
        ("GET", f"/members/{NOBODY}"),
        ("GET", "/search"),
        ("POST", f"/cards/{card['id']}/attachments"),
    ):
        assert trello.answer(*words)[0] >= 400, words
    assert trello.answer("GET", f"/boards/{trello.board_id}", who="bad")[0] == 401
