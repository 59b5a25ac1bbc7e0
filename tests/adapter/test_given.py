"""Headers that a platform gives."""

from __future__ import annotations

from tasklab.adapter.given import with_given


def test_what_was_given_takes_the_place_of_the_same_name():
    own = (("Content-Type", "text/plain"), ("Cache-Control", "public"))
    assert with_given(own, [("content-type", "text/html"), ("X-Size", "3")]) == (
        ("content-type", "text/html"),
        ("Cache-Control", "public"),
        ("X-Size", "3"),
    )
    assert with_given(own, None) == own
