"""Who sees and changes what."""

from __future__ import annotations

import pytest

FORBIDDEN = (403, "Not enough rights")


def test_a_viewer_sees_and_changes_nothing(every):
    card = every.card()["id"]
    new = {"name": "x", "position": 1} | ({"type": "project"} if every.is_second else {})

    assert every("GET", f"/cards/{card}", who="guest")["item"]["id"] == card
    assert every.refused("PATCH", f"/cards/{card}", {"name": "x"}, who="guest") == FORBIDDEN
    assert every.refused("DELETE", f"/cards/{card}", who="guest") == FORBIDDEN
    assert every.refused("POST", f"/lists/{every.list_id()}/cards", new, who="guest") == FORBIDDEN
    comments = every.path("comment-actions", "comments")
    assert every.refused("POST", f"/cards/{card}/{comments}", {"text": "x"}, who="guest") == FORBIDDEN
    assert every("PATCH", f"/cards/{card}", {"isSubscribed": True}, who="guest")
    assert every("GET", f"/cards/{card}", who="guest")["item"]["isSubscribed"] is True
    assert every("GET", f"/cards/{card}")["item"]["isSubscribed"] is False


def test_a_viewer_may_be_let_comment(every):
    card, comments = every.card()["id"], every.path("comment-actions", "comments")
    memberships = every.board()["included"]["boardMemberships"]
    own = next(row for row in memberships if row["userId"] == every.facts["guest_user_id"])
    assert own["canComment"] is False
    every("PATCH", f"/board-memberships/{own['id']}", {"canComment": True})

    made = every("POST", f"/cards/{card}/{comments}", {"text": "x"}, who="guest")["item"]
    assert every("DELETE", f"/{comments}/{made['id']}", who="guest")
    editor = every("PATCH", f"/board-memberships/{own['id']}", {"role": "editor"})["item"]
    assert (editor["role"], editor["canComment"]) == ("editor", None)


def test_a_stranger_s_board_is_not_there(every):
    foreign = every.facts["foreign_project_id"]
    name = {"name": "x", "position": 1, "type": "active", "color": "berry-red"}

    assert every.refused("GET", f"/boards/{foreign}") == (404, "Board not found")
    assert every.refused("POST", f"/boards/{foreign}/lists", name) == (404, "Board not found")
    assert every.refused("POST", f"/boards/{foreign}/labels", name) == (404, "Board not found")
    assert foreign not in {row["id"] for row in every("GET", "/projects")["included"]["boards"]}
    assert every("GET", f"/boards/{foreign}", who="second")["item"]["id"] == foreign


def test_an_administrator_reads_shared_projects_and_writes_where_they_belong(planka):
    project = planka("POST", "/projects", {"type": "shared", "name": "S"}, who="second")["item"]["id"]
    board = planka("POST", f"/projects/{project}/boards", {"name": "B", "position": 1}, who="second")["item"]["id"]

    assert planka("GET", f"/boards/{board}")["item"]["id"] == board
    new = {"name": "x", "position": 1, "type": "active"}
    assert planka.refused("POST", f"/boards/{board}/lists", new) == (404, "Board not found")
    assert planka.refused("GET", f"/boards/{board}", who="guest") == (404, "Board not found")


def test_in_1_26_an_administrator_sees_no_more_than_others(first):
    card = first.card()["id"]
    own = next(
        row for row in first.board()["included"]["boardMemberships"] if row["userId"] == first.facts["second_user_id"]
    )
    first("DELETE", f"/board-memberships/{own['id']}")

    assert first("GET", f"/cards/{card}", who="second")  # still a manager of the project
    assert first.refused("PATCH", f"/cards/{card}", {"name": "x"}, who="second") == (404, "Card not found")
    assert first.refused("POST", "/projects", {"name": "x"}, who="second") == FORBIDDEN


def test_a_role_that_is_missing_is_404_without_a_word(every):
    body = {"email": "n@demo.demo", "password": "quite-a-secret-9", "name": "N", "role": "admin"}

    assert every.answer("POST", "/users", body, who="second") == (404, {"code": "E_NOT_FOUND"})
    assert every.answer("DELETE", f"/users/{every.facts['user_id']}", who="guest") == (404, {"code": "E_NOT_FOUND"})


