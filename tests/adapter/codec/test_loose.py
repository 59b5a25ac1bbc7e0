"""Numbers that a platform writes as text or as numbers."""

from __future__ import annotations

import datetime as dt

import pytest

from tasklab.adapter.codec.registry import CODECS, load_functions
from tasklab.unified.enumeration import EstimateUnit
from tasklab.unified.error import PlatformError
from tasklab.unified.objects import Estimate, TaskDate

MOMENT = dt.datetime(2024, 7, 1, 14, 25, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("name", "natives", "unified"),
    [
        ("loose_id", ["12", 12], "12"),
        ("loose_id", ["0", 0], "0"),
        ("loose_id_unless_zero", ["0", 0, ""], None),
        ("one_loose_id", ["7", 7], ["7"]),
        ("one_loose_id", ["0", 0, None], []),
        ("loose_integer", ["-3", -3], -3),
        ("loose_flag", ["1", 1, True, "true"], True),
        ("loose_flag", ["0", 0, False, "false", ""], False),
        ("loose_epoch", ["1719843900", 1719843900], MOMENT),
        ("loose_epoch_unless_zero", ["1719843900", 1719843900], MOMENT),
        ("loose_epoch_unless_zero", ["0", 0, ""], None),
        ("loose_epoch_moment", ["1719843900", 1719843900], TaskDate(datetime=MOMENT)),
        ("loose_epoch_moment", ["0", 0], None),
        ("loose_estimate_hours", ["1.5", 1.5], Estimate(value=1.5, unit=EstimateUnit.HOURS)),
        ("loose_estimate_hours", ["0", 0, ""], None),
        ("date_unless_blank", ["2027-01-31"], dt.date(2027, 1, 31)),
        ("date_unless_blank", ["", " "], None),
    ],
)
def test_both_forms_mean_the_same(name, natives, unified):
    assert [load_functions(CODECS[name]).decode(native) for native in natives] == [unified] * len(natives)


@pytest.mark.parametrize(
    ("name", "native"),
    [
        ("loose_id", [1]),
        ("loose_id", True),
        ("loose_integer", "x"),
        ("loose_flag", "maybe"),
        ("loose_epoch", "soon"),
        ("loose_epoch_moment", str(10**18)),
        ("loose_estimate_hours", "inf"),
        ("loose_estimate_hours", "a while"),
        ("date_unless_blank", "31.1.2027"),
    ],
)
def test_what_is_no_number_is_the_platforms_fault(name, native):
    with pytest.raises(PlatformError):
        load_functions(CODECS[name]).decode(native)


def test_nobody_is_written_as_nought():
    assert load_functions(CODECS["one_loose_id"]).encode([], "assignee_ids") == 0
