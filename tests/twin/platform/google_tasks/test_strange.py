"""Whatever is sent, the twin answers, words what it refuses, and can show what it took."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.twin.platform.google_tasks.caller import Tasks

from tasklab.twin.platform.google_tasks.operation import OPERATIONS
from tasklab.twin.platform.google_tasks.version import VERSIONS

WORDS = st.sampled_from(
    [
        "", "x", "0", "1", "-1", "²", "true", "null", "completed", "needsAction", "2026-03-01", "é\x00", "9" * 30,
        "0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59-14:00",
        "2026-03-01T00:00:00Z", "@default", "items(id)", "((((", "*", "YmVmb3JlOjE", "YWZ0ZXI6MQ", '"', "{list}",
        "{task}", "{child}",
    ]
)  # fmt: skip
MEMBERS = st.sampled_from(
    ["id", "title", "notes", "due", "completed", "status", "deleted", "hidden", "parent", "position", "links", "x"]
)
PARAMETERS = st.sampled_from(
    [
        "parent", "previous", "destinationTasklist", "maxResults", "pageToken", "showCompleted", "showDeleted",
        "showHidden", "showAssigned", "dueMin", "dueMax", "completedMin", "completedMax", "updatedMin", "fields", "alt",
        "prettyPrint", "$.xgafv", "key", "x",
    ]
)  # fmt: skip
LEAVES = st.none() | st.booleans() | st.integers(-1, 40) | st.just(10**20) | st.floats(-1, 1) | WORDS
BODIES = st.none() | st.dictionaries(MEMBERS, LEAVES | st.lists(LEAVES, max_size=2), max_size=4) | LEAVES
STEPS = st.lists(
    st.tuples(st.sampled_from(OPERATIONS), WORDS, WORDS, BODIES, st.dictionaries(PARAMETERS, WORDS, max_size=2)),
    min_size=1,
    max_size=8,
)


@given(st.sampled_from(VERSIONS), STEPS)
@settings(max_examples=150, deadline=None)
def test_every_request_is_answered_and_what_was_taken_can_be_shown(version, steps):
    tasks = Tasks(version)
    task = tasks.make("Sweep")
    known = {"list": tasks.facts["project_id"], "task": task, "child": tasks.make("Child", f"?parent={task}")}

    def fill(value):
        return value.format(**known) if isinstance(value, str) and value[1:-1] in known else value

    for served, first, second, body, query in steps:
        path = served.template.removeprefix("/tasks/v1")
        path = path.replace("{tasklist}", fill(first) if first != "x" else known["list"]).replace(
            "{task}", fill(second)
        )
        filled = {name: fill(value) for name, value in body.items()} if isinstance(body, dict) else body
        said = tasks.send(served.verb, path, filled, query=tuple((name, fill(each)) for name, each in query.items()))
        assert said.status in {200, 204, 400, 404}, said.raw
        if said.status == 400 or (said.status == 404 and said.body):
            assert said["error"]["message"]
    for home in ("/lists/@default/tasks", tasks.home):
        rows = tasks.get(f"{home}?showHidden=true&showDeleted=true&maxResults=100")
        if rows.status == 404:
            continue
        in_sight = [row for row in rows["items"] if not row.get("hidden") and not row.get("deleted")]
        places = {(row.get("parent"), row["position"]) for row in in_sight}
        assert len(places) == len(in_sight)
