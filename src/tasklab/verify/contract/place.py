"""A place on the target for one case to work in: objects that are its own, and gone when it ends."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from tasklab.unified.catalogue import METHODS
from tasklab.unified.enumeration import RelationKind
from tasklab.unified.error import MethodError, NotFoundError
from tasklab.unified.objects import Attachment, Comment, Project, Relation, Task, TimeEntry
from tasklab.verify.contract.furnish import Furnisher
from tasklab.verify.contract.value import find_difference, fixed_values, plain_draft

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from tasklab.unified.page import Page
    from tasklab.verify.contract.capability import Capability, WrittenField
    from tasklab.verify.contract.target import Client, Target

_MOST_PAGES = 400
_CLOCKS_DIFFER = dt.timedelta(seconds=5)
_MIXED = frozenset(
    {
        "description",
        "status_id",
        "priority_id",
        "assignee_ids",
        "label_ids",
        "section_id",
        "parent_id",
        "start",
        "due",
        "percent_done",
    },
)
"""Fields that lists are filtered or ordered by."""
_ENDS = frozenset({"start", "due"})


class Vocabulary:
    """What the site had before the run: statuses, users, labels; read once."""

    def __init__(self, client: Client, capability: Capability) -> None:
        self._client = client
        self._capability = capability
        self._known: dict[tuple[str, str | None], list[Any]] = {}

    def all(self, method: str, project_id: str | None = None) -> list[Any]:
        """Return everything that a list method gives; nothing where the version has no such method."""
        key = (method, project_id)
        if key not in self._known:
            self._known[key] = self._read(method, project_id)
        return self._known[key]

    def forget(self, project_id: str) -> None:
        """Forget what a project had that is gone: some platforms give its id to the next one."""
        for key in [key for key in self._known if key[1] == project_id]:
            del self._known[key]

    def _read(self, method: str, project_id: str | None) -> list[Any]:
        if not self._capability.has(method):
            return []
        wanted = {"project_id": project_id} if project_id and _takes(method, "project_id") else {}
        return list(walk(self._client, method, wanted))


def _takes(method: str, parameter: str) -> bool:
    return parameter in METHODS[method].parameters.__struct_fields__


def walk(client: Client, method: str, parameters: Mapping[str, Any], *, limit: int = 100) -> Iterator[Any]:
    """Yield every object of a list, page after page.

    Raises: AssertionError where the list does not end.
    """
    cursor: dict[str, str] = {}
    for _ in range(_MOST_PAGES):
        page: Page[Any] = client.call(method, {**parameters, "limit": limit, **cursor})
        assert len(page.items) <= limit, f"{method} gave {len(page.items)} objects where {limit} were asked for"
        yield from page.items
        if page.next_cursor is None:
            return
        cursor = {"cursor": page.next_cursor}
    raise AssertionError(f"{method} gave more than {_MOST_PAGES} pages of {limit}: the list does not end")


class Place:
    """Makes objects with names of its own, and removes them at the end."""

    def __init__(
        self,
        client: Client,
        capability: Capability,
        vocabulary: Vocabulary,
        target: Target,
        name: str,
    ) -> None:
        self.client = client
        self.capability = capability
        self.vocabulary = vocabulary
        self.context = target.context
        self._is_disposable = target.is_disposable
        self._began_at = dt.datetime.now(dt.UTC)
        self.stem = "t" + hashlib.blake2b(name.encode(), digest_size=4).hexdigest()
        self._count = 0
        self._tasks: list[str] = []
        self._projects: list[str] = []
        self._project_id: str | None = None
        self._furnisher = Furnisher(target)

    # Names

    def word(self, text: str = "") -> str:
        """Return a short text that nothing else on the site has."""
        self._count += 1
        return f"{self.stem}-{self._count}" + (f" {text}" if text else "")

    # Projects

    @property
    def has_projects(self) -> bool:
        """Whether tasks of this version are in projects."""
        return self.capability.has("project.list") and "project_id" in self.capability.readable("task")

    @property
    def is_private(self) -> bool:
        """Whether the place has a project of its own, so that a list of it holds nothing else."""
        return self.has_projects and self.capability.has("project.create", "project.delete")

    @property
    def project_id(self) -> str | None:
        """The project to work in: of its own where the version can make one; None where there are none."""
        if self._project_id is None and self.has_projects:
            self._project_id = self.make_project().id if self.is_private else self._given_project()
        return self._project_id

    def _given_project(self) -> str | None:
        if "project_id" in self.context:
            return self.context["project_id"]
        known = self.vocabulary.all("project.list")
        return known[0].id if known else None

    def project_draft(self, **draft: Any) -> dict[str, Any]:
        """Return parameters of `project.create`: what is given, and what the version cannot do without."""
        return {"name": self.word("project"), **self._required("project.create"), **plain_draft(draft)}

    def make_project(self, **draft: Any) -> Project:
        """Make a project that is removed at the end."""
        project: Project = self.client.call("project.create", self.project_draft(**draft))
        self._projects.append(project.id)
        self._furnisher.furnish(project.id)
        return project

    def other_project_id(self) -> str | None:
        """Return a second project to work in; None where there is none."""
        if self.is_private:
            return self.make_project().id
        known = [project.id for project in self.vocabulary.all("project.list") if project.id != self.project_id]
        return known[0] if known else None

    def _required(self, method: str) -> dict[str, Any]:
        """Return values for what a method cannot do without."""
        found: dict[str, Any] = {}
        for field in self.capability.written_by(method):
            if field.is_required and field.parameter not in {"title", "name", "project_id", "task_id"}:
                values = self.values(field)
                if values:
                    found[field.parameter] = values[0]
        return plain_draft(found)

    def home(self, method: str) -> dict[str, Any]:
        """Return the project that a method needs to be told; nothing where it needs none."""
        needs = any(
            field.parameter == "project_id" and field.is_required for field in self.capability.written_by(method)
        )
        return {"project_id": self.project_id} if needs else {}

    @property
    def _label_home(self) -> str | None:
        return self.home("label.create").get("project_id")

    # Tasks

    def known_id(self, method: str) -> str:
        """Return the id of something that the site has, or skip the case."""
        known = self._ids(method)
        if not known:
            pytest.skip(f"the site has nothing in {method}")
        return known[0]

    def everything(self, method: str) -> list[Any]:
        """Return everything that a list gives now."""
        return list(walk(self.client, method, {}))

    @property
    def labels_are_objects(self) -> bool:
        """Whether a label has to be there before a task can carry it."""
        return self.capability.has("label.create")

    def _telling(self, field: WrittenField) -> list[Any]:
        """Return values of a field that differ in what they mean: one status of each category."""
        method, part = {"status_id": ("status.list", "category"), "priority_id": ("priority.list", "level")}.get(
            field.parameter, ("", "")
        )
        if not method:
            return [value for value in self.values(field) if value != []]
        known = {str(getattr(item, part)): item.id for item in self.vocabulary.all(method, self.project_id)}
        return sorted(known.values(), key=lambda identifier: known.get("done") != identifier)

    def mixed_tasks(self, count: int = 6) -> list[Task]:
        """Make tasks that differ in everything that lists can be filtered or ordered by."""
        fields = [field for field in self.capability.written_by("task.create") if field.parameter in _MIXED]
        made: list[Task] = []
        for index in range(count):
            draft: dict[str, Any] = {}
            for place, field in enumerate(fields):
                values = self._telling(field)
                # Every third one is left empty, another third for each field.
                if values and (index + place) % 3:
                    draft[field.parameter] = values[(index + place) % len(values)]
            made.append(self.make_task(**_agreeing(draft)))
        return made

    def draft(self, **draft: Any) -> dict[str, Any]:
        """Return parameters of `task.create`: what is given, and what the version cannot do without."""
        fields = {field.parameter for field in self.capability.written_by("task.create")}
        wanted: dict[str, Any] = {"title": self.word("task")}
        if "project_id" in fields and "project_id" not in draft:
            wanted["project_id"] = self.project_id
        return {**wanted, **self._required("task.create"), **plain_draft(draft)}

    def full_draft(self, *, without: WrittenField | None = None, without_names: Collection[str] = ()) -> dict[str, Any]:
        """Return a value for every field that both a new task and a change can carry, as far as they go together."""
        left_out = {"title", "project_id", "custom_fields", "position", *without_names}
        if without is not None and without.parameter in _ENDS:
            # Some platforms refuse an end before its beginning.
            left_out |= _ENDS
        found: dict[str, Any] = {}
        for field in self.capability.written_by("task.create"):
            if field.parameter in left_out or (without and field.parameter == without.parameter):
                continue
            values = [value for value in self.values(field) if value not in ([], 0)]
            if values:
                found[field.parameter] = values[0]
        return found

    def make_task(self, **draft: Any) -> Task:
        """Make a task that is removed at the end."""
        task: Task = self.client.call("task.create", self.draft(**draft))
        self.adopt(task)
        return task

    def adopt(self, task: Task) -> None:
        """Take over a task that was made here, to remove it at the end."""
        self._tasks.append(task.id)

    def get(self, task_id: str) -> Task:
        """Read a task."""
        task: Task = self.client.call("task.get", {"id": task_id})
        return task

    @property
    def scope(self) -> dict[str, str]:
        """Filters of a list of tasks that keep other places out, as far as the version can."""
        return {"project_id": self.project_id} if self.project_id and self._can_list_projects else {}

    @property
    def _can_list_projects(self) -> bool:
        return self.has_projects

    def tasks(self, *, limit: int = 100, **filters: Any) -> list[Task]:
        """Return the tasks of this place that a list gives: those of its own project, or those with its names."""
        found = walk(self.client, "task.list", {**self.scope, **plain_draft(filters)}, limit=limit)
        return [task for task in found if self.owns(task)]

    def owns(self, task: Task) -> bool:
        """Whether a task was made in this place."""
        return self.is_private or task.id in self._tasks or task.title.startswith(f"{self.stem}-")

    def titled(self, title: str) -> list[Task]:
        """Return the tasks of this place with a title."""
        recent: dict[str, Any] = {}
        if not self.is_private and "created_at" in self.capability.readable("task"):
            recent = {"created_after": self._began_at - _CLOCKS_DIFFER, "allow_scan": True}
        return [task for task in self.tasks(**recent) if task.title == title]

    # Around tasks

    def make_comment(self, task_id: str, body: str = "A remark") -> Comment:
        """Comment on a task."""
        comment: Comment = self.client.call("comment.create", {"task_id": task_id, "body": body})
        return comment

    def attachment_draft(self, task_id: str, content: bytes = b"bytes", name: str = "note.txt") -> dict[str, Any]:
        """Return parameters of `attachment.create`: a file, or a link where the version carries links only."""
        fields = {field.parameter for field in self.capability.written_by("attachment.create")}
        carried: dict[str, Any] = {"content": content} if "content" in fields else {"url": "https://example.org/x"}
        wanted = {"task_id": task_id, "name": name, **carried}
        if "content" in fields and "content_type" in fields:
            wanted["content_type"] = "text/plain"
        return plain_draft(wanted)

    def make_attachment(self, task_id: str, content: bytes = b"bytes", name: str = "note.txt") -> Attachment:
        """Attach a file, or a link where the version carries links only."""
        wanted = self.attachment_draft(task_id, content, name)
        attachment: Attachment = self.client.call("attachment.create", wanted)
        return attachment

    def time_entry_draft(self, task_id: str, **draft: Any) -> dict[str, Any]:
        """Return parameters of `time_entry.create`."""
        return {"task_id": task_id, **self._required("time_entry.create"), **plain_draft(draft)}

    def make_time_entry(self, task_id: str, **draft: Any) -> TimeEntry:
        """Record time spent on a task."""
        entry: TimeEntry = self.client.call("time_entry.create", self.time_entry_draft(task_id, **draft))
        return entry

    def relation_kinds(self) -> list[str]:
        """Return the kinds of relation that the version can make."""
        lens = self.capability.spec.entities["relation"].fields["kind"]
        if lens.constant is not None:
            return [str(lens.constant)]
        if lens.table:
            return [str(kind) for kind in dict.fromkeys(lens.table.values()) if kind != "unknown"]
        return [kind.value for kind in RelationKind if kind is not RelationKind.UNKNOWN]

    def make_relation(self, task_id: str, other_task_id: str, kind: str) -> Relation:
        """Relate a task to another."""
        wanted = {"task_id": task_id, "other_task_id": other_task_id, "kind": kind}
        relation: Relation = self.client.call("relation.create", wanted)
        return relation

    # Values

    def values(self, field: WrittenField) -> list[Any]:
        """Return values that a field can carry, the awkward ones first; none where the site has nothing to refer to."""
        return [value for value in self._candidates(field) if not field.refusal(value)]

    def refused_values(self, field: WrittenField) -> list[Any]:
        """Return values of the right type that the version cannot carry in a field."""
        return [value for value in self._candidates(field) if field.refusal(value)]

    def _candidates(self, field: WrittenField) -> list[Any]:
        if field.parameter == "key":
            # One of capital letters and one of small ones, neither used before.
            return [self.word().replace("-", "").upper(), self.word()]
        return list(fixed_values(field)) or self._references(field)

    def _references(self, field: WrittenField) -> list[Any]:
        match field.parameter:
            case "status_id":
                return self._ids("status.list")
            case "priority_id":
                return self._ids("priority.list")
            case "type_id":
                return self._ids("task_type.list")
            case "section_id":
                return self._ids("section.list")
            case "user_id" | "lead_id":
                return self._ids("user.list")
            case "parent_id":
                return self._parents(field)
            case "workspace_id":
                return self._ids("workspace.list")
            case "assignee_ids" | "follower_ids":
                # Where only members of a project can be assigned, the target says who they are.
                members = self.context.get("member_ids", "").split()
                return _some_of(members or self._ids("user.list"))
            case "label_ids":
                return _some_of(self._labels())
            case "custom_fields":
                return self._custom_values()
            case _:
                return []

    def _ids(self, method: str) -> list[str]:
        return [item.id for item in self.vocabulary.all(method, self.project_id)]

    def _parents(self, field: WrittenField) -> list[str]:
        if field.method.startswith("project."):
            return [self.project_id] if self.project_id else []
        return [self.make_task().id, self.make_task().id] if field.method.startswith("task.") else []

    def _labels(self) -> list[str]:
        if self.capability.has("label.create"):
            names = ("contract-red", "contract blue", "contract-écru")
            return [self._label(name) for name in names]
        known = self._ids("label.list")
        # Where labels are plain words on the task, any word is one.
        return known if len(known) > 1 else ["contract-red", "contract blue", "contract, écru; \\ and"]

    def _label(self, name: str) -> str:
        known = {label.name: label.id for label in self.vocabulary.all("label.list", self._label_home)}
        if name not in known:
            label = self.client.call("label.create", {"name": name, **self.home("label.create")})
            self.vocabulary.all("label.list", self._label_home).append(label)
            return str(label.id)
        return known[name]

    def _custom_values(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for item in self.vocabulary.all("field.list", self.project_id):
            value = _CUSTOM.get(item.type)
            if item.is_custom and not item.is_read_only and value is not None:
                found.append({item.id: value})
        return found

    def need(self, field: WrittenField, count: int = 1) -> list[Any]:
        """Return values for a field, or skip the case, saying what the site lacks."""
        values = self.values(field)
        if len(values) < count:
            pytest.skip(f"the site has {len(values)} objects that `{field}` could refer to, and the case needs {count}")
        return values

    # The end

    def close(self) -> None:
        """Remove what was made, as far as the version can."""
        if not self._projects and not self._is_disposable and self.capability.has("task.delete"):
            for task_id in reversed(self._tasks):
                _forgive(self.client, "task.delete", task_id)
        for project_id in reversed(self._projects):
            _forgive(self.client, "project.delete", project_id)
            self.vocabulary.forget(project_id)


_CUSTOM: dict[str, Any] = {"text": "a custom text", "integer": 42, "number": 1.5, "boolean": True, "date": "2027-01-31"}


def _agreeing(draft: dict[str, Any]) -> dict[str, Any]:
    """Return a draft whose fields go together, as some platforms ask.

    Start and due are both days or both moments, and in this order. A status may ask for a percentage of its own.
    """
    if "status_id" in draft:
        draft = {name: value for name, value in draft.items() if name != "percent_done"}
    start, due = draft.get("start"), draft.get("due")
    if start is None or due is None:
        return draft
    if (start.date is None) is (due.date is None) and (start.date or start.datetime) <= (due.date or due.datetime):
        return draft
    return {name: value for name, value in draft.items() if name != "start"}


def _some_of(known: list[str]) -> list[list[str]]:
    """Return lists of ids: one, another one, two at once, none."""
    lists = [[one] for one in known[:2]]
    if len(known) > 1:
        lists.append(list(known[:2]))
    if len(known) > 2:  # noqa: PLR2004 - a third one makes a third kind of list
        lists.append(known[2:])
    return [*lists, []] if lists else []


def _forgive(client: Client, method: str, identifier: str) -> None:
    """Remove an object; one that is gone already is no matter, and one that cannot be removed ends with the server."""
    try:
        client.call(method, {"id": identifier})
    except NotFoundError:
        return
    except MethodError as error:
        if error.kind not in {"validation", "conflict", "permission"}:
            raise


@dataclass(frozen=True)
class Mixed:
    """Tasks that differ in everything that lists are filtered or ordered by."""

    place: Place
    tasks: list[Task]
    """As a list without filters gives them."""


def read_back(item: Any, field: WrittenField) -> Any:
    """Return what an object says in a field, in the form in which it is written."""
    value = getattr(item, field.name)
    if field.name != field.parameter:
        return None if value is None else value.id
    return value


def check_field(item: Any, field: WrittenField, written: Any) -> str:
    """Find how a field of an object differs from what was written into it; empty when it does not."""
    difference = find_difference(field.expected(written), read_back(item, field))
    return f"{field.parameter}: {difference}" if difference else ""
