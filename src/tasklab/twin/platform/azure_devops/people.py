"""Who calls, which organisations they are in, and who else there is.

Source: https://learn.microsoft.com/rest/api/azure/devops/profile, .../account/accounts/list, .../graph/users/list; what
`connectionData` answers is as the vendor's clients read it (azure-devops-node-api, `LocationsInterfaces`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.paging import cut_cursor
from tasklab.twin.platform.azure_devops.call import Answer, Call, listed
from tasklab.twin.platform.azure_devops.operation import operation
from tasklab.twin.platform.azure_devops.refusal import RefusalError, bad_property
from tasklab.twin.platform.azure_devops.version import Stage

if TYPE_CHECKING:
    from tasklab.twin.store import Row

_PREVIEW = Stage(released=None)
_PROFILE = Stage(previews=(("5.0", 3),))
_GRAPH_PAGE = 500
_PROFILE_REVISION = 12345


@operation("GET connectiondata", stage=_PREVIEW)
def get_connection(call: Call) -> Answer:
    """Return who calls and where."""
    user = call.user
    person = {
        "id": user["id"],
        "descriptor": f"Microsoft.IdentityModel.Claims.ClaimsIdentity;{user['unique_name']}",
        "subjectDescriptor": user["descriptor"],
        "providerDisplayName": user["display_name"],
        "isActive": True,
        "properties": {"Account": {"$type": "System.String", "$value": user["unique_name"]}},
        "resourceVersion": 2,
        "metaTypeId": 0,
    }
    return Answer(
        {
            "authenticatedUser": person,
            "authorizedUser": person,
            "instanceId": call.database.id,
            "deploymentId": "a0e2f1d4-6d2c-4b7e-9b35-0d3a4c1f8e77",
            "deploymentType": "hosted",
            "locationServiceData": {
                "serviceOwner": "00025394-6065-48ca-87d9-7f5672854ef7",
                "defaultAccessMappingMoniker": "PublicAccessMapping",
                "lastChangeId": 1,
                "lastChangeId64": 1,
            },
        }
    )


@operation("GET profile/profiles/{id}", stage=_PROFILE)
def get_profile(call: Call, id: str) -> Answer:  # noqa: A002 - as the vendor's path has it
    """Return somebody's profile, one's own by `me`."""
    user = call.user if id.lower() == "me" else call.database.users.get(id.lower())
    if user is None:
        raise RefusalError(404, "ProfileDoesNotExistException", f"VS860016: The profile {id} does not exist.")
    return Answer(
        {
            "displayName": user["display_name"],
            "publicAlias": user["id"],
            "emailAddress": user["unique_name"],
            "coreRevision": _PROFILE_REVISION,
            "timeStamp": "2023-01-02T10:11:12.13+00:00",
            "id": user["id"],
            "revision": _PROFILE_REVISION,
        }
    )


@operation("GET accounts", stage=Stage(previews=(("5.0", 1),)))
def list_accounts(call: Call) -> Answer:
    """Return the organisations that somebody is in or owns."""
    person = call.query.get("memberid") or call.query.get("ownerid")
    if not person:
        raise bad_property("Either the ownerId or the memberId has to be given.")
    if call.database.users.get(person.lower()) is None:
        return listed([])
    name = call.database.organization
    uri = f"{call.address.removesuffix(f'/{name}')}:443/{name}/"
    return listed([{"accountId": call.database.id, "accountUri": uri, "accountName": name, "properties": {}}])


@operation("GET graph/users", stage=_PREVIEW)
def list_users(call: Call) -> Answer:
    """Return the people of the organisation; the next page by the token in a header."""
    rows = list(enumerate(call.database.users))
    try:
        page = cut_cursor(rows, call.query.get("continuationtoken"), _GRAPH_PAGE, key=lambda pair: pair[0])
    except ValueError as error:
        raise bad_property("The continuation token is not valid.") from error
    headers = {"x-ms-continuationtoken": page.next_cursor} if page.next_cursor else {}
    return listed([_show_user(call, each) for _, each in page.items], **headers)


@operation("GET graph/users/{descriptor}", stage=_PREVIEW)
def get_user(call: Call, descriptor: str) -> Answer:
    """Return one person by the descriptor."""
    for each in call.database.users:
        if each["descriptor"] == descriptor:
            return Answer(_show_user(call, each))
    text = f"VS403303: The subject {descriptor} was not found."
    raise RefusalError(404, "GraphSubjectNotFoundException", text, space="Microsoft.VisualStudio.Services.Graph")


@operation("GET graph/storagekeys/{descriptor}", stage=_PREVIEW)
def get_storage_key(call: Call, descriptor: str) -> Answer:
    """Return the id that belongs to a descriptor."""
    for each in call.database.users:
        if each["descriptor"] == descriptor:
            return Answer({"value": each["id"], "_links": _links(call, each)})
    text = f"VS403303: The subject {descriptor} was not found."
    raise RefusalError(404, "StorageKeyNotFoundException", text, space="Microsoft.VisualStudio.Services.Graph")


def _show_user(call: Call, row: Row) -> dict[str, Any]:
    return {
        "subjectKind": "user",
        "domain": "0b9d1a5e-7f37-4a57-9a6f-3a1c5e2b8d40",
        "principalName": row["unique_name"],
        "mailAddress": row["unique_name"],
        "origin": "aad",
        "originId": row["id"],
        "displayName": row["display_name"],
        "_links": _links(call, row),
        "url": call.url(f"Graph/Users/{row['descriptor']}", in_project=False),
        "descriptor": row["descriptor"],
    }


def _links(call: Call, row: Row) -> dict[str, Any]:
    paths = {
        "self": f"Graph/Users/{row['descriptor']}",
        "memberships": f"Graph/Memberships/{row['descriptor']}",
        "storageKey": f"Graph/StorageKeys/{row['descriptor']}",
    }
    return {name: {"href": call.url(path, in_project=False)} for name, path in paths.items()}
