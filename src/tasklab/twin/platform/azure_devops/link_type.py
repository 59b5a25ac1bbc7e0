"""How work items and other things can be related. Source: the vendor's sample of `workitemrelationtypes`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LinkType:
    """One end of a link, or a kind of resource."""

    reference: str
    name: str
    opposite: str | None = None
    """The other end; None for a resource, itself where there is no direction."""
    topology: str = ""
    is_forward: bool = True

    @property
    def is_link(self) -> bool:
        """Whether it leads to another work item."""
        return self.opposite is not None


PARENT, CHILD = "System.LinkTypes.Hierarchy-Reverse", "System.LinkTypes.Hierarchy-Forward"
RELATED = "System.LinkTypes.Related"
FILE, HYPERLINK, ARTIFACT = "AttachedFile", "Hyperlink", "ArtifactLink"


def _pair(stem: str, forward: str, reverse: str, topology: str) -> tuple[LinkType, LinkType]:
    ahead, back = f"{stem}-Forward", f"{stem}-Reverse"
    return LinkType(ahead, forward, back, topology), LinkType(back, reverse, ahead, topology, is_forward=False)


_ALL = (
    *_pair("Microsoft.VSTS.Common.Affects", "Affects", "Affected By", "dependency"),
    *_pair("Microsoft.VSTS.Common.TestedBy", "Tested By", "Tests", "dependency"),
    *_pair("System.LinkTypes.Duplicate", "Duplicate", "Duplicate Of", "tree"),
    *_pair("System.LinkTypes.Dependency", "Successor", "Predecessor", "dependency"),
    *_pair("System.LinkTypes.Hierarchy", "Child", "Parent", "tree"),
    LinkType(RELATED, "Related", RELATED, "network"),
    LinkType(FILE, "Attached File"),
    LinkType(HYPERLINK, "Hyperlink"),
    LinkType(ARTIFACT, "Artifact Link"),
)
LINK_TYPES = {each.reference.lower(): each for each in _ALL}
"""By reference name in lower case."""


def show_attributes(link: LinkType) -> dict[str, object]:
    """Return what the product tells about a kind of relation."""
    if not link.is_link:
        return {"usage": "resourceLink", "editable": False, "enabled": True, "remote": False}
    is_directed = link.topology != "network"
    attributes: dict[str, object] = {
        "usage": "workItemLink",
        "editable": link.reference.startswith("Microsoft"),
        "enabled": True,
        "acyclic": is_directed,
        "directional": is_directed,
        "singleTarget": link.topology != "tree",
        "topology": link.topology,
        "remote": False,
    }
    if is_directed:
        attributes |= {"isForward": link.is_forward, "oppositeEndReferenceName": link.opposite}
    return attributes
