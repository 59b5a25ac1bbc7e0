"""Names in generated code: always legal, and the same for the same spec."""

from __future__ import annotations

import keyword
import re
from functools import lru_cache

_ODD = re.compile(r"\W+", re.ASCII)
_WORD = re.compile(r"[A-Za-z0-9]+")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def module_parts(platform: str, version: str) -> tuple[str, str]:
    """Return the package and the module of an adapter: `("request_tracker", "v5_0")`."""
    return _ODD.sub("_", platform), "v" + _ODD.sub("_", version)


def class_name(platform: str, version: str) -> str:
    """Return the class of an adapter: `RequestTracker_5_0`."""
    return f"{pascal(platform)}_{_ODD.sub('_', version)}"


@lru_cache(4096)
def pascal(text: str) -> str:
    """Return the words of a text as a class is named: `time_entry` is `TimeEntry`."""
    words = _WORD.findall(_HUMP.sub("_", text))
    return "".join(word[:1].upper() + word[1:] for word in words)


@lru_cache(4096)
def identifier(text: str) -> str:
    """Return a legal Python name that reads like the text: `@etag` is `etag`, `class` is `class_`."""
    name = _ODD.sub("_", text).strip("_") or "value"
    if name[0].isdigit():
        name = f"n{name}"
    return f"{name}_" if keyword.iskeyword(name) or keyword.issoftkeyword(name) else name


def plural(noun: str) -> str:
    """Return the plural of a unified object's name: `priorities`, `statuses`, `time_entries`."""
    if noun.endswith("y"):
        return f"{noun[:-1]}ies"
    return f"{noun}es" if noun.endswith("s") else f"{noun}s"


def words(name: str) -> str:
    """Return a name for people: `assignee_ids` is `Assignee ids`."""
    return name.replace("_", " ").capitalize()


@lru_cache(1024)
def snake(name: str) -> str:
    """Return a class's name as a variable is named: `TimeEntry` is `time_entry`."""
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name.strip("_")).strip("_")


def struct_name(entity: str) -> str:
    """Return the name of an entity's native struct: `_Task`."""
    return f"_{pascal(entity)}"
