"""Issues: made, changed, refused, locked, listed."""

from __future__ import annotations

import pytest
from tests.twin.platform.github.caller import HOME, ISSUES, Github


def logins(issue):
    return [each["login"] for each in issue["assignees"]]


def names(issue):
    return [each["name"] for each in issue["labels"]]


def test_what_was_written_is_read(each):
    each.post(f"{HOME}/milestones", {"title": "May"})
    given = {
        "title": " Mow ",
        "body": "the *lawn*",
        "labels": ["bug", {"name": "yard"}],
        "milestone": 1,
        "assignees": ["LIN"],
    }
    said = each.post(ISSUES, given)

    assert said.status == 201
    assert said.headers["location"] == said["url"]
    assert (said["number"], said["title"], said["body"]) == (3, "Mow", "the *lawn*")
    assert (names(said), logins(said), said["milestone"]["title"]) == (["bug", "yard"], ["lin"], "May")
    assert (said["state"], said["state_reason"], said["closed_at"], said["comments"]) == ("open", None, None, 0)
    assert said["created_at"] == "2023-11-14T22:13:20Z"
    assert each.get(f"{ISSUES}/3").body == said.body
    assert each.get(f"{HOME}/labels/yard")["color"] == "ededed"


def test_a_title_may_be_a_number_and_a_body_null_or_empty(github):
    assert github.issue(7)["title"] == "7"
    assert github.issue(body=None)["body"] is None
    assert github.issue(body="")["body"] == ""


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({}, '"title" wasn\'t supplied.'),
        ({"title": "x", "labels": None}, "For 'properties/labels', nil is not an array."),
        ({"title": "x", "body": 3}, "For 'properties/body', 3 is not a string."),
        ({"title": ["x"]}, 'No subschema in "oneOf" matched.'),
    ],
)
def test_a_body_of_another_shape_is_an_invalid_request(github, given, message):
    said = github.post(ISSUES, given)

    assert said.status == 422
    assert said["message"].startswith("Invalid request.\n\n")
    assert said["message"].endswith(message)
    assert said["documentation_url"] == "https://docs.github.com/rest/issues/issues#create-an-issue"
    assert "errors" not in said.body


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"title": " "}, ("title", "missing_field")),
        ({"title": "x" * 257}, ("title", "custom")),
        ({"title": "x", "body": "x" * 65_537}, ("body", "custom")),
        ({"title": "x", "milestone": 9}, ("milestone", "invalid")),
        ({"title": "x", "assignees": ["nobody"]}, ("assignees", "invalid")),
        ({"title": "x", "assignees": ["zoe"]}, ("assignees", "invalid")),
        ({"title": "x", "labels": ["x" * 51]}, ("name", "custom")),
        ({"title": "x", "type": "Nothing"}, ("type", "invalid")),
    ],
)
def test_a_wrong_value_fails_validation_and_leaves_nothing_behind(github, given, error):
    said = github.post(ISSUES, {"labels": ["fresh"], **given})

    assert (said.status, said["message"], said.error) == (422, "Validation Failed", error)
    assert github.get(f"{HOME}/labels/fresh").status == 404
    assert github.issue()["number"] == 3


def test_a_body_that_is_no_json_or_no_object_is_a_bad_request(github):
    assert github.post(ISSUES, b"{").body["message"] == "Problems parsing JSON"
    assert github.post(ISSUES, b"[1]").body["message"] == "Body should be a JSON object"
    assert github.post(ISSUES, b"{").status == 400


def test_what_may_not_be_set_is_dropped_without_a_word(each):
    said = each.post(ISSUES, {"title": "x", "labels": ["bug"], "assignees": ["lin"], "milestone": 9}, user="gil")

    assert said.status == 201
    assert (names(said), logins(said), said["milestone"]) == ([], [], None)
    changed = each.patch(
        said["url"].removeprefix(f"http://127.0.0.1{each.mount}"), {"title": "y", "labels": ["bug"]}, user="gil"
    )
    assert (changed["title"], names(changed)) == ("y", [])


def test_only_the_author_and_who_has_a_role_may_change(github):
    github.issue()

    assert github.patch(f"{ISSUES}/3", {"title": "x"}, user="gil").status == 403
    assert github.patch(f"{ISSUES}/3", {"title": "x"}, user="lin").status == 200
    assert github.patch(f"{ISSUES}/3", {"title": "x"}, user="zoe").status == 404


def test_an_update_changes_what_it_is_given_and_nothing_else(github):
    before = github.issue(body="b", labels=["bug"], assignees=["lin"])
    github.twin.clock.advance(60)

    after = github.patch(f"{ISSUES}/3", {"title": "New"}).body
    assert {name for name in after if after[name] != before[name]} == {"title", "updated_at"}
    assert github.patch(f"{ISSUES}/3", {"body": None})["body"] is None
    assert github.patch(f"{ISSUES}/3", {"labels": []})["labels"] == []
    assert github.patch(f"{ISSUES}/3", {"assignees": []})["assignees"] == []


