"""Wiki markup: what the forms look like, and that no word of a text is lost."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from tasklab.adapter.codec.markdown import parse_markdown
from tasklab.adapter.codec.text_strategy import DOCUMENTS
from tasklab.adapter.codec.wiki import decode_wiki, decode_wiki_null, encode_wiki, encode_wiki_null

BOTH_WAYS = [
    ("##### Plan", "h5. Plan"),
    ("a **b** and *c*", "a *b* and _c_"),
    ("un**believ**able", "un{*}believ{*}able"),
    ("run `make`", "run {{make}}"),
    ("[docs](https://example.org/x_y)", "[docs|https://example.org/x_y]"),
    ("one\\\ntwo\n\nthree", "one\ntwo\n\nthree"),
    ("- a\n  - b\n  1. c\n- d", "* a\n** b\n*# c\n* d"),
    ("- one\\\n  two", "* one\\\\two"),
    ("> quoted\n>\n> more", "{quote}\nquoted\n\nmore\n{quote}"),
    ("```py\nx = {1}\n\ny\n```", "{code:py}\nx = {1}\n\ny\n{code}"),
    ("```\n{code}\n```", "{noformat}\n{code}\n{noformat}"),
    ("a\n\n---\n\nb", "a\n\n----\n\nb"),
    ("2 * 3, a-b, snake_case & Co., 100%!", "2 * 3, a-b, snake_case & Co., 100%!"),
    ("h1. x", "h1\\. x"),
    ("\\# x", "\\# x"),
    ("{no} \\[link\\]", "\\{no\\} \\[link\\]"),
    ("C:\\\\dir", "C:\\dir"),
    ("\\\\\\\\", "&#92;&#92;"),
    ("(x) :)", "\\(x) :\\)"),
]

READ = [
    ("bq. quoted", "> quoted"),
    ("h3. Title", "### Title"),
    ("{color:red}x{color}", "x"),
    ("||a||b||\n|1|2|", "||a||b||\\\n|1|2|"),
    ("!https://x.org/i.png|thumbnail!", "[https://x.org/i.png](https://x.org/i.png)"),
    ("a\r\nb", "a\\\nb"),
    ("[~accountid:12] hi", "@12 hi"),
    ("-gone- +new+", "-gone- +new+"),
    ("{quote}a\n* b{quote}", "> a\n>\n> b"),
    ("{panel:title=x}\nhi\n{panel}", "hi"),
    ("[run|javascript:alert(1)]", "run"),
    ("** deep", "- deep"),
    ("- a\n- b", "- a\n- b"),
    ("{code}never ended", "{code}never ended"),
]


@pytest.mark.parametrize(("markdown", "wiki"), BOTH_WAYS)
def test_there_is_a_form_of_its_own_for_it(markdown, wiki):
    assert encode_wiki(markdown, "description") == wiki
    assert decode_wiki(wiki) == markdown


@pytest.mark.parametrize(("wiki", "markdown"), READ)
def test_markup_as_people_write_it_is_read(wiki, markdown):
    assert decode_wiki(wiki) == markdown


def test_no_text_is_none():
    assert encode_wiki_null(None, "description") == ""
    assert decode_wiki_null("") is None
    assert decode_wiki_null(None) is None


def _words(markdown):
    kinds = ("text", "text_special", "code_inline", "fence", "code_block")
    found = "".join(node.content for node in parse_markdown(markdown).walk() if node.type in kinds)
    return sorted("".join(found.split()))


@given(DOCUMENTS)
@settings(deadline=None, derandomize=True)
def test_no_character_of_a_text_is_lost(markdown):
    assert _words(decode_wiki(encode_wiki(markdown, "description"))) == _words(markdown)


@pytest.mark.parametrize("mark", ["*", "_", "{*}", "{{", "[a|", "{quote}", "{code}", "* ", "!a"])
def test_no_number_of_marks_takes_for_ever(mark):
    assert "x" in decode_wiki(f"{mark * 500}x")
