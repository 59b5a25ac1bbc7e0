"""What hangs on cards: people, labels, tasks, comments, attachments, custom fields."""

from __future__ import annotations

import pytest
from tests.twin.platform.planka.sample import Planka, multipart

GIF = b"GIF89a\x05\x00\x04\x00\x00\x00\x00;"


def test_only_members_of_the_board_are_put_on_cards(every):
    card = every.card()["id"]
    path = f"/cards/{card}/{every.path('memberships', 'card-memberships')}"
    body = {"email": "n@demo.demo", "password": "quite-a-secret-9", "name": "N", "role": "admin"}
    stranger = every("POST", "/users", body)["item"]["id"]

    assert every.refused("POST", path, {"userId": stranger}) == (404, "User not found")
    every("POST", path, {"userId": every.facts["guest_user_id"]})
    assert every.refused("POST", path, {"userId": every.facts["guest_user_id"]}) == (409, "User already card member")


def test_who_leaves_the_board_leaves_its_cards(every):
    card = every.card()["id"]
    mia = every.facts["second_user_id"]
    every("POST", f"/cards/{card}/{every.path('memberships', 'card-memberships')}", {"userId": mia})
    own = next(row for row in every.board()["included"]["boardMemberships"] if row["userId"] == mia)
    every("DELETE", f"/board-memberships/{own['id']}", who="second")

    assert every("GET", f"/cards/{card}")["included"]["cardMemberships"] == []


def test_membership_of_a_card_is_told_in_its_actions(planka):
    card, mia = planka.card()["id"], planka.facts["second_user_id"]
    planka("POST", f"/cards/{card}/card-memberships", {"userId": mia})
    planka("DELETE", f"/cards/{card}/card-memberships/userId:{mia}")

    assert planka.refused("DELETE", f"/cards/{card}/card-memberships/userId:{mia}") == (404, "User not card member")
    assert planka.refused("DELETE", f"/cards/{card}/card-memberships/{mia}")[0] == 404
    kinds = [row["type"] for row in planka("GET", f"/cards/{card}/actions")["items"]]
    assert kinds == ["removeMemberFromCard", "addMemberToCard", "createCard"]


def test_labels_belong_to_a_board(every):
    card, board = every.card()["id"], every.facts["project_id"]
    color = {"color": "berry-red", "position": 65536}
    label = every("POST", f"/boards/{board}/labels", color)["item"]
    other = every("POST", f"/projects/{every.facts['workspace_id']}/boards", {"name": "B", "position": 1})["item"]["id"]
    stranger = every("POST", f"/boards/{other}/labels", color)["item"]
    path = f"/cards/{card}/{every.path('labels', 'card-labels')}"

    assert (label["name"], label["boardId"]) == (None, board)
    assert every.refused("POST", path, {"labelId": stranger["id"]}) == (404, "Label not found")
    every("POST", path, {"labelId": label["id"]})
    assert every.refused("POST", path, {"labelId": label["id"]}) == (409, "Label already in card")
    every("DELETE", f"/labels/{label['id']}")
    assert every("GET", f"/cards/{card}")["included"]["cardLabels"] == []
    missing = f"/cards/{card}/" + every.path(f"labels/{label['id']}", f"card-labels/labelId:{label['id']}")
    assert every.refused("DELETE", missing) == (404, "Label not in card")


def test_colours_differ_between_generations(planka, first):
    board = f"/boards/{planka.facts['project_id']}/labels"

    assert planka("POST", board, {"color": "pirate-gold", "position": 1})
    assert first.refused("POST", board, {"color": "pirate-gold", "position": 1})[0] == 400
    assert first("POST", board, {"color": "lagune-blue", "position": 1})


def test_tasks_keep_their_order_and_are_told_when_completed(planka):
    card = planka.card()["id"]
    task_list = planka("POST", f"/cards/{card}/task-lists", {"name": "l", "position": 1})["item"]["id"]
    a, b = (
        planka("POST", f"/task-lists/{task_list}/tasks", {"name": name, "position": 65536})["item"]["id"]
        for name in "ab"
    )
    planka("PATCH", f"/tasks/{b}", {"position": 1, "isCompleted": True})

    found = planka("GET", f"/cards/{card}")["included"]["tasks"]
    assert [(task["id"], task["isCompleted"]) for task in found] == [(b, True), (a, False)]
    assert planka("GET", f"/cards/{card}/actions")["items"][0]["type"] == "completeTask"
    assert planka.refused("POST", f"/task-lists/{task_list}/tasks", {"position": 1})[0] == 422
    guest = {"assigneeUserId": planka.facts["guest_user_id"]}
    assert planka("PATCH", f"/tasks/{a}", guest)["item"]["assigneeUserId"] == planka.facts["guest_user_id"]
    assert planka.refused("PATCH", f"/tasks/{a}", {"assigneeUserId": card}) == (404, "User not found")


