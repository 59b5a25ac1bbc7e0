"""Custom fields of Jira issues: members of an issue's fields, in the shape of each field's type.

Sources: the schema that `GET /field` tells of each, and
https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/#api-rest-api-3-issue-post
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.adapter.codec.adf import decode_adf, encode_adf_null
from tasklab.adapter.codec.date import decode_instant_text, given_moment, rfc_3339
from tasklab.adapter.codec.record import Codec
from tasklab.adapter.codec.refusal import wrong_value
from tasklab.unified.enumeration import FieldType

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tasklab.unified.objects import Field

_PREFIX = "customfield_"
_TEXTAREA = ":textarea"
_IDS = ("accountId", "groupId", "id")
"""What tells an object that a field refers to, in the order in which it is looked for."""
_REFERENCES = {
    "option": "id",
    "option-with-child": "id",
    "user": "accountId",
    "group": "groupId",
    "version": "id",
    "component": "id",
    "priority": "id",
    "resolution": "id",
    "issuetype": "id",
    "project": "id",
    "team": "id",
}


def decode_jira_fields(native: Mapping[str, Any], fields: Mapping[str, Field]) -> dict[str, Any]:
    """Return the values of the custom fields by their id, without those that have none.

    An option, a person or another object is its id, a list of them a list of ids, an option below another one the list
    of both ids, a document its text. What has another shape is as it came, but moments, which are known by their field.
    """
    moments = {name for name, field in fields.items() if field.type is FieldType.DATETIME}
    return {
        name: _read_moment(value) if name in moments else _read(value)
        for name, value in native.items()
        if name.startswith(_PREFIX) and value not in (None, [])
    }


def _read_moment(value: Any) -> str:
    return rfc_3339(decode_instant_text(str(value)))


def _read(value: Any) -> Any:
    match value:
        case list():
            return [_read(each) for each in value]
        case {"type": "doc", "version": _}:
            return decode_adf(value)
        case {"id": parent, "child": {"id": child}}:
            return [str(parent), str(child)]
        case dict():
            return next((str(value[name]) for name in _IDS if value.get(name) is not None), value)
    return value


def encode_jira_fields_sent(parts: Sequence[Any]) -> dict[str, Any]:
    """Return a draft with its custom fields among the others, each in the shape of its type.

    Shape: `[draft, fields, whether long texts are documents]`; the draft has the values by field id under
    `custom_fields`, and `fields` are what `GET /field` answers.

    Raises: ValidationError for an id that is no custom field of the site, or a moment that cannot be read.
    """
    draft, fields, has_documents = parts
    if "custom_fields" not in draft:
        return dict(draft)
    schemas = {field["id"]: field.get("schema") or {} for field in fields if field["id"].startswith(_PREFIX)}
    sent = {name: value for name, value in draft.items() if name != "custom_fields"}
    for name, value in draft["custom_fields"].items():
        if name not in schemas:
            raise wrong_value("custom_fields", name, "ids of custom fields that the site has (field.list)")
        sent[name] = None if value is None else _sent(value, schemas[name], has_documents=bool(has_documents))
    return sent


def _sent(value: Any, schema: Mapping[str, Any], *, has_documents: bool) -> Any:
    kind = schema.get("type")
    if kind == "array":
        given = value if isinstance(value, list | tuple) else [value]
        return [_one(each, schema.get("items")) for each in given]
    if has_documents and str(schema.get("custom", "")).endswith(_TEXTAREA) and isinstance(value, str):
        return encode_adf_null(value)
    return _one(value, kind)


def _one(value: Any, kind: str | None) -> Any:
    match kind, value:
        case "option-with-child", [parent, child]:
            return {"id": parent, "child": {"id": child}}
        case "datetime", str():
            return _moment(value)
        case str(), str() if kind in _REFERENCES:
            return {_REFERENCES[kind]: value}
    return value


def _moment(value: str) -> str:
    """Return a moment with milliseconds and a zone without a colon: no other form is taken."""
    moment = given_moment(value, "custom_fields")
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03}{moment:%z}"


CODECS = (
    Codec(
        module=__name__,
        name="jira_fields",
        summary="Custom fields among all members of an issue's fields, as values by field id.",
        native="dict[str, Any]",
        unified="dict[str, Any]",
        imports=(("typing", "Any"),),
        takes_lookup=True,
        direction="read",
        is_hook=True,
    ),
    Codec(
        module=__name__,
        name="jira_fields_sent",
        summary="`[draft, fields, whether texts are documents]`: the draft with each custom field as its type wants.",
        native="dict[str, Any]",
        unified="Sequence[Any]",
        imports=(("collections.abc", "Sequence"), ("typing", "Any")),
        direction="write",
        is_hook=True,
    ),
)
