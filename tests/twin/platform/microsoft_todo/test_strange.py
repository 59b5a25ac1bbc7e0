"""Whatever is sent, the twin answers, and words what it refuses."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.twin.platform.microsoft_todo.caller import Graph

from tasklab.twin.platform.microsoft_todo.operation import OPERATIONS
from tasklab.twin.platform.microsoft_todo.version import VERSIONS

WORDS = st.sampled_from(
    [
        "", "x", "0", "1", "-1", "²", "true", "null", "completed", "high", "html", "none", "preset1", "UTC", "Nowhere",
        "2026-03-01", "0001-01-01T00:00:00", "9999-12-31T23:59:59Z", "2026-13-01", "Asia/Tokyo", "é\x00", "9" * 30,
        "title", "status,importance", "checklistItems", "linkedResources,extensions", "createdDateTime desc",
        "status eq 'completed'", "not categories/any(c:c eq 'x')", "((((", "aGVsbG8=", "file", "daily", "weekly",
        "monday", "last", "noEnd", "numbered", "#microsoft.graph.taskFileAttachment", "A" * 60,
    ]
)  # fmt: skip
NAMES = st.sampled_from(
    [
        "id", "title", "displayName", "status", "importance", "isReminderOn", "categories", "body", "content",
        "contentType", "dueDateTime", "startDateTime", "completedDateTime", "reminderDateTime", "dateTime", "timeZone",
        "recurrence", "pattern", "range", "type", "interval", "startDate", "endDate", "daysOfWeek", "dayOfMonth",
        "month", "index", "numberOfOccurrences", "isChecked",
        "checkedDateTime", "webUrl", "externalId", "contentBytes", "name",
        "@odata.type", "attachmentInfo", "attachmentType", "size", "extensionName", "color", "linkedResources",
        "checklistItems", "requests", "method", "url", "dependsOn",
    ]
)  # fmt: skip
LEAVES = st.none() | st.booleans() | st.integers(-1, 40) | st.just(10**20) | st.floats(-1, 1) | WORDS
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(NAMES, inner, max_size=3))
ZONED = st.fixed_dictionaries({"dateTime": WORDS}, optional={"timeZone": WORDS | st.none()})
RECURRENCE = st.fixed_dictionaries(
    {
        "pattern": st.fixed_dictionaries(
            {
                "type": st.sampled_from(["daily", "weekly", "absoluteMonthly", "relativeYearly", "absoluteYearly"]),
                "interval": st.sampled_from([1, 2, 999]),
            },
            optional={
                "daysOfWeek": st.just(["monday"]),
                "dayOfMonth": st.integers(0, 31),
                "month": st.integers(0, 12),
                "index": st.sampled_from(["first", "last"]),
            },
        ),
        "range": st.fixed_dictionaries(
            {"type": st.just("noEnd"), "startDate": st.sampled_from(["0001-01-01", "2026-02-28", "9999-12-31"])}
        ),
    }
)
TASKS = st.fixed_dictionaries(
    {},
    optional={
        "title": WORDS,
        "status": st.sampled_from(["completed", "notStarted"]),
        "dueDateTime": ZONED | st.none(),
        "startDateTime": ZONED | st.none(),
        "reminderDateTime": ZONED,
        "recurrence": RECURRENCE | st.none(),
    },
)
BODIES = TASKS | st.dictionaries(NAMES, VALUES, max_size=5) | VALUES
PARAMETERS = ["$select", "$expand", "$filter", "$orderby", "$top", "$skip", "$count", "$search", "$deltatoken"]
QUERIES = st.lists(st.tuples(st.sampled_from(PARAMETERS), WORDS), max_size=3).map(tuple)
HEADERS = st.dictionaries(
    st.sampled_from(["prefer", "if-match", "content-range"]),
    st.sampled_from(
        ['outlook.timezone="Tokyo Standard Time"', "odata.maxpagesize=1", "*", 'W/"x"', "bytes 0-4/5", "bytes"]
    ),
    max_size=2,
)
TARGETS = st.sampled_from([(each.verb, each.template) for each in OPERATIONS] + [("POST", "$batch"), ("GET", "x/y")])
REQUESTS = st.tuples(TARGETS, QUERIES, BODIES, HEADERS, st.booleans(), WORDS)


def prepared(version):
    graph = Graph(version)
    path = graph.make("Sweep", linkedResources=[{"applicationName": "Mail"}], checklistItems=[{"displayName": "Hall"}])
    info = {"attachmentType": "file", "name": "a", "size": 5}
    upload = graph.post(f"{path}/attachments/createUploadSession", {"attachmentInfo": info})["uploadUrl"]
    known = {"list_id": graph.facts["project_id"], "task_id": path.rpartition("/")[2], "name": "own"}
    return graph, known, upload.rpartition("/")[2]


@settings(max_examples=500, deadline=None)
@given(st.sampled_from(VERSIONS), st.lists(REQUESTS, min_size=1, max_size=6))
def test_every_request_is_answered(version, requests):
    graph, known, upload = prepared(version)
    for (verb, template), query, body, headers, is_known, word in requests:
        values = {**known, "id": upload} if is_known else {}
        path = re.sub(r"{(\w+)}", lambda m: values.get(m[1], word.replace("/", "") or "x"), template)  # noqa: B023
        content = b"hello" if verb == "PUT" else None if verb in {"GET", "DELETE"} else body
        said = graph.send(verb, f"//{path}", content, query=query, **headers)

        assert said.status < 500 or (said.code[0] == "generalException" and "if-match" in headers)
        if said.status >= 400:
            assert said["error"]["code"]
            assert said["error"]["message"] or said.code[0] == "UnknownError"
