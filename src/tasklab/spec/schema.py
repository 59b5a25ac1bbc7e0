"""The JSON Schema (2020-12) of a spec file, for editors: they complete keys and check them while one writes.

A file that extends another is a patch, so for it nothing but `version` is needed and every key may be null. What a
schema cannot say (references, paths, what a method must have) is said by `tasklab lint`.
"""

from __future__ import annotations

from typing import Any

from tasklab.adapter.codec.registry import CODECS
from tasklab.spec.lens import Entity
from tasklab.spec.model import Spec
from tasklab.spec.vocabulary import unified_objects
from tasklab.unified.catalogue import METHODS
from tasklab.unified.error import KINDS

_SHORT = ("Lens", "Item", "Keep")
"""Models with a short form: a text that is the path."""
_PATCH = "patch."


def spec_schema() -> dict[str, Any]:
    """Return the JSON Schema of a spec file."""
    schema = Spec.model_json_schema(by_alias=True)
    definitions: dict[str, Any] = schema.pop("$defs")
    definitions["Spec"] = schema
    _add_names(definitions)
    _add_short_forms(definitions)
    patches = {_PATCH + name: _as_patch(definition) for name, definition in definitions.items()}
    patches[_PATCH + "Spec"]["required"] = ["version"]
    patches[_PATCH + "Connection"]["properties"]["auth"] = _any_part(definitions, patches)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A tasklab spec: one platform version",
        "type": "object",
        "if": {"required": ["extends"]},
        "then": {"$ref": f"#/$defs/{_PATCH}Spec"},
        "else": {"$ref": "#/$defs/Spec"},
        "$defs": dict(sorted({**definitions, **patches}.items())),
    }


def _add_names(definitions: dict[str, Any]) -> None:
    """Put in the names that others define: methods, objects and their fields, codecs, kinds of error."""
    spec = definitions["Spec"]
    spec["required"].remove("platform")
    methods = list(METHODS)
    objects = list(dict.fromkeys(method.object for method in METHODS.values()))
    for member, names in (("methods", methods), ("unavailable", [*methods, *objects])):
        spec["properties"][member]["propertyNames"] = {"enum": names}
    entities = spec["properties"]["entities"]
    entities.pop("additionalProperties")
    entities["additionalProperties"] = False
    entities["properties"] = {
        name: _entity_schema(sorted(unified.fields)) for name, unified in sorted(unified_objects().items())
    }
    definitions["Common"]["properties"]["of"]["items"]["enum"] = sorted(unified_objects())
    calls = {"type": "array", "items": {"$ref": "#/$defs/Call"}, "description": "The steps alone."}
    spec["properties"]["methods"]["additionalProperties"] = {"anyOf": [{"$ref": "#/$defs/Method"}, calls]}
    for model, member in (("Lens", "codec"), ("Lens", "write_codec"), ("Keep", "codec")):
        _narrow(definitions[model]["properties"][member], sorted(CODECS))
    for member in ("then", "via"):
        _narrow(definitions["Method"]["properties"][member], methods)
    _narrow(definitions["Lens"]["properties"]["lookup"], [name for name in methods if METHODS[name].is_list])
    definitions["ErrorRule"]["properties"]["kind"]["enum"] = sorted(KINDS)
    definitions["Entity"].pop("required")
    definitions["ErrorRule"].pop("required")
    definitions["ErrorRule"]["anyOf"] = [{"required": ["kind"]}, {"required": ["status"]}]


def _entity_schema(fields: list[str]) -> dict[str, Any]:
    """Return what a spec may say of an entity: all of its keys, its lenses alone, or its constants alone."""
    lenses = [name for name in fields if name not in Entity.model_fields]
    alone = {"propertyNames": {"enum": lenses}, "additionalProperties": {"$ref": "#/$defs/Lens"}, "minProperties": 1}
    return {
        "anyOf": [
            {"$ref": "#/$defs/Entity", "properties": {"fields": {"propertyNames": {"enum": fields}}}},
            {"type": "object", **alone, "description": "The fields alone."},
            {"type": "array", "items": {"type": "object"}, "description": "The constants alone."},
        ]
    }


def _narrow(schema: dict[str, Any], names: list[str]) -> None:
    """Allow only these texts where a schema allows any text."""
    for alternative in schema["anyOf"]:
        if alternative.get("type") == "string":
            alternative["enum"] = names


def _add_short_forms(definitions: dict[str, Any]) -> None:
    for name in _SHORT:
        whole = definitions[name]
        short = {"type": "string", "minLength": 1, "description": "The path alone."}
        definitions[name] = {"anyOf": [short, whole], "description": whole.get("description", "")}


def _as_patch(schema: Any) -> Any:
    """Return what a file that extends another may say: parts of it, and null to remove; lists stand as they are."""
    if isinstance(schema, list):
        return [_as_patch(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    patched = {key: _as_patch(value) for key, value in schema.items() if key not in ("required", "properties", "items")}
    if "$ref" in schema:
        patched["$ref"] = schema["$ref"].replace("#/$defs/", f"#/$defs/{_PATCH}")
    if "items" in schema:
        patched["items"] = schema["items"]
    if isinstance(schema.get("additionalProperties"), dict) and schema["additionalProperties"]:
        patched["additionalProperties"] = _or_null(_as_patch(schema["additionalProperties"]))
    if "properties" in schema:
        patched["properties"] = {name: _or_null(_as_patch(value)) for name, value in schema["properties"].items()}
    return patched


def _any_part(definitions: dict[str, Any], patches: dict[str, Any]) -> dict[str, Any]:
    """Return what a patch may say of the authentication: keys of every kind, for it may change from one to another."""
    auth = definitions["Connection"]["properties"]["auth"]
    kinds = auth["discriminator"]["mapping"]
    parts = [patches[_PATCH + reference.rpartition("/")[2]]["properties"] for reference in kinds.values()]
    properties = {name: schema for part in parts for name, schema in part.items()}
    properties["kind"] = {"enum": sorted(kinds)}
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [schema, {"type": "null"}]}
