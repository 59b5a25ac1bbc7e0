"""Links between issues as they are answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.jira_cloud.access import may_browse
from tasklab.twin.platform.jira_cloud.show import show_link_type, show_near_issue

if TYPE_CHECKING:
    from tasklab.twin.platform.jira_cloud.call import Call
    from tasklab.twin.store import Row


def show_links(call: Call, issue: Row) -> list[dict[str, Any]]:
    """Return the links of an issue to those that the caller may see, the oldest first.

    A link says what the other issue is: the outward one where this issue is the inward one.
    """
    database = call.database
    found = [(row, "outward") for row in database.links.where("inward", issue["id"])]
    found += [(row, "inward") for row in database.links.where("outward", issue["id"])]
    shown = []
    for row, side in sorted(found, key=lambda pair: pair[0]["id"]):
        other = database.must(database.issues, row[side])
        if may_browse(database.project_of(other), call.user):
            shown.append(
                {
                    "id": str(row["id"]),
                    "self": call.url(f"issueLink/{row['id']}"),
                    "type": show_link_type(call, database.must(database.link_types, row["type"])),
                    f"{side}Issue": show_near_issue(call, other),
                }
            )
    return shown
