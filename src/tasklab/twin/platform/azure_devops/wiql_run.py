"""A query's conditions as functions of a work item.

Source: https://learn.microsoft.com/azure/devops/boards/queries/query-operators-variables.
"""

from __future__ import annotations

import operator
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeAlias

from tasklab.twin.platform.azure_devops import moment
from tasklab.twin.platform.azure_devops.refusal import RefusalError, query_broken
from tasklab.twin.platform.azure_devops.value import find_person, read_tags
from tasklab.twin.platform.azure_devops.wiql_field import Fields, Read, Reader, find_field
from tasklab.twin.platform.azure_devops.wiql_parse import Group, Macro, Node, OtherField, Test

if TYPE_CHECKING:
    from collections.abc import Callable

    from tasklab.twin.platform.azure_devops.call import Call
    from tasklab.twin.platform.azure_devops.field import Field
    from tasklab.twin.store import Row

Holds: TypeAlias = "Callable[[Row, Fields], bool]"
_ORDERED = {"<": operator.lt, ">": operator.gt, "<=": operator.le, ">=": operator.ge}
_SHIFT = re.compile(r"([+-]?)(\d{1,6})([dwmy]?)", re.IGNORECASE)
_DAY_S = 86_400
_NOBODY = "\0nobody"
_UNITS = {"@startofday": "d", "@startofweek": "w", "@startofmonth": "m", "@startofyear": "y"}


