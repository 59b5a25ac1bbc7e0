"""Strange requests: each gets an answer in Asana's form, whatever stands where."""

from __future__ import annotations

import re

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.twin.platform.asana.caller import Asana

from tasklab.twin.platform.asana.route import _ROUTES
from tasklab.twin.platform.asana.version import VERSIONS

NAMES = sorted(
    {
        *("name", "notes", "html_notes", "assignee", "assignee_status", "assignee_section", "projects", "memberships"),
        *("due_on", "due_at", "start_on", "start_at", "completed", "parent", "tags", "followers", "custom_fields"),
        *("resource_subtype", "approval_status", "liked", "external", "workspace", "team", "task", "section", "tag"),
        *("project", "insert_before", "insert_after", "dependencies", "dependents", "text", "html_text", "is_pinned"),
        *("sticker_name", "duration_minutes", "entered_on", "attributable_to", "custom_field", "enum_options", "type"),
        *("precision", "format", "enum_option", "before_enum_option", "members", "member", "access_level", "user"),
        *("organization", "visibility", "color", "privacy_setting", "owner", "archived", "public", "custom_type"),
        *("custom_type_status_option", "description", "before_section", "actions", "url", "file", "completed_since"),
        *(
            "resource_type",
            "query",
            "count",
            "sort_by",
            "due_on.before",
            "assignee.any",
            "tags.all",
            "text",
            "is_subtask",
        ),
        *("limit", "offset", "opt_fields", "opt_expand", "opt_pretty"),
    }
)


def opened(version):
    asana = Asana(version)
    task = asana.task()["gid"]
    tag = asana.post("/tags", {"name": "t", "workspace": asana.workspace})["gid"]
    enum = {"name": "E", "resource_subtype": "enum", "workspace": asana.workspace, "enum_options": [{"name": "x"}]}
    field = asana.post("/custom_fields", enum)
    asana.post(f"/projects/{asana.project}/addCustomFieldSetting", {"custom_field": field["gid"]}, 200)
    story = asana.post(f"/tasks/{task}/stories", {"text": "c"})["gid"]
    file = msgspec.json.decode(asana.upload(task).body)["data"]["gid"]
    entry = asana.post(f"/tasks/{task}/time_tracking_entries", {"duration_minutes": 5})["gid"]
    section = asana.get(f"/projects/{asana.project}/sections")[0]["gid"]
    gids = [
        *asana.facts.values(),
        task,
        tag,
        field["gid"],
        field["enum_options"][0]["gid"],
        story,
        file,
        entry,
        section,
    ]
    return asana, gids


ODD = st.sampled_from(
    ["", "me", "null", "1", "abc", "true", "2024-02-30", "2024-01-01", "99999-01-01T00:00:00Z", "a@b.c"]
)
HTML = st.sampled_from(["<body/>", "<body>", "<p/>", "<body><a/></body>", "<body><ul>x</ul></body>", "<!DOCTYPE x>"])


def values(gids):
    leaf = st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(allow_nan=False),
        st.text(max_size=5),
        ODD,
        HTML,
        st.sampled_from(gids),
    )
    return st.recursive(
        leaf,
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from([*NAMES, *gids, "gid", "date", "date_time", "method"]), inner, max_size=3)
        ),
        max_leaves=6,
    )


@pytest.mark.parametrize("version", VERSIONS)
@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_whatever_is_asked_is_answered(version, data):
    asana, gids = opened(version)
    verb, template, _, _ = data.draw(st.sampled_from(_ROUTES))
    path = re.sub(r"\{\w+\}", lambda _: data.draw(st.sampled_from([*gids, "me", "1", "x"])), template)
    given = values(gids)
    query = data.draw(
        st.dictionaries(st.sampled_from(NAMES), ODD | st.sampled_from(gids) | st.text(max_size=4), max_size=4)
    )
    body = None
    if verb in {"POST", "PUT"}:
        body = msgspec.json.encode({"data": data.draw(st.dictionaries(st.sampled_from(NAMES), given, max_size=6))})
    response = asana.send(verb, path, query=query, body=body, headers=(("content-type", "application/json"),))

    assert response.status < 500
    if response.status >= 400:
        assert set(msgspec.json.decode(response.body)["errors"][0]) == {"message", "help"}


@pytest.mark.parametrize(
    "body", [b"{", b"[]", b'"x"', b"\xff", b'{"data": []}', b'{"data": {}, "options": 1}', b"[" * 9000]
)
def test_a_body_that_cannot_be_read_is_refused(body, asana):
    response = asana.send("POST", "/tasks", body=body, headers=(("content-type", "application/json"),))

    assert response.status == 400


def test_other_kinds_of_bodies_are_refused(asana):
    assert asana.send("POST", "/tasks", body=b"<x/>", headers=(("content-type", "text/xml"),)).status == 415
    form = (("content-type", "multipart/form-data"),)
    assert asana.send("POST", "/attachments", body=b"nothing", headers=form).status == 400
