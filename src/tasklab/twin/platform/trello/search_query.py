"""What a search asks for: words and operators, as people use them in the product.

No vendor's page on the operators was at hand; docs/platforms/trello.md says so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tasklab.twin.platform.trello.moment import parse_moment
from tasklab.twin.platform.trello.object_id import created_ms

if TYPE_CHECKING:
    from collections.abc import Callable

    from tasklab.twin.platform.trello.call import Call
    from tasklab.twin.store import Row

_TERM = re.compile(r'(-?)(?:(@|#)|(\w+):)?(?:"([^"]*)"|(\S+))')
_WORD = re.compile(r"\w+")
_DAY_MS = 86_400_000
_SPANS = {"day": 1, "week": 7, "month": 28}
_OPERATORS = frozenset(
    {
        "name",
        "description",
        "comment",
        "checklist",
        "label",
        "list",
        "board",
        "member",
        "is",
        "has",
        "due",
        "created",
        "edited",
    }
)


@dataclass(frozen=True, slots=True)
class Term:
    """One condition: an operator (`word` for plain text) with a value."""

    operator: str
    value: str
    is_negated: bool


def parse_query(text: str) -> tuple[list[Term], str]:
    """Return the conditions of a query, and what it is sorted by (empty for nothing)."""
    terms, sort = [], ""
    for minus, sign, operator, quoted, bare in _TERM.findall(text):
        value = quoted or bare
        name = {"@": "member", "#": "label"}.get(sign, operator.lower())
        if name == "sort":
            sort = value
        elif name in _OPERATORS:
            terms.append(Term(name, value, bool(minus)))
        else:
            terms.append(Term("word", f"{operator}:{value}" if operator else value, bool(minus)))
    return terms, sort


def contains(text: str, wanted: str, *, is_partial: bool) -> bool:
    """Whether a text has these words one after the other; the last as a beginning only when partial."""
    words, asked = _WORD.findall(text.lower()), _WORD.findall(wanted.lower())
    if not asked:
        return wanted.lower() in text.lower()
    size = len(asked)
    for start in range(len(words) - size + 1):
        part = words[start : start + size]
        if part[:-1] == asked[:-1] and (part[-1] == asked[-1] or (is_partial and part[-1].startswith(asked[-1]))):
            return True
    return False


def matches(call: Call, card: Row, terms: list[Term], *, is_partial: bool) -> bool:
    """Whether a card fulfils every condition."""
    return all(_TESTS[term.operator](call, card, term.value, is_partial) is not term.is_negated for term in terms)


def _test_word(call: Call, card: Row, value: str, is_partial: bool) -> bool:
    if contains(card["name"], value, is_partial=is_partial) or contains(card["desc"], value, is_partial=is_partial):
        return True
    return _test_comment(call, card, value, is_partial) or _test_checklist(call, card, value, is_partial)


def _test_comment(call: Call, card: Row, value: str, is_partial: bool) -> bool:
    rows = call.database.actions.where("pair", (card["id"], "commentCard"))
    return any(contains(row["data"]["text"], value, is_partial=is_partial) for row in rows)


def _test_checklist(call: Call, card: Row, value: str, is_partial: bool) -> bool:
    database = call.database
    for checklist in database.checklists.where("idCard", card["id"]):
        items = database.check_items.where("idChecklist", checklist["id"])
        if any(contains(row["name"], value, is_partial=is_partial) for row in (checklist, *items)):
            return True
    return False


def _test_label(call: Call, card: Row, value: str, is_partial: bool) -> bool:
    rows = (call.database.labels.get(each) for each in card["idLabels"])
    return any(
        row is not None and (row["color"] == value.lower() or contains(row["name"], value, is_partial=is_partial))
        for row in rows
    )


def _test_list(call: Call, card: Row, value: str, is_partial: bool) -> bool:
    row = call.database.lists.get(card["idList"])
    return row is not None and contains(row["name"], value, is_partial=is_partial)


def _test_board(call: Call, card: Row, value: str, is_partial: bool) -> bool:
    row = call.database.boards.get(card["idBoard"])
    return row is not None and (value == row["id"] or contains(row["name"], value, is_partial=is_partial))


def _test_member(call: Call, card: Row, value: str, _is_partial: bool) -> bool:
    if value == "me":
        return call.member_id in card["idMembers"]
    member = call.database.members.first("username", value.lower())
    return member is not None and member["id"] in card["idMembers"]


def _test_is(call: Call, card: Row, value: str, _is_partial: bool) -> bool:
    if value == "starred":
        board = call.database.boards.get(card["idBoard"])
        return board is not None and call.member_id in board["starred_by"]
    is_archived: bool = card["closed"]
    return (value == "archived" and is_archived) or (value == "open" and not is_archived)


def _test_has(call: Call, card: Row, value: str, _is_partial: bool) -> bool:
    database = call.database
    match value:
        case "attachments":
            return database.attachments.count("idCard", card["id"]) > 0
        case "description":
            return bool(card["desc"])
        case "cover":
            return card["cover"]["idAttachment"] is not None or card["cover"]["color"] is not None
        case "members":
            return bool(card["idMembers"])
    return False


def _test_due(call: Call, card: Row, value: str, _is_partial: bool) -> bool:
    if value in ("complete", "incomplete"):
        return card["due"] is not None and card["dueComplete"] is (value == "complete")
    due_ms = parse_moment(card["due"]) if card["due"] else None
    if due_ms is None:
        return False
    if value == "overdue":
        return due_ms < call.now_ms and not card["dueComplete"]
    days = _days(value)
    return days is not None and call.now_ms <= due_ms <= call.now_ms + days * _DAY_MS


def _test_created(call: Call, card: Row, value: str, _is_partial: bool) -> bool:
    days = _days(value)
    return days is not None and created_ms(card["id"]) >= call.now_ms - days * _DAY_MS


def _test_edited(call: Call, card: Row, value: str, _is_partial: bool) -> bool:
    days = _days(value)
    return days is not None and bool(card["active_ms"] >= call.now_ms - days * _DAY_MS)


def _days(value: str) -> int | None:
    return int(value) if re.fullmatch(r"[0-9]{1,5}", value) else _SPANS.get(value)


_TESTS: dict[str, Callable[[Call, Row, str, bool], bool]] = {
    "word": _test_word,
    "name": lambda _call, card, value, is_partial: contains(card["name"], value, is_partial=is_partial),
    "description": lambda _call, card, value, is_partial: contains(card["desc"], value, is_partial=is_partial),
    "comment": _test_comment,
    "checklist": _test_checklist,
    "label": _test_label,
    "list": _test_list,
    "board": _test_board,
    "member": _test_member,
    "is": _test_is,
    "has": _test_has,
    "due": _test_due,
    "created": _test_created,
    "edited": _test_edited,
}
