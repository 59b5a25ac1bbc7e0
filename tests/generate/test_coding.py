from __future__ import annotations

from types import SimpleNamespace

import pytest

from tasklab.adapter.codec.registry import CODECS, load_functions
from tasklab.adapter.number_text import NumberTexts
from tasklab.generate.coding import _READERS, INLINE, decode_null
from tasklab.generate.native import Access

NATIVE = {
    "one_integer_text": (None, 0, -7, 10**12),
    "integer_list": (None, [], [3, 3, 10**12]),
    "integer_text": (0, -7, 10**12),
    "blank_null": (None, "", " ", "text"),
}


def test_every_codec_that_is_written_out_is_tried():
    assert set(NATIVE) == {*INLINE, *_READERS}


@pytest.mark.parametrize("name", INLINE)
def test_an_expression_gives_what_its_codec_gives(name):
    decode = load_functions(CODECS[name]).decode
    for native in NATIVE[name]:
        assert eval(INLINE[name].format("native"), {"native": native}) == decode(native)


@pytest.mark.parametrize("name", _READERS)
def test_a_reader_of_null_gives_what_its_codec_gives(name):
    decode = load_functions(CODECS[name]).decode
    found = Access("native.value", ("native.value is None",))
    text = decode_null(CODECS[name], found).text
    for value in NATIVE[name]:
        scope = {"native": SimpleNamespace(value=value), "self": SimpleNamespace(texts=NumberTexts())}
        assert eval(text, scope) == decode(value)
