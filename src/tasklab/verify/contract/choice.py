"""What can be written into a field on this site: fixed values, and references to what the site has."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

import pytest

from tasklab.unified.enumeration import FieldType, RelationKind, UserKind
from tasklab.verify.contract.value import fixed_values
from tasklab.verify.contract.vocabulary import takes, walk

if TYPE_CHECKING:
    from tasklab.unified.objects import Field, User
    from tasklab.verify.contract.capability import WrittenField
    from tasklab.verify.contract.place import Place

_LISTS = {
    "status_id": "status.list",
    "priority_id": "priority.list",
    "type_id": "task_type.list",
    "workspace_id": "workspace.list",
}
"""Parameters that refer to something that is listed."""
_LABELS = ("contract-red", "contract blue", "contract-écru")
_WORDS = ("contract-red", "contract blue", "contract, écru; \\ and")
_CUSTOM: dict[str, Any] = {
    "text": "a custom text",
    "rich_text": "a longer text",
    "url": "https://example.org/a",
    "integer": 42,
    "number": 1.5,
    "boolean": True,
    "date": "2027-01-31",
    "datetime": "2027-01-31T09:00:05Z",
}
_NO_WORKERS = (UserKind.GUEST, UserKind.BOT)
_SEVERAL = 2
_POSITIONS = count(1)
"""Each is given once: platforms move what is put where something else is."""


class Choices:
    """Values for fields, in one place."""

    def __init__(self, place: Place) -> None:
        self._place = place

    def values(self, field: WrittenField) -> list[Any]:
        """Return values that a field can carry, the awkward ones first; none where the site has nothing to refer to."""
        return [value for value in self._candidates(field) if not field.refusal(value)]

    def refused(self, field: WrittenField) -> list[Any]:
        """Return values of the right type that the version cannot carry in a field."""
        return [value for value in self._candidates(field) if field.refusal(value)]

    def need(self, field: WrittenField, count: int = 1) -> list[Any]:
        """Return values for a field, or skip the case, saying what the site lacks."""
        values = self.values(field)
        if len(values) < count:
            pytest.skip(f"the site has {len(values)} objects that `{field}` could refer to, and the case needs {count}")
        return values

    def telling(self, field: WrittenField) -> list[Any]:
        """Return values of a field that differ in what they mean: one status of each category, the done one first."""
        part = {"status_id": "category", "priority_id": "level"}.get(field.parameter)
        if part is None:
            return [value for value in self.values(field) if value != []]
        given, listed = self.given(field.parameter), self._listed(_LISTS[field.parameter])
        known = {str(getattr(item, part)): item.id for item in listed if not given or item.id in given}
        return sorted(known.values(), key=lambda identifier: known.get("done") != identifier)

    def given(self, parameter: str) -> list[str]:
        """Return the statuses, types or custom fields that a plain new task can have, where the target says so.

        A workflow lets a task go some ways alone, a type may ask for more than a plain task has, and a field may not be
        there for it.
        """
        return self._place.context.get(f"{parameter}s", "").split()

    def known_id(self, method: str) -> str:
        """Return the id of something that the site has, or skip the case."""
        known = self._ids(method)
        if not known:
            pytest.skip(f"the site has nothing in {method}")
        return known[0]

    @property
    def labels_are_objects(self) -> bool:
        """Whether a label has to be there before a task can carry it."""
        return self._place.capability.has("label.create")

    def relation_kinds(self) -> list[str]:
        """Return the kinds of relation that the version can make."""
        lens = self._place.capability.spec.entities["relation"].fields["kind"]
        if lens.constant is not None:
            return [str(lens.constant)]
        if lens.table:
            return [str(kind) for kind in dict.fromkeys(lens.table.values()) if kind != "unknown"]
        return [kind.value for kind in RelationKind if kind is not RelationKind.UNKNOWN]

    def _candidates(self, field: WrittenField) -> list[Any]:
        if field.parameter == "key":
            # One of capital letters and one of small ones, neither used before; platforms take 10 characters at least.
            return [self._place.short_word().upper(), self._place.short_word()]
        if field.parameter == "position":
            return (
                self._places_in_line() if field.method.startswith("section.") else [next(_POSITIONS), next(_POSITIONS)]
            )
        return list(fixed_values(field)) or self._references(field)

    def _places_in_line(self) -> list[int]:
        """Return places that a section can take: of as many as there are, the last one, and the one behind it."""
        where = {"project_id": self._place.project_id}
        count = len(list(walk(self._place.client, "section.list", where)))
        return [max(1, count), max(1, count) + 1]

    def _references(self, field: WrittenField) -> list[Any]:
        if field.parameter in _LISTS:
            known = self.given(field.parameter) or self._ids(_LISTS[field.parameter])
            # Where accounts see each other's things, the target says which one is this account's own.
            return sorted(known, key=lambda identifier: identifier != self._place.context.get(field.parameter))
        match field.parameter:
            case "parent_id":
                return self._parents(field)
            case "section_id":
                return self._sections()
            case "user_id" | "lead_id":
                return self._people()
            case "assignee_ids" | "follower_ids":
                return _some_of(self._people())
            case "label_ids":
                return _some_of(self._labels())
            case "custom_fields":
                return self._custom_values()
            case _:
                return []

    def _listed(self, method: str) -> list[Any]:
        # What a new project needs is listed before there is one.
        project_id = self._place.project_id if takes(method, "project_id") else None
        return self._place.vocabulary.all(method, project_id)

    def _ids(self, method: str) -> list[str]:
        return [item.id for item in self._listed(method)]

    def _parents(self, field: WrittenField) -> list[str]:
        if field.method.startswith("project."):
            return [self._place.project_id] if self._place.project_id else []
        return [self._place.make_task().id for _ in range(_SEVERAL)] if field.method.startswith("task.") else []

    def _people(self) -> list[str]:
        """Return users who can work here: where only members of a project can, the target says who they are.

        A guest may see work and often be given none; so may a bot.
        """
        people = [user.id for user in self._listed("user.list") if user.kind not in _NO_WORKERS and _is_active(user)]
        return self._place.context.get("member_ids", "").split() or people

    def _sections(self) -> list[str]:
        """Return sections, made where the project is one that the run made."""
        place, listed = self._place, self._listed("section.list")
        if place.makes_projects and place.capability.has("section.create"):
            while len(listed) < _SEVERAL:
                wanted = {"project_id": place.project_id, "name": place.word("section")}
                listed.append(place.client.call("section.create", wanted))
        return [section.id for section in listed]

    def _labels(self) -> list[str]:
        if self.labels_are_objects:
            return [self._label(name) for name in _LABELS]
        known = self._ids("label.list")
        # Where labels are plain words on the task, any word is one.
        return known if len(known) > 1 else list(_WORDS)

    def _label(self, name: str) -> str:
        home = self._place.home("label.create")
        listed = self._place.vocabulary.all("label.list", home.get("project_id"))
        known = {label.name: str(label.id) for label in listed}
        if name not in known:
            listed.append(self._place.client.call("label.create", {"name": name, **home}))
            return str(listed[-1].id)
        return known[name]

    def needed_custom_fields(self) -> dict[str, Any]:
        """Return values for the custom fields that the site wants of every task."""
        known = [field for field in self._listed("field.list") if field.is_custom and field.is_required]
        return {field.id: value for field in known if (value := _custom_value(field)) is not None}

    def custom_fields_of_each_type(self) -> dict[str, Any]:
        """Return a value for the first custom field of each type that the site has."""
        kinds = {field.id: field.type for field in self._usable_custom_fields()}
        one_each = {kinds[name]: (name, value) for each in self._custom_values()[::-1] for name, value in each.items()}
        return dict(one_each.values())

    def _custom_values(self) -> list[dict[str, Any]]:
        usable = self._usable_custom_fields()
        return [{field.id: value} for field in usable if (value := self._custom_value(field)) is not None]

    def _usable_custom_fields(self) -> list[Field]:
        known = [field for field in self._listed("field.list") if field.is_custom and not field.is_read_only]
        given = self.given("custom_field_id")
        return [field for field in known if not given or field.id in given]

    def _custom_value(self, field: Field) -> Any:
        people = self._people()[:_SEVERAL] if field.type in {FieldType.USER, FieldType.MULTI_USER} else []
        match field.type:
            case FieldType.USER:
                return people[0] if people else None
            case FieldType.MULTI_USER:
                return people or None
        return _custom_value(field)


def _custom_value(field: Field) -> Any:
    """Return a value of the type of a custom field; None where there is none to choose."""
    options = [option.id for option in field.options or []]
    match field.type:
        case FieldType.SELECT:
            return options[0] if options else None
        case FieldType.MULTI_SELECT:
            return options[:1] or None
        case _:
            return _CUSTOM.get(field.type)


def _is_active(user: User) -> bool:
    return user.is_active is not False


def _some_of(known: list[str]) -> list[list[str]]:
    """Return lists of ids: one, another one, two at once, the rest, none."""
    lists = [[one] for one in known[:_SEVERAL]]
    if len(known) > 1:
        lists.append(list(known[:_SEVERAL]))
    if len(known) > _SEVERAL:
        lists.append(known[_SEVERAL:])
    return [*lists, []] if lists else []
