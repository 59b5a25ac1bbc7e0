"""Text as Notion keeps it: a list of runs, each with its own marks, of at most 2000 characters; at most 100 of them.

Source: https://developers.notion.com/reference/rich-text, https://developers.notion.com/reference/request-limits

Survives: strong and emphasis, code, links, meant line breaks. What stands for itself, because there is nothing else for
it in such a list: headings, lists, quotes, rules and fences, which are the characters they are written with, and are
read as what these mean.
Changes: images are links; a line break that is not meant becomes a space. Read only: colours, underlines and strokes
are left out; mentions and equations are their text.
"""

from __future__ import annotations

import re
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any

from msgspec import Struct, convert

from tasklab.adapter.codec import rich_block as r
from tasklab.adapter.codec.record import Codec
from tasklab.adapter.codec.refusal import cannot_carry
from tasklab.adapter.codec.rich_markdown import read_markdown, render_blocks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class Link(Struct, gc=False):
    """Where a run leads."""

    url: str | None = None


class Content(Struct, gc=False):
    """What a run of plain text is made of."""

    content: str | None = None
    link: Link | None = None


class Run(Struct, gc=False):
    """Text with the same marks; one that was not sent yet has its text in `text` alone."""

    plain_text: str | None = None
    text: Content | None = None
    annotations: dict[str, Any] | None = None
    href: str | None = None


_LONGEST = 2000
_MOST = 100
_LEVELS = 6
_MARKS = {"bold": "strong", "italic": "em", "code": r.CODE}
_FENCE = "```"
_START = re.compile(r"(\s*)((?:#{1,6} |> ?|[-*+] |\d{1,9}[.)] )?)")
_RULE = re.compile(r"\s*(?:-{3,}|\*{3,}|_{3,})\s*\Z")


def decode_notion_title(native: Sequence[Run] | None) -> str:
    """Return the text without its marks."""
    return "".join(map(_shown_text, native or ()))


def encode_notion_title(text: str, field: str) -> list[dict[str, Any]]:
    """Return the text as runs without marks.

    Raises: UnsupportedFieldError when it is longer than the platform keeps.
    """
    return _runs([r.Span(text)] if text else [], field)


def decode_notion_text(native: Sequence[Run]) -> str:
    """Return the text as CommonMark."""
    return _render(_blocks("".join(_joined(list(_shown(_lines_read(native)))))))


def encode_notion_text(markdown: str, field: str) -> list[dict[str, Any]]:
    """Return the text as runs.

    Raises: UnsupportedFieldError when it is longer than the platform keeps.
    """
    spans: list[r.Span] = []
    for index, line in enumerate(_lines_of(_blocks(markdown))):
        spans += [r.Span("\n"), *line] if index else line
    return _runs(spans, field)


def normalise_notion_text(markdown: str) -> str:
    """Everything the text of this module calls changed is changed."""
    return decode_notion_text(convert(encode_notion_text(markdown, "text"), list[Run]))


def decode_notion_text_null(native: Sequence[Run] | None) -> str | None:
    """Return the text as CommonMark; None where there is none."""
    return decode_notion_text(native or ()) or None


def encode_notion_text_null(markdown: str | None, field: str) -> list[dict[str, Any]]:
    """Return the text as runs; none for text with nothing in it.

    Raises: UnsupportedFieldError when it is longer than the platform keeps.
    """
    return encode_notion_text(markdown or "", field)


def normalise_notion_text_null(markdown: str | None) -> str | None:
    """Everything that `notion_text` changes is changed, and text with nothing in it is null."""
    return normalise_notion_text(markdown or "") or None


def _blocks(markdown: str) -> list[r.Block]:
    return read_markdown(markdown, has_headings=True, levels=_LEVELS, is_code_plain=True)


def _render(blocks: Sequence[r.Block]) -> str:
    return render_blocks(blocks, has_headings=True, levels=_LEVELS, is_code_plain=True)


# Written


def _lines_of(blocks: Sequence[r.Block]) -> Iterator[r.Line]:
    for index, block in enumerate(blocks):
        if index:
            yield ()
        yield from _block_lines(block)


def _block_lines(block: r.Block) -> Iterator[r.Line]:
    match block:
        case r.Paragraph(lines):
            yield from lines
        case r.Heading(level, line):
            yield (r.Span("#" * level + " "), *line)
        case r.Quote(paragraphs):
            for index, paragraph in enumerate(paragraphs):
                if index:
                    yield (r.Span(">"),)
                yield from ((r.Span("> "), *line) for line in paragraph.lines)
        case r.Code(text, language):
            yield (r.Span(_FENCE + language),)
            yield from ((r.Span(line),) for line in text.split("\n"))
            yield (r.Span(_FENCE),)
        case r.List():
            yield from _list_lines(block)
        case _:
            yield (r.Span("---"),)


