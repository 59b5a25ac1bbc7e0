"""A place on the target for one case to work in: objects that are its own, and gone when it ends."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import secrets
from itertools import count
from typing import TYPE_CHECKING, Any

from tasklab.unified.error import MethodError, NotFoundError
from tasklab.verify.contract.choice import Choices
from tasklab.verify.contract.furnish import Furnisher
from tasklab.verify.contract.value import plain_draft, plain_name
from tasklab.verify.contract.vocabulary import walk

if TYPE_CHECKING:
    from tasklab.unified.objects import Attachment, Comment, Project, Relation, Task, TimeEntry
    from tasklab.verify.contract.capability import Capability
    from tasklab.verify.contract.target import Client, Target
    from tasklab.verify.contract.vocabulary import Vocabulary

_CLOCKS_DIFFER = dt.timedelta(seconds=5)
_SHORT = 7
_RUN = secrets.token_hex(8)
_PLACES = count()
"""With both and the process, what an earlier run, or the first try of a case, left on the site belongs to no later
place: a copy of a process is a run of its own."""


class Place:
    """Makes objects with names of its own, and removes them at the end."""

    def __init__(
        self,
        client: Client,
        capability: Capability,
        vocabulary: Vocabulary,
        target: Target,
        name: str,
        home: str | None = None,
    ) -> None:
        self.client = client
        self.capability = capability
        self.vocabulary = vocabulary
        self.context = target.context
        self._is_disposable = target.is_disposable
        self.now = target.now
        self._began_at = target.now()
        self.stem = (
            "t" + hashlib.blake2b(f"{_RUN} {os.getpid()} {next(_PLACES)} {name}".encode(), digest_size=4).hexdigest()
        )
        self._count = 0
        self._tasks: list[str] = []
        self._projects: list[str] = []
        self._home = home
        self._project_id = home
        self._furnisher = Furnisher(target)
        self.choices = Choices(self)
        self._sections: dict[str, str] = {}

    # Names

    def word(self, text: str = "") -> str:
        """Return a short text that nothing else on the site has."""
        self._count += 1
        return f"{self.stem}-{self._count}" + (f" {text}" if text else "")

    def short_word(self) -> str:
        """Return at most ten letters and digits that nothing else on the site has."""
        self._count += 1
        return f"{self.stem[:_SHORT]}{self._count}"

    def name_for(self, method: str, text: str) -> str:
        """Return a name that nothing else has, as a write takes it: of letters and hyphens where it takes no others."""
        name = self.word(text)
        field = next((each for each in self.capability.written_by(method) if each.parameter == "name"), None)
        return name if field is None or not field.refusal(name) else plain_name(name)

    # Projects

    @property
    def has_projects(self) -> bool:
        """Whether tasks of this version are in projects."""
        return self.capability.has("project.list") and "project_id" in self.capability.readable("task")

    @property
    def makes_projects(self) -> bool:
        """Whether the version can make projects, and remove them where nobody throws the whole site away."""
        is_removed = self._is_disposable or self.capability.has("project.delete")
        return self.has_projects and self.capability.has("project.create") and is_removed

    @property
    def is_private(self) -> bool:
        """Whether the place has a project of its own, so that a list of it holds nothing else."""
        return self.makes_projects and self._home is None

    @property
    def project_id(self) -> str | None:
        """The project to work in: of its own where the version can make one; None where there are none."""
        if self._project_id is None and self.has_projects:
            self._project_id = self.make_project().id if self.makes_projects else self._given_project()
        return self._project_id

    def _given_project(self) -> str | None:
        if "project_id" in self.context:
            return self.context["project_id"]
        known = self.vocabulary.all("project.list")
        return known[0].id if known else None

    def project_draft(self, **draft: Any) -> dict[str, Any]:
        """Return parameters of `project.create`: what is given, and what the version cannot do without."""
        written = {field.parameter for field in self.capability.written_by("project.create")}
        home = self.context.get("home_workspace_id")
        inside = {"workspace_id": home} if home and "workspace_id" in written else {}
        name = self.name_for("project.create", "project")
        return {"name": name, **inside, **self._required("project.create"), **plain_draft(draft)}

    def make_project(self, **draft: Any) -> Project:
        """Make a project that is removed at the end."""
        project: Project = self.client.call("project.create", self.project_draft(**draft))
        self._projects.append(project.id)
        if not project.is_archived:
            self._furnisher.furnish(project.id)
        return project

    def other_project_id(self) -> str | None:
        """Return a second project to work in; None where there is none."""
        if self.makes_projects:
            return self.make_project().id
        known = [project.id for project in self.vocabulary.all("project.list") if project.id != self.project_id]
        return known[0] if known else None

    def _required(self, method: str) -> dict[str, Any]:
        """Return values for what a method cannot do without."""
        found: dict[str, Any] = {}
        for field in self.capability.written_by(method):
            if field.is_required and field.parameter not in {"title", "name", "project_id", "task_id"}:
                values = self.choices.values(field)
                if values:
                    found[field.parameter] = values[0]
        return plain_draft(found)

    def home(self, method: str) -> dict[str, Any]:
        """Return the project that a method needs to be told; nothing where it needs none."""
        needs = any(
            field.parameter == "project_id" and field.is_required for field in self.capability.written_by(method)
        )
        return {"project_id": self.project_id} if needs else {}

    # Tasks

    def everything(self, method: str) -> list[Any]:
        """Return everything that a list gives now."""
        return list(walk(self.client, method, {}))

    def draft(self, **draft: Any) -> dict[str, Any]:
        """Return parameters of `task.create`: what is given, and what the version cannot do without."""
        fields = {field.parameter for field in self.capability.written_by("task.create")}
        wanted: dict[str, Any] = {"title": self.word("task")}
        if "project_id" in fields and "project_id" not in draft:
            wanted["project_id"] = self.project_id
        found = {**wanted, **self._required("task.create"), **plain_draft(draft)}
        needed = self.choices.needed_custom_fields() if "custom_fields" in fields else {}
        return {**found, "custom_fields": {**needed, **(found.get("custom_fields") or {})}} if needed else found

    def make_task(self, **draft: Any) -> Task:
        """Make a task that is removed at the end."""
        task: Task = self.client.call("task.create", self.draft(**draft))
        self.adopt(task)
        return task

    def adopt(self, task: Task) -> None:
        """Take over a task that was made here, to remove it at the end."""
        self._tasks.append(task.id)

    @property
    def task_count(self) -> int:
        """How many tasks were made here so far."""
        return len(self._tasks)

    def get(self, task_id: str) -> Task:
        """Read a task."""
        task: Task = self.client.call("task.get", {"id": task_id})
        return task

    @property
    def scope(self) -> dict[str, str]:
        """Filters of a list of tasks that keep other places out, as far as the version can."""
        return {"project_id": self.project_id} if self.project_id else {}

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
            since = self._began_at - _CLOCKS_DIFFER - self.capability.lateness("task", "created_at")
            recent = {"created_after": since, "allow_scan": True}
        return [task for task in self.tasks(**recent) if task.title == title]

    # Around tasks

    def make_comment(self, task_id: str, body: str = "A remark") -> Comment:
        """Comment on a task."""
        comment: Comment = self.client.call("comment.create", {"task_id": task_id, "body": body})
        return comment

    def attachment_draft(self, task_id: str, content: bytes = b"bytes", name: str = "") -> dict[str, Any]:
        """Return parameters of `attachment.create`: a file, or a link where the version carries links only.

        A name of its own where none is given: some platforms rename the second one of a name.
        """
        fields = {field.parameter for field in self.capability.written_by("attachment.create")}
        carried: dict[str, Any] = {"content": content} if "content" in fields else {"url": "https://example.org/x"}
        wanted = {"task_id": task_id, "name": name or f"{self.word()}.txt", **carried}
        if "content" in fields and "content_type" in fields:
            wanted["content_type"] = "text/plain"
        return plain_draft(wanted)

    def make_attachment(self, task_id: str, content: bytes = b"bytes", name: str = "") -> Attachment:
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

    def make_relation(self, task_id: str, other_task_id: str, kind: str) -> Relation:
        """Relate a task to another."""
        wanted = {"task_id": task_id, "other_task_id": other_task_id, "kind": kind}
        relation: Relation = self.client.call("relation.create", wanted)
        return relation

    # The end

    def close(self) -> None:
        """Remove what was made, as far as the version can; what a target throws away as a whole stays until then."""
        if self._is_disposable:
            return
        removes_projects = self.capability.has("project.delete")
        if self.capability.has("task.delete") and not (self._projects and removes_projects):
            for task_id in reversed(self._tasks):
                _forgive(self.client, "task.delete", task_id)
        if removes_projects:
            for project_id in reversed(self._projects):
                _forgive(self.client, "project.delete", project_id)
                self.vocabulary.forget(project_id)


def _forgive(client: Client, method: str, identifier: str) -> None:
    """Remove an object; one that is gone already is no matter, and one that cannot be removed ends with the server."""
    try:
        client.call(method, {"id": identifier})
    except NotFoundError:
        return
    except MethodError as error:
        if error.kind not in {"validation", "conflict", "permission"}:
            raise
