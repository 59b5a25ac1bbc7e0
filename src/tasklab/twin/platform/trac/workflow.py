"""The basic workflow, which a new environment has: what can be done with a ticket, and what that changes.

Source: `trac/ticket/default_workflow.py` and `trac/ticket/workflows/basic-workflow.ini`.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.trac.access import ANONYMOUS
from tasklab.twin.platform.trac.field import STATUSES, list_enum
from tasklab.twin.platform.trac.refusal import BrokenError, NotFoundError, TracError

if TYPE_CHECKING:
    from tasklab.twin.platform.trac.call import Call
    from tasklab.twin.platform.trac.ticket import Ticket

CONTROLLER = "ConfigurableTicketWorkflow"
_OPEN = frozenset({"new", "assigned", "accepted", "reopened"})
_DEFAULT_OWNER = ("< default >", "<default>")


@dataclass(frozen=True, slots=True)
class Action:
    """One action: in which states, to which one, who may, and what it does besides."""

    name: str
    before: frozenset[str]
    after: str | None
    """None where the state stays."""
    permission: str | None
    operation: str
    weight: int = 0
    label: str = ""


_ACTIONS = (
    Action("leave", frozenset(), None, None, "leave_status", 1),
    Action("accept", _OPEN, "accepted", "TICKET_MODIFY", "set_owner_to_self"),
    Action("resolve", _OPEN, "closed", "TICKET_MODIFY", "set_resolution"),
    Action("reassign", _OPEN, "assigned", "TICKET_MODIFY", "set_owner"),
    Action("reopen", frozenset({"closed"}), "reopened", "TICKET_CREATE", "del_resolution"),
)
_RESET = Action("_reset", frozenset(), "new", "TICKET_ADMIN", "reset_workflow", label="reset")
_CREATING = (
    Action("create", frozenset(), "new", None, "", 1),
    Action("create_and_assign", frozenset(), "assigned", "TICKET_MODIFY", "may_set_owner", label="assign"),
)


def list_actions(ticket: Ticket) -> list[Action]:
    """Return the actions that the caller may take, the default one first and the others backwards by name."""
    call = ticket.call
    status = ticket.old.get("status", ticket.get("status"))
    if status is None and not call.traits.has_markup:
        status = "new"
    if status is None:
        found = list(_CREATING)
    else:
        if not status and not call.traits.has_markup:
            status = "new"
        known = [each for each in _ACTIONS if each.after is None or status in each.before]
        found = [each for each in known if not _does_nothing(each, ticket, status)]
        found += [] if status in STATUSES else [_RESET]
    allowed = [each for each in found if each.permission is None or call.may(each.permission)]
    return sorted(allowed, key=lambda each: (each.weight, each.name), reverse=True)


def _does_nothing(action: Action, ticket: Ticket, status: str) -> bool:
    owner = ticket.old.get("owner", ticket.get("owner"))
    return (
        ticket.call.traits.has_markup
        and action.operation == "set_owner_to_self"
        and owner == ticket.call.user
        and status == action.after
    )


def show_action(ticket: Ticket, action: Action) -> list[Any]:
    """Return an action with its label, its hints and what it asks for."""
    label = action.label or action.name
    if action is _RESET and ticket.call.traits.has_rules:
        label = "Reset"
    controls: list[Any] = []
    hints = _HINTS[action.operation](ticket, controls, action) if action.operation else []
    status = ticket.get("status")
    if action.after is not None and status is None and ticket.call.traits.has_markup:
        hints.append(f"The status will be '{action.after}'")
    elif action.after is not None and action.after != status:
        hints.append(f"Next status will be '{action.after}'")
    return [action.name, label, f"{'. '.join(hints).rstrip('.')}.", controls]


def find_changes(ticket: Ticket, action: Action, given: dict[str, Any]) -> dict[str, Any]:
    """Return what an action changes, with what was given for it. Raises: NotFoundError."""
    changes: dict[str, Any] = {} if action.after is None else {"status": action.after}
    match action.operation:
        case "set_owner" | "may_set_owner":
            owner = given.get(f"action_{action.name}_reassign_owner", "")
            if owner == []:
                raise BrokenError("list index out of range")
            owner = owner[0] if isinstance(owner, list) else owner
            changes["owner"] = _replace_default(ticket, owner)
        case "set_owner_to_self":
            changes["owner"] = ticket.call.user
        case "del_resolution":
            changes["resolution"] = ""
        case "set_resolution":
            changes["resolution"] = given.get(f"action_{action.name}_resolve_resolution", "")
    if ticket.call.traits.is_owner_free and "owner" not in changes:
        changes |= _follow_component(ticket)
    return changes


def _replace_default(ticket: Ticket, owner: Any) -> Any:
    if not ticket.call.traits.is_owner_free or owner not in _DEFAULT_OWNER:
        return owner
    component = ticket.call.database.components.get(ticket.get("component") or "")
    return component["owner"] if component else ""


def _follow_component(ticket: Ticket) -> dict[str, Any]:
    """Give a new ticket of a component's owner to the owner of the component that it moves to."""
    if ticket.get("status") != "new" or "component" not in ticket.old:
        return {}
    components = ticket.call.database.components
    before, after = ticket.old["component"], ticket.get("component")
    if before and before not in components:
        return {}
    owner = (components[before]["owner"] if before else None) or ""
    if owner != (ticket.get("owner") or ""):
        return {}
    if after and after not in components:
        raise NotFoundError(f"Component {after} does not exist.")
    new_owner = components[after]["owner"] if after else None
    return {"owner": new_owner} if new_owner else {}


