"""Bodies of JSON Patch, made of the mapping that a plain body would be. Source: RFC 6902."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.adapter.codec.record import Codec

if TYPE_CHECKING:
    from collections.abc import Mapping


def encode_json_patch(changes: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return one operation for each member: `add`, which replaces what is there, or `remove` where it is null.

    Members that are mappings lead to members below them: `{fields: {title: T}}` is `add /fields/title`. Source: RFC
    6902, section 4.1 (`add` to a member that exists replaces it), and RFC 6901, section 3 (`~0` and `~1`).
    """
    return _operations(changes, "add")


def encode_json_patch_replace(changes: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the same with `replace`, for members that `add` adds to: lists that a platform keeps in one text."""
    return _operations(changes, "replace")


def _operations(changes: Mapping[str, Any], verb: str) -> list[dict[str, Any]]:
    operations: list[dict[str, Any]] = []
    for name, value in changes.items():
        place = f"/{name.replace('~', '~0').replace('/', '~1')}"
        if isinstance(value, dict):
            below = _operations(value, verb)
            operations += [{**operation, "path": place + operation["path"]} for operation in below]
        elif value is None:
            operations.append({"op": "remove", "path": place})
        else:
            operations.append({"op": verb, "path": place, "value": value})
    return operations


def _codec(name: str, summary: str) -> Codec:
    return Codec(
        name=name,
        summary=f"{summary} Writes only.",
        native="list[dict[str, Any]]",
        unified="dict[str, Any]",
        imports=(("typing", "Any"),),
        direction="write",
        module=__name__,
    )


CODECS = (
    _codec("json_patch", "A mapping as the operations of JSON Patch: `add` for each member, `remove` for a null."),
    _codec("json_patch_replace", "The same as `json_patch`, with `replace` for each member that is not null."),
)
