"""Columns that hold one plain thing: text, a number, a mark, an address, an hour."""

from __future__ import annotations

import math
import re
from typing import Any

from tasklab.twin.platform.monday.identifier import number
from tasklab.twin.platform.monday.kind import KINDS, Kind, Look, Write, changed, member, updated_at

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
_COUNTRY = re.compile(r"[A-Z]{2}")
_MOST_TEXT, _MOST_LONG_TEXT, _MOST_RATING, _HOURS, _MINUTES = 255, 2000, 5, 24, 60


def _read_text(write: Write, given: Any) -> Any:
    if isinstance(given, int | float) and not isinstance(given, bool):
        given = str(given)
    if not isinstance(given, str):
        raise write.wrong_form(given)
    if len(given) > _MOST_TEXT:
        raise write.refuse(f"text is longer than {_MOST_TEXT} characters", "textTooLong", given[:40])
    return given or None


def _stored_text(look: Look) -> str:
    return str(look.stored or "")


KINDS["text"] = Kind("TextValue", "text", _stored_text, _read_text, lambda _, text: text)


def _read_long_text(write: Write, given: Any) -> Any:
    text = given.get("text") if isinstance(given, dict) else given
    if not isinstance(text, str):
        raise write.wrong_form(given)
    if len(text) > _MOST_LONG_TEXT:
        raise write.refuse(f"text is longer than {_MOST_LONG_TEXT} characters", "textTooLong", text[:40])
    return changed(write, text=text) if text else None


KINDS["long_text"] = Kind(
    "LongTextValue",
    "long-text",
    lambda look: member(look, "text") or "",
    _read_long_text,
    lambda _, text: text,
    lambda look: {"updated_at": updated_at(look)},
)


def _read_number(write: Write, given: Any) -> Any:
    if isinstance(given, int | float) and not isinstance(given, bool) and math.isfinite(given):
        given = repr(given)
    if given == "":
        return None
    if not isinstance(given, str) or not _NUMBER.fullmatch(given.strip()):
        raise write.refuse("not a number", "invalidNumber", given)
    return given.strip()


def _number_fields(look: Look) -> dict[str, Any]:
    settings = look.column["settings"]
    number = None if look.stored is None else float(look.stored)
    unit = settings.get("unit") or {}
    return {"number": number, "symbol": unit.get("symbol"), "direction": unit.get("direction")}


KINDS["numbers"] = Kind("NumbersValue", "numeric", _stored_text, _read_number, lambda _, text: text, _number_fields)


def _read_checkbox(write: Write, given: Any) -> Any:
    checked = given.get("checked") if isinstance(given, dict) else None
    if checked in (False, "false"):
        return None
    if checked not in (True, "true"):
        raise write.wrong_form(given)
    return changed(write, checked=True)


KINDS["checkbox"] = Kind(
    "CheckboxValue",
    "boolean",
    lambda look: "v" if look.stored else "",
    _read_checkbox,
    None,
    lambda look: {"checked": bool(look.stored), "updated_at": updated_at(look)},
)


def _read_rating(write: Write, given: Any) -> Any:
    rating = given.get("rating") if isinstance(given, dict) else None
    rating = number(rating)
    if rating is None or not 0 <= rating <= _MOST_RATING:
        raise write.wrong_form(given)
    return changed(write, rating=rating)


KINDS["rating"] = Kind(
    "RatingValue",
    "rating",
    lambda look: str(member(look, "rating") or ""),
    _read_rating,
    lambda _, text: {"rating": text},
    lambda look: {"rating": member(look, "rating"), "updated_at": updated_at(look)},
)


def _read_hour(write: Write, given: Any) -> Any:
    hour = given.get("hour") if isinstance(given, dict) else None
    minute = given.get("minute", 0) if isinstance(given, dict) else None
    if not isinstance(hour, int) or not isinstance(minute, int):
        raise write.wrong_form(given)
    if not (0 <= hour < _HOURS and 0 <= minute < _MINUTES):
        raise write.wrong_form(given)
    return changed(write, hour=hour, minute=minute)


def _hour_text(look: Look) -> str:
    if look.stored is None:
        return ""
    hour, minute = look.stored["hour"], look.stored["minute"]
    return f"{hour % 12 or 12:02d}:{minute:02d} {'AM' if hour < _HOURS // 2 else 'PM'}"


KINDS["hour"] = Kind(
    "HourValue",
    "hour",
    _hour_text,
    _read_hour,
    None,
    lambda look: {
        "hour": member(look, "hour"),
        "minute": member(look, "minute"),
        "updated_at": updated_at(look),
    },
)


def _pair(text: str, first: str, second: str) -> dict[str, str]:
    one, _, rest = text.partition(" ")
    return {first: one, second: rest or one}


def _read_link(write: Write, given: Any) -> Any:
    url = given.get("url") if isinstance(given, dict) else None
    if not isinstance(url, str) or not url.startswith(("http://", "https://")):
        raise write.wrong_form(given)
    return changed(write, url=url, text=str(given.get("text") or url))


def _link_text(look: Look) -> str:
    if look.stored is None:
        return ""
    url, text = look.stored["url"], look.stored["text"]
    return str(url) if text == url else f"{text} - {url}"


KINDS["link"] = Kind(
    "LinkValue",
    "link",
    _link_text,
    _read_link,
    lambda _, text: _pair(text, "url", "text"),
    lambda look: {"url": member(look, "url"), "url_text": member(look, "text"), "updated_at": updated_at(look)},
)


def _read_email(write: Write, given: Any) -> Any:
    email = given.get("email") if isinstance(given, dict) else None
    if not isinstance(email, str) or "@" not in email:
        raise write.wrong_form(given)
    return changed(write, email=email, text=str(given.get("text") or email))


KINDS["email"] = Kind(
    "EmailValue",
    "email",
    lambda look: member(look, "text") or "",
    _read_email,
    lambda _, text: _pair(text, "email", "text"),
    lambda look: {"email": member(look, "email"), "label": member(look, "text"), "updated_at": updated_at(look)},
)


def _read_phone(write: Write, given: Any) -> Any:
    phone = given.get("phone") if isinstance(given, dict) else None
    country = given.get("countryShortName") if isinstance(given, dict) else None
    if not isinstance(phone, str) or not re.fullmatch(r"\+?\d{5,15}", phone):
        raise write.wrong_form(given)
    if not isinstance(country, str) or not _COUNTRY.fullmatch(country):
        raise write.wrong_form(given)
    return changed(write, phone=phone, countryShortName=country)


KINDS["phone"] = Kind(
    "PhoneValue",
    "phone",
    lambda look: member(look, "phone") or "",
    _read_phone,
    lambda _, text: _pair(text, "phone", "countryShortName"),
    lambda look: {
        "phone": member(look, "phone"),
        "country_short_name": member(look, "countryShortName"),
        "updated_at": updated_at(look),
    },
)
