"""JSON Merge Patch (RFC 7396) over nodes, the short forms of the language, and the digest of what comes out.

A file that extends another is a patch of it: mappings merge, null removes, everything else replaces. So a null that is
to be sent from such a file is written `{literal: null}`. A null inside a list is kept: lists are replaced whole.
In a file that extends nothing, null is null.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from tasklab.spec.node import Node, plain
from tasklab.spec.problem import SpecError
from tasklab.spec.short_form import write_absences_out

if TYPE_CHECKING:
    from tasklab.spec.problem import KeyPath, Scalar


def merge_patch(base: Node | None, patch: Node) -> Node:
    """Return the base with the patch laid over it; each node keeps the place of the file it came from.

    Source: RFC 7396 section 2.
    """
    if not isinstance(patch.value, dict):
        return patch
    entries: dict[Scalar, Node] = dict(base.entries) if base is not None else {}
    for key, child in patch.value.items():
        if child.value is None:
            entries.pop(key, None)
        else:
            entries[key] = merge_patch(entries.get(key), child)
    return Node(patch.place, entries, patch.key_place)


def check_removals(base: Node | None, patch: Node, key: KeyPath = ()) -> list[SpecError]:
    """Return a problem for each null of a patch that removes nothing, which was most likely meant to be sent."""
    if not isinstance(patch.value, dict):
        return []
    known = base.entries if base is not None else {}
    problems: list[SpecError] = []
    for name, child in patch.value.items():
        path = (*key, name)
        if child.value is None and name not in known:
            expected = "the name of something that is there, or `{literal: null}` to send null"
            place = child.key_place or child.place
            problems.append(SpecError("removes-nothing", place, path, "a null that removes nothing", expected))
        elif child.value is not None:
            problems += check_removals(known.get(name), child, path)
    return problems


def write_out(root: Node) -> Node:
    """Return a spec with its short forms written out, so that a patch can add to them: `title: subject`.

    Shape: fields of entities and `item` of methods become `{path: ...}`, `keep` that or `{header: ...}`; an object
    that is unavailable becomes its methods.
    """
    root = write_absences_out(root)
    root = _mapped(root, "entities", lambda entity: _mapped(entity, "fields", _with_path))
    return _mapped(root, "methods", _method_written_out)


def _method_written_out(method: Node) -> Node:
    entries = method.entries
    if not entries:
        return method
    if "item" in entries:
        method = method.with_entries({**entries, "item": _with_path(entries["item"])})
    return _mapped(method, "keep", _with_place)


def _mapped(node: Node, key: str, change: Any) -> Node:
    """Return a mapping with each entry of its mapping `key` changed."""
    inner = node.entries.get(key)
    if inner is None or not inner.entries:
        return node
    changed = inner.with_entries({name: change(child) for name, child in inner.entries.items()})
    return node.with_entries({**node.entries, key: changed})


def _with_path(node: Node) -> Node:
    return _wrapped(node, "path", node.value) if isinstance(node.value, str) else node


def _with_place(node: Node) -> Node:
    if isinstance(node.value, str) and node.value.startswith("header."):
        return _wrapped(node, "header", node.value.removeprefix("header."))
    return _with_path(node)


def _wrapped(node: Node, key: str, value: str) -> Node:
    return Node(node.place, {key: Node(node.place, value, node.key_place)}, node.key_place)


def render_canonical(value: Any) -> str:
    """Return the canonical JSON of a plain value: the same for every layout, key order and comment.

    Shape: sorted keys, no spaces, ASCII. A key that is not a text is `!` and its JSON; a text key that starts with
    `!` gets one more.
    """
    return json.dumps(_with_text_keys(value), sort_keys=True, separators=(",", ":"), allow_nan=False)


def parse_canonical(text: str) -> Any:
    """Return the plain value of a canonical JSON."""
    if '"!' not in text:
        return json.loads(text)
    return json.loads(text, object_pairs_hook=lambda pairs: {_parse_key(key): value for key, value in pairs})


def _with_text_keys(value: Any) -> Any:
    # Most keys and values are texts that stay as they are: they are not worth a call.
    if isinstance(value, dict):
        return {
            key if type(key) is str and key[:1] != "!" else _render_key(key): (
                child if type(child) is str else _with_text_keys(child)
            )
            for key, child in value.items()
        }
    return [_with_text_keys(child) for child in value] if isinstance(value, list) else value


def _render_key(key: Scalar) -> str:
    if isinstance(key, str):
        return f"!{key}" if key.startswith("!") else key
    return f"!{json.dumps(key)}"


def _parse_key(key: str) -> Scalar:
    if not key.startswith("!"):
        return key
    if key.startswith("!!"):
        return key[1:]
    scalar: Scalar = json.loads(key[1:])
    return scalar


def digest_of(canonical: str) -> str:
    """Return the digest of a canonical JSON: `sha256:` and hexadecimal digits."""
    return "sha256:" + hashlib.sha256(canonical.encode()).hexdigest()


def digest_node(root: Node) -> str:
    """Return the digest of a resolved spec."""
    return digest_of(render_canonical(plain(root)))
