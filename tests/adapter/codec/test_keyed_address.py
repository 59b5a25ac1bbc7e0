"""Web addresses with a key in them."""

from __future__ import annotations

import pytest

from tasklab.adapter.codec.keyed_address import decode_keyed_address, encode_key_in_address


@pytest.mark.parametrize("behind", ["", "/", "/fix-the-door", "?tab=1", "/fix#comment-1"])
def test_the_title_is_no_part_of_the_address(behind):
    plain = "https://linear.app/acme/issue/ENG-12"
    assert decode_keyed_address(plain + behind) == plain
    assert encode_key_in_address(f" {plain}{behind} ") == "ENG-12"


@pytest.mark.parametrize("text", ["ENG-12", "https://example.org/tasks/1", "nothing-https://x.org/issue/ENG-12", ""])
def test_other_text_stays(text):
    assert decode_keyed_address(text) == text
    assert encode_key_in_address(text) == text
