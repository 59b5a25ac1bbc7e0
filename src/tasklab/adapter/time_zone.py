"""Time zones of iCalendar: finding the zone a TZID means, and writing the definition that a TZID needs.

Source: RFC 5545 sections 3.2.19 (TZID) and 3.6.5 (VTIMEZONE).
"""

from __future__ import annotations

import datetime as dt
import io
import re
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Iterator

EXACT_FROM_YEAR = 2000
"""Definitions are exact from this year on, and before it where a date asks for more."""
_LAST_YEAR = 2037
_LARGEST_BYTES = 65_536
_NAME = re.compile(r"[A-Za-z0-9_+./-]{1,200}")
_SEGMENTS = 3
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_WEEK = 7
_RULE = re.compile(r"RRULE[^:]*:(.*)", re.IGNORECASE)
_YEARLY = re.compile(
    r"(?:FREQ=YEARLY|(?:BYMONTH|BYDAY|BYMONTHDAY|UNTIL|COUNT|WKST)=[0-9A-Z,+-]+|INTERVAL=0*[1-9][0-9]{0,3})"
)
_SHORTEST_RUN = 3


def find_iana_zone(name: str) -> ZoneInfo | None:
    """Find a zone of the IANA database.

    A prefix that a vendor puts before the name, as in `/example.org/20240101/Europe/Paris`, does not matter.
    """
    segments = [segment for segment in name.split("/") if segment] if _NAME.fullmatch(name) else []
    for start in range(max(len(segments) - _SEGMENTS, 0), len(segments)):
        try:
            return ZoneInfo("/".join(segments[start:]))
        except (KeyError, ValueError, OSError):  # no zone is called so, or a folder of zones is
            continue
    return None


def find_iana_name(tzid: str) -> str | None:
    """Find the name that a TZID has in the IANA database."""
    zone = find_iana_zone(tzid)
    return zone.key if zone is not None else None


def parse_zone(definition: bytes) -> dt.tzinfo | None:
    """Return the zone that a VTIMEZONE defines; None for a definition that cannot be used.

    Shape: the component's lines, from BEGIN to END. Rules that are not yearly are taken for unusable: no zone needs
    them, and working them out could take forever.
    """
    text = definition.decode("utf-8", "replace")
    unfolded = re.sub(r"\r?\n[ \t]", "", text)
    rules = [part for rule in _RULE.findall(unfolded) for part in rule.strip().upper().split(";")]
    if len(definition) > _LARGEST_BYTES or not all(_YEARLY.fullmatch(part) for part in rules):
        return None
    from dateutil import tz  # noqa: PLC0415 - slow to import, and few calendars have a zone of their own

    try:
        return tz.tzical(io.StringIO(text)).get()
    except ValueError:
        return None


