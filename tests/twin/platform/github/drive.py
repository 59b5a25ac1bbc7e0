"""A broad use of GitHub's twin: every operation, with success and refused."""

from __future__ import annotations

from tests.twin.platform.github.caller import HOME, ISSUES

from tasklab.twin.platform.github.version import EDITIONS

ELSEWHERE = ("/user/orgs", "/user/teams", "/versions", "/users/lin/orgs", "/users/zoe/repos", "/orgs/acme/teams")
"""What the twin has and the selection that is at hand has not: nothing is checked there."""


def drive(github):
    """Use every operation, so that each is answered with success and, where it can be, with a refusal."""
    drive_people(github)
    drive_repositories(github)
    drive_labels_and_milestones(github)
    drive_issues(github)
    drive_comments(github)
    drive_relations(github)
    drive_types_and_fields(github)
    drive_history_and_search(github)


def drive_people(github):
    for path in (
        "/",
        "/meta",
        "/versions",
        "/rate_limit",
        "/user",
        "/users",
        "/users/lin",
        "/users/nobody",
        *ELSEWHERE,
    ):
        github.get(path)
    github.get("/user", user="bad")
    github.get("/user", user=None)
    github.patch("/user", {"name": "Mona", "bio": "b", "hireable": True, "email": "m@acme.example"})
    github.patch("/user", {"name": 3})
    for path in ("members", "members?role=admin", "members/lin", "members/zoe", "members?role=no", "issues", "repos"):
        github.get(f"/orgs/acme/{path}")
    github.get("/orgs/acme/members/lin", user="zoe")
    github.get("/orgs/nobody/repos")


def drive_repositories(github):
    github.post("/user/repos", {"name": "mine", "description": "d", "private": True, "has_wiki": False})
    github.post("/user/repos", {"name": "mine"})
    github.post("/user/repos", {})
    github.post("/orgs/acme/repos", {"name": "yard", "visibility": "private"}, user="lin")
    github.post("/orgs/acme/repos", {"name": "shed"}, user="gil")
    for path in ("/user/repos", "/user/repos?per_page=1", "/user/repos?sort=no"):
        github.get(path)
    for user in ("mona", "lin", "gil", "zoe"):
        github.get(HOME, user=user)
        github.patch(HOME, {"description": "Home", "homepage": "https://home.example"}, user=user)
    github.patch("/repos/mona/mine", {"name": "ours"})
    github.get("/repos/mona/mine")
    github.patch("/repos/mona/mine", {"name": "again"})
    github.patch("/repos/mona/ours", {"name": ""})
    for path in ("collaborators", "collaborators?affiliation=outside", "collaborators?permission=no", "assignees"):
        github.get(f"{HOME}/{path}")
    for path in (
        "assignees/lin",
        "assignees/gil",
        "collaborators/gil",
        "collaborators/zoe",
        "collaborators/gil/permission",
    ):
        github.get(f"{HOME}/{path}")
    github.put("/repos/mona/ours/collaborators/lin", {"permission": "triage"})
    github.put("/repos/mona/ours/collaborators/lin", {"permission": "boss"})
    github.put("/repos/mona/ours/collaborators/lin", user="lin")
    github.delete("/repos/mona/ours/collaborators/lin")
    github.delete("/repos/mona/ours", user="lin")
    github.delete("/repos/mona/ours")
    github.delete(HOME, user="lin")


def drive_labels_and_milestones(github):
    github.get(f"{HOME}/labels?per_page=2")
    github.post(f"{HOME}/labels", {"name": "garden", "color": "00ff00", "description": "outside"})
    for wrong in (
        {"name": "garden"},
        {"name": "x", "color": "green"},
        {"name": "x" * 51},
        {"color": "00ff00"},
        {"name": 1},
    ):
        github.post(f"{HOME}/labels", wrong)
    github.post(f"{HOME}/labels", {"name": "no"}, user="gil")
    github.get(f"{HOME}/labels/garden")
    github.get(f"{HOME}/labels/nothing")
    github.patch(f"{HOME}/labels/garden", {"new_name": "yard", "color": "00aa00", "description": ""})
    github.delete(f"{HOME}/labels/wontfix")
    github.post(f"{HOME}/milestones", {"title": "May", "due_on": "2026-05-31T12:00:00Z", "description": "spring"})
    github.post(f"{HOME}/milestones", {"title": "June", "state": "closed"})
    for wrong in ({"title": "May"}, {}, {"title": "x", "due_on": "soon"}, {"title": "x", "state": "lost"}):
        github.post(f"{HOME}/milestones", wrong)
    github.patch(f"{HOME}/milestones/2", {"state": "open", "title": "Jun"})
    for path in ("milestones", "milestones?state=all&sort=completeness&direction=desc", "milestones/1", "milestones/9"):
        github.get(f"{HOME}/{path}")


