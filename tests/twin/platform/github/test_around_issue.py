"""Labels, milestones, comments, reactions, relations, types, fields, history."""

from __future__ import annotations

import itertools

import pytest
from tests.twin.platform.github.caller import HOME, ISSUES


def names(rows):
    return [row["name"] for row in rows]


def test_a_new_repository_has_nine_labels(each):
    rows = each.get(f"{HOME}/labels").body

    assert (len(rows), rows[0]["name"], rows[0]["color"], rows[0]["default"]) == (9, "bug", "d73a4a", True)


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"name": "BUG"}, ("name", "already_exists")),
        ({"name": "x", "color": "#00ff00"}, ("color", "invalid")),
        ({"name": "x", "description": "x" * 101}, ("description", "custom")),
        ({"name": ""}, ("name", "missing_field")),
    ],
)
def test_a_label_that_cannot_be_is_refused(each, given, error):
    said = each.post(f"{HOME}/labels", given)

    assert (said.status, said.error) == (422, error)
    assert said["errors"][0]["resource"] == "Label"


def test_a_label_is_renamed_and_removed_everywhere(each):
    each.issue(labels=["good first issue"])
    path = f"{HOME}/labels/good%20first%20issue"

    assert each.patch(path, {"new_name": "easy/first", "color": "123abc"})["url"].endswith("/labels/easy%2Ffirst")
    assert names(each.get(f"{ISSUES}/3")["labels"]) == ["easy/first"]
    assert each.patch(f"{HOME}/labels/bug", {"new_name": "easy/first"}).error == ("name", "already_exists")
    assert each.delete(f"{HOME}/labels/easy%2Ffirst").status == 204
    assert each.get(f"{ISSUES}/3")["labels"] == []
    assert each.delete(f"{HOME}/labels/easy%2Ffirst").status == 404


def test_labels_of_an_issue_are_added_set_and_taken(each):
    each.issue(labels=["bug"])
    path = f"{ISSUES}/3/labels"

    assert names(each.post(path, {"labels": ["Bug", "new"]}).body) == ["bug", "new"]
    assert names(each.put(path, ["wontfix"]).body) == ["wontfix"]
    said = each.delete(f"{path}/bug")
    assert (said.status, said["message"]) == (404, "Label does not exist")
    assert each.delete(f"{path}/wontfix").body == []
    assert names(each.post(path, {"labels": [{"name": "new"}]}).body) == ["new"]
    assert each.delete(path).status == 204
    assert each.get(path).body == []


def test_a_milestone_keeps_the_californian_day_of_its_due_date(each):
    path = f"{HOME}/milestones"
    due = {"2026-07-24T06:59:00Z": "2026-07-23T07:00:00Z", "2026-07-24T07:01:00Z": "2026-07-24T07:00:00Z"}
    due |= {"2026-01-24T12:00:00Z": "2026-01-24T08:00:00Z", "2026-01-24T00:00:00+01:00": "2026-01-23T08:00:00Z"}
    for number, (given, kept) in enumerate(due.items(), 1):
        assert each.post(path, {"title": f"M{number}", "due_on": given})["due_on"] == kept
    assert each.patch(f"{path}/1", {"due_on": None})["due_on"] is None
    assert [row["number"] for row in each.get(path).body] == [4, 3, 2, 1]


def test_a_milestone_counts_its_issues_and_leaves_them_when_it_goes(each):
    each.post(f"{HOME}/milestones", {"title": "May"})
    each.post(f"{HOME}/milestones", {"title": "June"})
    each.issue(milestone=1)
    each.issue(milestone=1)
    each.patch(f"{ISSUES}/4", {"state": "closed"})
    shown = each.get(f"{HOME}/milestones/1")

    assert (shown["open_issues"], shown["closed_issues"], shown["state"]) == (1, 1, "open")
    assert each.post(f"{HOME}/milestones", {"title": "May"}).error == ("title", "already_exists")
    assert [row["number"] for row in each.get(f"{HOME}/milestones?sort=completeness").body] == [2, 1]
    closed = each.patch(f"{HOME}/milestones/1", {"state": "closed"})
    assert (closed["state"], closed["closed_at"]) == ("closed", "2023-11-14T22:13:20Z")
    assert [row["number"] for row in each.get(f"{HOME}/milestones?state=closed").body] == [1]
    assert each.delete(f"{HOME}/milestones/1").status == 204
    assert each.get(f"{ISSUES}/3")["milestone"] is None
    assert each.get(f"{HOME}/milestones/1").status == 404


