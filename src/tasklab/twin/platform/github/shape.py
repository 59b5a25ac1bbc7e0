"""Bodies and queries, held against what an operation takes. Members that it does not name are passed over."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.github.moment import parse
from tasklab.twin.platform.github.refusal import Refusal, bad_request, invalid

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from tasklab.twin.platform.github.call import Call

_KINDS: dict[str, tuple[type | tuple[type, ...], str]] = {
    "text": (str, "a string"),
    "integer": (int, "an integer"),
    "boolean": (bool, "a boolean"),
    "array": (list, "an array"),
    "object": (dict, "an object"),
    "any": (object, ""),
}


@dataclass(frozen=True)
class Member:
    """What a member of a body may be."""

    kind: str = "text"
    is_required: bool = False
    is_nullable: bool = False
    options: tuple[str, ...] = ()


TEXT, FLAG, INTEGER, ARRAY = Member(), Member("boolean"), Member("integer"), Member("array")
TEXT_OR_NULL, ANY = Member(is_nullable=True), Member("any", is_nullable=True)


def needed(kind: str) -> Member:
    """Return a member that must be there."""
    return Member(kind, is_required=True)


def choice(*options: str, is_required: bool = False, is_nullable: bool = False) -> Member:
    """Return a member that is one of some texts."""
    return Member("text", is_required, is_nullable, options)


def read_members(body: Mapping[str, Any], members: Mapping[str, Member]) -> dict[str, Any]:
    """Return those members of a body that are known. Raises: Refusal with 422, naming the first that is wrong."""
    for name, member in members.items():
        if member.is_required and name not in body:
            raise bad_request(f'"{name}" wasn\'t supplied.')
        if name in body:
            _check(f"properties/{name}", body[name], member)
    return {name: body[name] for name in members if name in body}


def read_logins(values: Any) -> list[str]:
    """Return the logins in a list of people, each a text or an object. Raises: Refusal with 422 for another value."""
    logins: list[str] = []
    for each in values or []:
        login = each.get("login") if isinstance(each, dict) else each
        if not isinstance(login, str):
            raise bad_request(f"For 'properties/assignees', {_inspect(login)} is not a string.")
        if isinstance(each, dict):
            _check_proposal(each)
        logins.append(login)
    return logins


def _check_proposal(person: Mapping[str, Any]) -> None:
    rationale, is_suggested, confidence = (person.get(name) for name in ("rationale", "suggest", "confidence"))
    if "rationale" in person and not isinstance(rationale, str):
        raise bad_request(f"For 'properties/rationale', {_inspect(rationale)} is not a string.")
    if "suggest" in person and not isinstance(is_suggested, bool):
        raise bad_request(f"For 'properties/suggest', {_inspect(is_suggested)} is not a boolean.")
    if "confidence" in person and confidence not in ("low", "medium", "high"):
        raise bad_request(f"For 'properties/confidence', {_inspect(confidence)} is not a member of low, medium, high.")


def read_choice(call: Call, name: str, options: Collection[str], default: str, resource: str = "Issue") -> str:
    """Return a parameter that is one of some texts, the default where it is not there. Raises: Refusal with 422."""
    value = call.query.get(name)
    if value is None:
        return default
    if value not in options:
        raise invalid(resource, name, value)
    return value


def read_since(call: Call, resource: str, name: str = "since") -> int | None:
    """Return such a parameter in Unix seconds, None where it is not there. Raises: Refusal with 422."""
    text = call.query.get(name)
    if not text:
        return None
    try:
        return parse(text)
    except (ValueError, OverflowError) as error:
        raise invalid(resource, name, text) from error


def require_text(value: str, resource: str, field: str) -> str:
    """Return a text that is not blank. Raises: Refusal with 422."""
    if not value.strip():
        raise invalid(resource, field, code="missing_field")
    return value


def _check(place: str, value: Any, member: Member) -> None:
    if value is None and member.is_nullable:
        return
    types, name = _KINDS[member.kind]
    if not isinstance(value, types) or (member.kind == "integer" and isinstance(value, bool)):
        raise bad_request(f"For '{place}', {_inspect(value)} is not {name}.")
    if member.options and value not in member.options:
        raise bad_request(f"For '{place}', {_inspect(value)} is not a member of {_inspect(list(member.options))}.")


def _inspect(value: Any) -> str:
    """Write a value as Ruby shows it, which is how the vendor's messages have it."""
    return "nil" if value is None else json.dumps(value, ensure_ascii=False)


def refuse_page() -> Refusal:
    """Refuse a page that lies too far: those lists are walked by cursor."""
    text = "Pagination with the page parameter is not supported for large datasets, please use cursor based pagination"
    return Refusal(422, f"{text} (after/before)")
