"""Durations and estimates in the units that platforms keep them in."""

from __future__ import annotations

from tasklab.adapter.codec.record import Codec
from tasklab.adapter.codec.refusal import cannot_carry, unreadable, wrong_value
from tasklab.unified.enumeration import EstimateUnit
from tasklab.unified.objects import Estimate

_HOURS, _MINUTES = EstimateUnit.HOURS, EstimateUnit.MINUTES
_IN_MINUTES = {_MINUTES: 1, _HOURS: 60}
"""Minutes in the units of time that mean the same everywhere; a day of work does not."""

_MINUTE_S = 60


def _in_minutes(estimate: Estimate, field: str) -> float:
    minutes = _IN_MINUTES.get(estimate.unit)
    if minutes is None:
        raise cannot_carry(field, f"is in {estimate.unit}: this platform keeps hours or minutes")
    return estimate.value * minutes


def decode_hours(native: float) -> int:
    """Return the nearest whole seconds."""
    return round(native * 3600)


def encode_hours(seconds: int) -> float:
    """Return hours."""
    return seconds / 3600


def decode_whole_minute_hours(native: float) -> int:
    """Return the nearest whole minutes, in seconds: a hundredth of an hour is less than a minute."""
    return round(native * 60) * 60


def encode_whole_minute_hours(seconds: int) -> float:
    """Return the hours of the nearest whole minutes."""
    return round(seconds / 60) / 60


def normalise_whole_minute_hours(seconds: int) -> int:
    """Seconds are rounded to whole minutes."""
    return round(seconds / 60) * 60


def decode_minutes(native: float) -> int:
    """Return the nearest whole seconds."""
    return round(native * 60)


def encode_minutes(seconds: int) -> float:
    """Return minutes."""
    return seconds / 60


def decode_seconds(native: int) -> int:
    """Return it as it is."""
    return native


def encode_seconds(seconds: int) -> int:
    """Return it as it is."""
    return seconds


def decode_estimate_hours(native: float) -> Estimate:
    """Return the estimate in hours."""
    return Estimate(value=native, unit=_HOURS)


def encode_estimate_hours(estimate: Estimate, field: str) -> float:
    """Return hours.

    Raises: UnsupportedFieldError for days and points.
    """
    return estimate.value if estimate.unit == EstimateUnit.HOURS else _in_minutes(estimate, field) / 60


def normalise_estimate_hours(estimate: Estimate) -> Estimate:
    """Minutes come back as hours."""
    return decode_estimate_hours(encode_estimate_hours(estimate, "estimate"))


def decode_estimate_minutes(native: float) -> Estimate:
    """Return the estimate in minutes."""
    return Estimate(value=native, unit=_MINUTES)


def encode_estimate_minutes(estimate: Estimate, field: str) -> float:
    """Return minutes.

    Raises: UnsupportedFieldError for days and points.
    """
    return _in_minutes(estimate, field)


def normalise_estimate_minutes(estimate: Estimate) -> Estimate:
    """Hours come back as minutes."""
    return decode_estimate_minutes(_in_minutes(estimate, "estimate"))


def decode_estimate_text_minutes(native: str | None) -> Estimate | None:
    """Return the estimate in minutes; none where it is nought.

    Raises: PlatformError for text that is no whole number.
    """
    try:
        minutes = int(native or "0")
    except ValueError as error:
        raise unreadable(native, "whole minutes in text") from error
    return Estimate(value=minutes, unit=_MINUTES) if minutes else None


def encode_estimate_text_minutes(estimate: Estimate, field: str) -> str:
    """Return the nearest whole minutes.

    Raises: UnsupportedFieldError for days and points.
    """
    return str(round(_in_minutes(estimate, field)))


def normalise_estimate_text_minutes(estimate: Estimate | None) -> Estimate | None:
    """Hours come back as minutes, fractions are lost, and nought is none."""
    if estimate is None:
        return None
    return decode_estimate_text_minutes(encode_estimate_text_minutes(estimate, "estimate"))


def decode_text_minutes(native: str) -> int:
    """Return seconds.

    Raises: PlatformError for text that is no number.
    """
    try:
        return round(float(native) * 60)
    except ValueError as error:
        raise unreadable(native, "minutes in text") from error


def encode_text_minutes(seconds: int) -> str:
    """Return the nearest whole minutes."""
    return str(round(seconds / 60))


def normalise_text_minutes(seconds: int) -> int:
    """Seconds are rounded to whole minutes."""
    return round(seconds / 60) * 60


def decode_whole_minutes(native: int) -> int:
    """Return seconds."""
    return native * 60


def encode_whole_minutes(seconds: int, field: str) -> int:
    """Return the nearest whole minutes.

    Raises: ValidationError for less than one.
    """
    minutes = round(seconds / 60)
    if minutes < 1:
        raise wrong_value(field, seconds, "at least a minute, in seconds")
    return minutes


def normalise_whole_minutes(seconds: int) -> int:
    """Seconds are rounded to whole minutes."""
    return round(seconds / 60) * 60


