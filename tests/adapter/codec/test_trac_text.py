"""Rich text as Trac keeps it: no word is lost, and nothing becomes markup that was none."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasklab.adapter.codec.markdown import parse_markdown
from tasklab.adapter.codec.text_strategy import DOCUMENTS, MARKDOWN
from tasklab.adapter.codec.trac_text import decode_trac_text, decode_trac_text_null, encode_trac_text
from tasklab.adapter.trac_wiki_read import read_wiki
from tasklab.adapter.trac_wiki_write import write_wiki

BOTH_WAYS = [
    ("### Plan", "=== Plan ==="),
    ("a **b** and *c*", "a '''b''' and ''c''"),
    ("**a *b* c**", "'''a ''b'' c'''"),
    ("run `make`", "run `make`"),
    ("[docs](https://example.org/x_y)", "[https://example.org/x_y docs]"),
    ("[**docs**](https://example.org/)", "'''[https://example.org/ docs]'''"),
    ("one\\\ntwo\n\nthree", "one\ntwo\n\nthree"),
    ("- a\n  - b\n  1. c\n- d\\\n  e", " * a\n   * b\n   1. c\n * d[[BR]]e"),
    ("> quoted\n>\n> more", "> quoted\n>\n> more"),
    ("```\nx < 1\n\ny\n```", "{{{\nx < 1\n\ny\n}}}"),
    ("```\n#!sh\n```", "{{{#!default\n#!sh\n}}}"),
    ("a\n\n---\n\nb", "a\n\n----\n\nb"),
    ("see https://example.org/FooBar#1, ann@example.org.", "see https://example.org/FooBar#1, ann@example.org."),
    ('2 \\< 3 & "so", 100%, a-b, snake_case: C++ (x)!', '2 < 3 & "so", 100%, a-b, snake_case: C++ (x)!'),
    ("ask FooBar, r2", "ask !FooBar, !r2"),
    ("wow!**now**", "wow!\u200b'''now'''"),
    ("1\\. no list\\\n\\- no list", "\u200b1. no list\n\u200b- no list"),
    ("``a`b``", "{{{a`b}}}"),
]

WRITTEN = [
    ("one\ntwo", "one two"),
    ("#1 and \\[3\\] {4}", "!#1 and ![3] !{4}"),
    ("\\*\\*x\\*\\* a__b x^2 //", "!**x!** a!__b x!^2 !//"),
    ("[[Macro(x)]] || ticket:1", "![[Macro(x)]] !|| !ticket:1"),
    ("= no heading =", "\u200b= no heading ="),
    ("\\> no quote", "\u200b> no quote"),
    ("!FooBar", "!!FooBar"),
    ("FooBar:||", "FooBar:\u200b!||"),
    ("```ruby\nx\n```", "{{{\nx\n}}}"),
    ("```\n}}}\n```", "`}}}`"),
    ("![logo](https://example.org/l.png)", "[https://example.org/l.png logo]"),
    ("[a\\]b](https://example.org/)", '[https://example.org/ "a]b"]'),
    ("[`x`](https://example.org/)", "[https://example.org/ x]"),
    ("[here](there.html)", "here (there.html)"),
    ("> - x", "> x"),
    ("- [[\\\n  b", " * [[\u200b\\\\b"),
]

READ = [
    ("== Plan ==\r\ntext", "## Plan\n\ntext"),
    ("= open", "# open"),
    ("= a = #id", "# a"),
    ("**a**, //b//, '''''c'''''", "**a**, *b*, ***c***"),
    ("'''a\nb'''", "**a**\\\n**b**"),
    ("'''open\n\nnext", "**open**\n\nnext"),
    ("__a__ ~~b~~ x^2^ y,,1,,", "a b x2 y1"),
    (" * a\n   more\n * b", "- a more\n- b"),
    ("* a\n1. b", "- a\n\n1. b"),
    ("  indented\ntext", "> indented\n\ntext"),
    (">> deep\n> less", "> deep\\\n> less"),
    ("{{{#!python\nx\n}}}", "```\nx\n```"),
    ("{{{\n#!python\nx\n}}}", "```\nx\n```"),
    ("{{{\n{{{\nx\n}}}\n}}}", "```\n{{{\nx\n}}}\n```"),
    ("{{{\nopen", "```\nopen\n```"),
    ("{{{a}}} b", "`a` b"),
    ("a[[BR]]b\\\\c", "a\\\nb\\\nc"),
    ("[http://example.org] [[http://example.com|x]]", "[http://example.org](http://example.org) [x](http://example.com)"),
    ("[wiki:Page so] [[Image(x.png)]] FooBar #1", "\\[wiki:Page so\\] \\[\\[Image(x.png)\\]\\] FooBar #1"),
    ("!FooBar !#1 !x", "FooBar #1 !x"),
    ("||a||b||", "||a||b||"),
]  # fmt: skip


@pytest.mark.parametrize(("markdown", "wiki"), BOTH_WAYS)
def test_there_is_a_form_of_its_own_for_it(markdown, wiki):
    assert encode_trac_text(markdown) == wiki
    assert decode_trac_text(wiki) == markdown


@pytest.mark.parametrize(("markdown", "wiki"), WRITTEN)
def test_what_trac_would_read_otherwise_is_written_so_that_it_does_not(markdown, wiki):
    assert encode_trac_text(markdown) == wiki


@pytest.mark.parametrize(("wiki", "markdown"), READ)
def test_what_people_write_there_is_read(wiki, markdown):
    assert decode_trac_text(wiki) == markdown


def test_no_text_is_none():
    assert decode_trac_text_null(None) is None
    assert decode_trac_text_null("") is None


def _words(markdown):
    kinds = ("text", "text_special", "code_inline", "fence", "code_block")
    found = "".join(node.content for node in parse_markdown(markdown).walk() if node.type in kinds)
    return list("".join(found.replace("\u200b", "").split()))


@given(MARKDOWN | DOCUMENTS)
@settings(deadline=None, derandomize=True)
def test_no_character_of_the_text_is_lost(markdown):
    left = _words(decode_trac_text(encode_trac_text(markdown)))
    for letter in _words(markdown):
        left.remove(letter)


WORDS = st.lists(
    st.sampled_from(["plain", "Text", "a", "12,", "then.", "so?", "FooBar", "r1", "a.", "é", "#1", "''", "x^2"]),
    max_size=6,
)


@given(WORDS.map(" ".join))
@settings(deadline=None, derandomize=True)
def test_a_short_way_gives_what_the_long_one_does(text):
    assert decode_trac_text(text) == read_wiki(text)
    assert encode_trac_text(text) == write_wiki(text)


@pytest.mark.parametrize("mark", ["> ", "'''", "{{{", " * ", "[[", "`", "[http://x ", "!", "= "])
def test_no_depth_is_too_deep(mark):
    assert "x" in decode_trac_text(f"{mark * 2_000}x")
