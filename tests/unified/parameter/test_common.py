from __future__ import annotations

import datetime as dt

import pytest

from tasklab.unified.parameter.task import TaskListParameters
from tasklab.unified.parameter.work import TimeEntryCreateParameters


def test_a_page_has_100_objects_unless_asked_otherwise():
    assert TaskListParameters().limit == 100


def test_a_scan_has_to_be_allowed():
    assert TaskListParameters().allow_scan is False


def test_a_moment_without_a_zone_is_refused_from_python_too():
    with pytest.raises(ValueError, match="time zone"):
        TaskListParameters(created_after=dt.datetime(2026, 3, 1))  # noqa: DTZ001 - the mistake under test


def test_moments_become_utc_and_null_stays_null():
    oslo = dt.timezone(dt.timedelta(hours=1))
    entry = TimeEntryCreateParameters(task_id="7", started_at=dt.datetime(2026, 3, 1, tzinfo=oslo), ended_at=None)
    assert entry.started_at.isoformat() == "2026-02-28T23:00:00+00:00"
    assert entry.ended_at is None


def test_parameters_do_not_change_once_made():
    with pytest.raises(AttributeError):
        TaskListParameters().limit = 5
