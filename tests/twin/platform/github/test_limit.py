"""Rate limits, entity tags, pages."""

from __future__ import annotations

import pytest
from tests.twin.platform.github.caller import HOME, ISSUES, Github

from tasklab.twin.platform.github.version import EDITIONS
from tasklab.twin.site import TwinError


def test_each_answer_tells_what_is_left(github):
    first, second = github.get("/user"), github.get("/user")

    assert [said.headers["x-ratelimit-remaining"] for said in (first, second)] == ["4999", "4998"]
    assert second.headers["x-ratelimit-used"] == "2"
    assert second.headers["x-ratelimit-limit"] == "5000"
    assert second.headers["x-ratelimit-resource"] == "core"
    assert int(first.headers["x-ratelimit-reset"]) == 1_700_000_000 + 3600
    assert github.get("/user", user="lin").headers["x-ratelimit-remaining"] == "4999"


def test_the_primary_limit_refuses_until_its_hour_is_over():
    github = Github(options={"rate_limit": "2"})
    assert [github.get("/user").status for _ in range(2)] == [200, 200]

    said = github.get("/user")
    assert (said.status, said.headers["x-ratelimit-remaining"]) == (403, "0")
    assert said["message"].startswith("API rate limit exceeded for user ID")
    assert github.get("/rate_limit")["resources"]["core"]["remaining"] == 0
    assert github.get("/user", user="lin").status == 200
    github.twin.clock.advance(3600)
    assert github.get("/user").status == 200


def test_search_has_a_limit_of_its_own(github):
    statuses = [github.get("/search/issues", query=(("q", "is:issue x"),)).status for _ in range(31)]

    assert statuses == [200] * 30 + [403]
    assert github.get("/user").status == 200
    github.twin.clock.advance(60)
    assert github.get("/search/issues", query=(("q", "is:issue x"),)).headers["x-ratelimit-resource"] == "search"


def test_nobody_has_sixty_requests(github):
    assert github.get("/meta", user=None).headers["x-ratelimit-limit"] == "60"


def test_a_server_of_ones_own_has_no_limit_unless_given():
    github = Github("ghes-3.19")

    assert "x-ratelimit-limit" not in github.get("/user").headers
    said = github.get("/rate_limit")
    assert (said.status, said["message"]) == (404, "Rate limiting is not enabled.")
    assert Github("ghes-3.19", options={"rate_limit": "9"}).get("/user").headers["x-ratelimit-remaining"] == "8"


def test_the_secondary_limit_holds_writers_back_where_it_is_on():
    github = Github(options={"secondary_rate_limit": "on"})
    statuses = [github.post(ISSUES, {"title": "x"}).status for _ in range(81)]

    assert statuses == [201] * 80 + [403]
    said = github.post(ISSUES, {"title": "x"})
    assert said["message"].startswith("You have exceeded a secondary rate limit")
    assert int(said.headers["retry-after"]) == 60
    assert github.get(ISSUES).status == 200
    github.twin.clock.advance(60)
    assert github.post(ISSUES, {"title": "x"}).status == 201


@pytest.mark.parametrize("options", [{"rate_limit": "many"}, {"rate_limit": "0"}, {"secondary_rate_limit": "yes"}])
def test_an_option_has_a_value_that_it_can_have(options):
    with pytest.raises(TwinError, match=next(iter(options))):
        Github(options=options)


def test_what_the_client_has_is_not_sent_again_and_not_counted(github):
    github.issue()
    said = github.get(f"{ISSUES}/3")
    again = github.get(f"{ISSUES}/3", if_none_match=said.headers["etag"])

    assert (again.status, again.raw) == (304, b"")
    assert again.headers["etag"] == said.headers["etag"]
    assert again.headers["x-ratelimit-remaining"] == said.headers["x-ratelimit-remaining"]
    github.patch(f"{ISSUES}/3", {"title": "Other"})
    assert github.get(f"{ISSUES}/3", if_none_match=said.headers["etag"]).status == 200


def walk(github, path):
    said, found = github.get(path), []
    while True:
        found += said.body
        if "next" not in said.links:
            return found, said
        said = github.follow(said.links["next"])


def test_pages_lead_through_all_rows(each):
    found, last = walk(each, f"{HOME}/labels?per_page=4")

    assert [row["name"] for row in found] == [row["name"] for row in each.get(f"{HOME}/labels").body]
    assert len(found) == 9
    assert set(last.links) == {"prev", "first"}
    first = each.get(f"{HOME}/labels?per_page=4")
    assert set(first.links) == {"next", "last"}
    assert each.follow(first.links["last"]).body == found[8:]
    assert "/repositories/" in first.links["next"]


def test_a_page_past_the_last_is_empty_and_leads_back(github):
    said = github.get(f"{HOME}/labels?per_page=4&page=9")

    assert said.body == []
    assert said.links["prev"].endswith("page=3")
    assert said.links["last"].endswith("page=3")


def test_a_page_is_of_thirty_and_at_most_a_hundred(github):
    github.twin.seed(120)
    path = "/repos/acme/seeded-1/issues"

    sizes = [
        len(github.get(f"{path}?{query}").body) for query in ("", "per_page=500", "per_page=0", "per_page=x&page=0")
    ]
    assert sizes == [30, 100, 30, 30]


def test_issues_are_walked_by_cursor_where_one_leads(each):
    each.twin.seed(7)
    path = "/repos/acme/seeded-1/issues?per_page=3"
    first = each.get(path)
    assert ("after=" in first.links["next"]) is ("cursors" in EDITIONS[each.version].features)
    found, last = walk(each, path)
    assert [row["number"] for row in found] == [7, 6, 5, 4, 3, 2, 1]
    assert [row["number"] for row in each.follow(last.links["prev"]).body] == [4, 3, 2]


def test_a_cursor_is_not_disturbed_by_what_is_new(github):
    github.twin.seed(4)
    first = github.get("/repos/acme/seeded-1/issues?per_page=2")
    github.post("/repos/acme/seeded-1/issues", {"title": "new"})

    assert [row["number"] for row in github.follow(first.links["next"]).body] == [2, 1]
    assert [row["number"] for row in github.get("/repos/acme/seeded-1/issues?per_page=2&page=2").body] == [3, 2]


def test_a_cursor_that_was_not_given_out_is_refused(github):
    assert github.get(f"{ISSUES}?after=nonsense").error == ("after", "invalid")


def test_a_large_repository_is_not_paged_by_number(github):
    said = github.get(f"{ISSUES}?per_page=100&page=100")

    assert said.status == 422
    assert "cursor based pagination" in said["message"]
