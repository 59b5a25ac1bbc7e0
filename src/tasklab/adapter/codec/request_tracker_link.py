"""Links between Request Tracker's tickets: the changes that add and delete them, and their ids.

Source: https://docs.bestpractical.com/rt/5.0.3/RT/REST2.html
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tasklab.adapter.codec.number import encode_integer_text
from tasklab.adapter.codec.record import Codec
from tasklab.adapter.codec.refusal import cannot_carry
from tasklab.unified.error import NotFoundError

if TYPE_CHECKING:
    from collections.abc import Sequence

_LINK_ID = re.compile(r"[0-9]+-(depends-on|depended-on-by|refers-to|referred-to-by|parent|child)-([0-9]+)\Z", re.ASCII)
_ADDED = {
    "blocked_by": "AddDependsOn",
    "blocks": "AddDependedOnBy",
    "relates_to": "AddRefersTo",
    "child": "AddParents",
    "parent": "AddChildren",
}
_DELETED = {
    "depends-on": "DeleteDependsOn",
    "depended-on-by": "DeleteDependedOnBy",
    "refers-to": "DeleteRefersTo",
    "referred-to-by": "DeleteReferredToBy",
    "parent": "DeleteParents",
    "child": "DeleteChildren",
}


def decode_link_end(native: str | int | None) -> str:
    """Return the number of a ticket as text: of the ticket itself the platform gives a number, elsewhere none."""
    return "" if native is None else str(native)


def encode_link_added(link: Sequence[str]) -> dict[str, str]:
    """Return the change that adds a link, of `[kind, other]`.

    Raises: UnsupportedFieldError for a kind that tickets have not.
    """
    kind, other = link
    if kind not in _ADDED:
        raise cannot_carry("kind", f"is {str(kind)!r}: tickets have {', '.join(_ADDED)}")
    return {_ADDED[kind]: str(encode_integer_text(other, "other_task_id"))}


def encode_link_deleted(identifier: str) -> dict[str, str]:
    """Return the change that deletes a link, of its id `12-depends-on-13`.

    Raises: NotFoundError when it is no such id.
    """
    found = _LINK_ID.match(identifier)
    if found is None:
        raise NotFoundError(f"there is no link with the id {identifier!r}", pointer="/id")
    return {_DELETED[found[1]]: found[2]}


def encode_link_task(identifier: str) -> str:
    """Return the ticket that a link with the id `12-depends-on-13` is told from.

    Raises: NotFoundError when it is no such id.
    """
    encode_link_deleted(identifier)
    return identifier.partition("-")[0]


CODECS = (
    Codec(
        module=__name__,
        name="link_end",
        summary="The number of a ticket, as text or as a number.",
        native="str | int",
        unified="str",
        reads_null=True,
        direction="read",
        is_hook=True,
    ),
    Codec(
        module=__name__,
        name="link_added",
        summary="The change that adds a link, of `[kind, other]`.",
        native="dict[str, str]",
        unified="Sequence[str]",
        imports=(("collections.abc", "Sequence"),),
        direction="write",
        is_hook=True,
    ),
    Codec(
        module=__name__,
        name="link_deleted",
        summary="The change that deletes a link, of its id `12-depends-on-13`.",
        native="dict[str, str]",
        unified="str",
        direction="write",
        is_hook=True,
    ),
    Codec(
        module=__name__,
        name="link_task",
        summary="The ticket that a link is told from, of its id `12-depends-on-13`.",
        native="str",
        unified="str",
        direction="write",
        is_hook=True,
    ),
)
