from __future__ import annotations

import pytest

from tasklab.adapter.codec.odata import encode_odata_text


@pytest.mark.parametrize(("text", "written"), [("", ""), ("red", "red"), ("Bob's", "Bob''s"), ("' or '", "'' or ''")])
def test_a_text_ends_where_it_is_meant_to(text, written):
    assert encode_odata_text(text) == written
