"""Search, and repositories, organisations and teams as they are listed."""

from __future__ import annotations

import pytest
from tests.twin.platform.github.caller import HOME, ISSUES, Github


def search(github, query, **words):
    return github.get("/search/issues", query=(("q", query), *words.items()))


def prepared(version="2026-03-10"):
    github = Github(version)
    github.post(f"{HOME}/milestones", {"title": "May"})
    github.issue("Mow the lawn", body="before rain", labels=["good first issue"], assignees=["lin"])
    github.twin.clock.advance(86_400)
    github.issue("Lawnmower", milestone=1, body="ask @lin")
    github.post(f"{ISSUES}/4/comments", {"body": "oil it"}, user="gil")
    github.issue("Rain barrel")
    github.patch(f"{ISSUES}/5", {"state": "closed", "state_reason": "not_planned"})
    github.post("/repos/zoe/vault/issues", {"title": "lawn secret"}, user="zoe")
    return github


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("lawn", [3]),
        ("RAIN", [5, 3]),
        ("rain in:title", [5]),
        ("oil", [4]),
        ('"the lawn"', [3]),
        ("rain -barrel", [3]),
        ("is:open", [4, 3]),
        ("state:closed", [5]),
        ('label:"good first issue"', [3]),
        ('-label:"good first issue"', [5, 4]),
        ("no:assignee", [5, 4]),
        ("assignee:lin", [3]),
        ("author:@me", [5, 4, 3]),
        ("mentions:lin", [4]),
        ("involves:lin", [4, 3]),
        ("commenter:gil", [4]),
        ("milestone:may", [4]),
        ('reason:"not planned"', [5]),
        ("created:2023-11-14", [3]),
        ("created:>2023-11-14", [5, 4]),
        ("created:<=2023-11-14", [3]),
        ("created:2023-11-15..2023-11-16", [5, 4]),
        ("closed:*..2023-11-15", [5]),
        ("comments:>0", [4]),
        ("repo:acme/home lawn", [3]),
        ("user:acme org:nobody", [5, 4, 3]),
        ("-repo:acme/home", []),
        ("sort:created-asc", [3, 4, 5]),
    ],
)
def test_a_query_finds_what_it_says(query, numbers):
    said = search(prepared(), f"is:issue {query}")

    assert [row["number"] for row in said["items"]] == numbers
    assert (said["total_count"], said["incomplete_results"]) == (len(numbers), False)


def test_pull_requests_are_searched_apart():
    assert [row["number"] for row in search(prepared(), "is:pr")["items"]] == [1]


def test_what_kind_is_meant_has_to_be_said_in_the_newest_version_only():
    said = search(prepared(), "lawn")
    assert (said.status, said["errors"][0]["message"]) == (422, "Query must include 'is:issue' or 'is:pull-request'")
    assert search(prepared("2022-11-28"), "lawn").status == 200
    assert search(prepared("ghes-3.19"), "lawn")["search_type"] == "lexical"


def test_a_place_that_cannot_be_searched_is_refused(each):
    for place in ("repo:no/where", "repo:zoe/vault", "user:nobody"):
        said = search(each, f"is:issue {place}")
        assert (said.status, said.error) == (422, ("q", "invalid"))
        assert "cannot be searched" in said["errors"][0]["message"]


@pytest.mark.parametrize(
    ("query", "code"),
    [("", "missing"), ("  ", "missing"), ("is:issue " + "x" * 257, "invalid"), ("is:issue created:soon", "invalid")],
)
def test_a_query_that_is_none_is_refused(github, query, code):
    assert search(github, query).error == ("q", code)


def test_results_are_sorted_and_paged():
    github = prepared()
    said = github.get(
        "/search/issues", query=(("q", "is:issue"), ("sort", "comments"), ("order", "desc"), ("per_page", "1"))
    )

    assert [row["number"] for row in said["items"]] == [4]
    assert set(said.links) == {"next", "last"}
    assert github.follow(said.links["last"])["items"][0]["number"] == 3


