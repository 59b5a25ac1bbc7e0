"""The fixed scenario that is played on every version, and whose results are compared from one version to the next.

What differs by nature is masked: ids, times, addresses, positions, the version itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

import msgspec

from tasklab.unified.error import MethodError
from tasklab.verify.contract.around import Around
from tasklab.verify.contract.draft import full_draft

if TYPE_CHECKING:
    from tasklab.verify.contract.scene import Scene

Play: TypeAlias = "Callable[[Scene], dict[str, Any]]"

_HIDDEN = frozenset(
    {"platform_version", "connection_id", "raw", "extensions", "unsupported", "url", "avatar_url", "download_url"}
)
_ID_PARTS = ("id", "ids")


@dataclass(frozen=True)
class Step:
    """One part of the scenario."""

    method: str
    """The method that it proves."""
    needs: tuple[str, ...]
    play: Play

    @property
    def methods(self) -> tuple[str, ...]:
        """Every method that it calls."""
        return (self.method, *self.needs)

    def __str__(self) -> str:
        return self.method


def play(scene: Scene, step: Step) -> dict[str, Any]:
    """Play one part; return its masked results by what was done."""
    place = scene.place
    hidden = frozenset({"custom_fields"}) if place.capability.has_fields_by_project else frozenset()
    return {name: mask(result, place.stem, hidden) for name, result in step.play(scene).items() if name not in hidden}


def mask(value: Any, stem: str, hidden: frozenset[str] = frozenset()) -> Any:
    """Return a unified result as plain JSON without what differs by nature.

    Where each project has custom fields of its own, they differ too: one version may be able to make projects.
    """
    return _masked(msgspec.to_builtins(value), "", stem, _HIDDEN | hidden)


def _masked(value: Any, name: str, stem: str, hidden: frozenset[str]) -> Any:
    match value:
        case dict():
            return {key: _masked(part, key, stem, hidden) for key, part in sorted(value.items()) if key not in hidden}
        case list() if name.rpartition("_")[2] in _ID_PARTS:
            return len(value)
        case list():
            return [_masked(part, name, stem, hidden) for part in value]
        case str() if name.rpartition("_")[2] in _ID_PARTS or name in {"key", "next_cursor"}:
            return "<id>"
        case str() if name.endswith("_at") or name == "at":
            return "<time>"
        case int() | float() if name == "position":
            # It depends on what else is there.
            return "<position>"
        case str():
            return value.replace(stem, "<stem>")
        case _:
            return value


def _filled_task(scene: Scene) -> dict[str, Any]:
    draft = full_draft(scene.place, without_names={"parent_id"}, choose=_plainest)
    return {"created": scene.place.make_task(title=f"{scene.place.stem} scenario", **draft)}


def _plainest(values: list[Any]) -> Any:
    """Return the shortest text in ASCII; the first value where it is no text.

    A version that carries more awkward texts than the one before must still be asked for the same.
    """
    if all(isinstance(value, str) for value in values):
        return min(values, key=lambda text: (not text.isascii(), len(text)))
    return values[0]


def _changed_task(scene: Scene) -> dict[str, Any]:
    task = scene.place.make_task(title=f"{scene.place.stem} scenario")
    results: dict[str, Any] = {}
    for field in scene.place.capability.written_by("task.update"):
        values = [] if field.parameter in {"title", "parent_id", "project_id"} else scene.place.choices.values(field)
        if values and field.is_readable:
            change = {"id": task.id, field.parameter: msgspec.to_builtins(_plainest(values[::-1]))}
            results[field.parameter] = _outcome(partial(scene.client.call, "task.update", change))
    return results


def _outcome(call: Callable[[], Any]) -> Any:
    """Return what a call gives, or the kind of error that it ends with: both have to stay the same."""
    try:
        return call()
    except MethodError as error:
        return {"error": error.kind, "pointer": error.pointer}


def _completed_task(scene: Scene) -> dict[str, Any]:
    task = scene.place.make_task(title=f"{scene.place.stem} scenario")
    return {method: scene.client.call(method, {"id": task.id}) for method in ("task.complete", "task.reopen")}


def _listed_tasks(scene: Scene) -> dict[str, Any]:
    made = [scene.place.make_task(title=f"{scene.place.stem} {number}") for number in range(3)]
    known = {task.id: index for index, task in enumerate(made)}
    listed = sorted((task for task in scene.place.tasks() if task.id in known), key=lambda task: known[task.id])
    return {"listed": listed}


def _gone_task(scene: Scene) -> dict[str, Any]:
    task = scene.place.make_task(title=f"{scene.place.stem} scenario")
    deleted = scene.client.call("task.delete", {"id": task.id})
    return {"deleted": deleted, "read": _outcome(lambda: scene.place.get(task.id))}


def _vocabulary(method: str) -> Play:
    def play(scene: Scene) -> dict[str, Any]:
        fixed = [item for item in scene.place.vocabulary.all(method) if not _is_ours(item.name)]
        # Where each project has its own, there are as many of a name as other cases have made projects.
        return {"names": sorted({(item.name, str(_meaning(item))) for item in fixed})}

    return play


def _is_ours(name: str) -> bool:
    return name.startswith(("contract", "t")) and any(letter.isdigit() or letter == "-" for letter in name)


def _meaning(item: Any) -> Any:
    return next((getattr(item, name) for name in ("category", "level", "kind") if hasattr(item, name)), None)


def _around(name: str) -> Play:
    def play(scene: Scene) -> dict[str, Any]:
        around = Around(scene, name)
        made = around.make()
        return {"created": made, "listed": around.all()}

    return play


def _me(scene: Scene) -> dict[str, Any]:
    return {"me": scene.client.call("user.me", {})}


def _made_project(scene: Scene) -> dict[str, Any]:
    made = scene.place.make_project(name=scene.place.name_for("project.create", "scenario"))
    return {"created": made, "read": scene.client.call("project.get", {"id": made.id})}


SCENARIO = (
    Step("user.me", (), _me),
    Step("status.list", (), _vocabulary("status.list")),
    Step("priority.list", (), _vocabulary("priority.list")),
    Step("task_type.list", (), _vocabulary("task_type.list")),
    Step("task.create", (), _filled_task),
    Step("task.update", ("task.create",), _changed_task),
    Step("task.complete", ("task.create", "task.reopen"), _completed_task),
    Step("task.list", ("task.create",), _listed_tasks),
    Step("task.delete", ("task.create", "task.get"), _gone_task),
    Step("project.create", ("project.get", "project.delete"), _made_project),
    Step("comment.create", ("comment.list",), _around("comment")),
    Step("attachment.create", ("attachment.list",), _around("attachment")),
    Step("relation.create", ("relation.list",), _around("relation")),
    Step("time_entry.create", ("time_entry.list",), _around("time_entry")),
)
