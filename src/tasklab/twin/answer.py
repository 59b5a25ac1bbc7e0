"""Answers of a twin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from tasklab.adapter.message import Response

if TYPE_CHECKING:
    from collections.abc import Mapping

_JSON = {"content-type": "application/json"}
_ENCODER = msgspec.json.Encoder()


def json_answer(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Return an answer with a value as JSON."""
    return Response(status=status, headers={**_JSON, **headers} if headers else _JSON, body=_ENCODER.encode(value))


def text_answer(
    text: str, status: int = 200, kind: str = "text/plain; charset=utf-8", headers: Mapping[str, str] | None = None
) -> Response:
    """Return an answer with text."""
    return Response(status=status, headers={"content-type": kind, **(headers or {})}, body=text.encode())
