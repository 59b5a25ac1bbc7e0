"""Whatever is sent, the twin answers, and words what it refuses."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.twin.platform.azure_devops.caller import PATCH, Azure

from tasklab.twin.platform.azure_devops.operation import OPERATIONS
from tasklab.twin.platform.azure_devops.version import VERSIONS

WORDS = st.sampled_from(
    [
        "1", "2", "0", "-1", "²", "x", "$Bug", "$", "Bug", "areas", "Roof", "a/b", "Home", "wet", "like", "true",
        "all", "relations", "none", "me", "2026-01-01", "0001-01-01T00:00:00Z", "99999-01-01", "Active", "Closed",
        "lin@acme.example", "Home\\Roof", "omit", "System.Title", "System.Nothing", "http://x/_apis/wit/workItems/2",
        "http://x/_apis/wit/attachments/00000000-0000-4000-8000-000000000000", "Hyperlink", "AttachedFile",
        "System.LinkTypes.Hierarchy-Reverse", "System.LinkTypes.Related", "", "é\x00", "9" * 30, "asc",
        "SELECT [System.Id] FROM WorkItems WHERE [System.ChangedDate] > @today - 1 ORDER BY [System.Tags] DESC",
        "SELECT [Id] FROM WorkItems WHERE [System.Tags] CONTAINS 'a' AND NOT [System.Rev] IN (1, 2) ASOF '1'",
    ]
)  # fmt: skip
NAMES = st.sampled_from(
    [
        "op", "path", "value", "rel", "url", "attributes", "comment", "text", "name", "id", "ids", "fields", "query",
        "description", "visibility", "capabilities", "processTemplate", "templateTypeId", "isDeleted", "destroy",
        "startDate", "finishDate", "uniqueName", "$expand", "asOf", "errorPolicy", "method", "uri", "body",
    ]
)  # fmt: skip
LEAVES = st.none() | st.booleans() | st.integers(-1, 5) | st.just(10**20) | st.floats(-1, 1) | WORDS
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(NAMES, inner, max_size=2))
FIELDS = ["Title", "State", "Reason", "Tags", "AssignedTo", "AreaPath", "IterationId", "TeamProject", "WorkItemType"]
PATHS = st.sampled_from(
    [
        "/rev", "/relations/-", "/relations/0", "/relations/0/attributes/comment", "/id", "/fields/", "/x",
        "/fields/Custom.Visits", "/fields/Custom.Surface", "/fields/Microsoft.VSTS.Scheduling.StartDate",
        *(f"/fields/System.{each}" for each in (*FIELDS, "History", "Description", "Parent", "Id")),
    ]
)  # fmt: skip
RELATION = st.fixed_dictionaries({"rel": WORDS, "url": WORDS}, optional={"attributes": VALUES})
STEPS = st.fixed_dictionaries(
    {"op": st.sampled_from(["add", "replace", "remove", "test"]), "path": PATHS}, optional={"value": VALUES | RELATION}
)
BODIES = st.lists(STEPS, max_size=4) | st.dictionaries(NAMES, VALUES, max_size=5) | VALUES
PARAMETERS = [
    "ids", "fields", "asOf", "$expand", "errorPolicy", "$top", "$skip", "$depth", "continuationToken", "order",
    "includeDeleted", "stateFilter", "validateOnly", "bypassRules", "destroy", "$reclassifyId", "timePrecision",
    "fileName", "download", "uploadType", "memberId", "fromRevision", "$mine", "includeCapabilities",
]  # fmt: skip
QUERIES = st.lists(st.tuples(st.sampled_from(PARAMETERS), WORDS), max_size=3).map(tuple)
KNOWN = {"id": "1", "type": "$Task", "number": "1", "comment": "45", "group": "areas", "path": "Roof", "tag": "wet"}
KNOWN |= {"project": "Home", "team": "Home Team", "kind": "like", "category": "Microsoft.TaskCategory", "revision": "1"}
KINDS = st.sampled_from([PATCH, "application/json", "application/octet-stream", ""])
TARGETS = st.sampled_from([(each.verb, each.template) for each in OPERATIONS])
REQUESTS = st.tuples(TARGETS, QUERIES, BODIES, KINDS, st.booleans(), WORDS, st.sampled_from(["Home/", ""]))


def prepared(version):
    azure = Azure(version)
    azure.post("/wit/classificationnodes/areas", {"name": "Roof"})
    for title in ("One", "Two"):
        azure.set(azure.make(title, System__Tags="wet"), System__History="said")
    return azure


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(VERSIONS), st.lists(REQUESTS, min_size=1, max_size=6))
def test_every_request_is_answered(version, requests):
    azure = prepared(version)
    for (verb, template), query, body, kind, is_known, word, project in requests:
        path = re.sub(r"{(\w+)}", lambda m: KNOWN.get(m[1], "1") if is_known else word.replace("/", ""), template)  # noqa: B023
        said = azure.send(
            verb,
            f"/acme/{project}_apis/{path}",
            None if verb == "GET" else body,
            query=query,
            kind=kind,
            api=f"{version}-preview",
        )

        assert said.status < 500
        if said.status >= 400 and said.status != 405:
            assert said["message"]
            assert said["typeKey"]
