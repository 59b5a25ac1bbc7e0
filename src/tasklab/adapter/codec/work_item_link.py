"""Links of work items of Azure DevOps: a type, the address of what they lead to, and attributes.

A link has no id; patches name it by its place among the links. As an id it is `12 System.LinkTypes.Related 13`.
Source: https://learn.microsoft.com/rest/api/azure/devops/wit/work-items/update
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from tasklab.adapter.codec.record import Codec
from tasklab.adapter.codec.refusal import unreadable
from tasklab.unified.error import NotFoundError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_ID = re.compile(r"([1-9][0-9]{0,17}) ([A-Za-z.]+-?[A-Za-z]*) ([1-9][0-9]{0,17})\Z", re.ASCII)
_NUMBER = re.compile(r"[1-9][0-9]{0,17}\Z", re.ASCII)
_NODE = re.compile(r"/_apis/wit/classificationnodes/(?:areas|iterations)/?([^?#]*)", re.IGNORECASE)
_FILE = re.compile(r"/_apis/wit/attachments/([0-9A-Fa-f-]+)")
_SERVICE = "_apis"


def decode_linked_item(native: str) -> str:
    """Return the id of the work item that the address of a link leads to.

    Raises: PlatformError for an address of another form.
    """
    end = urlsplit(native).path.rpartition("/")[2]
    if not _NUMBER.match(end):
        raise unreadable(native, "the address of a work item")
    return end


def decode_linked_project(native: str) -> str:
    """Return the project that an address is in: what stands before the name of the service.

    Raises: PlatformError for an address in no project.
    """
    above, service, _ = native.partition(f"/{_SERVICE}/")
    project = unquote(above.rpartition("/")[2])
    if not service or not project:
        raise unreadable(native, "an address in a project")
    return project


def decode_node_path(native: str) -> str:
    """Return where an area or iteration is below the topmost one, of its address, escaped as it is.

    Raises: PlatformError for the address of something else.
    """
    match = _NODE.search(native)
    if match is None:
        raise unreadable(native, "the address of an area or iteration")
    return match[1]


def encode_attached_file(parts: Sequence[Any]) -> str:
    """Return where the file with a number is kept, as a path. Shape: `[links, number]`.

    Raises: NotFoundError where no link with the number leads to a file.
    """
    links, number = parts
    found = [link for _, link in _links(links) if link.get("rel") == "AttachedFile" and _number(link) == str(number)]
    match = _FILE.search(str(found[0].get("url"))) if found else None
    if match is None:
        raise NotFoundError(f"there is no file with the number {number}", pointer="/id")
    return match[1]


def encode_work_item_of_link(identifier: str) -> str:
    """Return the work item whose link has this id.

    Raises: NotFoundError for text that is no such id.
    """
    return _split(identifier)[0]


def encode_link_places(parts: Sequence[Any]) -> list[str]:
    """Return where a link is among the links of its work item, as text: a list of one place, or of none.

    Shape: `[links, id]`. Raises: NotFoundError for text that is no such id.
    """
    links, identifier = parts
    _, kind, other = _split(identifier)
    return [str(place) for place, link in _links(links) if link.get("rel") == kind and _leads_to(link, other)][:1]


def encode_one_link(parts: Sequence[Any]) -> list[dict[str, Any]]:
    """Return the operations that put one link in the place of all of its type.

    Shape: `[links, type, start of the address, ids]`, of at most one id: null takes the links away, none leaves them.
    """
    links, kind, start, identifiers = parts
    if not identifiers:
        return []
    (identifier,) = identifiers
    places = [place for place, link in _links(links) if link.get("rel") == kind]
    operations: list[dict[str, Any]] = [{"op": "remove", "path": f"/relations/{place}"} for place in reversed(places)]
    if identifier is not None:
        operations.append({"op": "add", "path": "/relations/-", "value": {"rel": kind, "url": f"{start}{identifier}"}})
    return operations


def encode_resource_places(parts: Sequence[Any]) -> list[str]:
    """Return where the file or hyperlink with a number is, as a list of one or none. Shape: `[links, number]`."""
    links, number = parts
    return [str(place) for place, link in _links(links) if _number(link) == str(number)][:1]


def _number(link: dict[str, Any]) -> str:
    attributes = link.get("attributes")
    return str(attributes.get("id")) if isinstance(attributes, dict) else ""


def _links(links: Any) -> Iterator[tuple[int, dict[str, Any]]]:
    for place, link in enumerate(links or ()):
        if not isinstance(link, dict):
            raise unreadable(link, "a link")
        yield place, link


def _leads_to(link: dict[str, Any], other: str) -> bool:
    return urlsplit(str(link.get("url"))).path.rpartition("/")[2] == other


def _split(identifier: str) -> tuple[str, str, str]:
    match = _ID.match(identifier)
    if match is None:
        raise NotFoundError(f"there is no link with the id {identifier!r}", pointer="/id")
    return match[1], match[2], match[3]


def _read(name: str, summary: str) -> Codec:
    return Codec(
        module=__name__,
        name=name,
        summary=f"{summary} Reads only.",
        native="str",
        unified="str",
        direction="read",
        is_hook=True,
    )


def _places(name: str, summary: str) -> Codec:
    return Codec(
        module=__name__,
        name=name,
        summary=f"{summary} Writes only.",
        native="list[str]",
        unified="Sequence[Any]",
        imports=(("collections.abc", "Sequence"), ("typing", "Any")),
        direction="write",
        is_hook=True,
    )


CODECS = (
    _read("linked_item", "The work item that the address of a link leads to."),
    _read("node_path", "Where an area or iteration is below the topmost one, of its address."),
    _read("linked_project", "The project that an address of Azure DevOps is in."),
    Codec(
        module=__name__,
        name="work_item_of_link",
        summary="The work item whose link has an id, `12 System.LinkTypes.Related 13`. Writes only.",
        native="str",
        unified="str",
        direction="write",
        is_hook=True,
    ),
    Codec(
        module=__name__,
        name="attached_file",
        summary="Of `[links, number of a file]`: where the file is kept. Writes only.",
        native="str",
        unified="Sequence[Any]",
        imports=(("collections.abc", "Sequence"), ("typing", "Any")),
        direction="write",
        is_hook=True,
    ),
    _places("link_places", "Of `[links, id of a link]`: its place among them, as a list of one or none."),
    Codec(
        module=__name__,
        name="one_link",
        summary="Of `[links, type, start of the address, ids]`: what puts a link to the one id in place of those of "
        "the type; null takes them away, no id leaves them. Writes only.",
        native="list[dict[str, Any]]",
        unified="Sequence[Any]",
        imports=(("collections.abc", "Sequence"), ("typing", "Any")),
        direction="write",
        is_hook=True,
    ),
    _places("resource_places", "Of `[links, number of a file or hyperlink]`: its place, as a list of one or none."),
)
