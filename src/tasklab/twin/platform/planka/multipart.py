"""Bodies in `multipart/form-data`: fields, and files with their names. Source: RFC 7578."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.message import EmailMessage

_BOUNDARY = re.compile(r'boundary="?([^";]{1,70})"?')


@dataclass(frozen=True, slots=True)
class File:
    """An uploaded file, by the field that holds it."""

    field: str
    name: str
    kind: str
    content: bytes


def read_multipart(content_type: str, body: bytes) -> tuple[dict[str, str], list[File]]:
    """Return fields (the last of a name) and files. Raises: ValueError for a body that is none."""
    boundary = _BOUNDARY.search(content_type)
    if boundary is None:
        raise ValueError("Multipart: Boundary not found")
    fields: dict[str, str] = {}
    files: list[File] = []
    delimiter = b"\r\n--" + boundary[1].encode()
    parts = (b"\r\n" + body).split(delimiter)
    if len(parts) < 2 or not parts[-1].startswith(b"--"):  # noqa: PLR2004 - what is before the first, and the first
        raise ValueError("Unexpected end of form")
    for part in parts[1:-1]:
        head, blank, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        if not blank:
            raise ValueError("Malformed part header")
        _add_part(fields, files, head.decode("utf-8", "replace"), content)
    return fields, files


def _add_part(fields: dict[str, str], files: list[File], head: str, content: bytes) -> None:
    headers = {
        name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in head.split("\r\n"))
    }
    disposition = headers.get("content-disposition", "")
    name = _parameter(disposition, "name")
    if name is None:
        return
    file_name = _parameter(disposition, "filename")
    if file_name is None:
        fields[name] = content.decode("utf-8", "replace")
    else:
        # Browsers send a quotation mark as %22: https://html.spec.whatwg.org/multipage/form-control-infrastructure.html
        file_name = file_name.replace("%22", '"')
        files.append(File(name, file_name, headers.get("content-type", "application/octet-stream"), content))


def _parameter(disposition: str, name: str) -> str | None:
    """Return a parameter; the extended notation (`filename*=utf-8''…`) goes before the plain one."""
    message = EmailMessage()
    message["content-disposition"] = disposition.replace("\n", " ").replace("\r", " ")
    found = message["content-disposition"].params.get(name)
    return None if found is None else str(found)
