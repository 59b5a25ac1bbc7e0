"""How the parameters of a call enter: JSON, or plain Python values, to the struct that a method takes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import inspect

from tasklab.unified.error import ValidationError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tasklab.unified.catalogue import Method
    from tasklab.unified.parameter.common import Parameters

_PLACE = re.compile(r"^(?P<fault>.*?)(?: - at `\$(?P<path>[^`]*)`)?$", re.DOTALL)
_NAMED_FIELD = re.compile(r"(?:unknown|missing required) field `(?P<name>[^`]*)`")
_STEP = re.compile(r"\.(?P<name>[^.\[]+)|\[(?P<index>\d+)\]")


def parse_parameters(method: Method, document: bytes | Mapping[str, Any]) -> Parameters:
    """Return the parameters of one call, checked.

    Raises: ValidationError with a JSON Pointer to what is wrong.
    """
    try:
        parameters = _decode(method, document)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        detail, pointer = _explain(str(error), method)
        raise ValidationError(detail, method=method.name, pointer=pointer) from error
    except RecursionError as error:
        raise ValidationError("Nested too deeply to be read", method=method.name) from error
    require_field_names(method, parameters)
    return parameters


def require_field_names(method: Method, parameters: Parameters) -> None:
    """Refuse parameters that ask to sort by, or to answer with, a field that the method's objects do not have.

    Raises: ValidationError with a JSON Pointer to the name.
    """
    wanted = getattr(parameters, "fields", msgspec.UNSET) or []
    sort = getattr(parameters, "sort", msgspec.UNSET) or ""
    if not wanted and not sort:
        return
    known = method.item.__struct_fields__
    asked = [(f"/fields/{index}", name) for index, name in enumerate(wanted)]
    asked += [("/sort", sort.removeprefix("-"))] if sort else []
    for pointer, name in asked:
        if name not in known:
            detail = f"`{name}` is not a field of {method.item.__name__}{_suggest(name, known)}"
            raise ValidationError(detail, method=method.name, pointer=pointer)


def _decode(method: Method, document: bytes | Mapping[str, Any]) -> Parameters:
    if isinstance(document, Mapping):
        return msgspec.convert(document, method.parameters)
    return msgspec.json.decode(document, type=method.parameters)


def _explain(message: str, method: Method) -> tuple[str, str | None]:
    """Turn msgspec's message into a detail and a JSON Pointer."""
    place = _PLACE.match(message)
    fault, path = (place["fault"], place["path"]) if place else (message, None)
    steps = [step["name"] or step["index"] for step in _STEP.finditer(path or "")]
    if named := _NAMED_FIELD.search(fault):
        hint = _suggest(named["name"], method.parameters.__struct_fields__) if "unknown" in fault and not steps else ""
        return fault + hint, _render_pointer([*steps, named["name"]])
    if fault.startswith("Invalid enum value") and (words := _find_words(method, steps)):
        fault = f"{fault}: expected one of {', '.join(words)}"
    return fault, _render_pointer(steps) if steps else None


def _find_words(method: Method, steps: Iterable[str]) -> list[str]:
    """Find the words that are allowed at a place of the parameters; none when any text is."""
    options: list[inspect.Type] = [inspect.type_info(method.parameters)]
    for step in steps:
        options = [inner for option in options for inner in _members(_step_into(option, step))]
    return [str(word) for option in options if isinstance(option, inspect.LiteralType) for word in option.values]


def _step_into(option: inspect.Type, step: str) -> inspect.Type | None:
    if isinstance(option, inspect.StructType):
        return next((field.type for field in option.fields if field.encode_name == step), None)
    return option.item_type if isinstance(option, inspect.ListType) else None


def _members(option: inspect.Type | None) -> Sequence[inspect.Type]:
    if isinstance(option, inspect.Metadata):
        return _members(option.type)
    if isinstance(option, inspect.UnionType):
        return option.types
    return () if option is None else (option,)


def _suggest(name: str, known: Sequence[str]) -> str:
    from difflib import get_close_matches  # noqa: PLC0415 - only a misspelt name needs it

    nearest = get_close_matches(name, known, n=1)
    return f": did you mean `{nearest[0]}`?" if nearest else ""


def _render_pointer(steps: Iterable[str]) -> str:
    """Write a JSON Pointer. Source: RFC 6901, section 3."""
    return "".join("/" + step.replace("~", "~0").replace("/", "~1") for step in steps)
