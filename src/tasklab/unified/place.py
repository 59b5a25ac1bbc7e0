"""Where each unified method is: one rule for all of them, read off the catalogue.

    object.list      GET     /tasks                      below what it needs: /tasks/{task_id}/comments
    object.create    POST    /tasks                      likewise
    object.get       GET     /tasks/{id}
    object.update    PATCH   /tasks/{id}
    object.delete    DELETE  /tasks/{id}
    object.verb      GET or POST /tasks/{id}/complete    a verb on one object: GET where it only reads
    object.verb      GET or POST /tasks:batch            a verb on all of them
    user.me          GET     /me

All of it is below `/v1/connections/{connection_id}`. What stands in the path is not given again; the rest of a reading
method's parameters, and of a delete's, are the query's, the rest of a writing method's are the body's.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Literal, TypeAlias

import msgspec

from tasklab.unified.catalogue import METHODS

if TYPE_CHECKING:
    from tasklab.unified.catalogue import Method

Verb: TypeAlias = Literal["GET", "POST", "PATCH", "DELETE"]
BASE = "/v1/connections/{connection_id}"
_PLURALS = {"activity": "activities", "priority": "priorities", "status": "statuses", "time_entry": "time_entries"}
_VERBS: dict[str, Verb] = {"list": "GET", "get": "GET", "create": "POST", "update": "PATCH", "delete": "DELETE"}


@dataclass(frozen=True)
class Place:
    """Where a method is."""

    method: Method
    verb: Verb
    path: str
    """Whole, with `{connection_id}` in it."""
    in_path: tuple[str, ...]
    """Parameters of the method that stand in the path."""

    @cached_property
    def has_body(self) -> bool:
        """Whether the other parameters are the body's, and not the query's."""
        return self.verb in {"POST", "PATCH"}

    @cached_property
    def success(self) -> int:
        """Status of an answer that is what was asked for."""
        return 201 if self.method.verb == "create" else 200


def place_of(method: Method) -> Place:
    """Return where a method is."""
    plural = _PLURALS.get(method.object, f"{method.object}s")
    verb: Verb = _VERBS.get(method.verb) or ("POST" if method.is_write else "GET")
    if method.name == "user.me":
        return Place(method, "GET", f"{BASE}/me", ())
    if method.verb in {"list", "create"}:
        parent = _parent_of(method.object)
        if parent is None:
            return Place(method, verb, f"{BASE}/{plural}", ())
        owner = _PLURALS.get(parent, f"{parent}s")
        return Place(method, verb, f"{BASE}/{owner}/{{{parent}_id}}/{plural}", (f"{parent}_id",))
    if "id" not in required(method):
        return Place(method, verb, f"{BASE}/{plural}:{method.verb}", ())
    suffix = "" if method.verb in _VERBS else f"/{method.verb}"
    return Place(method, verb, f"{BASE}/{plural}/{{id}}{suffix}", ("id",))


def _parent_of(name: str) -> str | None:
    """Find the object that another one is listed below: what its list cannot do without."""
    listing = METHODS.get(f"{name}.list")
    needed = [] if listing is None else [each for each in required(listing) if each.endswith("_id")]
    return needed[0].removesuffix("_id") if needed else None


@cache
def required(method: Method) -> tuple[str, ...]:
    """Name the parameters that a method cannot do without."""
    return tuple(each.name for each in msgspec.structs.fields(method.parameters) if each.required)


PLACES: dict[str, Place] = {name: place_of(method) for name, method in METHODS.items()}
"""Where every method of the catalogue is."""