def test_comments_come_by_fifty_the_newest_first(every):
    card, path = every.card()["id"], every.path("comment-actions", "comments")
    for number in range(60):
        every("POST", f"/cards/{card}/{path}", {"text": f"c{number}"})
    listed = f"/cards/{card}/{every.path('actions', 'comments')}"

    def text(row):
        return row["text"] if every.is_second else row["data"]["text"]

    first = every("GET", listed)["items"]
    second = every("GET", f"{listed}?beforeId={first[-1]['id']}")["items"]
    assert [text(row) for row in first + second] == [f"c{number}" for number in reversed(range(60))]
    assert (len(first), len(second)) == (50, 10)
    if every.is_second:
        assert every("GET", f"/cards/{card}")["item"]["commentsTotal"] == 60


def test_in_1_26_comments_are_actions(first):
    card = first.card()["id"]
    made = first("POST", f"/cards/{card}/comment-actions", {"text": "x"})["item"]

    assert (made["type"], made["data"]) == ("commentCard", {"text": "x"})
    assert [row["type"] for row in first("GET", f"/cards/{card}/actions")["items"]] == ["commentCard"]
    details = first("GET", f"/cards/{card}/actions?withDetails=true")["items"]
    assert [row["type"] for row in details] == ["commentCard", "createCard"]


@pytest.mark.parametrize(("who", "changes", "removes"), [("second", 404, 200), ("guest", 404, 403)])
def test_whose_comments_may_be_changed(planka, who, changes, removes):
    comment = planka("POST", f"/cards/{planka.card()['id']}/comments", {"text": "x"})["item"]["id"]

    assert planka.answer("PATCH", f"/comments/{comment}", {"text": "y"}, who=who)[0] == changes
    assert planka.answer("DELETE", f"/comments/{comment}", who=who)[0] == removes


def upload(planka, card, content, name="a b.txt", title="T"):
    fields = {"type": "file", "name": title} if planka.is_second else {}
    headers, body = multipart(fields, [("file", name, "text/plain", content)])
    return planka("POST", f"/cards/{card}/attachments", body, headers=headers)["item"]


def test_a_file_comes_back_as_it_was_sent(every):
    content = bytes(range(256)) + b"\r\n--b\r\n\r\n"
    made = upload(every, every.card()["id"], content)
    url = (made["data"] if every.is_second else made)["url"]
    path = url.removeprefix("http://127.0.0.1").replace(" ", "%20")
    cookie = (("cookie", f"accessToken={every.token('guest')}"),)
    response = every.send("GET", path, who=None, headers=cookie)

    assert made["name"] == ("T" if every.is_second else "a b.txt")
    assert (response.status, response.body) == (200, content)
    assert response.headers["content-type"] == "text/plain"
    assert response.headers["content-disposition"] == "attachment"
    assert every.send("GET", path, who=None).status == 401
    assert every.send("GET", path, who="main").status == 401  # a bearer token does not count there
    if every.is_second:
        key = (("x-api-key", every.credentials("guest")["apiKey"]),)
        assert every.send("GET", path, who=None, headers=key).body == content
    every("DELETE", f"/attachments/{made['id']}")
    assert every.send("GET", path, who=None, headers=cookie).status == 404


def test_a_first_image_becomes_the_cover(every):
    card = every.card()["id"]
    image = upload(every, card, GIF, "a.gif")
    other = upload(every, card, b"text")

    assert (image["data"] if every.is_second else image)["image"] == {"width": 5, "height": 4}
    assert every("GET", f"/cards/{card}")["item"]["coverAttachmentId"] == image["id"]
    cover = {"coverAttachmentId": other["id"]}
    assert every.refused("PATCH", f"/cards/{card}", cover) == (422, "Cover attachment must contain image")
    every("DELETE", f"/attachments/{image['id']}")
    assert every("GET", f"/cards/{card}")["item"]["coverAttachmentId"] is None


