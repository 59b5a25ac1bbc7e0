"""JSON Patch as work items take it. Source: RFC 6902 and https://learn.microsoft.com/rest/api/azure/devops/wit/work-items/update."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tasklab.twin.body import BodyError, read_json
from tasklab.twin.platform.azure_devops.refusal import RefusalError, bad_property, field_unknown, no_patch
from tasklab.twin.platform.azure_devops.show import REFERENCES

if TYPE_CHECKING:
    from tasklab.twin.platform.azure_devops.call import Call

_RELATION = re.compile(r"/relations/(-|[0-9]{1,9})(/attributes/comment)?", re.IGNORECASE)
MEDIA_TYPE = "application/json-patch+json"


@dataclass
class Patch:
    """What a document asks for, by what it touches."""

    tests: list[tuple[str, Any]] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    """Fields by reference name as written; None for those that are taken away."""
    merged: set[str] = field(default_factory=set)
    """Fields that were added to rather than replaced."""
    added: list[dict[str, Any]] = field(default_factory=list)
    removed: list[int] = field(default_factory=list)
    comments: dict[int, str] = field(default_factory=dict)
    """New comments of relations, by their index."""


def read_patch(call: Call) -> Patch:
    """Read the body of a request. Raises: RefusalError with 400 or 415."""
    call.check_media_type(MEDIA_TYPE)
    try:
        document = read_json(call.request)
    except BodyError as error:
        raise no_patch() from error
    return make_patch(document)


def make_patch(document: Any) -> Patch:
    """Sort a document's operations. Raises: RefusalError with 400."""
    if not isinstance(document, list) or not document:
        raise no_patch()
    patch = Patch()
    for each in document:
        if not isinstance(each, dict) or not isinstance(each.get("op"), str) or not isinstance(each.get("path"), str):
            raise no_patch()
        _sort(patch, each["op"].lower(), each["path"], each.get("value"))
    return patch


def _sort(patch: Patch, op: str, path: str, value: Any) -> None:
    if op not in {"add", "replace", "remove", "test"}:
        raise bad_property(f"The patch operation '{op}' is not supported.")
    relation = _RELATION.fullmatch(path)
    if op == "test":
        patch.tests.append((path, value))
    elif path.lower().startswith("/fields/"):
        _sort_field(patch, op, path[len("/fields/") :], value)
    elif relation is not None:
        _sort_relation(patch, op, relation, path, value)
    elif path.lower() not in {"/id", "/rev"}:
        raise bad_property(f"Unable to evaluate path {path}.")


def _sort_field(patch: Patch, op: str, name: str, value: Any) -> None:
    reference = REFERENCES.get(name.lower())
    if reference is None:
        raise field_unknown(name)
    patch.values[reference] = None if op == "remove" else value
    (patch.merged.add if op == "add" else patch.merged.discard)(reference)


def _sort_relation(patch: Patch, op: str, found: re.Match[str], path: str, value: Any) -> None:
    index, is_comment = found[1], bool(found[2])
    if index == "-":
        if op != "add" or is_comment or not isinstance(value, dict):
            raise bad_property(f"Unable to evaluate path {path}.")
        patch.added.append(value)
    elif is_comment and op != "remove":
        patch.comments[int(index)] = "" if value is None else str(value)
    elif op == "remove" and not is_comment:
        patch.removed.append(int(index))
    else:
        raise bad_property(f"Unable to evaluate path {path}.")


def check_tests(patch: Patch, rev: int, shown: dict[str, Any]) -> None:
    """Hold the document's tests against a work item. Raises: RefusalError with 412 where one fails."""
    for path, wanted in patch.tests:
        name = path.rpartition("/")[2]
        actual = rev if path.lower() == "/rev" else shown.get(REFERENCES.get(name.lower(), name))
        if actual != wanted:
            text = (
                f"VS403351: Test Operation for path {path} failed, value {_word(actual)} was not equal to test value "
                f"{_word(wanted)}."
            )
            raise RefusalError(412, "TestPatchOperationFailedException", text)


def _word(value: Any) -> str:
    return "null" if value is None else str(value)
