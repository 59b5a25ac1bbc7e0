"""Blocks: the content of pages."""

from __future__ import annotations

import pytest
from tests.twin.platform.notion.caller import paragraph, text

from tasklab.twin.platform.notion.version import VERSIONS

OLD, MIDDLE, NEW = VERSIONS


def texts(notion, parent):
    return [
        "".join(run["plain_text"] for run in each[each["type"]]["rich_text"])
        for each in notion.get(f"/blocks/{parent}/children", query={"page_size": 100})["results"]
    ]


def append(notion, parent, *blocks, **beside):
    return notion.patch(f"/blocks/{parent}/children", {"children": list(blocks), **beside})["results"]


def test_blocks_are_read_as_they_were_written(any_notion):
    page = any_notion.task()["id"]
    to_do = {"to_do": {"rich_text": text("Do"), "checked": True, "color": "red"}}
    code = {"code": {"rich_text": text("x = 1"), "language": "python"}}
    append(any_notion, page, paragraph("One"), to_do, code, {"divider": {}})
    one, two, three, four = any_notion.get(f"/blocks/{page}/children")["results"]

    assert one["paragraph"]["rich_text"][0]["plain_text"] == "One"
    assert one["parent"] == {"type": "page_id", "page_id": page}
    assert (two["to_do"]["checked"], two["to_do"]["color"]) == (True, "red")
    assert (three["code"]["language"], three["code"]["caption"]) == ("python", [])
    assert four["divider"] == {}


def test_children_of_a_page_that_is_made(any_notion):
    inner = paragraph("inner", children=[paragraph("innermost")])
    page = any_notion.task(children=[paragraph("outer", children=[inner])])["id"]
    outer = any_notion.get(f"/blocks/{page}/children")["results"][0]

    assert outer["has_children"]
    assert texts(any_notion, outer["id"]) == ["inner"]
    below = any_notion.get(f"/blocks/{outer['id']}/children")["results"][0]
    assert texts(any_notion, below["id"]) == ["innermost"]
    assert below["parent"] == {"type": "block_id", "block_id": outer["id"]}


def test_limits(any_notion):
    page = any_notion.task()["id"]
    path = f"/blocks/{page}/children"
    deep = paragraph("1", children=[paragraph("2", children=[paragraph("3", children=[paragraph("4")])])])
    many = {"children": [paragraph("x")] * 101}
    wide = [paragraph("x", children=[paragraph("y")] * 100)] * 10

    assert "children[0].paragraph.children should be not present" in any_notion.invalid(
        "PATCH", path, {"children": [deep]}
    )
    assert "body.children.length should be ≤ `100`, instead was `101`" in any_notion.invalid("PATCH", path, many)
    assert "1000" in any_notion.invalid("PATCH", path, {"children": wide})
    runs = {"paragraph": {"rich_text": text("x") * 101}}
    assert "rich_text.length should be ≤ `100`" in any_notion.invalid("PATCH", path, {"children": [runs]})
    assert texts(any_notion, page) == []


def test_a_kind_has_to_be_known(any_notion):
    page = any_notion.task()["id"]
    path = f"/blocks/{page}/children"

    assert "body.children[0].paragraph should be defined" in any_notion.invalid("PATCH", path, {"children": [{}]})
    fourth = {"children": [{"heading_4": {"rich_text": text("4")}}]}
    if any_notion.version == NEW:
        assert any_notion.patch(path, fourth)["results"][0]["type"] == "heading_4"
    else:
        any_notion.invalid("PATCH", path, fourth)


def test_a_place_can_be_chosen(any_notion):
    page = any_notion.task(children=[paragraph("a"), paragraph("c")])["id"]
    first = any_notion.get(f"/blocks/{page}/children")["results"][0]["id"]
    if any_notion.version == NEW:
        append(any_notion, page, paragraph("b"), position={"type": "after_block", "after_block": {"id": first}})
        append(any_notion, page, paragraph("0"), position={"type": "start"})
        assert texts(any_notion, page) == ["0", "a", "b", "c"]
        body = {"children": [paragraph("x")], "after": first}
        assert "body.after should be not present" in any_notion.invalid("PATCH", f"/blocks/{page}/children", body)
    else:
        append(any_notion, page, paragraph("b"), after=first)
        assert texts(any_notion, page) == ["a", "b", "c"]
        stranger = {"children": [paragraph("x")], "after": page}
        any_notion.invalid("PATCH", f"/blocks/{page}/children", stranger)


def test_a_block_is_changed_removed_and_restored(any_notion):
    page = any_notion.task(children=[paragraph("a"), paragraph("b")])["id"]
    id_ = any_notion.get(f"/blocks/{page}/children")["results"][0]["id"]
    changed = any_notion.patch(f"/blocks/{id_}", {"paragraph": {"rich_text": text("A")}})

    assert changed["paragraph"]["rich_text"][0]["plain_text"] == "A"
    assert any_notion.invalid("PATCH", f"/blocks/{id_}", {"to_do": {"checked": True}})
    assert any_notion.delete(f"/blocks/{id_}")["in_trash"] is True
    assert texts(any_notion, page) == ["b"]
    assert "Can't edit block that is archived" in any_notion.invalid("DELETE", f"/blocks/{id_}")
    any_notion.patch(f"/blocks/{id_}", {"in_trash": False})
    assert texts(any_notion, page) == ["A", "b"]


def test_some_blocks_have_no_children(any_notion):
    page = any_notion.task(children=[{"divider": {}}])["id"]
    divider = any_notion.get(f"/blocks/{page}/children")["results"][0]["id"]

    body = {"children": [paragraph("x")]}
    assert any_notion.invalid("PATCH", f"/blocks/{divider}/children", body) == "Block does not support children."


def test_deleting_a_page_as_the_block_that_it_is(any_notion):
    page = any_notion.task()["id"]
    assert any_notion.delete(f"/blocks/{page}")["type"] == "child_page"

    assert any_notion.get(f"/pages/{page}")["in_trash"] is True


def test_content_can_be_erased(notion):
    page = notion.task(children=[paragraph("a")])["id"]
    notion.patch(f"/pages/{page}", {"erase_content": True})

    assert texts(notion, page) == []


@pytest.mark.parametrize("kind", ["image", "file"])
def test_uploaded_files_stand_in_blocks(any_notion, kind):
    page = any_notion.task()["id"]
    upload = any_notion.upload(b"pixels", "cat.png", "image/png")["id"]
    block = append(any_notion, page, {kind: {"type": "file_upload", "file_upload": {"id": upload}}})[0][kind]

    assert any_notion.download(block["file"]["url"]).body == b"pixels"
    if kind == "file":
        assert block["name"] == "cat.png"
