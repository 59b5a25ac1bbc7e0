"""What differs between two distilled descriptions: values with a rule, a severity, both places and a fingerprint."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

Severity: TypeAlias = Literal["breaking", "warning", "info"]

RULES: Mapping[str, tuple[Severity, str]] = MappingProxyType(
    {
        "operation-removed": ("breaking", "An operation is no longer described."),
        "operation-added": ("info", "An operation is new."),
        "operation-deprecated": ("warning", "An operation is said to go."),
        "parameter-removed": ("breaking", "A parameter is no longer described: it may be ignored or refused."),
        "parameter-added": ("info", "A parameter is new, and may be left out."),
        "parameter-required-added": ("breaking", "A parameter is new, or was optional, and has to be given."),
        "parameter-required-removed": ("info", "A parameter may be left out."),
        "body-added": ("info", "A request may have a body."),
        "body-removed": ("breaking", "A request has no body any more."),
        "body-required-added": ("breaking", "A request needs a body."),
        "media-type-removed": ("breaking", "A body is no longer of a media type."),
        "media-type-added": ("info", "A body may be of a further media type."),
        "status-removed": ("breaking", "A status of success is no longer described."),
        "status-added": ("warning", "A status of success is new."),
        "error-status-removed": ("info", "A status of failure is no longer described."),
        "error-status-added": ("info", "A status of failure is new."),
        "field-removed": ("breaking", "A member is no longer described."),
        "field-added": ("info", "A member is new."),
        "field-required-added": ("breaking", "A member has to be sent."),
        "field-required-removed": ("info", "A member need not be sent."),
        "field-may-be-missing": ("warning", "A member of an answer was always there."),
        "field-always-there": ("info", "A member of an answer is always there."),
        "field-type-changed": ("breaking", "A value is of another type."),
        "field-type-widened": ("warning", "A value of an answer may be of a further type."),
        "field-type-accepted": ("info", "A value may be sent as a further type."),
        "field-format-changed": ("warning", "A text or number is written in another way."),
        "field-may-be-null": ("warning", "A value of an answer may be null."),
        "field-null-refused": ("breaking", "A value that is sent may no longer be null."),
        "field-null-changed": ("info", "A value may be sent as null, or never comes as null."),
        "field-read-only": ("breaking", "A member can no longer be written."),
        "field-deprecated": ("warning", "A member is said to go."),
        "fields-closed": ("warning", "An object that is sent is refused with other members."),
        "enum-value-removed": ("breaking", "A value can no longer be sent."),
        "enum-value-gone": ("info", "A value is no longer answered."),
        "enum-value-added": ("info", "A further value can be sent."),
        "enum-value-new": ("warning", "A further value may be answered."),
        "enum-added": ("breaking", "Only listed values can be sent."),
        "enum-removed": ("info", "Values are no longer listed."),
        "alternative-removed": ("breaking", "One of several forms is no longer described."),
        "alternative-added": ("info", "A further form is described."),
        "limit-changed": ("warning", "A length, a bound or a pattern differs."),
    }
)
"""Every rule, with its severity and what it says."""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference."""

    rule: str
    """One of `RULES`."""
    operation: str
    """`GET /tasks/{}`."""
    subject: str
    """What in the operation, in words that no order changes: `reply 200 application/json: items[].title`."""
    text: str
    old_at: str
    """Where in the old description; for what is new, where it would be looked for."""
    new_at: str
    """Where in the new description; for what is gone, where it was looked for."""

    @property
    def severity(self) -> Severity:
        """How grave it is for somebody who uses it."""
        return RULES[self.rule][0]

    @property
    def fingerprint(self) -> str:
        """The same for the same rule at the same logical place, wherever it stands in a file."""
        return hashlib.sha256(f"{self.rule}\n{self.operation}\n{self.subject}".encode()).hexdigest()[:16]

    def __str__(self) -> str:
        return f"{self.severity}: {self.operation}: {self.subject}: {self.text} [{self.rule}]"


def order_changes(changes: list[Change]) -> list[Change]:
    """Return changes, each once, the gravest first."""
    grades = ("breaking", "warning", "info")
    once = {(each.fingerprint, each.text): each for each in changes}
    return sorted(
        once.values(),
        key=lambda each: (grades.index(each.severity), each.operation, each.subject, each.rule, each.text),
    )
