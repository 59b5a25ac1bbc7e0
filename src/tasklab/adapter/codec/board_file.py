"""Files in the columns of an item: a column is written anew with those that stay.

Source: the mutation `update_assets_on_item` and its input `FileInput` in the vendor's schema of 2025-04,
https://developer.monday.com/api-reference/reference/items-other-types
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.adapter.codec.board_value import parsed
from tasklab.adapter.codec.record import Codec
from tasklab.adapter.codec.refusal import unreadable
from tasklab.unified.error import ConflictError, NotFoundError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_KINDS = {
    "ASSET": ("asset", "assetId"),
    "MONDAY_DOC": ("doc", "objectId"),
    "LINK": ("link", "linkToFile"),
    "GOOGLE_DRIVE": ("google_drive", "linkToFile"),
    "DROPBOX": ("dropbox", "linkToFile"),
    "BOX": ("box", "linkToFile"),
    "ONEDRIVE": ("onedrive", "linkToFile"),
}
"""What a file is where it is told: what it is called where it is written, and the member that says which one."""


def encode_file_column(parts: Sequence[Any]) -> str:
    """Return the id of the column that holds a file. Shape: `[item, id of the file]`.

    Raises: NotFoundError where none does.
    """
    return str(_holder(*parts).get("id"))


def encode_files_without(parts: Sequence[Any]) -> list[dict[str, Any]]:
    """Return the files that stay in the column of one that goes, as they are written. Shape: `[item, id of the file]`.

    Raises: NotFoundError where no column holds it; ConflictError where one beside it could not be written again.
    """
    item, identifier = parts
    others = [file for file in _files(_holder(item, identifier)) if str(file.get("assetId")) != identifier]
    return [_written(file) for file in others]


def _holder(item: Mapping[str, Any], identifier: str) -> Mapping[str, Any]:
    for value in item.get("column_values") or ():
        if any(str(file.get("assetId")) == identifier for file in _files(value)):
            found: Mapping[str, Any] = value
            return found
    raise NotFoundError(f"there is no file with the id {identifier!r} in the columns of this item", pointer="/id")


def _files(value: Any) -> list[dict[str, Any]]:
    if not isinstance(value, dict):
        raise unreadable(value, "the value of a column")
    inner = parsed(value.get("value")) if value.get("type") == "file" else None
    files = inner.get("files") if isinstance(inner, dict) else None
    return [file for file in files or () if isinstance(file, dict)]


def _written(file: Mapping[str, Any]) -> dict[str, Any]:
    kind, which = _KINDS.get(str(file.get("fileType")), ("", ""))
    if file.get(which) is None:
        raise ConflictError(f"beside it is a {file.get('fileType')}, which would not stay: take it out by hand")
    return {"fileType": kind, "name": str(file.get("name")), which: str(file[which])}


def _codec(name: str, summary: str, native: str) -> Codec:
    return Codec(
        module=__name__,
        name=name,
        summary=summary,
        native=native,
        unified="Any",
        imports=(("typing", "Any"),),
        direction="write",
        is_hook=True,
    )


CODECS = (
    _codec("file_column", "Of `[item, id of a file]`: the id of its column that holds the file. Writes only.", "str"),
    _codec(
        "files_without",
        "Of `[item, id of a file]`: the files that stay in its column. Writes only.",
        "list[dict[str, Any]]",
    ),
)
