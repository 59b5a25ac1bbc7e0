"""`vendor.lock`: which description a version of a platform is held against, and what in it is known to be wrong.

It is YAML, stands in the platform's folder of `specs/`, and names files without holding them.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias, get_args

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from tasklab.vendor.finding import RULES
from tasklab.vendor.problem import InvalidLockError

if TYPE_CHECKING:
    from pathlib import Path

Kind: TypeAlias = Literal["openapi3", "swagger2", "graphql", "discovery", "odata-csdl", "odata-csdl-json"]
KINDS: tuple[str, ...] = get_args(Kind)
FILE = "vendor.lock"
MAX_SIZE_BYTES = 1024 * 1024


def _check_path(text: str) -> str:
    path = PurePosixPath(text)
    if path.is_absolute() or ".." in path.parts or "\\" in text or not path.parts:
        raise ValueError("expected a path inside the folder of descriptions")
    return text


def _check_url(text: str) -> str:
    if not re.match(r"https?://[^\s/@]+(/\S*)?$", text):
        raise ValueError("expected an http(s) address without credentials")
    return text


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class LockedDescription(_Model):
    """One description: where the vendor publishes it, and which bytes of it are meant."""

    kind: Kind
    upstream_url: Annotated[str, AfterValidator(_check_url)]
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    """Of the file at `path`."""
    path: Annotated[str, AfterValidator(_check_path)]
    """Inside a folder of descriptions: `github/2022-11-28.json`."""
    is_derived: bool = False
    """Whether the file was made of what stands at `upstream_url`, by selection or layout: it cannot be fetched."""
    aliases: dict[str, str] = Field(default_factory=dict)
    """Segments of paths that the vendor takes for those that are described: `me` for `users/me`."""


class Mistake(_Model):
    """A place where a vendor's description is wrong about the vendor's own product, looked at by a person."""

    versions: tuple[str, ...] = ()
    """Those it was seen in; empty for all."""
    rule: str
    """The rule whose finding it explains."""
    at: str = ""
    """Where in the description: the finding's `described_at`; `*` in it stands for any text. Empty for what is not
    described at all."""
    operation: str | None = None
    """Only for this operation: `GET /tasks/{id}`. Needed where `at` is empty."""
    members: tuple[str, ...] = ()
    """Those that are described as required and are not, or that are not described and come; empty for all of them."""
    wrong: Annotated[str, Field(min_length=10)]
    """What the description says, and what the product does."""
    source: Annotated[str, Field(min_length=1)]
    """Who says so: an address, or the server it was observed on."""
    reviewed_on: date

    @model_validator(mode="after")
    def _check_place(self) -> Mistake:
        if not self.at and self.operation is None:
            raise ValueError("expected `at`, `operation`, or both: a mistake stands in one place")
        if self.rule not in RULES:
            raise ValueError(f"no rule {self.rule}; there are {', '.join(RULES)}")
        if self.members and (not self.rule.startswith("member-") or self.operation is not None):
            raise ValueError("members are named by `member-missing` and `member-unknown`, and for all operations")
        return self


class Lock(_Model):
    """A platform's `vendor.lock`."""

    platform: str
    descriptions: dict[str, LockedDescription]
    """By version."""
    mistakes: tuple[Mistake, ...] = ()

    @model_validator(mode="after")
    def _check_versions(self) -> Lock:
        unknown = {version for each in self.mistakes for version in each.versions} - set(self.descriptions)
        if unknown:
            raise ValueError(f"a mistake names {', '.join(sorted(unknown))}, which is not locked")
        return self

    def find_mistakes(self, version: str) -> tuple[Mistake, ...]:
        """Return the known mistakes of one version's description."""
        return tuple(each for each in self.mistakes if not each.versions or version in each.versions)


def load_lock(path: Path) -> Lock:
    """Load a `vendor.lock`.

    Raises: InvalidLockError when it is not there, too large, no YAML, or says something it cannot.
    """
    name = f"{path.parent.name}/{path.name}"
    try:
        if path.stat().st_size > MAX_SIZE_BYTES:
            raise InvalidLockError(name, f"more than {MAX_SIZE_BYTES:,} bytes")
        content = yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)
        lock = Lock.model_validate(_lists_to_tuples(content))
    except OSError as error:
        raise InvalidLockError(name, error.strerror or type(error).__name__) from error
    except yaml.YAMLError as error:
        raise InvalidLockError(name, f"not YAML: {error}") from error
    except ValidationError as error:
        raise InvalidLockError(name, _explain(error)) from error
    if lock.platform != path.parent.name:
        raise InvalidLockError(name, f"it is of the platform {lock.platform}; expected {path.parent.name}")
    return lock


def find_locks(specs: Path) -> list[Path]:
    """Find the locks of all platforms, by name."""
    return sorted(specs.glob(f"*/{FILE}"))


def _lists_to_tuples(value: object) -> object:
    """Give pydantic's strict mode the immutable form of a list."""
    if isinstance(value, dict):
        return {key: _lists_to_tuples(each) for key, each in value.items()}
    return tuple(_lists_to_tuples(each) for each in value) if isinstance(value, list) else value


def _explain(error: ValidationError) -> str:
    places = ((".".join(map(str, each["loc"])), each["msg"]) for each in error.errors(include_input=False))
    return "; ".join(f"{place}: {what}" if place else what for place, what in places)
