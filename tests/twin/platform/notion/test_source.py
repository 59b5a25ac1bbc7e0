"""Databases, data sources and their properties."""

from __future__ import annotations

import pytest
from tests.twin.platform.notion.caller import Notion, text

from tasklab.twin.platform.notion.version import VERSIONS

OLD, MIDDLE, NEW = VERSIONS


def make(notion, properties, title="Made"):
    """Make a database; return it and the path of its schema."""
    body = {"parent": {"type": "page_id", "page_id": notion.page}, "title": text(title)}
    if notion.is_old:
        made = notion.post("/databases", {**body, "properties": properties})
        return made, f"/databases/{made['id']}"
    made = notion.post("/databases", {**body, "initial_data_source": {"properties": properties}})
    return made, f"/data_sources/{made['data_sources'][0]['id']}"


def test_a_database_is_told_as_its_version_does():
    old, new = Notion(OLD), Notion(NEW)
    told = old.get(f"/databases/{old.facts['database_id']}")
    assert "Status" in told["properties"]
    assert "data_sources" not in told

    told = new.get(f"/databases/{new.facts['database_id']}")
    assert told["data_sources"] == [{"id": new.facts["data_source_id"], "name": "Tasks"}]
    assert "properties" not in told
    source = new.get(new.source_path)
    assert source["parent"] == {"type": "database_id", "database_id": new.facts["database_id"]}
    assert source["database_parent"] == {"type": "page_id", "page_id": new.page}


def test_a_status_has_groups(any_notion):
    status = any_notion.get(any_notion.source_path)["properties"]["Status"]["status"]
    names = {each["id"]: each["name"] for each in status["options"]}

    assert [(each["name"], [names[id_] for id_ in each["option_ids"]]) for each in status["groups"]] == [
        ("To-do", ["Not started"]),
        ("In progress", ["In progress"]),
        ("Complete", ["Done"]),
    ]


def test_a_status_is_made_as_each_version_allows():
    schema = {"Name": {"title": {}}, "State": {"status": {}}}
    own = {"Name": {"title": {}}, "State": {"status": {"options": [{"name": "Open"}]}}}
    old, middle, new = (Notion(version) for version in VERSIONS)
    body = {"parent": {"page_id": old.page}, "properties": schema}
    assert "failed validation" in old.invalid("POST", "/databases", body)
    assert len(middle.get(make(middle, schema)[1])["properties"]["State"]["status"]["options"]) == 3
    parent = {"type": "page_id", "page_id": middle.page}
    said = middle.invalid("POST", "/databases", {"parent": parent, "initial_data_source": {"properties": own}})
    assert "status.options should be not present" in said
    options = new.get(make(new, own)[1])["properties"]["State"]["status"]["options"]
    assert [each["name"] for each in options] == ["Open"]


def test_a_title_is_needed(any_notion):
    for schema, message in (
        ({}, "Title is not provided"),
        ({"A": {"title": {}}, "B": {"title": {}}}, "Only one title property is allowed."),
    ):
        parent = {"parent": {"type": "page_id", "page_id": any_notion.page}}
        body = {"properties": schema} if any_notion.is_old else {"initial_data_source": {"properties": schema}}
        assert any_notion.invalid("POST", "/databases", {**parent, **body}) == message


def test_properties_are_added_renamed_changed_and_removed(any_notion):
    _, path = make(
        any_notion, {"Name": {"title": {}}, "Kind": {"select": {"options": [{"name": "a"}]}}, "Old": {"url": {}}}
    )
    before = any_notion.get(path)["properties"]
    options = [{"id": before["Kind"]["select"]["options"][0]["id"]}, {"name": "b", "color": "red"}]
    any_notion.patch(path, {"properties": {"Kind": {"name": "Type", "select": {"options": options}}, "Old": None}})
    any_notion.patch(path, {"properties": {"Cost": {"number": {"format": "euro"}}}})
    after = any_notion.get(path)["properties"]

    assert set(after) == {"Name", "Type", "Cost"}
    assert after["Type"]["id"] == before["Kind"]["id"]
    assert [(each["name"]) for each in after["Type"]["select"]["options"]] == ["a", "b"]
    assert after["Cost"]["number"] == {"format": "euro"}
    any_notion.patch(path, {"properties": {after["Cost"]["id"]: {"rich_text": {}}}})
    assert any_notion.get(path)["properties"]["Cost"]["type"] == "rich_text"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"Name": None}, "Cannot delete title property."),
        ({"Status": {"name": "Priority"}}, "There is a property with the name Priority already."),
        ({"Nothing": None}, "Nothing is not a property that exists."),
        ({"Second": {"title": {}}}, "Cannot create new title property"),
        ({"Second": {"unique_id": {}}}, "Only one unique_id property"),
        ({"Priority": {"select": {"options": [{"name": "High", "color": "blue"}]}}}, "Cannot update color of select"),
        ({"Tags": {"multi_select": {"options": [{"name": "a,b"}]}}}, "commas not allowed"),
    ],
)
def test_changes_that_cannot_be(any_notion, change, message):
    before = any_notion.get(any_notion.source_path)["properties"]
    body = {"properties": {"Fresh": {"url": {}}, **change}}

    assert message in any_notion.invalid("PATCH", any_notion.source_path, body)
    assert any_notion.get(any_notion.source_path)["properties"] == before


