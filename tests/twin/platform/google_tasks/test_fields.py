"""Partial answers."""

from __future__ import annotations

import pytest
from tests.twin.platform.google_tasks.caller import LISTS, Tasks


@pytest.mark.parametrize(
    ("selector", "kept"),
    [
        ("items(title)", {"items": [{"title": "b"}, {"title": "a"}]}),
        ("items/title", {"items": [{"title": "b"}, {"title": "a"}]}),
        ("items/title,items/status", {"items": [{"title": t, "status": "needsAction"} for t in "ba"]}),
        ("kind, items(title,links)", {"kind": "tasks#tasks", "items": [{"title": t, "links": []} for t in "ba"]}),
        ("items/links/type", {"items": [{"links": []}, {"links": []}]}),
        ("nextPageToken", {}),
    ],
)
def test_a_selector_keeps_what_it_names(each, selector, kept):
    each.make("a")
    each.make("b")

    assert each.get(each.home, query=(("fields", selector),)).body == kept


def test_a_star_is_every_member(tasks):
    tasks.make("a")
    whole = tasks.get(tasks.home).body

    assert tasks.get(tasks.home, query=(("fields", "*"),)).body == whole
    assert tasks.get(tasks.home, query=(("fields", "etag/*"),)).body == {"etag": whole["etag"]}
    assert tasks.get(tasks.home, query=(("fields", "items/*"),)).body == {"items": whole["items"]}
    assert tasks.get(tasks.home, query=(("fields", "items,items/title"),)).body == {"items": whole["items"]}
    assert tasks.get(tasks.home, query=(("fields", "items/title,items"),)).body == {"items": whole["items"]}


def test_writing_answers_in_part_too_and_keeps_the_tag_in_a_header(tasks):
    said = tasks.post(f"{tasks.home}?fields=id", {"title": "a"})

    assert said.body == {"id": said["id"]}
    assert said.headers["etag"] == tasks.show(said["id"])["etag"]
    assert tasks.delete(f"{tasks.home}/{said['id']}?fields=id").status == 204


@pytest.mark.parametrize(
    "selector",
    [
        "nope",
        "items(nope)",
        "items/title/x",
        "items(",
        "items)",
        "items()",
        ",",
        "a b",
        "/",
        "*/nope",
        "(",
        "items;",
        "items(id",
    ],
)
def test_a_selector_that_names_nothing_is_refused(each, selector):
    said = each.get(each.home, query=(("fields", selector),))

    assert said.reason == (400, "badRequest")
    assert "Cannot find matching fields" in said["error"]["details"][0]["fieldViolations"][0]["description"]


def test_members_of_a_later_version_are_unknown_to_an_older_one():
    for version, status in (("2024-05-19", 400), ("2026-11-01", 200)):
        tasks = Tasks(version)
        assert tasks.get(tasks.home, query=(("fields", "items/assignmentInfo/surfaceType"),)).status == status


def test_lines_are_broken_unless_it_is_asked_otherwise(each):
    pretty, plain = each.get(LISTS), each.get(f"{LISTS}?prettyPrint=false")

    assert pretty.body == plain.body
    assert pretty.raw.startswith(b'{\n  "kind"')
    assert b"\n" not in plain.raw
    assert b"\n" not in each.get("/lists/none/tasks?prettyPrint=false").raw
