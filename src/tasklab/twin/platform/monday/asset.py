"""Files: sent as a form to `/v2/file` with a mutation, read at an address that is good for an hour without a token.

Source: https://developer.monday.com/api-reference/reference/assets-1, /files-assets; the GraphQL multipart request
specification, whose `map` names the variable that a part of the form is for.
"""

from __future__ import annotations

import hashlib
import mimetypes
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tasklab.adapter.message import Response
from tasklab.twin.answer import text_answer
from tasklab.twin.platform.monday.call import numbers
from tasklab.twin.platform.monday.column import find_column
from tasklab.twin.platform.monday.column_value import write_values
from tasklab.twin.platform.monday.refusal import RefusalError, bad_argument
from tasklab.twin.platform.monday.resolver import resolves
from tasklab.twin.platform.monday.update import find_update

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tasklab.adapter.message import Request
    from tasklab.twin.platform.monday.call import Call
    from tasklab.twin.platform.monday.database import Database
    from tasklab.twin.store import Row

FILES = "/-/files/"
"""Below it files are read; the vendor has them on another host."""
LIFE_S = 3600
_IMAGES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".webp"})


@dataclass(frozen=True)
class Upload:
    """A file that came along with a request."""

    name: str
    content: bytes


def _new_asset(call: Call, upload: Upload, **owner: int) -> Row:
    extension = re.search(r"\.[^.]+$", upload.name)
    row: Row = {
        **dict.fromkeys(("item_id", "update_id", "column_id", "original_geometry", "url_thumbnail")),
        "name": upload.name,
        "file_extension": extension[0].lower() if extension else "",
        "file_size": len(upload.content),
        "content": upload.content,
        "creator_id": call.user_id,
        "created_at": call.now,
        "path": "",
        **owner,
    }
    id_ = call.database.assets.insert(row)
    call.database.assets.update(id_, {"path": f"{FILES}{id_}/{_safe(upload.name)}"})
    return row


def _safe(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]", "_", name) or "file"


def _uploaded(args: Mapping[str, Any]) -> Upload:
    if not isinstance(args["file"], Upload):
        raise bad_argument("file is not a file of the form")
    return args["file"]


@resolves("Mutation.add_file_to_column")
def _add_to_column(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    item = call.own_item(args["item_id"])
    column = _files_column(call, item, args["column_id"])
    asset = _new_asset(call, _uploaded(args), item_id=item["id"])
    call.database.assets.update(asset["id"], {"column_id": column["id"]})
    file = _as_file(call, asset)
    stored = item["values"].get(column["id"]) or {"files": []}
    write_values(call, item, {column["id"]: {"files": [*stored["files"], file]}})
    return asset


def _files_column(call: Call, item: Row, column_id: str) -> Row:
    column: Row = find_column(call, call.own_board(item["board_id"]), column_id)
    if column["type"] != "file":
        raise RefusalError(
            "InvalidColumnTypeException", "The column is no files column", data={"column_id": column["id"]}
        )
    return column


def _as_file(call: Call, asset: Row) -> dict[str, Any]:
    """Return an asset as the value of a column has it."""
    return {
        "name": asset["name"],
        "assetId": asset["id"],
        "isImage": str(asset["file_extension"] in _IMAGES).lower(),
        "fileType": "ASSET",
        "createdAt": int(call.now_s * 1000),
        "createdBy": str(call.user_id),
    }


@resolves("Mutation.update_assets_on_item")
def _set_files(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    """Write a column anew, of files that the item has already. Links and documents are no part of the twin."""
    item = call.own_item(args["item_id"])
    column = _files_column(call, item, args["column_id"])
    assets = {str(row["id"]): row for row in call.database.assets.where("item", item["id"])}
    files = [assets.get(str(file.get("assetId"))) for file in args["files"] if file["fileType"] == "asset"]
    if len(files) < len(args["files"]) or None in files:
        raise bad_argument("files has one that the item has not")
    kept = {"files": [_as_file(call, asset) for asset in files if asset is not None]}
    write_values(call, item, {column["id"]: kept if files else None})
    return item


@resolves("Mutation.add_file_to_update")
def _add_to_update(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    update = find_update(call, args["update_id"])
    call.own_item(update["item_id"])
    return _new_asset(call, _uploaded(args), update_id=update["id"])


@resolves("Query.assets")
def _assets(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    rows = [call.database.assets.get(id_) for id_ in numbers(args["ids"])]
    return [row for row in rows if row is not None and _sees(call, row)]


def _sees(call: Call, row: Row) -> bool:
    if row["update_id"] is not None:
        update = call.database.updates.get(row["update_id"])
        return update is not None and call.find_item(update["item_id"]) is not None
    item = call.find_item(row["item_id"])
    return item is not None and row["id"] in _kept(item)


def _kept(item: Row, columns: list[str] | None = None) -> set[int]:
    """Return the assets that are in columns of an item now; what was taken out of all of them is gone."""
    values = (value for id_, value in item["values"].items() if columns is None or id_ in columns)
    return {each["assetId"] for value in values if isinstance(value, dict) for each in value.get("files", ())}


@resolves("Item.assets")
def _item_assets(call: Call, item: Row, args: Mapping[str, Any]) -> Any:
    """Return files of an item: of its columns as they are now, of its updates (the gallery), or of both."""
    database = call.database
    source, columns = args.get("assets_source") or "all", args.get("column_ids")
    kept = _kept(item, columns)
    rows = [row for row in database.assets.where("item", item["id"]) if row["id"] in kept]
    if columns is not None or source == "columns":
        return rows
    said = [
        row
        for each in database.updates.where("item", item["id"])
        for row in database.assets.where("update", each["id"])
    ]
    return said if source == "gallery" else [*rows, *said]


@resolves("Asset.uploaded_by")
def _uploaded_by(call: Call, row: Row, _: Mapping[str, Any]) -> Any:
    return call.database.users.get(row["creator_id"])


@resolves("Asset.url")
def _url(call: Call, row: Row, _: Mapping[str, Any]) -> Any:
    slug = call.database.account["slug"]
    return (
        f"https://{slug}.monday.com/protected_static/{call.database.account['id']}/resources/{row['id']}/{row['name']}"
    )


@resolves("Asset.public_url")
def _public_url(call: Call, row: Row, _: Mapping[str, Any]) -> Any:
    until = int(call.now_s) + LIFE_S
    return f"{call.address}{row['path']}?Expires={until}&Signature={_sign(row['path'], until)}"


@resolves("FileAssetValue.is_image")
def _is_image(_: Call, row: Row, __: Mapping[str, Any]) -> Any:
    return row["file_extension"] in _IMAGES


def _sign(path: str, until: int) -> str:
    return hashlib.sha256(f"{path}:{until}".encode()).hexdigest()[:32]


def deliver(database: Database, request: Request, now_s: float) -> Response:
    """Answer with a file, to whoever has an address that is still good."""
    row = database.assets.first("path", request.path)
    query = dict(request.query)
    until = query.get("Expires", "")
    if row is None or not until.isdigit() or query.get("Signature") != _sign(request.path, int(until)):
        return text_answer("<Error><Code>AccessDenied</Code></Error>", 403, "application/xml")
    if now_s > int(until):
        words = "<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>"
        return text_answer(words, 403, "application/xml")
    kind = mimetypes.guess_type(row["name"])[0] or "application/octet-stream"
    return Response(status=200, headers={"content-type": kind}, body=row["content"])
