"""Values as they stand on the wire: text of parameters and forms made into what their schemas speak of, bodies parsed.

Source: OpenAPI 3.0.3, "Style Values"; Swagger 2.0, `collectionFormat`.
"""

from __future__ import annotations

import contextlib
import urllib.parse
from typing import TYPE_CHECKING, Any

import msgspec

from tasklab.vendor.description import Description, Parameter, Schema
from tasklab.vendor.problem import InvalidDescriptionError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

FORM = "application/x-www-form-urlencoded"


class BodySyntaxError(Exception):
    """A body that is not what its media type says; carries no part of it."""


def parse_parameter(description: Description, parameter: Parameter, texts: Sequence[str]) -> Any:
    """Parse the texts of one parameter into what its schema speaks of."""
    node, at = description.follow(parameter.schema.node, parameter.schema.at)
    if "array" in find_types(description, Schema(node, at)):
        items = Schema(node.get("items", True), f"{at}/items") if isinstance(node, dict) else Schema(True, at)
        separator = parameter.separator
        parts = [part for text in texts for part in (text.split(separator) if separator else [text])]
        return [parse_text(description, items, part) for part in parts]
    return parse_text(description, Schema(node, at), texts[-1])


def parse_text(description: Description, schema: Schema, text: str) -> Any:
    """Parse a text into the scalar that a schema speaks of; the text itself where it is none."""
    kinds = find_types(description, schema)
    if "boolean" in kinds and text in {"true", "false"}:
        return text == "true"
    if "integer" in kinds or "number" in kinds:
        with contextlib.suppress(msgspec.DecodeError):  # stays text, which its schema then refuses
            value = msgspec.json.decode(text)
            if type(value) in {int, float}:
                return value
    return text


def find_types(description: Description, schema: Schema) -> frozenset[str]:
    """Find the types that a schema allows, as far as it names them, in its alternatives too."""
    return frozenset(_types(description, schema.node, schema.at, 0))


def _types(description: Description, node: Any, at: str, depth: int) -> Iterable[str]:
    node, at = description.follow(node, at)
    if not isinstance(node, dict) or depth > _DEEPEST:
        return
    kinds = node.get("type")
    yield from [kinds] if isinstance(kinds, str) else kinds or ()
    for word in ("allOf", "anyOf", "oneOf"):
        for number, branch in enumerate(node.get(word) or ()):
            yield from _types(description, branch, f"{at}/{word}/{number}", depth + 1)


_DEEPEST = 8


def find_media_type(headers: Iterable[tuple[str, str]]) -> str:
    """Find the media type of a body, without its parameters; empty where none is named."""
    for name, value in headers:
        if name.lower() == "content-type":
            return value.partition(";")[0].strip().lower()
    return ""


def select_schema(schemas: Mapping[str, Schema | None], media: str) -> str | None:
    """Select the described media type that fits best: itself, then a range, then JSON for JSON.

    Source: RFC 9110, section 12.5.1, for the ranges; RFC 6839, section 3.1, for the suffix.
    """
    if not media and len(schemas) == 1:
        return next(iter(schemas))
    plain = {key.partition(";")[0].strip(): key for key in schemas}
    ranges = (media, f"{media.partition('/')[0]}/*", "*/*", "*")
    exact = next((plain[each] for each in ranges if each in plain), None)
    if exact is not None or not is_json(media):
        return exact
    return next((key for name, key in plain.items() if is_json(name)), None)


def is_json(media: str) -> bool:
    """Whether a media type is JSON's or is written in it."""
    return media == "application/json" or media.endswith("+json")


def parse_json(body: bytes) -> Any:
    """Parse a JSON body.

    Raises: BodySyntaxError when it is none.
    """
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BodySyntaxError("a body that is no JSON") from error


def parse_form(description: Description, schema: Schema, body: bytes) -> dict[str, Any]:
    """Parse a form into an object of what its schema speaks of.

    Raises: BodySyntaxError when it is none.
    """
    try:
        pairs = urllib.parse.parse_qsl(body.decode(), keep_blank_values=True)
    except ValueError as error:
        raise BodySyntaxError("a body that is no form") from error
    members = _members(description, schema)
    texts: dict[str, list[str]] = {}
    for name, text in pairs:
        texts.setdefault(name, []).append(text)
    return {
        name: parse_parameter(description, Parameter(name, "form", False, members[name], schema.at), values)
        if name in members
        else values[-1]
        for name, values in texts.items()
    }


def _members(description: Description, schema: Schema) -> dict[str, Schema]:
    node, at = description.follow(schema.node, schema.at)
    if not isinstance(node, dict):
        raise InvalidDescriptionError(at, "expected a schema of a form")
    return {name: Schema(each, f"{at}/properties/{name}") for name, each in (node.get("properties") or {}).items()}
