"""Who may notice a fault: which statements run, and which ones a changed table bears on."""

from __future__ import annotations

import ast

from tasklab.verify.mutation.reach import MARK, find_hint, find_lines, mark

SOURCE = """TABLE = {1: 2}
PLAN = Plan(TABLE)
class Example:
    error_rules = (
        Rule(),
    )
    def get(self, number):
        if number > 1:
            return TABLE[number]
        for _ in range(2):
            number += 1
        return number
    def list(self):
        return walk(
            PLAN,
        )
"""


def test_each_statement_that_runs_is_told_of():
    reached = set()
    names = {MARK: reached.add, "Plan": dict, "Rule": int}
    exec(compile(mark(SOURCE), "example", "exec"), names)
    assert names["Example"]().get(1) == 3
    assert reached == {8, 10, 11, 12}


def test_a_change_in_a_function_bears_on_its_statement():
    assert find_lines(ast.parse(SOURCE), 11) == {11}
    assert find_lines(ast.parse(SOURCE), 15) == {14}


def test_a_change_in_a_table_bears_on_whoever_names_it_or_what_it_is_in():
    assert find_lines(ast.parse(SOURCE), 1) == {9, 14}
    assert find_lines(ast.parse(SOURCE), 2) == {14}


def test_a_change_in_an_attribute_is_for_the_cases_about_it():
    assert find_hint(ast.parse(SOURCE), 5) == "test_answers"
    assert find_hint(ast.parse(SOURCE), 9) == ""
