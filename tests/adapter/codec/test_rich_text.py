"""Rich text: what the forms look like, and that no word of it is lost."""

from __future__ import annotations

from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasklab.adapter import html_read
from tasklab.adapter.codec import textile_read
from tasklab.adapter.codec.html import decode_html, encode_html
from tasklab.adapter.codec.markdown import is_plain, parse_markdown
from tasklab.adapter.codec.text_strategy import DOCUMENTS, MARKDOWN, TEXTILE
from tasklab.adapter.codec.textile import decode_textile, encode_textile

BOTH_WAYS = [
    ("## Plan", "h2. Plan"),
    ("a **b** and _c_", "a *b* and _c_"),
    ("run `make`", "run @make@"),
    ("[docs](https://example.org/x_y)", '"docs":https://example.org/x_y'),
    ("![logo](l.png)", "!l.png(logo)!"),
    ("one\\\ntwo", "one\ntwo"),
    ("- a\n  - b\n  1. c\n- d", "* a\n** b\n*# c\n* d"),
    ("> quoted\n>\n> more", "> quoted\n>\n> more"),
    ("```ruby\nx = 1\n```", '<pre><code class="ruby">\nx = 1\n</code></pre>'),
    ("---", "---"),
    ("2 * 3, a-b, snake_case, C++ & Co., 100%!", "2 * 3, a-b, snake_case, C++ & Co., 100%!"),
]

WRITTEN = [
    ("one\ntwo", "one two"),
    ("\\*plain\\*", "&#42;plain&#42;"),
    ("<b>x</b>", "&lt;b>x&lt;/b>"),
    ("h1. no heading", "&#104;1. no heading"),
    ("&amp;copy;", "&amp;copy;"),
    ("un**believ**able", "unbelievable"),
    ("a`b`c", "a<code>b</code>c"),
    ("[[no wiki]] {{no macro}}", "&#91;[no wiki]] &#123;{no macro}}"),
    ("- a\n\n  ```\n  x\n  ```", "* a\n\n<pre>\nx\n</pre>"),
    ("see [x](http://x)y", 'see "x":http://x y'),
]

READ = [
    ("bq. quoted", "> quoted"),
    ("p(note). text", "text"),
    ("h3(#id). Title", "### Title"),
    ("<pre>\nx\n</pre>", "```\nx\n```"),
    ("<pre>\n```\n</pre>", "````\n```\n````"),
    ("-gone- and [[Wiki|page]]", "-gone- and \\[\\[Wiki|page\\]\\]"),
    ("|_. a |\n| 1 |", "|\\_. a |\\\n| 1 |"),
    ("<notextile>*x*</notextile>", "\\*x\\*"),
    ("1. no list\n# list", "1\\. no list\\\n\\# list"),
    ("Ma&#241;ana &copy; &nosuch;", "Mañana © \\&nosuch;"),
    ("a\r\nb", "a\\\nb"),
    ('"run":javascript:alert(1)', "run)"),
    ('wow!"l":http://x', "wow\\![l](http://x)"),
]


@pytest.mark.parametrize(("markdown", "textile"), BOTH_WAYS)
def test_textile_has_its_own_form_for_it(markdown, textile):
    assert encode_textile(markdown, "description") == textile
    assert decode_textile(textile) == markdown


@pytest.mark.parametrize(("markdown", "textile"), WRITTEN)
def test_what_textile_would_read_otherwise_is_written_so_that_it_does_not(markdown, textile):
    assert encode_textile(markdown, "description") == textile


@pytest.mark.parametrize(("textile", "markdown"), READ)
def test_textile_as_people_write_it_is_read(textile, markdown):
    assert decode_textile(textile) == markdown


BEGINNINGS = ["", " ", "a", "é", "任", "h1", "h2.", "bq", "bq.", "p", "p. ", "p(x). ", "P. ", "1. ", "- ", "> ", "|"]
LETTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\0") | st.sampled_from(
    " .,:;()'-+#=~|?/%^{}$1x\t\x0b\x1c\x85\xa0\u2028*_<&"
)
LINES = st.builds("".join, st.tuples(st.sampled_from(BEGINNINGS), st.text(LETTERS, max_size=30)))
"""Lines that are nearly all plain text, and begin as all kinds of blocks do."""


