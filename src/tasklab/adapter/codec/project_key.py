"""Keys in capital letters: `WEB` for a project, `WEB-142` for a task in it.

Source: https://support.atlassian.com/jira-cloud-administration/docs/manage-project-key-format/
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tasklab.adapter.codec.record import Codec
from tasklab.adapter.codec.refusal import cannot_carry, wrong_id

if TYPE_CHECKING:
    from collections.abc import Sequence

_KEY = re.compile(r"[A-Z][A-Z0-9]+\Z")
_TASK = re.compile(r"(?:[A-Z][A-Z0-9_]+-)?[1-9][0-9]{0,17}\Z", re.IGNORECASE | re.ASCII)


def decode_project_key(native: str) -> str:
    """Return the key."""
    return native


def encode_project_key(key: str, field: str) -> str:
    """Return the key.

    Raises: UnsupportedFieldError for one that is not of at least two capital letters and digits, a letter first.
    """
    if not _KEY.match(key):
        raise cannot_carry(field, f"is {key!r}: here it is of two capital letters or digits at least, a letter first")
    return key


def encode_task_key(parts: Sequence[str], field: str) -> str:
    """Return the key, or the id, of a task that a text names: by itself, or at the end of its address.

    Shape: `[text, what the address begins with]`.
    Raises: ValidationError for text that names no task here.
    """
    text, start = parts
    key = text.removeprefix(start)
    if not _TASK.match(key):
        raise wrong_id(field, text, f"a key such as WEB-142, or {start}WEB-142")
    return key


CODECS = (
    Codec(
        module=__name__,
        name="project_key",
        summary="A key of at least two capital letters and digits, a letter first.",
        native="str",
        unified="str",
        can_refuse=True,
    ),
    Codec(
        module=__name__,
        name="task_key",
        summary="Of `[text, start of addresses]`: the key or id of the task that a text names. Writes only.",
        native="str",
        unified="list[str]",
        direction="write",
        can_refuse=True,
    ),
)
