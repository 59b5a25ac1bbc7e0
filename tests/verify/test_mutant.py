from __future__ import annotations

import ast

import pytest

from tasklab.verify.mutant import choose_mutants, find_method, plant_mutants

ADAPTER = '''
class Example:
    """An adapter of one method."""

    def task_create(self, parameters):
        """Ä text whose letters take two bytes."""
        response = yield Request(
            verb="PUT", path=f"/tasks/{segment(parameters.id)}", headers=(("If-None-Match", "*"),), is_write=True,
            is_repeatable=False,
        )
        self.expect(response, 201)
        if parameters.raw:
            return raw(response)

    def _read_task(self, native):
        task = Task()
        task.created_at = native.made
        task.updated_at = native.changed
        return task

    error_rules = (ErrorRule("not_found", status=(404,)),)
'''


def planted(operator):
    return [mutant for mutant in plant_mutants(ADAPTER) if mutant.operator == operator]


@pytest.mark.parametrize(
    ("operator", "text"),
    [
        ("missing header", "'X-Not-If-None-Match'"),
        ("wrong verb", "verb='GET'"),
        ("unescaped id", "{parameters.id}"),
        ("unmarked write", "is_write=False"),
        ("repeatable write", "is_repeatable=True"),
        ("wrong raw", "if not parameters.raw:"),
        ("wrong error kind", "ErrorRule('validation'"),
        ("lost time zone", "(native.made).replace(tzinfo=None)"),
        ("swapped reads", "task.updated_at = native.made"),
    ],
)
def test_a_fault_is_one_change_of_the_text(operator, text):
    mutant = planted(operator)[0]
    assert text in mutant.source
    ast.parse(mutant.source)
    changed = [line for line in mutant.diff.splitlines() if line.startswith("+")]
    assert len(changed) == (2 if operator == "swapped reads" else 1)


def test_a_fault_knows_where_it_is():
    assert {mutant.method for mutant in planted("ignored answer")} == {"task.create"}
    assert {mutant.function for mutant in planted("dropped read")} == {"_read_task"}


def test_faults_are_chosen_by_turns_and_the_same_each_time():
    mutants = plant_mutants(ADAPTER)
    kinds = {mutant.operator for mutant in mutants}
    chosen = choose_mutants(mutants, len(kinds))
    assert {mutant.operator for mutant in chosen} == kinds
    assert choose_mutants(mutants, len(kinds)) == chosen
    assert len(choose_mutants(mutants, 1000)) == len(mutants)


@pytest.mark.parametrize(
    ("function", "method"),
    [
        ("task_create", "task.create"),
        ("_write_task_update", "task.update"),
        ("_read_comment", "comment.list"),
        ("x", None),
    ],
)
def test_a_function_is_for_a_method(function, method):
    assert find_method(function) == method
