"""What is said of an issue in `fields` and `update`, as changes to its row and things to do besides.

Source: the schema IssueUpdateDetails of the description, and
https://developer.atlassian.com/server/jira/platform/updating-an-issue-via-the-jira-rest-apis-6848604/ (the verbs of
`update`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.jira_cloud.field_kind import Reading
from tasklab.twin.platform.jira_cloud.field_list_kind import Many
from tasklab.twin.platform.jira_cloud.refusal import RefusalError, invalid

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tasklab.twin.platform.jira_cloud.call import Call
    from tasklab.twin.platform.jira_cloud.field import Field
    from tasklab.twin.store import Row

BESIDES = frozenset({"comment", "worklog", "issuelinks"})
"""What `update` can add that is no value of the issue."""


@dataclass
class Input:
    """What is to be changed, and what is to be added besides."""

    changes: Row = field(default_factory=dict)
    added: list[tuple[str, dict[str, Any]]] = field(default_factory=list)


def off_screen(name: str) -> str:
    """Return what is said of a field that cannot be set here."""
    return f"Field '{name}' cannot be set. It is not on the appropriate screen, or unknown."


def read_parts(call: Call) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return `fields` and `update` of the body. Raises: RefusalError (400)."""
    return parts_of(call, call.body)


def parts_of(call: Call, body: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return `fields` and `update` of a part of the body. Raises: RefusalError (400)."""
    fields, update = call.member("fields", dict, body) or {}, call.member("update", dict, body) or {}
    both = {name: f"Field '{name}' cannot appear in both 'fields' and 'update'" for name in update if name in fields}
    if both:
        raise RefusalError(400, errors=both)
    return fields, update


def read_input(
    screen: Mapping[str, Field], reading: Reading, fields: Mapping[str, Any], update: Mapping[str, Any]
) -> Input:
    """Return what is said, with every value parsed. Raises: RefusalError (400) that names each field that is wrong."""
    found = Input()
    errors: dict[str, str] = {}
    for name, value in fields.items():
        try:
            found.changes[name] = _read_field(screen, reading, name, value)
        except RefusalError as error:
            _collect(errors, error)
    for name, verbs in update.items():
        try:
            _read_update(found, screen, reading, name, verbs)
        except RefusalError as error:
            _collect(errors, error)
    if errors:
        raise RefusalError(400, errors=errors)
    return found


def _collect(errors: dict[str, str], error: RefusalError) -> None:
    if not error.errors:
        raise error
    errors.update(error.errors)


def _read_field(screen: Mapping[str, Field], reading: Reading, name: str, value: Any) -> Any:
    field_ = screen.get(name)
    if field_ is None or field_.kind is None:
        raise invalid(name, off_screen(name))
    return field_.kind.parse(_at(reading, name), value)


def _read_update(found: Input, screen: Mapping[str, Field], reading: Reading, name: str, verbs: Any) -> None:
    if not isinstance(verbs, list) or not all(isinstance(each, dict) for each in verbs):
        raise invalid(name, "data was not an array")
    for verb, value in (pair for each in verbs for pair in each.items()):
        if name in BESIDES:
            if verb != "add" or not isinstance(value, dict):
                raise invalid(name, f"Field does not support update '{name}'")
            found.added.append((name, value))
        else:
            _apply(found, screen, reading, name, verb, value)


def _apply(found: Input, screen: Mapping[str, Field], reading: Reading, name: str, verb: str, value: Any) -> None:
    field_ = screen.get(name)
    if field_ is None or field_.kind is None:
        raise invalid(name, off_screen(name))
    kind, at = field_.kind, _at(reading, name)
    if verb not in kind.operations:
        there = ", ".join(kind.operations)
        text = f"Field with id '{name}' and name '{field_.name}' does not support operation '{verb}'"
        raise invalid(name, f"{text} Supported operation(s) are: '{there}'")
    if verb in {"set", "edit"} or not isinstance(kind, Many):
        found.changes[name] = kind.parse(at, value)
        return
    one = kind.parse_one(at, value)
    before: tuple[Any, ...] = found.changes.get(name, (reading.issue or {}).get(name)) or ()
    without = tuple(each for each in before if each != one)
    if verb == "remove":
        found.changes[name] = without
    else:
        found.changes[name] = before if one in before else (*before, one)


def _at(reading: Reading, name: str) -> Reading:
    return Reading(reading.call, name, reading.project, reading.level, reading.issue)