def test_a_link_is_an_attachment_in_2_x(planka):
    card = planka.card()["id"]
    link = {"type": "link", "name": "L", "url": "https://example.org/a?b"}
    made = planka("POST", f"/cards/{card}/attachments", link)["item"]

    assert (made["type"], made["data"]["url"]) == ("link", link["url"])
    assert planka.refused("POST", f"/cards/{card}/attachments", {**link, "url": "ftp://x"})[0] == 400
    del link["url"]
    assert planka.refused("POST", f"/cards/{card}/attachments", link) == (422, "Url must be present")
    assert planka.send("GET", f"/attachments/{made['id']}/download/x", who=None).status == 401


def test_values_of_custom_fields_are_set_again_and_removed(planka):
    card, board = planka.card()["id"], planka.facts["project_id"]
    group = planka("POST", f"/boards/{board}/custom-field-groups", {"name": "G", "position": 1})["item"]["id"]
    other = planka("POST", f"/cards/{card}/custom-field-groups", {"name": "H", "position": 1})["item"]["id"]
    field = planka("POST", f"/custom-field-groups/{group}/custom-fields", {"name": "F", "position": 1})["item"]["id"]
    cell = f"/cards/{card}/custom-field-values/customFieldGroupId:{group}:customFieldId:{field}"
    made = planka("PATCH", cell, {"content": "1"})["item"]

    assert planka("PATCH", cell, {"content": "2"})["item"]["id"] == made["id"]
    assert [row["content"] for row in planka("GET", f"/cards/{card}")["included"]["customFieldValues"]] == ["2"]
    assert planka.refused("PATCH", cell, {"content": ""})[0] == 400
    assert planka.refused("PATCH", cell.replace(group, other), {"content": "x"}) == (404, "Custom field not found")
    planka("DELETE", cell)
    assert planka.refused("DELETE", cell) == (404, "Custom field value not found")
    assert planka.refused("DELETE", cell.replace("values/", "value/"))[0] == 404


def test_a_base_group_gives_its_fields_to_groups_of_boards(planka):
    home, board = planka.facts["workspace_id"], planka.facts["project_id"]
    base = planka("POST", f"/projects/{home}/base-custom-field-groups", {"name": "B"})["item"]["id"]
    field = planka("POST", f"/base-custom-field-groups/{base}/custom-fields", {"name": "F", "position": 1})["item"][
        "id"
    ]
    body = {"baseCustomFieldGroupId": base, "position": 1}
    group = planka("POST", f"/boards/{board}/custom-field-groups", body)["item"]
    cell = f"/cards/{planka.card()['id']}/custom-field-values/customFieldGroupId:{group['id']}:customFieldId:{field}"

    assert group["name"] is None
    assert planka("PATCH", cell, {"content": "v"})
    assert planka.refused("PATCH", f"/base-custom-field-groups/{base}", {"name": "x"}, who="guest")[0] == 404
    planka("DELETE", f"/base-custom-field-groups/{base}")
    assert [row["name"] for row in planka.board()["included"]["customFieldGroups"]] == [None, "Purchase"]
    assert planka.board()["included"]["customFieldValues"] == []


@pytest.mark.parametrize("version", ["2.0", "2.1"])
def test_a_new_board_has_a_group_from_a_base_and_one_of_its_own(version):
    planka = Planka(version)
    of_project = planka("GET", f"/projects/{planka.facts['workspace_id']}")["included"]
    of_board = planka.board()["included"]

    (base,) = of_project["baseCustomFieldGroups"]
    assert {row["baseCustomFieldGroupId"] for row in of_project["customFields"]} == {base["id"]}
    assert [row["name"] for row in of_project["customFields"]] == ["Season", "Spacing"]
    based, own = of_board["customFieldGroups"]
    assert (based["baseCustomFieldGroupId"], based["name"]) == (base["id"], None)
    assert (own["baseCustomFieldGroupId"], own["name"]) == (None, "Purchase")
    fields = [(row["customFieldGroupId"], row["name"], row["showOnFrontOfCard"]) for row in of_board["customFields"]]
    assert fields == [(own["id"], "Price", True)]
    season = of_project["customFields"][0]["id"]
    cell = f"/cards/{planka.card()['id']}/custom-field-values/customFieldGroupId:{based['id']}:customFieldId:{season}"
    assert planka("PATCH", cell, {"content": "Spring"})["item"]["content"] == "Spring"
    assert planka.refused("PATCH", cell, {"content": "x" * 513})[0] == 400
    assert planka.refused("PATCH", cell, {"content": "x"}, who="guest") == (403, "Not enough rights")


def test_the_first_generation_has_no_custom_fields(first):
    assert "customFieldGroups" not in first.board()["included"]
    assert len(first.twin.site.database.custom_field_groups) == 0
