"""Bodies in `multipart/form-data`. Source: RFC 7578, RFC 2046 section 5.1."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tasklab.twin.body import BodyError

_PARAMETER = re.compile(r';\s*([\w*-]+)=(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))')


@dataclass(frozen=True, slots=True)
class Part:
    """One field of a form; a file where it has a file's name."""

    name: str
    filename: str | None
    kind: str
    """Its media type, empty when it says none."""
    content: bytes


def parse_multipart(content_type: str, body: bytes) -> list[Part]:
    """Return the parts of a body. Raises: BodyError where it has no boundary or does not end."""
    boundary = _parameters(content_type).get("boundary", "")
    if not boundary:
        raise BodyError("malformed", "no boundary")
    line = b"\r\n--" + boundary.encode()
    first, *rest = (b"\r\n" + body).split(line)
    if not rest or first.strip() or not rest[-1].startswith(b"--"):
        raise BodyError("malformed", "unexpected end of the form")
    return [_parse_part(each) for each in rest[:-1]]


def _parse_part(part: bytes) -> Part:
    head, blank, content = part.partition(b"\r\n\r\n")
    if not blank:
        raise BodyError("malformed", "a part without a body")
    headers: dict[str, str] = {}
    for line in head.decode(errors="replace").split("\r\n"):
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    parameters = _parameters(headers.get("content-disposition", ""))
    if "name" not in parameters:
        raise BodyError("malformed", "a part without a name")
    kind = headers.get("content-type", "")
    return Part(parameters["name"], parameters.get("filename"), kind, content)


def _parameters(value: str) -> dict[str, str]:
    found = {}
    for name, quoted, bare in _PARAMETER.findall(value):
        found[name.lower()] = re.sub(r"\\(.)", r"\1", quoted) if quoted else bare
    return found
