"""Parts of objects that an answer lists beside them, each with the id of the object it belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable


def place_beside(natives: Iterable[Any], member: str, parts: Iterable[Any] | None, by: str) -> None:
    """Give each object the parts that name its `id` in their member `by`, in the order of the answer.

    Objects without a part get an empty list. Where the answer has no such list (null) nothing is known of the parts,
    and the objects stay as they are.
    """
    if parts is None:
        return
    owned: dict[str, list[Any]] = {}
    for part in parts:
        owned.setdefault(getattr(part, by), []).append(part)
    for native in natives:
        setattr(native, member, owned.get(native.id, []))
