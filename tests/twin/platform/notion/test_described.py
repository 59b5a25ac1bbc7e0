"""Everything that the twin serves, held against the vendor's own types, for every version."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.twin.platform.notion.caller import Notion, paragraph, text
from tests.upstream import FOLDER

from tasklab.twin.platform.notion.route import list_routes, router_of
from tasklab.twin.platform.notion.version import VERSIONS, rank_of
from tasklab.vendor.exchange import ExchangeCheck
from tasklab.vendor.lock import load_lock
from tasklab.vendor.reading import load_description
from tasklab.vendor.shelf import Here, Shelf

LOCK = Path(__file__).parents[4] / "specs" / "notion" / "vendor.lock"
OLD, MIDDLE, NEW = VERSIONS
UNCHECKED = {"not-checked"}
"""Forms with files, which the check does not look into."""
MOVE = ("POST", "/v1/pages/{page_id}/move")
"""Came after the descriptions of the older versions that are held against."""
MIB = 1024 * 1024


class Watch:
    """Checks each answer, and each request that was taken, by the types without what the lock says is wrong in them."""

    def __init__(self, version):
        lock = load_lock(LOCK)
        shelved = Shelf((FOLDER,), FOLDER).find(lock.descriptions[version])
        if not isinstance(shelved, Here):
            pytest.skip(shelved.reason)
        mistakes = [each for each in lock.mistakes if not each.versions or version in each.versions]
        description = load_description(shelved.path, "openapi3")
        self.check = ExchangeCheck(description, mistakes=mistakes, notes_use=True)
        self.version = version
        self.findings = []
        self.seen = set()

    def __call__(self, request, response):
        if response.status >= 300:
            return  # the vendor describes no refusals
        self.seen.add((request.verb, request.path))
        place = (request.verb, request.path, response.status, tuple(response.headers.items()))
        found = self.check.check_response(*place, response.body, request.query)
        found += self.check.check_request(request.verb, request.path, request.query, request.headers, request.body)
        self.findings += [each for each in found if each not in self.findings and each.rule not in UNCHECKED]


@pytest.mark.parametrize("version", VERSIONS)
def test_a_broad_scenario_is_as_described(version):
    watch = Watch(version)
    notion = Notion(version, watch=watch)
    people(notion)
    databases(notion)
    pages(notion)
    blocks(notion)
    queries(notion)
    comments(notion)
    files(notion)

    assert watch.findings == []
    assert watch.check.sieve.unused == []
    assert unserved(watch, version) == ([MOVE] if version == OLD else [])


def test_a_move_of_the_middle_version_is_as_its_later_description_has_it():
    check, sent = Watch(NEW).check, []
    notion = Notion(MIDDLE, watch=lambda request, _: sent.append(request))
    inside = notion.post("/pages", {"parent": {"page_id": notion.page}, "properties": {"title": text("Inside")}})
    notion.post(f"/pages/{inside['id']}/move", {"parent": {"data_source_id": notion.project}})

    request = sent[-1]
    assert check.check_request(request.verb, request.path, request.query, request.headers, request.body) == []


def unserved(watch, version):
    """Name the paths that the scenario never saw succeed."""
    router = router_of(rank_of(version))
    served = {router.find(verb, path)[0] for verb, path in watch.seen}
    names = [(verb, path) for verb, path in list_routes(rank_of(version)) if router.find(verb, path)[0] not in served]
    return sorted(names)


def people(notion):
    notion.get("/users/me")
    notion.get("/users", query={"page_size": 2})
    notion.get(f"/users/{notion.facts['person_id']}")
    notion.get(f"/users/{notion.facts['second_user_id']}")


def databases(notion):
    schema = {
        "Name": {"title": {}},
        "Kind": {"select": {"options": [{"name": "a", "color": "red"}]}},
        "Many": {"multi_select": {"options": [{"name": "x"}]}},
        "Price": {"number": {"format": "euro"}},
        "Due": {"type": "date", "date": {}},
        "Back": {"relation": {notion.kind: notion.project, "type": "dual_property", "dual_property": {}}},
        "Forth": {"relation": {notion.kind: notion.project, "single_property": {}}},
        "No": {"unique_id": {"prefix": "X"}},
    }
    words = {"title": text("Made"), "description": text("By hand"), "icon": {"emoji": "🐈"}, "is_inline": True}
    words["cover"] = {"external": {"url": "https://example.org/cat.png"}}
    body = {"parent": {"type": "page_id", "page_id": notion.page}, **words}
    if notion.is_old:
        made = notion.post("/databases", {**body, "properties": schema})
        path = f"/databases/{made['id']}"
    else:
        made = notion.post("/databases", {**body, "initial_data_source": {"properties": schema}})
        path = f"/data_sources/{made['data_sources'][0]['id']}"
        sourced = {"parent": {"database_id": made["id"]}, "properties": {"Name": {"title": {}}}, "title": text("Two")}
        second = notion.post("/data_sources", sourced)
        notion.patch(f"/data_sources/{second['id']}", {"in_trash": True})
    notion.get(path)
    notion.get(f"/databases/{made['id']}")
    notion.patch(path, {"properties": {"Kind": {"name": "Type"}, "Price": None, "New": {"rich_text": {}}}})
    notion.patch(f"/databases/{made['id']}", {"title": text("Renamed"), "icon": {"emoji": "🐕"}})
    notion.patch(f"/databases/{made['id']}", {"in_trash": True})
    notion.patch(f"/databases/{made['id']}", {"in_trash": False})
    notion.get(notion.source_path)


def every_property(notion, other):
    return {
        "Status": {"status": {"name": "In progress"}},
        "Priority": {"type": "select", "select": {"name": "High"}},
        "Assignee": {"people": [{"id": notion.facts["person_id"]}]},
        "Due": {"date": {"start": "2026-05-01T09:00:00", "end": None, "time_zone": "Europe/Vienna"}},
        "Tags": {"multi_select": [{"name": "Bug"}, {"name": "Fresh"}]},
        "Estimate": {"number": 2.5},
        "Description": {"rich_text": [*text("Bold", bold=True), {"mention": {"page": {"id": other["id"]}}}]},
        "Urgent": {"checkbox": True},
        "Link": {"url": "https://example.org"},
        "Contact": {"email": "a@example.org"},
        "Phone": {"phone_number": "+43 1"},
        "Files": {"files": [{"name": "f", "external": {"url": "https://example.org/f.txt"}}]},
        "Parent_task": {"relation": [{"id": other["id"]}]},
    }


def pages(notion):
    other = notion.task("Parent")
    full = notion.task("Full", children=[paragraph("Hello")], **every_property(notion, other))
    notion.get(f"/pages/{full['id']}")
    notion.get(f"/pages/{other['id']}")
    for each in full["properties"].values():
        notion.get(f"/pages/{full['id']}/properties/{each['id']}")
    title = {"properties": {"title": {"title": text("Inside")}}, "icon": {"emoji": "🐟"}}
    inside = notion.post("/pages", {"parent": {"page_id": notion.page}, **title})
    notion.get(f"/pages/{inside['id']}/properties/title")
    notion.patch(f"/pages/{full['id']}", {"properties": {"Due": {"date": {"start": "2026-05-02"}}}, "icon": None})
    notion.patch(f"/pages/{full['id']}", {"properties": {"Priority": {"select": None}}})
    notion.patch(f"/pages/{full['id']}", {"in_trash": True})
    notion.patch(f"/pages/{full['id']}", {"in_trash": False})
    notion.get(f"/blocks/{inside['id']}")
    notion.get(f"/blocks/{notion.page}/children")
    if notion.version != OLD:
        notion.post(f"/pages/{inside['id']}/move", {"parent": {"data_source_id": notion.project}})


def every_block(notion):
    textual = ("paragraph", "heading_1", "heading_2", "heading_3", "bulleted_list_item", "numbered_list_item")
    made = [{each: {"rich_text": text(each)}} for each in (*textual, "quote", "toggle")]
    nested = {"rich_text": text("do"), "checked": True, "children": [paragraph("inner", children=[paragraph("most")])]}
    made.append({"to_do": nested})
    made.append({"callout": {"rich_text": text("look"), "icon": {"emoji": "🐭"}}})
    made.append({"code": {"rich_text": text("x = 1"), "language": "python"}})
    made += [{"divider": {}}, {"breadcrumb": {}}, {"table_of_contents": {}}, {"equation": {"expression": "e=mc^2"}}]
    made += [{each: {"url": "https://example.org"}} for each in ("embed", "bookmark")]
    media = ("image", "video", "pdf", "audio", "file")
    made += [{each: {"external": {"url": f"https://example.org/{each}"}}} for each in media]
    row = {"table_row": {"cells": [text("a"), text("b")]}}
    made.append({"table": {"table_width": 2, "children": [row]}})
    return made


def blocks(notion):
    page = notion.task("Blocks")["id"]
    made = notion.patch(f"/blocks/{page}/children", {"children": every_block(notion)})["results"]
    listed = notion.get(f"/blocks/{page}/children", query={"page_size": 5})
    notion.get(f"/blocks/{page}/children", query={"start_cursor": listed["next_cursor"]})
    first = made[0]["id"]
    notion.get(f"/blocks/{first}")
    notion.patch(f"/blocks/{first}", {"paragraph": {"rich_text": text("Changed")}})
    after = {"position": {"type": "after_block", "after_block": {"id": first}}}
    after = after if notion.version == NEW else {"after": first}
    notion.patch(f"/blocks/{page}/children", {"children": [paragraph("Second")], **after})
    notion.delete(f"/blocks/{first}")
    notion.patch(f"/blocks/{first}", {"in_trash": False})


def queries(notion):
    both = {
        "and": [{"property": "Urgent", "checkbox": {"equals": True}}, {"property": "Name", "title": {"contains": "F"}}]
    }
    notion.query(filter=both, sorts=[{"property": "Due", "direction": "descending"}], page_size=1)
    notion.query(filter={"timestamp": "created_time", "created_time": {"past_week": {}}})
    query = (("filter_properties", "title"),)
    notion.post(f"{notion.source_path}/query", {}, query=query)
    notion.post("/search", {"query": "full"})
    kind = "database" if notion.is_old else "data_source"
    notion.post("/search", {"query": "tasks", "filter": {"property": "object", "value": kind}})
    notion.post("/search", {"sort": {"timestamp": "last_edited_time", "direction": "ascending"}, "page_size": 2})


def comments(notion):
    page = notion.task("Talk", children=[paragraph("Hello")])["id"]
    first = notion.post("/comments", {"parent": {"page_id": page}, "rich_text": text("Hi")})
    notion.post("/comments", {"discussion_id": first["discussion_id"], "rich_text": text("Hi too")})
    notion.get("/comments", query={"block_id": page, "page_size": 1})
    notion.get(f"/comments/{first['id']}")
    block = notion.get(f"/blocks/{page}/children")["results"][0]["id"]
    file = notion.upload()["id"]
    attached = {"attachments": [{"file_upload_id": file}], "display_name": {"type": "custom", "custom": {"name": "Me"}}}
    notion.post("/comments", {"parent": {"block_id": block}, "rich_text": text("See"), **attached})
    if notion.version == NEW:
        notion.patch(f"/comments/{first['id']}", {"rich_text": text("Hey")})
        notion.delete(f"/comments/{first['id']}")


def files(notion):
    one = notion.upload()
    notion.get(f"/file_uploads/{one['id']}")
    notion.task("File", Files={"files": [{"type": "file_upload", "file_upload": {"id": one["id"]}}]})
    many = {"mode": "multi_part", "filename": "big.txt", "content_type": "text/plain", "number_of_parts": 2}
    big = notion.post("/file_uploads", many)
    notion.send_part(big["id"], b"a" * (5 * MIB), part=1)
    notion.send_part(big["id"], b"b", part=2)
    notion.post(f"/file_uploads/{big['id']}/complete")
    notion.get("/file_uploads", query={"page_size": 1, "status": "uploaded"})
