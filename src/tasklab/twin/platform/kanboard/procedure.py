"""Procedures by name: how their arguments are bound, and who may call them."""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from tasklab.twin.platform.kanboard import access
from tasklab.twin.platform.kanboard.php import as_id
from tasklab.twin.platform.kanboard.version import rank_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tasklab.twin.platform.kanboard.database import Database
    from tasklab.twin.store import Row

Find: TypeAlias = "Callable[[Database, Mapping[str, Any]], int | None]"
"""Finds the project that a call is about: 0 where there is none, None where nothing is to be checked."""


_NUMBERS = frozenset({int, float})


class ArgumentError(Exception):
    """The arguments do not fit the signature: -32602, with this text as data."""


class BrokenError(Exception):
    """The product would break off with a PHP error: HTTP 500."""


@dataclass(frozen=True, slots=True)
class Call:
    """Who calls whom, and when."""

    database: Database
    user: Row | None
    """None for the application API."""
    now_s: int
    version: int
    address: str
    has_native_numbers: bool = False

    @property
    def user_id(self) -> int:
        """The id of the caller, 0 for the application."""
        return 0 if self.user is None else int(self.user["id"])

    def row(self, row: Mapping[str, Any] | None) -> Row | None:
        """Return a row as an answer has it: its numbers as text, unless native ones are asked for."""
        if row is None or self.has_native_numbers:
            return None if row is None else dict(row)
        return {name: str(value) if type(value) in _NUMBERS else value for name, value in row.items()}

    def rows(self, rows: list[Row]) -> list[Row | None]:
        """Return rows as an answer has them."""
        return [self.row(row) for row in rows]


@dataclass(frozen=True, slots=True)
class Procedure:
    """One procedure of the API."""

    name: str
    function: Callable[..., Any]
    defaults: Mapping[str, Any]
    """Every parameter in order; `inspect.Parameter.empty` for one that is required."""
    since: Mapping[str, int]
    arrays: frozenset[str]
    find: Find | None
    project_role: str
    application_role: str
    is_personal: bool

    def bind(self, given: list[Any] | dict[str, Any], version: int) -> dict[str, Any]:
        """Return the arguments by name. Raises: ArgumentError, worded as the product does; BrokenError."""
        known = [name for name in self.defaults if self.since.get(name, 0) <= version]
        needed = [name for name in known if self.defaults[name] is inspect.Parameter.empty]
        if len(given) < len(needed):
            raise ArgumentError("Wrong number of arguments")
        if len(given) > len(known):
            raise ArgumentError("Too many arguments")
        values = dict(zip(known, given, strict=False)) if isinstance(given, list) else given
        for name in needed:
            if name not in values:
                raise ArgumentError(f"Missing argument: {name}")
        bound = {name: values.get(name, self.defaults[name]) for name in known}
        for name in self.arrays:
            if not isinstance(bound[name], (list, tuple, dict)):
                raise BrokenError(f"{self.name}: {name} has to be an array")
        return bound

    def run(self, call: Call, given: list[Any] | dict[str, Any]) -> Any:
        """Check who calls, bind the arguments and call. Raises: ForbiddenError, ArgumentError, BrokenError."""
        if call.user is None and self.is_personal:
            raise access.ForbiddenError
        if call.user is not None:
            access.require_application_role(call.user, self.application_role)
        values = self.bind(given, call.version)
        if call.user is not None and self.find is not None:
            self._check_project(call.database, call.user, values)
        return self.function(call, *values.values())

    def _check_project(self, database: Database, user: Row, values: Mapping[str, Any]) -> None:
        project_id = self.find(database, values) if self.find else None
        if project_id is None:
            return
        if not project_id:
            raise access.ForbiddenError
        access.require_project_role(database, user, project_id, self.project_role)


PROCEDURES: dict[str, Procedure] = {}
"""Every procedure by its name."""


def procedure(
    find: Find | None = None,
    project_role: str = access.PROJECT_VIEWER,
    *,
    application_role: str = access.USER,
    since: Mapping[str, str] | None = None,
    arrays: tuple[str, ...] = (),
    is_personal: bool = False,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Make a function a procedure: `create_task` is createTask, its parameter `id_` is id.

    `since` says with which version a parameter came: parameters that came later stand last.
    """

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        name = re.sub(r"_([a-z])", lambda found: found[1].upper(), function.__name__)
        parameters = list(inspect.signature(function).parameters.values())[1:]
        defaults = {each.name.rstrip("_"): each.default for each in parameters}
        ranks = {parameter: rank_of(version) for parameter, version in (since or {}).items()}
        PROCEDURES[name] = Procedure(
            name, function, defaults, ranks, frozenset(arrays), find, project_role, application_role, is_personal
        )
        return function

    return register


def project_of(name: str = "project_id") -> Find:
    """Find the project that an argument names."""
    return lambda _database, values: as_id(values[name])


def task_of(name: str = "task_id") -> Find:
    """Find the project of the task that an argument names."""
    return lambda database, values: _project(database.tasks.get(as_id(values[name])))


def owner_of(table: str, name: str) -> Find:
    """Find the project of a row that has one itself, or whose task or subtask has."""

    def find(database: Database, values: Mapping[str, Any]) -> int:
        row = getattr(database, table).get(as_id(values[name]))
        if row is not None and "task_id" in row:
            row = database.tasks.get(row["task_id"])
        return _project(row)

    return find


def tag_of(database: Database, values: Mapping[str, Any]) -> int | None:
    """Find the project of a tag; nothing is checked for a tag that is not there."""
    tag = database.tags.get(as_id(values["tag_id"]))
    return None if tag is None else int(tag["project_id"])


def _project(row: Row | None) -> int:
    return 0 if row is None else int(row["project_id"])
