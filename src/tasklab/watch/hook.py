"""How a platform tells of changes by itself, as `platform.yaml` says it under `hooks`.

What a message says is never taken for what is: it says where to look. So one description does for all platforms, and
a change that is told and found by looking is one event.
"""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from tasklab.spec.expression import ExpressionError
from tasklab.spec.path import Every, parse_path

HEADER = "header."
HOLE = re.compile(r"\{([^{}]+)\}")


def _require_place(value: str) -> str:
    if value.startswith(HEADER):
        return value
    try:
        path = parse_path(value)
    except ExpressionError as error:
        raise ValueError(f"no path: {error}") from error
    if any(isinstance(step, Every) for step in path.steps):
        raise ValueError("a path to one place: `[]` is of many")
    return value


def _require_template(value: str) -> str:
    holes = HOLE.findall(value)
    if not holes:
        raise ValueError("a template names a path in braces: `{data.id}`")
    for hole in holes:
        _require_place(hole)
    return value


Place = Annotated[str, AfterValidator(_require_place)]
"""Path into the body, or `header.NAME`."""
Template = Annotated[str, AfterValidator(_require_template)]
Values = str | tuple[str, ...]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Signature(_Model):
    """What a message is signed with: HMAC under the secret."""

    header: str
    digest: Literal["sha1", "sha256"] = "sha256"
    form: Literal["hex", "base64"] = "hex"
    prefix: str = ""
    """Stands in front of the digest."""
    covers: Literal["body", "body_and_address"] = "body"
    """What is signed; the address is the one that the platform was given."""


class SentAt(_Model):
    """When a message was sent: an old one is refused."""

    at: Place
    unit: Literal["seconds", "milliseconds"]
    within_s: int = Field(gt=0)


class Change(_Model):
    """A kind of message that is about an object."""

    when: dict[Place, Values] = {}
    """What stands where; of several values any."""
    object: Literal["task", "project", "label", "user"]
    id: Template
    gone: dict[Place, Values] | None = None
    """What stands where when the object was deleted: it is asked for by its id."""


class Hooks(_Model):
    """How a platform's messages are told apart from forgeries, and what they are about."""

    source: Annotated[str, Field(pattern=r"^https?://")]
    secret_by: Literal["ours", "theirs", "handshake"]
    """Who makes the secret: we, and the platform is given it; the platform, and we are given it; or its first message
    brings it.
    """
    handshake: str | None = None
    """Header in which the first message brings the secret, and the answer gives it back."""
    signature: Signature
    delivery: Place | None = None
    """What is the same when a message is sent again; its signature where nothing is named."""
    sent_at: SentAt | None = None
    each: Place | None = None
    """Path of the list of changes, where a message tells several; paths of `changes` are then into its entries."""
    changes: tuple[Change, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _check_handshake(self) -> Hooks:
        maker = self.secret_by
        if (maker == "handshake") is (self.handshake is None):
            raise ValueError("`handshake` names a header where, and only where, `secret_by` is `handshake`")
        return self
