"""The conditions of a query, as tests of a ticket.

Source: `get_sql` in `trac/ticket/query.py`: a field without a value compares as empty text, text without regard
to the case of ASCII letters where a part of it is sought, and moments are held against what people write.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeAlias

from tasklab.twin.platform.trac.moment import parse_date, to_stamp
from tasklab.twin.platform.trac.refusal import TracError

if TYPE_CHECKING:
    from collections.abc import Callable

    from tasklab.twin.platform.trac.call import Call
    from tasklab.twin.store import Row

Test: TypeAlias = "Callable[[Row], bool]"
Read: TypeAlias = "Callable[[Row], Any]"
_FOLD = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")
_BAD = "Invalid query constraint value"


def build_test(call: Call, alternatives: list[dict[str, list[str]]]) -> Test | None:
    """Return what tells whether a ticket is asked for; None where all are. Raises: TracError."""
    tests = [tests for each in alternatives if (tests := _build_tests(call, each))]
    if not tests:
        return None
    return lambda row: any(all(test(row) for test in each) for each in tests)


def reader(call: Call, name: str) -> Read:
    """Return what reads the column of a field: None for one that is not set."""
    if name in call.fields.custom:
        return lambda row: row["custom"].get(name)
    return lambda row: row[name]


def _build_tests(call: Call, conditions: dict[str, list[str]]) -> list[Test]:
    found = (_build_one(call, name, values) for name, values in conditions.items())
    return [test for test in found if test is not None]


def _build_one(call: Call, name: str, values: list[str]) -> Test | None:
    values = [value.replace("$USER", call.user) for value in values]
    is_not = values[0].startswith("!")
    mode = values[0][is_not : is_not + 1]
    mode = mode if mode in {"~", "^", "$"} else ""
    if name == "id":
        return _build_ids(values, is_not=is_not)
    read, bare = reader(call, name), [value[is_not + len(mode) :] for value in values]
    if name in call.fields.times:
        tests = [_build_time(call, name, read, value, is_not=is_not) for value in bare]
    elif not mode:
        chosen = frozenset(bare)
        return lambda row: ((read(row) or "") in chosen) is not is_not
    elif mode == "~" and name in call.fields.lists:
        tests = [_build_words(call, read, value, is_not=is_not) for value in bare]
    else:
        tests = [_build_part(read, mode, value, is_not=is_not) for value in bare]
    kept = [test for test in tests if test is not None]
    if not kept:
        return None
    combine = all if is_not else any
    return lambda row: combine(test(row) for test in kept)


def _build_ids(values: list[str], *, is_not: bool) -> Test | None:
    spans = [span for value in values if value.replace("!", "") for span in _read_spans(value.replace("!", ""))]
    if not spans:
        return None
    return lambda row: any(low <= row["id"] <= high for low, high in spans) is not is_not


def _read_spans(text: str) -> list[tuple[int, int]]:
    spans = []
    for each in re.split(",\N{ZERO WIDTH SPACE}?", text):
        low, dash, high = each.partition("-")
        try:
            spans.append((int(low), int(high if dash else low)))
        except ValueError as error:
            raise TracError(_BAD) from error
    return [(low, high) for low, high in spans if low <= high]


def _build_part(read: Read, mode: str, value: str, *, is_not: bool) -> Test | None:
    if not value:
        return None
    part = _fold(value)
    compare = {"~": str.__contains__, "^": str.startswith, "$": str.endswith}[mode]
    return lambda row: compare(_fold(read(row) or ""), part) is not is_not


def _build_words(call: Call, read: Read, text: str, *, is_not: bool) -> Test | None:
    words = _split_words(text) if call.traits.has_typed_times else text.split()
    wanted = [_fold(word) for word in words if not word.startswith("-")]
    unwanted = [_fold(word[1:]) for word in words if word.startswith("-") and word != "-"]
    if not wanted and not unwanted:
        return None

    def test(row: Row) -> bool:
        folded = _fold(read(row) or "")
        holds = all(word in folded for word in wanted) and not any(word in folded for word in unwanted)
        return holds is not is_not

    return test


def _split_words(text: str) -> list[str]:
    words: list[str] = []
    for piece in re.split('("[^"]+")', text):
        if piece:
            words += [piece[1:-1]] if piece[0] == piece[-1] == '"' else piece.split()
    return [word.strip() for word in words]


def _build_time(call: Call, name: str, read: Read, value: str, *, is_not: bool) -> Test | None:
    if not value and call.traits.has_typed_times:
        return lambda row: ((read(row) or "") == "") is not is_not
    first, _, second = (each.strip() for each in value.partition(".."))
    start, end = _read_moment(call, first), _read_moment(call, second)
    if start is None and end is None:
        return None
    is_custom = name in call.fields.custom

    def test(row: Row) -> bool:
        stamp = read(row)
        if stamp is None:
            return False  # a comparison with nothing is neither true nor false, and so is its contrary
        number = int(stamp) if is_custom else stamp
        return ((start is None or number >= start) and (end is None or number < end)) is not is_not

    return test


def _read_moment(call: Call, text: str) -> int | None:
    if not text:
        return None
    try:
        return to_stamp(parse_date(text, call.now, has_future=call.traits.has_typed_times))
    except TracError as error:
        raise TracError(_BAD) from error


def _fold(text: str) -> str:
    return text.translate(_FOLD)