class Runner:
    """Makes functions out of conditions, for one query of one caller."""

    def __init__(self, call: Call, *, has_times: bool) -> None:
        """`has_times` compares instants to the millisecond rather than by their days."""
        self._call, self._has_times = call, has_times
        self.reader = Reader(call.database)

    def compile(self, node: Node | None) -> Holds:
        """Return whether a work item is meant. Raises: RefusalError with 400."""
        if node is None:
            return lambda _item, _fields: True
        if isinstance(node, Test):
            return self._compile_test(node)
        parts = [self.compile(each) for each in node.parts]
        return _join(node, parts)

    def find_instant(self, value: Any, text: str) -> float:
        """Return the instant that a value means. Raises: RefusalError with 400."""
        if isinstance(value, Macro):
            return self._find_day(value, text)
        try:
            at_s, has_time = moment.parse_loose(str(value))
        except (ValueError, OverflowError) as error:
            raise _bad_value(text) from error
        if has_time and not self._has_times:
            message = (
                "You cannot supply a time with the date when running a query using date precision. "
                f"The error is caused by «{text}»."
            )
            raise query_broken(message)
        return at_s

    def _compile_test(self, test: Test) -> Holds:
        field = find_field(test.field)
        read = self.reader.reader_of(field)
        match test.operator:
            case "is empty":
                return lambda item, fields: read(item, fields) is None
            case "is not empty":
                return lambda item, fields: read(item, fields) is not None
            case "under" | "not under":
                return self._compile_under(test, field, read)
            case "contains" | "contains words" | "not contains" | "not contains words":
                return self._compile_contains(test, field, read)
            case "ever":
                return self._compile_ever(test, field, read)
        if field.is_long:
            raise _bad_operator(test.text)
        return self._compile_comparison(test, field, read)

    def _compile_comparison(self, test: Test, field: Field, read: Read) -> Holds:
        if field.kind == "boolean" and test.operator not in {"=", "<>"}:
            raise _bad_operator(test.text)
        if isinstance(test.values[0], OtherField) and test.operator not in {"in", "not in"}:
            return self._compile_fields(test, field, read)
        values = [self._find_value(each, field, test) for each in test.values]
        if field.kind == "dateTime" and not self._has_times:
            read = _by_day(read)
            values = [None if each is None else each // _DAY_S for each in values]
        if test.operator in {"=", "in"}:
            wanted = set(values)
            return lambda item, fields: read(item, fields) in wanted
        if test.operator in {"<>", "not in"}:
            unwanted = set(values)
            return lambda item, fields: read(item, fields) not in unwanted
        compare, bound = _ORDERED[test.operator], values[0]
        if bound is None or field.is_identity:
            raise _bad_value(test.text)
        return lambda item, fields: (value := read(item, fields)) is not None and compare(value, bound)

    def _compile_fields(self, test: Test, field: Field, read: Read) -> Holds:
        value = test.values[0]
        other = find_field(value.name if isinstance(value, OtherField) else "")
        if other.kind != field.kind or other.is_identity != field.is_identity:
            raise _bad_value(test.text)
        read_other = self.reader.reader_of(other)
        if test.operator in {"=", "<>"}:
            is_same = test.operator == "="
            return lambda item, fields: (read(item, fields) == read_other(item, fields)) is is_same
        compare = _ORDERED[test.operator]

        def holds(item: Row, fields: Fields) -> bool:
            one, two = read(item, fields), read_other(item, fields)
            return one is not None and two is not None and bool(compare(one, two))

        return holds

    def _compile_under(self, test: Test, field: Field, read: Read) -> Holds:
        if field.kind != "treePath":
            raise _bad_operator(test.text)
        path = self._find_value(test.values[0], field, test) or ""
        is_under = test.operator == "under"
        below = f"{path}\\"

        def holds(item: Row, fields: Fields) -> bool:
            value = read(item, fields)
            return (value == path or value.startswith(below)) is is_under

        return holds

    def _compile_contains(self, test: Test, field: Field, read: Read) -> Holds:
        value = test.values[0]
        if not isinstance(value, str) or field.kind not in {"string", "html", "plainText", "history"}:
            raise _bad_value(test.text)
        wanted = value.lower()
        is_wanted = not test.operator.startswith("not")
        if field.is_identity:
            users = {
                each["id"]: f"{each['display_name']} <{each['unique_name']}>".lower()
                for each in self._call.database.users
            }
            return lambda item, fields: (wanted in users.get(read(item, fields), "")) is is_wanted
        if field.reference == "System.Tags":
            return lambda item, fields: (wanted in map(str.lower, read_tags(read(item, fields)))) is is_wanted
        if test.operator.endswith("words"):
            words = [re.escape(each).replace(r"\*", r"\w*") for each in wanted.split()]
            patterns = [re.compile(rf"(?<!\w){each}(?!\w)") for each in words]
            return lambda item, fields: all(each.search(read(item, fields) or "") for each in patterns) is is_wanted
        return lambda item, fields: (wanted in (read(item, fields) or "")) is is_wanted

    def _compile_ever(self, test: Test, field: Field, read: Read) -> Holds:
        if field.kind == "boolean":
            raise _bad_operator(test.text)
        value = self._find_value(test.values[0], field, test)
        return lambda item, _: any(read(item, each.fields) == value for each in item["revisions"])

    def _find_value(self, value: Any, field: Field, test: Test) -> Any:
        if isinstance(value, OtherField):
            raise _bad_value(test.text)
        if value == "":
            return None
        if field.is_identity:
            return self._find_person(value, test)
        if isinstance(value, Macro) and value.name == "@project":
            return self._call.own_project["name"].lower()
        match field.kind:
            case "dateTime":
                return self.find_instant(value, test.text)
            case "integer" | "double":
                return _find_number(value, test.text)
            case "boolean":
                return _find_boolean(value, test.text)
            case "treePath":
                return self._find_path(value, field, test)
        if isinstance(value, Macro):
            raise _bad_value(test.text)
        return (f"{value:g}" if isinstance(value, float) else str(value)).lower()

    def _find_person(self, value: Any, test: Test) -> str:
        if isinstance(value, Macro):
            if value.name == "@me":
                return self._call.my_id
            raise _bad_value(test.text)
        person = find_person(self._call.database, str(value))
        return _NOBODY if person is None else str(person["id"])

    def _find_path(self, value: Any, field: Field, test: Test) -> str:
        path = str(value).strip("\\")
        group = "area" if field.reference == "System.AreaPath" else "iteration"
        for project in self._call.database.projects:
            if self._call.may_see(project) and self._call.database.find_node(project, group, path) is not None:  # type: ignore[arg-type]  # one of two
                return path.lower()
        raise query_broken(f"TF51011: The specified {group} path does not exist. The error is caused by «{test.text}».")

    def _find_day(self, macro: Macro, text: str) -> float:
        now = datetime.fromtimestamp(self._call.now_s, UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        begin = {
            "@today": now,
            "@startofday": now,
            "@startofweek": now - timedelta(days=(now.weekday() + 1) % 7),
            "@startofmonth": now.replace(day=1),
            "@startofyear": now.replace(month=1, day=1),
        }.get(macro.name)
        if begin is None:
            raise _bad_value(text)
        try:
            return _shift(begin, macro.shift, _UNITS.get(macro.name, "d"), text).timestamp()
        except (OverflowError, ValueError) as error:
            raise _bad_value(text) from error


def _join(node: Group, parts: list[Holds]) -> Holds:
    if node.kind == "not":
        (inner,) = parts
        return lambda item, fields: not inner(item, fields)
    quantify = all if node.kind == "and" else any
    return lambda item, fields: quantify(each(item, fields) for each in parts)


def _by_day(read: Read) -> Read:
    return lambda item, fields: None if (value := read(item, fields)) is None else value // _DAY_S


def _find_number(value: Any, text: str) -> float:
    if isinstance(value, float):
        return value
    try:
        return float(value)
    except (TypeError, ValueError) as error:
        raise _bad_value(text) from error


def _find_boolean(value: Any, text: str) -> bool:
    if value not in {"true", "false", "True", "False"}:
        raise _bad_value(text)
    return str(value).lower() == "true"


def _bad_operator(text: str) -> RefusalError:
    return query_broken(f"TF51010: The operator cannot be used with this field. The error is caused by «{text}».")


def _bad_value(text: str) -> RefusalError:
    return query_broken(f"TF51009: The value is not valid for this field. The error is caused by «{text}».")


def _shift(begin: datetime, shift: str, unit: str, text: str) -> datetime:
    if not shift:
        return begin
    found = _SHIFT.fullmatch(shift)
    if found is None:
        raise _bad_value(text)
    amount = int(found[2]) * (-1 if found[1] == "-" else 1)
    match (found[3] or unit).lower():
        case "w":
            return begin + timedelta(weeks=amount)
        case "m":
            years, month = divmod(begin.month - 1 + amount, 12)
            return begin.replace(year=begin.year + years, month=month + 1)
        case "y":
            return begin.replace(year=begin.year + amount)
    return begin + timedelta(days=amount)
