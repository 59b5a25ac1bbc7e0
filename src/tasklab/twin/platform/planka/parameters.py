"""What a request gives to an action: from the path, the body and the query, in this order of precedence."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tasklab.twin.body import BodyError, read_form, read_json
from tasklab.twin.credential import read_header
from tasklab.twin.platform.planka.multipart import File, read_multipart

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tasklab.adapter.message import Pairs, Request

_NESTED = re.compile(r"([^\[\]]+)\[([^\[\]]+)\]")


class UnreadableError(Exception):
    """The body is not what its type says: 400 without a word, as sails answers in production."""


@dataclass(frozen=True, slots=True)
class Given:
    """Parameters and files of a request."""

    parameters: dict[str, Any]
    files: list[File] = field(default_factory=list)


def read_parameters(request: Request, path: Mapping[str, str]) -> Given:
    """Gather what a request gives. Raises: UnreadableError."""
    body, files = _read_body(request)
    return Given({**_nest(request.query), **body, **path}, files)


def _read_body(request: Request) -> tuple[dict[str, Any], list[File]]:
    if not request.body:
        return {}, []
    kind = (read_header(request, "content-type") or "").strip()
    try:
        match kind.partition(";")[0].strip().lower():
            case "application/json":
                found = read_json(request)
                if not isinstance(found, (dict, list)):
                    raise UnreadableError
                return (found if isinstance(found, dict) else {}), []
            case "application/x-www-form-urlencoded":
                return _nest(read_form(request)), []
            case "multipart/form-data":
                return read_multipart(kind, request.body)
    except (BodyError, ValueError) as error:
        raise UnreadableError from error
    return {}, []


def _nest(pairs: Pairs) -> dict[str, Any]:
    """Read `a[b]=c` as `{"a": {"b": "c"}}`, and a name that comes twice as a list."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        nested = _NESTED.fullmatch(name)
        if nested is not None:
            inner = found.setdefault(nested[1], {})
            if isinstance(inner, dict):
                inner[nested[2]] = value
        elif name in found:
            before = found[name]
            found[name] = [*before, value] if isinstance(before, list) else [before, value]
        else:
            found[name] = value
    return found
