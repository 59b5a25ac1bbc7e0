"""The second in an id."""

from __future__ import annotations

import datetime as dt

import pytest

from tasklab.adapter.codec.object_id import decode_object_id_instant
from tasklab.unified.error import PlatformError


def test_the_first_digits_are_the_second():
    # Source: the documentation of MongoDB's ObjectId.getTimestamp().
    assert decode_object_id_instant("507c7f79bcf86cd7994f6c0e") == dt.datetime(2012, 10, 15, 21, 26, 17, tzinfo=dt.UTC)


@pytest.mark.parametrize("native", ["", "507c7f79", "507c7f79bcf86cd7994f6c0g", "507c7f79bcf86cd7994f6c0e0"])
def test_what_is_no_such_id_is_told(native):
    with pytest.raises(PlatformError):
        decode_object_id_instant(native)