def test_comments_are_written_changed_and_removed(each):
    each.issue()
    each.twin.clock.advance(60)
    said = each.post(f"{ISSUES}/3/comments", {"body": "*so*"}, user="gil")
    path = f"{ISSUES}/comments/{said['id']}"

    assert said.headers["location"] == said["url"]
    assert (said["body"], said["user"]["login"], said["author_association"]) == ("*so*", "gil", "COLLABORATOR")
    issue = each.get(f"{ISSUES}/3")
    assert (issue["comments"], issue["updated_at"]) == (1, "2023-11-14T22:14:20Z")
    each.twin.clock.advance(60)
    assert each.patch(path, {"body": "no"}, user="gil")["updated_at"] == "2023-11-14T22:15:20Z"
    assert each.patch(path, {"body": "no"}, user="lin").status == 200
    other = each.post(f"{ISSUES}/3/comments", {"body": "mine"})["id"]
    assert each.patch(f"{ISSUES}/comments/{other}", {"body": "x"}, user="gil").status == 403
    assert each.delete(f"{ISSUES}/comments/{other}", user="gil").status == 403
    assert [row["body"] for row in each.get(f"{ISSUES}/3/comments").body] == ["no", "mine"]
    assert each.delete(path, user="gil").status == 204
    assert each.get(path).status == 404
    assert each.post(f"{ISSUES}/3/comments", {"body": " "}).status == 422


def test_comments_since_a_moment(github):
    github.issue()
    for _ in range(3):
        github.twin.clock.advance(60)
        github.post(f"{ISSUES}/3/comments", {"body": "x"})

    assert len(github.get(f"{ISSUES}/3/comments?since=2023-11-14T22:15:20Z").body) == 2
    moments = [row["created_at"][-9:] for row in github.get(f"{ISSUES}/comments?sort=created&direction=desc").body]
    assert moments == ["22:16:20Z", "22:15:20Z", "22:14:20Z"]


@pytest.mark.parametrize(
    ("form", "members"),
    [("raw", {"body"}), ("text", {"body_text"}), ("html", {"body_html"}), ("full", {"body", "body_text", "body_html"})],
)
def test_markdown_comes_in_the_form_that_is_asked_for(each, form, members):
    each.issue(body="a *b*")
    said = each.get(f"{ISSUES}/3", accept=f"application/vnd.github.{form}+json")

    assert {name for name in said.body if name.startswith("body")} == members
    assert said.body.get("body_html", "<p>a <em>b</em></p>\n") == "<p>a <em>b</em></p>\n"
    assert said.body.get("body_text", "a b") == "a b"


def test_a_reaction_counts_once_for_each_person(each):
    each.issue()
    path = f"{ISSUES}/3/reactions"

    first = each.post(path, {"content": "+1"})
    assert (first.status, each.post(path, {"content": "+1"}).status) == (201, 200)
    assert each.post(path, {"content": "+1"}, user="gil").status == 201
    assert each.post(path, {"content": "shrug"}).status == 422
    rollup = each.get(f"{ISSUES}/3")["reactions"]
    assert (rollup["+1"], rollup["total_count"], rollup["heart"]) == (2, 2, 0)
    assert each.delete(f"{path}/{first['id']}", user="gil").status == 404
    assert each.delete(f"{path}/{first['id']}").status == 204
    assert [row["user"]["login"] for row in each.get(path).body] == ["gil"]


def test_sub_issues_have_an_order_and_one_parent(github):
    one, two, three = (github.issue(title) for title in ("One", "Two", "Three"))
    path = f"{ISSUES}/{one['number']}"
    for child in (two, three):
        assert github.post(f"{path}/sub_issues", {"sub_issue_id": child["id"]}).status == 201

    said = github.post(f"{path}/sub_issues", {"sub_issue_id": two["id"]})
    text = "Issue may not contain duplicate sub-issues and Sub issue may only have one parent"
    assert (said.status, said["message"].endswith(text)) == (422, True)
    assert [row["title"] for row in github.get(f"{path}/sub_issues").body] == ["Two", "Three"]
    github.patch(f"{path}/sub_issues/priority", {"sub_issue_id": three["id"], "before_id": two["id"]})
    assert [row["title"] for row in github.get(f"{path}/sub_issues").body] == ["Three", "Two"]
    assert github.get(f"{ISSUES}/{two['number']}/parent")["title"] == "One"
    assert github.get(f"{ISSUES}/{two['number']}")["parent_issue_url"] == one["url"]
    github.patch(f"{ISSUES}/{two['number']}", {"state": "closed"})
    assert github.get(path)["sub_issues_summary"] == {"total": 2, "completed": 1, "percent_completed": 50}
    assert github.delete(f"{path}/sub_issue", {"sub_issue_id": two["id"]}).status == 200
    assert github.get(f"{ISSUES}/{two['number']}/parent").status == 404


