"""Documents in the Atlassian Document Format: which are valid, and what plain text they hold.

Source: https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/ and the pages of its nodes and
marks, and the JSON schema https://unpkg.com/@atlaskit/adf-schema (json-schema/v1/full.json), read 2026-11-27.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_COLOR = re.compile(r"#[0-9a-fA-F]{3}(?:[0-9a-fA-F]{3})?", re.ASCII)
_MAX_DEPTH = 60


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_flag(value: Any) -> bool:
    return isinstance(value, bool)


def _is_color(value: Any) -> bool:
    return isinstance(value, str) and bool(_COLOR.fullmatch(value))


def _is_anything(_value: Any) -> bool:
    return True


def _one_of(*words: Any) -> Callable[[Any], bool]:
    return lambda value: not isinstance(value, bool) and value in words


@dataclass(frozen=True)
class _Rule:
    """What a node may hold. Attributes with `!` are required; those of no name are free."""

    children: frozenset[str] = frozenset()
    attributes: Mapping[str, Callable[[Any], bool]] = field(default_factory=dict)
    marks: frozenset[str] = frozenset()
    at_least: int = 0


_INLINE = frozenset({"text", "hardBreak", "mention", "emoji", "date", "status", "inlineCard", "mediaInline"})
_LISTS = frozenset({"bulletList", "orderedList"})
_MEDIA = frozenset({"mediaGroup", "mediaSingle"})
_TASKS = frozenset({"taskList", "decisionList"})
_IN_CELL = frozenset({"paragraph", "heading", "panel", "blockquote", "rule", "codeBlock", "nestedExpand", "blockCard"})
_IN_CELL |= _LISTS | _MEDIA | _TASKS
_TOP = (_IN_CELL - {"nestedExpand"}) | {"table", "expand", "embedCard"}
_TEXT_MARKS = frozenset(
    {"strong", "em", "strike", "underline", "code", "subsup", "textColor", "link", "backgroundColor"}
)
_BLOCK_MARKS = frozenset({"alignment", "indentation"})
_LOCAL = {"localId": _is_text}
_CELL = _Rule(
    _IN_CELL,
    {"colspan": _is_number, "rowspan": _is_number, "background": _is_text, "colwidth": _is_anything, **_LOCAL},
    at_least=1,
)
_NODES: dict[str, _Rule] = {
    "doc": _Rule(_TOP),
    "paragraph": _Rule(_INLINE, _LOCAL, _BLOCK_MARKS),
    "heading": _Rule(_INLINE, {"level!": _one_of(1, 2, 3, 4, 5, 6), **_LOCAL}, _BLOCK_MARKS),
    "blockquote": _Rule(frozenset({"paragraph", "codeBlock"}) | _LISTS | _MEDIA, _LOCAL, at_least=1),
    "bulletList": _Rule(frozenset({"listItem"}), _LOCAL, at_least=1),
    "orderedList": _Rule(frozenset({"listItem"}), {"order": _is_number, **_LOCAL}, at_least=1),
    "listItem": _Rule(frozenset({"paragraph", "codeBlock", "mediaSingle"}) | _LISTS | _TASKS, _LOCAL, at_least=1),
    "taskList": _Rule(frozenset({"taskItem", "taskList"}), {"localId!": _is_text}, at_least=1),
    "taskItem": _Rule(_INLINE, {"localId!": _is_text, "state!": _one_of("TODO", "DONE")}),
    "decisionList": _Rule(frozenset({"decisionItem"}), {"localId!": _is_text}, at_least=1),
    "decisionItem": _Rule(_INLINE, {"localId!": _is_text, "state!": _is_text}),
    "codeBlock": _Rule(
        frozenset({"text"}), {"language": _is_text, "uniqueId": _is_text, **_LOCAL}, frozenset({"breakout"})
    ),
    "panel": _Rule(
        frozenset({"paragraph", "heading", "rule", "codeBlock", "blockCard"}) | _LISTS | _MEDIA | _TASKS,
        {
            "panelType!": _one_of("info", "note", "warning", "success", "error", "tip", "custom"),
            "panelIcon": _is_text,
            "panelIconId": _is_text,
            "panelIconText": _is_text,
            "panelColor": _is_text,
            **_LOCAL,
        },
        at_least=1,
    ),
    "rule": _Rule(attributes=_LOCAL),
    "expand": _Rule(
        (_TOP - {"expand"}) | {"nestedExpand"}, {"title": _is_text, **_LOCAL}, frozenset({"breakout"}), at_least=1
    ),
    "nestedExpand": _Rule(
        frozenset({"paragraph", "heading", "rule", "codeBlock", "panel", "blockquote"}) | _LISTS | _MEDIA,
        {"title": _is_text, **_LOCAL},
        at_least=1,
    ),
    "table": _Rule(
        frozenset({"tableRow"}),
        {
            "isNumberColumnEnabled": _is_flag,
            "layout": _is_text,
            "width": _is_number,
            "displayMode": _is_text,
            **_LOCAL,
        },
        at_least=1,
    ),
    "tableRow": _Rule(frozenset({"tableCell", "tableHeader"}), _LOCAL),
    "tableCell": _CELL,
    "tableHeader": _CELL,
    "mediaGroup": _Rule(frozenset({"media"}), at_least=1),
    "mediaSingle": _Rule(
        frozenset({"media", "caption"}),
        {"layout": _is_text, "width": _is_number, "widthType": _is_text, **_LOCAL},
        frozenset({"link"}),
        at_least=1,
    ),
    "caption": _Rule(_INLINE, _LOCAL),
    "media": _Rule(
        attributes={"": _is_anything, "type!": _one_of("file", "link", "external")}, marks=frozenset({"link", "border"})
    ),
    "mediaInline": _Rule(attributes={"": _is_anything, "id!": _is_text}, marks=frozenset({"link", "border"})),
    "blockCard": _Rule(attributes={"url": _is_text, "data": _is_anything, "datasource": _is_anything, **_LOCAL}),
    "embedCard": _Rule(attributes={"": _is_anything, "url!": _is_text, "layout!": _is_text}),
    "inlineCard": _Rule(attributes={"url": _is_text, "data": _is_anything, **_LOCAL}),
    "hardBreak": _Rule(attributes={"text": _one_of("\n"), **_LOCAL}),
    "mention": _Rule(
        attributes={
            "id!": _is_text,
            "text": _is_text,
            "accessLevel": _is_text,
            "userType": _one_of("DEFAULT", "SPECIAL", "APP"),
            **_LOCAL,
        }
    ),
    "emoji": _Rule(attributes={"shortName!": _is_text, "id": _is_text, "text": _is_text, **_LOCAL}),
    "date": _Rule(
        attributes={"timestamp!": lambda value: isinstance(value, str) and value.lstrip("-").isdigit(), **_LOCAL}
    ),
    "status": _Rule(
        attributes={
            "text!": lambda value: isinstance(value, str) and value != "",
            "color!": _one_of("neutral", "purple", "blue", "red", "yellow", "green"),
            "style": _is_text,
            **_LOCAL,
        }
    ),
    "text": _Rule(marks=_TEXT_MARKS),
}
_MARKS: dict[str, Mapping[str, Callable[[Any], bool]]] = {
    "strong": {},
    "em": {},
    "strike": {},
    "underline": {},
    "code": {},
    "subsup": {"type!": _one_of("sub", "sup")},
    "textColor": {"color!": _is_color},
    "backgroundColor": {"color!": _is_color},
    "link": {
        "href!": lambda value: isinstance(value, str) and value != "",
        "title": _is_text,
        "id": _is_text,
        "collection": _is_text,
        "occurrenceKey": _is_text,
    },
    "border": {"size!": _is_number, "color!": _is_text},
    "alignment": {"align!": _one_of("center", "end")},
    "indentation": {"level!": _one_of(1, 2, 3, 4, 5, 6)},
    "breakout": {"mode!": _one_of("wide", "full-width"), "width": _is_number},
}
_WITH_CODE = frozenset({"code", "link"})
"""The marks that can stand on code."""
_MEMBERS = frozenset({"type", "content", "attrs", "marks"})
_NEW_LINES = frozenset(
    {"paragraph", "heading", "codeBlock", "listItem", "taskItem", "decisionItem", "tableRow", "rule", "blockCard"}
)


def is_document(value: Any) -> bool:
    """Whether a value says that it is a document; whether it is valid is another matter."""
    return isinstance(value, dict) and value.get("type") == "doc"


def is_valid(document: Any) -> bool:
    """Whether a document is one that Jira takes."""
    if not isinstance(document, dict) or set(document) != {"type", "version", "content"}:
        return False
    version = document["version"]
    if isinstance(version, bool) or version != 1:
        return False
    return _is_valid_node({name: document[name] for name in ("type", "content")}, frozenset({"doc"}), 0)


def text_of(node: Any) -> str:
    """Return the plain text of a valid document: a line for each block."""
    return "".join(_walk(node)).strip("\n")


def _walk(node: Mapping[str, Any]) -> Iterator[str]:
    kind, attributes = node.get("type"), node.get("attrs") or {}
    if kind == "text":
        yield node["text"]
    elif kind == "hardBreak":
        yield "\n"
    elif kind in {"mention", "emoji", "status"}:
        yield str(attributes.get("text") or attributes.get("shortName") or "")
    elif kind in {"inlineCard", "blockCard", "embedCard"}:
        yield str(attributes.get("url") or "")
    for child in node.get("content") or ():
        yield from _walk(child)
    if kind in _NEW_LINES:
        yield "\n"


def _is_valid_node(node: Any, allowed: frozenset[str], depth: int) -> bool:
    if not isinstance(node, dict) or depth > _MAX_DEPTH:
        return False
    kind = node.get("type")
    rule = _NODES.get(kind) if isinstance(kind, str) else None
    if rule is None or kind not in allowed:
        return False
    members = _MEMBERS | {"text"} if kind == "text" else _MEMBERS
    if not set(node) <= members or not _fits(node.get("attrs"), rule.attributes):
        return False
    if kind == "text" and not (isinstance(node.get("text"), str) and node["text"]):
        return False
    return _are_marks_valid(node.get("marks"), rule.marks) and _is_content_valid(node, rule, depth)


def _is_content_valid(node: Mapping[str, Any], rule: _Rule, depth: int) -> bool:
    content = node.get("content")
    if content is None:
        return rule.at_least == 0 and (node["type"] != "doc")
    if not isinstance(content, list) or len(content) < rule.at_least:
        return False
    if node["type"] == "codeBlock" and any(isinstance(child, dict) and child.get("marks") for child in content):
        return False
    return all(_is_valid_node(child, rule.children, depth + 1) for child in content)


def _are_marks_valid(marks: Any, allowed: frozenset[str]) -> bool:
    if marks is None:
        return True
    if not isinstance(marks, list):
        return False
    kinds = set()
    for mark in marks:
        kind = mark.get("type") if isinstance(mark, dict) else None
        if not isinstance(kind, str) or kind not in allowed or kind in kinds or not set(mark) <= {"type", "attrs"}:
            return False
        if not _fits(mark.get("attrs"), _MARKS[kind]):
            return False
        kinds.add(kind)
    return "code" not in kinds or kinds <= _WITH_CODE


def _fits(attributes: Any, rules: Mapping[str, Callable[[Any], bool]]) -> bool:
    """Whether attributes are those of a rule: all that are required, each with a value that it can have."""
    if attributes is None:
        return not any(name.endswith("!") for name in rules)
    if not isinstance(attributes, dict):
        return False
    checks = {name.rstrip("!"): check for name, check in rules.items() if name}
    if any(name.endswith("!") and name[:-1] not in attributes for name in rules):
        return False
    if "" not in rules and not set(attributes) <= set(checks):
        return False
    return all(checks[name](value) for name, value in attributes.items() if name in checks)
