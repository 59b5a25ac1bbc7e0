from __future__ import annotations

import ast

import pytest

from tasklab.verify.mutation.mutant import choose_mutants, find_method, plant_mutants

ADAPTER = '''
_LEVEL = {1: PriorityLevel.LOW, 2: PriorityLevel.HIGH}
_WORDS = {"one": "eins", "two": "zwei", "same": "zwei"}


class Example:
    """An adapter of one method."""

    def task_create(self, parameters):
        """Ä text whose letters take two bytes."""
        response = yield Request(
            verb="PUT", path=f"/tasks/{segment(parameters.id)}", headers=(("If-None-Match", "*"),), is_write=True,
            is_repeatable=False,
        )
        self.expect(response, 201, repeat=(412,))
        require_found(response.id, "id")
        if response.closed:
            return None
        if parameters.raw:
            return raw(response)

    def task_list(self, parameters):
        def fetch(window):
            last = _TASK_LIST_PAGING.last(window)
            query = {}
            if parameters.label_id is not UNSET:
                query["label"] = parameters.label_id
            response = yield Request(verb="GET", path="/tasks", query=(("size", window.size), *query.items()))
            items = [self._read_task(native) for native in response if native.kind == "task"]
            return NativePage(items, _TASK_LIST_PAGING.after(window, len(items), more=response.more))

        return (yield from walk(self, parameters, fetch))

    def _write_task_update(self, draft):
        native = {}
        if draft.title is not UNSET:
            native["name"] = draft.title
        if draft.due is not UNSET:
            native["end"] = draft.due
        return native

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
        ("lost repeat", "repeat=()"),
        ("ignored answer", "pass"),
        ("lost check", "pass"),
        ("wrong condition", "if not (response.closed):"),
        ("wrong raw", "if not parameters.raw:"),
        ("wrong error kind", "ErrorRule('validation'"),
        ("lost time zone", "(native.made).replace(tzinfo=None)"),
        ("dropped write", "pass"),
        ("swallowed null", "if draft.title is not UNSET and draft.title:"),
        ("ignored filter", "if False:"),
        ("off-by-one page", "window.size + 1"),
        ("wrong page end", "NativePage(items, None)"),
        ("stuck page", "last = UNSET"),
        ("truncated list", "][:-1]"),
        ("kept outsider", "if True]"),
    ],
)
def test_a_fault_is_one_change_of_the_text(operator, text):
    mutant = planted(operator)[0]
    assert text in mutant.source
    assert text not in ADAPTER
    ast.parse(mutant.source)
    assert len([line for line in mutant.diff.splitlines() if line.startswith("+")]) == 1


def test_a_larger_page_is_no_fault_where_an_offset_goes_on_behind_what_came():
    def sizes(paging):
        text = f"_TASK_LIST_PAGING = {paging}\n{ADAPTER}"
        return [each for each in plant_mutants(text) if "window.size + 1" in each.source]

    assert sizes("OffsetPaging()") == []
    assert len(sizes("OffsetPaging(max_size=100)")) == len(sizes("CursorPaging()")) == 1


@pytest.mark.parametrize(
    ("operator", "one", "other"),
    [
        ("swapped reads", "task.updated_at = native.made", "task.created_at = native.changed"),
        ("swapped writes", "native['end'] = draft.title", "native['name'] = draft.due"),
        ("wrong mapping", "1: PriorityLevel.HIGH", "2: PriorityLevel.LOW"),
    ],
)
def test_a_swap_is_two_changes(operator, one, other):
    mutant = planted(operator)[0]
    assert one in mutant.source
    assert other in mutant.source


def test_a_fault_that_leaves_the_same_program_is_not_chosen():
    (tables,) = {mutant.operator: mutant for mutant in planted("wrong mapping")}.values()
    chosen = [mutant for mutant in choose_mutants(plant_mutants(ADAPTER), 1000) if mutant.operator == tables.operator]
    assert all(mutant.original.is_other_program(mutant.source) for mutant in chosen)
    assert not tables.original.is_other_program(f"{ADAPTER}\n# more\n")


def test_a_fault_knows_where_it_is():
    assert {mutant.method for mutant in planted("ignored answer")} == {"task.create"}
    assert {mutant.function for mutant in planted("dropped read")} == {"_read_task"}


def test_faults_are_chosen_by_turns_and_the_same_each_time():
    mutants = plant_mutants(ADAPTER)
    kinds = {mutant.operator for mutant in mutants}
    chosen = choose_mutants(mutants, len(kinds))
    assert {mutant.operator for mutant in chosen} == kinds
    again = choose_mutants(plant_mutants(ADAPTER), len(kinds))
    assert [mutant.diff for mutant in again] == [mutant.diff for mutant in chosen]
    assert len(choose_mutants(mutants, 1000)) == len(mutants)


def test_samples_of_several_adapters_begin_with_other_kinds():
    mutants = plant_mutants(ADAPTER)
    assert {mutant.operator for mutant in choose_mutants(mutants, 3, "desk")} != {
        mutant.operator for mutant in choose_mutants(mutants, 3, "board")
    }


def test_within_a_kind_every_method_has_its_turn():
    source = "".join(
        f"class Example{number}:\n    def {name}(self):\n" + "        self.expect(response)\n" * 5
        for number, name in enumerate(("task_get", "task_list", "user_me"))
    )
    chosen = choose_mutants(plant_mutants(source), 3)
    assert {mutant.method for mutant in chosen} == {"task.get", "task.list", "user.me"}


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
