"""What is around issues: comments, time, files, links, people who watch."""

from __future__ import annotations

from tests.twin.platform.jira_cloud.caller import ADDRESS, Jira, escaped

from tasklab.twin.platform.jira_cloud.household import MAIN, SECOND


def test_a_restricted_comment_is_seen_by_its_role_or_group(jira):
    key = jira.issue()
    path = f"/issue/{key}/comment"
    admins = jira.post(path, {"body": jira.text("admins"), "visibility": {"type": "role", "value": "Administrators"}})
    crew = jira.post(path, {"body": jira.text("crew"), "visibility": {"type": "group", "value": "crew"}})

    assert admins["visibility"] == {"type": "role", "value": "Administrators", "identifier": "Administrators"}
    assert [each["id"] for each in jira.get(path, user="second")["comments"]] == [crew["id"]]
    assert jira.get(path, user="guest")["total"] == 0
    assert (
        jira.get(f"{path}/{admins['id']}", user="second").message
        == f"Can not find a comment for the id: {admins['id']}."
    )
    assert jira.fields(key)["comment"]["total"] == 2


def test_comments_are_changed_by_who_wrote_them(jira):
    key = jira.issue()
    made = jira.post(f"/issue/{key}/comment", {"body": jira.text("Mine")})
    jira.twin.clock.advance(1)

    assert jira.put(f"/issue/{key}/comment/{made['id']}", {"body": jira.text("Yours")}, user="second").status == 400
    changed = jira.put(f"/issue/{key}/comment/{made['id']}", {"body": jira.text("Better")})
    assert (changed["body"], changed["created"] < changed["updated"]) == (jira.text("Better"), True)
    assert jira.delete(f"/issue/{key}/comment/{made['id']}").status == 204
    assert jira.delete(f"/issue/{key}/comment/{made['id']}").status == 404


def test_comments_go_by_page_in_either_order(each):
    key = each.issue()
    ids = [each.post(f"/issue/{key}/comment", {"body": each.text(f"{n}")})["id"] for n in range(3)]
    said = each.get(f"/issue/{key}/comment?startAt=1&maxResults=1")

    assert (said["total"], said["startAt"], [row["id"] for row in said["comments"]]) == (3, 1, [ids[1]])
    assert [row["id"] for row in each.get(f"/issue/{key}/comment?orderBy=-created")["comments"]] == ids[::-1]


def test_time_is_taken_from_the_estimate_and_given_back(jira):
    key = jira.issue(timetracking={"originalEstimate": "1d", "remainingEstimate": "4h"})
    path = f"/issue/{key}/worklog"
    made = jira.post(
        path, {"timeSpent": "1h 30m", "started": "2023-11-14T09:00:00.000+0100", "comment": jira.text("x")}
    )

    assert (made["timeSpentSeconds"], made["timeSpent"], made["started"]) == (
        5400,
        "1h 30m",
        "2023-11-14T08:00:00.000+0000",
    )
    assert jira.fields(key)["timetracking"] == {
        "originalEstimate": "1d", "originalEstimateSeconds": 28_800, "remainingEstimate": "2h 30m",
        "remainingEstimateSeconds": 9000, "timeSpent": "1h 30m", "timeSpentSeconds": 5400,
    }  # fmt: skip
    assert jira.delete(f"{path}/{made['id']}").status == 204
    assert jira.fields(key)["timetracking"]["remainingEstimateSeconds"] == 14_400


def test_time_is_refused_as_jira_words_it(jira):
    key = jira.issue()
    path = f"/issue/{key}/worklog"
    assert jira.post(path, {}).body == {
        "errorMessages": ["Worklog must not be null."],
        "errors": {"timeLogged": "You must indicate the time spent working."},
    }
    assert (
        "yyyy-MM-dd'T'HH:mm:ss.SSSZ"
        in jira.post(path, {"timeSpent": "1h", "started": "2023-11-14T09:00:00Z"}).errors["started"]
    )
    assert jira.post(f"{path}?adjustEstimate=new", {"timeSpent": "1h"}).errors == {
        "newEstimate": "You must supply a valid new estimate."
    }
    assert jira.get(f"{path}/9").message == "Cannot find worklog with id: '9'."


