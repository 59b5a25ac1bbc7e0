"""What integrators may rely on when they do many things to tasks in any order."""

from __future__ import annotations

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from tasklab.unified.enumeration import StatusCategory
from tasklab.unified.error import NotFoundError
from tasklab.verify.case import proves
from tasklab.verify.contract.entangled import written_together
from tasklab.verify.contract.pace import Pace
from tasklab.verify.contract.place import Place
from tasklab.verify.contract.seen import check_field
from tasklab.verify.contract.value import plain_draft

_CLOSED = {StatusCategory.DONE, StatusCategory.CANCELED}
_NEEDS = ["task.create", "task.get", "task.update", "task.list", "task.delete"]


@proves("task.create", "task.get", "task.update", "task.list", "task.complete", "task.reopen", "task.delete")
def test_any_sequence_of_calls_agrees_with_a_plain_model(place: Place, pace: Pace):
    """Whatever is done to tasks, in whatever order, they stay what a plain notebook of the same steps says."""
    fields = {
        field.parameter: field
        for field in place.capability.written_by("task.update")
        if field.parameter in {"description", "priority_id", "due", "label_ids", "percent_done"}
    }
    values = {name: place.choices.values(field)[:4] for name, field in fields.items()}
    values = {name: known for name, known in values.items() if known}

    class Notebook(RuleBasedStateMachine):
        """The same calls on the platform and in a notebook."""

        tasks = Bundle("tasks")
        gone = Bundle("gone")

        @initialize()
        def begin(self):
            self.known: dict[str, dict[str, object]] = {}
            self.before = {task.id for task in place.tasks()}

        @rule(target=tasks, text=st.sampled_from(["one", "another", "é 任务"]))
        def create(self, text):
            task = place.make_task(title=place.word(text))
            assert task.id not in self.known, "an id was given twice"
            self.known[task.id] = {"title": task.title, "closed": False}
            return task.id

        @rule(task_id=tasks, text=st.sampled_from(["renamed", "once more"]))
        def rename(self, task_id, text):
            title = place.word(text)
            place.client.call("task.update", {"id": task_id, "title": title})
            self.known[task_id]["title"] = title

        @rule(task_id=tasks, name=st.sampled_from(sorted(values) or ["title"]), index=st.integers(0, 3))
        def change(self, task_id, name, index):
            if name not in values:
                return
            value = values[name][index % len(values[name])]
            place.client.call(
                "task.update", plain_draft({"id": task_id, **written_together(place, fields[name], value)})
            )
            self.known[task_id][name] = value

        @rule(task_id=tasks)
        def complete(self, task_id):
            place.client.call("task.complete", {"id": task_id})
            self.known[task_id]["closed"] = True
            self.known[task_id].pop("percent_done", None)

        @rule(task_id=tasks)
        def reopen(self, task_id):
            place.client.call("task.reopen", {"id": task_id})
            self.known[task_id]["closed"] = False
            self.known[task_id].pop("percent_done", None)

        @rule(target=gone, task_id=consumes(tasks))
        def delete(self, task_id):
            place.client.call("task.delete", {"id": task_id})
            del self.known[task_id]
            return task_id

        @rule(task_id=gone)
        def meet_the_gone(self, task_id):
            with pytest.raises(NotFoundError):
                place.get(task_id)

        @rule(task_id=tasks)
        def read(self, task_id):
            self._compare(place.get(task_id))

        @rule()
        def list_all(self):
            listed = {task.id: task for task in place.tasks() if task.id not in self.before}
            assert set(listed) == set(self.known)
            for task in listed.values():
                self._compare(task)

        @invariant()
        def nothing_to_say(self):
            assert all(self.known.values()) if hasattr(self, "known") else True

        def _compare(self, task):
            noted = self.known[task.id]
            assert task.title == noted["title"]
            if task.status is not None and task.status.category != StatusCategory.UNKNOWN:
                assert (task.status.category in _CLOSED) is noted["closed"]
            problems = [check_field(task, fields[name], noted[name]) for name in noted if name in fields]
            assert not any(problems), [problem for problem in problems if problem]

        def teardown(self):
            if hasattr(self, "known"):
                self.list_all()

    run_state_machine_as_test(
        Notebook, settings=settings(max_examples=pace.runs, stateful_step_count=pace.steps, derandomize=True)
    )
