"""Custom fields, read from what stands in the section `[ticket-custom]` of an environment's trac.ini.

Source: `custom_fields` in `trac/ticket/api.py`, https://trac.edgewall.org/wiki/TracTicketsCustomFields (2026-11-27).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tasklab.twin.site import TwinError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tasklab.twin.platform.trac.version import Traits

_NAME = re.compile(r"[a-zA-Z][a-zA-Z0-9_]+", re.ASCII)
_RESERVED = frozenset(
    {
        "report", "order", "desc", "group", "groupdesc", "col", "row", "format", "max", "page", "verbose", "comment",
        "or", "id", "time", "changetime", "owner", "reporter", "cc", "summary", "description", "keywords",
    }
)  # fmt: skip
_TRUE = frozenset({"yes", "true", "enabled", "on"})
_MAY_BE_EMPTY = frozenset({"milestone", "version"})


def parse_section(text: str) -> dict[str, str]:
    """Return options by name out of lines `name = value`; `;` ends a line too. Raises: TwinError."""
    options = {}
    for line in re.split(r"[\n;]", text):
        name, equals, value = line.partition("=")
        if equals:
            options[name.strip().lower()] = value.strip()
        elif line.strip():
            raise TwinError(f"ticket-custom: {line.strip()!r} is no `name = value`")
    return options


def build_fields(options: Mapping[str, str], traits: Traits) -> list[dict[str, Any]]:
    """Return the fields that the options describe, in their order. Raises: TwinError for a number that is none."""
    names = [name for name in options if "." not in name and _NAME.fullmatch(name) and name not in _RESERVED]
    fields = [field for name in names if (field := _build(name, options, traits)) is not None]
    return sorted(fields, key=lambda field: (field["order"], field["name"]))


def is_true(text: str) -> bool:
    """Whether an option counts as set: a number that is not 0, or a word."""
    try:
        return bool(float(text))
    except ValueError:
        return text.strip().lower() in _TRUE


def _build(name: str, options: Mapping[str, str], traits: Traits) -> dict[str, Any] | None:
    words = name.replace("_", " ").strip() if traits.has_typed_times else name
    field: dict[str, Any] = {
        "name": name,
        "custom": True,
        "type": options[name],
        "order": _number(options, f"{name}.order"),
        "label": options.get(f"{name}.label") or words.capitalize(),
        "value": options.get(f"{name}.value", ""),
    }
    match field["type"]:
        case "select" | "radio":
            return field if _add_choices(field, options.get(f"{name}.options", ""), traits) else None
        case "checkbox" if traits.has_typed_times:
            field["value"] = "1" if is_true(field["value"]) else "0"
        case "text" | "textarea":
            field["format"] = options.get(f"{name}.format", "plain")
            _add_sizes(field, options, traits)
        case "time" if traits.has_typed_times:
            field["format"] = options.get(f"{name}.format", "datetime")
    return field


def _add_choices(field: dict[str, Any], text: str, traits: Traits) -> bool:
    choices = [each.strip() for each in text.split("|")]
    field["options"] = [each for each in choices if each]
    if "" in choices or (traits.has_typed_times and field["name"] in _MAY_BE_EMPTY):
        field["optional"] = True
    return text != ""


def _add_sizes(field: dict[str, Any], options: Mapping[str, str], traits: Traits) -> None:
    name = field["name"]
    if field["type"] == "textarea":
        field["height"] = _number(options, f"{name}.rows")
        if not traits.has_typed_times:
            field["width"] = _number(options, f"{name}.cols")
    if traits.has_rules:
        field["max_size"] = _number(options, f"{name}.max_size")


def _number(options: Mapping[str, str], name: str) -> int:
    text = options.get(name, "") or "0"
    try:
        return int(text)
    except ValueError as error:
        raise TwinError(f"ticket-custom: {name} = {text!r} is no whole number") from error