def test_a_file_is_at_a_signed_address_for_a_while(each):
    key = each.issue()
    (made,) = each.attach(key, "nöte.txt", b"hello").body
    said = each.get(f"/attachment/content/{made['id']}")

    assert (made["filename"], made["size"], made["mimeType"]) == ("nöte.txt", 5, "text/plain")
    assert said.status == 303
    assert said.headers["location"].startswith(f"{ADDRESS}/-/media/file/")
    content = each.follow(said.headers["location"])
    assert (content.status, content.raw) == (200, b"hello")
    assert each.follow(said.headers["location"].replace("token=", "token=0")).status == 401
    each.twin.clock.advance(601)
    assert each.follow(said.headers["location"]).status == 401


def test_files_of_the_same_name_are_told_apart(jira):
    key = jira.issue()
    first, second = (jira.attach(key, content=content).body[0]["id"] for content in (b"one", b"two"))
    jira.delete(f"/attachment/{first}")
    third = jira.attach(key, content=b"three").body[0]["id"]

    for id_, content in ((second, b"two"), (third, b"three")):
        assert jira.follow(jira.get(f"/attachment/content/{id_}").headers["location"]).raw == content


def test_a_part_of_a_file_is_given_without_redirection(jira):
    key = jira.issue()
    (made,) = jira.attach(key, content=b"0123456789").body
    path = f"/attachment/content/{made['id']}?redirect=false"

    assert jira.get(path).raw == b"0123456789"
    part = jira.get(path, range="bytes=2-4")
    assert (part.status, part.raw, part.headers["content-range"]) == (206, b"234", "bytes 2-4/10")
    assert jira.get(path, range="bytes=-3").raw == b"789"
    assert jira.get(path, range="bytes=10-").status == 416
    assert jira.get(path, range="lines=1").status == 400


def test_a_file_needs_the_header_against_forgery(jira):
    key = jira.issue()
    said = jira.attach(key, token=None)

    assert (said.status, said.message) == (403, "XSRF check failed")
    assert jira.fields(key)["attachment"] == []


def test_a_link_has_two_sides(jira):
    one, two = jira.issue("One"), jira.issue("Two")
    body = {"type": {"name": "Blocks"}, "inwardIssue": {"key": one}, "outwardIssue": {"key": two}}
    assert jira.post("/issueLink", body).status == 201
    assert jira.post("/issueLink", body).status == 201
    (mine,), (other,) = jira.fields(one)["issuelinks"], jira.fields(two)["issuelinks"]

    assert (mine["type"]["outward"], mine["outwardIssue"]["key"]) == ("blocks", two)
    assert (other["type"]["inward"], other["inwardIssue"]["key"], other["id"]) == ("is blocked by", one, mine["id"])
    assert jira.delete(f"/issueLink/{mine['id']}").status == 204
    assert jira.fields(two)["issuelinks"] == []
    assert (
        jira.post("/issueLink", {**body, "type": {"name": "Nope"}}).message
        == "No issue link type with name 'Nope' found."
    )


def test_a_remote_link_with_a_global_id_is_replaced(jira):
    key = jira.issue()
    body = {"globalId": "g", "object": {"url": "https://a.example", "title": "A"}}
    first = jira.post(f"/issue/{key}/remotelink", body)
    again = jira.post(f"/issue/{key}/remotelink", {**body, "object": {"url": "https://b.example", "title": "B"}})

    assert (first.status, again.status, first["id"]) == (201, 200, again["id"])
    (read,) = jira.get(f"/issue/{key}/remotelink").body
    assert (read["object"]["title"], read["globalId"]) == ("B", "g")


def test_people_watch_and_stop(jira):
    key = jira.issue()
    assert [each["accountId"] for each in jira.get(f"/issue/{key}/watchers")["watchers"]] == [MAIN]
    assert jira.post(f"/issue/{key}/watchers", SECOND).status == 204
    assert jira.fields(key)["watches"]["watchCount"] == 2
    assert jira.delete(f"/issue/{key}/watchers?accountId={escaped(SECOND)}").status == 204
    assert jira.post(f"/issue/{key}/watchers", SECOND, user="guest").status == 403
    assert jira.post(f"/issue/{key}/watchers", user="guest").status == 204


def test_what_belongs_to_an_issue_goes_with_it():
    jira = Jira()
    key = jira.issue()
    jira.attach(key)
    jira.post(f"/issue/{key}/comment", {"body": jira.text("x")})
    jira.delete(f"/issue/{key}")
    database = jira.twin.site.database

    assert [len(getattr(database, each)) for each in ("issues", "comments", "attachments", "histories")] == [0, 0, 0, 0]
