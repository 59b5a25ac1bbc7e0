"""Parameters that a method accepts as far as their types go, for calls that must be refused for another reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from tasklab.unified.catalogue import Method

_FILLERS: dict[str, Any] = {
    "operations": [{"method": "task.delete", "parameters": {"id": "1"}}],
    "kind": "relates_to",
    "position": 1,
}


def filler_parameters(method: Method) -> dict[str, Any]:
    """Return a value of the right type for each parameter that a method cannot do without."""
    required = [field.name for field in msgspec.structs.fields(method.parameters) if field.required]
    found = {name: _FILLERS.get(name, "1") for name in required}
    if method.name == "task.move":
        found["section_id"] = "1"
    if method.name == "attachment.create":
        found["url"] = "https://example.org/x"
    return found
