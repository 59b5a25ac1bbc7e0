"""Methods that read and change tickets. Source: `tracrpc/ticket.py`."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.trac.access import ANONYMOUS
from tasklab.twin.platform.trac.method import method
from tasklab.twin.platform.trac.moment import from_stamp, to_stamp
from tasklab.twin.platform.trac.python2 import Binary, as_words, need_struct, no_attribute, show, type_name
from tasklab.twin.platform.trac.refusal import BrokenError, TracError
from tasklab.twin.platform.trac.rule import find_problems
from tasklab.twin.platform.trac.ticket import decode_time, load_ticket, new_ticket
from tasklab.twin.platform.trac.workflow import CONTROLLER, find_changes, list_actions, show_action

if TYPE_CHECKING:
    from tasklab.twin.platform.trac.call import Call
    from tasklab.twin.platform.trac.ticket import Ticket
    from tasklab.twin.platform.trac.workflow import Action
    from tasklab.twin.store import Row

_CREATE = "int str str"
_UPDATE = "list int str"


@method("ticket.getRecentChanges", "list datetime")
def get_recent_changes(call: Call, since: Any) -> list[int]:
    """Return the tickets that were changed at a moment or later."""
    stamp = to_stamp(since)
    return [row["id"] for row in call.database.tickets if row["changetime"] >= stamp]


@method("ticket.getAvailableActions", "list int")
def get_available_actions(call: Call, id_: Any) -> list[str]:
    """Return the names of what can be done."""
    return [each.name for each in list_actions(load_ticket(call, id_))]


@method("ticket.getActions", "list int")
def get_actions(call: Call, id_: Any) -> list[Any]:
    """Return what can be done, with hints and what is to be given."""
    ticket = load_ticket(call, id_)
    return [show_action(ticket, each) for each in list_actions(ticket)]


@method("ticket.get", "list int")
def get(call: Call, id_: Any) -> list[Any]:
    """Return id, when it was made and changed, and its values."""
    ticket = load_ticket(call, id_)
    call.require("TICKET_VIEW", ticket.place)
    changed = ticket.get("changetime")
    return [ticket.id, ticket.get("time"), changed, {**ticket.values, "_ts": str(to_stamp(changed))}]


@method(
    "ticket.create", _CREATE, f"{_CREATE} dict", f"{_CREATE} dict bool", f"{_CREATE} dict bool datetime",
    permission="TICKET_CREATE",
)  # fmt: skip
def create(
    call: Call, summary: Any, description: Any, attributes: Any = (), notify: Any = False, when: Any = None
) -> int:
    """Make a ticket; nothing but its types is checked."""
    del notify
    if not summary:
        raise TracError("Tickets must contain a summary.")
    ticket = new_ticket(call)
    given = {"summary": summary, "description": description, "reporter": call.user}
    for name, value in (*given.items(), *_struct(attributes).items(), ("status", "new"), ("resolution", "")):
        ticket.set(name, value)
    if when and not call.may("TICKET_ADMIN"):
        when = None
    if when is not None:
        to_stamp(when)
    return ticket.insert(when)


@method(
    "ticket.update", _UPDATE, f"{_UPDATE} dict", f"{_UPDATE} dict bool", f"{_UPDATE} dict bool str",
    f"{_UPDATE} dict bool str datetime",
)  # fmt: skip
def update(
    call: Call,
    id_: Any,
    comment: Any,
    attributes: Any = (),
    notify: Any = False,
    author: Any = "",
    when: Any = None,
) -> list[Any]:
    """Change a ticket: by an action of the workflow and its rules, or, without one, anything at all."""
    del notify
    ticket = load_ticket(call, id_)
    is_free = call.user == ANONYMOUS or call.may("TICKET_ADMIN")
    who = author if author and is_free else call.user
    at = when if when and is_free else call.tick()
    to_stamp(at)
    given = {name: value for name, value in _members(attributes).items() if name not in {"time", "changetime"}}
    if "action" in given:
        _act(ticket, id_, comment, given)
    else:
        _change_freely(ticket, given)
    ticket.save(who, comment, at)
    return list(get(call, ticket.id))


@method("ticket.delete", "none int")
def delete(call: Call, id_: Any) -> None:
    """Remove a ticket with its history and files."""
    ticket = load_ticket(call, id_)
    call.require("TICKET_ADMIN", ticket.place)
    if call.database.attachments.count("name", (str(ticket.id), "")):
        raise BrokenError("Cannot delete non-existent attachment")
    if ticket.id is not None:
        call.database.remove_ticket(ticket.id)


@method("ticket.changeLog", "dict int", "dict int int")
def change_log(call: Call, id_: Any, when: Any = 0) -> list[Any]:
    """Return what was changed, by moment; of one moment files last, then by author and field."""
    ticket = load_ticket(call, id_)
    call.require("TICKET_VIEW", ticket.place)
    if when and not isinstance(when, datetime):
        return []  # the generator breaks off with a TypeError, which the plug-in passes over
    stamp = to_stamp(when)
    rows = [_told_change(ticket, row) for row in call.database.ticket_changes(ticket.id)]
    for file in call.database.attachments.where("ticket", str(ticket.id)):
        told = (("attachment", file["filename"]), ("comment", file["description"]))
        rows += [(file["time"], file["author"], field, "", value or "", 0) for field, value in told]
    chosen = [row for row in dict.fromkeys(rows) if not stamp or row[0] == stamp]
    chosen.sort(key=lambda row: (row[0], row[5], row[1] or "", row[2]))
    return [[from_stamp(row[0]), *row[1:]] for row in chosen]


@method("ticket.getTicketFields", "list", permission="TICKET_VIEW")
def get_ticket_fields(call: Call) -> list[Any]:
    """Return the fields of tickets."""
    return call.fields.show()


def _told_change(ticket: Ticket, row: Row) -> tuple[Any, ...]:
    old, new = row["old"], row["new"]
    if row["field"] in ticket.fields.times and ticket.call.traits.has_typed_times:
        old, new = decode_time(old), decode_time(new)
    return row["time"], row["author"], row["field"], old or "", new or "", 1


def _change_freely(ticket: Ticket, given: dict[str, Any]) -> None:
    call = ticket.call
    call.require("TICKET_MODIFY", ticket.place)
    seen = given.pop("_ts", None)
    if seen and as_words(seen) != str(to_stamp(ticket.get("changetime"))):
        raise TracError("Ticket has been updated since last get().")
    for name, value in given.items():
        if not call.traits.has_rules or name in ticket.fields.by_name:
            ticket.set(name, value)


def _act(ticket: Ticket, id_: Any, comment: Any, given: dict[str, Any]) -> None:
    """Change a ticket as an action does. Raises: TracError with all that is wrong; NotFoundError, BrokenError."""
    seen = _read_stamp(given.pop("_ts", to_stamp(ticket.get("changetime"))))
    action = next((each for each in list_actions(ticket) if each.name == given["action"]), None)
    if action is None:
        if not isinstance(id_, (int, float)):
            raise BrokenError(f"%d format: a number is required, not {type_name(id_)}")
        raise TracError(f"Rpc: Ticket {int(id_)} by {ticket.call.user} invalid action '{as_words(given['action'])}'")
    for name, value in given.items():
        if name in ticket.fields.by_name and name != "status":
            ticket.set(name, value)
    changes, conflicts = _merge(ticket, action, given)
    problems = find_problems(ticket, comment, str(seen), given.get("replyto"))
    if problems:
        raise TracError(" ".join([*conflicts, *problems]))
    for name, value in changes.items():
        ticket.set(name, value)


def _read_stamp(value: Any) -> int:
    if isinstance(value, Binary):
        raise BrokenError("Binary instance has no attribute '__trunc__'")
    if value is None or isinstance(value, (list, dict, datetime)):
        raise BrokenError(f"int() argument must be a string or a number, not '{type_name(value)}'")
    try:
        return int(value)
    except ValueError as error:
        raise TracError(f"RPC ticket.update: Wrong '_ts' token in attributes ({show(value)}).") from error


def _merge(ticket: Ticket, action: Action, given: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Return what the caller and the action change, and where those differ: then the action wins."""
    changed = {name: (old or "", ticket.get(name)) for name, old in ticket.old.items()}
    conflicts = []
    for name, new in find_changes(ticket, action, given).items():
        if name in changed and changed[name][1] != new:
            conflicts.append(
                f'Rpc ticket.update: {CONTROLLER} changed "{name}" to "{as_words(new)}", but user changed it to '
                f'"{as_words(changed[name][1])}".'
            )
        changed[name] = (ticket.get(name), new)
    return {name: new for name, (old, new) in changed.items() if old != new}, conflicts


def _struct(attributes: Any) -> dict[str, Any]:
    return {} if attributes == () else need_struct(attributes)


def _members(attributes: Any) -> dict[str, Any]:
    """Return attributes to change by. Raises: BrokenError, at where another value is first asked for one."""
    if isinstance(attributes, list):
        raise BrokenError("pop() takes at most 1 argument (2 given)")
    if attributes is None or isinstance(attributes, (bool, int, float, datetime, Binary)):
        raise BrokenError(f"argument of type '{type_name(attributes)}' is not iterable")
    if isinstance(attributes, str):
        raise no_attribute(attributes, "pop")
    return _struct(attributes)
