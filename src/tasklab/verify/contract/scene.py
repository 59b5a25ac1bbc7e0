"""Valid parameters for any unified method, and the objects they speak of, made when they are asked for."""

from __future__ import annotations

from string import hexdigits
from typing import TYPE_CHECKING, Any

import pytest

from tasklab.unified.catalogue import METHODS
from tasklab.verify.contract.value import distinct_pair, plain, plain_draft

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tasklab.unified.objects import Attachment, Project, Relation, Section, Task
    from tasklab.verify.contract.place import Place
    from tasklab.verify.contract.target import Client

_SEVERAL = 3
_MOST_PAGES = 25
_HEX_LENGTH = 20
_HEX_CHANGED = 8
_LOCATED = frozenset({"comment", "attachment", "time_entry", "relation"})


class Scene:
    """A task with whatever the version can put around it, in a place of its own."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self._kept: dict[str, Any] = {}
        self._made: dict[str, set[str]] = {}

    @property
    def client(self) -> Client:
        """The client of the main identity."""
        return self.place.client

    def parameters(self, method: str) -> dict[str, Any]:
        """Return parameters that the method accepts once; a second write needs new ones.

        The objects that a list needs, or that a write changes, are there; what a write changes is of its own.
        """
        make: Callable[[], dict[str, Any]] | None = getattr(self, f"_{METHODS[method].python_name}", None)
        return plain_draft(make()) if make is not None else {}

    def sample(self, method: str) -> dict[str, Any]:
        """Return valid parameters that are made once: for calls that only read, or that have to be refused."""
        sample: dict[str, Any] = self._keep(f"sample {method}", lambda: self.parameters(method))
        return dict(sample)

    def expected_ids(self, method: str) -> set[str]:
        """Return the ids that a list with the parameters of this scene has to hold."""
        return self._made.get(METHODS[method].object, set())

    @staticmethod
    def page_sizes(count: int, most: int) -> list[int]:
        """Return sizes of pages to try on a list of some length, without asking for hundreds of pages."""
        sizes = [2, count, 1, count - 1, 3, count + 1, count // 2 + 1]
        usable = [size for size in dict.fromkeys(sizes) if 0 < size <= 1000 and count <= size * _MOST_PAGES]
        return usable[:most]

    def _keep(self, name: str, make: Callable[[], Any]) -> Any:
        if name not in self._kept:
            self._kept[name] = make()
        return self._kept[name]

    def _note(self, name: str, identifier: str) -> str:
        self._made.setdefault(name, set()).add(identifier)
        return identifier

    @property
    def has_task(self) -> bool:
        """Whether the task of the scene is there already."""
        return "task" in self._kept

    def files(self, files: Iterable[tuple[str, bytes]]) -> dict[tuple[str, bytes], Attachment]:
        """Return an attachment for each name with its content, made when they are first asked for."""

        def make() -> dict[tuple[str, bytes], Attachment]:
            return {(name, content): self.place.make_attachment(self.task.id, content, name) for name, content in files}

        found: dict[tuple[str, bytes], Attachment] = self._keep("files", make)
        return found

    def related(self) -> tuple[Task, list[tuple[Task, Relation]]]:
        """Return a task with a relation of every kind, each to another task, made when they are first asked for."""

        def make() -> tuple[Task, list[tuple[Task, Relation]]]:
            task, others = self.place.make_task(), [self.place.make_task() for _ in kinds]
            pairs = zip(others, kinds, strict=True)
            return task, [(other, self.place.make_relation(task.id, other.id, kind)) for other, kind in pairs]

        kinds = self.place.choices.relation_kinds()
        found: tuple[Task, list[tuple[Task, Relation]]] = self._keep("related", make)
        return found

    def unknown_ids(self, name: str) -> list[str]:
        """Return ids of the right form that name nothing: one that was deleted, where the version deletes, and more."""
        kept = self._keep(f"unknown {name}", lambda: self._unknown(name))
        return list(kept)

    def note_gone(self, name: str, identifier: str) -> None:
        """Note an object that was deleted, and that is not the newest one; a project may be disabled in its stead."""
        if name != "project":
            self._kept.setdefault(f"unknown {name}", [identifier])

    def _unknown(self, name: str) -> list[str]:
        capability = self.place.capability
        if capability.has(f"{name}.create", f"{name}.delete") and name != "project":
            wanted = self.parameters(f"{name}.delete")
            # Some platforms give the id of the newest object again when it is deleted: one more is newer.
            self.parameters(f"{name}.delete")
            self.client.call(f"{name}.delete", wanted)
            return [str(wanted["id"])]
        if name in _LOCATED:
            around = self.client.call(f"{name}.list", self.parameters(f"{name}.list")).items
            return [_changed(around[0].id)] if around else []
        known = self.place.project_id if name == "project" else self.place.choices.known_id(f"{name}.list")
        return [_changed(str(known))]

    def _located(self, name: str, task_id: str, item_id: str) -> dict[str, Any]:
        return {"id": item_id, "task_id": task_id} if name in _LOCATED else {"id": item_id}

    # People and places

    def _user_get(self) -> dict[str, Any]:
        return {"id": self.place.choices.known_id("user.list")}

    def _project_list(self) -> dict[str, Any]:
        if self.place.makes_projects:
            for _ in range(_SEVERAL):
                self._note("project", self.place.make_project().id)
        return {}

    def _project_get(self) -> dict[str, Any]:
        return {"id": self.place.project_id}

    def _project_create(self) -> dict[str, Any]:
        return self.place.project_draft()

    def _project_update(self) -> dict[str, Any]:
        written = {field.parameter for field in self.place.capability.written_by("project.update")}
        changed = "name" if "name" in written else "description"
        return {"id": self._project().id, changed: self.place.word("renamed")}

    def _project_delete(self) -> dict[str, Any]:
        return {"id": self._project().id}

    def _project(self) -> Project:
        if not self.place.capability.has("project.create"):
            pytest.skip("the version makes no projects, and the site's own one is not ours to change")
        return self.place.make_project()

    def _section_list(self) -> dict[str, Any]:
        if self.place.capability.has("section.create"):
            for _ in range(_SEVERAL):
                self._note("section", self._section().id)
        return {"project_id": self.place.project_id}

    def _section(self) -> Section:
        wanted = {"project_id": self.place.project_id, "name": self.place.word("section")}
        section: Section = self.client.call("section.create", wanted)
        return section

    def _section_create(self) -> dict[str, Any]:
        return {"project_id": self.place.project_id, "name": self.place.word("section")}

    def _section_update(self) -> dict[str, Any]:
        found = {"id": self._section().id, "project_id": self.place.project_id}
        return {**found, "name": self.place.word("renamed")}

    def _section_delete(self) -> dict[str, Any]:
        return {"id": self._section().id, "project_id": self.place.project_id}

    def _label_list(self) -> dict[str, Any]:
        home = self.place.home("label.create")
        if self.place.capability.has("label.create"):
            for _ in range(_SEVERAL):
                made = self.client.call("label.create", {"name": self.place.name_for("label.create", "label"), **home})
                self._note("label", made.id)
        return home

    def _field_list(self) -> dict[str, Any]:
        return {"project_id": self.place.project_id} if self.place.project_id else {}

    def _label_create(self) -> dict[str, Any]:
        return {"name": self.place.word("label"), **self.place.home("label.create")}

    # Tasks

    @property
    def task(self) -> Task:
        """The task that the scene is about."""
        task: Task = self._keep("task", self.place.make_task)
        return task

    def _task_list(self) -> dict[str, Any]:
        for _ in range(_SEVERAL):
            self._note("task", self.place.make_task().id)
        return dict(self.place.scope)

    def _task_get(self) -> dict[str, Any]:
        return {"id": self.task.id}

    def _task_create(self) -> dict[str, Any]:
        return self.place.draft()

    def _task_update(self) -> dict[str, Any]:
        return {"id": self.place.make_task().id, "title": self.place.word("renamed")}

    def _task_delete(self) -> dict[str, Any]:
        return {"id": self.place.make_task().id}

    def _task_complete(self) -> dict[str, Any]:
        return {"id": self.place.make_task().id}

    def _task_reopen(self) -> dict[str, Any]:
        task = self.place.make_task()
        if self.place.capability.has("task.complete"):
            self.client.call("task.complete", {"id": task.id})
        return {"id": task.id}

    def _task_find(self) -> dict[str, Any]:
        return {"reference": self.task.key or self.task.url or self.task.id}

    def _task_move(self) -> dict[str, Any]:
        task = self.place.make_task()
        if "project_id" not in self.place.capability.references("task.move"):
            return {"id": task.id, "section_id": self._section().id}
        other = self.place.other_project_id()
        if other is None:
            pytest.skip("the site has one project only")
        return {"id": task.id, "project_id": other}

    def _task_batch(self) -> dict[str, Any]:
        change = {"id": self.place.make_task().id, "title": self.place.word("renamed")}
        return {"operations": [{"method": "task.update", "parameters": change}]}

    # Around tasks

    def _several(self, name: str, make: Callable[[str], Any]) -> dict[str, Any]:
        if self.place.capability.has(f"{name}.create") and name not in self._made:
            for _ in range(_SEVERAL):
                self._note(name, make(self.task.id).id)
        return {"task_id": self.task.id}

    def _comment_list(self) -> dict[str, Any]:
        return self._several("comment", lambda task_id: self.place.make_comment(task_id, self.place.word("said")))

    def _comment_create(self) -> dict[str, Any]:
        return {"task_id": self.task.id, "body": self.place.word("said")}

    def _comment_update(self) -> dict[str, Any]:
        comment = self.place.make_comment(self.task.id, self.place.word("said"))
        return {**self._located("comment", self.task.id, comment.id), "body": self.place.word("said again")}

    def _comment_delete(self) -> dict[str, Any]:
        return self._located("comment", self.task.id, self.place.make_comment(self.task.id).id)

    def _attachment_list(self) -> dict[str, Any]:
        return self._several("attachment", lambda task_id: self.place.make_attachment(task_id, name=self.place.word()))

    def _attachment_create(self) -> dict[str, Any]:
        return self.place.attachment_draft(self.task.id)

    def _attachment_download(self) -> dict[str, Any]:
        return self._located("attachment", self.task.id, self.place.make_attachment(self.task.id).id)

    def _attachment_delete(self) -> dict[str, Any]:
        return self._attachment_download()

    def _time_entry_list(self) -> dict[str, Any]:
        return self._several("time_entry", self.place.make_time_entry)

    def _time_entry_create(self) -> dict[str, Any]:
        return self.place.time_entry_draft(self.task.id)

    def _time_entry_update(self) -> dict[str, Any]:
        entry = self.place.make_time_entry(self.task.id)
        return {**self._located("time_entry", self.task.id, entry.id), **self._time_entry_change()}

    def _time_entry_change(self) -> dict[str, Any]:
        for field in self.place.capability.written_by("time_entry.update"):
            pair = distinct_pair(self.place.choices.values(field), field)
            if pair is not None and field.lens is not None:
                return {field.parameter: plain(pair[1])}
        return {}

    def _time_entry_delete(self) -> dict[str, Any]:
        return self._located("time_entry", self.task.id, self.place.make_time_entry(self.task.id).id)

    def _relation(self) -> Relation:
        kinds = self.place.choices.relation_kinds()
        return self.place.make_relation(self.task.id, self.place.make_task().id, kinds[0])

    def _relation_list(self) -> dict[str, Any]:
        return self._several("relation", lambda _task_id: self._relation())

    def _relation_create(self) -> dict[str, Any]:
        kind = self.place.choices.relation_kinds()[0]
        return {"task_id": self.task.id, "other_task_id": self.place.make_task().id, "kind": kind}

    def _relation_delete(self) -> dict[str, Any]:
        return self._located("relation", self.task.id, self._relation().id)

    def _activity_list(self) -> dict[str, Any]:
        task = self.place.make_task()
        if self.place.capability.has("task.update"):
            for _ in range(_SEVERAL):
                self.client.call("task.update", {"id": task.id, "title": self.place.word("renamed")})
        return {"task_id": task.id}


def _changed(identifier: str) -> str:
    """Return an id of the same form that names nothing."""
    if identifier.isdigit():
        return str(int(identifier) + 999_000)
    if len(identifier) >= _HEX_LENGTH and all(letter in f"{hexdigits}-" for letter in identifier):
        # A platform refuses what has not the form of its ids before it looks for it.
        end = "0" if identifier[-1] != "0" else "1"
        return identifier[:-_HEX_CHANGED] + end * _HEX_CHANGED
    bare = identifier.rstrip("/")
    return f"{bare}-nothing" + identifier[len(bare) :]
