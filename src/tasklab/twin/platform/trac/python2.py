"""How Python 2 names types and words mistakes: Trac up to 1.4 runs on it, and the plug-in passes its words on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tasklab.twin.platform.trac.refusal import BrokenError

_NAMES = {bool: "bool", int: "int", float: "float", dict: "dict", list: "list", type(None): "NoneType"}


class Ascii(str):
    """Text that Python 2 holds as bytes: what comes in XML without a letter beyond ASCII."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Binary:
    """Bytes, as both protocols can carry them."""

    data: bytes


def type_name(value: Any) -> str:
    """Return the name that Python 2 has for a value's type."""
    if isinstance(value, datetime):
        return "datetime.datetime"
    if isinstance(value, str):
        return "str" if isinstance(value, Ascii) else "unicode"
    return _NAMES.get(type(value), "instance")


def show(value: Any) -> str:
    """Return a value as `%r` shows it in Python 2."""
    if isinstance(value, str):
        text = repr(str(value)).encode("ascii", "backslashreplace").decode("ascii")
        return text if isinstance(value, Ascii) else f"u{text}"
    if isinstance(value, list):
        return f"[{', '.join(map(show, value))}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{show(name)}: {show(each)}" for name, each in value.items()) + "}"
    return repr(value)


def as_words(value: Any) -> str:
    """Return a value as `%s` shows it in Python 2."""
    if isinstance(value, Binary):
        return value.data.decode(errors="replace")
    return str(value) if isinstance(value, (str, datetime)) else show(value)


def no_attribute(value: Any, name: str) -> BrokenError:
    """Return the mistake of asking a value for what its type has not."""
    kind = type_name(value)
    if kind == "instance":
        return BrokenError(f"Binary instance has no attribute '{name}'")
    return BrokenError(f"'{kind}' object has no attribute '{name}'")


def need_text(value: Any, attribute: str = "strip") -> str:
    """Return text. Raises: BrokenError where a value has not what is asked of text."""
    if not isinstance(value, str):
        raise no_attribute(value, attribute)
    return value


def strip(text: str) -> str:
    """Return text without the blanks around it, of the type that it is."""
    return Ascii(text.strip()) if isinstance(text, Ascii) else text.strip()


def need_struct(value: Any) -> dict[str, Any]:
    """Return a dictionary. Raises: BrokenError for another value."""
    if not isinstance(value, dict):
        raise no_attribute(value, "iteritems")
    return value


def bind(value: Any, place: int) -> str | None:
    """Return a value as a column of text keeps it. Raises: BrokenError for what SQLite cannot take."""
    if value is None or isinstance(value, (str, datetime)):
        return None if value is None else str(value)
    if isinstance(value, (bool, int, float)):
        return str(int(value) if isinstance(value, bool) else value)
    raise BrokenError(f"Error binding parameter {place} - probably unsupported type.")