def test_what_others_learn_about_a_user(planka):
    def seen(who):
        users = planka("GET", f"/boards/{planka.facts['project_id']}", who=who)["included"]["users"]
        return next(user for user in users if user["username"] == "mia")

    assert {"email", "language", "lockedFieldNames"} <= seen("second").keys()
    assert "email" in seen("main")
    assert "language" not in seen("main")
    assert not {"email", "language", "apiKeyPrefix", "isDefaultAdmin", "password", "apiKey"} & seen("guest").keys()


def test_only_oneself_or_an_administrator_changes_a_user(every):
    mia = every.facts["second_user_id"]

    assert every.refused("PATCH", f"/users/{mia}", {"name": "x"}, who="guest") == (404, "User not found")
    assert every("PATCH", f"/users/{mia}", {"name": "Mia M."}, who="second")["item"]["name"] == "Mia M."
    assert every("PATCH", f"/users/{mia}", {"phone": "1"})["item"]["phone"] == "1"
    rank = {"role": "admin"} if every.is_second else {"isAdmin": True}
    every.answer("PATCH", f"/users/{mia}", rank, who="second")
    found = every("GET", f"/users/{mia}")["item"]
    assert (found["role"] == "admin" if every.is_second else found["isAdmin"]) is False


def test_emails_and_usernames_are_unique_whatever_their_case(every):
    body = {"email": "MIA@demo.demo", "password": "quite-a-secret-9", "name": "N", "role": "admin"}

    assert every.refused("POST", "/users", body) == (409, "Email already in use")
    body |= {"email": "Other@demo.demo", "username": "MIA"}
    assert every.refused("POST", "/users", body) == (409, "Username already in use")
    assert every("POST", "/users", {**body, "username": None})["item"]["email"] == "other@demo.demo"


@pytest.mark.parametrize("password", ["short", "password", "aaaaaaaaaaaa"])
def test_weak_passwords_are_refused(every, password):
    body = {"email": "n@demo.demo", "password": password, "name": "N", "role": "admin"}

    assert every.refused("POST", "/users", body)[0] == 400


def test_a_user_who_is_removed_is_nowhere_and_what_they_made_stays(every):
    card = every.card()["id"]
    comments = every.path("comment-actions", "comments")
    every("POST", f"/cards/{card}/{comments}", {"text": "x"}, who="second")
    every(
        "POST",
        f"/cards/{card}/{every.path('memberships', 'card-memberships')}",
        {"userId": every.facts["second_user_id"]},
    )
    every("DELETE", f"/users/{every.facts['second_user_id']}")

    found = every("GET", f"/cards/{card}/{every.path('actions', 'comments')}")["items"]
    assert [row["userId"] for row in found] == [None]
    assert every("GET", f"/cards/{card}")["included"]["cardMemberships"] == []
    assert every.refused("GET", "/projects", who="second")[0] == 401


def test_managers_of_a_private_project_stay_as_they_are(planka):
    made = planka("POST", "/projects", {"type": "private", "name": "P"})
    project, manager = made["item"]["id"], made["included"]["projectManagers"][0]["id"]
    mia = {"userId": planka.facts["second_user_id"]}

    assert made["item"]["ownerProjectManagerId"] == manager
    assert planka.refused("POST", f"/projects/{project}/project-managers", mia) == FORBIDDEN
    assert planka.refused("DELETE", f"/project-managers/{manager}") == FORBIDDEN
    planka("PATCH", f"/projects/{project}", {"ownerProjectManagerId": None})
    assert planka.refused("DELETE", f"/project-managers/{manager}") == (422, "Must not be last")
    planka("POST", f"/projects/{project}/project-managers", mia)
    owner = {"ownerProjectManagerId": manager}
    assert planka.refused("PATCH", f"/projects/{project}", owner) == (422, "Owner project manager must be last manager")
