"""The declared inputs of an action and how sails checks them: mild coercion, then rules, all problems at once.

Source: sails' runner of machines (normalize-argins) and its rules (anchor). Inputs that are not
declared are passed over.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from tasklab.twin.platform.planka.refusal import ProblemsError
from tasklab.twin.platform.planka.version import rank_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_EMAIL = re.compile(r"[^@\s<>()\[\],;:\\\"]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")


class _MismatchError(Exception):
    """A value that cannot be taken for the type of its input."""


@dataclass(frozen=True, slots=True)
class Input:
    """One declared input. A rule that is left out does not apply; null is checked by no rule."""

    kind: Literal["string", "number", "boolean", "json"]
    is_required: bool = False
    allows_null: bool = False
    is_filled: bool = False
    minimum: float | None = None
    is_email: bool = False
    choices: tuple[str, ...] = ()
    min_length: int | None = None
    max_length: int | None = None
    pattern: str = ""
    check: Callable[[Any], bool] | None = None
    since: str = ""
    """The version that brought it; older ones pass it over."""


def read_inputs(inputs: Mapping[str, Input], given: Mapping[str, Any], version: str) -> dict[str, Any]:
    """Return the values of declared inputs that were given. Raises: ProblemsError, naming each."""
    values: dict[str, Any] = {}
    problems: list[str] = []
    for name, each in inputs.items():
        if each.since and rank_of(each.since) > rank_of(version):
            continue
        if name not in given:
            if each.is_required:
                problems.append(f'"{name}" is required, but it was not defined.')
            continue
        found = _find_problem(each, given[name], name)
        if isinstance(found, str):
            problems.append(found)
            continue
        values[name] = found[0]
    if problems:
        raise ProblemsError(problems)
    return values


def _find_problem(each: Input, value: Any, name: str) -> str | tuple[Any]:
    """Return what is wrong with a value, or the value as it is understood."""
    if value == "" and each.is_required:
        return f"Invalid \"{name}\":  Cannot use '' (empty string) for a required input."
    if value is None:
        if each.allows_null or (each.kind == "json" and not each.is_required):
            return (None,)
        if each.is_required:
            return f'Invalid "{name}":  Cannot use `null` for this required input.'
        return f'Invalid "{name}":  Cannot use `null`.'
    try:
        value = _coerce(each.kind, value)
    except _MismatchError:
        return f'Invalid "{name}":\n  · Expecting a {each.kind}, but got {_label(value)}.'
    violations = list(_violations(each, value))
    return f'Invalid "{name}":\n  · ' + "\n  · ".join(violations) if violations else (value,)


def _coerce(kind: str, value: Any) -> Any:
    """Take a value for a type as sails does: digits for a number, `"true"` for a boolean, a number for its text."""
    match kind, value:
        case ("json", _) | ("string", str()) | ("boolean", bool()):
            return value
        case "string", bool() | int() | float():
            return inspect(value)
        case "number", bool() | int() | float():
            return int(value) if isinstance(value, bool) else value
        case "number", str():
            return _parse_number(value)
        case "boolean", "true" | "false":
            return value == "true"
        case "boolean", 0 | 1:
            return bool(value)
    raise _MismatchError


def _parse_number(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        raise _MismatchError from None
    if not math.isfinite(number):
        raise _MismatchError
    return int(number) if number.is_integer() else number


def _violations(each: Input, value: Any) -> Iterator[str]:
    shown = inspect(value)
    if each.is_filled and value == "":
        yield f"Value ({shown}) was an empty string."
    if each.minimum is not None and value < each.minimum:
        yield f"Value ({shown}) was less than the configured minimum ({inspect(each.minimum)})"
    if value == "" and each.kind == "string":
        return  # the rules below pass an empty text over
    if each.is_email and not _EMAIL.fullmatch(value):
        yield f"Value ({shown}) was not a valid email address."
    if each.choices and value not in each.choices:
        yield f"Value ({shown}) was not in the configured whitelist ({', '.join(each.choices)})"
    if each.min_length is not None and count_units(value) < each.min_length:
        yield f"Value ({shown}) was shorter than the configured minimum length ({each.min_length})"
    if each.max_length is not None and (excess := count_units(value) - each.max_length) > 0:
        # The product subtracts the other way round, so the number is negative.
        yield f"Value was {-excess} characters longer than the configured maximum length ({each.max_length})"
    if each.pattern and not re.fullmatch(each.pattern, value, re.ASCII):
        yield f"Value ({shown}) did not match the configured regular expression (/^{each.pattern}$/)"
    if each.check is not None and not each.check(value):
        yield f"Value ({shown}) failed custom validation."


def count_units(text: str) -> int:
    """Count as JavaScript does: a character outside the basic plane counts two."""
    return len(text) + sum(character > "\uffff" for character in text)


def inspect(value: Any) -> str:
    """Show a value as Node does in its messages."""
    if isinstance(value, str):
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n") + "'"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return json.dumps(value, ensure_ascii=False)


def _label(value: Any) -> str:
    match value:
        case bool():
            return "a boolean"
        case int() | float():
            return "a number"
        case list():
            return "an array"
        case dict():
            return "a dictionary"
    return "a string"
