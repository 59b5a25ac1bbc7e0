"""What differs between versions, and how one is chosen."""

from __future__ import annotations

import pytest
from tests.twin.platform.github.caller import HOME, ISSUES, Github

from tasklab.twin.fault import Fault
from tasklab.twin.platform.github.version import EDITIONS, VERSIONS

FIRST, SECOND = "2022-11-28", "2026-03-10"
SINCE = {
    "/orgs/acme/issue-types": ("2022-11-28", "2026-03-10"),
    f"{ISSUES}/3/sub_issues": ("2022-11-28", "2026-03-10"),
    f"{ISSUES}/3/dependencies/blocked_by": ("2022-11-28", "ghes-3.19", "2026-03-10"),
    f"{ISSUES}/3/issue-field-values": ("ghes-3.19", "2026-03-10"),
    "/orgs/acme/issue-fields": ("2026-03-10",),
}


@pytest.mark.parametrize("path", SINCE)
@pytest.mark.parametrize("version", VERSIONS)
def test_an_operation_is_there_from_its_version_on(version, path):
    github = Github(version)
    github.issue()

    assert github.get(path).status == (200 if version in SINCE[path] else 404)


def test_an_unknown_api_version_is_refused_with_those_that_there_are(each):
    said = each.get("/user", x_github_api_version="2021-01-01")

    assert said.status == 400
    assert said["message"] == "Bad Request"
    assert '"2021-01-01", is not a supported version.' in said["errors"]
    for api_version in EDITIONS[each.version].api_versions:
        assert f'"{api_version}"' in said["errors"]
    assert "(most recent)" in said["errors"]


@pytest.mark.parametrize("version", ["ghes-3.14", "2022-11-28", "ghes-3.19"])
def test_the_second_api_version_is_not_served_before_there_was_one(version):
    assert Github(version).get("/user", x_github_api_version=SECOND).status == 400


def test_a_request_without_a_version_gets_the_first(github):
    said = github.get("/rate_limit", x_github_api_version=None)

    assert said.headers["x-github-api-version-selected"] == FIRST
    assert "rate" in said.body


@pytest.mark.parametrize(("api_version", "is_there"), [(FIRST, True), (SECOND, False)])
def test_the_second_api_version_takes_members_away(github, api_version, is_there):
    github.api_version = api_version
    issue = github.issue(assignees=["mona"])
    found = github.get("/search/issues", query=(("q", "is:issue sweep"),))["items"][0]

    assert github.get("/user").headers["x-github-api-version-selected"] == api_version
    assert ("assignee" in issue, "assignee" in found) == (is_there, is_there)
    assert ("rate" in github.get("/rate_limit").body) is is_there
    assert ("has_downloads" in github.get(HOME).body) is is_there
    assert ("use_squash_pr_title_as_default" in github.get(HOME).body) is is_there
    assert ("merged_at" in github.get(f"{ISSUES}/1")["pull_request"]) is is_there


def test_a_single_assignee_is_taken_in_the_first_api_version_only(github):
    number = github.issue(assignee="lin")["number"]
    assert github.get(f"{ISSUES}/{number}")["assignees"] == []
    github.api_version = FIRST
    said = github.patch(f"{ISSUES}/{number}", {"assignee": "lin"})
    assert said["assignee"]["login"] == "lin"
    assert github.patch(f"{ISSUES}/{number}", {"assignee": None})["assignees"] == []


def test_a_release_tells_its_number():
    github = Github("ghes-3.14")

    assert github.get("/meta")["installed_version"] == "3.14.0"
    assert github.get("/user").headers["x-github-enterprise-version"] == "3.14.0"
    assert github.get("/versions").body == [FIRST]
    assert github.get("/nothing")["documentation_url"].startswith("https://docs.github.com/enterprise-server@3.14/rest")


def test_github_com_names_its_api_versions():
    assert Github().get("/versions").body == [FIRST, SECOND]
    assert "x-github-enterprise-version" not in Github().get("/versions").headers


def test_an_older_version_may_be_served_in_silence(github):
    github.issue()
    github.twin.misbehave(Fault(kind="older", version=FIRST, count=1))

    said = github.get(f"{ISSUES}/3")
    assert said.headers["x-github-api-version-selected"] == FIRST
    assert "assignee" in said.body
    assert "issue_field_values" not in said.body
    assert "assignee" not in github.get(f"{ISSUES}/3").body


def test_events_of_relations_are_told_where_they_are_known():
    for version in ("2022-11-28", "2026-03-10"):
        github = Github(version)
        one, two = github.issue("One"), github.issue("Two")
        github.post(f"{ISSUES}/{one['number']}/dependencies/blocked_by", {"issue_id": two["id"]})
        events = [each["event"] for each in github.get(f"{ISSUES}/{one['number']}/events").body]
        assert events == (["blocked_by_added"] if version == "2026-03-10" else [])
