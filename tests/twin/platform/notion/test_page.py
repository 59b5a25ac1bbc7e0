"""Pages and their properties: read back as written, refused where they cannot be."""

from __future__ import annotations

import pytest
from tests.twin.platform.notion.caller import Notion, name_of, paragraph, text

from tasklab.twin.platform.notion.version import VERSIONS

OLD, MIDDLE, NEW = VERSIONS


def changed(notion, page, **properties):
    values = {name.replace("_", " "): value for name, value in properties.items()}
    return notion.patch(f"/pages/{page['id']}", {"properties": values})


def refused(notion, page, **properties):
    values = {name.replace("_", " "): value for name, value in properties.items()}
    return notion.invalid("PATCH", f"/pages/{page['id']}", {"properties": values})


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("Estimate", {"number": 2.5}, 2.5),
        ("Estimate", {"number": None}, None),
        ("Urgent", {"checkbox": True}, True),
        ("Link", {"url": "https://example.org"}, "https://example.org"),
        ("Contact", {"email": "a@example.org"}, "a@example.org"),
        ("Phone", {"phone_number": "+43"}, "+43"),
        ("Due", {"date": {"start": "2026-05-01"}}, {"start": "2026-05-01", "end": None, "time_zone": None}),
        (
            "Due",
            {"date": {"start": "2026-05-01T09:00:00+02:00", "end": "2026-05-02T09:00:00Z"}},
            {"start": "2026-05-01T09:00:00.000+02:00", "end": "2026-05-02T09:00:00.000+00:00", "time_zone": None},
        ),
        (
            "Due",
            {"date": {"start": "2026-05-01T09:00", "time_zone": "Europe/Vienna"}},
            {"start": "2026-05-01T09:00:00.000", "end": None, "time_zone": "Europe/Vienna"},
        ),
    ],
)
def test_plain_values(any_notion, name, value, shown):
    page = any_notion.task(**{name: value})

    assert any_notion.property(page, name) == shown
    assert any_notion.property(any_notion.get(f"/pages/{page['id']}"), name) == shown


def test_rich_text_keeps_what_makes_it_rich(any_notion):
    other = any_notion.task("Other")
    link = {"text": {"content": "there", "link": {"url": "https://example.org"}}}
    mention = {"mention": {"page": {"id": other["id"]}}}
    page = any_notion.task(Description={"rich_text": [*text("bold", bold=True), link, *text(""), mention]})
    bold, linked, mentioned = any_notion.property(page, "Description")

    assert bold["annotations"] == {
        "bold": True,
        "italic": False,
        "strikethrough": False,
        "underline": False,
        "code": False,
        "color": "default",
    }
    assert linked["href"] == "https://example.org"
    assert mentioned["plain_text"] == "Other"


def test_an_option_comes_into_being_but_a_status_does_not(any_notion):
    page = any_notion.task(Tags={"multi_select": [{"name": "Bug"}, {"name": "Fresh"}]})
    schema = any_notion.get(any_notion.source_path)["properties"]["Tags"]["multi_select"]["options"]

    assert [each["name"] for each in any_notion.property(page, "Tags")] == ["Bug", "Fresh"]
    assert [each["name"] for each in schema] == ["Bug", "Feature", "Fresh"]
    by_id = changed(any_notion, page, Tags={"multi_select": [{"id": schema[1]["id"]}]})
    assert [each["name"] for each in any_notion.property(by_id, "Tags")] == ["Feature"]
    assert 'Status option "Never" does not exist' in refused(any_notion, page, Status={"status": {"name": "Never"}})
    assert "commas not allowed" in refused(any_notion, page, Priority={"select": {"name": "a,b"}})


def test_a_new_row_has_the_first_status_and_a_number(any_notion):
    first, second = any_notion.task(), any_notion.task()

    assert any_notion.property(first, "Status")["name"] == "Not started"
    assert any_notion.property(first, "ID") == {"prefix": "TASK", "number": 1}
    assert any_notion.property(second, "ID")["number"] == 2


