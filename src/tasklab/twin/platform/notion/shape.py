"""What a body has to look like, and the words of Notion where it does not.

A check is given a value and its place, and adds a line for each fault. Source of the words: the example of
`validation_error` on https://developers.notion.com/reference/status-codes, and what callers report.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any, TypeAlias

import msgspec

from tasklab.twin.platform.notion.moment import known_zones, parse_date
from tasklab.twin.platform.notion.refusal import RefusalError, invalid

Check: TypeAlias = Callable[[Any, str, list[str]], None]
_HEX = re.compile(r"[0-9a-fA-F]{32}")
_DASHED = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_SHOWN = 50


def read_id(value: Any) -> str | None:
    """Return an id with its dashes and in small letters, or None where it is none."""
    if not isinstance(value, str) or not (_HEX.fullmatch(value) or _DASHED.fullmatch(value)):
        return None
    bare = value.replace("-", "").lower()
    return "-".join((bare[:8], bare[8:12], bare[12:16], bare[16:20], bare[20:]))


def fault(at: str, should: str, value: Any) -> str:
    """Word one fault."""
    shown = msgspec.json.encode(value).decode()
    if len(shown) > _SHOWN:
        shown = shown[:_SHOWN] + "..."
    return f"{at} should be {should}, instead was `{shown}`."


def undefined(at: str) -> str:
    """Word the fault of a member that is missing."""
    return f"{at} should be defined, instead was `undefined`."


def failed(faults: list[str], part: str = "body") -> RefusalError:
    """Refuse a part of a request for its faults."""
    if len(faults) == 1:
        return invalid(f"{part} failed validation: {faults[0]}")
    return invalid(f"{part} failed validation. Fix one:\n" + "\n".join(faults))


def demand(check: Check, value: Any, at: str = "body") -> None:
    """Hold a value against a check. Raises: RefusalError (400)."""
    faults: list[str] = []
    check(value, at, faults)
    if faults:
        raise failed(faults, at.partition(".")[0])


def text(most: int | None = None) -> Check:
    """Take text, of so many characters at most."""

    def check(value: Any, at: str, faults: list[str]) -> None:
        if not isinstance(value, str):
            faults.append(fault(at, "a string", value))
        elif most is not None and len(value) > most:
            faults.append(fault(f"{at}.length", f"≤ `{most}`", len(value)))

    return check


def number(value: Any, at: str, faults: list[str]) -> None:
    """Take a number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        faults.append(fault(at, "a number", value))


def flag(value: Any, at: str, faults: list[str]) -> None:
    """Take true or false."""
    if not isinstance(value, bool):
        faults.append(fault(at, "a boolean", value))


def identity(value: Any, at: str, faults: list[str]) -> None:
    """Take an id, with dashes or without."""
    if read_id(value) is None:
        faults.append(fault(at, "a valid uuid", value))


def day_or_moment(value: Any, at: str, faults: list[str]) -> None:
    """Take a date, with a time or without."""
    if not isinstance(value, str) or parse_date(value) is None:
        faults.append(fault(at, "a valid ISO 8601 date string", value))


def zone(value: Any, at: str, faults: list[str]) -> None:
    """Take the name of a time zone."""
    if not isinstance(value, str) or value not in known_zones():
        faults.append(fault(at, "a valid time zone", value))


def literal(*values: Any) -> Check:
    """Take one of these values."""

    def check(value: Any, at: str, faults: list[str]) -> None:
        if not any(value == each and type(value) is type(each) for each in values):
            shown = " or ".join(f"`{msgspec.json.encode(each).decode()}`" for each in values[:10])
            faults.append(fault(at, shown, value))

    return check


def nullable(inner: Check) -> Check:
    """Take null, or what another check takes."""

    def check(value: Any, at: str, faults: list[str]) -> None:
        if value is not None:
            inner(value, at, faults)

    return check


def array(inner: Check, most: int | None = 100) -> Check:
    """Take a list of what another check takes."""

    def check(value: Any, at: str, faults: list[str]) -> None:
        if not isinstance(value, list):
            faults.append(fault(at, "an array", value))
            return
        if most is not None and len(value) > most:
            faults.append(fault(f"{at}.length", f"≤ `{most}`", len(value)))
            return
        for place, each in enumerate(value):
            inner(each, f"{at}[{place}]", faults)

    return check


def members(inner: Check) -> Check:
    """Take an object with any names, each with what another check takes."""

    def check(value: Any, at: str, faults: list[str]) -> None:
        if not isinstance(value, dict):
            faults.append(fault(at, "an object", value))
            return
        for name, each in value.items():
            inner(each, f"{at}.{name}", faults)

    return check


def fields(required: Mapping[str, Check], optional: Mapping[str, Check] | None = None) -> Check:
    """Take an object with these members and no others."""
    known = {**(optional or {}), **required}

    def check(value: Any, at: str, faults: list[str]) -> None:
        if not isinstance(value, dict):
            faults.append(fault(at, "an object", value))
            return
        faults.extend(undefined(f"{at}.{name}") for name in required if name not in value)
        for name, each in value.items():
            inner = known.get(name)
            if inner is None:
                faults.append(fault(f"{at}.{name}", "not present", each))
            else:
                inner(each, f"{at}.{name}", faults)

    return check


def choice(kinds: Mapping[str, Check], optional: Mapping[str, Check] | None = None) -> Check:
    """Take an object with one of these members, which may also be named as its `type`."""

    def check(value: Any, at: str, faults: list[str]) -> None:
        if not isinstance(value, dict):
            faults.append(fault(at, "an object", value))
            return
        kind = kind_of(value, kinds)
        if kind is None:
            faults.extend(undefined(f"{at}.{name}") for name in kinds)
            return
        fields({kind: kinds[kind]}, {**(optional or {}), "type": literal(kind)})(value, at, faults)

    return check


def kind_of(value: Mapping[str, Any], kinds: Collection[str]) -> str | None:
    """Return which of some kinds an object is of: what its `type` says, or the first member that is one."""
    said = value.get("type")
    if isinstance(said, str) and said in kinds:
        return said
    return next((name for name in value if name in kinds), None)


empty = fields({})
"""Take an object without members."""
