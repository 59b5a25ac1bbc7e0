"""Methods about components, milestones and versions. Source: `tracrpc/ticket.py`, `trac/ticket/model.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.trac.field import list_milestones, list_versions
from tasklab.twin.platform.trac.method import method
from tasklab.twin.platform.trac.moment import from_stamp, to_stamp
from tasklab.twin.platform.trac.python2 import as_words, bind, need_struct, need_text, type_name
from tasklab.twin.platform.trac.refusal import BrokenError, NotFoundError, TracError
from tasklab.twin.platform.trac.ticket import load_ticket

if TYPE_CHECKING:
    from tasklab.twin.platform.trac.call import Call
    from tasklab.twin.platform.trac.database import Database
    from tasklab.twin.store import Row

_TIMES = frozenset({"due", "completed", "time"})
_MEMBERS = {
    "component": ("name", "owner", "description"),
    "milestone": ("name", "due", "completed", "description"),
    "version": ("name", "time", "description"),
}


def _expose(kind: str) -> None:
    @method(f"ticket.{kind}.getAll", "list", permission="TICKET_VIEW")
    def get_all(call: Call) -> list[str]:
        if kind == "component":
            return sorted(call.database.components)
        return list_milestones(call.database) if kind == "milestone" else list_versions(call.database)

    @method(f"ticket.{kind}.get", "dict str", permission="TICKET_VIEW")
    def get(call: Call, name: Any) -> dict[str, Any]:
        return _show(kind, _need(call, kind, name) if name else {})

    @method(f"ticket.{kind}.delete", "none str", permission="TICKET_ADMIN")
    def delete(call: Call, name: Any) -> None:
        if name:
            _delete(call, kind, _need(call, kind, name)["name"])
        else:
            _refuse_nameless(call, kind, "delete")

    @method(f"ticket.{kind}.create", "none str dict", permission="TICKET_ADMIN")
    def create(call: Call, name: Any, attributes: Any) -> None:
        row = _change(call, kind, {}, {"name": name, **need_struct(attributes)})
        _keep(call, kind, None, row)

    @method(f"ticket.{kind}.update", "none str dict", permission="TICKET_ADMIN")
    def update(call: Call, name: Any, attributes: Any) -> None:
        before = _need(call, kind, name) if name else {}
        changes = need_struct(attributes)
        if not before:
            _refuse_nameless(call, kind, "update")
        row = _change(call, kind, before, changes)
        if before:
            _keep(call, kind, before["name"], row)


def rows_of(database: Database, kind: str) -> dict[str, Row]:
    """Return the components, milestones or versions by name."""
    return {"component": database.components, "milestone": database.milestones, "version": database.versions}[kind]


def _show(kind: str, row: Row) -> dict[str, Any]:
    shown: dict[str, Any] = {}
    for name in _MEMBERS[kind]:
        value = row.get(name)
        if name in _TIMES:
            shown[name] = from_stamp(value) if value else 0
        else:
            shown[name] = "" if value is None else value
    return shown


def _change(call: Call, kind: str, before: Row, changes: dict[str, Any]) -> Row:
    """Return a row with changes. Raises: TracError without a name; BrokenError for values of the wrong type."""
    row: Row = dict.fromkeys(_MEMBERS[kind]) | before
    given = {name: changes[name] for name in _MEMBERS[kind] if name in changes}
    if "name" in given or not row["name"]:
        name = given.get("name", row["name"])
        given["name"] = " ".join(need_text(name, "split").split()) if name else None
        if not given["name"]:
            raise TracError(f"Invalid {kind} name.")
    if kind == "component" and call.traits.has_rules and given.get("owner"):
        given["owner"] = " ".join(need_text(given["owner"], "split").split())
    for place, name in enumerate(_MEMBERS[kind]):
        if name in given and name != "name":
            is_nothing = call.traits.has_rules and not given[name]
            given[name] = to_stamp(given[name]) if name in _TIMES else None if is_nothing else bind(given[name], place)
    return row | {name: row[name] or 0 for name in row if name in _TIMES} | given


def _keep(call: Call, kind: str, before: str | None, row: Row) -> None:
    """Keep a row, under a new name with its tickets. Raises: TracError, BrokenError where the name is taken."""
    rows, name = rows_of(call.database, kind), row["name"]
    if name != before and name in rows:
        if call.traits.has_rules:
            raise TracError(f'{kind.capitalize()} "{name}" already exists.')
        raise BrokenError(f"UNIQUE constraint failed: {kind}.name")
    if before is not None and name != before:
        _rename(call, kind, before, name)
        del rows[before]
    rows[name] = row
    call.database.is_fresh = False


def _rename(call: Call, kind: str, before: str, after: str) -> None:
    if kind == "milestone":
        _move_tickets(call, before, after, "Milestone renamed")
        return
    for ticket in call.database.tickets.where(kind, before):
        call.database.tickets.update(ticket["id"], {kind: after})


def _delete(call: Call, kind: str, name: str) -> None:
    if kind == "milestone" and not call.traits.has_rules:
        _move_tickets(call, name, None, "Milestone deleted")
    del rows_of(call.database, kind)[name]
    call.database.is_fresh = False


def _move_tickets(call: Call, before: str, after: str | None, comment: str) -> None:
    """Give tickets another milestone, with a comment of nobody's."""
    rows, moment = call.database.tickets.where("milestone", before), call.tick()
    for row in rows:
        ticket = load_ticket(call, row["id"])
        ticket.set("milestone", after)
        ticket.save(None, comment, moment)


def _need(call: Call, kind: str, name: Any) -> Row:
    if kind == "milestone" and isinstance(name, (list, dict)):
        raise BrokenError(f"unhashable type: '{type_name(name)}'")
    if kind != "milestone":
        bind(name, 0)
    row = rows_of(call.database, kind).get(as_words(name))
    if row is None:
        title = "Trac Error" if kind != "milestone" else f"Invalid milestone name{'.' * call.traits.has_markup}"
        raise NotFoundError(f"{kind.capitalize()} {as_words(name)} does not exist.", title)
    return row


def _refuse_nameless(call: Call, kind: str, verb: str) -> None:
    """Refuse what names nothing, but for a milestone: Trac looks whether there is one for the other two alone."""
    if kind == "milestone":
        return
    if call.traits.has_rules:
        raise TracError(f"Cannot {verb} non-existent {kind}.")
    raise BrokenError(f"Cannot {verb} non-existent {kind}")


for _kind in _MEMBERS:
    _expose(_kind)
