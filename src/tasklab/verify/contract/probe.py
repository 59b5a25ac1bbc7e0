"""Runs the call by which a spec shows that a platform version lacks something."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from tasklab.adapter.encode import segment
from tasklab.adapter.message import Remember, Request, Response
from tasklab.adapter.xml_rpc import as_json, call_body
from tasklab.spec.call import VERBS
from tasklab.spec.expression import Hole, Literal, Mapping, Reference, Sequence, Template, parse_value

if TYPE_CHECKING:
    from collections.abc import Callable

    from tasklab.adapter.message import Flow
    from tasklab.spec.call import Call, Unavailable
    from tasklab.spec.expression import Value
    from tasklab.verify.contract.capability import Capability
    from tasklab.verify.contract.target import Session

_REFUSED = range(400, 500)


def run_probe(session: Session, capability: Capability, declared: Unavailable) -> str:
    """Find what contradicts an absence on the target; empty when the target refuses, or lacks what is named."""
    call = declared.probe
    if call is None:
        return "there is no call that shows it"
    answer = session.probe(_probe(session, capability, call))
    if declared.lacks is not None:
        # Some versions refuse it, others answer without it.
        is_refused = answer.status in _REFUSED and answer.status in (call.expect or ())
        return "" if is_refused else _check_lack(answer, declared.lacks)
    wanted = call.expect or list(_REFUSED)
    if answer.status in wanted:
        return ""
    return f"the product answered {answer.status} where {_words(wanted)} would show that it has no such thing"


def _words(statuses: list[int]) -> str:
    return "400 to 499" if statuses == list(_REFUSED) else " or ".join(map(str, statuses))


def _check_lack(answer: Response, path: str) -> str:
    """Find whether an answer holds what it must not have."""
    if answer.status >= _REFUSED.start:
        return f"the product answered {answer.status}, and `{path}` can only be missed in an answer"
    try:
        value = msgspec.json.decode(answer.body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return f"the product's answer has `{path}`" if path.encode() in answer.body else ""
    for step in path.split("."):
        value = value.get(step) if isinstance(value, dict) else None
    return "" if value is None else f"the product's answer has `{path}`"


def _probe(session: Session, capability: Capability, call: Call) -> Flow[Response]:
    adapter = session.connected
    names: dict[str, Any] = {**adapter.connection.parameters, **capability.spec.constants}
    for name in capability.spec.remember:
        make: Callable[[], Flow[Any]] = getattr(adapter, f"_remember_{name}")
        names[name] = yield Remember(name, make)
    yield from ()
    answer: Response = yield _request(capability, call, names)
    rpc = capability.spec.rpc
    return as_json(answer) if call.rpc is not None and rpc is not None and rpc.kind == "xml" else answer


def _request(capability: Capability, call: Call, names: dict[str, Any]) -> Request:
    headers = [(name, str(_value(parse_value(raw), names))) for name, raw in call.headers.items()]
    body: bytes | None = None
    if call.rpc is not None and capability.spec.rpc is not None:
        path, verb = str(_value(parse_value(capability.spec.rpc.path), names)), "POST"
        params = [_value(parse_value(each), names) for each in call.params or []]
        is_xml = capability.spec.rpc.kind == "xml"
        json = msgspec.json.encode({"id": 1, "method": call.rpc, "params": params})
        body = call_body(call.rpc, params) if is_xml else json
        headers.append(("Content-Type", "text/xml" if is_xml else "application/json"))
    elif call.graphql is not None and capability.spec.graphql is not None:
        path, verb = str(_value(parse_value(capability.spec.graphql.path), names)), "POST"
        variables = {name: _value(parse_value(raw), names) for name, raw in call.variables.items()}
        body = msgspec.json.encode({"query": call.graphql, "variables": variables})
        headers.append(("Content-Type", "application/json"))
    else:
        verb = next(verb for verb in VERBS if getattr(call, verb) is not None)
        path = str(_value(parse_value(getattr(call, verb)), names))
        if call.json_body is not None:
            body = msgspec.json.encode(_value(parse_value(call.json_body), names))
            headers.append(("Content-Type", "application/json"))
        elif call.xml is not None:
            body = str(_value(parse_value(call.xml), names)).encode()
    query = tuple((name, str(_value(parse_value(raw), names))) for name, raw in call.query.items())
    return Request(verb=verb.upper(), path=path, query=query, headers=tuple(headers), body=body)


def _value(value: Value, names: dict[str, Any]) -> Any:
    match value:
        case Literal(value=plain):
            return plain
        case Reference(name=name):
            return names[name]
        case Template(parts=parts):
            return "".join(part if isinstance(part, str) else _hole(part, names) for part in parts)
        case Sequence(items=items):
            return [_value(item, names) for item in items]
        case Mapping(entries=entries):
            return {name: _value(part, names) for name, part in entries}
        case _:
            raise NotImplementedError(f"a probe is made of plain values and references, not of {type(value).__name__}")


def _hole(hole: Hole, names: dict[str, Any]) -> str:
    text = str(names[hole.name])
    return text if hole.is_raw else segment(text)
