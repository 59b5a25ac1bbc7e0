"""Statuses that ask for a progress."""

from __future__ import annotations

from typing import Any

import pytest

from tasklab.adapter.codec.progress import (
    Progressed,
    decode_progress_category,
    encode_progress_list,
    encode_with_progress,
)
from tasklab.unified.error import PlatformError, ValidationError

_OPEN, _HALF, _DONE = 1, 2, 3
_STATUSES = encode_progress_list([{"id": _OPEN}, {"id": _HALF, "progress": 0.5}, {"id": _DONE, "progress": 1.0}])


def _write(draft: dict[str, Any], reached: float | None = None, *, is_new: bool = False) -> dict[str, Any]:
    identifier = None if is_new else "7"
    return encode_with_progress([draft, identifier, [{"id": 7, "progress": reached}], _STATUSES])


@pytest.mark.parametrize(
    ("progress", "category"),
    [(None, "todo"), (0.0, "todo"), (0.3, "in_progress"), (0.999, "in_progress"), (1.0, "done")],
)
def test_a_status_means_what_it_asks_for(progress: float | None, category: str) -> None:
    assert decode_progress_category(progress) == category


@pytest.mark.parametrize(
    ("status", "reached", "expected"),
    [
        (_OPEN, 0.3, {}),
        (_HALF, None, {"progress": 0.5}),
        (_HALF, 0.3, {"progress": 0.5}),
        (_HALF, 0.7, {}),
        (_DONE, 0.7, {"progress": 1.0}),
        (_DONE, 1.0, {}),
    ],
)
def test_a_status_brings_the_progress_that_is_missing(
    status: int, reached: float | None, expected: dict[str, Any]
) -> None:
    assert _write({"status": status}, reached) == {"status": status, **expected}


def test_a_new_work_has_reached_nothing() -> None:
    assert _write({"status": _DONE}, 1.0, is_new=True) == {"status": _DONE, "progress": 1.0}


def test_a_progress_that_is_given_stays_as_it_is() -> None:
    assert _write({"status": _HALF, "progress": 0.8}) == {"status": _HALF, "progress": 0.8}
    assert _write({"status": _HALF, "progress": 0.5}) == {"status": _HALF, "progress": 0.5}
    assert _write({"progress": 0.1}) == {"progress": 0.1}
    assert _write({"status": _OPEN, "progress": None}) == {"status": _OPEN, "progress": None}


@pytest.mark.parametrize("progress", [None, 0.0, 0.99])
def test_less_than_the_status_asks_for_is_refused_by_name(progress: float | None) -> None:
    with pytest.raises(ValidationError, match="100%") as refused:
        _write({"status": _DONE, "progress": progress})
    assert refused.value.pointer == "/percent_done"


def test_a_status_that_nobody_knows_is_left_to_the_platform() -> None:
    assert _write({"status": 99}) == {"status": 99}


@pytest.mark.parametrize("natives", [None, {}, [{"id": "one"}], [{"id": 1, "progress": "half"}], [1]])
def test_what_has_another_shape_is_the_platforms_fault(natives: Any) -> None:
    with pytest.raises(PlatformError):
        encode_progress_list(natives)
    with pytest.raises(PlatformError):
        encode_with_progress([{"status": _DONE}, "7", natives, _STATUSES])


def test_statuses_are_kept_with_their_progress() -> None:
    assert _STATUSES[0] == Progressed(id=_OPEN, progress=None)
