"""What tasks hold: rich text, stories, values of custom fields, files, time; and how they are searched."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.twin.platform.asana.caller import Asana

from tasklab.adapter.message import Request
from tasklab.twin.catalogue import open_twin

HTML = "<body><h1>Plan</h1><strong>Do</strong> it:<ul><li>one</li><li>two<ol><li>deep</li></ol></li></ul>end</body>"


def test_rich_text_is_kept_and_read_as_plain_text(asana):
    gid = asana.task(html_notes=HTML)["gid"]

    assert asana.get(f"/tasks/{gid}", opt_fields="html_notes")["html_notes"] == HTML
    assert asana.get(f"/tasks/{gid}")["notes"] == "Plan\nDo it:\none\ntwo\ndeep\nend"


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]) | st.just("\n"), max_size=30))
@settings(max_examples=60, deadline=None)
def test_plain_text_is_kept_as_it_is_and_escaped_in_rich_text(text):
    asana = Asana()
    gid = asana.task(notes=text)["gid"]

    assert asana.get(f"/tasks/{gid}")["notes"] == text
    html = asana.get(f"/tasks/{gid}", opt_fields="html_notes")["html_notes"]
    again = asana.put(f"/tasks/{gid}", {"html_notes": html})
    assert again["notes"] == text.strip("\n")


@pytest.mark.parametrize(
    "html",
    [
        "plain",
        "<body>open",
        "<p>x</p>",
        "<body><p>x</p></body>",
        "<body><b>x</b></body>",
        "<body>a<br/>b</body>",
        "<body><strong class='x'>a</strong></body>",
        "<body>&nbsp;</body>",
        "<body><BODY/></body>",
        "<body><ul>text<strong>x</strong></ul></body>",
        "<body><li>x</li></body>",
        "<body><h1><ul><li>x</li></ul></h1></body>",
        "<body><a>nowhere</a></body>",
        "<body><a href='javascript:x'>x</a></body>",
        "<body><a data-asana-gid='1'/></body>",
        "<body><!-- x --></body>",
        '<!DOCTYPE x [<!ENTITY a "b">]><body>&a;</body>',
        "",
    ],
)
def test_rich_text_that_is_refused(asana, html):
    message = asana.refused(400, "POST", "/tasks", {"projects": [asana.project], "html_notes": html})

    assert message == "html_notes: XML is invalid"


def test_a_comment_has_no_headers_and_one_kind_of_text(asana):
    path = f"/tasks/{asana.task()['gid']}/stories"

    asana.refused(400, "POST", path, {"html_text": "<body><h1>x</h1></body>"})
    asana.refused(400, "POST", path, {"text": "a", "html_text": "<body>a</body>"})
    asana.refused(400, "POST", path, {})
    asana.refused(400, "POST", path, {"text": ""})


def test_a_mention_is_filled_in(asana):
    user = asana.facts["user_id"]
    gid = asana.task(html_notes=f'<body>Ask <a data-asana-gid="{user}"/></body>')["gid"]
    html = asana.get(f"/tasks/{gid}", opt_fields="html_notes")["html_notes"]

    assert f'data-asana-type="user" data-asana-gid="{user}">Greta Holm</a>' in html
    assert asana.get(f"/tasks/{gid}")["notes"] == "Ask Greta Holm"
    assert asana.put(f"/tasks/{gid}", {"html_notes": html})["notes"] == "Ask Greta Holm"


def test_comments_and_what_happened_stand_in_one_list(asana):
    gid = asana.task()["gid"]
    comment = asana.post(f"/tasks/{gid}/stories", {"text": "Hello"})
    asana.put(f"/tasks/{gid}", {"name": "New", "due_on": "2024-01-02"})
    found = [asana.get(f"/stories/{each['gid']}") for each in asana.get(f"/tasks/{gid}/stories")]

    assert [each["type"] for each in found] == ["system", "comment", "system", "system"]
    assert (found[2]["old_name"], found[2]["new_name"]) == ("Write", "New")
    assert (found[3]["old_dates"], found[3]["new_dates"]) == ({}, {"due_on": "2024-01-02"})
    edited = asana.put(f"/stories/{comment['gid']}", {"text": "Bye"})
    assert (edited["text"], edited["is_edited"], edited["is_editable"]) == ("Bye", True, True)
    asana.refused(400, "PUT", f"/stories/{found[0]['gid']}", {"text": "x"})
    asana.delete(f"/stories/{comment['gid']}")
    asana.refused(404, "GET", f"/stories/{comment['gid']}")


@pytest.fixture
def field(asana):
    def make(kind, **data):
        made = asana.post(
            "/custom_fields", {"name": f"F {kind}", "resource_subtype": kind, "workspace": asana.workspace, **data}
        )
        asana.post(f"/projects/{asana.project}/addCustomFieldSetting", {"custom_field": made["gid"]}, 200)
        return made

    return make


def value_of(task):
    return task["custom_fields"][0]


@pytest.mark.parametrize(
    ("kind", "data", "given", "name", "expected", "shown"),
    [
        ("text", {}, "words", "text_value", "words", "words"),
        ("number", {"precision": 2}, 1.2345, "number_value", 1.23, "1.23"),
        ("number", {}, "7", "number_value", 7, "7"),
        ("number", {"format": "percentage"}, 0.25, "number_value", 0.25, "25%"),
        ("date", {}, {"date": "2024-05-06"}, "date_value", {"date": "2024-05-06"}, "2024-05-06T00:00:00.000Z"),
    ],
)
def test_values_of_custom_fields(asana, field, kind, data, given, name, expected, shown):
    gid = field(kind, **data)["gid"]
    value = value_of(asana.task(custom_fields={gid: given}))

    assert (value[name], value["display_value"], value["type"]) == (expected, shown, kind)
    cleared = value_of(asana.put(f"/tasks/{asana.task()['gid']}", {"custom_fields": {gid: None}}))
    assert (cleared[name], cleared["display_value"]) == (None, None)


def test_options_and_people(asana, field):
    enum = field("enum", enum_options=[{"name": "Low"}, {"name": "High", "color": "red"}])
    low, high = (each["gid"] for each in enum["enum_options"])
    many, people = field("multi_enum", enum_options=[{"name": "A"}, {"name": "B"}]), field("people")
    a, b = (each["gid"] for each in many["enum_options"])
    given = {enum["gid"]: high, many["gid"]: [b, a], people["gid"]: ["me"]}
    shown = {each["gid"]: each for each in asana.task(custom_fields=given)["custom_fields"]}

    assert shown[enum["gid"]]["enum_value"]["name"] == "High"
    assert [each["gid"] for each in shown[enum["gid"]]["enum_options"]] == [low, high]
    assert shown[many["gid"]]["display_value"] == "B, A"
    assert shown[people["gid"]]["people_value"][0]["name"] == "Greta Holm"


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("text", 5),
        ("text", "x" * 1025),
        ("number", "many"),
        ("number", True),
        ("enum", "1"),
        ("date", "2024-05-06"),
        ("people", ["x"]),
    ],
)
def test_values_that_are_refused(asana, field, kind, given):
    gid = field(kind)["gid"]
    asana.refused(400, "POST", "/tasks", {"projects": [asana.project], "custom_fields": {gid: given}})


def test_a_value_stays_disabled_when_its_field_leaves_the_project(asana, field):
    gid = field("text")["gid"]
    task = asana.task(custom_fields={gid: "kept"})["gid"]
    asana.post(f"/projects/{asana.project}/removeCustomFieldSetting", {"custom_field": gid}, 200)

    assert value_of(asana.get(f"/tasks/{task}"))["enabled"] is False
    asana.refused(400, "PUT", f"/tasks/{task}", {"custom_fields": {gid: "new"}})
    assert asana.put(f"/tasks/{task}", {"custom_fields": {gid: None}})["custom_fields"] == []


def test_names_of_fields_are_taken_once(asana, field):
    field("text")
    for name in ("F text", "Assignee"):
        asana.refused(
            400, "POST", "/custom_fields", {"name": name, "resource_subtype": "text", "workspace": asana.workspace}
        )


def test_what_is_fixed_is_refused(asana, field):
    gid = field("enum")["gid"]
    other = asana.facts["team_id"]

    for data in ({"enum_options": []}, {"resource_subtype": "text"}, {"workspace": other}):
        asana.refused(400, "PUT", f"/custom_fields/{gid}", data)
    assert asana.put(f"/custom_fields/{gid}", {"name": "New", "workspace": asana.workspace})["name"] == "New"
    asana.refused(400, "PUT", f"/projects/{asana.project}", {"followers": "me"})
    asana.refused(400, "PUT", f"/projects/{asana.project}", {"custom_fields": {gid: None}})


@given(st.binary(max_size=200).filter(lambda content: b"--b" not in content))
@settings(max_examples=60, deadline=None)
def test_a_file_comes_back_as_it_went(content):
    asana = Asana()
    made = msgspec.json.decode(asana.upload(asana.task()["gid"], "a b.bin", content, "application/x-thing").body)[
        "data"
    ]
    path, _, query = made["download_url"].removeprefix("http://127.0.0.1").partition("?")
    pairs = tuple(tuple(pair.split("=")) for pair in query.split("&"))
    got = asana.twin.handle(Request(verb="GET", path=path, query=pairs))

    assert (got.status, got.body, got.headers["content-type"]) == (200, content, "application/x-thing")
    assert (made["name"], made["size"], made["host"]) == ("a b.bin", len(content), "asana")
    asana.twin.clock.advance(121)
    assert asana.twin.handle(Request(verb="GET", path=path, query=pairs)).status == 403
    assert asana.twin.handle(Request(verb="GET", path=path)).status == 403


def test_addresses_have_the_scheme_that_the_twin_is_at():
    for scheme in ("http", "https"):
        twin = open_twin("asana", address=f"{scheme}://127.0.0.1")
        token = twin.account()["personal_access_token"]
        project = twin.site.facts()["project_id"]
        request = Request(
            verb="GET",
            path=f"/api/1.0/projects/{project}",
            query=(("opt_fields", "permalink_url"),),
            headers=(("authorization", f"Bearer {token}"), ("host", "app.example")),
        )
        found = msgspec.json.decode(twin.handle(request).body)["data"]["permalink_url"]
        assert found.startswith(f"{scheme}://app.example/")


def test_a_link_has_no_content(asana):
    gid = asana.task()["gid"]
    body = f"parent={gid}&resource_subtype=external&name=Site&url=https://example.org".encode()
    headers = (("content-type", "application/x-www-form-urlencoded"),)
    made = msgspec.json.decode(asana.send("POST", "/attachments", body=body, headers=headers).body)["data"]

    assert (made["download_url"], made["view_url"], made["resource_subtype"]) == (
        None,
        "https://example.org",
        "external",
    )
    assert "size" not in made
    asana.delete(f"/attachments/{made['gid']}")
    assert asana.get("/attachments", parent=gid) == []
    for wrong in (f"parent={gid}", f"parent={gid}&resource_subtype=external&name=x", "resource_subtype=external"):
        assert asana.send("POST", "/attachments", body=wrong.encode(), headers=headers).status == 400


def test_time_adds_up(asana):
    gid = asana.task()["gid"]
    first = asana.post(f"/tasks/{gid}/time_tracking_entries", {"duration_minutes": 30})
    asana.post(f"/tasks/{gid}/time_tracking_entries", {"duration_minutes": 15, "entered_on": "2024-02-01"})

    assert (first["entered_on"], first["attributable_to"]["gid"]) == ("2023-11-14", asana.project)
    assert asana.get(f"/tasks/{gid}")["actual_time_minutes"] == 45
    found = asana.get("/time_tracking_entries", entered_on_start_date="2024-01-01", user="me")
    assert [each["duration_minutes"] for each in found] == [15]
    for data in ({}, {"duration_minutes": 0}, {"duration_minutes": "x"}, {"duration_minutes": 5, "entered_on": "x"}):
        asana.refused(400, "POST", f"/tasks/{gid}/time_tracking_entries", data)


def test_search_filters_and_sorts(asana):
    tag = asana.post("/tags", {"name": "hot", "workspace": asana.workspace})["gid"]
    asana.task(name="Paint fence", due_on="2024-01-01", tags=[tag], assignee="me")
    asana.task(name="Mow lawn", notes="by the fence", due_on="2024-02-01", completed=True)
    asana.twin.clock.advance(60)
    asana.post("/tasks", {"name": "Elsewhere", "workspace": asana.workspace})

    def names(**query):
        return [each["name"] for each in asana.get(f"/workspaces/{asana.workspace}/tasks/search", **query)]

    assert names(text="FENCE") == ["Mow lawn", "Paint fence"]
    assert names(text="fence", sort_by="due_date", sort_ascending="true") == ["Paint fence", "Mow lawn"]
    assert names(completed="true") == ["Mow lawn"]
    assert names(assignee__any="me") == ["Paint fence"]
    assert names(assignee__any="null") == ["Elsewhere", "Mow lawn"]
    assert names(tags__any=tag) == ["Paint fence"]
    assert names(projects__not=asana.project) == ["Elsewhere"]
    assert names(due_on__after="2024-01-15") == ["Mow lawn"]
    assert names(created_at__after="2023-11-14T22:14:00Z") == ["Elsewhere"]
    assert names(completed="false", limit=1) == ["Elsewhere"]
    for query in (
        {},
        {"due_on": "x"},
        {"completed": "maybe"},
        {"sort_by": "name", "text": "x"},
        {"limit": 101, "text": "x"},
    ):
        asana.refused(400, "GET", f"/workspaces/{asana.workspace}/tasks/search", **query)


def test_search_by_custom_fields(asana, field):
    number, text = field("number", precision=1)["gid"], field("text")["gid"]
    asana.task(name="low", custom_fields={number: 1.5, text: "abc"})
    asana.task(name="high", custom_fields={number: 9})
    path = f"/workspaces/{asana.workspace}/tasks/search"

    def names(name, value):
        return [each["name"] for each in asana.get(path, **{name: value})]

    assert names(f"custom_fields.{number}.greater_than", "2") == ["high"]
    assert names(f"custom_fields.{number}.value", "1.5") == ["low"]
    assert names(f"custom_fields.{text}.contains", "B") == ["low"]
    assert names(f"custom_fields.{text}.is_set", "false") == ["high"]
    asana.refused(400, "GET", path, **{f"custom_fields.{text}.greater_than": "2"})
