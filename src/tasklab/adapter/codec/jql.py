"""Values in JQL, the query language of Jira.

Text stands between double quotes, where quotes and backslashes are escaped. Days are told in the zone of the account,
which a query does not say: bounds of time are a day wider than asked for, and the caller filters once more.
Source: https://support.atlassian.com/jira-software-cloud/docs/jql-fields/
"""

from __future__ import annotations

import datetime as dt
import re

from tasklab.adapter.codec.record import Codec
from tasklab.adapter.codec.refusal import cannot_carry

_DAY = dt.timedelta(days=1)
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ufffe\uffff]")


def encode_jql(text: str, field: str) -> str:
    """Return text between quotes.

    Raises: UnsupportedFieldError for control characters, which a query cannot hold.
    """
    wrong = _CONTROL.search(text)
    if wrong is not None:
        raise cannot_carry(field, f"has the character {wrong[0]!r}, which a query cannot hold")
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def encode_jql_after(moment: dt.datetime) -> str:
    """Return a day before which nothing is wanted, between quotes."""
    return f'"{_day(moment, -_DAY)}"'


def encode_jql_before(moment: dt.datetime) -> str:
    """Return a day after which nothing is wanted, between quotes."""
    return f'"{_day(moment, 2 * _DAY)}"'


def _day(moment: dt.datetime, by: dt.timedelta) -> str:
    day = moment.astimezone(dt.UTC).date()
    try:
        return (day + by).isoformat()
    except OverflowError:
        return day.isoformat()


_DATETIME = (("datetime", "datetime"),)

CODECS = (
    Codec(
        module=__name__,
        name="jql",
        summary="Text between double quotes in JQL. Writes only.",
        native="str",
        unified="str",
        direction="write",
        can_refuse=True,
        is_hook=True,
    ),
    Codec(
        module=__name__,
        name="jql_after",
        summary="A day in JQL before which nothing is wanted, in no zone. Writes only.",
        native="str",
        unified="datetime",
        imports=_DATETIME,
        direction="write",
        is_hook=True,
    ),
    Codec(
        module=__name__,
        name="jql_before",
        summary="A day in JQL after which nothing is wanted, in no zone. Writes only.",
        native="str",
        unified="datetime",
        imports=_DATETIME,
        direction="write",
        is_hook=True,
    ),
)
