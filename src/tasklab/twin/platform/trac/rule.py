"""What Trac refuses of a change that is made by an action. Source: `_validate_ticket` in `trac/ticket/web_ui.py`."""

from __future__ import annotations

import html
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.trac.moment import parse_date, to_stamp
from tasklab.twin.platform.trac.python2 import Binary, need_text, no_attribute, type_name
from tasklab.twin.platform.trac.refusal import BrokenError, TracError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tasklab.twin.platform.trac.ticket import Ticket

_MAX_SIZE = 262_144
"""Of a description, a comment and a summary. Source: `max_description_size` and others in TracIni."""
_CONFLICT = (
    "Sorry, can not save your changes. This ticket has been modified by someone else since you started",
    "Your changes have not been saved because this ticket has been modified since you started editing.",
)


def find_problems(ticket: Ticket, comment: Any, seen: str, reply_to: Any) -> list[str]:
    """Return what is wrong with a change, as HTML. Raises: TracError where nothing else is to be told."""
    problems = [html.escape(each, quote=False) for each in _access_problems(ticket, comment)]
    if (ticket.old or comment) and seen != str(to_stamp(ticket.get("changetime"))):
        problems.append(_CONFLICT[ticket.call.traits.has_rules])
    if ticket.call.traits.has_rules:
        _check_reply(reply_to)
        problems += _named_problems(ticket, comment)
    else:
        problems += [html.escape(each, quote=False) for each in _plain_problems(ticket, comment)]
        _check_reply(reply_to)
        problems += [html.escape(each, quote=False) for each in _read_times(ticket)]
    return list(dict.fromkeys(problems))


def _access_problems(ticket: Ticket, comment: Any) -> list[str]:
    call, changed, problems = ticket.call, set(ticket.old) - {"status", "resolution"}, []
    if "description" in changed and not _may_describe(ticket):
        problems.append("No permission to edit the ticket description.")
    if "reporter" in changed and not call.may("TICKET_ADMIN"):
        problems.append("No permission to change the ticket reporter.")
    if changed - {"description", "reporter"} and not call.may("TICKET_CHGPROP"):
        problems.append("No permission to change ticket fields.")
    if problems:
        _put_back(ticket)
    may_comment = call.may("TICKET_APPEND") or (not call.traits.has_markup and call.may("TICKET_CHGPROP"))
    if comment and not may_comment:
        problems.append("No permissions to add a comment.")
    return problems


def _may_describe(ticket: Ticket) -> bool:
    call = ticket.call
    if call.may("TICKET_EDIT_DESCRIPTION"):
        return True
    is_own = ticket.old.get("reporter", ticket.get("reporter")) == call.user
    return call.traits.has_rules and is_own and (call.may("TICKET_CHGPROP") or call.may("TICKET_APPEND"))


def _put_back(ticket: Ticket) -> None:
    if not ticket.call.traits.has_markup:
        ticket.values.update(ticket.old)
        return
    for name, value in list(ticket.old.items()):
        if name in ticket.fields.by_name:
            ticket.set(name, value)


def _plain_problems(ticket: Ticket, comment: Any) -> Iterator[str]:
    if not ticket.get("summary"):
        yield "Tickets must contain a summary."
    for name, value, is_empty in _bad_choices(ticket):
        yield f"field {name} must be set" if is_empty else f'"{value}" is not a valid value for the {name} field.'
    for what, text in (
        ("description", ticket.get("description")),
        ("comment", comment),
        ("summary", ticket.get("summary")),
    ):
        if len(_sized(text)) > _MAX_SIZE:
            yield f"Ticket {what} is too long (must be less than {_MAX_SIZE} characters)"


def _named_problems(ticket: Ticket, comment: Any) -> Iterator[str]:
    size = "Must be less than or equal to {} characters"
    if len(_sized(comment)) > _MAX_SIZE:
        yield f"The ticket comment is invalid: {size.format(_MAX_SIZE)}"
    for name, text in _rule_problems(ticket, size):
        bold = f"<strong>{html.escape(name, quote=False)}</strong>"
        yield f"The ticket field {bold} is invalid: {html.escape(text, quote=False)}"


def _rule_problems(ticket: Ticket, size: str) -> Iterator[tuple[str, str]]:
    for name, value, is_empty in _bad_choices(ticket):
        yield name, "field cannot be empty" if is_empty else f'"{value}" is not a valid value'
    if len(_sized(ticket.get("description"))) > _MAX_SIZE:
        yield "description", size.format(_MAX_SIZE)
    if not ticket.get("summary"):
        yield "summary", "Tickets must contain a summary."
    elif len(_sized(ticket.get("summary"))) > _MAX_SIZE:
        yield "summary", size.format(_MAX_SIZE)
    for name in ticket.fields.custom:
        field = ticket.fields.by_name[name]
        if 0 < field.get("max_size", 0) < len(_sized(ticket.get(name))):
            yield field["label"], size.format(field["max_size"])
    for name in _custom_times(ticket):
        if name in ticket.old and (text := _read_time(ticket, name)):
            yield ticket.fields.by_name[name]["label"], text


def _bad_choices(ticket: Ticket) -> Iterator[tuple[str, Any, bool]]:
    for field in ticket.fields.all:
        name = field["name"]
        if "options" not in field or name == "status" or name not in ticket.old or name not in ticket.values:
            continue
        value = ticket.get(name)
        if value and value not in field["options"]:
            yield name, value, False
        elif not value and not field.get("optional"):
            yield name, value, True


def _read_times(ticket: Ticket) -> list[str]:
    if not ticket.call.traits.has_typed_times:
        return []
    return [text for name in _custom_times(ticket) if (text := _read_time(ticket, name))]


def _custom_times(ticket: Ticket) -> list[str]:
    return [name for name in ticket.fields.custom if name in ticket.fields.times]


def _read_time(ticket: Ticket, name: str) -> str | None:
    """Read a time that came as text; return what is wrong with it."""
    value = ticket.get(name)
    if isinstance(value, datetime):
        return None
    try:
        form = ticket.fields.by_name[name]["format"]
        ticket.set(name, parse_date(need_text(value), ticket.call.now, form) if value else None)
    except TracError as error:
        return str(error)
    return None


def _sized(value: Any) -> Any:
    if isinstance(value, Binary):
        raise no_attribute(value, "__len__")
    if value and not isinstance(value, (str, dict, list)):
        raise BrokenError(f"object of type '{type_name(value)}' has no len()")
    return value or ""


def _check_reply(reply_to: Any) -> None:
    try:
        if reply_to != "description":
            int(reply_to or 0)
    except (ValueError, TypeError) as error:
        raise TracError("Invalid comment threading identifier") from error