def test_a_property_that_is_taken_away_takes_its_values(any_notion):
    page = any_notion.task(Estimate={"number": 3})
    any_notion.patch(any_notion.source_path, {"properties": {"Estimate": None}})

    assert "Estimate" not in any_notion.get(f"/pages/{page['id']}")["properties"]


@pytest.mark.parametrize("kind", ["date", "rich_text", "multi_select", "number", "files", "people"])
def test_another_type_forgets_the_values(any_notion, kind):
    page = any_notion.task(Priority={"select": {"name": "High"}}, Estimate={"number": 3})
    any_notion.patch(any_notion.source_path, {"properties": {"Priority": {kind: {}}}})
    shown = any_notion.get(f"/pages/{page['id']}")

    assert any_notion.property(shown, "Priority") in (None, [])
    assert any_notion.property(shown, "Estimate") == 3


def test_relations_are_told_as_their_version_does(any_notion):
    relation = {"relation": {any_notion.kind: any_notion.project, "single_property": {}}}
    _, path = make(any_notion, {"Name": {"title": {}}, "Task": relation})
    shown = any_notion.get(path)["properties"]["Task"]["relation"]

    assert shown["database_id"] == any_notion.facts["database_id"]
    assert (shown["type"], "data_source_id" in shown) == ("single_property", not any_notion.is_old)


def test_a_two_way_relation_makes_its_other_side(any_notion):
    relation = {"relation": {any_notion.kind: any_notion.project, "dual_property": {}}}
    made, path = make(any_notion, {"Name": {"title": {}}, "Task": relation})
    other = any_notion.get(any_notion.source_path)["properties"]["Related to Made (Task)"]

    assert other["relation"]["database_id"] == made["id"]
    assert other["relation"]["dual_property"]["synced_property_name"] == "Task"
    task = any_notion.task()
    parent = {any_notion.kind: path.rpartition("/")[2]}
    row = any_notion.post("/pages", {"parent": parent, "properties": {"Task": {"relation": [{"id": task["id"]}]}}})
    shown = any_notion.get(f"/pages/{task['id']}")
    assert any_notion.property(shown, "Related to Made (Task)") == [{"id": row["id"]}]


def test_a_second_data_source_is_too_much_for_the_first_version():
    notion = Notion(NEW)
    database = notion.facts["database_id"]
    made = notion.post("/data_sources", {"parent": {"database_id": database}, "properties": {"N": {"title": {}}}})
    sources = notion.get(f"/databases/{database}")["data_sources"]

    assert [each["id"] for each in sources] == [notion.project, made["id"]]
    for verb, path in (("GET", f"/databases/{database}"), ("POST", f"/databases/{database}/query")):
        said = notion.invalid(verb, path, None if verb == "GET" else {}, version=OLD)
        assert "multiple data sources" in said
    body = {"parent": {"database_id": database}, "properties": {"Name": {"title": text("x")}}}
    assert "multiple data sources" in notion.invalid("POST", "/pages", body)


def test_a_database_goes_to_the_trash_and_comes_back(any_notion):
    made, _ = make(any_notion, {"Name": {"title": {}}})
    any_notion.patch(f"/databases/{made['id']}", {"in_trash": True})
    assert any_notion.post("/search", {"query": "made"})["results"] == []
    assert any_notion.invalid("PATCH", f"/databases/{made['id']}", {"title": text("x")})
    any_notion.patch(f"/databases/{made['id']}", {"in_trash": False})

    assert len(any_notion.post("/search", {"query": "made"})["results"]) == 1