class _Turn(NamedTuple):
    """A moment at which a zone changes its offset."""

    local: dt.datetime
    """By the clock before it."""
    before: dt.timedelta
    after: dt.timedelta
    name: str
    is_daylight: bool

    def patterns(self) -> set[tuple[int, int, int, dt.time]]:
        """Return the yearly rules that it fits: month, weekday, which one of the month (-1: the last), time."""
        month, weekday, time = self.local.month, self.local.weekday(), self.local.time()
        fits = {(month, weekday, (self.local.day - 1) // _WEEK + 1, time)}
        if (self.local + dt.timedelta(days=_WEEK)).month != month:
            fits.add((month, weekday, -1, time))
        return fits


@lru_cache(maxsize=64)
def render_zone(name: str, first_year: int = EXACT_FROM_YEAR) -> bytes:
    r"""Return the VTIMEZONE of a zone of the IANA database, exact from the first year on, with `\r\n` between lines.

    Rules that hold in the last year that is looked at go on for ever.
    Raises: LookupError when `find_iana_zone` finds none.
    """
    zone = find_iana_zone(name)
    if zone is None:
        raise LookupError(f"{name!r} is no time zone of the IANA database")
    start = dt.datetime(min(first_year, EXACT_FROM_YEAR), 1, 1, tzinfo=zone)
    lines = ["BEGIN:VTIMEZONE", f"TZID:{name}", *_observance(start, start.replace(tzinfo=None), _offset(start))]
    turns: dict[tuple[object, ...], list[_Turn]] = {}
    for turn in _turns(zone, start):
        turns.setdefault(turn[1:], []).append(turn)
    for alike in turns.values():
        for run in _runs(alike):
            lines += _render_run(run, zone)
    return "\r\n".join([*lines, "END:VTIMEZONE"]).encode()


def _offset(moment: dt.datetime) -> dt.timedelta:
    return moment.utcoffset() or dt.timedelta()


def _turns(zone: ZoneInfo, start: dt.datetime) -> Iterator[_Turn]:
    step = dt.timedelta(days=_WEEK)
    count = (dt.datetime(_LAST_YEAR + 1, 1, 1, tzinfo=dt.UTC) - start) // step
    weeks = (start.astimezone(dt.UTC) + index * step for index in range(count + 1))
    for early, late in pairwise(weeks):
        before = _offset(early.astimezone(zone))
        if _offset(late.astimezone(zone)) != before:
            moment = _bisect(early, late, zone)
            after = moment.astimezone(zone)
            local = (moment + before).replace(tzinfo=None)
            yield _Turn(local, before, _offset(after), after.tzname() or "", bool(after.dst()))


def _bisect(early: dt.datetime, late: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """Return the first second with the later offset."""
    before = _offset(early.astimezone(zone))
    while late - early > dt.timedelta(seconds=1):
        middle = early + (late - early) // dt.timedelta(seconds=2) * dt.timedelta(seconds=1)
        if _offset(middle.astimezone(zone)) == before:
            early = middle
        else:
            late = middle
    return late


def _runs(turns: list[_Turn]) -> Iterator[list[_Turn]]:
    """Group turns of consecutive years that one yearly rule fits."""
    run: list[_Turn] = []
    fits: set[tuple[int, int, int, dt.time]] = set()
    for turn in turns:
        common = fits & turn.patterns()
        if run and common and turn.local.year == run[-1].local.year + 1:
            run.append(turn)
            fits = common
            continue
        if run:
            yield run
        run, fits = [turn], turn.patterns()
    if run:
        yield run


def _render_run(run: list[_Turn], zone: ZoneInfo) -> Iterator[str]:
    first, last = run[0], run[-1]
    moment = (first.local - first.before).replace(tzinfo=dt.UTC).astimezone(zone)
    if len(run) < _SHORTEST_RUN:
        dates = [f"RDATE:{_form(turn.local)}" for turn in run[1:]]
        yield from _observance(moment, first.local, first.before, *dates)
        return
    month, weekday, which, _ = min(set.intersection(*(turn.patterns() for turn in run)), key=lambda fit: fit[2])
    until = "" if last.local.year == _LAST_YEAR else f";UNTIL={last.local.year}1231T235959Z"
    rule = f"RRULE:FREQ=YEARLY;BYMONTH={month};BYDAY={which}{_DAYS[weekday]}{until}"
    yield from _observance(moment, first.local, first.before, rule)


def _observance(moment: dt.datetime, local: dt.datetime, before: dt.timedelta, *recurrence: str) -> Iterator[str]:
    kind = "DAYLIGHT" if moment.dst() else "STANDARD"
    yield f"BEGIN:{kind}"
    yield f"DTSTART:{_form(local)}"
    yield from recurrence
    yield f"TZNAME:{moment.tzname()}"
    yield f"TZOFFSETFROM:{_form_offset(before)}"
    yield f"TZOFFSETTO:{_form_offset(_offset(moment))}"
    yield f"END:{kind}"


def _form(local: dt.datetime) -> str:
    return f"{local:%Y%m%dT%H%M%S}"


def _form_offset(offset: dt.timedelta) -> str:
    sign, seconds = ("-", -offset) if offset < dt.timedelta() else ("+", offset)
    hours, rest = divmod(int(seconds.total_seconds()), 3600)
    minutes, second = divmod(rest, 60)
    return f"{sign}{hours:02}{minutes:02}" + (f"{second:02}" if second else "")
