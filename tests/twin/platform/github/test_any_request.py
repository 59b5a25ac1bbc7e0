"""Whatever is sent, the twin answers, and words what it refuses."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.twin.platform.github.caller import Github

from tasklab.twin.platform.github.operation import OPERATIONS
from tasklab.twin.platform.github.version import VERSIONS

PLAIN = [
    "x",
    "1",
    "3",
    "0",
    "-1",
    "²",
    "open",
    "all",
    "*",
    "none",
    "lin",
    "bug",
    "acme",
    "home",
    "gil",
    "2026-01-01",
    "0001-01-01T00:00:00Z",
    "99999-01-01",
    "after",
]
CURSORS = ["Y3Vyc29yOnYyOg==", "Y3Vyc29yOnYyOpKheKF5"]
SEARCHES = [
    "is:issue created:..",
    "is:issue comments:>x",
    "is:pr sort:x",
    'is:issue "',
    "is:issue parent-issue:x label:,",
]
WORDS = st.sampled_from([*PLAIN, *CURSORS, *SEARCHES, "", "é\x00", "9" * 30])
NAMES = st.sampled_from(
    [
        "title",
        "body",
        "name",
        "new_name",
        "color",
        "labels",
        "assignees",
        "assignee",
        "milestone",
        "state",
        "state_reason",
        "type",
        "due_on",
        "description",
        "content",
        "sub_issue_id",
        "after_id",
        "issue_id",
        "permission",
        "is_enabled",
        "issue_field_values",
        "data_type",
        "options",
        "visibility",
        "lock_reason",
        "private",
        "field_id",
        "value",
        "login",
    ]
)
LEAVES = st.none() | st.booleans() | st.integers(-1, 5) | st.just(10**20) | st.floats(-1, 1) | WORDS
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(NAMES, inner, max_size=2))
BODIES = st.dictionaries(NAMES, VALUES, max_size=6) | VALUES
PARAMETERS = [
    "q",
    "sort",
    "order",
    "direction",
    "state",
    "labels",
    "since",
    "milestone",
    "assignee",
    "creator",
    "type",
    "page",
    "per_page",
    "after",
    "before",
    "filter",
    "mentioned",
    "content",
    "repository_id",
    "exclude",
]
QUERIES = st.lists(st.tuples(st.sampled_from(PARAMETERS), WORDS), max_size=4).map(tuple)
KNOWN = {"owner": "acme", "repo": "home", "org": "acme", "issue_number": "3", "milestone_number": "1", "name": "bug"}
KNOWN |= {"username": "lin", "assignee": "lin", "team_slug": "crew"}
PATHS = st.sampled_from([(each.verb, each.template) for each in OPERATIONS])
REQUESTS = st.tuples(PATHS, QUERIES, BODIES, st.booleans(), WORDS)


def prepared(version):
    github = Github(version)
    for title in ("One", "Two"):
        github.issue(title, labels=["bug"])
    github.post("/repos/acme/home/milestones", {"title": "May"})
    return github


@settings(max_examples=400, deadline=None)
@given(
    st.sampled_from(VERSIONS), st.lists(st.tuples(PATHS, QUERIES, BODIES, st.booleans(), WORDS), min_size=1, max_size=6)
)
def test_every_request_is_answered(version, requests):
    github = prepared(version)
    for (verb, template), query, body, is_known, word in requests:
        path = re.sub(r"{(\w+)}", lambda m: KNOWN.get(m[1], "410") if is_known else word.replace("/", ""), template)  # noqa: B023
        said = github.send(verb, path, None if verb == "GET" else body, query=query)

        assert said.status < 500
        if said.status >= 400:
            assert said["message"]
            assert said["documentation_url"].startswith("https://docs.github.com/")
            assert said["status"] == str(said.status)
