"""Methods about types, priorities, severities, resolutions, and states, which are the workflow's.

Source: `tracrpc/ticket.py`, `AbstractEnum` in `trac/ticket/model.py`. Names are unique, values need not be: removing
one removes all that have its value.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.trac.field import STATUSES, as_number, list_enum
from tasklab.twin.platform.trac.method import method
from tasklab.twin.platform.trac.python2 import as_words, bind, need_text
from tasklab.twin.platform.trac.refusal import BrokenError, NotFoundError, TracError

if TYPE_CHECKING:
    from collections.abc import Callable

    from tasklab.twin.platform.trac.call import Call

_KINDS = {"type": "ticket_type", "resolution": "resolution", "priority": "priority", "severity": "severity"}
_LABELS = {"ticket_type": "Ticket Type", "resolution": "Resolution", "priority": "Priority", "severity": "Severity"}
_WHOLE = re.compile(r"\s*[+-]?[0-9]+\s*", re.ASCII)


def _expose(namespace: str, kind: str) -> None:
    @method(f"ticket.{namespace}.getAll", "list", permission="TICKET_VIEW")
    def get_all(call: Call) -> list[str]:
        return list_enum(call.database, kind)

    @method(f"ticket.{namespace}.get", "str str", permission="TICKET_VIEW")
    def get(call: Call, name: Any) -> str | None:
        return call.database.enums[kind][_need(call, kind, name)] if name else None

    @method(f"ticket.{namespace}.delete", "none str", permission="TICKET_ADMIN")
    def delete(call: Call, name: Any) -> None:
        if not name:
            raise _missing(call, "delete", kind)
        _delete(call, kind, _need(call, kind, name))

    @method(f"ticket.{namespace}.create", "none str str", permission="TICKET_ADMIN")
    def create(call: Call, name: Any, value: Any) -> None:
        _create(call, kind, name, value)

    @method(f"ticket.{namespace}.update", "none str str", permission="TICKET_ADMIN")
    def update(call: Call, name: Any, value: Any) -> None:
        if not name or call.database.enums[kind][_need(call, kind, name)] is None:
            raise _missing(call, "update", kind)
        call.database.enums[kind][as_words(name)] = bind(value, 1)
        if not call.traits.has_typed_times:
            call.database.is_fresh = False  # from 1.2 on, ticket fields keep their old order until something is renamed


def _create(call: Call, kind: str, name: Any, value: Any) -> None:
    enum, label = call.database.enums[kind], _label(call, kind)
    words = " ".join(need_text(name, "split").split()) if name else name
    if not words:
        raise TracError(f"Invalid {label} name.")
    last = max((as_number(each) for each in enum.values()), default=0)
    kept = bind(value, 2) if value else str(last + 1)
    if words in enum:
        if call.traits.has_rules:
            raise TracError(f'{label} value "{words}" already exists')
        raise BrokenError("UNIQUE constraint failed: enum.type, enum.name")
    enum[words] = kept
    call.database.is_fresh = False


def _delete(call: Call, kind: str, name: str) -> None:
    enum = call.database.enums[kind]
    gone = enum[name]
    if gone is None:
        raise _missing(call, "delete", kind)
    for each in [each for each, value in enum.items() if value == gone]:
        del enum[each]
    for each, value in enum.items():
        if _WHOLE.fullmatch(gone) and value and _WHOLE.fullmatch(value) and int(value) > int(gone):
            enum[each] = str(int(value) - 1)
    call.database.is_fresh = False


def _need(call: Call, kind: str, name: Any) -> str:
    bind(name, 1)
    if as_words(name) not in call.database.enums[kind]:
        raise NotFoundError(f"{_label(call, kind)} {as_words(name)} does not exist.")
    return as_words(name)


def _missing(call: Call, verb: str, kind: str) -> Exception:
    if not call.traits.has_rules:
        return BrokenError(f"Cannot {verb} non-existent {kind}")
    return TracError(f"Cannot {verb} non-existent {'enum' if verb == 'update' else _label(call, kind)}.")


def _label(call: Call, kind: str) -> str:
    return _LABELS[kind] if call.traits.has_rules else kind


def _expose_statuses() -> None:
    @method("ticket.status.getAll", "list", permission="TICKET_VIEW")
    def get_all(_call: Call) -> list[str]:
        return list(STATUSES)

    @method("ticket.status.get", "dict str", permission="TICKET_VIEW")
    def get(_call: Call, name: Any) -> str:
        del name
        return "0"

    def do_nothing(_call: Call, name: Any, attributes: Any) -> int:
        del name, attributes
        return 0

    @method("ticket.status.delete", "none str", permission="TICKET_ADMIN")
    def delete(_call: Call, name: Any) -> int:
        del name
        return 0

    for verb in ("create", "update"):
        expose: Callable[..., Any] = method(f"ticket.status.{verb}", "none str dict", permission="TICKET_ADMIN")
        expose(do_nothing)


for _namespace, _kind in _KINDS.items():
    _expose(_namespace, _kind)
_expose_statuses()