def _list_lines(block: r.List) -> Iterator[r.Line]:
    for number, item in enumerate(block.items, 1):
        mark = f"{number}. " if block.is_numbered else "- "
        lines = [*(item.lines or ((),)), *(line for each in item.lists for line in _list_lines(each))]
        for index, line in enumerate(lines):
            yield (r.Span(" " * len(mark) if index else mark), *line)


def _runs(spans: Sequence[r.Span], field: str) -> list[dict[str, Any]]:
    runs: list[dict[str, Any]] = []
    for (marks, address), group in groupby(spans, lambda span: (span.marks, span.address)):
        text = "".join(span.text for span in group)
        runs += (_run(text[start : start + _LONGEST], marks, address) for start in range(0, len(text), _LONGEST))
    if len(runs) > _MOST:
        raise cannot_carry(field, f"has {len(runs)} changes of marks or pieces of {_LONGEST} characters, {_MOST} fit")
    return runs


def _run(text: str, marks: frozenset[str], address: str | None) -> dict[str, Any]:
    content: dict[str, Any] = {"content": text} if address is None else {"content": text, "link": {"url": address}}
    set_marks = {name: True for name, mark in _MARKS.items() if mark in marks}
    return {"type": "text", "text": content, **({"annotations": set_marks} if set_marks else {})}


# Read


def _lines_read(native: Sequence[Run]) -> Iterator[list[r.Span]]:
    line: list[r.Span] = []
    for run in native:
        annotations = run.annotations or {}
        marks = frozenset(mark for name, mark in _MARKS.items() if annotations.get(name))
        first, *others = _shown_text(run).split("\n")
        address = _address(run)
        line += [r.Span(first, marks, address)] if first else []
        for text in others:
            yield line
            line = [r.Span(text, marks, address)] if text else []
    yield line


def _shown_text(run: Run) -> str:
    return run.plain_text or (run.text and run.text.content) or ""


def _address(run: Run) -> str | None:
    link = run.text and run.text.link
    return r.normal_address((link and link.url) or run.href or "")


def _shown(lines: Iterator[list[r.Span]]) -> Iterator[tuple[str, str]]:
    """Yield each line as CommonMark, and how it begins: `` for text, a space for code and for nothing."""
    is_code = False
    for line in lines:
        text = "".join(span.text for span in line)
        if text.lstrip().startswith(_FENCE) or is_code:
            is_code = is_code is not text.lstrip().startswith(_FENCE)
            yield text, " "
        elif not text.strip() or _RULE.match(text):
            yield text.strip(), " "
        else:
            yield _shown_line(line)


def _shown_line(line: Sequence[r.Span]) -> tuple[str, str]:
    first, *others = line
    found = _START.match("" if first.marks or first.address else first.text)
    indent, start = ("", "") if found is None else (found[1], found[2])
    rest = (first._replace(text=first.text[len(indent + start) :]), *others)
    body = _render((r.Paragraph((tuple(span for span in rest if span.text),)),)) if any(s.text for s in rest) else ""
    return indent + start + body, start.strip()


def _joined(lines: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Yield the lines with what is between them: a meant line break where both are of the same text."""
    for (text, start), (_, other) in pairwise([*lines, ("", " ")]):
        is_one = other == "" and start != " " and not start.startswith("#")
        yield text + ("\\\n" if is_one or start == other == ">" else "\n")


def _codec(name: str, unified: str, summary: str, *, reads_null: bool, has_normalisation: bool) -> Codec:
    return Codec(
        module=__name__,
        name=name,
        summary=summary,
        native="list[Run]",
        written="list[dict[str, Any]]",
        unified=unified,
        imports=((__name__, "Run"), ("typing", "Any")),
        reads_null=reads_null,
        can_refuse=True,
        has_normalisation=has_normalisation,
        is_hook=True,
    )


CODECS = (
    _codec(
        "notion_title", "str", "Text kept as Notion's runs, without marks.", reads_null=True, has_normalisation=False
    ),
    _codec("notion_text", "str", "CommonMark kept as Notion's runs.", reads_null=False, has_normalisation=True),
    _codec(
        "notion_text_null",
        "str | None",
        "CommonMark kept as Notion's runs; no text is null.",
        reads_null=True,
        has_normalisation=True,
    ),
)
