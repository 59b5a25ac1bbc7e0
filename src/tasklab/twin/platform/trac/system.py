"""Methods about the methods themselves. Source: `XMLRPCSystem` in `tracrpc/api.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.trac.help_text import help_text
from tasklab.twin.platform.trac.method import METHODS, find_method, method
from tasklab.twin.platform.trac.python2 import type_name
from tasklab.twin.platform.trac.refusal import BrokenError, TracError

if TYPE_CHECKING:
    from tasklab.twin.platform.trac.call import Call

_NAMESPACES = (
    "system", "ticket", "ticket.status", "ticket.component", "ticket.version", "ticket.milestone", "ticket.type",
    "ticket.resolution", "ticket.priority", "ticket.severity",
)  # fmt: skip
_TICKET_METHODS = [
    f"ticket.{name}"
    for name in (
        "query", "getRecentChanges", "getAvailableActions", "getActions", "get", "create", "update", "delete",
        "changeLog", "listAttachments", "getAttachment", "putAttachment", "deleteAttachment", "getTicketFields",
    )
]  # fmt: skip
"""The plug-in's order."""


@method("system.multicall", "list list", permission="XML_RPC")
def multicall(call: Call, signatures: Any) -> list[Any]:
    """Call several methods, each with what it comes to in a list of one, or its mistake."""
    if not isinstance(signatures, (list, dict, str)):
        raise BrokenError(f"'{type_name(signatures)}' object is not iterable")
    return [_call_one(call, each) for each in signatures]


@method("system.listMethods", "list", permission="XML_RPC")
def list_methods(_call: Call) -> list[str]:
    """Name the methods."""
    return sorted(METHODS, key=_place)


@method("system.methodHelp", "str str", permission="XML_RPC")
def method_help(call: Call, method_: Any) -> str:
    """Tell what a method takes and is for."""
    found = find_method(method_)
    return f"{found.show_help()}\n\n{help_text(found.name, call.traits)}"


@method("system.methodSignature", "list str", permission="XML_RPC")
def method_signature(_call: Call, method_: Any) -> list[str]:
    """Tell which types a method takes and returns."""
    return find_method(method_).show_signatures()


@method("system.getAPIVersion", "list", permission="XML_RPC")
def get_api_version(call: Call) -> list[int]:
    """Return the version of the plug-in."""
    return list(call.traits.api)


def _place(name: str) -> tuple[int, int]:
    namespace = name.rpartition(".")[0]
    return _NAMESPACES.index(namespace), _TICKET_METHODS.index(name) if namespace == "ticket" else 0


def _call_one(call: Call, signature: Any) -> Any:
    try:
        return [find_method(_member(signature, "methodName")).run(call, _member(signature, "params"))]
    except (TracError, BrokenError) as error:
        return error


def _member(signature: Any, name: str) -> Any:
    if not isinstance(signature, dict):
        raise BrokenError("string indices must be integers, not str")
    if name not in signature:
        raise BrokenError(f"'{name}'")
    return signature[name]