def test_a_parent_is_replaced_only_on_request_and_never_by_a_descendant(github):
    one, two, three = (github.issue(title) for title in ("One", "Two", "Three"))
    github.post(f"{ISSUES}/{one['number']}/sub_issues", {"sub_issue_id": two["id"]})
    other = f"{ISSUES}/{three['number']}/sub_issues"

    assert github.post(other, {"sub_issue_id": two["id"]}).status == 422
    assert github.post(other, {"sub_issue_id": two["id"], "replace_parent": True}).status == 201
    assert github.get(f"{ISSUES}/{one['number']}/sub_issues").body == []
    assert github.post(f"{ISSUES}/{two['number']}/sub_issues", {"sub_issue_id": three["id"]}).status == 422
    assert github.post(other, {"sub_issue_id": three["id"]}).status == 422
    said = github.post(other, {"sub_issue_id": 5})
    assert (said.status, said["message"]) == (404, "The provided sub-issue does not exist")
    assert github.post(other, {"sub_issue_id": one["id"]}, user="gil").status == 403
    assert github.post(other, {"sub_issue_id": "1"}).status == 422


def test_sub_issues_are_nested_eight_levels_and_no_more(github):
    rows = [github.issue(f"L{level}") for level in range(9)]
    statuses = [
        github.post(f"{ISSUES}/{parent['number']}/sub_issues", {"sub_issue_id": child["id"]}).status
        for parent, child in itertools.pairwise(rows)
    ]

    assert statuses == [201] * 7 + [422]


def test_blocking_is_seen_from_both_sides_and_has_no_circle(github):
    one, two, three = (github.issue(title) for title in ("One", "Two", "Three"))
    path = f"{ISSUES}/{one['number']}/dependencies"

    assert github.post(f"{path}/blocked_by", {"issue_id": two["id"]}).status == 201
    said = github.post(f"{path}/blocked_by", {"issue_id": two["id"]})
    assert (said.status, said["message"].endswith("Target issue has already been taken")) == (422, True)
    github.post(f"{ISSUES}/{two['number']}/dependencies/blocked_by", {"issue_id": three["id"]})
    circle = f"{ISSUES}/{three['number']}/dependencies/blocked_by"
    assert github.post(circle, {"issue_id": one["id"]}).status == 422
    assert github.post(circle, {"issue_id": three["id"]}).status == 422
    pull = github.get(f"{ISSUES}/1")["id"]
    assert github.post(circle, {"issue_id": pull})["message"] == "Target issue may only be an issue"
    assert [row["title"] for row in github.get(f"{path}/blocked_by").body] == ["Two"]
    assert [row["title"] for row in github.get(f"{ISSUES}/{two['number']}/dependencies/blocking").body] == ["One"]
    github.patch(f"{ISSUES}/{two['number']}", {"state": "closed"})
    summary = github.get(f"{ISSUES}/{one['number']}")["issue_dependencies_summary"]
    assert summary == {"blocked_by": 0, "total_blocked_by": 1, "blocking": 0, "total_blocking": 0}
    assert github.delete(f"{path}/blocked_by/{two['id']}").status == 200
    assert github.delete(f"{path}/blocked_by/{two['id']}").status == 200
    assert github.get(f"{path}/blocked_by").body == []


def test_an_issue_out_of_sight_cannot_be_linked(github):
    hidden = github.post("/repos/zoe/vault/issues", {"title": "x"}, user="zoe")["id"]
    github.issue()

    assert github.post(f"{ISSUES}/3/dependencies/blocked_by", {"issue_id": hidden}).status == 404
    assert github.post(f"{ISSUES}/3/sub_issues", {"sub_issue_id": hidden}).status == 404


