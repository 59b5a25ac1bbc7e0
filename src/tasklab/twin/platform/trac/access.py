"""Who calls and what they may do.

Source: `trac/perm.py`, `trac/ticket/api.py`, `trac/attachment.py` and, for 1.4, `trac/ticket/web_ui.py`: permissions
hold others. People are those of an environment as tracd serves it with a file of passwords.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasklab.twin.credential import read_basic

if TYPE_CHECKING:
    from tasklab.adapter.message import Request

ANONYMOUS = "anonymous"
PASSWORD_OF = {
    "admin": "admin",
    "alice": "further",
    "carol": "further",
    "dave": "further",
    "erin": "further",
    "bob": "further",
}
"""What they guard exists in a twin only."""
_EVERYBODY = frozenset({"TICKET_VIEW", "MILESTONE_VIEW", "SEARCH_VIEW", "WIKI_VIEW"})
_GRANTED = {
    "admin": ("TRAC_ADMIN", "XML_RPC"),
    "alice": ("TRAC_ADMIN", "XML_RPC"),
    "carol": ("XML_RPC",),
    "dave": ("XML_RPC", "TICKET_CREATE", "TICKET_MODIFY"),
    "erin": ("XML_RPC", "TICKET_CREATE", "TICKET_CHGPROP"),
}
_HELD = {"TICKET_MODIFY": ("TICKET_APPEND", "TICKET_CHGPROP")}


def authenticate(request: Request) -> str | None:
    """Return the name of who calls, or None where the password is wrong or there is none."""
    pair = read_basic(request)
    if pair is None or PASSWORD_OF.get(pair[0]) != pair[1]:
        return None
    return pair[0]


def may(name: str, permission: str) -> bool:
    """Whether a user has a permission, of their own or out of another one."""
    granted = _GRANTED.get(name, ())
    if "TRAC_ADMIN" in granted:
        return True
    held = {each for one in granted for each in (one, *_HELD.get(one, ()))}
    return permission in held or permission in _EVERYBODY