def drive_issues(github):
    given = {"title": "Mow", "body": "# Lawn", "labels": ["yard", "new"], "milestone": 1, "assignees": ["mona", "lin"]}
    github.post(ISSUES, given)
    github.post(ISSUES, {**given, "title": "As a guest"}, user="gil")
    for wrong in (
        {},
        {"title": ""},
        {"title": "x", "milestone": 9},
        {"title": "x", "assignees": ["nobody"]},
        {"title": []},
    ):
        github.post(ISSUES, wrong)
    github.post(ISSUES, b"{")
    for path in ("1", "2", "3", "99", "3/labels", "3/reactions", "3/assignees/lin", "3/assignees/gil"):
        github.get(f"{ISSUES}/{path}")
    changes = (
        {"title": "Mow all", "body": None},
        {"state": "closed", "state_reason": "not_planned"},
        {"state": "open"},
    )
    for change in (*changes, {"milestone": None, "labels": []}, {"milestone": "1", "labels": [{"name": "bug"}]}):
        github.patch(f"{ISSUES}/3", change)
    github.patch(f"{ISSUES}/3", {"state": "lost"})
    github.patch(f"{ISSUES}/3", {"title": "Mine"}, user="gil")
    github.patch(f"{ISSUES}/2", {"title": "Gone"})
    github.post(f"{ISSUES}/3/assignees", {"assignees": ["gil", "lin"]})
    github.delete(f"{ISSUES}/3/assignees", {"assignees": ["lin"]})
    github.post(f"{ISSUES}/3/labels", {"labels": ["question"]})
    github.put(f"{ISSUES}/3/labels", {"labels": ["bug", "question"]})
    github.delete(f"{ISSUES}/3/labels/bug")
    github.delete(f"{ISSUES}/3/labels/bug")
    github.delete(f"{ISSUES}/3/labels")
    github.put(f"{ISSUES}/3/lock", {"lock_reason": "resolved"})
    github.put(f"{ISSUES}/3/lock", {"lock_reason": "boring"})
    github.post(f"{ISSUES}/3/comments", {"body": "but"}, user="gil")
    github.delete(f"{ISSUES}/3/lock")
    github.get(f"{HOME}/milestones/1/labels")
    query = (
        "",
        "?state=all&per_page=1&page=2",
        "?milestone=1",
        "?milestone=9",
        "?assignee=mona&labels=bug",
        "?sort=comments",
    )
    for each in (*query, "?state=lost", "?creator=mona&mentioned=lin", "?since=2020-01-01T00:00:00Z", "?direction=asc"):
        github.get(ISSUES + each)
    for each in (
        "/issues",
        "/issues?filter=all&state=all",
        "/user/issues?filter=created",
        "/orgs/acme/issues?filter=all",
    ):
        github.get(each)
    github.post(f"{ISSUES}/3/reactions", {"content": "+1"})
    reaction = github.post(f"{ISSUES}/3/reactions", {"content": "+1"})
    github.post(f"{ISSUES}/3/reactions", {"content": "shrug"})
    github.get(f"{ISSUES}/3/reactions?content=heart")
    github.get(f"{ISSUES}/3/reactions")
    github.delete(f"{ISSUES}/3/reactions/{reaction['id']}")
    github.patch(HOME, {"has_issues": False})
    github.post(ISSUES, {"title": "off"})
    github.get(f"{ISSUES}/3")
    github.get(ISSUES)
    github.patch(HOME, {"has_issues": True})


def drive_comments(github):
    comment = github.post(f"{ISSUES}/3/comments", {"body": "Done, @lin"})
    path = f"{ISSUES}/comments/{comment['id']}"
    github.post(f"{ISSUES}/3/comments", {"body": " "})
    github.post(f"{ISSUES}/3/comments", {})
    github.patch(path, {"body": "Nearly"})
    github.get(path)
    github.get(f"{ISSUES}/comments/1")
    github.get(f"{ISSUES}/3/comments")
    github.get(f"{ISSUES}/comments?sort=updated&direction=desc")
    github.get(f"{ISSUES}/comments?sort=no")
    for form in ("text", "html", "full"):
        github.get(path, accept=f"application/vnd.github.{form}+json")
    reaction = github.post(f"{path}/reactions", {"content": "eyes"})
    github.get(f"{path}/reactions")
    github.delete(f"{path}/reactions/{reaction['id']}")
    if "pins" in EDITIONS[github.version].features:
        github.put(f"{path}/pin")
        github.get(f"{ISSUES}/3")
        github.put(f"{path}/pin", user="gil")
        github.delete(f"{path}/pin")
        github.delete(f"{path}/pin")
    github.delete(path)