def _words(markdown):
    kinds = ("text", "text_special", "code_inline", "fence", "code_block")
    found = "".join(node.content for node in parse_markdown(markdown).walk() if node.type in kinds)
    return sorted("".join(found.split()))


@given(MARKDOWN | DOCUMENTS)
@settings(deadline=None, derandomize=True)
def test_textile_loses_no_character_of_the_text(markdown):
    assert _words(decode_textile(encode_textile(markdown, "description"))) == _words(markdown)


def _read_in_full(textile):
    with patch.object(textile_read, "is_plain", lambda _text: False):
        return textile_read.render_markdown(textile)


@given(LINES.filter(is_plain))
@settings(deadline=None, derandomize=True, max_examples=500)
def test_plain_text_is_what_all_of_reading_would_make_of_it(text):
    assert _read_in_full(text) == text == decode_textile(text)
    assert html_read.render_markdown(text) == decode_html(text)
    assert _words(text) == sorted("".join(text.split()))


@given(st.lists(LINES, max_size=3).map("\n".join) | TEXTILE)
@settings(deadline=None, derandomize=True, max_examples=500)
def test_a_short_way_gives_what_the_long_one_does(text):
    assert decode_textile(text) == _read_in_full(text)
    assert decode_html(text) == html_read.render_markdown(text)


@given(TEXTILE | MARKDOWN)
@settings(deadline=None, derandomize=True, max_examples=500)
def test_looking_at_marks_alone_misses_no_span(text):
    assert [found.span() for found in textile_read._spans(text)] == [
        found.span() for found in textile_read._SPANS.finditer(text)
    ]


@pytest.mark.parametrize(
    "text", ["Call Bob, then (if he is there) go on; it costs 5% - or 3.5?", "Ünï: c'est ça", "please 1. wait", "h1"]
)
def test_what_most_people_write_is_plain(text):
    assert is_plain(text)


@pytest.mark.parametrize(
    "text", ["", "a\nb", "a ", " a", "1. a", "- a", "h1. a", "bq. a", "p(x). a", "a *b*", "a_b", "a &amp; b", "x@y"]
)
def test_what_could_mean_something_is_not_plain(text):
    assert not is_plain(text)


@given(DOCUMENTS)
@settings(deadline=None, derandomize=True)
def test_html_is_the_same_html_after_it_was_read(markdown):
    html = encode_html(markdown)
    again = encode_html(decode_html(html))
    assert "".join(again.split()) == "".join(html.split())


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>a<br>b</p>", "a\\\nb"),
        ("<div>one</div><div>two</div>", "one\n\ntwo"),
        ("<script>alert(1)</script><style>p{}</style>x", "x"),
        ("<p>1. no list</p><p># no heading</p>", "1\\. no list\n\n\\# no heading"),
        ("<p><b>x</b> - y</p>", "**x** - y"),
        ("<table><tr><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr></table>", "1 | 2\\\n3 | 4"),
        ('<pre><code class="language-py">\n  x</code></pre>', "```py\n\n  x\n```"),
        ("<pre>```</pre>", "````\n```\n````"),
        ('<a href="http://x/(y)" title="t">l</a>', '[l](<http://x/(y)> "t")'),
        ('<a href="javascript:alert(1)">l</a>', "l"),
        ("<h2>C #</h2>", "## C \\#"),
        ("<ul><li>a<ol><li>b</li></ol></li></ul>", "- a\n  1. b"),
    ],
)
def test_html_is_read(html, markdown):
    assert decode_html(html) == markdown


@pytest.mark.parametrize("mark", ["> ", "*_", "* ", "**", "<pre>", '"a":', "@", "!a "])
def test_no_depth_of_marks_is_too_deep(mark):
    assert "x" in decode_textile(f"{mark * 2_000}x")


def test_html_nested_too_deeply_is_read_as_its_text():
    assert decode_html("<b><i>" * 2_000 + "x* &lt;") == "x\\* \\&lt;"


def test_html_in_markdown_is_text():
    html = encode_html("<script>alert(1)</script> <b>x</b>")
    assert "<script>" not in html
    assert decode_html(html) == "\\<script>alert(1)\\</script> \\<b>x\\</b>"
