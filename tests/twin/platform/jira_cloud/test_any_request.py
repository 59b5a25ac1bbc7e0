"""Whatever is sent, the twin answers, and words what it refuses."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.twin.platform.jira_cloud.caller import Jira, document, escaped
from tests.twin.platform.jira_cloud.drive import drive_around

from tasklab.twin.platform.jira_cloud.household import SECOND
from tasklab.twin.platform.jira_cloud.operation import OPERATIONS
from tasklab.twin.platform.jira_cloud.version import VERSIONS

PLAIN = ["x", "1", "10000", "10001", "0", "-1", "²", "HOME", "HOME-1", "Done", "role", "group", "crew", "key", "-name"]
PLAIN += [
    SECOND,
    "1h",
    "2027-01-31",
    "0001-01-01T00:00:00.000+1400",
    "true",
    "summary",
    "*all",
    "names",
    "Task",
    "Blocks",
]
QUERIES_IN_JQL = [
    "project = HOME",
    "created > -1d order by due",
    "due < startOfYear(-9999y)",
    "text ~ '*'",
    "cf[10016] > x",
    "priority > EMPTY",
    "key in (",
    "labels in (a, EMPTY) and not status = Done",
    "assignee in membersOf(crew)",
    "Severity = Major or Reviewer is not EMPTY",
    "created = 99999999999999",
]
WORDS = st.sampled_from([*PLAIN, *QUERIES_IN_JQL, "", "é\x00", "9" * 30])
NAMES = st.sampled_from(
    [
        "fields",
        "update",
        "issueUpdates",
        "transition",
        "project",
        "issuetype",
        "summary",
        "description",
        "parent",
        "priority",
        "labels",
        "assignee",
        "id",
        "key",
        "name",
        "value",
        "accountId",
        "body",
        "visibility",
        "type",
        "identifier",
        "comment",
        "timeSpent",
        "timeSpentSeconds",
        "started",
        "inwardIssue",
        "outwardIssue",
        "object",
        "url",
        "title",
        "globalId",
        "add",
        "set",
        "remove",
        "edit",
        "jql",
        "maxResults",
        "startAt",
        "nextPageToken",
        "expand",
        "reconcileIssues",
        "issueIdsOrKeys",
        "targetToSourcesMapping",
        "leadAccountId",
        "projectTypeKey",
        "assigneeType",
        "releaseDate",
        "released",
        "duedate",
        "components",
        "fixVersions",
        "timetracking",
        "originalEstimate",
        "customfield_10016",
        "customfield_10032",
        "customfield_10033",
        "customfield_10035",
        "customfield_10036",
        "customfield_10039",
        "resolution",
        "content",
        "text",
        "attrs",
        "marks",
        "version",
        "ids",
        "none",
    ]
)
LEAVES = st.none() | st.booleans() | st.integers(-1, 5) | st.just(10**20) | st.floats(-1, 1) | WORDS
VALUES = st.recursive(
    LEAVES | st.just(document("a")),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(NAMES, inner, max_size=3),
)
BODIES = st.dictionaries(NAMES, VALUES, max_size=6) | VALUES
PARAMETERS = [
    "startAt",
    "maxResults",
    "fields",
    "expand",
    "jql",
    "nextPageToken",
    "accountId",
    "query",
    "orderBy",
    "project",
    "issueKey",
    "permissions",
    "status",
    "groupname",
    "startedAfter",
    "adjustEstimate",
    "newEstimate",
    "reduceBy",
    "redirect",
    "deleteSubtasks",
    "enableUndo",
    "moveIssuesTo",
    "moveFixIssuesTo",
    "id",
    "keys",
    "projectId",
    "returnIssue",
    "searchString",
    "validateQuery",
    "level",
    "transitionId",
]
QUERIES = st.lists(st.tuples(st.sampled_from(PARAMETERS), WORDS), max_size=4).map(tuple)
KNOWN = {"issueIdOrKey": "HOME-1", "projectIdOrKey": "HOME", "issueTypeId": "10002", "idOrName": "Done"}
PATHS = st.sampled_from([(each.verb, each.template) for each in OPERATIONS])
REQUESTS = st.tuples(PATHS, QUERIES, BODIES, st.booleans(), WORDS)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(VERSIONS), st.lists(REQUESTS, min_size=1, max_size=6))
def test_every_request_is_answered(version, requests):
    jira = Jira(version)
    drive_around(jira)
    for (verb, template), query, body, is_known, word in requests:
        path = re.sub(r"{(\w+)}", lambda m: KNOWN.get(m[1], "10000") if is_known else escaped(word or "x"), template)  # noqa: B023
        said = jira.send(verb, path, None if verb == "GET" else body, query=query)

        assert said.status < 500
        if said.status >= 400:
            assert said.body.get("errorMessages") or said["errors"], (verb, path, said.raw)


FIELDS = st.dictionaries(
    st.sampled_from(
        [
            "summary",
            "description",
            "priority",
            "labels",
            "duedate",
            "parent",
            "assignee",
            "reporter",
            "timetracking",
            "components",
            "customfield_10015",
            "customfield_10016",
            "customfield_10032",
            "customfield_10033",
            "customfield_10035",
            "customfield_10039",
        ]
    ),
    VALUES,
    max_size=5,
)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(VERSIONS), FIELDS)
def test_an_issue_is_made_with_what_was_given_or_not_at_all(version, fields):
    jira = Jira(version)
    before = len(jira.twin.site.database.issues)
    place = {"project": {"key": "HOME"}, "issuetype": {"name": "Task"}}
    said = jira.post("/issue", {"fields": {"summary": "x", **fields, **place}})

    assert said.status in {201, 400}
    assert len(jira.twin.site.database.issues) == before + (said.status == 201)
    if said.status == 201:
        read = jira.fields(said["key"])
        for name in ("labels", "duedate", "customfield_10016"):
            given = fields.get(name) or None
            assert (read[name] or None) == (list(dict.fromkeys(given)) if isinstance(given, list) else given)


KEYS = ["HOME-1", "HOME-2", "HOME-3", "TEAM-1", "TEAM-2"]
SOURCES = st.fixed_dictionaries(
    {
        "issueIdsOrKeys": st.lists(st.sampled_from(KEYS), min_size=1, max_size=2),
        "inferClassificationDefaults": st.just(True),
        "inferFieldDefaults": st.just(True),
        "inferStatusDefaults": st.just(True),
        "inferSubtaskTypeDefault": st.booleans(),
    }
)
PLACES = st.sampled_from(
    [f"HOME,{number}" for number in range(10_000, 10_004)]
    + ["TEAM,10005", "TEAM,10006", "HOME,10002,HOME-1", "TEAM,10006,HOME-1"]
    + [f"{place},{parent}" for place in ("HOME,10004", "TEAM,10007") for parent in KEYS]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.dictionaries(PLACES, SOURCES, min_size=1, max_size=2), min_size=1, max_size=3))
def test_however_issues_are_moved_the_site_stays_whole(mappings):
    jira = Jira()
    jira.issue("Sub", type_="Sub-task", parent={"key": jira.issue("Main", parent={"key": jira.issue(type_="Epic")})})
    jira.issue(project="TEAM")
    for each in mappings:
        said = jira.post("/bulk/issues/move", {"targetToSourcesMapping": each})
        assert said.status in {201, 400}
        for _ in range(2 if said.status == 201 else 0):
            assert jira.get(f"/bulk/queue/{said['taskId']}").status == 200

    database = jira.twin.site.database
    for row in database.issues:
        project, type_ = database.project_of(row), database.type_of(row)
        assert (row["key"], type_ in database.types_of(project)) == (f"{project['key']}-{row['number']}", True)
        assert database.status_of(row) in database.statuses_of(project)
        assert jira.get(f"/issue/{row['key']}?expand=changelog")["id"] == str(row["id"])
        parent = database.issues.get(row["parent"])
        assert parent is None or database.type_of(parent)["level"] == type_["level"] + 1
        assert type_["level"] >= 0 or (parent is not None and parent["project"] == project["id"])
