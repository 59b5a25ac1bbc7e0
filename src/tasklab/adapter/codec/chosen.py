"""One of the objects that an answer held, by what is in it: a workflow's transition by the status it leads to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.adapter.codec.record import Codec
from tasklab.unified.error import PlatformError, ValidationError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def encode_chosen(parts: Sequence[Any], field: str) -> Any:
    """Return what stands at one path in the first object that has a value at another path.

    Shape: `[objects, path, value, path of what is wanted]`; a path is member names with dots between: `to.id`. Values
    are compared as text, so that an id may be a number in one place and text in the other. Of a list of values, the
    first that any object has counts.

    Raises: ValidationError where none has it; PlatformError for an object with something else than a plain value there.
    """
    objects, path, wanted, taken = parts
    for one in wanted if isinstance(wanted, list) else [wanted]:
        for each in _fitting(objects, path, one):
            return _find(each, taken)
    there = ", ".join(dict.fromkeys(str(_find(each, path)) for each in objects or ())) or "nothing"
    raise ValidationError(f"`{field}`: {wanted!r} cannot be had from here; there is {there}", pointer=f"/{field}")


def encode_chosen_or_null(parts: Sequence[Any]) -> Any:
    """Return the same as `chosen`, and null where no object has the value."""
    objects, path, wanted, taken = parts
    return next((_find(each, taken) for each in _fitting(objects, path, wanted)), None)


def _fitting(objects: Sequence[Any] | None, path: str, wanted: Any) -> Iterator[Any]:
    for each in objects or ():
        found = _find(each, path)
        if isinstance(found, dict | list):
            raise PlatformError(f"`{path}` is not of the documented shape: {found!r}")
        if found is not None and str(found) == str(wanted):
            yield each


def encode_all_chosen(parts: Sequence[Any], field: str) -> list[Any]:
    """Return the same as `encode_chosen` for each of several values. Shape: `[objects, path, values, wanted path]`.

    Raises: ValidationError where none has one of them.
    """
    objects, path, wanted, taken = parts
    return [encode_chosen((objects, path, each, taken), field) for each in wanted or ()]


def _find(value: Any, path: str) -> Any:
    for name in path.split("."):
        if not isinstance(value, dict):
            return None
        value = value.get(name)
    return value


CODECS = (
    Codec(
        name="chosen",
        summary="Of `[objects, path, value, path of what is wanted]`: what the first one that fits has. Writes only.",
        native="Any",
        unified="Any",
        imports=(("typing", "Any"),),
        direction="write",
        can_refuse=True,
        module=__name__,
    ),
    Codec(
        name="chosen_or_null",
        summary="The same as `chosen`, and null where none fits. Writes only.",
        native="Any",
        unified="Any",
        imports=(("typing", "Any"),),
        direction="write",
        module=__name__,
    ),
    Codec(
        name="all_chosen",
        summary="Of `[objects, path, values, path of what is wanted]`: what the first one that fits has, for each "
        "value. Writes only.",
        native="list[Any]",
        unified="Any",
        imports=(("typing", "Any"),),
        direction="write",
        can_refuse=True,
        module=__name__,
    ),
)
