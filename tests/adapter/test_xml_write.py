from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tasklab.adapter.dav import parse_xml
from tasklab.adapter.xml_write import xml_elements

TEXT = st.text(st.characters(min_codepoint=0x20, max_codepoint=0xD7FF))


@given(TEXT)
def test_any_text_comes_back_from_its_element(text):
    inner = xml_elements({"D:displayname": text, "D:owner": None})
    root = parse_xml(f'<D:prop xmlns:D="DAV:">{inner}</D:prop>'.encode())
    assert [(each.name, each.text) for each in root.children] == [("D:displayname", text), ("D:owner", "")]
