"""Pages that move: into pages, into data sources, and what their properties become."""

from __future__ import annotations

import pytest
from tests.twin.platform.notion.caller import Notion, name_of, text

from tasklab.twin.platform.notion.version import VERSIONS

OLD, MIDDLE, NEW = VERSIONS
OTHER = {
    "Title": {"title": {}},
    "Estimate": {"number": {}},
    "Urgent": {"checkbox": {}},
    "Due": {"rich_text": {}},
    "Priority": {"select": {"options": [{"name": "High", "color": "pink"}]}},
    "Tags": {"multi_select": {"options": [{"name": "Feature"}]}},
    "Status": {"status": {"options": [{"name": "Open"}, {"name": "Done"}]}},
    "Number": {"unique_id": {"prefix": "OTHER"}},
}


def move(notion, page, kind, id_):
    return notion.post(f"/pages/{page['id']}/move", {"parent": {"type": kind, kind: id_}})


def other_source(notion, **more):
    """Make a second database; return its id and that of its data source."""
    body = {"parent": {"type": "page_id", "page_id": notion.page}, "title": text("Other")}
    made = notion.post("/databases", {**body, "initial_data_source": {"properties": {**OTHER, **more}}})
    return made["id"], made["data_sources"][0]["id"]


def names(options):
    return [each["name"] for each in options]


@pytest.mark.parametrize("version", VERSIONS)
def test_a_page_moves_into_a_database_and_out_of_it(version):
    notion = Notion(version)
    made = notion.post("/pages", {"parent": {"page_id": notion.page}, "properties": {"title": text("Loose")}})
    source = notion.facts["data_source_id"]

    moved = move(notion, made, "data_source_id", source)
    assert (moved["id"], name_of(moved)) == (made["id"], "Loose")
    assert moved["parent"][notion.kind] in (source, notion.facts["database_id"])
    assert notion.property(moved, "ID")["number"] == 1
    assert notion.property(moved, "Status")["name"] == "Not started"
    assert notion.names() == ["Loose"]
    assert [each["type"] for each in notion.get(f"/blocks/{notion.page}/children")["results"]] == ["child_database"]
    back = move(notion, made, "page_id", notion.page)
    assert list(back["properties"]) == ["title"]
    assert notion.names() == []


def test_values_stay_where_name_and_type_are_the_same(notion):
    _, source = other_source(notion)
    task = notion.task(
        "Write",
        Estimate={"number": 0},
        Urgent={"checkbox": True},
        Due={"date": {"start": "2026-05-01"}},
        Priority={"select": {"name": "High"}},
        Tags={"multi_select": [{"name": "Bug"}, {"name": "Feature"}]},
        Status={"status": {"name": "Done"}},
        Link={"url": "https://example.org"},
    )

    moved = move(notion, task, "data_source_id", source)
    assert list(moved["properties"]) == list(OTHER)
    assert moved["properties"]["Title"]["title"][0]["plain_text"] == "Write"
    assert (notion.property(moved, "Estimate"), notion.property(moved, "Urgent")) == (0, True)
    assert notion.property(moved, "Due") == []
    assert {name: notion.property(moved, "Priority")[name] for name in ("name", "color")} == {
        "name": "High",
        "color": "pink",
    }
    assert names(notion.property(moved, "Tags")) == ["Bug", "Feature"]
    assert notion.property(moved, "Status")["name"] == "Done"
    assert notion.property(moved, "Number") == {"prefix": "OTHER", "number": 1}
    tags = notion.get(f"/data_sources/{source}")["properties"]["Tags"]["multi_select"]["options"]
    assert [(each["name"], each["color"]) for each in tags[1:]] == [("Bug", "red")]
    again = move(notion, task, "data_source_id", notion.project)
    assert notion.property(again, "Link") is None
    assert notion.property(again, "ID")["number"] == 2


def test_a_status_that_is_not_there_becomes_the_first(notion):
    _, source = other_source(notion)
    task = notion.task(Status={"status": {"name": "In progress"}})

    assert notion.property(move(notion, task, "data_source_id", source), "Status")["name"] == "Open"
    options = notion.get(f"/data_sources/{source}")["properties"]["Status"]["status"]["options"]
    assert names(options) == ["Open", "Done"]


def test_relations_are_left_behind_on_both_sides(notion):
    _, source = other_source(notion, Subtasks={"relation": {"data_source_id": notion.project, "single_property": {}}})
    parent = notion.task("Parent")
    child = notion.task("Child", Parent_task={"relation": [{"id": parent["id"]}]})
    assert notion.property(notion.get(f"/pages/{parent['id']}"), "Subtasks") == [{"id": child["id"]}]

    moved = move(notion, parent, "data_source_id", source)
    assert notion.property(moved, "Subtasks") == [{"id": child["id"]}]
    assert notion.property(notion.get(f"/pages/{child['id']}"), "Parent task") == []
    move(notion, child, "page_id", notion.page)
    assert notion.names() == []


def test_a_database_with_one_source_stands_in_for_a_page(notion):
    database = notion.facts["database_id"]
    made = notion.post("/pages", {"parent": {"page_id": notion.page}, "properties": {"title": text("Loose")}})

    assert move(notion, made, "page_id", database)["parent"]["data_source_id"] == notion.project
    move(notion, made, "page_id", notion.page)
    notion.post("/data_sources", {"parent": {"database_id": database}, "properties": {"N": {"title": {}}}})
    body = {"parent": {"page_id": database}}
    assert "multiple data sources" in notion.invalid("POST", f"/pages/{made['id']}/move", body)


def test_a_move_to_where_a_page_is_changes_nothing(notion):
    first = notion.task("First", Priority={"select": {"name": "Low"}})

    moved = move(notion, first, "data_source_id", notion.project)
    assert notion.property(moved, "Priority")["name"] == "Low"
    assert notion.property(moved, "ID")["number"] == 1


def test_moves_that_cannot_be_are_refused(notion):
    page = notion.task()
    inside = notion.post("/pages", {"parent": {"page_id": page["id"]}, "properties": {"title": text("In")}})
    path, facts = f"/pages/{page['id']}/move", notion.facts

    for parent in ({"database_id": facts["database_id"]}, {"workspace": True}, {}):
        assert "failed validation" in notion.invalid("POST", path, {"parent": parent})
    assert "failed validation" in notion.invalid("POST", path, {})
    for id_ in (page["id"], inside["id"]):
        assert "into itself" in notion.invalid("POST", path, {"parent": {"page_id": id_}})
    for kind in ("page", "data_source"):
        body = {"parent": {f"{kind}_id": facts[f"foreign_{kind}_id"]}}
        notion.refused(404, "object_not_found", "POST", path, body)
    body = {"parent": {"page_id": notion.page}}
    notion.refused(403, "restricted_resource", "POST", path, body, who="guest")
    assert "not a page" in notion.invalid("POST", f"/pages/{facts['database_id']}/move", body)
    notion.patch(f"/pages/{page['id']}", {"in_trash": True})
    notion.invalid("POST", path, body)
