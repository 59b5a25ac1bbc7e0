"""What the registry says of the codecs, and what asking it costs."""

from __future__ import annotations

import inspect
import subprocess
import sys

import pytest

from tasklab.adapter.codec.registry import CODECS, load_functions

SLOW = ("icalendar", "markdown_it", "markdownify", "bs4", "dateutil", "hypothesis")


def test_asking_the_registry_imports_no_slow_library():
    code = (
        "import sys, tasklab.adapter.codec.registry, tasklab.adapter.dav, tasklab.adapter.calendar\n"
        f"print(*[name for name in {SLOW!r} if name in sys.modules])"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.split() == []


@pytest.mark.parametrize("name", sorted(CODECS))
def test_the_functions_take_what_the_record_says(name):
    codec, functions = CODECS[name], load_functions(CODECS[name])
    if functions.decode is not None:
        assert len(inspect.signature(functions.decode).parameters) == 1 + codec.takes_table + codec.takes_lookup
    if functions.encode is not None:
        assert len(inspect.signature(functions.encode).parameters) == 1 + codec.takes_table + codec.can_refuse


@pytest.mark.parametrize("name", sorted(name for name, codec in CODECS.items() if codec.is_identity))
def test_an_identity_gives_back_what_it_is_given(name):
    functions = load_functions(CODECS[name])
    value = object()
    assert functions.decode(value) is value
    assert functions.encode(value) is value


@pytest.mark.parametrize("name", sorted(name for name, codec in CODECS.items() if codec.reads_null))
def test_a_codec_that_reads_null_reads_it(name):
    codec = CODECS[name]
    arguments = (None, {}) if codec.takes_table or codec.takes_lookup else (None,)
    decoded = load_functions(codec).decode(*arguments)
    assert decoded is not None or "None" in codec.unified


def test_written_defaults_to_native():
    assert CODECS["integer_text"].written == "int"
    assert CODECS["instant"].written == "str"
