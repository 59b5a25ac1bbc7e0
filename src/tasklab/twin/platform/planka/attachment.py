"""Attachments: files, and in 2.x links.

Source: paths `/attachments`, `/cards/{cardId}/attachments` of the description; routes of the product.
Files are fetched outside `/api`, with the access token in a cookie, or in 2.x with an API key.
"""

from __future__ import annotations

import mimetypes
import re
import struct
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tasklab.adapter.message import Response
from tasklab.twin.platform.planka.access import find, find_card, require_editor, require_reader
from tasklab.twin.platform.planka.around import shows_attachment
from tasklab.twin.platform.planka.operation import operation
from tasklab.twin.platform.planka.refusal import not_found, unprocessable
from tasklab.twin.platform.planka.rule import Input
from tasklab.twin.platform.planka.show import show_attachment
from tasklab.twin.platform.planka.version import FIRST, SECOND

if TYPE_CHECKING:
    from tasklab.twin.platform.planka.access import Path
    from tasklab.twin.platform.planka.call import Call
    from tasklab.twin.platform.planka.multipart import File
    from tasklab.twin.store import Row

_MISSING = "Attachment not found"
_NO_FILE = "No file was uploaded"
_RESERVED = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
_SHOWN_INLINE = frozenset(
    {
        "application/pdf",
        "audio/mpeg",
        "audio/wav",
        "audio/ogg",
        "audio/opus",
        "audio/mp4",
        "audio/x-aac",
        "video/mp4",
        "video/ogg",
        "video/webm",
    }
)
_PNG = b"\x89PNG\r\n\x1a\n"
_GIF = (b"GIF87a", b"GIF89a")


def _is_url(value: str) -> bool:
    try:
        parts = urlsplit(value)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and not re.search(r"\s", value)
    except ValueError:
        return False


@operation("POST /api/cards/{cardId}/attachments", {"requestId": Input("string", is_filled=True)}, generation=FIRST)
def create_attachment_1(call: Call) -> dict[str, Any]:
    """Upload a file; it is named as its file is."""
    card = _find_editable_card(call)
    file = _find_file(call)
    return {"item": show_attachment(call, _insert_file(call, card, file, file.name))}


@operation(
    "POST /api/cards/{cardId}/attachments",
    {
        "type": Input("string", is_required=True, choices=("file", "link")),
        "url": Input("string", max_length=2048, check=_is_url),
        "name": Input("string", is_required=True, max_length=128),
        "requestId": Input("string", is_filled=True, max_length=128),
    },
    generation=SECOND,
)
def create_attachment(call: Call) -> dict[str, Any]:
    """Upload a file or keep a link, under a name."""
    card, name = _find_editable_card(call), call.values["name"]
    if call.values["type"] == "file":
        return {"item": show_attachment(call, _insert_file(call, card, _find_file(call), name))}
    url = call.values.get("url")
    if not url:
        raise unprocessable("Url must be present")
    data = {"hostname": urlsplit(url).hostname, "url": url}
    return {"item": show_attachment(call, _insert(call, card, "link", data, name))}


def _find_editable_card(call: Call) -> Row:
    card = find_card(call, call.values["cardId"]).card
    require_editor(call, card["boardId"], "Card not found")
    return card


def _find_file(call: Call) -> File:
    files = [file for file in call.files if file.field == "file"]
    if not files:
        raise unprocessable(_NO_FILE)
    return files[-1]


def _insert(call: Call, card: Row, kind: str, data: Row, name: str) -> Row:
    owner = {"cardId": card["id"], "creatorUserId": call.user_id}
    row: Row = {**owner, "type": kind, "data": data, "name": name, **call.born()}
    call.database.attachments.insert(row)
    return row


def _insert_file(call: Call, card: Row, file: File, name: str) -> Row:
    file_name = _RESERVED.sub("!", file.name).strip(". ")[:255] or "file"
    image = measure_image(file.content)
    kind = mimetypes.guess_type(file_name)[0]
    data = {"filename": file_name, "mimeType": kind, "size": len(file.content), "image": image}
    row = _insert(call, card, "file", data, name)
    call.database.blobs[row["id"]] = file.content
    if image is not None and card["coverAttachmentId"] is None:
        call.database.cards.update(card["id"], call.changed({"coverAttachmentId": row["id"]}))
    return row


def measure_image(content: bytes) -> Row | None:
    """Return width, height and extension of a PNG or GIF; None for anything else, which a twin does not look into."""
    if content.startswith(_PNG) and len(content) >= 24:  # noqa: PLR2004 - where the first chunk's sizes end
        width, height = struct.unpack(">II", content[16:24])
        return {"width": width, "height": height, "thumbnailsExtension": "png"}
    if content.startswith(_GIF) and len(content) >= 10:  # noqa: PLR2004 - where the screen's sizes end
        width, height = struct.unpack("<HH", content[6:10])
        return {"width": width, "height": height, "thumbnailsExtension": "gif"}
    return None


def _find_attachment(call: Call, missing: str = _MISSING) -> tuple[Row, Path]:
    row = find(call.database.attachments, call.values["id"], missing)
    if not shows_attachment(call, row):
        raise not_found(missing)
    return row, find_card(call, row["cardId"], missing)


def _update_attachment(call: Call) -> dict[str, Any]:
    row, path = _find_attachment(call)
    require_editor(call, path.board["id"], _MISSING)
    call.database.attachments.update(row["id"], call.changed(call.pick("name")))
    return {"item": show_attachment(call, row)}


operation("PATCH /api/attachments/{id}", {"name": Input("string", is_filled=True)}, generation=FIRST)(
    _update_attachment
)
operation("PATCH /api/attachments/{id}", {"name": Input("string", is_filled=True, max_length=128)}, generation=SECOND)(
    _update_attachment
)


@operation("DELETE /api/attachments/{id}")
def delete_attachment(call: Call) -> dict[str, Any]:
    """Remove an attachment."""
    row, path = _find_attachment(call)
    require_editor(call, path.board["id"], _MISSING)
    shown = show_attachment(call, row)
    call.database.remove_attachment(row["id"])
    return {"item": shown}


@operation("GET /attachments/{id}/download/{filename}", {"filename": Input("string")})
def download_attachment(call: Call) -> Response:
    """Return what a file holds, under whatever name it is asked for."""
    missing = "File attachment not found" if call.is_second else _MISSING
    row, path = _find_attachment(call, missing)
    require_reader(call, path.project, path.board["id"], missing)
    content = call.database.blobs.get(row["id"])
    if content is None:
        raise not_found(missing)
    kind = row["data"]["mimeType"]
    headers = {"content-type": kind or "application/octet-stream", "cache-control": "private, max-age=900"}
    if kind not in _SHOWN_INLINE and row["data"]["image"] is None:
        headers["content-disposition"] = "attachment"
    return Response(status=200, headers=headers, body=content)
