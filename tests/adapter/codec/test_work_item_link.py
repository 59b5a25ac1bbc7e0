"""Links of work items: known by what they lead to, and changed by their places."""

from __future__ import annotations

import pytest

from tasklab.adapter.codec.work_item_link import (
    decode_linked_item,
    decode_linked_project,
    decode_node_path,
    encode_attached_file,
    encode_link_places,
    encode_one_link,
    encode_resource_places,
    encode_work_item_of_link,
)
from tasklab.unified.error import NotFoundError, PlatformError

SITE = "https://dev.azure.com/acme"
ITEMS = f"{SITE}/_apis/wit/workItems/"
PARENT = "System.LinkTypes.Hierarchy-Reverse"
FILE = "77fda52e-ee95-4750-ac77-a6229507cfc7"
LINKS = [
    {"rel": "System.LinkTypes.Related", "url": f"{ITEMS}13", "attributes": {"isLocked": False}},
    {"rel": PARENT, "url": f"{SITE}/6f0c/_apis/wit/workItems/2"},
    {"rel": "AttachedFile", "url": f"{SITE}/_apis/wit/attachments/{FILE}?fileName=a.txt", "attributes": {"id": 5}},
    {"rel": "Hyperlink", "url": "https://example.org/", "attributes": {"id": 6}},
    {"rel": "System.LinkTypes.Related", "url": f"{ITEMS}14", "attributes": None},
]


@pytest.mark.parametrize("address", [f"{ITEMS}13", f"{SITE}/6f0c/_apis/wit/workItems/13?x=1"])
def test_an_address_leads_to_a_work_item(address):
    assert decode_linked_item(address) == "13"


def test_an_address_is_in_a_project():
    assert decode_linked_project(f"{SITE}/6f0c-1/_apis/wit/workItemTypes/User%20Story") == "6f0c-1"
    assert decode_linked_project(f"{SITE}/My%20Home/_apis/wit/x") == "My Home"


@pytest.mark.parametrize(
    ("address", "path"),
    [
        (f"{SITE}/6f0c/_apis/wit/classificationNodes/Iterations/Release%201/Sprint%202", "Release%201/Sprint%202"),
        (f"{SITE}/6f0c/_apis/wit/classificationNodes/Areas", ""),
    ],
)
def test_a_node_is_below_the_topmost_one(address, path):
    assert decode_node_path(address) == path


@pytest.mark.parametrize("decode", [decode_linked_item, decode_linked_project, decode_node_path])
def test_an_address_of_something_else_is_the_platforms_fault(decode):
    with pytest.raises(PlatformError):
        decode("https://example.org/else")


def test_a_link_is_found_by_its_id():
    assert encode_work_item_of_link("12 System.LinkTypes.Related 14") == "12"
    assert encode_link_places([LINKS, "12 System.LinkTypes.Related 14"]) == ["4"]
    assert encode_link_places([LINKS, "12 System.LinkTypes.Related 99"]) == []
    assert encode_link_places([None, "12 System.LinkTypes.Related 14"]) == []


@pytest.mark.parametrize("identifier", ["12", "12 x", "12 a b", "12 System.LinkTypes.Related 0", "x y 1", "1 a/../b 2"])
def test_what_is_no_id_of_a_link_is_not_found(identifier):
    for use in (encode_work_item_of_link, lambda text: encode_link_places([LINKS, text])):
        with pytest.raises(NotFoundError):
            use(identifier)


def test_files_and_hyperlinks_are_found_by_their_numbers():
    assert encode_resource_places([LINKS, "6"]) == ["3"]
    assert encode_resource_places([LINKS, "7"]) == []
    assert encode_attached_file([LINKS, "5"]) == FILE


@pytest.mark.parametrize("number", ["6", "7", "None"])
def test_what_is_no_file_is_not_found(number):
    with pytest.raises(NotFoundError):
        encode_attached_file([LINKS, number])


def test_one_link_takes_the_place_of_those_of_its_type():
    link = {"op": "add", "path": "/relations/-", "value": {"rel": PARENT, "url": f"{ITEMS}9"}}
    assert encode_one_link([LINKS, PARENT, ITEMS, ["9"]]) == [{"op": "remove", "path": "/relations/1"}, link]
    assert encode_one_link([[], PARENT, ITEMS, ["9"]]) == [link]


def test_null_takes_links_away_and_no_id_leaves_them():
    assert encode_one_link([LINKS, "System.LinkTypes.Related", ITEMS, [None]]) == [
        {"op": "remove", "path": "/relations/4"},
        {"op": "remove", "path": "/relations/0"},
    ]
    assert encode_one_link([LINKS, PARENT, ITEMS, []]) == []


def test_links_of_another_shape_are_the_platforms_fault():
    with pytest.raises(PlatformError):
        encode_link_places([["x"], "12 System.LinkTypes.Related 14"])
