"""Texts that say of which type they are."""

from __future__ import annotations

import pytest

from tasklab.adapter.codec.typed_text import TypedText, decode_typed_text, encode_typed_text

PAGE = (
    '<html>\r\n<head>\r\n<meta http-equiv="Content-Type" content="text/html; charset=utf-8"><title>No</title>'
    "<style>p {color: red}</style>\r\n</head>\r\n<body>\r\n<p>a <b>b</b></p>\r\n</body>\r\n</html>\r\n"
)


@pytest.mark.parametrize(
    ("content", "kind", "text"),
    [
        ("call Bob\r\n- a\r\n- b", "text", "call Bob\n\n- a\n- b"),
        ("5 * 3 < 16", "text", "5 * 3 \\< 16"),
        (PAGE, "html", "a **b**"),
        ("<p>x</p>", "HTML", "x"),
        ("<html><head></head><body></body></html>", "html", None),
        ("", "text", None),
        (None, None, None),
    ],
)
def test_a_text_is_read_as_what_it_says_it_is(content, kind, text):
    assert decode_typed_text(TypedText(content, kind)) == text


def test_no_text_is_none():
    assert decode_typed_text(None) is None


def test_a_text_is_written_as_it_is():
    assert encode_typed_text("**a**\n\n- b") == TypedText("**a**\n\n- b", "text")
    assert encode_typed_text(None) == TypedText("", "text")
