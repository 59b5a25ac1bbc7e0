"""Rich text as Atlassian keeps it: the Atlassian Document Format (ADF), a tree of nodes in JSON.

Source: https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/

Survives: headings of all levels, paragraphs, meant line breaks, strong and emphasis, code in a line and in blocks with
its language, links, lists in one another, quotes of paragraphs, rules; all text.
Changes: images are links; titles of links are lost, and marks on code; a line break that is not meant becomes a space;
a list counts from 1; what stands in a quote or a list and may not becomes lines of text there. Read only: tables,
panels, mentions, dates and the like are their text, and a node that nobody knows yet is what is in it.
"""

from __future__ import annotations

import datetime as dt
from itertools import groupby
from typing import TYPE_CHECKING, Any

from tasklab.adapter.codec import rich_block as r
from tasklab.adapter.codec.record import Codec
from tasklab.adapter.codec.rich_markdown import read_markdown, render_blocks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

_LEVELS = 6
_MARKS = ("strong", "em", r.CODE)
_WORDS = ("text", "title", "shortName", "alt")
"""Attributes that say what a node without text of its own shows."""
_LISTS = {"bulletList": False, "orderedList": True, "taskList": False, "decisionList": False}
_ITEMS = frozenset({"listItem", "taskItem", "decisionItem"})


def decode_adf(native: Mapping[str, Any]) -> str:
    """Return the text as CommonMark."""
    builder = r.BlockBuilder(has_headings=True, levels=_LEVELS, is_code_plain=True)
    _read(builder, native)
    return render_blocks(builder.built(), has_headings=True, levels=_LEVELS, is_code_plain=True)


def encode_adf(markdown: str) -> dict[str, Any]:
    """Return the text as a document."""
    blocks = read_markdown(markdown, has_headings=True, levels=_LEVELS, is_code_plain=True)
    return {"type": "doc", "version": 1, "content": [_node(block) for block in blocks]}


def normalise_adf(markdown: str) -> str:
    """Everything the text of this module calls changed is changed."""
    return decode_adf(encode_adf(markdown))


def decode_adf_null(native: Mapping[str, Any] | None) -> str | None:
    """Return the text as CommonMark; None where there is none."""
    return None if native is None else decode_adf(native) or None


def encode_adf_null(markdown: str | None) -> dict[str, Any] | None:
    """Return the text as a document; None for text with nothing in it."""
    document = encode_adf(markdown or "")
    return document if document["content"] else None


def normalise_adf_null(markdown: str | None) -> str | None:
    """Everything that `adf` changes is changed, and text with nothing in it is null."""
    return decode_adf_null(encode_adf_null(markdown))


def _read(builder: r.BlockBuilder, node: Any) -> None:
    if not isinstance(node, dict):
        return
    kind = node.get("type")
    if kind in _LISTS:
        builder.open("list", is_numbered=_LISTS[kind])
        _read_inside(builder, node)
        builder.close("list")
    elif kind in _ITEMS:
        builder.item()
        if _attribute(node, "state") in ("TODO", "DONE"):
            builder.text("[x] " if _attribute(node, "state") == "DONE" else "[ ] ")
        _read_inside(builder, node)
        builder.end_item()
    else:
        _READERS.get(str(kind), _read_other)(builder, node)


def _read_inside(builder: r.BlockBuilder, node: Mapping[str, Any]) -> None:
    content = node.get("content")
    for child in content if isinstance(content, list) else ():
        _read(builder, child)


def _attribute(node: Mapping[str, Any], name: str) -> Any:
    attributes = node.get("attrs")
    return attributes.get(name) if isinstance(attributes, dict) else None


def _read_text(builder: r.BlockBuilder, node: Mapping[str, Any]) -> None:
    found = node.get("marks")
    marks = [mark for mark in found if isinstance(mark, dict)] if isinstance(found, list) else []
    names = [str(mark["type"]) for mark in marks if mark.get("type") in _MARKS]
    addresses = [str(_attribute(mark, "href") or "") for mark in marks if mark.get("type") == "link"]
    for name in names:
        builder.mark(name)
    for address in addresses:
        builder.link(address)
    builder.text(str(node.get("text") or ""))
    for _ in addresses:
        builder.unlink()
    for name in names:
        builder.unmark(name)


def _read_paragraph(builder: r.BlockBuilder, node: Mapping[str, Any]) -> None:
    builder.gap()
    _read_inside(builder, node)
    builder.gap()


def _read_heading(builder: r.BlockBuilder, node: Mapping[str, Any]) -> None:
    level = _attribute(node, "level")
    builder.open("heading", level=level if isinstance(level, int) and level > 0 else 1)
    _read_inside(builder, node)
    builder.close("heading")


def _read_quote(builder: r.BlockBuilder, node: Mapping[str, Any]) -> None:
    builder.open("quote")
    _read_inside(builder, node)
    builder.close("quote")


def _read_code(builder: r.BlockBuilder, node: Mapping[str, Any]) -> None:
    content = node.get("content")
    parts = [str(child.get("text") or "") for child in content or () if isinstance(child, dict)]
    builder.code("".join(parts), str(_attribute(node, "language") or ""))


