"""What a customer gives to connect to a platform version: the parameters that its spec names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import msgspec

from tasklab.spec.load import find_cache_dir, load_spec
from tasklab.unified.error import ValidationError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tasklab.service.address import AddressGuard

_MAX_LENGTH = 4096


class FormField(msgspec.Struct, frozen=True, kw_only=True):
    """One parameter of a connection."""

    name: str
    type: Literal["url", "text", "secret"]
    """A secret is never shown again; an address must be one that this service calls."""
    title: str
    description: str | None = None
    is_required: bool
    default: str | None = None
    """What it is when it is left out."""


class Form(msgspec.Struct, frozen=True):
    """All parameters of a connection."""

    fields: tuple[FormField, ...]

    def require_filled(self, given: Mapping[str, object], guard: AddressGuard | None) -> dict[str, str]:
        """Return the parameters, checked. Without a guard, addresses are taken as they are: a sandbox has its own.

        Raises: ValidationError with a pointer to what is missing, unknown or wrong.
        """
        known = {each.name: each for each in self.fields}
        for name in given:
            if name not in known:
                raise ValidationError(
                    f"there is no parameter {name!r}; there are {', '.join(known)}", pointer=f"/parameters/{name}"
                )
        filled = {}
        for name, each in known.items():
            value = given.get(name)
            if value is None or value == "":
                if each.is_required:
                    raise ValidationError(f"`{name}` ({each.title}) is missing", pointer=f"/parameters/{name}")
                continue
            filled[name] = _require_text(each, value)
            if each.type == "url" and guard is not None:
                guard.require_site(filled[name], f"/parameters/{name}")
        return filled

    def shown(self, parameters: Mapping[str, str]) -> dict[str, str]:
        """Return those parameters that are no secrets."""
        public = {each.name for each in self.fields if each.type != "secret"}
        return {name: value for name, value in parameters.items() if name in public}


def read_form(specs: Path, platform: str, version: str) -> Form:
    """Read what the spec of a version asks a customer for."""
    connection = load_spec(specs, platform, version, find_cache_dir(specs)).spec.connection
    return Form(
        tuple(
            FormField(
                name=name,
                type=each.type,
                title=each.title,
                description=each.description,
                is_required=not each.is_optional and each.default is None,
                default=each.default,
            )
            for name, each in connection.parameters.items()
        )
    )


def _require_text(field: FormField, value: object) -> str:
    pointer = f"/parameters/{field.name}"
    if not isinstance(value, str):
        raise ValidationError(f"`{field.name}` is text", pointer=pointer)
    if len(value) > _MAX_LENGTH:
        raise ValidationError(f"`{field.name}` is longer than {_MAX_LENGTH} letters", pointer=pointer)
    if any(letter in value for letter in "\r\n\0"):
        raise ValidationError(f"`{field.name}` cannot hold a line break", pointer=pointer)
    return value