def test_an_update_that_changes_nothing_leaves_the_moment_of_the_last_change(github):
    before = github.issue(labels=["bug"])
    github.twin.clock.advance(60)

    assert github.patch(f"{ISSUES}/3", {"title": "Sweep", "labels": ["bug"]})["updated_at"] == before["updated_at"]


@pytest.mark.parametrize(
    ("reason", "kept"),
    [(None, "completed"), ("completed", "completed"), ("not_planned", "not_planned"), ("duplicate", "duplicate")],
)
def test_closing_and_reopening(each, reason, kept):
    each.issue()
    each.twin.clock.advance(60)

    closed = each.patch(f"{ISSUES}/3", {"state": "closed"} | ({"state_reason": reason} if reason else {}))
    assert (closed["state"], closed["state_reason"], closed["closed_at"]) == ("closed", kept, "2023-11-14T22:14:20Z")
    assert closed["closed_by"]["login"] == "mona"
    opened = each.patch(f"{ISSUES}/3", {"state": "open"})
    assert (opened["state"], opened["state_reason"], opened["closed_at"], opened["closed_by"]) == (
        "open",
        "reopened",
        None,
        None,
    )


def test_a_reason_without_a_change_of_state_counts_for_nothing(github):
    github.issue()
    github.patch(f"{ISSUES}/3", {"state": "closed"})

    assert (
        github.patch(f"{ISSUES}/3", {"state": "closed", "state_reason": "not_planned"})["state_reason"] == "completed"
    )
    assert github.patch(f"{ISSUES}/3", {"state_reason": "not_planned"})["state_reason"] == "completed"


def test_a_state_and_a_reason_have_to_be_known_and_fit(github):
    github.issue()

    assert "is not a member of" in github.patch(f"{ISSUES}/3", {"state": "done"}).body["message"]
    assert (
        "is not a member of"
        in github.patch(f"{ISSUES}/3", {"state": "closed", "state_reason": "bored"}).body["message"]
    )
    assert github.patch(f"{ISSUES}/3", {"state": "closed", "state_reason": "reopened"}).error == (
        "state_reason",
        "invalid",
    )
    said = github.patch(f"{ISSUES}/3", {"state": "closed", "state_reason": "duplicate", "duplicate_issue_id": 1})
    assert said.error == ("duplicate_issue_id", "invalid")


def test_a_deleted_issue_is_gone_and_cannot_be_deleted_here(each):
    said = each.get(f"{ISSUES}/2")

    assert (said.status, said["message"]) == (410, "This issue was deleted")
    assert each.delete(f"{ISSUES}/1").status == 404
    assert each.get(f"{ISSUES}/99").status == 404
    assert each.get(f"{ISSUES}/first").status == 404


def test_where_issues_are_off_only_pull_requests_are_left(each):
    each.issue()
    each.patch(HOME, {"has_issues": False})

    said = each.post(ISSUES, {"title": "x"})
    assert (said.status, said["message"]) == (410, "Issues are disabled for this repo")
    assert each.get(f"{ISSUES}/3").status == 410
    assert each.get(f"{ISSUES}/1").status == 200
    assert [row["number"] for row in each.get(ISSUES).body] == [1]


def test_pull_requests_stand_among_issues_and_are_told_apart(each):
    each.issue()
    pull, issue = each.get(f"{ISSUES}?direction=asc").body

    assert pull["pull_request"]["url"].endswith("/repos/acme/home/pulls/1")
    assert pull["html_url"].endswith("/pull/1")
    assert "pull_request" not in issue
    assert "type" not in pull


def test_assignees_are_added_and_who_cannot_be_is_left_out(each):
    each.issue()

    assert logins(each.post(f"{ISSUES}/3/assignees", {"assignees": ["lin", "gil", "nobody"]})) == ["lin"]
    assert logins(each.post(f"{ISSUES}/3/assignees", {"assignees": ["mona", "lin"]})) == ["lin", "mona"]
    assert logins(each.delete(f"{ISSUES}/3/assignees", {"assignees": ["lin", "nobody"]})) == ["mona"]
    assert logins(each.post(f"{ISSUES}/3/assignees", {"assignees": ["lin"]}, user="gil")) == ["mona"]
    assert [row["login"] for row in each.get(f"{HOME}/assignees").body] == ["mona", "lin"]
    assert each.get(f"{HOME}/assignees/gil").status == 404


def test_who_commented_can_be_given_the_issue(github):
    github.issue()
    assert github.get(f"{ISSUES}/3/assignees/gil").status == 404
    github.post(f"{ISSUES}/3/comments", {"body": "me"}, user="gil")

    assert github.get(f"{ISSUES}/3/assignees/gil").status == 204
    assert logins(github.patch(f"{ISSUES}/3", {"assignees": ["gil"]})) == ["gil"]


