"""Attachments: links, and files with their bytes. Source: the description, group Cards."""

from __future__ import annotations

import mimetypes
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tasklab.adapter.message import Response
from tasklab.twin.platform.trello.access import WRITE, find_card, find_row
from tasklab.twin.platform.trello.call import route
from tasklab.twin.platform.trello.log import note
from tasklab.twin.platform.trello.nested import show_attachments
from tasklab.twin.platform.trello.refusal import CARD_NOT_ALLOWED, NOT_FOUND, RefusalError, invalid
from tasklab.twin.platform.trello.view_card import ATTACHMENT, download_address

if TYPE_CHECKING:
    from tasklab.twin.multipart import Part
    from tasklab.twin.platform.trello.call import Call
    from tasklab.twin.store import Row

MAX_NAME = 256
MAX_FILE_BYTES = 10 * 1024 * 1024
"""Chosen: no vendor's page that bounds a file was at hand."""


@route("GET", "/cards/{id}/attachments")
def list_attachments(call: Call, id_: str) -> list[dict[str, Any]]:
    """List the attachments of a card; `filter=cover` leaves the one that is its cover."""
    card = find_card(call, id_)
    shown = show_attachments(call, card, call.arguments, "fields")
    wanted = call.arguments.choice("filter", ("cover", "false", "true"), "false")
    return [each for each in shown if wanted != "cover" or each["id"] == card["cover"]["idAttachment"]]


@route("POST", "/cards/{id}/attachments")
def create_attachment(call: Call, id_: str) -> dict[str, Any]:
    """Attach a file (multipart, as `file`) or a link."""
    card = find_card(call, id_, WRITE)
    name = call.arguments.text("name", 0, MAX_NAME)
    file = call.files.get("file")
    link = call.arguments.text("url")
    is_cover = call.arguments.is_set("setCover")
    if file is not None:
        row = attach_upload(call, card, file, name)
    elif link:
        check_link(link, "url")
        row = attach_link(call, card, link, name)
    else:
        raise invalid("url")
    if is_cover:
        call.database.cards.update(card["id"], {"cover": card["cover"] | {"idAttachment": row["id"]}})
    return ATTACHMENT.show(call, row) | {"limits": {}}


def check_link(link: str, argument: str) -> None:
    """Raise RefusalError unless a link is an http one with a host."""
    try:
        parts = urlsplit(link)
        is_good = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        is_good = False
    if not is_good:
        raise invalid(argument)


def attach_link(call: Call, card: Row, link: str, name: str | None) -> Row:
    """Keep a link on a card, named as its address unless told otherwise."""
    return _attach(call, card, {"name": name or link, "link": link, "mimeType": call.arguments.text("mimeType") or ""})


def attach_upload(call: Call, card: Row, file: Part, name: str | None = None) -> Row:
    """Keep a file on a card. Raises: RefusalError where it is too large."""
    if len(file.content) > MAX_FILE_BYTES:
        raise RefusalError(413, "Payload Too Large")
    file_name = (file.filename or name or "upload").rpartition("/")[2]
    kind = call.arguments.text("mimeType", 0, MAX_NAME) or file.kind or mimetypes.guess_type(file_name)[0]
    values = {
        "name": name or file_name,
        "fileName": file_name,
        "mimeType": kind or "application/octet-stream",
        "bytes": len(file.content),
        "isUpload": True,
    }
    return _attach(call, card, values, file.content)


def _attach(call: Call, card: Row, values: dict[str, Any], content: bytes | None = None) -> Row:
    database = call.database
    row = {
        "idCard": card["id"],
        "bytes": None,
        "date_ms": call.now_ms,
        "edgeColor": None,
        "idMember": call.member_id,
        "isUpload": False,
        "fileName": None,
        "link": None,
        "pos": database.place("attachments", card["id"], "bottom"),
        **values,
    }
    database.attachments.insert(row)
    if content is not None:
        database.blobs[row["id"]] = content
    told = {"id": row["id"], "name": row["name"], "url": row["link"] or download_address(call, row)}
    note(call, "addAttachmentToCard", card=card, attachment=told)
    return row


def _find(call: Call, card_id: str, attachment_id: str, need: int = 1) -> tuple[Row, Row]:
    card = find_card(call, card_id, need)
    row = find_row(call.database.attachments, attachment_id)
    if row["idCard"] != card["id"]:
        raise RefusalError(404, NOT_FOUND)
    return card, row


@route("GET", "/cards/{id}/attachments/{idAttachment}")
def get_attachment(call: Call, id_: str, attachment_id: str) -> dict[str, Any]:
    """Show an attachment."""
    _, row = _find(call, id_, attachment_id)
    return ATTACHMENT.show(call, row, ATTACHMENT.choose(call.arguments))


@route("DELETE", "/cards/{id}/attachments/{idAttachment}")
def delete_attachment(call: Call, id_: str, attachment_id: str) -> dict[str, Any]:
    """Delete an attachment; a card whose cover it was has none then."""
    card, row = _find(call, id_, attachment_id, WRITE)
    call.database.remove_attachment(row["id"])
    if card["cover"]["idAttachment"] == row["id"]:
        call.database.cards.update(card["id"], {"cover": card["cover"] | {"idAttachment": None}})
    note(call, "deleteAttachmentFromCard", card=card, attachment={"id": row["id"], "name": row["name"]})
    return {"limits": {}}


@route("GET", "/cards/{id}/attachments/{idAttachment}/download/{fileName}")
def download_attachment(call: Call, id_: str, attachment_id: str, file_name: str) -> Response:
    """Give the bytes of a file. Only credentials in the header `Authorization` count here, since 2021-01-25."""
    if not call.has_header:
        raise RefusalError(401, CARD_NOT_ALLOWED)
    _, row = _find(call, id_, attachment_id)
    content = call.database.blobs.get(row["id"])
    if content is None or row["fileName"] != file_name:
        raise RefusalError(404, NOT_FOUND)
    return Response(status=200, headers={"content-type": row["mimeType"]}, body=content)