def test_an_organisation_has_types_that_owners_change(github):
    rows = github.get("/orgs/acme/issue-types").body
    assert names(rows) == ["Task", "Bug", "Feature"]
    given = {"name": "Chore", "is_enabled": True}

    assert github.post("/orgs/acme/issue-types", given, user="lin").status == 404
    made = github.post("/orgs/acme/issue-types", given).body
    assert github.post("/orgs/acme/issue-types", given)["errors"] == ["Name has already been taken"]
    assert github.issue(type="chore")["type"]["name"] == "Chore"
    github.put(f"/orgs/acme/issue-types/{made['id']}", {"name": "Duty", "is_enabled": False})
    assert github.get(f"{ISSUES}/3")["type"]["name"] == "Duty"
    assert github.post(ISSUES, {"title": "x", "type": "Duty"}).error == ("type", "invalid")
    assert github.delete(f"/orgs/acme/issue-types/{made['id']}").status == 204
    assert github.get(f"{ISSUES}/3")["type"] is None


def test_a_field_takes_values_of_its_kind(github):
    options = [{"name": "Low", "color": "gray", "priority": 2}, {"name": "High", "color": "red", "priority": 1}]
    size = github.post(
        "/orgs/acme/issue-fields", {"name": "Size", "data_type": "single_select", "options": options}
    ).body
    due = github.post("/orgs/acme/issue-fields", {"name": "Due", "data_type": "date"}).body
    github.issue()
    path = f"{ISSUES}/3/issue-field-values"

    assert names(size["options"]) == ["High", "Low"]
    for field, wrong in ((size, "Huge"), (size, 1), (due, "tomorrow"), (due, "2026-2-1")):
        values = [{"field_id": field["id"], "value": wrong}]
        assert github.post(path, {"issue_field_values": values}).status == 422
    github.patch(f"{ISSUES}/3", {"issue_field_values": [{"field_id": size["id"], "value": "High"}]})
    github.post(path, {"issue_field_values": [{"field_id": due["id"], "value": "2026-02-01"}]})
    assert [(row["issue_field_name"], row["value"]) for row in github.get(path).body] == [
        ("Size", "High"),
        ("Due", "2026-02-01"),
    ]
    assert [row["number"] for row in github.get(f"{ISSUES}?issue_field_values=size:High").body] == [3]
    assert github.get(f"{ISSUES}?issue_field_values=size:Low").body == []
    assert github.put(path, {"issue_field_values": []}).body == []


def test_a_comment_is_pinned_in_place_of_another(github):
    github.issue()
    ids = [github.post(f"{ISSUES}/3/comments", {"body": str(n)})["id"] for n in range(2)]
    for id_ in ids:
        assert github.put(f"{ISSUES}/comments/{id_}/pin")["pin"]["pinned_by"]["login"] == "mona"

    assert github.get(f"{ISSUES}/3")["pinned_comment"]["id"] == ids[1]
    assert github.get(f"{ISSUES}/comments/{ids[0]}")["pin"] is None
    assert github.delete(f"{ISSUES}/comments/{ids[1]}").status == 204
    assert github.get(f"{ISSUES}/3")["pinned_comment"] is None


def test_what_happened_is_told_in_order(each):
    each.issue(labels=["bug"], assignees=["lin"])
    each.twin.clock.advance(60)
    each.post(f"{ISSUES}/3/comments", {"body": "x"}, user="gil")
    each.twin.clock.advance(60)
    each.patch(f"{ISSUES}/3", {"title": "Mop", "state": "closed", "labels": []}, user="lin")

    events = each.get(f"{ISSUES}/3/events").body
    assert [row["event"] for row in events] == ["labeled", "assigned", "unlabeled", "renamed", "closed"]
    assert events[3]["rename"] == {"from": "Sweep", "to": "Mop"}
    assert (events[1]["assignee"]["login"], events[1]["assigner"]["login"]) == ("lin", "mona")
    assert [row["actor"]["login"] for row in events] == ["mona", "mona", "lin", "lin", "lin"]
    timeline = each.get(f"{ISSUES}/3/timeline").body
    assert [row["event"] for row in timeline] == ["labeled", "assigned", "commented", "unlabeled", "renamed", "closed"]
    newest = each.get(f"{ISSUES}/events").body[0]
    assert (newest["event"], newest["issue"]["number"]) == ("closed", 3)
    assert each.get(f"{ISSUES}/events/{newest['id']}").body == newest


def test_a_timeline_leaves_out_what_is_named(github):
    github.issue(labels=["bug"])
    github.post(f"{ISSUES}/3/comments", {"body": "x"})

    assert [row["event"] for row in github.get(f"{ISSUES}/3/timeline?exclude=labeled").body] == ["commented"]