def drive_relations(github):
    features = EDITIONS[github.version].features
    one, two = github.issue("One"), github.issue("Two")
    path = f"{ISSUES}/{one['number']}"
    if "sub_issues" in features:
        for body in ({"sub_issue_id": two["id"]}, {"sub_issue_id": two["id"]}, {"sub_issue_id": 1}, {}):
            github.post(f"{path}/sub_issues", body)
        third = github.issue("Three")
        github.post(f"{path}/sub_issues", {"sub_issue_id": third["id"]})
        github.patch(f"{path}/sub_issues/priority", {"sub_issue_id": third["id"], "before_id": two["id"]})
        github.patch(f"{path}/sub_issues/priority", {"sub_issue_id": third["id"]})
        for each in (
            f"{path}/sub_issues",
            f"{path}/parent",
            f"{ISSUES}/{two['number']}/parent",
            f"{ISSUES}/{two['number']}",
        ):
            github.get(each)
    if "dependencies" in features:
        for body in ({"issue_id": two["id"]}, {"issue_id": two["id"]}, {"issue_id": one["id"]}, {"issue_id": 1}):
            github.post(f"{path}/dependencies/blocked_by", body)
        github.post(f"{path}/dependencies/blocked_by", {"issue_id": two["id"]}, user="gil")
        github.get(f"{path}/dependencies/blocked_by")
        github.get(f"{ISSUES}/{two['number']}/dependencies/blocking")
    for each in ("events", "timeline"):
        github.get(f"{path}/{each}")
    if "dependencies" in features:
        github.delete(f"{path}/dependencies/blocked_by/{two['id']}")
    if "sub_issues" in features:
        github.delete(f"{path}/sub_issue", {"sub_issue_id": two["id"]})
        github.delete(f"{path}/sub_issue", {"sub_issue_id": two["id"]})


def drive_types_and_fields(github):
    features = EDITIONS[github.version].features
    if "types" in features:
        made = github.post("/orgs/acme/issue-types", {"name": "Chore", "is_enabled": True, "color": "gray"})
        path = f"/orgs/acme/issue-types/{made['id']}"
        github.post("/orgs/acme/issue-types", {"name": "Chore", "is_enabled": True})
        github.put(path, {"name": "Duty", "is_enabled": True, "description": "d"})
        github.get("/orgs/acme/issue-types")
        github.get("/orgs/acme/issue-types", user="zoe")
        github.patch(f"{ISSUES}/3", {"type": "Duty"})
        github.patch(f"{ISSUES}/3", {"type": "Bug"})
        github.patch(f"{ISSUES}/3", {"type": "Nothing"})
        github.patch(f"{ISSUES}/3", {"type": None})
        github.get(f"{ISSUES}?type=Bug")
        github.delete(path)
        github.delete(path)
    if "field_values" in features:
        github.get(f"{ISSUES}/3/issue-field-values")
    if "fields" in features:
        drive_fields(github)


def drive_fields(github):
    options = [{"name": "High", "color": "red", "priority": 1}, {"name": "Low", "color": "gray", "priority": 2}]
    fields = [{"name": "Note", "data_type": "text"}, {"name": "Points", "data_type": "number"}]
    fields += [{"name": "Due", "data_type": "date"}, {"name": "Size", "data_type": "single_select", "options": options}]
    ids = [github.post("/orgs/acme/issue-fields", field)["id"] for field in fields]
    github.post("/orgs/acme/issue-fields", fields[0])
    github.post("/orgs/acme/issue-fields", {"name": "Empty", "data_type": "single_select"})
    github.patch(f"/orgs/acme/issue-fields/{ids[0]}", {"description": "d", "visibility": "all"})
    github.get("/orgs/acme/issue-fields")
    values = [{"field_id": id_, "value": value} for id_, value in zip(ids, ("n", 3, "2026-05-01", "High"), strict=True)]
    path = f"{ISSUES}/3/issue-field-values"
    github.post(path, {"issue_field_values": values})
    github.post(path, {"issue_field_values": [{"field_id": ids[1], "value": "three"}]})
    github.post(path, {"issue_field_values": values}, user="gil")
    github.get(f"{ISSUES}/3")
    github.get(f"{ISSUES}?issue_field_values=size:High")
    github.put(path, {"issue_field_values": values[:1]})
    github.delete(f"{path}/{ids[0]}")
    github.delete(f"{path}/{ids[0]}")
    github.delete(f"/orgs/acme/issue-fields/{ids[0]}")


def drive_history_and_search(github):
    events = github.get(f"{ISSUES}/events?per_page=50").body
    github.get(f"{ISSUES}/events/{events[0]['id']}")
    github.get(f"{ISSUES}/events/1")
    github.get(f"{ISSUES}/3/events?per_page=100")
    github.get(f"{ISSUES}/3/timeline?per_page=100")
    for query in ("is:issue mow", "is:pr repo:acme/home", "is:issue label:bug", "is:issue repo:no/where", ""):
        github.get("/search/issues", query=(("q", query),))
    repo_id = github.get(HOME)["id"]
    github.get("/search/labels", query=(("repository_id", str(repo_id)), ("q", "bug")))
    github.get("/search/labels", query=(("repository_id", "1"), ("q", "bug")))
    for user in ("gil", "mona", "mona"):
        github.delete(f"{HOME}/milestones/1", user=user)
        github.delete("/orgs/acme/members/lin", user=user)
