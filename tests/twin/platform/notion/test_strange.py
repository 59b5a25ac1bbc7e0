"""Strange requests: each gets an answer in Notion's form, whatever stands where."""

from __future__ import annotations

import re

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.twin.platform.notion.caller import Notion, paragraph, text

from tasklab.twin.platform.notion.property import config_kinds
from tasklab.twin.platform.notion.route import list_routes
from tasklab.twin.platform.notion.value import KINDS
from tasklab.twin.platform.notion.version import VERSIONS, rank_of

NAMES = sorted(
    {
        *("parent", "properties", "children", "content", "icon", "cover", "in_trash", "archived", "is_locked", "title"),
        *("page_id", "database_id", "data_source_id", "block_id", "workspace", "type", "id", "name", "object", "after"),
        *("rich_text", "text", "link", "url", "mention", "equation", "annotations", "color", "paragraph", "to_do"),
        *(
            "code",
            "language",
            "table",
            "image",
            "external",
            "file_upload",
            "file",
            "filter",
            "sorts",
            "sort",
            "and",
            "or",
        ),
        *("property", "equals", "contains", "is_empty", "before", "this_week", "timestamp", "direction", "page_size"),
        *("start_cursor", "query", "value", "discussion_id", "attachments", "display_name", "mode", "filename"),
        *("number_of_parts", "content_type", "position", "description", "initial_data_source", "options", "start"),
        *("end", "time_zone", "synced_property_name", "single_property", "dual_property", "erase_content"),
        *config_kinds(2, is_update=True),
        *("Name", "Status", "Priority", "Due", "Parent task", "Files", "Assignee", "created_time"),
    }
)
PARAMETERS = ("start_cursor", "page_size", "filter_properties", "block_id", "status")


def opened(version):
    notion = Notion(version)
    parent = notion.task("Parent")
    page = notion.task("Child", children=[paragraph("a")], Parent_task={"relation": [{"id": parent["id"]}]})
    block = notion.get(f"/blocks/{page['id']}/children")["results"][0]["id"]
    comment = notion.post("/comments", {"parent": {"page_id": page["id"]}, "rich_text": text("c")})
    file = notion.upload()["id"]
    ids = [*notion.facts.values(), page["id"], block, comment["id"], comment["discussion_id"], file]
    return notion, [*ids, *(each["id"] for each in page["properties"].values())]


WORDS = st.sampled_from(
    [*VERSIONS, "title", "descending", "a", "", "é\x00", "9" * 30, "2026-01-01", "x" * 2001, "page"]
)


@settings(max_examples=120, deadline=None)
@given(st.sampled_from(VERSIONS), st.data())
def test_every_request_is_answered(version, data):
    notion, ids = opened(version)
    known = st.sampled_from(ids)
    leaves = st.none() | st.booleans() | st.integers(-1, 5) | st.floats(-1, 1) | WORDS | known | st.sampled_from(NAMES)
    names = st.sampled_from(NAMES)
    values = st.recursive(
        leaves, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(names, inner, max_size=3), max_leaves=12
    )
    for _ in range(4):
        verb, template = data.draw(st.sampled_from(list_routes(rank_of(version))))
        path = re.sub(r"{\w+}", lambda _: data.draw(known).replace("/", ""), template).removeprefix("/v1")
        query = data.draw(st.lists(st.tuples(st.sampled_from(PARAMETERS), WORDS | known), max_size=2))
        body = None if verb == "GET" else data.draw(st.dictionaries(names, values, max_size=4) | values)
        status, said = notion.answer(verb, path, body, query=query)

        assert status < 500
        if status >= 400:
            assert said["message"]
            assert said["object"] == "error"


def near(kind, ids):
    """Return values that nearly are what a property takes."""
    options = st.fixed_dictionaries({}, optional={"name": WORDS, "id": WORDS | ids})
    people = st.lists(st.fixed_dictionaries({"id": ids}), max_size=2)
    date = st.fixed_dictionaries({"start": WORDS}, optional={"end": WORDS, "time_zone": st.sampled_from(["UTC", "x"])})
    files = st.fixed_dictionaries({"name": WORDS}, optional={"external": st.just({"url": "https://e.org"})})
    uploads = st.fixed_dictionaries({"file_upload": st.fixed_dictionaries({"id": ids})})
    return {
        "select": options | st.none(),
        "status": options | st.none(),
        "multi_select": st.lists(options, max_size=3),
        "people": people,
        "relation": people,
        "date": date | st.none(),
        "files": st.lists(files | uploads, max_size=2),
        "number": st.floats(allow_nan=False, allow_infinity=False) | st.none(),
        "checkbox": st.booleans(),
    }.get(kind, WORDS.map(text) if kind in ("title", "rich_text") else WORDS | st.none())


@settings(max_examples=120, deadline=None)
@given(st.sampled_from(VERSIONS), st.data())
def test_what_is_taken_can_be_read_and_what_is_refused_changes_nothing(version, data):
    notion, ids = opened(version)
    before = notion.task("Kept")
    properties = {}
    for name, each in before["properties"].items():
        if each["type"] in KINDS and data.draw(st.booleans()):
            properties[name] = {each["type"]: data.draw(near(each["type"], st.sampled_from(ids)))}
    status, said = notion.answer("PATCH", f"/pages/{before['id']}", {"properties": properties})
    after = notion.get(f"/pages/{before['id']}")

    assert status in (200, 400, 404)
    assert after == (said if status == 200 else before)


@pytest.mark.parametrize("body", [b"{", b"[]", b"1", b'"x"', b"\xff", b"null"])
def test_a_body_that_is_no_object_is_refused(notion, body):
    for verb, path in (("POST", "/pages"), ("POST", "/search"), ("PATCH", f"/blocks/{notion.page}")):
        response = notion.send(verb, path, body=body, headers=(("content-type", "application/json"),))

        assert response.status == 400
        assert msgspec.json.decode(response.body)["code"] in ("invalid_json", "validation_error")
