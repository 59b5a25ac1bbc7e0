"""Calls in JSON. Source: `tracrpc/json_rpc.py` of the plug-in's 1.1.9 and of its trunk.

There is no version of JSON-RPC that it follows: an id is sent back whatever it is, and a call without one is answered.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.trac.json_mistake import word_bytes, word_mistake
from tasklab.twin.platform.trac.python2 import Binary, no_attribute, type_name
from tasklab.twin.platform.trac.python2 import show as show_text
from tasklab.twin.platform.trac.refusal import BrokenError, ProtocolError

if TYPE_CHECKING:
    from collections.abc import Callable

    from tasklab.twin.platform.trac.version import Traits

_PARSE, _INTERNAL = -32700, -32603
_PLAIN = re.compile(r"(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,}))?", re.ASCII)
_WHOLE = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})(?:[Tt_ ](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,}))?([Zz]|[-+]\d{2}:[0-5]\d)?)?", re.ASCII
)
_TOO_DEEP = "maximum recursion depth exceeded"
_MULTICALL = "system.multicall"


def parse_call(body: bytes, traits: Traits) -> dict[str, Any]:
    """Return a call. Raises: ProtocolError."""
    try:
        value = json.loads(body.decode())
    except UnicodeDecodeError as error:
        raise _unreadable(word_bytes(body, error)) from error
    except json.JSONDecodeError as error:
        raise _unreadable(word_mistake(error)) from error
    except RecursionError as error:
        kind = "array" if body.lstrip()[:1] == b"[" else "object"
        raise _unreadable(f"{_TOO_DEEP} while decoding a JSON {kind} from a byte string") from error
    except ValueError as error:  # a number of more digits than Python reads
        raise _unreadable(str(error)) from error
    value = _read(value, traits)
    if not isinstance(value, dict):
        raise _unreadable("JSON object is not a dict")
    if value.get("method") == _MULTICALL:
        value["params"] = [_name_methods(value.get("params", []))]
    return value


def render_result(call: dict[str, Any], result: Any, traits: Traits) -> bytes:
    """Return the answer of a call that succeeded."""
    id_ = call.get("id")
    if call.get("method") == _MULTICALL:
        pairs = zip(call["params"][0], result, strict=False)
        result = [_answer(each, signature.get("id") or id_) for signature, each in pairs]
    try:
        return _dump({"result": result, "error": None, "id": id_}, traits)
    except BrokenError as error:
        return render_error(call, error, traits)


def render_error(call: dict[str, Any], error: Exception, traits: Traits, prefix: str = "") -> bytes:
    """Return the answer of a call that did not."""
    return _dump(_error(error, call.get("id"), prefix), traits)


def _answer(outcome: Any, id_: Any) -> dict[str, Any]:
    if isinstance(outcome, Exception):
        return _error(outcome, id_)
    return {"result": outcome[0], "error": None, "id": id_}


def _error(error: Exception, id_: Any, prefix: str = "") -> dict[str, Any]:
    code = getattr(error, "code", None) or _INTERNAL
    kind = error.kind if isinstance(error, ProtocolError) else prefix
    text = f"{kind} details : {error}" if kind else str(error)
    return {"result": None, "error": {"name": "JSONRPCError", "code": code, "message": text}, "id": id_}


def _unreadable(text: str) -> ProtocolError:
    return ProtocolError(text, _PARSE, "JsonProtocolException")


def _name_methods(signatures: Any) -> Any:
    if not isinstance(signatures, (list, dict, str)):
        raise _unreadable(f"'{type_name(signatures)}' object is not iterable")
    for signature in signatures:
        if not isinstance(signature, dict):
            raise _unreadable(str(no_attribute(signature, "get")))
        signature["methodName"] = signature.get("method", "")
    return list(signatures)


def _read(value: Any, traits: Traits) -> Any:
    """Return a value with what `__jsonclass__` marks made of it. Raises: ProtocolError."""
    if isinstance(value, list):
        return [_read(each, traits) for each in value]
    if not isinstance(value, dict):
        return value
    if list(value) != ["__jsonclass__"]:
        return {name: _read(each, traits) for name, each in value.items()}
    kind, text = _unpack(value["__jsonclass__"])
    read: dict[Any, Callable[[str], Any]] = {"datetime": lambda t: _read_moment(t, traits), "binary": _read_binary}
    if not isinstance(kind, str) or kind not in read:
        raise _unreadable(f"Unknown __jsonclass__: {kind}")
    if not isinstance(text, str):
        raise _unreadable("expected string or buffer" if kind == "datetime" else "Invalid base64 string")
    return read[kind](text)


def _unpack(pair: Any) -> tuple[Any, Any]:
    if not isinstance(pair, (list, str, dict)):
        raise _unreadable(f"'{type_name(pair)}' object is not iterable")
    match list(pair):
        case [kind, value]:
            return kind, value
        case []:
            raise _unreadable("need more than 0 values to unpack")
        case [_]:
            raise _unreadable("need more than 1 value to unpack")
    raise _unreadable("too many values to unpack")


def _read_binary(text: str) -> Binary:
    try:
        return Binary(base64.b64decode(text))
    except (binascii.Error, ValueError) as error:
        raise _unreadable("Invalid base64 string") from error


def _read_moment(text: str, traits: Traits) -> datetime:
    found = _WHOLE.fullmatch(text) if traits.has_whole_moments else _PLAIN.match(text)
    if not found:
        raise _unreadable(f"Invalid datetime string ({text})")
    try:
        if traits.has_whole_moments:
            return _whole_moment(found)
        return datetime(*[int(each) for each in found.groups() if each], tzinfo=UTC)  # type: ignore[misc,arg-type]
    except (ValueError, OverflowError) as error:
        raise _unreadable(f"Invalid datetime string ({text})" if traits.has_whole_moments else str(error)) from error


def _whole_moment(found: re.Match[str]) -> datetime:
    *date, fraction, zone = found.groups()
    offset = timedelta()
    if zone and zone not in "Zz":
        offset = timedelta(hours=int(zone[1:3]), minutes=int(zone[4:6])) * (-1 if zone[0] == "-" else 1)
    year, month, day, hour, minute, second = (int(each or 0) for each in date)
    micro = int(f"{fraction or ''}000000"[:6])
    return datetime(year, month, day, hour, minute, second, micro, tzinfo=timezone(offset)).astimezone(UTC)


def _dump(value: Any, traits: Traits) -> bytes:
    is_new = traits.has_whole_moments

    def show(each: Any) -> Any:
        if isinstance(each, datetime):
            return {"__jsonclass__": ["datetime", _show_moment(each, traits)]}
        if isinstance(each, Binary):
            raw = base64.b64encode(each.data) if traits.has_whole_moments else base64.encodebytes(each.data)
            return {"__jsonclass__": ["binary", raw.decode()]}
        # What is left is a mistake within several calls that were one of several calls themselves.
        raise BrokenError(f"{each.product}({show_text(str(each))},) is not JSON serializable" if is_new else _TOO_DEEP)

    return json.dumps(value, default=show).encode() + b"\n"


def _show_moment(moment: datetime, traits: Traits) -> str:
    if moment.year < 1900:  # noqa: PLR2004 - Python 2 cannot format an earlier one
        raise BrokenError(f"year={moment.year} is before 1900; the datetime strftime() methods require year >= 1900")
    text = moment.strftime("%Y-%m-%dT%H:%M:%S")
    return f"{text}.{moment.microsecond:06d}" if traits.has_whole_moments and moment.microsecond else text
