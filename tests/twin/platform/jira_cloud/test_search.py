"""Searching: what queries mean, how they are refused, and pages."""

from __future__ import annotations

import pytest
from tests.twin.platform.jira_cloud.caller import GONE, Jira

from tasklab.twin.platform.jira_cloud.household import MAIN, SECOND

SYNTAX = "Error in the JQL Query:"
AT_11 = "(line 1, character 11)"


@pytest.fixture
def household(jira):
    """Four issues: a story of the second user, a done task, a bug of nobody, a subtask."""
    description = jira.text("Write the changelog for the new export")
    jira.issue("Release notes", type_="Story", priority={"name": "High"}, labels=["docs", "beta"], duedate="2023-11-28",
               assignee={"accountId": SECOND}, description=description, customfield_10016=5)  # fmt: skip
    jira.issue("Tidy up", assignee={"accountId": MAIN})
    jira.move("HOME-2", "31")
    jira.issue("Demo kits", type_="Bug", priority={"name": "Lowest"}, customfield_10032={"value": "Major"})
    jira.issue("Part", type_="Sub-task", parent={"key": "HOME-1"})
    jira.post("/issue/HOME-1/comment", {"body": jira.text("It is in the shared folder")})
    return jira


@pytest.mark.parametrize(
    ("jql", "numbers"),
    [
        ("project = HOME", [1, 2, 3, 4]),
        ('project = "home"', [1, 2, 3, 4]),
        ("project = TEAM", []),
        (f'assignee = "{SECOND}"', [1]),
        ("assignee = currentUser()", [2]),
        ("assignee in membersOf(crew)", [1, 2]),
        ("assignee is EMPTY", [3, 4]),
        (f'assignee != "{SECOND}"', [2]),
        ("labels = docs AND labels = beta", [1]),
        ("labels not in (docs)", []),
        ("labels is EMPTY", [2, 3, 4]),
        ("priority >= High", [1]),
        ("priority < Medium", [3]),
        ('status in ("To Do", Done)', [1, 2, 3, 4]),
        ("statusCategory != Done", [1, 3, 4]),
        ("resolution = Unresolved", [1, 3, 4]),
        ("resolution = Done", [2]),
        ("resolution is EMPTY", [1, 3, 4]),
        ("type = Bug", [3]),
        ("parent = HOME-1", [4]),
        ("key in (HOME-2, HOME-999)", [2]),
        ("duedate is EMPTY", [2, 3, 4]),
        ('due <= "2023-11-28"', [1]),
        ("due > 2023/11/28", []),
        ("due = startOfMonth(27d)", [1]),
        ("created >= -1d", [1, 2, 3, 4]),
        ("created < startOfDay()", []),
        ("updated > 1700000000001", []),
        ("cf[10016] > 3", [1]),
        ('"Story point estimate" = 5', [1]),
        ("Severity = Major", [3]),
        ('text ~ "changelog"', [1]),
        ('text ~ "shared folder"', [1]),
        ('text ~ "chang"', []),
        ('text ~ "chang*"', [1]),
        (r'text ~ "\"new export\""', [1]),
        (r'text ~ "\"export new\""', []),
        ('summary !~ "kits"', [1, 2, 4]),
        ("(type = Bug OR labels = docs) AND NOT priority = High", [3]),
        ("project = HOME and (assignee is empty or priority = High)", [1, 3, 4]),
    ],
)
def test_a_query_means(household, jql, numbers):
    assert sorted(household.find(jql)) == [f"HOME-{each}" for each in numbers]


def test_the_newest_come_first_unless_ordered_otherwise(household):
    assert household.find("project = HOME")[0] == "HOME-4"
    assert household.find("project = HOME ORDER BY priority DESC, key ASC")[:2] == ["HOME-1", "HOME-2"]
    assert household.find("project = HOME ORDER BY due")[0] == "HOME-1"
    assert household.find("project = HOME ORDER BY due DESC")[-1] == "HOME-1"


@pytest.mark.parametrize(
    ("jql", "message"),
    [
        ("", "Unbounded JQL queries are not allowed here. Please add a search restriction to your query."),
        ("ORDER BY due", "Unbounded JQL queries are not allowed here. Please add a search restriction to your query."),
        ("project = HOME AND", "Error in the JQL Query: Expecting a field name at the end of the query."),
        ("project =", "Error in JQL Query: Expecting either a value, list or function before the end of the query."),
        ("project = HOME status", f"{SYNTAX} Expecting either 'OR' or 'AND' but got 'status'. (line 1, character 16)"),
        ("(status = Done", "Error in the JQL Query: Expecting ')' before the end of the query."),
        ('summary ~ "unclosed', f"{SYNTAX} The quoted string 'unclosed' has not been completed. {AT_11}"),
        ("colour = red", "Field 'colour' does not exist or you do not have permission to view it."),
        ("status = Shipped", "The value 'Shipped' does not exist for the field 'status'."),
        ("project = NOPE", "The value 'NOPE' does not exist for the field 'project'."),
        ("assignee = nobody", "The value 'nobody' does not exist for the field 'assignee'."),
        ("assignee = noSuch()", "Unable to find JQL function 'noSuch()'."),
        ("status = currentUser()", "A value provided by the function 'currentUser' is invalid for the field 'status'."),
        ("text = export", "The operator '=' is not supported by the 'text' field."),
        ("key is EMPTY", "The field 'key' does not support searching for EMPTY values."),
        ("key = HOME-999", "Issue does not exist or you do not have permission to see it."),
        ("project = HOME ORDER BY labels", "Not able to sort using field 'labels'."),
    ],
)  # fmt: skip
def test_a_query_is_refused(household, jql, message):
    assert household.refused(jql) == message


