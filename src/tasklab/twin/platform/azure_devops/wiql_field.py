"""What a field of a work item is to a query: its value, made comparable."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from tasklab.twin.platform.azure_devops.field import FIELDS, Field
from tasklab.twin.platform.azure_devops.link_type import PARENT
from tasklab.twin.platform.azure_devops.refusal import query_broken

if TYPE_CHECKING:
    from collections.abc import Callable

    from tasklab.twin.platform.azure_devops.database import Database
    from tasklab.twin.store import Row

Fields: TypeAlias = dict[str, Any]
Read: TypeAlias = "Callable[[Row, Fields], Any]"
_BY_NAME = {name.lower(): each for each in FIELDS for name in (each.reference, each.name, each.name.replace(" ", ""))}


def find_field(name: str) -> Field:
    """Return a field by reference name or name. Raises: RefusalError with 400."""
    found = _BY_NAME.get(name.lower())
    if found is None:
        text = f"TF51005: The query references a field that does not exist. The error is caused by «[{name}]»."
        raise query_broken(text)
    return found


class Reader:
    """Reads values of fields; what is made of other rows is made once for a query."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._paths: dict[int, str] = {}
        self._projects: dict[str, str] = {}

    def reader_of(self, field: Field) -> Read:
        """Return what reads a field: text in lower case, people as ids, instants as seconds, None for nothing."""
        reference = field.reference
        match reference:
            case "System.Id":
                return lambda item, _: item["id"]
            case "System.Rev":
                return lambda item, _: item["rev"]
            case "System.AreaPath":
                return lambda _, fields: self.path_of(fields["System.AreaId"])
            case "System.IterationPath":
                return lambda _, fields: self.path_of(fields["System.IterationId"])
            case "System.NodeName":
                return lambda _, fields: self.path_of(fields["System.AreaId"]).rpartition("\\")[2]
            case "System.TeamProject":
                return lambda item, _: self._project_of(item["project_id"])
            case "System.Parent":
                return lambda item, _: next(
                    (each["target"] for each in item["relations"] if each["rel"] == PARENT), None
                )
        if field.kind in {"string", "html", "plainText", "history"} and not field.is_identity:
            return lambda _, fields: _lower(fields.get(reference))
        return lambda _, fields: fields.get(reference)

    def sorter_of(self, field: Field) -> Read:
        """Return what a list is sorted by: people by their names."""
        read = self.reader_of(field)
        if not field.is_identity:
            return read
        users = {each["id"]: each["display_name"].lower() for each in self._database.users}
        return lambda item, fields: users.get(read(item, fields))

    def path_of(self, node_id: int) -> str:
        """Return the path of an area or iteration in lower case."""
        path = self._paths.get(node_id)
        if path is None:
            path = self._paths[node_id] = self._database.path_of(node_id).lower()
        return path

    def _project_of(self, project_id: str) -> str:
        name = self._projects.get(project_id)
        if name is None:
            row = self._database.projects.get(project_id)
            name = self._projects[project_id] = row["name"].lower() if row else ""
        return name


def _lower(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value
