"""Rich text as Asana keeps it: strict XML of a few elements, and no word is lost."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings

from tasklab.adapter.codec.asana_text import (
    decode_asana_comment,
    decode_asana_notes,
    encode_asana_comment,
    encode_asana_notes,
)
from tasklab.adapter.codec.markdown import parse_markdown
from tasklab.adapter.codec.text_strategy import DOCUMENTS, MARKDOWN
from tasklab.unified.error import UnsupportedFieldError

TAGS = {"body", "strong", "em", "code", "a", "ul", "ol", "li", "pre", "blockquote", "hr", "h1", "h2"}

BOTH_WAYS = [
    ("## Plan", "<h2>Plan</h2>"),
    ("a **b** and *c*", "a <strong>b</strong> and <em>c</em>"),
    ("**a *b* c**", "<strong>a <em>b</em> c</strong>"),
    ("run `make`", "run <code>make</code>"),
    ("[docs](https://example.org/x_y)", '<a href="https://example.org/x_y">docs</a>'),
    ("one\\\ntwo\n\nthree", "one\ntwo\n\nthree"),
    ("- a\n  - b\n  1. c\n- d", "<ul><li>a<ul><li>b</li></ul><ol><li>c</li></ol></li><li>d</li></ul>"),
    ("> quoted\n>\n> more", "<blockquote>quoted\n\nmore</blockquote>"),
    ("```\nx < 1\n\ny\n```", "<pre>x &lt; 1\n\ny</pre>"),
    ("a\n\n---\n\nb", "a<hr/>b"),
    ('2 \\< 3 & "so"', '2 &lt; 3 &amp; "so"'),
]

WRITTEN = [
    ("one\ntwo", "one two"),
    ("#### Deep", "<h2>Deep</h2>"),
    ("```ruby\nx\n```", "<pre>x</pre>"),
    ("![logo](https://example.org/l.png)", '<a href="https://example.org/l.png">logo</a>'),
    ("[here](there.html)", "here (there.html)"),
    ("[](https://example.org/)", '<a href="https://example.org/">https://example.org/</a>'),
    ("- a\n\n  ```\n  x\n  ```\n- # t", "<ul><li>a\n<code>x</code></li><li><strong>t</strong></li></ul>"),
    ("> - x", "<blockquote>x</blockquote>"),
    ("<b>no</b>", "&lt;b&gt;no&lt;/b&gt;"),
]

READ = [
    ("<body></body>", ""),
    ("<body>1. no list\n# no heading</body>", "1\\. no list\\\n\\# no heading"),
    ("<body><strong>so </strong>it is</body>", "**so** it is"),
    ("<body><strong>one\n\ntwo</strong></body>", "**one**\n\n**two**"),
    ("<body><u>a</u> <s>b</s></body>", "a b"),
    ('<body>ask <a href="https://app.asana.com/0/1/list" data-asana-gid="1">Tim</a>!</body>', "ask [Tim](https://app.asana.com/0/1/list)!"),
    ('<body><a data-asana-gid="1"/>x</body>', "x"),
    ("<body><h1>A</h1><hr>b</body>", "# A\n\n---\n\nb"),
    ("<body><ul><li>a</li></ul><ul><li>b</li></ul></body>", "- a\n- b"),
    ("<body><new>what <newer>next</newer></new></body>", "what next"),
    ("<body><table><tr><td>1</td><td>2</td></tr></table></body>", "1 2"),
    ("<body><strong>a</strong>b<em>.</em>c</body>", "ab.c"),
]  # fmt: skip


@pytest.mark.parametrize(("markdown", "inner"), BOTH_WAYS)
def test_there_is_a_form_of_its_own_for_it(markdown, inner):
    assert encode_asana_notes(markdown, "description") == f"<body>{inner}</body>"
    assert decode_asana_notes(f"<body>{inner}</body>") == markdown


@pytest.mark.parametrize(("markdown", "inner"), WRITTEN)
def test_what_there_is_no_form_for_is_written_as_its_text(markdown, inner):
    assert encode_asana_notes(markdown, "description") == f"<body>{inner}</body>"


@pytest.mark.parametrize(("native", "markdown"), READ)
def test_what_people_write_there_is_read(native, markdown):
    assert (decode_asana_notes(native) or "") == markdown


def test_no_description_is_none():
    assert decode_asana_notes(None) is None
    assert decode_asana_notes("<body></body>") is None


def test_comments_have_neither_headings_nor_rules():
    assert encode_asana_comment("# Plan\n\n---", "body") == "<body><strong>Plan</strong>\n\n———</body>"
    assert decode_asana_comment("<body><h1>Plan</h1>text</body>") == "**Plan**\n\ntext"


def test_what_xml_cannot_carry_is_refused():
    with pytest.raises(UnsupportedFieldError) as refused:
        encode_asana_notes("a\x08b", "description")
    assert refused.value.pointer == "/description"


def _words(markdown):
    kinds = ("text", "text_special", "code_inline", "fence", "code_block")
    return "".join(node.content for node in parse_markdown(markdown).walk() if node.type in kinds)


@given(MARKDOWN | DOCUMENTS)
@settings(deadline=None, derandomize=True)
def test_what_is_written_is_xml_with_all_of_the_text(markdown):
    for encode in (encode_asana_notes, encode_asana_comment):
        root = ET.fromstring(encode(markdown, "description"))
        assert {each.tag for each in root.iter()} <= TAGS
        left = list("".join("".join(root.itertext()).split()))
        for letter in "".join(_words(markdown).split()):
            left.remove(letter)


@pytest.mark.parametrize("mark", ["<strong>", "<ul><li>", "<blockquote>", "<h1>", "<pre>", '<a href="http://x">'])
def test_no_depth_is_too_deep(mark):
    assert "x" in (decode_asana_notes(f"<body>{mark * 2_000}x</body>") or "")
