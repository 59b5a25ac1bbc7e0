"""What is refused in a draft before the platform is asked: by name, and never dropped."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from msgspec import UNSET, UnsetType

from tasklab.unified.error import PlatformError, UnsupportedFieldError, ValidationError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

T = TypeVar("T")


def refuse_given(*fields: tuple[str, object]) -> None:
    """Refuse fields that this platform version cannot carry, when they are given.

    Raises: UnsupportedFieldError
    """
    for name, value in fields:
        if value is not UNSET:
            raise UnsupportedFieldError(f"this platform version cannot carry `{name}`", pointer=f"/{name}")


def missing_field(name: str) -> ValidationError:
    """Return the error for a field that the platform does not create without."""
    return ValidationError(f"`{name}` is missing: the platform needs it", pointer=f"/{name}")


def require_beside(name: str, other: str, value: object) -> None:
    """Refuse a field that the platform takes together with another one only, where that one has no value."""
    if value is UNSET or value is None:
        raise ValidationError(f"`{name}` is given without `{other}`: the platform needs both", pointer=f"/{name}")


def never_empty(name: str) -> UnsupportedFieldError:
    """Return the error for null in a field that always has a value on the platform."""
    return UnsupportedFieldError(f"`{name}` is null: on this platform it always has a value", pointer=f"/{name}")


def refuse_null(*fields: tuple[str, object]) -> None:
    """Refuse null in fields that always have a value on the platform.

    Raises: UnsupportedFieldError
    """
    for name, value in fields:
        if value is None:
            raise never_empty(name)


def require_length(name: str, text: str, most: int) -> None:
    """Refuse a text that the platform would cut or reject. Units: characters.

    Raises: ValidationError
    """
    if len(text) > most:
        raise ValidationError(
            f"`{name}` has {len(text)} characters: the platform keeps at most {most}", pointer=f"/{name}"
        )


def require_words(name: str, text: str) -> None:
    """Refuse a text without a word in it, which the platform would take for none at all.

    Raises: ValidationError
    """
    if not text.strip():
        raise ValidationError(f"`{name}` has no word in it: the platform keeps nothing of it", pointer=f"/{name}")


def refuse_wrong_texts(*fields: tuple[str, object, bool, int | None]) -> None:
    """Refuse texts that the platform keeps nothing of, or not the whole: name, value, whether it has words, its length.

    Raises: ValidationError
    """
    for name, value, is_filled, most in fields:
        if isinstance(value, str):
            if most is not None:
                require_length(name, value, most)
            if is_filled:
                require_words(name, value)


def require_known(name: str, identifier: str, known: Collection[str]) -> None:
    """Refuse an id that is none of those the platform has fixed.

    Raises: ValidationError
    """
    if identifier not in known:
        raise ValidationError(
            f"`{name}` is {identifier!r}: expected one of {', '.join(sorted(known))}", pointer=f"/{name}"
        )


def require_kept(*fields: tuple[str, object, object]) -> None:
    """Check by what was read back that the platform kept what it was given: name, given, and kept value of each field.

    Raises: ValidationError, because some platforms answer success to a value that they leave out.
    """
    for name, given, kept in fields:
        if given is not UNSET and not _is_kept(given, kept):
            raise ValidationError(
                f"the platform took the call and did not keep `{name}`: it has {kept!r} and not {given!r}; the rest of "
                "the call is written",
                pointer=f"/{name}",
            )


def _is_kept(given: object, kept: object) -> bool:
    """Tell whether a value is there: null is the empty list, ids come in any order, a mapping may have more entries."""
    if isinstance(given, dict) and isinstance(kept, dict):
        return all(kept.get(name) == value for name, value in given.items())
    if isinstance(given, list) and isinstance(kept, list):
        return sorted(map(str, given)) == sorted(map(str, kept))
    return given == kept or (given in (None, []) and kept in (None, []))


def settled(value: T | UnsetType | None, normalise: Callable[[T], object]) -> object:
    """Return a given value as it reads back, when there is one."""
    return value if value is None or value is UNSET else normalise(value)


def require_same(name: str, value: str, wanted: str, says: str) -> None:
    """Refuse what belongs together and does not.

    Raises: ValidationError
    """
    if value != wanted:
        raise ValidationError(f"`{name}`: {says}", pointer=f"/{name}")


def nothing_fits(method: str, wanted: str) -> PlatformError:
    """Return the error for a remembered list in which nothing is as a method needs it."""
    return PlatformError(f"the platform has nothing in `{method}` with {wanted}: its administrator has to add one")
