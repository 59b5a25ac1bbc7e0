"""Kinds of values in fields with many values. They are kept as a tuple, empty for no value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.jira_cloud.database import as_id
from tasklab.twin.platform.jira_cloud.field_choice import Option
from tasklab.twin.platform.jira_cloud.field_kind import Kind, Reading, Trace, User
from tasklab.twin.platform.jira_cloud.refusal import invalid
from tasklab.twin.platform.jira_cloud.show import show_component, show_version

if TYPE_CHECKING:
    from tasklab.twin.platform.jira_cloud.call import Call
    from tasklab.twin.store import Row

_MAX_LABEL = 255


class Many(Kind):
    """Several values of a kind, each once, in the order in which they came."""

    operations = ("add", "set", "remove")

    def parse(self, reading: Reading, value: Any) -> Any:
        """Return the values of a list."""
        if value is None:
            return ()
        if not isinstance(value, list):
            raise invalid(reading.field, "data was not an array")
        return tuple(dict.fromkeys(self.parse_one(reading, each) for each in value))

    def parse_one(self, reading: Reading, value: Any) -> Any:
        """Return one value. Raises: RefusalError (400)."""
        raise NotImplementedError

    def show_one(self, _call: Call, kept: Any) -> Any:
        """Return one value as it is answered."""
        return kept

    def show(self, call: Call, kept: Any) -> Any:
        """Return all."""
        return [self.show_one(call, each) for each in kept or ()]

    def trace_one(self, _call: Call, kept: Any) -> Trace:
        """Return one value as a history tells it."""
        return (None, str(kept))

    def trace(self, call: Call, kept: Any) -> Trace:
        """Return all in one text."""
        texts = [self.trace_one(call, each)[1] or "" for each in kept or ()]
        return (None, ", ".join(texts) if texts else None)


class Labels(Many):
    """Words without spaces."""

    def parse_one(self, reading: Reading, value: Any) -> Any:
        """Return a label."""
        if not isinstance(value, str):
            raise invalid(reading.field, "Operation value must be a string")
        if not value or any(sign.isspace() for sign in value):
            raise invalid(reading.field, f"The label '{value}' contains spaces which is invalid.")
        if len(value) > _MAX_LABEL:
            raise invalid(
                reading.field, f"The label '{value}' is too long. It must be no more than {_MAX_LABEL} characters."
            )
        return value

    def trace(self, _call: Call, kept: Any) -> Trace:
        """Return all, with spaces between them."""
        return ("", " ".join(kept or ()))


@dataclass(frozen=True)
class Parts(Many):
    """Components or versions of the project, by their id or name."""

    table: str
    noun: str

    def parse_one(self, reading: Reading, value: Any) -> Any:
        """Return an id."""
        if not isinstance(value, dict):
            raise invalid(reading.field, "data was not an object")
        rows = getattr(reading.call.database, self.table).where("project", reading.project["id"])
        if (id_ := value.get("id")) is not None:
            found = next((row["id"] for row in rows if row["id"] == as_id(id_)), None)
            said = f"id '{id_}'"
        else:
            found = next((row["id"] for row in rows if row["name"] == value.get("name")), None)
            said = f"name '{value.get('name')}'"
        if found is None:
            raise invalid(reading.field, f"{self.noun} {said} is not valid")
        return found

    def show_one(self, call: Call, kept: Any) -> Any:
        """Return a component or a version."""
        row = call.database.must(getattr(call.database, self.table), kept)
        return show_component(call, row) if self.table == "components" else show_version(call, row)

    def trace_one(self, call: Call, kept: Any) -> Trace:
        """Return id and name."""
        return (str(kept), call.database.must(getattr(call.database, self.table), kept)["name"])

    def allowed(self, call: Call, project: Row) -> list[Any] | None:
        """Return all of the project."""
        rows = getattr(call.database, self.table).where("project", project["id"])
        return [self.show_one(call, row["id"]) for row in rows]


class Options(Many):
    """Options of a custom field."""

    def parse_one(self, reading: Reading, value: Any) -> Any:
        """Return the id of an option."""
        found = Option().parse(reading, value)
        if found is None:
            raise invalid(reading.field, "Option id 'null' is not valid")
        return found

    def show_one(self, call: Call, kept: Any) -> Any:
        """Return an option."""
        return Option().show(call, kept)

    def trace_one(self, call: Call, kept: Any) -> Trace:
        """Return id and value."""
        return Option().trace(call, kept)


class Users(Many):
    """People."""

    def parse_one(self, reading: Reading, value: Any) -> Any:
        """Return an account id."""
        account_id = value.get("accountId", value.get("id")) if isinstance(value, dict) else value
        return User().check(reading, account_id)

    def show_one(self, call: Call, kept: Any) -> Any:
        """Return somebody."""
        return User().show(call, kept)

    def trace_one(self, call: Call, kept: Any) -> Trace:
        """Return account id and name."""
        return User().trace(call, kept)
