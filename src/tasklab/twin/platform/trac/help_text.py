"""What `system.methodHelp` says of each method, below its signature: the plug-in's words (1.1.9), as servers answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tasklab.twin.platform.trac.version import Traits

_NOTHING = "Deprecated no-op method. Do not use. "
_TEXTS = {
    "system.multicall": (
        "Takes an array of RPC calls encoded as structs of the form (in\na Pythonish notation here): "
        "`{'methodName': string, 'params': array}`.\nFor JSON-RPC multicall, signatures is an array of regular method "
        "call\nstructs, and result is an array of return structures."
    ),
    "system.listMethods": (
        "This method returns a list of strings, one for each (non-system)\nmethod supported by the RPC server. "
    ),
    "system.methodHelp": (
        "This method takes one parameter, the name of a method implemented\nby the RPC server. It returns a "
        "documentation string describing the\nuse of that method. If no such string is available, an empty string "
        "is\nreturned. The documentation string may contain HTML markup. "
    ),
    "system.methodSignature": (
        "This method takes one parameter, the name of a method implemented\nby the RPC server.\n\nIt returns an array "
        "of possible signatures for this method. A signature\nis an array of types. The first of these types is the "
        "return type of\nthe method, the rest are parameters. "
    ),
    "system.getAPIVersion": (
        "Returns a list with three elements. First element is the\nepoch (0=Trac 0.10, 1=Trac 0.11 or higher). Second "
        "element is the major\nversion number, third is the minor. Changes to the major version\nindicate API "
        "breaking changes, while minor version changes are simple\nadditions, bug fixes, etc. "
    ),
    "ticket.query": (
        "Perform a ticket query, returning a list of ticket ID's.\nAll queries will use stored settings for maximum "
        "number of results per\npage and paging options. Use `max=n` to define number of results to\nreceive, and use "
        "`page=n` to page through larger result sets. Using\n`max=0` will turn off paging and return all results."
    ),
    "ticket.getRecentChanges": "Returns a list of IDs of tickets that have changed since timestamp.",
    "ticket.getAvailableActions": "Deprecated - will be removed. Replaced by `getActions()`. ",
    "ticket.getActions": (
        "Returns the actions that can be performed on the ticket as a list of\n`[action, label, hints, "
        "[input_fields]]` elements, where `input_fields` is\na list of `[name, value, [options]]` for any required "
        "action inputs."
    ),
    "ticket.get": "Fetch a ticket. Returns [id, time_created, time_changed, attributes]. ",
    "ticket.create": ("Create a new ticket, returning the ticket ID.\nOverriding 'when' requires admin permission. "),
    "ticket.update": (
        "Update a ticket, returning the new ticket in the same form as\nget(). 'New-style' call requires two "
        "additional items in attributes:\n(1) 'action' for workflow support (including any supporting "
        "fields\nas retrieved by "
        "getActions()),\n(2) '_ts' changetime token for detecting update collisions (as received\nfrom get() or "
        "update() calls).\n''Calling update without 'action' and '_ts' changetime token is\ndeprecated, and will raise "
        "errors in a future version.'' "
    ),
    "ticket.delete": "Delete ticket with the given id. ",
    "ticket.changeLog": (
        "Return the changelog as a list of tuples of the form\n(time, author, field, oldvalue, newvalue, permanent)."
        "\n\nWhile the other tuple elements are quite self-explanatory,\nthe `permanent` flag is used to distinguish "
        "collateral changes\nthat are not yet immutable (like attachments, currently)."
    ),
    "ticket.listAttachments": (
        "Lists attachments for a given ticket. Returns (filename,\ndescription, size, time, author) for each "
        "attachment."
    ),
    "ticket.getAttachment": "returns the content of an attachment. ",
    "ticket.putAttachment": (
        "Add an attachment, optionally (and defaulting to) overwriting an\nexisting one. Returns filename."
    ),
    "ticket.deleteAttachment": "Delete an attachment. ",
    "ticket.getTicketFields": "Return a list of all ticket fields fields. ",
    "ticket.status.getAll": "Returns all ticket states described by active workflow. ",
    **{f"ticket.status.{verb}": _NOTHING for verb in ("get", "delete", "create", "update")},
}
_OLD_CHANGE_LOG = "\n\n:since 1.0: the `db` parameter is no longer needed and will be removed\nin version 1.1.1"
_ABOUT_KIND = {
    "getAll": "Get a list of all ticket {} names. ",
    "get": "Get a ticket {}. ",
    "delete": "Delete a ticket {} ",
    "create": "Create a new ticket {} with the given {}. ",
    "update": "Update ticket {} with the given {}. ",
}
_ENTITIES = frozenset({"component", "version", "milestone"})


def help_text(name: str, traits: Traits) -> str:
    """Return what is said of a method."""
    if name == "ticket.changeLog" and not traits.has_markup:
        return _TEXTS[name] + _OLD_CHANGE_LOG
    if name in _TEXTS:
        return _TEXTS[name]
    _, kind, verb = name.split(".")
    return _ABOUT_KIND[verb].format(kind, "attributes" if kind in _ENTITIES else "value")