def _hint_leave(ticket: Ticket, _controls: list[Any], _action: Action) -> list[str]:
    owner = _owner(ticket)
    return [f"The owner will remain {_person(ticket.call, owner)}" if owner else "The ticket will remain with no owner"]


def _hint_accept(ticket: Ticket, _controls: list[Any], action: Action) -> list[str]:
    call, owner = ticket.call, _owner(ticket)
    if owner != call.user:
        return [f"The owner will be changed from {_person(call, owner)} to {_person(call, call.user)}"]
    stays = call.traits.has_markup and ticket.get("status") != action.after
    return [f"The owner will remain {_person(call, owner)}"] if stays else []


def _hint_assign(ticket: Ticket, controls: list[Any], action: Action) -> list[str]:
    owner = _owner(ticket)
    default = "< default >" if action.operation == "may_set_owner" else ticket.call.user
    controls.append([f"action_{action.name}_reassign_owner", default, []])
    if ticket.call.traits.has_markup and ticket.get("status") is None:
        return ["The owner will be the specified user"]
    return [f"The owner will be changed from {_person(ticket.call, owner)} to the specified user"]


def _hint_resolve(ticket: Ticket, controls: list[Any], action: Action) -> list[str]:
    resolutions = list_enum(ticket.call.database, "resolution")
    if not resolutions:
        raise TracError(
            "Your workflow attempts to set a resolution but none is defined (configuration issue, please contact your "
            "Trac admin)."
        )
    name = f"action_{action.name}_resolve_resolution"
    if len(resolutions) == 1:
        controls.append([name, resolutions[0], []])
        return [f"The resolution will be set to {resolutions[0]}"]
    controls.append([name, "fixed" if "fixed" in resolutions else "", resolutions])
    return ["The resolution will be set"]


_HINTS = {
    "leave_status": _hint_leave,
    "set_owner_to_self": _hint_accept,
    "set_owner": _hint_assign,
    "may_set_owner": _hint_assign,
    "set_resolution": _hint_resolve,
    "del_resolution": lambda *_: ["The resolution will be deleted"],
    "reset_workflow": lambda *_: ["Current state no longer exists"],
}


def _owner(ticket: Ticket) -> Any:
    return ticket.old.get("owner", ticket.get("owner"))


def _person(call: Call, name: str) -> str:
    """Return a name as pages show it: an address only to those who may see addresses, and in a span from 1.2 on."""
    shown = name if call.may("EMAIL_VIEW") else re.sub(r"(\S+@)\S+", "\\1\N{HORIZONTAL ELLIPSIS}", name or "")
    shown = shown or "(none)"
    if not call.traits.has_markup:
        return shown
    suffix = "-none" if not name else "-anonymous" if name == ANONYMOUS else "-user" if name == call.user else ""
    return f'<span class="trac-author{suffix}">{html.escape(shown, quote=False)}</span>'
