"""What every object that comes back has to say about itself; looked at on each call of each case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from tasklab.unified.catalogue import METHODS
from tasklab.unified.objects import Entity, Field
from tasklab.verify.contract.session import CONNECTION_ID

if TYPE_CHECKING:
    from tasklab.verify.contract.capability import Capability
    from tasklab.verify.contract.target import Client

ENTITY_OF = {method.item: method.object for method in METHODS.values() if method.is_list}
"""Object part of the method names by the struct of its objects."""
_NOTHING = (None, "unknown")


class CheckedClient:
    """Calls unified methods, and looks at every object that comes back."""

    def __init__(self, client: Client, capability: Capability) -> None:
        self._client = client
        self._capability = capability

    def call(self, method: str, parameters: Mapping[str, Any]) -> Any:
        """Return what the method answers. Raises: MethodError; AssertionError for an object that lies about itself."""
        answer = self._client.call(method, parameters)
        has_raw = bool(parameters.get("raw"))
        for item in objects_of(answer):
            problem = check_stamp(item, self._capability, has_raw=has_raw)
            assert not problem, f"{method}: {problem}"
        return answer


def objects_of(answer: Any) -> list[Entity]:
    """Return the unified objects in an answer."""
    items = getattr(answer, "items", None)
    found = items if isinstance(items, list) else [answer]
    return [item for item in found if isinstance(item, Entity)]


def natives_of(answer: Any) -> list[Entity]:
    """Return those of the unified objects in an answer that the platform has: not the fields that every task has."""
    return [item for item in objects_of(answer) if not _is_ours(item)]


def _is_ours(item: Entity) -> bool:
    """Whether it is a field that every task has: the spec describes it, whatever the platform tells of custom ones."""
    return isinstance(item, Field) and item.is_custom is False


def check_stamp(item: Entity, capability: Capability, *, has_raw: bool) -> str:
    """Find what an object says wrong about where it comes from, its times, or what it cannot carry."""
    site = (capability.spec.platform, capability.spec.version)
    if not item.id or item.connection_id != CONNECTION_ID or (item.platform, item.platform_version) != site:
        return f"it says that it is {item.platform} {item.platform_version}, {item.connection_id}, {item.id!r}"
    if (item.raw is not msgspec.UNSET) is not (has_raw and not _is_ours(item)):
        return "its native form came along, and nobody asked" if not has_raw else "its native form did not come along"
    for name in item.__struct_fields__:
        value = getattr(item, name)
        if isinstance(value, dt.datetime) and value.utcoffset() != dt.timedelta(0):
            return f"`{name}` is not in UTC: {value}"
    return _check_unsupported(item, capability)


def _check_unsupported(item: Entity, capability: Capability) -> str:
    entity = ENTITY_OF[type(item)]
    is_declared = entity in capability.spec.entities and not _is_ours(item)
    if is_declared and set(item.unsupported) != capability.unsupported(entity):
        return f"`unsupported` says {sorted(item.unsupported)}, the version {sorted(capability.unsupported(entity))}"
    lying = [name for name in item.unsupported if getattr(item, name) not in _NOTHING]
    return f"{lying} are called unsupported and have values" if lying else ""
