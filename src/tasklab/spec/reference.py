"""The reference of the language as Markdown, made from the model, the codecs and the rules.

`python -m tasklab.spec.reference` prints it; `docs/spec-language.md` is what it prints.
"""

from __future__ import annotations

import inspect
import sys
import types
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from tasklab.adapter.codec.registry import CODECS
from tasklab.spec import expression, path, value
from tasklab.spec.call import Agreement, Calendar, Call, Item, Keep, Method, Paging, Sort, Unavailable
from tasklab.spec.check.value import SPECIAL
from tasklab.spec.lens import Beside, Common, Entity, Lens
from tasklab.spec.model import (
    Answers,
    BasicAuth,
    BearerAuth,
    Change,
    Connection,
    ErrorRule,
    Fact,
    Graphql,
    HeaderAuth,
    InputType,
    Limits,
    LoginAuth,
    NoAuth,
    OAuth2Auth,
    Parameter,
    Probe,
    QueryAuth,
    Rpc,
    Served,
    Spec,
)
from tasklab.spec.problem import RULES
from tasklab.spec.vocabulary import DERIVED
from tasklab.unified.catalogue import METHODS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydantic.fields import FieldInfo

MODELS: tuple[type[BaseModel], ...] = (
    Spec, Change, Connection, Parameter, HeaderAuth, BearerAuth, BasicAuth, QueryAuth, LoginAuth, OAuth2Auth, NoAuth,
    Probe, Served, Rpc, Graphql, InputType, Limits, Fact, Answers, Common, Entity, Beside, Lens, Method, Agreement,
    Item, Sort, Call, Keep, Calendar, Paging, ErrorRule, Unavailable,
)  # fmt: skip
"""Every part of a spec, in the order of the reference."""

_INTRODUCTION = """\
# The spec language

<!-- Made by `python -m tasklab.spec.reference`. Do not edit: change the model. -->

A spec is one YAML file, `specs/<platform>/<version>.yaml`. It says how one version of one platform carries the unified
model; the adapter is generated from it. `tasklab lint` checks specs, `tasklab schema` prints the JSON Schema for
editors.

## The file

- UTF-8, at most 1 MiB, one YAML document: a mapping. No tags, anchors, aliases or merge keys.
- What versions of YAML read differently is quoted: `"yes"`, `"0755"`, `"12:30"`. Dates are text.
- `version` is the file's name, and quoted: `6.10` without quotes would be the number 6.1.
- The order of keys has no meaning: what has an order is a list. A resolved spec is known by the SHA-256 of its
  canonical JSON, so layout and comments may change freely.

## Extending

`extends: "5.1"` stands on another version of the platform, `extends: caldav/rfc4791` on a version of another folder.
The file is then a JSON Merge Patch (RFC 7396) of the resolved mapping of that version: mappings merge, null removes,
everything else replaces, lists as a whole. Short forms are written out before a patch is laid over them, so
`title: {max_length: 255}` adds to `title: subject`.

- `changes`, `todo`, `source`, `released` and `version` are not inherited; from another folder `kind` is not either.
- A null that is to be sent is written `{literal: null}`: in a file that extends another a plain null removes, and one
  that removes nothing is an error. A null inside a list is sent as it is.
"""


def render_reference() -> str:
    """Return the whole reference."""
    parts = [
        _INTRODUCTION,
        "## Keys",
        *(_section(model) for model in MODELS),
        _values(),
        _accounting(),
        "## Codecs",
        _table(("codec", "native value", "what it carries"), _codec_rows()),
        "## Rules",
        "What `tasklab lint` asks for.",
        _table(("rule", "what it asks for"), ((f"`{rule}`", text) for rule, text in RULES.items())),
    ]
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def _section(model: type[BaseModel]) -> str:
    summary = inspect.cleandoc(model.__doc__ or "")
    fields = model.model_fields
    lines = [f"### {model.__name__}", "", summary, ""]
    if issubclass(model, Call) and model is not Call:
        inherited = Call.model_fields
        fields = {name: field for name, field in fields.items() if name not in inherited}
        lines += ["All keys of [Call](#call), and:", ""]
    rows = ((f"`{field.alias or name}`", _type(field.annotation), _needed(field), _meaning(field))
            for name, field in fields.items())  # fmt: skip
    return "\n".join([*lines, _table(("key", "value", "without it", "meaning"), rows)])


def _needed(field: FieldInfo) -> str:
    if field.is_required():
        return "needed"
    default = field.default
    if default is None or field.default_factory is not None or isinstance(default, BaseModel):
        return ""
    return f"`{str(default).lower() if isinstance(default, bool) else default}`"


def _meaning(field: FieldInfo) -> str:
    return _cell(field.description or "")


_NAMES: dict[Any, str] = {str: "text", int: "whole number", float: "number", bool: "true or false", Any: "value"}


def _type(annotation: Any) -> str:
    """Return the type of a key for people."""
    origin, inner = get_origin(annotation), get_args(annotation)
    shown = _NAMES.get(annotation, getattr(annotation, "__name__", "value"))
    if origin is Annotated:
        shown = _type(inner[0])
    elif origin is Literal:
        shown = ", ".join(f"`{'false' if word is False else word}`" for word in inner)
    elif origin in (Union, types.UnionType):
        shown = " or ".join(dict.fromkeys(_type(each) for each in inner if each is not type(None)))
    elif origin is list:
        shown = f"list of {_type(inner[0])}"
    elif origin is dict:
        shown = f"mapping to {_type(inner[1])}"
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        shown = f"[{annotation.__name__}](#{annotation.__name__.lower()})"
    return shown


def _values() -> str:
    special = _table(("name", "what it is, and where"), ((f"`${name}`", text) for name, text in SPECIAL.items()))
    return "\n".join(
        [
            "## Values",
            "",
            *_verbatim(value.__doc__),
            "",
            "How they are parsed:",
            "",
            *_verbatim(expression.__doc__),
            "",
            "A name means, from the inside out: what `each` names, what an earlier call kept, a parameter of the",
            "method, then what is remembered, a constant, a connection parameter, and the names of the language:",
            "",
            special,
            "",
            "## Paths",
            "",
            *_verbatim(path.__doc__),
        ]
    )


def _verbatim(docstring: str | None) -> list[str]:
    return ["```text", *inspect.cleandoc(docstring or "").splitlines(), "```"]


def _accounting() -> str:
    derived = ", ".join(f"`{name}`" for name in sorted(DERIVED))
    return "\n".join(
        [
            "## Methods",
            "",
            f"All {len(METHODS)} methods of the catalogue are accounted for: declared in `methods`, or `unavailable`",
            f"with the source that says so. {derived}",
            "may be left out: they are made from the entity of the task and the other methods. A spec of the kind",
            "`protocol` may leave out any.",
            "",
            "A filter of a list is native exactly when a call refers to it; the others are applied by tasklab.",
        ]
    )


def _codec_rows() -> Iterable[tuple[str, ...]]:
    for name, codec in sorted(CODECS.items()):
        notes = {"read": " Reads only.", "write": " Writes only.", "both": ""}[codec.direction]
        notes += " Takes a table." if codec.takes_table else ""
        notes += " Takes what a `lookup` lists." if codec.takes_lookup else ""
        notes += " A hook: fits one platform more than others." if codec.is_hook else ""
        yield f"`{name}`", f"`{_cell(codec.native)}`", _cell(codec.summary + notes)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


if __name__ == "__main__":
    sys.stdout.write(render_reference())