def test_what_the_product_writes_cannot_be_written(any_notion):
    page = any_notion.task()

    assert any_notion.property(page, "Created") == page["created_time"] == "2023-11-14T22:13:00.000Z"
    assert any_notion.property(page, "Created by")["id"] == any_notion.facts["user_id"]
    assert "failed validation" in refused(any_notion, page, Created={"created_time": "2026-01-01T00:00:00.000Z"})


def test_edits_are_noted(any_notion):
    page = any_notion.task()
    any_notion.twin.clock.advance(125)
    edited = any_notion.patch(f"/pages/{page['id']}", {"properties": {"Urgent": {"checkbox": True}}}, who="second")

    assert edited["created_time"] == page["created_time"]
    assert edited["last_edited_time"] == "2023-11-14T22:15:00.000Z"
    assert edited["last_edited_by"]["id"] == any_notion.facts["second_user_id"]


def test_a_property_has_to_be_there_and_of_its_type(any_notion):
    page = any_notion.task()

    assert refused(any_notion, page, Nothing={"number": 1}) == "Nothing is not a property that exists."
    assert refused(any_notion, page, Due={"number": 1}) == "Due is expected to be date."
    assert refused(any_notion, page, Estimate={"number": "1"}) == (
        'body failed validation: body.properties.Estimate.number should be a number, instead was `"1"`.'
    )
    long = {"title": text("x" * 2001)}
    assert refused(any_notion, page, Name=long) == (
        "body failed validation: body.properties.Name.title[0].text.content.length should be ≤ `2000`, "
        "instead was `2001`."
    )


@pytest.mark.parametrize(
    "date",
    [
        {"start": "2026-13-01"},
        {"start": "tomorrow"},
        {"start": "2026-05-01", "time_zone": "Europe/Vienna"},
        {"start": "2026-05-01T09:00:00Z", "time_zone": "Europe/Vienna"},
        {"start": "2026-05-01T09:00:00", "time_zone": "Mars/Base"},
        {"start": "2026-05-02", "end": "2026-05-01"},
        {"end": "2026-05-02"},
    ],
)
def test_dates_that_cannot_be(notion, date):
    page = notion.task()

    assert refused(notion, page, Due={"date": date})
    assert notion.property(notion.get(f"/pages/{page['id']}"), "Due") is None


def test_unknown_members_are_refused_by_name(any_notion):
    said = any_notion.invalid("PATCH", f"/pages/{any_notion.page}", {"done": True})

    assert said == "body failed validation: body.done should be not present, instead was `true`."
    assert any_notion.invalid("POST", "/pages", {}) == (
        "body failed validation: body.parent should be defined, instead was `undefined`."
    )


def test_people_have_to_be_known(any_notion):
    person = any_notion.facts["person_id"]
    page = any_notion.task(Assignee={"people": [{"id": person}]})

    assert any_notion.property(page, "Assignee")[0]["name"] == "Mary Main"
    body = {"properties": {"Assignee": {"people": [{"id": any_notion.page}]}}}
    any_notion.refused(404, "object_not_found", "PATCH", f"/pages/{page['id']}", body)


def test_a_relation_is_on_both_sides(any_notion):
    parent = any_notion.task("Parent")
    child = any_notion.task("Child", Parent_task={"relation": [{"id": parent["id"]}]})
    subtasks = any_notion.property(any_notion.get(f"/pages/{parent['id']}"), "Subtasks")

    assert subtasks == [{"id": child["id"]}]
    changed(any_notion, parent, Subtasks={"relation": []})
    assert any_notion.property(any_notion.get(f"/pages/{child['id']}"), "Parent task") == []


def test_a_long_relation_is_cut_in_a_page_and_listed_in_its_own_place(any_notion):
    children = [{"id": any_notion.task()["id"]} for _ in range(30)]
    page = any_notion.task(Subtasks={"relation": children})
    shown = page["properties"]["Subtasks"]
    path = f"/pages/{page['id']}/properties/{shown['id']}"
    first = any_notion.get(path, query={"page_size": 20})
    second = any_notion.get(path, query={"page_size": 20, "start_cursor": first["next_cursor"]})

    assert (len(shown["relation"]), shown["has_more"]) == (25, True)
    assert [each["relation"] for each in first["results"] + second["results"]] == children
    assert first["property_item"]["next_url"].endswith(first["next_cursor"])
    assert not second["has_more"]


