"""The Atlassian Document Format: what its nodes look like, and that no word of a text is lost."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from tasklab.adapter.codec.adf import decode_adf, decode_adf_null, encode_adf, encode_adf_null
from tasklab.adapter.codec.markdown import parse_markdown
from tasklab.adapter.codec.text_strategy import DOCUMENTS


def _text(text, *marks):
    return {"type": "text", "text": text, **({"marks": [{"type": mark} for mark in marks]} if marks else {})}


def _paragraph(*content):
    return {"type": "paragraph", "content": list(content)}


def _node(kind, *content, **attributes):
    return {"type": kind, **({"attrs": attributes} if attributes else {}), "content": list(content)}


LINK = {"type": "text", "text": "docs", "marks": [{"type": "link", "attrs": {"href": "https://example.org/x_y"}}]}

BOTH_WAYS = [
    ("##### Plan", _node("heading", _text("Plan"), level=5)),
    ("a **b** and *c*", _paragraph(_text("a "), _text("b", "strong"), _text(" and "), _text("c", "em"))),
    ("run `make`", _paragraph(_text("run "), _text("make", "code"))),
    ("[docs](https://example.org/x_y)", _paragraph(LINK)),
    ("one\\\ntwo", _paragraph(_text("one"), {"type": "hardBreak"}, _text("two"))),
    ("> quoted\n>\n> more", _node("blockquote", _paragraph(_text("quoted")), _paragraph(_text("more")))),
    ("```py\nx\n\ny\n```", _node("codeBlock", _text("x\n\ny"), language="py")),
    ("---", {"type": "rule"}),
    (
        "- a\n  1. b",
        _node(
            "bulletList",
            _node("listItem", _paragraph(_text("a")), _node("orderedList", _node("listItem", _paragraph(_text("b"))))),
        ),
    ),
]

READ = [
    (_paragraph({"type": "mention", "attrs": {"id": "1", "text": "@Ada"}}, _text(" hi")), "@Ada hi"),
    (_paragraph({"type": "emoji", "attrs": {"shortName": ":grin:", "text": "😀"}}), "😀"),
    (_paragraph({"type": "date", "attrs": {"timestamp": "1582152559000"}}), "2020-02-19"),
    (_paragraph({"type": "date", "attrs": {"timestamp": "soon"}}), "soon"),
    (_paragraph({"type": "inlineCard", "attrs": {"url": "https://x/y"}}), "[https://x/y](https://x/y)"),
    (_paragraph(_text("gone", "strike"), _text(" up", "underline")), "gone up"),
    (_node("panel", _paragraph(_text("note")), panelType="info"), "note"),
    (_node("expand", _paragraph(_text("more")), title="Details"), "Details\n\nmore"),
    (
        _node("taskList", _node("taskItem", _text("do"), state="TODO"), _node("taskItem", _text("did"), state="DONE")),
        "- \\[ \\] do\n- \\[x\\] did",
    ),
    (
        _node(
            "table",
            _node(
                "tableRow", _node("tableHeader", _paragraph(_text("a"))), _node("tableHeader", _paragraph(_text("b")))
            ),
            _node("tableRow", _node("tableCell", _paragraph(_text("1"))), _node("tableCell", _paragraph(_text("2")))),
        ),
        "a | b\\\n1 | 2",
    ),
    (_node("brandNew", _paragraph(_text("x"))), "x"),
    (_node("bodiedExtension", _paragraph(_text("1. no list"))), "1\\. no list"),
]


@pytest.mark.parametrize(("markdown", "node"), BOTH_WAYS)
def test_there_is_a_node_for_it(markdown, node):
    assert encode_adf(markdown) == {"type": "doc", "version": 1, "content": [node]}
    assert decode_adf({"type": "doc", "version": 1, "content": [node]}) == markdown


@pytest.mark.parametrize(("node", "markdown"), READ)
def test_what_people_make_there_is_read(node, markdown):
    assert decode_adf({"type": "doc", "version": 1, "content": [node]}) == markdown


def test_code_has_no_other_mark():
    (paragraph,) = encode_adf("**`x`**")["content"]
    assert paragraph == _paragraph(_text("x", "code"))


def test_no_text_is_none():
    assert encode_adf_null("") is None
    assert decode_adf_null({"type": "doc", "version": 1, "content": []}) is None
    assert decode_adf_null(None) is None


@pytest.mark.parametrize("odd", [{}, {"content": "x"}, {"content": [None, 1, {"type": "text"}, {"marks": 1}]}])
def test_a_document_that_is_none_is_empty(odd):
    assert decode_adf(odd) == ""


def _words(markdown):
    kinds = ("text", "text_special", "code_inline", "fence", "code_block")
    found = "".join(node.content for node in parse_markdown(markdown).walk() if node.type in kinds)
    return sorted("".join(found.split()))


@given(DOCUMENTS)
@settings(deadline=None, derandomize=True)
def test_no_character_of_a_text_is_lost(markdown):
    assert _words(decode_adf(encode_adf(markdown))) == _words(markdown)
