"""The lists of values that fields of the organisation's own are chosen from, each with an id of its own.

Sources: https://learn.microsoft.com/rest/api/azure/devops/processes/lists, and the samples beside its description
(MicrosoftDocs/vsts-rest-api-specs, specification/processes/5.0/httpExamples/lists): items are texts, whatever the type,
and the list of lists leaves them out.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid5

from tasklab.twin.platform.azure_devops.call import Answer, Call, listed
from tasklab.twin.platform.azure_devops.field import FIELDS, Field
from tasklab.twin.platform.azure_devops.operation import operation
from tasklab.twin.platform.azure_devops.refusal import RefusalError
from tasklab.twin.platform.azure_devops.version import Stage

_SPACE = UUID("5b1f1b8e-9f0f-4b4e-8a7e-2d0f3c6a9d11")
"""What the ids of lists are made from."""
_STAGE = Stage(released=None)


def picklist_id(field: Field) -> str:
    """Return the id of the list that a field is chosen from."""
    return str(uuid5(_SPACE, field.reference))


_FIELDS = {picklist_id(each): each for each in FIELDS if each.is_picklist}


@operation("GET work/processes/lists", stage=_STAGE)
def list_picklists(call: Call) -> Answer:
    """Return the lists of the organisation, without their items."""
    return listed([_show(call, each) for each in _FIELDS.values()])


@operation("GET work/processes/lists/{list}", stage=_STAGE)
def get_picklist(call: Call, list: str) -> Answer:  # noqa: A002 - as the vendor's path has it
    """Return one list with its items."""
    field = _FIELDS.get(list.lower())
    if field is None:
        raise RefusalError(404, "PickListNotFoundException", f"The picklist {list} does not exist.")
    return Answer({"items": [str(each) for each in field.allowed], **_show(call, field)})


def _show(call: Call, field: Field) -> dict[str, Any]:
    identifier = picklist_id(field)
    return {
        "id": identifier,
        "name": f"picklist_{uuid5(_SPACE, field.name)}",
        "type": field.kind.capitalize(),
        "isSuggested": False,
        "url": f"{call.address}/_apis/work/processes/lists/{identifier}",
    }