def test_properties_can_be_chosen(any_notion):
    page = any_notion.task(Estimate={"number": 1})
    wanted = page["properties"]["Estimate"]["id"]

    shown = any_notion.get(
        f"/pages/{page['id']}", query=(("filter_properties", wanted), ("filter_properties", "title"))
    )

    assert set(shown["properties"]) == {"Name", "Estimate"}
    query = {"filter_properties": "none"}
    assert any_notion.invalid("GET", f"/pages/{page['id']}", query=query) == "none is not a property that exists."


def test_what_is_in_the_trash_is_read_but_not_changed(any_notion):
    page = any_notion.task()
    flag = "in_trash" if any_notion.version == NEW else "archived"
    trashed = any_notion.patch(f"/pages/{page['id']}", {flag: True})

    assert trashed["in_trash"] is True
    assert any_notion.names() == []
    assert any_notion.get(f"/pages/{page['id']}")[flag] is True
    assert refused(any_notion, page, Urgent={"checkbox": True}) == (
        "Can't edit block that is archived. You must unarchive the block before editing."
    )
    any_notion.patch(f"/pages/{page['id']}", {flag: False})
    assert any_notion.names() == ["Write"]


def test_archived_is_gone_in_the_newest_version(notion):
    page = notion.task()

    assert "body.archived should be not present" in notion.invalid("PATCH", f"/pages/{page['id']}", {"archived": True})


def test_what_is_inside_of_the_trash_is_not_changed_either(any_notion):
    page = any_notion.task()
    any_notion.patch(f"/databases/{any_notion.facts['database_id']}", {"in_trash": True})

    assert "archived ancestor" in refused(any_notion, page, Urgent={"checkbox": True})
    assert any_notion.post("/search", {"query": "Write"})["results"] == []


def test_a_page_inside_of_a_page(any_notion):
    made = any_notion.post("/pages", {"parent": {"page_id": any_notion.page}, "properties": {"title": text("Inside")}})
    children = any_notion.get(f"/blocks/{any_notion.page}/children")["results"]

    assert made["properties"]["title"]["title"][0]["plain_text"] == "Inside"
    assert [each["type"] for each in children] == ["child_database", "child_page"]
    assert children[1]["child_page"] == {"title": "Inside"}
    body = {"parent": {"page_id": any_notion.page}, "properties": {"Urgent": {"checkbox": True}}}
    assert any_notion.invalid("POST", "/pages", body) == "Urgent is not a property that exists."


def test_pages_at_the_top_are_not_for_integrations(any_notion):
    body = {"parent": {"workspace": True}, "properties": {"title": text("x")}}

    assert "creating workspace-level private pages is not supported" in any_notion.invalid("POST", "/pages", body)


def test_a_database_is_no_page(any_notion):
    id_ = any_notion.facts["database_id"]

    assert f"Provided ID {id_} is a database, not a page" in any_notion.invalid("GET", f"/pages/{id_}")
    assert "is a page, not a database" in any_notion.invalid("GET", f"/databases/{any_notion.page}")


def test_what_is_refused_leaves_nothing_behind(any_notion):
    block = paragraph("x" * 2001)
    body = {"parent": {any_notion.kind: any_notion.project}, "children": [block]}
    tags = {"Tags": {"multi_select": [{"name": "Lost"}]}, "Parent task": {"relation": [{"id": any_notion.page}]}}

    any_notion.invalid("POST", "/pages", body)
    any_notion.invalid("POST", "/pages", {**body, "children": [], "properties": tags})
    assert any_notion.names() == []
    options = any_notion.get(any_notion.source_path)["properties"]["Tags"]["multi_select"]["options"]
    assert "Lost" not in [each["name"] for each in options]


def test_a_parent_is_told_as_its_version_does():
    assert Notion(OLD).task()["parent"]["type"] == "database_id"
    new = Notion(MIDDLE)
    assert new.task()["parent"] == {
        "type": "data_source_id",
        "data_source_id": new.facts["data_source_id"],
        "database_id": new.facts["database_id"],
    }
    by_database = {"parent": {"database_id": new.facts["database_id"]}, "properties": {"Name": {"title": text("x")}}}
    assert name_of(new.post("/pages", by_database)) == "x"
