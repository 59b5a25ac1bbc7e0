"""Who calls, and what they may do in a project.

Source: https://learn.microsoft.com/azure/devops/organizations/security/about-permissions (Readers, Contributors,
Project Administrators) and https://learn.microsoft.com/azure/devops/integrate/get-started/authentication/.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasklab.adapter.message import Response
from tasklab.twin.answer import text_answer
from tasklab.twin.credential import read_basic, read_bearer, read_header

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tasklab.adapter.message import Request
    from tasklab.twin.platform.azure_devops.database import Database
    from tasklab.twin.store import Row

NONE, READER, CONTRIBUTOR, ADMIN = range(4)
_PAGE = "<!DOCTYPE html><html><head><title>Azure DevOps Services | Sign In</title></head><body>Sign in</body></html>"
_HTML = "text/html; charset=utf-8"
_CHALLENGE = (
    'Bearer authorization_uri=https://login.windows.net/common, Basic realm="https://dev.azure.com", TFS-Federated'
)


def authenticate(request: Request, tokens: Mapping[str, str]) -> str | Response:
    """Return the id of who calls, or what somebody unknown gets: a page to sign in, or 401."""
    if read_header(request, "authorization") is None:
        return _sign_in(request)
    pair = read_basic(request)
    token = read_bearer(request) or (pair[1] if pair else None)
    if token is None:
        return text_answer(_PAGE, 203, _HTML)
    return tokens.get(token) or unauthorized()


def unauthorized(text: str = "") -> Response:
    """Answer a credential that is unknown, or as the text says."""
    return text_answer(text, 401, _HTML, {"www-authenticate": _CHALLENGE})


def _sign_in(request: Request) -> Response:
    if (read_header(request, "x-tfs-fedauthredirect") or "").lower() == "suppress":
        return unauthorized()
    headers = {
        "location": f"https://spsprodweu1.vssps.visualstudio.com/_signin?realm=dev.azure.com&reply_to={request.path}"
    }
    return Response(status=302, headers={**headers, "content-type": _HTML}, body=_PAGE.encode())


def role_of(database: Database, project: Row, user: Row) -> int:
    """Return what somebody is in a project."""
    member = database.members.first("pair", (project["id"], user["id"]))
    if member is not None:
        return int(member["role"])
    return READER if project["visibility"] == "public" else NONE
