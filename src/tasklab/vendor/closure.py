"""A vendor's schema with all it refers to, as JSON Schema 2020-12: what a validator can be compiled from.

Only assertions are carried over, each node with its place in the description in `$comment`. What OpenAPI 3.0, Swagger
and discovery say in their own words is said in JSON Schema's: `nullable`, exclusive bounds as booleans, members that
only one side sends. Where strictness is asked, values with described members refuse others, across `allOf` too.

Source: OpenAPI 3.0.3 "Schema Object"; JSON Schema 2020-12 core, section 11.3 (unevaluatedProperties).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from tasklab.vendor import pointer as p
from tasklab.vendor.problem import InvalidDescriptionError

if TYPE_CHECKING:
    from tasklab.vendor.description import Description, Schema
    from tasklab.vendor.lock import Mistake
    from tasklab.vendor.mistake import KnownMistakes

Side: TypeAlias = Literal["request", "reply"]

_COPIED = (
    "enum", "const", "pattern", "multipleOf", "minLength", "maxLength", "minItems", "maxItems", "uniqueItems",
    "minProperties", "maxProperties", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum",
)  # fmt: skip
_FORMATS = frozenset({"date", "date-time"})
"""Others are notes of vendors: `int32`, `uri` of what is only part of one, names of their own."""
_TYPES = frozenset({"string", "number", "integer", "boolean", "array", "object", "null"})
_COMPOSITES = ("allOf", "anyOf", "oneOf")


_WORDS = {
    "member-missing": ("required",),
    "member-unknown": ("additionalProperties", "unevaluatedProperties"),
    "type": ("type",),
    "enum-value": ("enum", "const"),
    "format": ("format",),
    "pattern": ("pattern",),
    "no-alternative": ("anyOf", "oneOf"),
}
"""Rules of findings, and the words of a schema that refuse by them."""


def is_correctable(mistake: Mistake) -> bool:
    """Whether a schema can be read as if a mistake were not in it: it is one word of one node, for all operations."""
    return mistake.rule in _WORDS and bool(mistake.at) and mistake.operation is None


def build_closure(
    description: Description, schema: Schema, side: Side, *, is_strict: bool, mistakes: KnownMistakes | None = None
) -> dict[str, Any]:
    """Return one JSON Schema that stands alone, without the mistakes that are known.

    Raises: InvalidDescriptionError for what is no schema, and for references that lead nowhere.
    """
    return _Closure(description, side, is_strict=is_strict, mistakes=mistakes).build(schema)


class _Closure:
    """One walk over a schema and what it refers to; each schema that is referred to is rendered once a role.

    A schema has two roles: it describes a value, or it is a branch of a schema that does. Only the former may close it.
    """

    def __init__(
        self, description: Description, side: Side, *, is_strict: bool, mistakes: KnownMistakes | None
    ) -> None:
        self._description, self._is_strict, self._mistakes = description, is_strict, mistakes
        self._other_side_only = "readOnly" if side == "request" else "writeOnly"
        self._names: dict[tuple[str, bool], str] = {}
        self._definitions: dict[str, Any] = {}
        self._waiting: list[tuple[str, bool]] = []

    def build(self, schema: Schema) -> dict[str, Any]:
        root = self._render(schema.node, schema.at, is_branch=False)
        while self._waiting:
            at, is_branch = self._waiting.pop()
            node = p.resolve(self._description.document, at)
            self._definitions[self._names[at, is_branch]] = self._render(node, at, is_branch=is_branch)
        return {"$defs": self._definitions, "allOf": [root]}

    def _refer(self, reference: str, *, is_branch: bool) -> str:
        key = (self._description.dialect.find_place(reference), is_branch)
        if key not in self._names:
            self._names[key] = f"d{len(self._names)}"
            self._waiting.append(key)
        return f"#/$defs/{self._names[key]}"

    def _render(self, node: Any, at: str, *, is_branch: bool) -> Any:
        if isinstance(node, bool):
            return node
        if not isinstance(node, dict):
            raise InvalidDescriptionError(at, "expected a schema")
        out: dict[str, Any] = {"$comment": at}
        reference = node.get("$ref")
        if isinstance(reference, str):
            has_more = self._description.dialect.has_siblings and len(node) > 1
            out["$ref"] = self._refer(reference, is_branch=is_branch or has_more)
        if not isinstance(reference, str) or self._description.dialect.has_siblings:
            self._add_assertions(node, out)
            self._add_members(node, at, out)
            self._add_branches(node, at, out, is_branch=is_branch or not _is_choice(node))
            self._close(node, out, is_branch=is_branch)
        for mistake in () if self._mistakes is None else self._mistakes.find(at):
            if is_correctable(mistake):
                _correct(out, mistake)
        if node.get("nullable") is True or node.get("x-nullable") is True:
            return {"$comment": at, "if": {"type": "null"}, "else": out}
        return self._hoist(out) if "unevaluatedProperties" in out else out

    def _hoist(self, out: dict[str, Any]) -> dict[str, Any]:
        """Put a schema that looks across its branches among the definitions: inline, each level doubles the next."""
        name = f"u{len(self._definitions)}"
        self._definitions[name] = out
        return {"$ref": f"#/$defs/{name}"}

    def _add_assertions(self, node: dict[str, Any], out: dict[str, Any]) -> None:
        out.update((word, node[word]) for word in _COPIED if word in node)
        _fix_bounds(out)
        kinds = node.get("type")
        known = [kind for kind in (kinds if isinstance(kinds, list) else [kinds]) if kind in _TYPES]
        if known:
            out["type"] = known
        if node.get("format") in _FORMATS:
            out["format"] = node["format"]
        required = node.get("required")
        if isinstance(required, list):
            members = node.get("properties") or {}
            out["required"] = [name for name in required if not self._is_of_other_side(members.get(name))]

    def _is_of_other_side(self, member: Any) -> bool:
        return isinstance(member, dict) and member.get(self._other_side_only) is True

    def _add_members(self, node: dict[str, Any], at: str, out: dict[str, Any]) -> None:
        for word in ("properties", "patternProperties"):
            if isinstance(members := node.get(word), dict):
                out[word] = {
                    name: self._render(each, p.join(at, word, name), is_branch=False) for name, each in members.items()
                }
        for word in ("items", "additionalProperties"):
            if isinstance(child := node.get(word), (dict, bool)):
                out[word] = self._render(child, p.join(at, word), is_branch=False)
        if isinstance(node.get("not"), dict):
            out["not"] = self._render(node["not"], p.join(at, "not"), is_branch=True)

    def _add_branches(self, node: dict[str, Any], at: str, out: dict[str, Any], *, is_branch: bool) -> None:
        for word in _COMPOSITES:
            if isinstance(branches := node.get(word), list) and branches:
                rendered = [
                    self._render(each, p.join(at, word, number), is_branch=is_branch)
                    for number, each in enumerate(branches)
                ]
                out[word] = rendered if word == "allOf" else [_open_if_empty(each) for each in rendered]

    def _close(self, node: dict[str, Any], out: dict[str, Any], *, is_branch: bool) -> None:
        is_composite = (any(word in out for word in _COMPOSITES) or "$ref" in out) and not _is_choice(node)
        has_members = "properties" in out or "patternProperties" in out
        if not self._is_strict or "additionalProperties" in out:
            return
        if node.get("type") == "object" and not has_members and not is_composite:
            out["additionalProperties"] = True  # a map: also where it is one alternative of several
        elif not is_branch and is_composite:
            out["unevaluatedProperties"] = False
        elif not is_branch and has_members:
            out["additionalProperties"] = False


def _correct(out: dict[str, Any], mistake: Mistake) -> None:
    """Take out of a schema what it is wrong about: where the mistake names members, these alone."""
    if mistake.members and mistake.rule == "member-missing":
        out["required"] = [name for name in out.get("required", ()) if name not in mistake.members]
    elif mistake.members:
        out["properties"] = dict.fromkeys(mistake.members, True) | out.get("properties", {})
    else:
        for word in _WORDS[mistake.rule]:
            out.pop(word, None)


def _is_choice(node: dict[str, Any]) -> bool:
    """Whether a schema is nothing but one of its branches: then each branch closes itself.

    This is also what keeps validators small: one that looks for members across choices within choices grows with
    every combination.
    """
    present = [word for word in _COMPOSITES if node.get(word)]
    if len(present) != 1 or any(node.get(word) for word in ("$ref", "properties", "patternProperties")):
        return False
    return present[0] != "allOf" or len(node["allOf"]) == 1


def _open_if_empty(branch: Any) -> Any:
    """Let an alternative that says nothing allow every member, as it does without strictness."""
    return (
        {**branch, "additionalProperties": True}
        if isinstance(branch, dict) and not branch.keys() - {"$comment"}
        else branch
    )


def _fix_bounds(out: dict[str, Any]) -> None:
    for bound, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        if out.get(exclusive) is True and bound in out:
            out[exclusive] = out.pop(bound)
        elif isinstance(out.get(exclusive), bool):
            del out[exclusive]
        for word in (bound, exclusive):
            if isinstance(out.get(word), str):  # discovery writes numbers as text
                out[word] = float(out[word])
