from __future__ import annotations

import inspect
from pathlib import Path

import pytest
from pydantic import BaseModel

from tasklab.adapter.codec.registry import CODECS
from tasklab.spec import call, lens, model
from tasklab.spec.problem import RULES
from tasklab.spec.reference import MODELS, render_reference
from tasklab.spec.value import Model

DOCUMENT = Path(__file__).parents[2] / "docs" / "spec-language.md"


def test_the_reference_is_current():
    current = render_reference()
    assert DOCUMENT.read_text(encoding="utf-8") == current, (
        "Run `python -m tasklab.spec.reference > docs/spec-language.md`"
    )


def test_every_part_of_the_language_is_in_it():
    parts = {
        each
        for module in (model, call, lens)
        for _, each in inspect.getmembers(module, inspect.isclass)
        if issubclass(each, BaseModel) and each is not Model
    }
    assert parts == set(MODELS)


@pytest.mark.parametrize("part", MODELS, ids=lambda part: part.__name__)
def test_every_key_says_what_it_means(part):
    assert part.__doc__
    assert [name for name, field in part.model_fields.items() if not field.description] == []


def test_every_key_codec_and_rule_is_in_it():
    text = render_reference()
    keys = {field.alias or name for part in MODELS for name, field in part.model_fields.items()}
    missing = [name for name in (*keys, *CODECS, *RULES) if f"| `{name}` |" not in text]
    assert missing == []
    assert "[Call](#call)" in text
    assert "### Call\n" in text
