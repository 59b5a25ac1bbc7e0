from __future__ import annotations

from tasklab.command.mutation_table import replace_tables

TRIALS = [
    {"platform": "desk", "version": "1", "operator": "dropped read", "caught_by": "test_a"},
    {"platform": "desk", "version": "1", "operator": "wrong verb", "caught_by": ""},
    {"platform": "board", "version": "2", "operator": "wrong verb", "caught_by": "test_b"},
]


def test_the_tables_stand_between_the_marks_and_the_rest_stays():
    document = replace_tables("before\n<!-- mutation -->\nold\n<!-- /mutation -->\nafter\n", TRIALS)
    assert document.startswith("before\n<!-- mutation -->\n")
    assert document.endswith("<!-- /mutation -->\nafter\n")
    assert "old" not in document
    assert "| desk 1 | 2 | 1 | 1 |" in document
    assert "| wrong verb | 2 | 1 | 1 |" in document
    assert document.count("| **all** | **3** | **2** | **1** |") == 2
