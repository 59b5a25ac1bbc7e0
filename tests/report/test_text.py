"""Texts from outside: addresses become links, backticks code, everything else stays text."""

from __future__ import annotations

import pytest

from tasklab.report.text import enrich, escape_markdown, printable


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("run `tasklab watch`", "run <code>tasklab watch</code>"),
        ("`<b>`", "<code>&lt;b&gt;</code>"),
        (
            "see https://x.example/a?b=1&c=2.",
            'see <a href="https://x.example/a?b=1&amp;c=2" rel="external">https://x.example/a?b=1&amp;c=2</a>.',
        ),
        ("<a href='javascript:x'>", "&lt;a href=&#39;javascript:x&#39;&gt;"),
        (
            'https://x.example/"><script>',
            '<a href="https://x.example/" rel="external">https://x.example/</a>&#34;&gt;&lt;script&gt;',
        ),
        ("http://plain.example", "http://plain.example"),
        ("", ""),
    ],
)
def test_a_text_is_enriched_and_never_markup(text, html):
    assert enrich(text) == html


def test_markdown_is_one_line_of_plain_signs():
    assert escape_markdown("a\n*b* | <c>") == "a \\*b\\* \\| \\<c\\>"


def test_what_xml_cannot_carry_is_taken_out():
    assert printable("a\x00b\ud800c\ufffe\nd") == "abc\nd"
