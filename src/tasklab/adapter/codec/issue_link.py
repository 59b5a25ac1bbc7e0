"""Links between issues of Jira, as an issue lists its own: the other issue stands at the end that it is.

`Blocks` reads "blocks" outward and "is blocked by" inward; of an issue that blocks another, the link has that one as
`outwardIssue`. Source: https://developer.atlassian.com/cloud/jira/platform/issue-linking-model/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from tasklab.adapter.codec.record import Codec
from tasklab.adapter.codec.refusal import unreadable
from tasklab.unified.enumeration import RelationKind

if TYPE_CHECKING:
    from collections.abc import Mapping


class LinkedIssue(Struct, gc=False):
    """The other issue."""

    id: str


class LinkType(Struct, gc=False):
    """The type of a link, by the name that people give it."""

    name: str | None = None


class IssueLink(Struct, gc=False):
    """One link of an issue."""

    id: str
    type: LinkType
    inwardIssue: LinkedIssue | None = None  # noqa: N815 - the platform's own name
    outwardIssue: LinkedIssue | None = None  # noqa: N815


def decode_issue_link_id(native: IssueLink) -> str:
    """Return the id of the link."""
    return native.id


def decode_issue_link_other(native: IssueLink) -> str:
    """Return the id of the other issue.

    Raises: PlatformError for a link without one.
    """
    other = native.outwardIssue or native.inwardIssue
    if other is None:
        raise unreadable(native.id, "a link with another issue")
    return other.id


def decode_issue_link_kind(native: IssueLink, table: Mapping[str, str]) -> RelationKind:
    """Return what the issue is to the other; the table gives the meaning of `Blocks outward` and `Blocks inward`."""
    end = "inward" if native.outwardIssue is None else "outward"
    return RelationKind(table.get(f"{native.type.name} {end}", "unknown"))


_LINK = (__name__, "IssueLink")

CODECS = (
    Codec(
        module=__name__,
        name="issue_link_id",
        summary="The id of a link that an issue of Jira lists. Reads only.",
        native="IssueLink",
        unified="str",
        imports=(_LINK,),
        direction="read",
        is_hook=True,
    ),
    Codec(
        module=__name__,
        name="issue_link_other",
        summary="The other issue of a link that an issue of Jira lists. Reads only.",
        native="IssueLink",
        unified="str",
        imports=(_LINK,),
        direction="read",
        is_hook=True,
    ),
    Codec(
        module=__name__,
        name="issue_link_kind",
        summary="What an issue of Jira is to the other of a link; the table has `Blocks outward`.",
        native="IssueLink",
        unified="RelationKind",
        imports=(_LINK, ("tasklab.unified.enumeration", "RelationKind")),
        takes_table=True,
        direction="read",
        is_hook=True,
    ),
)
