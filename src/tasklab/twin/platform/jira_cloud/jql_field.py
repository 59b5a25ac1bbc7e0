"""The names that queries in JQL know, and what each stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.jira_cloud.access import lookup_issue, lookup_project, may_view
from tasklab.twin.platform.jira_cloud.comment_show import visible_comments
from tasklab.twin.platform.jira_cloud.database import as_id
from tasklab.twin.platform.jira_cloud.field import custom_field
from tasklab.twin.platform.jira_cloud.field_choice import Option
from tasklab.twin.platform.jira_cloud.field_kind import Day, Kind, Rich, Text, User
from tasklab.twin.platform.jira_cloud.field_kind import Moment as MomentKind
from tasklab.twin.platform.jira_cloud.field_kind import Number as NumberKind
from tasklab.twin.platform.jira_cloud.field_list_kind import Labels, Options, Users
from tasklab.twin.platform.jira_cloud.jql_parse import Clause, Function, Value
from tasklab.twin.platform.jira_cloud.jql_subject import Choice, Moment, Number, Subject, Words, operands_of
from tasklab.twin.platform.jira_cloud.refusal import NO_ISSUE, QueryError
from tasklab.twin.platform.jira_cloud.rich_text import RichText
from tasklab.twin.platform.jira_cloud.show import CATEGORIES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tasklab.twin.platform.jira_cloud.call import Call
    from tasklab.twin.store import Row


def find_subject(call: Call, name: str) -> Subject:
    """Return what a name stands for. Raises: QueryError for one that stands for nothing."""
    wanted = name.lower()
    found = _SUBJECTS.get(_ALIASES.get(wanted, wanted))
    if found is not None:
        return found
    for row in call.database.custom_fields.values():
        field = custom_field(row)
        if wanted in {each.lower() for each in field.clauses} or wanted == field.id:
            return _custom(field.id, field.kind)
    raise QueryError(f"Field '{name}' does not exist or you do not have permission to view it.")


def _one(name: str) -> Callable[[Row], Iterable[Any]]:
    return lambda row: () if row[name] is None else (row[name],)


def _many(name: str) -> Callable[[Row], Iterable[Any]]:
    return lambda row: row.get(name) or ()


def _named(table: str) -> Callable[[Call, str], set[Any] | None]:
    """Find rows of a table by name or id; a name may be that of several."""

    def resolve(call: Call, text: str) -> set[Any] | None:
        rows = getattr(call.database, table)
        id_ = as_id(text)
        return {row["id"] for row in rows if row["name"].lower() == text.lower() or row["id"] == id_} or None

    return resolve


def _name_of(table: str) -> Callable[[Call, Any], Any]:
    return lambda call, id_: call.database.must(getattr(call.database, table), id_)["name"].lower()


def _project(call: Call, text: str) -> set[Any] | None:
    row = lookup_project(call.database, text) or call.database.projects.first("name", text.lower())
    return {row["id"]} if row is not None and may_view(row, call.user) else None


def _user(call: Call, text: str) -> set[Any] | None:
    wanted = text.lower()
    for row in call.database.users.values():
        if text == row["id"] or wanted in {row["name"].lower(), row["email"]}:
            return {row["id"]}
    return None


def _people(call: Call, function: Function) -> set[Any] | None:
    name = function.name.lower()
    if name == "currentuser":
        return {call.me}
    if name == "membersof" and function.arguments:
        for row in call.database.groups.values():
            if function.arguments[0].lower() in {row["name"].lower(), row["id"]}:
                return set(row["member_ids"])
        group = function.arguments[0]
        raise QueryError(f"Function 'membersOf' can not generate a list of usernames for group '{group}'.")
    return None


def _user_name(call: Call, account_id: Any) -> Any:
    return call.database.users[account_id]["name"].lower()


def _status_category(call: Call, text: str) -> set[Any] | None:
    wanted = text.lower()
    for key, category in CATEGORIES.items():
        if wanted in {key, category["name"].lower(), str(category["id"])}:
            return {row["id"] for row in call.database.statuses if row["category"] == key}
    return None


def _issue(call: Call, text: str) -> set[Any] | None:
    issue = lookup_issue(call, text)
    return None if issue is None else {issue["id"]}


class _Keys(Choice):
    """Issues by key or id. One that is not there is refused alone, and left out of a list."""

    def find(self, call: Call, clause: Clause) -> tuple[set[Any], bool]:
        """Return what the operands mean."""
        operand = clause.operand
        if isinstance(operand, tuple):
            known = tuple(each for each in operand if not _is_unknown(call, each))
            return super().find(call, Clause(clause.field, clause.operator, known))
        if _is_unknown(call, operand):
            raise QueryError(NO_ISSUE)
        return super().find(call, clause)


class _Resolutions(Choice):
    """Resolutions. `Unresolved` is a word for none."""

    def find(self, call: Call, clause: Clause) -> tuple[set[Any], bool]:
        """Return what the operands mean."""
        words = tuple(_UNRESOLVED if _is_unresolved(each) else each for each in operands_of(clause))
        return super().find(call, Clause(clause.field, clause.operator, words))


_UNRESOLVED = Value("EMPTY", is_empty=True)


def _is_unresolved(operand: Value | Function) -> bool:
    return isinstance(operand, Value) and operand.text.lower() == "unresolved"


def _is_unknown(call: Call, operand: Value | Function) -> bool:
    return isinstance(operand, Value) and not operand.is_empty and _issue(call, operand.text) is None


def _any_label(_call: Call, text: str) -> set[Any] | None:
    return {text}


def _priority_rank(call: Call, id_: Any) -> int:
    return -[row["id"] for row in call.database.priorities].index(id_)


def _rich(name: str) -> Callable[[Call, Row], Iterable[str]]:
    def texts(_call: Call, row: Row) -> Iterable[str]:
        text: RichText | None = row.get(name)
        return () if text is None else (text.plain,)

    return texts


def _comments(call: Call, row: Row) -> Iterable[str]:
    return (each["body"].plain for each in visible_comments(call, row))


def _all_text(call: Call, row: Row) -> Iterable[str]:
    yield row["summary"]
    for name in ("description", "environment"):
        yield from _rich(name)(call, row)
    yield from _comments(call, row)
    for id_ in call.database.text_fields:
        value = row.get(id_)
        if value is not None:
            yield value.plain if isinstance(value, RichText) else value


def _key_rank(call: Call, id_: Any) -> Any:
    row = call.database.must(call.database.issues, id_)
    return (call.database.project_of(row)["key"], row["number"])


_SUBJECTS: dict[str, Subject] = {
    "project": Choice(_one("project"), _project, rank=_name_of("projects"), may_be_empty=False, index="project"),
    "key": _Keys(lambda row: (row["id"],), _issue, rank=_key_rank, may_be_empty=False),
    "issuetype": Choice(_one("issuetype"), _named("issue_types"), rank=_name_of("issue_types"), may_be_empty=False),
    "status": Choice(_one("status"), _named("statuses"), rank=lambda _call, id_: id_, may_be_empty=False),
    "statuscategory": Choice(_one("status"), _status_category, may_be_empty=False),
    "priority": Choice(_one("priority"), _named("priorities"), rank=_priority_rank, is_ranged=True),
    "resolution": _Resolutions(_one("resolution"), _named("resolutions"), rank=lambda _call, id_: id_),
    "assignee": Choice(_one("assignee"), _user, _people, _user_name, index="assignee"),
    "reporter": Choice(_one("reporter"), _user, _people, _user_name),
    "creator": Choice(_one("creator"), _user, _people, _user_name),
    "watcher": Choice(_many("watchers"), _user, _people),
    "labels": Choice(_many("labels"), _any_label),
    "parent": Choice(_one("parent"), _issue, index="parent"),
    "component": Choice(_many("components"), _named("components")),
    "fixversion": Choice(_many("fixVersions"), _named("versions")),
    "affectedversion": Choice(_many("versions"), _named("versions")),
    "created": Moment(lambda row: row["created"]),
    "updated": Moment(lambda row: row["updated"]),
    "resolved": Moment(lambda row: row["resolutiondate"]),
    "due": Moment(lambda row: row["duedate"], is_day=True),
    "summary": Words(lambda _call, row: (row["summary"],), lambda row: row["summary"].lower()),
    "description": Words(_rich("description")),
    "environment": Words(_rich("environment")),
    "comment": Words(_comments),
    "text": Words(_all_text),
}
_ALIASES = {
    "issuekey": "key",
    "id": "key",
    "issue": "key",
    "type": "issuetype",
    "createddate": "created",
    "updateddate": "updated",
    "duedate": "due",
    "resolutiondate": "resolved",
}


def _custom(id_: str, kind: Kind | None) -> Subject:
    def value(row: Row) -> Any:
        return row.get(id_)

    def option(call: Call, text: str) -> set[Any] | None:
        rows = call.database.options.where("field", id_)
        return {row["id"] for row in rows if row["value"].lower() == text.lower() or row["id"] == as_id(text)} or None

    if isinstance(kind, NumberKind):
        return Number(value)
    if isinstance(kind, Day | MomentKind):
        return Moment(value, is_day=isinstance(kind, Day))
    if isinstance(kind, Option | Options):
        return Choice(lambda row: _as_values(value(row)), option)
    if isinstance(kind, User | Users):
        return Choice(lambda row: _as_values(value(row)), _user, _people)
    if isinstance(kind, Labels):
        return Choice(lambda row: _as_values(value(row)), _any_label)
    if isinstance(kind, Rich):
        return Words(_rich(id_))
    if isinstance(kind, Text):
        return Words(lambda _call, row: () if value(row) is None else (value(row),), value)
    raise QueryError(f"Field '{id_}' is not searchable.")


def _as_values(value: Any) -> tuple[Any, ...]:
    if value is None:
        return ()
    return value if isinstance(value, tuple) else (value,)
