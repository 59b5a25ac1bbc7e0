from __future__ import annotations

from tasklab.adapter.number_text import _MOST, NumberTexts


def test_a_number_is_written_once():
    texts = NumberTexts()
    assert texts[70_000] == "70000"
    assert texts[70_000] is texts[70_000]
    assert texts[-1] == "-1"


def test_it_stays_small():
    texts = NumberTexts()
    assert all(texts[number] == str(number) for number in range(3 * _MOST))
    assert len(texts) <= _MOST