def test_a_locked_issue_takes_comments_of_writers_only(each):
    each.issue()
    assert each.put(f"{ISSUES}/3/lock", user="gil").status == 403
    assert each.put(f"{ISSUES}/3/lock", {"lock_reason": "off-topic"}).status == 204

    assert (each.get(f"{ISSUES}/3")["locked"], each.get(f"{ISSUES}/3")["active_lock_reason"]) == (True, "off-topic")
    assert each.post(f"{ISSUES}/3/comments", {"body": "x"}, user="gil").status == 403
    assert each.post(f"{ISSUES}/3/comments", {"body": "x"}, user="lin").status == 201
    assert each.delete(f"{ISSUES}/3/lock").status == 204
    assert each.post(f"{ISSUES}/3/comments", {"body": "x"}, user="gil").status == 201


def prepared():
    github = Github()
    github.post(f"{HOME}/milestones", {"title": "May"})
    for number, more in enumerate(
        (
            {"title": "A", "labels": ["bug", "help wanted"], "assignees": ["lin"]},
            {"title": "B", "labels": ["bug"], "milestone": 1, "body": "ask @lin"},
            {"title": "C", "type": "Bug"},
        ),
        3,
    ):
        github.twin.clock.advance(60)
        github.post(ISSUES, more, user="lin" if number == 5 else "mona")
    github.post(f"{ISSUES}/3/comments", {"body": "x"})
    github.twin.clock.advance(60)
    github.patch(f"{ISSUES}/4", {"state": "closed"})
    return github


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("", [5, 3, 1]),
        ("state=all", [5, 4, 3, 1]),
        ("state=closed", [4]),
        ("direction=asc", [1, 3, 5]),
        ("state=all&sort=updated", [4, 5, 3, 1]),
        ("sort=comments", [3, 5, 1]),
        ("state=all&labels=BUG", [4, 3]),
        ("state=all&labels=bug,help wanted", [3]),
        ("labels=nothing", []),
        ("state=all&milestone=1", [4]),
        ("state=all&milestone=*", [4]),
        ("milestone=none", [5, 3, 1]),
        ("assignee=lin", [3]),
        ("assignee=*", [3]),
        ("assignee=none", [5, 1]),
        ("creator=lin", [5, 1]),
        ("state=all&mentioned=lin", [4]),
        ("type=Bug", [5]),
        ("type=none", [3]),
        ("state=all&since=2023-11-14T22:17:20Z", [4]),
    ],
)
def test_a_list_is_filtered_and_sorted(query, numbers):
    assert [row["number"] for row in prepared().get(f"{ISSUES}?{query}").body] == numbers


@pytest.mark.parametrize(
    "query",
    [
        "state=lost",
        "sort=title",
        "direction=up",
        "milestone=7",
        "assignee=nobody",
        "creator=nobody",
        "since=soon",
        "type=Epic",
    ],
)
def test_a_filter_with_an_unknown_value_is_refused(github, query):
    said = github.get(f"{ISSUES}?{query}")

    assert (said.status, said.error) == (422, (query.partition("=")[0], "invalid"))


@pytest.mark.parametrize(
    ("path", "numbers"),
    [
        ("/issues", [3]),
        ("/issues?filter=created&state=all", [5, 1]),
        ("/issues?filter=mentioned&state=all", [4]),
        ("/issues?filter=all&state=all", [5, 4, 3, 1]),
        ("/orgs/acme/issues?filter=subscribed&state=all", [5, 4, 3, 1]),
        ("/user/issues", [3]),
    ],
)
def test_ones_own_issues_name_their_repository(path, numbers):
    found = prepared().get(path, user="lin").body

    assert [row["number"] for row in found] == numbers
    assert {row["repository"]["full_name"] for row in found} == {"acme/home"}


def test_issues_of_others_are_not_listed(github):
    github.post("/repos/zoe/vault/issues", {"title": "secret"}, user="zoe")

    assert [row["title"] for row in github.get("/issues?filter=all&state=all").body] == ["Paint the door"]
    assert github.get("/orgs/acme/issues", user="gil").status == 404


@pytest.mark.parametrize(
    "proposal",
    [{"rationale": 1}, {"suggest": "yes"}, {"confidence": "AAA"}, {"confidence": {}}, {"suggest": None}, {"login": 1}],
)
def test_who_is_proposed_is_proposed_as_described(github, proposal):
    said = github.post("/repos/acme/home/issues/1/assignees", {"assignees": [{"login": "lin", **proposal}]})
    assert said.status == 422


def test_ones_repositories_are_those_changed_within_bounds(github):
    everything = len(github.get("/user/repos").body)

    assert everything
    assert github.get("/user/repos?since=2100-01-01T00:00:00Z").body == []
    assert github.get("/user/repos?before=2000-01-01T00:00:00Z").body == []
    assert len(github.get("/user/repos?since=2000-01-01T00:00:00Z&before=2100-01-01T00:00:00Z").body) == everything
    assert github.get("/user/repos?since=never").status == 422
    assert github.get("/user/repos?before=never").status == 422