def test_no_more_than_a_thousand_results_can_be_read(github):
    github.twin.seed(1100)

    assert (
        len(github.get("/search/issues", query=(("q", "is:issue Task"), ("per_page", "100"), ("page", "10")))["items"])
        == 100
    )
    said = github.get("/search/issues", query=(("q", "is:issue Task"), ("per_page", "100"), ("page", "11")))
    assert (said.status, said["message"]) == (422, "Only the first 1000 search results are available")


def test_labels_are_searched_in_one_repository(each):
    repo_id = each.get(HOME)["id"]
    said = each.get("/search/labels", query=(("q", "newcomers"), ("repository_id", str(repo_id))))

    assert [row["name"] for row in said["items"]] == ["good first issue"]


def test_repositories_are_listed_by_what_one_is_to_them(each):
    each.post("/user/repos", {"name": "mine", "private": True})
    each.post("/orgs/acme/repos", {"name": "open"})

    def full_names(path, **words):
        return [row["full_name"] for row in each.get(path, **words).body]

    assert full_names("/user/repos") == ["acme/home", "mona/mine", "acme/open"]
    assert full_names("/user/repos?affiliation=owner") == ["mona/mine"]
    assert full_names("/user/repos?visibility=public") == ["acme/open"]
    assert full_names("/user/repos", user="gil") == ["acme/home"]
    assert full_names("/user/repos", user="zoe") == ["zoe/vault"]
    assert full_names("/orgs/acme/repos?sort=full_name") == ["acme/home", "acme/open"]
    assert full_names("/orgs/acme/repos", user="zoe") == ["acme/open"]
    assert full_names("/users/acme/repos", user=None) == ["acme/open"]
    assert each.get("/user/repos?type=owner&visibility=all").status == 422


def test_a_repository_is_made_changed_and_removed(each):
    said = each.post("/user/repos", {"name": "my things!", "description": "d", "private": True})

    assert (said.status, said["full_name"], said["private"]) == (201, "mona/my-things-", True)
    assert said.headers["location"] == said["url"]
    again = each.post("/user/repos", {"name": "My-Things-"})
    assert (again.status, again["message"], again.error) == (422, "Repository creation failed.", ("name", "custom"))
    path = "/repos/mona/my-things-"
    assert each.patch(path, {"description": None, "visibility": "public"})["visibility"] == "public"
    each.post(f"{path}/issues", {"title": "x"})
    assert each.get(path)["open_issues_count"] == 1
    assert each.delete(path).status == 204
    assert each.get(path).status == 404


def test_an_organisation_shows_its_people(each):
    assert [row["login"] for row in each.get("/user/orgs").body] == ["acme"]
    assert each.get("/user/orgs", user="gil").body == []
    assert [row["login"] for row in each.get("/orgs/acme/members").body] == ["mona", "lin"]
    assert [row["login"] for row in each.get("/orgs/acme/members?role=admin").body] == ["mona"]
    assert each.get("/orgs/acme/members/lin").status == 204
    assert each.get("/orgs/acme/members/gil").status == 404
    assert each.get("/orgs/acme/members/lin", user="gil").status == 302
    (team,) = each.get("/orgs/acme/teams").body
    assert [row["login"] for row in each.get(f"/orgs/acme/teams/{team['slug']}/members").body] == ["mona", "lin"]
    assert each.get("/orgs/acme/teams", user="gil").status == 404
    assert each.get("/user/teams").body[0]["organization"]["login"] == "acme"
    assert each.get("/users/acme")["type"] == "Organization"


def test_a_member_who_is_put_out_keeps_nothing(each):
    assert each.delete("/orgs/acme/members/lin", user="lin").status == 403
    assert each.delete("/orgs/acme/members/lin").status == 204

    assert each.get(HOME, user="lin").status == 404
    assert [row["login"] for row in each.get("/orgs/acme/members").body] == ["mona"]


def test_seeding_makes_a_repository_each_time(github):
    first, second = github.twin.seed(3), github.twin.seed(1)

    assert first == {"project_id": "acme/seeded-1", "tasks": 3}
    assert second["project_id"] == "acme/seeded-2"
    assert [row["title"] for row in github.get("/repos/acme/seeded-1/issues?direction=asc").body] == [
        "Task 1",
        "Task 2",
        "Task 3",
    ]
