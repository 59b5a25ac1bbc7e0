"""Files: sent to a signed address on another host, read at a third with the credential of the API, or by a signature.

Source: https://linear.app/developers/how-to-upload-a-file-to-linear,
https://linear.app/developers/file-storage-authentication, and the headers of an upload as Linear's staff quote them.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tasklab.adapter.message import Response
from tasklab.twin.answer import text_answer
from tasklab.twin.credential import read_header
from tasklab.twin.platform.linear.entity import read_text
from tasklab.twin.platform.linear.refusal import HttpRefusalError, invalid
from tasklab.twin.platform.linear.resolver import resolves

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tasklab.adapter.message import Request
    from tasklab.twin.platform.linear.call import Call
    from tasklab.twin.platform.linear.database import Database

STORAGE_PATH = "/uploads.linear.app"
ASSET_PATH = re.compile(r"(?:/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}){3}")
EXPIRY_HEADER = "public-file-urls-expire-in"
_UPLOAD_S = 60
_XML = "application/xml; charset=UTF-8"


@dataclass
class File:
    """A file that was announced; with its content once that was sent."""

    content_type: str
    size: int
    headers: dict[str, str]
    upload_until_s: float
    content: bytes | None = None


def _sign(path: str, until_s: float) -> str:
    return hashlib.sha256(f"storage:{path}:{int(until_s)}".encode()).hexdigest()


@resolves("Mutation.fileUpload")
def _announce(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    database = call.database
    if args["size"] < 1:
        raise invalid("size", "min", "size must not be less than 1")
    name, kind = read_text(args, "filename"), read_text(args, "contentType")
    path = f"/{database.organization['id']}/{database.make_id()}/{database.make_id()}"
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    headers = {
        "x-goog-content-length-range": f"{args['size']},{args['size']}",
        "Content-Disposition": f'attachment; filename="{quoted}"',
    }
    until_s = call.now_s + _UPLOAD_S
    database.files[path] = File(kind, args["size"], headers, until_s)
    database.sync_id += 1
    query = f"X-Goog-Expires={_UPLOAD_S}&X-Goog-Signature={_sign(path, until_s)}"
    return call.done(
        uploadFile={
            "filename": name,
            "contentType": kind,
            "size": args["size"],
            "uploadUrl": f"{call.storage_at}{STORAGE_PATH}{path}?{query}",
            "assetUrl": f"{call.files_at}{path}",
            "metaData": args.get("metaData") if isinstance(args.get("metaData"), dict) else None,
            "headers": [{"key": key, "value": value} for key, value in headers.items()],
        }
    )


def receive(database: Database, request: Request, now_s: float) -> Response:
    """Take the content of a file as the storage does: signed, in time, with the headers and the size announced."""
    path = request.path.removeprefix(STORAGE_PATH)
    file = database.files.get(path)
    if file is None or dict(request.query).get("X-Goog-Signature") != _sign(path, file.upload_until_s):
        return _storage_refusal(403, "SignatureDoesNotMatch")
    if request.verb != "PUT":
        return _storage_refusal(405, "MethodNotAllowed")
    if now_s > file.upload_until_s:
        return _storage_refusal(400, "ExpiredToken")
    sent = {name.lower(): value for name, value in request.headers}
    wanted = {**file.headers, "content-type": file.content_type}
    if any(sent.get(name.lower()) != value for name, value in wanted.items()):
        return _storage_refusal(403, "SignatureDoesNotMatch")
    content = request.body or b""
    if len(content) != file.size:
        return _storage_refusal(400, "EntityTooLarge" if len(content) > file.size else "EntityTooSmall")
    file.content = content
    return Response(status=200, headers={"etag": f'"{hashlib.sha256(content).hexdigest()[:32]}"'})


def _storage_refusal(status: int, code: str) -> Response:
    return text_answer(f"<?xml version='1.0' encoding='UTF-8'?><Error><Code>{code}</Code></Error>", status, _XML)


def deliver(database: Database, request: Request, now_s: float, authenticate: Callable[[], object]) -> Response:
    """Give the content of a file to whoever has a credential or a signature that still counts."""
    signature = dict(request.query).get("signature")
    if signature is None:
        try:
            authenticate()
        except HttpRefusalError:
            return text_answer("Unauthorized", 401)
    else:
        until, _, signed = signature.partition(".")
        is_good = until.isascii() and until.isdigit() and signed == _sign(request.path, int(until))
        if not is_good or now_s > int(until):
            return text_answer("Unauthorized", 401)
    file = database.files.get(request.path)
    if file is None or file.content is None:
        return text_answer("Not Found", 404)
    headers = {"content-type": file.content_type, "content-disposition": file.headers["Content-Disposition"]}
    return Response(status=200, headers=headers, body=file.content)


def sign_addresses(body: bytes, request: Request, files_at: str, now_s: float) -> bytes:
    """Add a signature to each address of a file in an answer, where the caller asked for that."""
    asked = read_header(request, EXPIRY_HEADER) or ""
    if not asked.isascii() or not asked.isdigit() or int(asked) < 1:
        return body
    until_s = now_s + int(asked)
    pattern = re.compile(re.escape(files_at).encode() + b"(" + ASSET_PATH.pattern.encode() + b")")

    def sign(found: re.Match[bytes]) -> bytes:
        return found[0] + f"?signature={int(until_s)}.{_sign(found[1].decode(), until_s)}".encode()

    return pattern.sub(sign, body)
