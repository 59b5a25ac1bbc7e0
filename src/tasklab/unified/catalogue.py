"""The catalogue: all 47 unified methods, what each takes and what it answers with."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, get_args, get_origin

import msgspec

from tasklab.unified import objects as o
from tasklab.unified.error import Problem
from tasklab.unified.page import AttachmentContent, BatchResult, Deleted, Page, TaskSchema
from tasklab.unified.parameter import discussion, people, project, task, vocabulary, work
from tasklab.unified.parameter.common import ListParameters, Parameters, WriteParameters

if TYPE_CHECKING:
    from collections.abc import Mapping

Tier: TypeAlias = Literal["core", "extended"]

_CONTROLS = frozenset({"limit", "cursor", "sort", "fields", "raw", "allow_scan"})
"""Parameters of a list that choose how it answers, not what."""
_REPEATABLE_VERBS = frozenset({"update", "delete", "complete", "reopen", "move"})
"""Writes that leave the same state behind when done twice."""


@dataclass(frozen=True)
class Method:
    """One entry of the catalogue."""

    name: str
    """`task.list`"""
    tier: Tier
    """A supported version has every core method, or a proof that the platform version cannot do it."""
    parameters: type[Parameters]
    result: Any
    """A struct, or `Page[...]` of one."""
    summary: str
    """One sentence for people who choose what to call."""

    @cached_property
    def object(self) -> str:
        """The object part of the name."""
        return self.name.partition(".")[0]

    @cached_property
    def verb(self) -> str:
        """The verb part of the name."""
        return self.name.partition(".")[2]

    @cached_property
    def python_name(self) -> str:
        """Name of the method on an adapter."""
        return self.name.replace(".", "_")

    @property
    def is_write(self) -> bool:
        """Whether it changes something on the platform."""
        return issubclass(self.parameters, WriteParameters)

    @cached_property
    def is_list(self) -> bool:
        """Whether it answers with a page."""
        return get_origin(self.result) is Page

    @property
    def is_idempotent(self) -> bool:
        """Whether doing it twice leaves the same state behind as doing it once."""
        return not self.is_write or self.verb in _REPEATABLE_VERBS

    @cached_property
    def item(self) -> type[msgspec.Struct]:
        """The struct it answers with; for a list, the struct of its items."""
        item: type[msgspec.Struct] = get_args(self.result)[0] if self.is_list else self.result
        return item

    @cached_property
    def filters(self) -> tuple[str, ...]:
        """Names of the parameters that choose what a list contains; empty for the other methods."""
        if not issubclass(self.parameters, ListParameters):
            return ()
        return tuple(name for name in self.parameters.__struct_fields__ if name not in _CONTROLS)


def _core(name: str, parameters: type[Parameters], result: Any, summary: str) -> Method:
    return Method(name, "core", parameters, result, summary)


def _extended(name: str, parameters: type[Parameters], result: Any, summary: str) -> Method:
    return Method(name, "extended", parameters, result, summary)


_PLACES = (
    _core("user.me", people.UserMeParameters, o.User, "Read the user that the credential belongs to."),
    _core("user.list", people.UserListParameters, Page[o.User], "List the users this account may see."),
    _extended("user.get", people.UserGetParameters, o.User, "Read one user."),
    _core("workspace.list", people.WorkspaceListParameters, Page[o.Workspace], "List workspaces."),
    _extended("team.list", people.TeamListParameters, Page[o.Team], "List teams and their members."),
    _core("project.list", project.ProjectListParameters, Page[o.Project], "List projects."),
    _core("project.get", project.ProjectGetParameters, o.Project, "Read one project."),
    _extended("project.create", project.ProjectCreateParameters, o.Project, "Make a project."),
    _extended("project.update", project.ProjectUpdateParameters, o.Project, "Change some fields of a project."),
    _extended("project.delete", project.ProjectDeleteParameters, Deleted, "Delete a project."),
    _core("section.list", project.SectionListParameters, Page[o.Section], "List the sections of a project."),
    _extended("section.create", project.SectionCreateParameters, o.Section, "Make a section in a project."),
    _extended("section.update", project.SectionUpdateParameters, o.Section, "Change some fields of a section."),
    _extended("section.delete", project.SectionDeleteParameters, Deleted, "Delete a section."),
)

_VOCABULARY = (
    _core("status.list", vocabulary.StatusListParameters, Page[o.Status], "List the statuses tasks can be in."),
    _core("priority.list", vocabulary.PriorityListParameters, Page[o.Priority], "List the priorities tasks can have."),
    _extended("task_type.list", vocabulary.TaskTypeListParameters, Page[o.TaskType], "List the types tasks can be of."),
    _core("label.list", vocabulary.LabelListParameters, Page[o.Label], "List labels."),
    _extended("label.create", vocabulary.LabelCreateParameters, o.Label, "Make a label."),
    _core("field.list", vocabulary.FieldListParameters, Page[o.Field], "List the fields tasks have."),
)

_TASKS = (
    _core("task.list", task.TaskListParameters, Page[o.Task], "List tasks by project, people, status, dates or text."),
    _core("task.get", task.TaskGetParameters, o.Task, "Read one task."),
    _core("task.create", task.TaskCreateParameters, o.Task, "Make a task."),
    _core("task.update", task.TaskUpdateParameters, o.Task, "Change some fields of a task."),
    _core("task.delete", task.TaskDeleteParameters, Deleted, "Delete a task."),
    _core("task.complete", task.TaskCompleteParameters, o.Task, "Mark a task as done."),
    _core("task.reopen", task.TaskReopenParameters, o.Task, "Open a done or canceled task again."),
    _extended("task.find", task.TaskFindParameters, o.Task, "Read one task by its key or web address."),
    _extended("task.move", task.TaskMoveParameters, o.Task, "Move a task to another project, section or position."),
    _extended("task.schema", task.TaskSchemaParameters, TaskSchema, "Read which fields a task can have."),
    _extended("task.batch", task.TaskBatchParameters, BatchResult, "Run several writes on tasks."),
)

_AROUND_TASKS = (
    _core("comment.list", discussion.CommentListParameters, Page[o.Comment], "List the comments on a task."),
    _core("comment.create", discussion.CommentCreateParameters, o.Comment, "Comment on a task."),
    _extended("comment.update", discussion.CommentUpdateParameters, o.Comment, "Change a comment."),
    _extended("comment.delete", discussion.CommentDeleteParameters, Deleted, "Delete a comment."),
    _core("attachment.list", discussion.AttachmentListParameters, Page[o.Attachment], "List a task's attachments."),
    _extended("attachment.create", discussion.AttachmentCreateParameters, o.Attachment, "Attach a file or a link."),
    _extended(
        "attachment.download", discussion.AttachmentDownloadParameters, AttachmentContent, "Read an attachment's bytes."
    ),
    _extended("attachment.delete", discussion.AttachmentDeleteParameters, Deleted, "Delete an attachment."),
    _extended("relation.list", work.RelationListParameters, Page[o.Relation], "List what a task is to others."),
    _extended("relation.create", work.RelationCreateParameters, o.Relation, "Relate a task to another."),
    _extended("relation.delete", work.RelationDeleteParameters, Deleted, "Delete a relation."),
    _extended("time_entry.list", work.TimeEntryListParameters, Page[o.TimeEntry], "List time spent."),
    _extended("time_entry.create", work.TimeEntryCreateParameters, o.TimeEntry, "Record time spent on a task."),
    _extended("time_entry.update", work.TimeEntryUpdateParameters, o.TimeEntry, "Change a time entry."),
    _extended("time_entry.delete", work.TimeEntryDeleteParameters, Deleted, "Delete a time entry."),
    _extended("activity.list", work.ActivityListParameters, Page[o.Activity], "List what changed about a task."),
)

METHODS: Mapping[str, Method] = MappingProxyType(
    {method.name: method for method in (*_PLACES, *_VOCABULARY, *_TASKS, *_AROUND_TASKS)}
)
"""Every unified method by its name, in the order people read them."""


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of the whole catalogue.

    Shape: `methods` maps each name to `{parameters, result}`, two references into `$defs`; `problem` is the reference
    to the error document.
    """
    types = [part for method in METHODS.values() for part in (method.parameters, method.result)]
    references, definitions = msgspec.json.schema_components([*types, Problem], ref_template="#/$defs/{name}")
    for definition in definitions.values():
        if "description" in definition:
            definition["description"] = definition["description"].partition("\n")[0]
    *pairs, problem = references
    methods = {
        name: {"parameters": pairs[2 * index], "result": pairs[2 * index + 1]} for index, name in enumerate(METHODS)
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "methods": methods,
        "problem": problem,
        "$defs": definitions,
    }
