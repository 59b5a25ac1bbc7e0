"""Answers that are not what a platform documents, made from nothing or from what it really said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from tasklab.adapter.message import Response
from tasklab.adapter.xml_rpc import answer_body, as_json
from tasklab.verify.contract.interference import Forward, Rule, answering, plainly

if TYPE_CHECKING:
    from tasklab.adapter.transport.protocol import WireRequest

_PAGE = b"<!DOCTYPE html><html><body><h1>Please sign in to the network</h1></body></html>"
_DEEP = b"[" * 100_000
_BILLION = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><x>&c;</x>'
)


@dataclass(frozen=True)
class Garbage:
    """One kind of answer that makes no sense."""

    name: str
    rule: Rule

    def __str__(self) -> str:
        return self.name


def _twisted(request: WireRequest, forward: Forward) -> Response:
    """Give what the platform says with every value of another type."""
    answer = plainly(request, forward)
    if b"<methodResponse>" in answer.body:
        document = msgspec.json.decode(as_json(answer).body)
        return Response(status=200, headers=answer.headers, body=answer_body(_twist(document)))
    try:
        document = msgspec.json.decode(answer.body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        body = answer.body.replace(b"BEGIN:", b"BEGUN:").replace(b"href>", b"hrfe>")
        return Response(status=200, headers=answer.headers, body=body)
    return Response(status=200, headers=answer.headers, body=msgspec.json.encode(_twist(document)))


def _twist(value: Any) -> Any:
    match value:
        case dict():
            return {name: _twist(part) for name, part in value.items()} if value else []
        case list():
            return [_twist(part) for part in value] if value else {}
        case bool() | None:
            return {"unexpected": True}
        case int() | float():
            return [[value]]
        case _:
            return [{"text": value}]


GARBAGE = (
    Garbage("html", answering(200, _PAGE, content_type="text/html")),
    Garbage("nothing", answering(200, b"", content_type="application/json")),
    Garbage("noise", answering(200, b"\xff\xfe\x00{", content_type="application/json")),
    Garbage("depth", answering(200, _DEEP, content_type="application/json")),
    Garbage("entities", answering(207, _BILLION, content_type="application/xml")),
    Garbage("types", _twisted),
)
