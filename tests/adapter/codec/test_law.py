"""The laws that every codec keeps, whatever it carries.

What can be written is said in `unified_value`, what a platform may give in `native_value` where that is more.
"""

from __future__ import annotations

from datetime import UTC, datetime
from importlib import import_module

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasklab.adapter.calendar import new_calendar, parse_calendar
from tasklab.adapter.codec.registry import CODECS, load_functions
from tasklab.adapter.codec.strategy import NATIVE_VALUES, TABLE, UNIFIED_VALUES

BOTH = sorted(name for name, codec in CODECS.items() if codec.direction == "both")


def _decode(name, native):
    codec, functions = CODECS[name], load_functions(CODECS[name])
    if native is None and not codec.reads_null:
        return None
    return functions.decode(native, TABLE) if codec.takes_table else functions.decode(native)


def _encode(name, unified):
    codec, functions = CODECS[name], load_functions(CODECS[name])
    if unified is None:
        return None
    arguments = [unified, *([TABLE] if codec.takes_table else []), *(["due"] if codec.can_refuse else [])]
    return functions.encode(*arguments)


def _carry(name, written):
    """Take a written value over the wire, to the type that a generated struct or a calendar reads it as."""
    codec = CODECS[name]
    if codec.native == "Property":
        return _through_calendar([written])[0]
    if codec.native == "list[Property]":
        return _through_calendar(written or [])
    names = {name: getattr(import_module(module), name) for module, name in codec.imports}
    kind = eval(f"({codec.native}) | None", names)
    return msgspec.json.decode(msgspec.json.encode(written), type=kind)


def _through_calendar(properties):
    calendar = new_calendar("t-1", datetime(2026, 11, 22, tzinfo=UTC)).edited({"X-CARRIED": properties})
    return parse_calendar(calendar.render()).todo.all("X-CARRIED")


@pytest.mark.parametrize("name", BOTH)
@given(data=st.data())
@settings(max_examples=60, deadline=None, derandomize=True)
def test_what_is_written_is_read_back_normalised(name, data):
    unified = data.draw(UNIFIED_VALUES[name])
    expected = load_functions(CODECS[name]).normalise(unified)
    assert _decode(name, _carry(name, _encode(name, unified))) == expected
    assert load_functions(CODECS[name]).normalise(expected) == expected


@pytest.mark.parametrize("name", BOTH)
@given(data=st.data())
@settings(max_examples=60, deadline=None, derandomize=True)
def test_what_the_platform_gives_is_written_back_with_the_same_meaning(name, data):
    native = data.draw(
        NATIVE_VALUES.get(name, st.nothing()) | UNIFIED_VALUES[name].map(lambda value: _encode(name, value))
    )
    unified = _decode(name, _carry(name, native))
    again = _encode(name, unified)
    assert _decode(name, _carry(name, again)) == unified
    assert _encode(name, _decode(name, _carry(name, again))) == again


@pytest.mark.parametrize("name", sorted(CODECS))
def test_the_record_tells_which_functions_there_are(name):
    codec, functions = CODECS[name], load_functions(CODECS[name])
    assert (functions.decode is None) is (codec.direction == "write")
    assert (functions.encode is None) is (codec.direction == "read")
    assert codec.summary.endswith(".")


def test_every_codec_with_an_inverse_has_a_strategy():
    assert set(UNIFIED_VALUES) == set(BOTH)
    assert set(NATIVE_VALUES) <= set(BOTH)
