"""Wiki markup as a document: what version 3 of the API gives of a text that was written through version 2.

Source: https://jira.atlassian.com/secure/WikiRendererHelpAction.jspa?section=all (the notation guide).
"""

from __future__ import annotations

import re
from typing import Any

_HEADING = re.compile(r"h([1-6])\.\s+(.*)")
_ITEM = re.compile(r"([*#-]+)\s+(.*)")
_FENCE = re.compile(r"\{(code|noformat)(?::([\w+#-]+)[^}]*)?\}")
_QUOTE = re.compile(r"bq\.\s+(.*)")
_INLINE = re.compile(
    r"\{\{(?P<code>.+?)\}\}"
    r"|\[(?:(?P<label>[^\]|\n]+)\|)?(?P<href>[a-z][a-z0-9+.-]*:[^\]\s|]+)\]"
    r"|\[~accountid:(?P<mention>[^\]]+)\]"
    r"|(?<![\w*])\*(?P<strong>\S(?:[^*\n]*\S)?)\*(?![\w*])"
    r"|(?<![\w_])_(?P<em>\S(?:[^_\n]*\S)?)_(?![\w_])"
    r"|(?<![\w-])-(?P<strike>[^\s-](?:[^-\n]*\S)?)-(?![\w-])"
    r"|(?<![\w+])\+(?P<underline>[^\s+](?:[^+\n]*\S)?)\+(?![\w+])"
    r"|\\(?P<escaped>[*_\-+{}\[\]\\#])"
)
_LIST_KINDS = {"#": "orderedList", "*": "bulletList", "-": "bulletList"}


def parse_wiki(text: str) -> dict[str, Any]:
    """Return a text in wiki markup as a document; what is not understood stays as it is written."""
    lines, at, blocks = text.replace("\r\n", "\n").split("\n"), 0, []
    while at < len(lines):
        block, at = _parse_block(lines, at)
        if block is not None:
            blocks.append(block)
    return {"type": "doc", "version": 1, "content": blocks}


def _parse_block(lines: list[str], at: int) -> tuple[dict[str, Any] | None, int]:
    line = lines[at].strip()
    if not line:
        return None, at + 1
    if found := _FENCE.match(line):
        return _parse_code(lines, at, found)
    if found := _HEADING.fullmatch(line):
        return {"type": "heading", "attrs": {"level": int(found[1])}, "content": parse_inline(found[2])}, at + 1
    if found := _QUOTE.fullmatch(line):
        return {"type": "blockquote", "content": [_paragraph([found[1]])]}, at + 1
    if line == "{quote}":
        return _parse_quote(lines, at + 1)
    if line == "----":
        return {"type": "rule"}, at + 1
    if _ITEM.fullmatch(line):
        return _parse_list(lines, at)
    end = at + 1
    while end < len(lines) and lines[end].strip() and not _starts_block(lines[end].strip()):
        end += 1
    return _paragraph(lines[at:end]), end


def _starts_block(line: str) -> bool:
    if line in {"{quote}", "----"}:
        return True
    return bool(_FENCE.match(line) or _HEADING.fullmatch(line) or _QUOTE.fullmatch(line) or _ITEM.fullmatch(line))


def _paragraph(lines: list[str]) -> dict[str, Any]:
    content: list[dict[str, Any]] = []
    for number, line in enumerate(lines):
        if number:
            content.append({"type": "hardBreak"})
        content += parse_inline(line.strip())
    return {"type": "paragraph", "content": content}


def _parse_quote(lines: list[str], at: int) -> tuple[dict[str, Any], int]:
    end = at
    while end < len(lines) and lines[end].strip() != "{quote}":
        end += 1
    content = parse_wiki("\n".join(lines[at:end]))["content"]
    return {"type": "blockquote", "content": content or [{"type": "paragraph", "content": []}]}, end + 1


def _parse_code(lines: list[str], at: int, found: re.Match[str]) -> tuple[dict[str, Any], int]:
    close, first = f"{{{found[1]}}}", lines[at].strip()[found.end() :]
    attributes = {"attrs": {"language": found[2]}} if found[2] else {}
    if close in first:
        content, end = [first[: first.index(close)]], at + 1
    else:
        content, end = [first] if first else [], at + 1
        while end < len(lines) and close not in lines[end]:
            content.append(lines[end])
            end += 1
        if end < len(lines) and (rest := lines[end][: lines[end].index(close)]):
            content.append(rest)
        end += 1
    text = "\n".join(content)
    return {"type": "codeBlock", **attributes, "content": [{"type": "text", "text": text}] if text else []}, end


def _parse_list(lines: list[str], at: int) -> tuple[dict[str, Any], int]:
    """Read items until a line is none; the marks before an item say how deep it stands and in which kind of list."""
    root: dict[str, Any] = {}
    open_lists: list[dict[str, Any]] = []
    while at < len(lines) and (found := _ITEM.fullmatch(lines[at].strip())):
        marks = found[1]
        depth = min(len(marks), len(open_lists) + 1)
        kind = _LIST_KINDS[marks[-1]]
        if depth == 1 and open_lists and open_lists[0]["type"] != kind:
            break
        del open_lists[depth:]
        if len(open_lists) == depth and open_lists[-1]["type"] != kind:
            open_lists.pop()
        if len(open_lists) < depth:
            fresh: dict[str, Any] = {"type": kind, "content": []}
            if open_lists:
                open_lists[-1]["content"][-1]["content"].append(fresh)
            open_lists.append(fresh)
            root = open_lists[0]
        open_lists[-1]["content"].append({"type": "listItem", "content": [_paragraph([found[2]])]})
        at += 1
    return root, at


def parse_inline(text: str, marks: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    """Return a line of wiki markup as inline nodes."""
    nodes: list[dict[str, Any]] = []
    end = 0
    for found in _INLINE.finditer(text):
        _add_text(nodes, text[end : found.start()], marks)
        _add_found(nodes, found, marks)
        end = found.end()
    _add_text(nodes, text[end:], marks)
    return nodes


def _add_found(nodes: list[dict[str, Any]], found: re.Match[str], marks: tuple[str, ...]) -> None:
    kind = found.lastgroup or ""
    if kind == "escaped":
        _add_text(nodes, found["escaped"], marks)
    elif kind == "mention":
        nodes.append({"type": "mention", "attrs": {"id": found["mention"]}})
    elif kind == "href":
        link = {"type": "link", "attrs": {"href": found["href"]}}
        kept = [{"type": mark} for mark in marks]
        nodes.append({"type": "text", "text": found["label"] or found["href"], "marks": [*kept, link]})
    elif kind == "code":
        nodes.append({"type": "text", "text": found["code"], "marks": [{"type": "code"}]})
    else:
        nodes += parse_inline(found[kind], marks if kind in marks else (*marks, kind))


def _add_text(nodes: list[dict[str, Any]], text: str, marks: tuple[str, ...]) -> None:
    if not text:
        return
    kept = {"marks": [{"type": mark} for mark in marks]} if marks else {}
    if nodes and nodes[-1]["type"] == "text" and nodes[-1].get("marks", []) == kept.get("marks", []):
        nodes[-1]["text"] += text
    else:
        nodes.append({"type": "text", "text": text, **kept})
