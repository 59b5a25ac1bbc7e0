"""What a native answer means as an error: the spec's rules first, then what HTTP says.

A path into an answer is a tuple of steps: a text is a member, a number an entry, None every entry
(`("errors", None, "message")` is `errors[].message`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeAlias

import msgspec
from msgspec import UNSET

from tasklab.unified.error import KINDS, MethodError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tasklab.adapter.message import Response

Steps: TypeAlias = tuple[str | int | None, ...]

KIND_BY_STATUS = {
    400: "validation",
    401: "authentication",
    402: "permission",
    403: "permission",
    404: "not_found",
    409: "conflict",
    410: "not_found",
    412: "conflict",
    413: "validation",
    415: "validation",
    422: "validation",
    423: "conflict",
    428: "conflict",
    429: "rate_limited",
}
"""Source: RFC 9110, section 15; RFC 4918, section 11; RFC 6585."""
_SERVER_FAULTS = range(500, 600)
_SUCCESSES = range(200, 300)
_WORDS = ("detail", "message", "error_description", "error", "errors", "title")
"""Members under which platforms commonly say what is wrong; read when no rule names one."""
_SHOWN = 500
_SECONDS = re.compile(r"(\d{1,6}(?:\.\d{1,3})?) ?s(?:ec(?:ond)?s?)?\b")


class ErrorRule(msgspec.Struct, frozen=True):
    """Turns an answer into one kind of error; of several rules the first that fits counts."""

    kind: str
    """One of the kinds of `tasklab.unified.error`."""
    status: tuple[int, ...] = ()
    """Status codes it is for; any when empty."""
    path: Steps | None = None
    """Something other than null or an empty list must stand here in the JSON body."""
    equals: object = UNSET
    """What must stand at the path; null counts then."""
    matches: str | None = None
    """Regular expression found in a text at the path, or in the body."""
    methods: tuple[str, ...] = ()
    """Unified methods it is for; all when empty."""
    detail: Steps | None = None
    """Where the platform's own words stand."""
    code: Steps | None = None
    """Where the platform's own code stands."""
    fields: tuple[tuple[str, str], ...] = ()
    """How the platform's own words begin, and the unified field that they are then about."""
    says: str = ""
    """What is said where the platform says nothing that helps."""
    retry_after: Steps | None = None
    """Where the seconds to wait before asking again stand: a number, or words with `3 seconds` in them."""

    @property
    def fits_success(self) -> bool:
        """Whether an answer with a 2xx status may be meant."""
        if self.status:
            return any(status in _SUCCESSES for status in self.status)
        return self.path is not None or self.matches is not None

    @property
    def marker(self) -> bytes:
        """Bytes that a body must hold for the rule to fit: what keeps looking at successes cheap."""
        names = [step for step in self.path or () if isinstance(step, str)]
        return f'"{names[-1]}"'.encode() if names and names[-1].isidentifier() and names[-1].isascii() else b""


def find_values(document: object, steps: Steps) -> list[Any]:
    """Find everything that stands at a path; nothing where the document has another shape."""
    found = [document]
    for step in steps:
        found = [inner for value in found for inner in _step_into(value, step)]
    return found


def _step_into(value: object, step: str | int | None) -> Iterator[Any]:
    if isinstance(value, dict) and isinstance(step, str) and step in value:
        yield value[step]
    elif isinstance(value, list) and step is None:
        yield from value
    elif isinstance(value, list) and isinstance(step, int) and step < len(value):
        yield value[step]


def find_error(response: Response, rules: tuple[ErrorRule, ...], method: str | None = None) -> MethodError | None:
    """Find the error that the rules see in an answer; None when none of them fits."""
    rules = tuple(rule for rule in rules if _may_fit(rule, response, method))
    if not rules:
        return None
    document = _document(response)
    for rule in rules:
        if _fits(rule, response, document):
            return _error(response, document, rule.kind, rule)
    return None


def error_by_status(response: Response) -> MethodError:
    """Return the error that the status alone stands for."""
    if response.status in _SERVER_FAULTS:
        kind = "platform_unavailable"
    else:
        kind = KIND_BY_STATUS.get(response.status, "platform_error")
    return _error(response, _document(response), kind, None)


def _may_fit(rule: ErrorRule, response: Response, method: str | None) -> bool:
    if rule.methods and method not in rule.methods:
        return False
    if rule.status:
        return response.status in rule.status
    return response.status not in _SUCCESSES or (rule.fits_success and rule.marker in response.body)


def _fits(rule: ErrorRule, response: Response, document: object) -> bool:
    if rule.path is None:
        return rule.matches is None or re.search(rule.matches, response.body.decode(errors="replace")) is not None
    values = find_values(document, rule.path)
    if rule.equals is not UNSET:
        values = [
            value
            for value in values
            if value == rule.equals and isinstance(value, bool) is isinstance(rule.equals, bool)
        ]
    else:
        values = [value for value in values if value is not None and value != []]
    if rule.matches is not None:
        values = [value for value in values if re.search(rule.matches, _as_text(value))]
    return bool(values)


def _error(response: Response, document: object, kind: str, rule: ErrorRule | None) -> MethodError:
    words = find_values(document, rule.detail) if rule and rule.detail else _common_words(document)
    codes = find_values(document, rule.code) if rule and rule.code else []
    code = next((_as_text(value) for value in codes if value is not None), None)
    said = _joined(words) or _plain_words(response)
    about = [field for begin, field in (rule.fields if rule else ()) if said.startswith(begin)]
    return KINDS[kind](
        (rule.says if rule else "") or said or f"the platform answered {response.status} without a word",
        pointer=f"/{about[0]}" if about else None,
        native_status=response.status,
        native_code=code,
        retry_after=_seconds(find_values(document, rule.retry_after)) if rule and rule.retry_after else None,
        request_id=response.headers.get("x-request-id"),
    )


def _seconds(values: list[Any]) -> float | None:
    """Return the first number of seconds that is told; None where none is."""
    for value in values:
        if isinstance(value, int | float) and not isinstance(value, bool) and value >= 0:
            return float(value)
        told = _SECONDS.search(value) if isinstance(value, str) else None
        if told:
            return float(told[1])
    return None


def _common_words(document: object) -> list[Any]:
    for name in _WORDS if isinstance(document, dict) else ():
        if isinstance(document, dict) and _joined([document.get(name)]):
            return [document[name]]
    return [document] if isinstance(document, str | list) else []


def _joined(words: list[Any]) -> str:
    text = "; ".join(part for word in words for part in _sentences(word))
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def _sentences(word: object) -> Iterator[str]:
    if isinstance(word, str):
        yield from [" ".join(word.split())] if word.strip() else []
    elif isinstance(word, list):
        for inner in word:
            yield from _sentences(inner)
    elif isinstance(word, dict):
        for name, inner in word.items():
            said = "; ".join(_sentences(inner))
            is_named = name not in _WORDS or not isinstance(inner, str)
            yield from [f"{name}: {said}" if is_named else said] if said else []


def _plain_words(response: Response) -> str:
    if "text/plain" not in response.headers.get("content-type", ""):
        return ""
    return _joined([response.body[: 4 * _SHOWN].decode(errors="replace")])


def _document(response: Response) -> object:
    """Return the body as plain JSON values; None where it is something else."""
    try:
        return msgspec.json.decode(response.body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def _as_text(value: object) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()
