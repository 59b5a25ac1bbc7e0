"""Methods about the files of tickets. Source: `tracrpc/ticket.py`, `trac/attachment.py`."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.trac.method import method
from tasklab.twin.platform.trac.moment import from_stamp
from tasklab.twin.platform.trac.python2 import Binary, as_words, bind, no_attribute
from tasklab.twin.platform.trac.refusal import BrokenError, DeniedError, NotFoundError
from tasklab.twin.platform.trac.ticket import load_ticket, need_binary

if TYPE_CHECKING:
    from tasklab.twin.platform.trac.call import Call
    from tasklab.twin.store import Row

_MAX_SAME = 100
_PUT = "str int str str Binary"


@method("ticket.listAttachments", "list int")
def list_attachments(call: Call, ticket: Any) -> list[Any]:
    """Return the files of a ticket, which need not exist, by when they came."""
    rows = sorted(call.database.attachments.where("ticket", as_words(ticket)), key=lambda row: row["time"])
    return [
        [row["filename"], row["description"], len(row["data"]), from_stamp(row["time"]), row["author"]]
        for row in rows
        if call.may("TICKET_VIEW")
    ]


@method("ticket.getAttachment", "Binary int str")
def get_attachment(call: Call, ticket: Any, filename: Any) -> Binary:
    """Return what a file holds."""
    if not filename:
        raise NotFoundError("Attachment 'None' not found")
    row = _find(call, ticket, filename)
    if not call.may("TICKET_VIEW"):
        raise DeniedError("ATTACHMENT_VIEW", _place(row))
    return Binary(row["data"])


@method("ticket.putAttachment", f"{_PUT} bool", _PUT)
def put_attachment(call: Call, ticket: Any, filename: Any, description: Any, data: Any, replace: Any = True) -> str:
    """Keep a file, in the place of one of that name or under a name that is free."""
    _need_ticket(call, ticket, "does not exist")
    if replace:
        _make_room(call, ticket, filename)
    if not call.may("TICKET_APPEND"):
        raise DeniedError("ATTACHMENT_CREATE", _files_place(call, ticket))
    content = need_binary(data)
    if call.traits.has_markup and not as_words(ticket).strip().isdecimal():
        raise NotFoundError(f"Ticket #{as_words(ticket)} doesn't exist, can't create attachment")
    if not isinstance(filename, str):
        raise no_attribute(filename, "rfind")
    row = {
        "ticket": as_words(ticket),
        "filename": _free_name(call, as_words(ticket), str(filename)),
        "description": bind(description, 5),
        "author": call.user,
        "time": call.database.tick(call.now),
        "data": content,
    }
    call.database.attachments.insert(row)
    return str(row["filename"])


@method("ticket.deleteAttachment", "bool int str")
def delete_attachment(call: Call, ticket: Any, filename: Any) -> bool:
    """Remove a file."""
    _need_ticket(call, ticket, "does not exists")
    if not filename:
        raise _nameless(call, ticket)
    _remove(call, _find(call, ticket, filename))
    return True


def _need_ticket(call: Call, id_: Any, words: str) -> None:
    if load_ticket(call, id_).id is None:
        raise NotFoundError(f'Ticket "{as_words(id_)}" {words}')


def _make_room(call: Call, ticket: Any, filename: Any) -> None:
    if not filename:
        raise _nameless(call, ticket)
    row = _first(call, ticket, filename)
    if row is not None:
        _remove(call, row)


def _nameless(call: Call, ticket: Any) -> Exception:
    if not call.may("TICKET_ADMIN"):
        return DeniedError("ATTACHMENT_DELETE", _files_place(call, ticket))
    return BrokenError("Cannot delete non-existent attachment")


def _files_place(call: Call, ticket: Any) -> str:
    return "" if call.traits.has_markup else f"Attachments of Ticket #{as_words(ticket)}"


def _remove(call: Call, row: Row) -> None:
    is_own = call.traits.has_rules and row["author"] == call.user
    if not is_own and not call.may("TICKET_ADMIN"):
        raise DeniedError("ATTACHMENT_DELETE", _place(row))
    call.database.attachments.remove(row["id"])


def _find(call: Call, ticket: Any, filename: Any) -> Row:
    row = _first(call, ticket, filename)
    if row is None:
        raise NotFoundError(
            f"Attachment 'ticket:{as_words(ticket)}: {as_words(filename)}' does not exist.", "Invalid Attachment"
        )
    return row


def _first(call: Call, ticket: Any, filename: Any) -> Row | None:
    return call.database.attachments.first("name", (as_words(ticket), bind(filename, 2)))


def _place(row: Row) -> str:
    return f"Attachment '{row['filename']}' in Ticket #{row['ticket']}"


def _free_name(call: Call, ticket: str, filename: str) -> str:
    stem, ending = posixpath.splitext(filename)
    names = (filename, *(f"{stem}.{number}{ending}" for number in range(2, _MAX_SAME + 1)))
    for name in names:
        if not call.database.attachments.count("name", (ticket, name)):
            return name
    raise BrokenError(f"Failed to create unique name: {names[-1]}")