def decode_minute_seconds(native: int) -> int:
    """Return seconds, rounded to minutes."""
    return round(native / 60) * 60


def encode_minute_seconds(seconds: int, field: str) -> int:
    """Return seconds, rounded to minutes.

    Raises: ValidationError for less than a minute.
    """
    if decode_minute_seconds(seconds) < _MINUTE_S:
        raise wrong_value(field, seconds, "a minute at least: this platform keeps whole minutes")
    return decode_minute_seconds(seconds)


def normalise_minute_seconds(seconds: int) -> int:
    """Parts of a minute are lost."""
    return decode_minute_seconds(seconds)


def decode_estimate_seconds(native: float) -> Estimate:
    """Return the estimate in hours."""
    return Estimate(value=native / 3600, unit=_HOURS)


def encode_estimate_seconds(estimate: Estimate, field: str) -> float:
    """Return the seconds of whole minutes, the nearest.

    Raises: UnsupportedFieldError for days and points.
    """
    return 60 * round(_in_minutes(estimate, field))


def encode_estimate_m(estimate: Estimate, field: str) -> str:
    """Return whole minutes and their sign: `90m`.

    Raises: UnsupportedFieldError for days and points.
    """
    return f"{round(_in_minutes(estimate, field))}m"


def normalise_estimate_seconds(estimate: Estimate) -> Estimate:
    """Minutes come back as hours, and parts of a minute are lost."""
    return decode_estimate_seconds(encode_estimate_seconds(estimate, "estimate"))


def decode_estimate_points(native: float) -> Estimate:
    """Return the estimate in points."""
    return Estimate(value=native, unit=EstimateUnit.POINTS)


def encode_estimate_points(estimate: Estimate, field: str) -> float:
    """Return points.

    Raises: UnsupportedFieldError for units of time.
    """
    if estimate.unit != EstimateUnit.POINTS:
        raise cannot_carry(field, f"is in {estimate.unit}: this platform keeps points")
    return estimate.value


_ESTIMATE = (("tasklab.unified.objects", "Estimate"),)

CODECS = (
    Codec(
        module=__name__,
        name="hours",
        summary="A duration in seconds that the platform keeps in hours.",
        native="float",
        unified="int",
    ),
    Codec(
        module=__name__,
        name="whole_minute_hours",
        summary="A duration in seconds, rounded to minutes, that the platform shows in hundredths of an hour.",
        native="float",
        unified="int",
        has_normalisation=True,
    ),
    Codec(
        module=__name__,
        name="minutes",
        summary="A duration in seconds that the platform keeps in minutes.",
        native="float",
        unified="int",
    ),
    Codec(
        module=__name__,
        name="seconds",
        summary="A duration in seconds as it is.",
        native="int",
        unified="int",
        is_identity=True,
    ),
    Codec(
        module=__name__,
        name="estimate_hours",
        summary="An estimate kept in hours; minutes are converted, days and points refused.",
        native="float",
        unified="Estimate",
        imports=_ESTIMATE,
        can_refuse=True,
        has_normalisation=True,
    ),
    Codec(
        module=__name__,
        name="estimate_minutes",
        summary="An estimate kept in minutes; hours are converted, days and points refused.",
        native="float",
        unified="Estimate",
        imports=_ESTIMATE,
        can_refuse=True,
        has_normalisation=True,
    ),
    Codec(
        module=__name__,
        name="estimate_seconds",
        summary="An estimate kept in seconds, whole minutes of them; read as hours, days and points refused.",
        native="float",
        unified="Estimate",
        imports=_ESTIMATE,
        can_refuse=True,
        has_normalisation=True,
    ),
    Codec(
        module=__name__,
        name="minute_seconds",
        summary="A duration in seconds, of whole minutes and at least one.",
        native="int",
        unified="int",
        can_refuse=True,
        has_normalisation=True,
    ),
    Codec(
        module=__name__,
        name="estimate_m",
        summary="An estimate as whole minutes and their sign, `90m`; days and points refused. Writes only.",
        native="str",
        unified="Estimate",
        imports=_ESTIMATE,
        direction="write",
        can_refuse=True,
    ),
    Codec(
        module=__name__,
        name="estimate_text_minutes",
        summary="An estimate kept in whole minutes, as text; nought is none, days and points are refused.",
        native="str",
        unified="Estimate | None",
        imports=_ESTIMATE,
        reads_null=True,
        can_refuse=True,
        has_normalisation=True,
    ),
    Codec(
        module=__name__,
        name="whole_minutes",
        summary="A duration in seconds that the platform keeps in whole minutes, of at least one.",
        native="int",
        unified="int",
        can_refuse=True,
        has_normalisation=True,
    ),
    Codec(
        module=__name__,
        name="text_minutes",
        summary="A duration in seconds that the platform keeps in whole minutes, as text.",
        native="str",
        unified="int",
        has_normalisation=True,
    ),
    Codec(
        module=__name__,
        name="estimate_points",
        summary="An estimate kept in points; units of time are refused.",
        native="float",
        unified="Estimate",
        imports=_ESTIMATE,
        can_refuse=True,
    ),
)
