"""Who comes in, what they see, and how they are refused."""

from __future__ import annotations

from base64 import b64encode

import pytest
from tests.twin.platform.github.caller import HOME, ISSUES, Github

from tasklab.adapter.message import Request
from tasklab.twin.fault import Fault
from tasklab.twin.platform.github.household import TOKENS


def test_an_unknown_token_is_refused_wherever_it_is_sent(each):
    said = each.get("/user", user="nonsense")

    assert (said.status, said["message"], said["status"]) == (401, "Bad credentials", "401")
    assert each.get("/meta", user="nonsense").status == 401


@pytest.mark.parametrize("word", ["Bearer", "bearer", "token"])
def test_a_token_may_be_sent_in_each_of_its_forms(github, word):
    assert github.get("/user", user=None, authorization=f"{word} {TOKENS['lin']}")["login"] == "lin"


def test_a_token_may_be_the_password_of_basic_credentials(github):
    assert github.get("/user", user=None, authorization="Basic bW9uYTpnaHBfbW9uYTAwMDAw").status == 401
    pair = b64encode(f"x:{TOKENS['mona']}".encode()).decode()
    assert github.get("/user", user=None, authorization=f"Basic {pair}")["login"] == "mona"


def test_nobody_sees_what_is_public_and_has_to_come_in_for_the_rest(github):
    github.post("/orgs/acme/repos", {"name": "open"})

    assert github.get("/repos/acme/open", user=None).status == 200
    assert "permissions" not in github.get("/repos/acme/open", user=None).body
    assert github.get(HOME, user=None).status == 404
    assert (said := github.post("/repos/acme/open/issues", {"title": "x"}, user=None)).status == 401
    assert said["message"] == "Requires authentication"
    assert github.get("/user", user=None).status == 401


def test_a_request_without_a_user_agent_is_forbidden_in_plain_words(each):
    said = each.get("/meta", user_agent=None)

    assert said.status == 403
    assert b"User-Agent" in said.raw
    assert said.body is None


def test_what_one_may_not_see_is_not_found_and_what_one_may_not_do_is_forbidden(each):
    assert each.get("/repos/zoe/vault").status == 404
    assert each.get("/repos/zoe/vault/issues").status == 404
    assert each.get(HOME, user="gil")["permissions"]["push"] is False
    said = each.patch(HOME, {"description": "x"}, user="gil")
    assert (said.status, said["message"]) == (403, "Must have admin rights to Repository.")
    assert each.delete(HOME, user="lin").status == 403
    assert each.post(f"{HOME}/labels", {"name": "x"}, user="gil").status == 404
    assert each.post(f"{HOME}/milestones", {"title": "x"}, user="gil").status == 404


def test_the_site_says_who_its_people_are():
    github = Github()
    site = github.twin.site
    facts = site.facts()

    assert github.get("/user", user=site.account()["token"])["login"] == facts["user_id"]
    assert github.get("/user", user=site.people()["second"]["token"])["login"] == facts["second_user_id"]
    assert github.get("/user", user=site.people()["guest"]["token"])["login"] == facts["guest_user_id"]
    assert github.get("/user", user=site.people()["bad"]["token"]).status == 401
    assert set(site.people()["bad"]) == set(site.account())
    assert github.get(f"/repos/{facts['project_id']}")["id"] == int(facts["project_number"])
    assert github.get(f"/repos/{facts['foreign_project_id']}").status == 404
    assert github.get(f"/orgs/{facts['workspace_id']}")["id"] == int(facts["workspace_number"])
    assert github.get(f"/user/{facts['guest_user_number']}")["login"] == "gil"


def test_a_role_is_given_and_taken(github):
    assert github.get(f"{HOME}/collaborators/gil/permission")["role_name"] == "read"
    assert github.put(f"{HOME}/collaborators/gil", {"permission": "triage"}).status == 204
    assert github.get(f"{HOME}/collaborators/gil/permission").body["permission"] == "read"
    issue = github.issue()
    assert github.patch(f"{ISSUES}/{issue['number']}", {"labels": ["bug"]}, user="gil")["labels"][0]["name"] == "bug"
    assert github.delete(f"{HOME}/collaborators/gil").status == 204
    assert github.get(HOME, user="gil").status == 404


def test_a_collaborator_who_goes_loses_their_issues(github):
    github.put(f"{HOME}/collaborators/gil", {"permission": "push"})
    issue = github.issue(assignees=["gil", "lin"])
    github.delete(f"{HOME}/collaborators/gil")

    assert [each["login"] for each in github.get(f"{ISSUES}/{issue['number']}")["assignees"]] == ["lin"]


def test_an_archived_repository_is_read_only(github):
    github.patch(HOME, {"archived": True})

    said = github.post(ISSUES, {"title": "x"})
    assert (said.status, said["message"]) == (403, "Repository was archived so is read-only.")
    assert github.patch(HOME, {"description": "x"}).status == 403
    assert github.get(ISSUES).status == 200
    assert github.patch(HOME, {"archived": False}).status == 200
    assert github.post(ISSUES, {"title": "x"}).status == 201


def test_a_renamed_repository_is_found_where_it_was(github):
    old_id = github.get(HOME)["id"]
    assert github.patch(HOME, {"name": "house"})["full_name"] == "acme/house"

    said = github.get(f"{HOME}/labels")
    assert said.status == 301
    assert said["url"] == said.headers["location"] == f"http://127.0.0.1/repositories/{old_id}/labels"
    assert github.follow(said["url"]).status == 200
    assert github.post(ISSUES, {"title": "x"}).status == 307
    assert github.post("/orgs/acme/repos", {"name": "home"}).status == 201
    assert github.get(HOME)["id"] != old_id


def test_unknown_paths_and_verbs_are_not_found(each):
    for verb, path in (("GET", "/nothing"), ("POST", "/user/orgs"), ("GET", "/user/"), ("DELETE", f"{ISSUES}/1")):
        assert each.send(verb, path).status == 404


def test_a_server_of_ones_own_serves_below_its_mount():
    github = Github("ghes-3.19")
    headers = (("user-agent", "x"), ("authorization", f"Bearer {TOKENS['mona']}"))

    assert github.twin.handle(Request(verb="GET", path="/user", headers=headers)).status == 404
    assert github.twin.handle(Request(verb="GET", path="/api/v3/user", headers=headers)).status == 200
    assert github.get("/user")["url"] == "http://127.0.0.1/api/v3/users/mona"
    assert github.get("/user")["html_url"] == "http://127.0.0.1/mona"


def test_addresses_are_those_of_the_host_that_was_called(github):
    assert github.get("/user", host="localhost:8700")["url"] == "http://localhost:8700/users/mona"
    assert github.get("/user", host="api.github.com")["html_url"] == "http://github.com/mona"


def test_addresses_have_the_scheme_that_a_proxy_tells(github):
    headers = {"host": "api.github.com", "x-forwarded-proto": "https"}
    assert github.get("/user", **headers)["url"] == "https://api.github.com/users/mona"


def test_a_played_refusal_is_worded_by_github(github):
    github.twin.misbehave(Fault(kind="rate_limited", count=1, retry_after_s=7))
    github.twin.misbehave(Fault(kind="expired", count=1))

    said = github.get("/user")
    assert (said.status, said.headers["retry-after"]) == (429, "7")
    assert said["message"].startswith("You have exceeded a secondary rate limit")
    assert (github.get("/user")["message"]) == "Bad credentials"
