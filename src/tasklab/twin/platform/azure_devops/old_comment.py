"""Comments as 5.0 had them: to be read, by the revision that they came with.

Source: the description of 5.0, `WorkItemComment`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.azure_devops import moment
from tasklab.twin.platform.azure_devops.call import Answer, Call
from tasklab.twin.platform.azure_devops.operation import operation
from tasklab.twin.platform.azure_devops.refusal import RefusalError
from tasklab.twin.platform.azure_devops.show import item_url, show_identity
from tasklab.twin.platform.azure_devops.version import Stage

if TYPE_CHECKING:
    from tasklab.twin.platform.azure_devops.database import Revision
    from tasklab.twin.store import Row

_STAGE = Stage(released=None, until="6.0", previews=(("5.0", 2),))
_MOST = 200


@operation("GET wit/workitems/{id}/comments", stage=_STAGE)
def list_old_comments(call: Call, id: str) -> Answer:  # noqa: A002 - as the vendor's path has it
    """Return comments from a revision on, the oldest first unless told otherwise."""
    item = call.find_item(id)
    found = [each for each in enumerate(item["revisions"], 1) if "System.History" in each[1].fields]
    first = call.number("fromRevision", 1)
    later = [each for each in found if each[0] >= first]
    if call.query.get("order", "asc").lower() == "desc":
        later.reverse()
    top = call.number("$top", _MOST, _MOST)
    shown = [_show(call, item, number, revision) for number, revision in later[:top]]
    counts = {"totalCount": len(found), "fromRevisionCount": len(later), "count": len(shown)}
    return Answer({**counts, "comments": shown})


@operation("GET wit/workitems/{id}/comments/{revision}", stage=_STAGE)
def get_old_comment(call: Call, id: str, revision: str) -> Answer:  # noqa: A002 - as the vendor's path has it
    """Return the comment of a revision."""
    item = call.find_item(id)
    for number, each in enumerate(item["revisions"], 1):
        if str(number) == revision and "System.History" in each.fields:
            return Answer(_show(call, item, number, each))
    raise RefusalError(
        404, "CommentNotFoundException", f"TF401232: Work item {id} has no comment in revision {revision}."
    )


def _show(call: Call, item: Row, number: int, revision: Revision) -> dict[str, Any]:
    return {
        "revision": number,
        "text": revision.fields["System.History"],
        "revisedBy": show_identity(call, revision.by),
        "revisedDate": moment.render(revision.at_s),
        "url": item_url(call, item["id"], f"/comments/{number}"),
    }
