"""A document as wiki markup: what version 2 of the API gives of a text that was written through version 3.

Source: https://jira.atlassian.com/secure/WikiRendererHelpAction.jspa?section=all (the notation guide).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_AROUND = {"strong": "*", "em": "_", "strike": "-", "underline": "+"}
_SPECIAL = re.compile(r"([*_\-+{}\[\]\\#](?=\S)|(?<=\S)[*_\-+{}\[\]])")
_PANELS = {"info": "#deebff", "note": "#eae6ff", "success": "#e3fcef", "warning": "#fffae6", "error": "#ffebe6"}
_LIST_MARKS = {"bulletList": "*", "orderedList": "#"}


def render_wiki(document: Mapping[str, Any]) -> str:
    """Return a valid document as wiki markup."""
    return _render_blocks(document["content"])


def _render_blocks(nodes: Sequence[Mapping[str, Any]]) -> str:
    return "\n\n".join(_render_block(node) for node in nodes)


def _render_block(node: Mapping[str, Any]) -> str:
    kind, content, attributes = node["type"], node.get("content") or [], node.get("attrs") or {}
    match kind:
        case "paragraph" | "caption":
            return _render_inline(content)
        case "heading":
            return f"h{attributes['level']}. {_render_inline(content)}"
        case "bulletList" | "orderedList":
            return "\n".join(_render_items(node, ""))
        case "codeBlock":
            language = f":{attributes['language']}" if attributes.get("language") else ""
            text = "".join(child["text"] for child in content)
            return f"{{code{language}}}\n{text}\n{{code}}"
        case "blockquote":
            return f"{{quote}}\n{_render_blocks(content)}\n{{quote}}"
        case "panel":
            color = _PANELS.get(attributes["panelType"], "#deebff")
            return f"{{panel:bgColor={color}}}\n{_render_blocks(content)}\n{{panel}}"
        case "table":
            return "\n".join(_render_row(row) for row in content)
        case "taskList" | "decisionList":
            return "\n".join(f"* {_render_inline(item.get('content') or [])}" for item in content)
    return _render_other(kind, content, attributes)


def _render_other(kind: str, content: Sequence[Mapping[str, Any]], attributes: Mapping[str, Any]) -> str:
    if kind == "rule":
        return "----"
    if kind in {"blockCard", "embedCard"}:
        return f"[{attributes.get('url', '')}]"
    return _render_blocks(content)


def _render_items(node: Mapping[str, Any], marks: str) -> list[str]:
    mine, lines = marks + _LIST_MARKS[node["type"]], []
    for item in node["content"]:
        first, *rest = item["content"]
        text = _render_block(first) if first["type"] not in _LIST_MARKS else ""
        lines.append(f"{mine} {text}")
        for child in item["content"] if first["type"] in _LIST_MARKS else rest:
            if child["type"] in _LIST_MARKS:
                lines += _render_items(child, mine)
            else:
                lines.append(_render_block(child))
    return lines


def _render_row(row: Mapping[str, Any]) -> str:
    cells = row.get("content") or []
    texts = [("||" if each["type"] == "tableHeader" else "|") + _render_blocks(each["content"]) for each in cells]
    end = "||" if cells and cells[-1]["type"] == "tableHeader" else "|"
    return "".join(texts) + end


def _render_inline(nodes: Sequence[Mapping[str, Any]]) -> str:
    return "".join(_render_one(node) for node in nodes)


def _render_one(node: Mapping[str, Any]) -> str:
    attributes = node.get("attrs") or {}
    match node["type"]:
        case "text":
            return _render_text(node)
        case "hardBreak":
            return "\n"
        case "mention":
            return f"[~accountid:{attributes['id']}]"
        case "inlineCard":
            return f"[{attributes.get('url', '')}]"
        case "emoji" | "status":
            return str(attributes.get("text") or attributes.get("shortName"))
        case "date":
            return str(attributes["timestamp"])
    return ""


def _render_text(node: Mapping[str, Any]) -> str:
    marks = {mark["type"]: mark.get("attrs") or {} for mark in node.get("marks") or ()}
    text = node["text"] if "code" in marks else _SPECIAL.sub(r"\\\1", node["text"])
    if "code" in marks:
        text = f"{{{{{text}}}}}"
    for kind, around in _AROUND.items():
        if kind in marks:
            text = f"{around}{text}{around}"
    if "subsup" in marks:
        around = "~" if marks["subsup"]["type"] == "sub" else "^"
        text = f"{around}{text}{around}"
    if "textColor" in marks:
        text = f"{{color:{marks['textColor']['color']}}}{text}{{color}}"
    if "link" in marks:
        href = marks["link"]["href"]
        text = f"[{href}]" if text == href else f"[{text}|{href}]"
    return text