def test_a_day_that_is_none_is_refused_with_the_forms_that_are(jira):
    assert jira.refused("due = 2026-02-30").startswith(
        "Date value '2026-02-30' for field 'due' is invalid. Valid formats include"
    )


def test_the_old_search_has_a_total_and_goes_by_number():
    jira = Jira("v3")
    for number in range(5):
        jira.issue(f"{number}")
    said = jira.get("/search?jql=project = HOME ORDER BY key&startAt=3&maxResults=10&fields=summary")

    assert (said["total"], said["startAt"], said["maxResults"]) == (5, 3, 10)
    assert [each["key"] for each in said["issues"]] == ["HOME-4", "HOME-5"]
    assert list(said["issues"][0]["fields"]) == ["summary"]
    assert jira.post("/search", {"jql": "", "maxResults": 1000})["maxResults"] == 100


def test_the_old_search_refuses_with_warnings_beside():
    said = Jira("v2").get("/search?jql=nope = 1")

    assert said.status == 400
    assert said.body == {
        "errorMessages": ["Field 'nope' does not exist or you do not have permission to view it."],
        "warningMessages": [],
    }


def test_the_old_search_is_gone_from_the_newest(jira):
    for api in ("2", "3"):
        said = jira.get("/search?jql=project = HOME", api=api)
        assert said.status == 410
        assert said.message.startswith(GONE)
        assert jira.post("/search", {"jql": ""}, api=api).status == 410


def test_pages_by_token_have_every_issue_once_though_others_come(jira):
    for number in range(7):
        jira.issue(f"{number}")
    found, token, more = [], None, {"jql": "project = HOME", "maxResults": 3, "fields": ["key"]}
    while True:
        said = jira.post("/search/jql", more | ({"nextPageToken": token} if token else {}))
        assert "total" not in said.body
        found += [each["key"] for each in said["issues"]]
        jira.issue("Between")
        token = said.body.get("nextPageToken")
        assert said["isLast"] == (token is None)
        if token is None:
            break

    assert found == [f"HOME-{each}" for each in range(7, 0, -1)]


def test_a_token_of_another_query_is_refused(jira):
    for number in range(3):
        jira.issue(f"{number}")
    token = jira.post("/search/jql", {"jql": "project = HOME", "maxResults": 1})["nextPageToken"]

    said = jira.post("/search/jql", {"jql": "labels is EMPTY", "nextPageToken": token})
    assert (said.status, said.message) == (400, "The provided next page token is invalid or expired.")


def test_the_new_search_gives_ids_alone_unless_asked(jira):
    jira.issue()

    assert jira.post("/search/jql", {"jql": "project = HOME"})["issues"] == [{"id": "10000"}]
    assert set(jira.get("/search/jql?jql=project = HOME&fields=key")["issues"][0]) == {"expand", "id", "self", "key"}
    assert jira.get("/search/jql?jql=project = HOME&fields=summary")["issues"][0]["fields"] == {"summary": "Sweep"}


def test_an_unknown_member_of_a_search_is_refused(jira):
    said = jira.post("/search/jql", {"jql": "project = HOME", "startAt": 1})
    assert (said.status, said.message) == (
        400,
        "Invalid request payload. Refer to the REST API documentation and try again.",
    )


def test_a_new_issue_is_found_late_unless_it_is_reconciled():
    jira = Jira(index_delay="60")
    key = jira.issue()

    assert jira.find("project = HOME") == []
    assert jira.find("project = HOME", reconcileIssues=[10000]) == [key]
    jira.twin.clock.advance(60)
    assert jira.find("project = HOME") == [key]


def test_what_one_may_not_see_is_not_found(jira):
    database = jira.twin.site.database
    vault = database.projects.first("key", "VAULT")
    database.projects.update(vault["id"], {"members": {**vault["members"], SECOND: 2}})
    jira.post(
        "/issue",
        {"fields": {"project": {"key": "VAULT"}, "issuetype": {"name": "Task"}, "summary": "s"}},
        user="second",
    )

    assert jira.post("/search/approximate-count", {"jql": "summary ~ s"})["count"] == 0
    assert jira.post("/search/approximate-count", {"jql": "summary ~ s"}, user="second")["count"] == 1
    assert jira.get("/issue/VAULT-1").message == "Issue does not exist or you do not have permission to see it."