def _read_row(builder: r.BlockBuilder, node: Mapping[str, Any]) -> None:
    content = node.get("content")
    for index, cell in enumerate(content if isinstance(content, list) else ()):
        if index:
            builder.text(" | ")
        for text in _texts(cell):
            builder.text(text)
    builder.line()


def _texts(node: Any) -> Iterator[str]:
    """Yield the text of everything in a cell of a table, on one line."""
    if not isinstance(node, dict):
        return
    if node.get("type") == "hardBreak":
        yield " "
    yield " ".join(str(node.get("text") or "").split("\n"))
    content = node.get("content")
    for index, child in enumerate(content if isinstance(content, list) else ()):
        if index and isinstance(child, dict) and child.get("type") == "paragraph":
            yield " "
        yield from _texts(child)


def _read_card(builder: r.BlockBuilder, node: Mapping[str, Any]) -> None:
    address = str(_attribute(node, "url") or "")
    builder.link(address)
    builder.text(address)
    builder.unlink()


def _read_date(builder: r.BlockBuilder, node: Mapping[str, Any]) -> None:
    stamp = str(_attribute(node, "timestamp") or "")
    try:
        builder.text(dt.datetime.fromtimestamp(int(stamp) / 1000, dt.UTC).date().isoformat())
    except (ValueError, OverflowError, OSError):
        builder.text(stamp)


def _read_other(builder: r.BlockBuilder, node: Mapping[str, Any]) -> None:
    """Go on with a node that has no form in CommonMark: what it says by itself, and what is in it."""
    words = next((found for name in _WORDS if isinstance(found := _attribute(node, name), str) and found), "")
    builder.text(words)
    _read_inside(builder, node)


_READERS: Mapping[str, Callable[[r.BlockBuilder, Mapping[str, Any]], None]] = {
    "text": _read_text,
    "paragraph": _read_paragraph,
    "heading": _read_heading,
    "blockquote": _read_quote,
    "codeBlock": _read_code,
    "rule": lambda builder, _: builder.rule(),
    "hardBreak": lambda builder, _: builder.line(),
    "tableRow": _read_row,
    "inlineCard": _read_card,
    "blockCard": _read_card,
    "embedCard": _read_card,
    "date": _read_date,
}


def _node(block: r.Block) -> dict[str, Any]:
    match block:
        case r.Paragraph(lines):
            return _paragraph(lines)
        case r.Heading(level, line):
            return {"type": "heading", "attrs": {"level": level}, "content": list(_spans(line))}
        case r.Quote(paragraphs):
            return {"type": "blockquote", "content": [_paragraph(each.lines) for each in paragraphs]}
        case r.Code(text, language):
            attributes = {"attrs": {"language": language}} if language else {}
            return {"type": "codeBlock", **attributes, "content": [{"type": "text", "text": text}] if text else []}
        case r.List(is_numbered, items):
            kind = "orderedList" if is_numbered else "bulletList"
            return {"type": kind, "content": [_item(item) for item in items]}
        case _:
            return {"type": "rule"}


def _item(item: r.Item) -> dict[str, Any]:
    """Return an entry; its first node has to be a paragraph, even an empty one."""
    return {"type": "listItem", "content": [_paragraph(item.lines), *(_node(each) for each in item.lists)]}


def _paragraph(lines: Sequence[r.Line]) -> dict[str, Any]:
    content: list[dict[str, Any]] = []
    for line in lines:
        content += [{"type": "hardBreak"}] if content else []
        content += _spans(line)
    return {"type": "paragraph", "content": content}


def _spans(line: Sequence[r.Span]) -> Iterator[dict[str, Any]]:
    """Yield nodes of text; code takes no other mark than a link, and texts side by side with the same marks are one."""
    for marks, group in groupby(line, _marks):
        text = "".join(span.text for span in group)
        yield {"type": "text", "text": text, **({"marks": list(map(_mark, marks))} if marks else {})}


def _marks(span: r.Span) -> tuple[tuple[str, str], ...]:
    names = (r.CODE,) if r.CODE in span.marks else tuple(mark for mark in _MARKS if mark in span.marks)
    links = () if span.address is None else (("link", span.address),)
    return (*((name, "") for name in names), *links)


def _mark(mark: tuple[str, str]) -> dict[str, Any]:
    name, address = mark
    return {"type": name, "attrs": {"href": address}} if address else {"type": name}


_ANY = (("typing", "Any"),)

CODECS = (
    Codec(
        module=__name__,
        name="adf",
        summary="CommonMark kept in the Atlassian Document Format.",
        native="dict[str, Any]",
        unified="str",
        imports=_ANY,
        has_normalisation=True,
    ),
    Codec(
        module=__name__,
        name="adf_null",
        summary="CommonMark kept in the Atlassian Document Format; text with nothing in it is null.",
        native="dict[str, Any]",
        written="dict[str, Any] | None",
        unified="str | None",
        imports=_ANY,
        reads_null=True,
        has_normalisation=True,
    ),
)
