"""The document as one page of HTML without scripts: it can be read offline, printed and searched."""

from __future__ import annotations

import json
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from tasklab.service.sample.call import call_of
from tasklab.service.sample.language import LANGUAGES
from tasklab.unified.catalogue import METHODS

_ENVIRONMENT = Environment(
    loader=PackageLoader("tasklab.service.openapi", "template"), autoescape=True, undefined=StrictUndefined
)


def render_page(document: dict[str, Any]) -> str:
    """Render the page of a document."""
    operations = [
        {"verb": verb.upper(), "path": path, **operation}
        for path, verbs in document["paths"].items()
        for verb, operation in verbs.items()
    ]
    subjects = [(tag["name"], [each for each in operations if tag["name"] in each["tags"]]) for tag in document["tags"]]
    problems = [
        (name.removeprefix("Problem"), response["description"])
        for name, response in document["components"]["responses"].items()
    ]
    template = _ENVIRONMENT.get_template("page.html")
    return template.render(
        info=document["info"],
        subjects=subjects,
        problems=problems,
        schemas=document["components"]["schemas"],
        type_of=type_of,
        samples={name: _samples(name) for name in METHODS},
        pretty=_pretty,
    )


def _samples(name: str) -> dict[str, str]:
    call = call_of(METHODS[name])
    return {language: say(call) for language, say in LANGUAGES.items()}


def type_of(schema: dict[str, Any] | bool) -> str:
    """Return a schema in a few words: `text`, `list of Task`, `number or null`."""
    if isinstance(schema, bool):
        return "anything"
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(type_of(each) for each in schema["anyOf"]))
    if "enum" in schema:
        return "one of " + ", ".join(map(str, schema["enum"]))
    kind = schema.get("type", "anything")
    if kind == "array":
        return f"list of {type_of(schema.get('items', {}))}"
    if kind == "string":
        return str(schema.get("format", schema.get("contentEncoding", "text")))
    return str(kind)


def _pretty(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)
