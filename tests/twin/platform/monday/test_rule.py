"""Which items a query of a page asks for, and in which order."""

from __future__ import annotations

import pytest


@pytest.fixture
def filled(monday):
    me, second = monday.facts["user_id"], monday.facts["second_user_id"]
    monday.make("Apple", values={"status": "Done", "date4": "2023-11-14", "numbers": "3", "person": me})
    monday.make("Banana", values={"status": "Stuck", "date4": "2023-11-20", "numbers": "10", "person": second})
    monday.make("Cherry pie", values={"timeline": {"from": "2023-11-01", "to": "2023-11-30"}}, group="group_title")
    return monday


def rules(*parts, operator="and"):
    return f"query_params: {{rules: [{', '.join(parts)}], operator: {operator}}}"


@pytest.mark.parametrize(
    ("rule", "names"),
    [
        ('{column_id: "status", compare_value: [1]}', ["Apple"]),
        ('{column_id: "status", compare_value: [5]}', ["Cherry pie"]),
        ('{column_id: "status", compare_value: [1], operator: not_any_of}', ["Banana", "Cherry pie"]),
        ('{column_id: "status", compare_value: [], operator: is_empty}', ["Cherry pie"]),
        ('{column_id: "status", compare_value: [], operator: is_not_empty}', ["Apple", "Banana"]),
        ('{column_id: "status", compare_value: "stu", operator: contains_text}', ["Banana"]),
        ('{column_id: "name", compare_value: ["an"], operator: contains_text}', ["Banana"]),
        ('{column_id: "name", compare_value: ["an"], operator: not_contains_text}', ["Apple", "Cherry pie"]),
        ('{column_id: "name", compare_value: ["pie cherry"], operator: contains_terms}', ["Cherry pie"]),
        ('{column_id: "name", compare_value: ["Apple"]}', ["Apple"]),
        ('{column_id: "numbers", compare_value: [3], operator: greater_than}', ["Banana"]),
        ('{column_id: "numbers", compare_value: [3], operator: lower_than_or_equal}', ["Apple"]),
        ('{column_id: "numbers", compare_value: [1, 5], operator: between}', ["Apple"]),
        ('{column_id: "date4", compare_value: ["EXACT", "2023-11-20"]}', ["Banana"]),
        ('{column_id: "date4", compare_value: ["TODAY"]}', ["Apple"]),
        ('{column_id: "date4", compare_value: ["EXACT", "2023-11-14"], operator: greater_than}', ["Banana"]),
        ('{column_id: "date4", compare_value: ["2023-11-01", "2023-11-15"], operator: between}', ["Apple"]),
        ('{column_id: "date4", compare_value: [7, "DAYS"], operator: within_the_next}', ["Apple", "Banana"]),
        ('{column_id: "timeline", compare_value: ["2023-11-29", "2023-12-24"], operator: between}', ["Cherry pie"]),
        ('{column_id: "person", compare_value: ["assigned_to_me"]}', ["Apple"]),
        ('{column_id: "person", compare_value: ["person-41000002"]}', ["Banana"]),
        ('{column_id: "group", compare_value: ["group_title"]}', ["Cherry pie"]),
        ('{column_id: "__creation_log__", compare_value: ["TODAY"]}', ["Apple", "Banana", "Cherry pie"]),
    ],
)
def test_a_rule_chooses_items(filled, rule, names):
    assert filled.names(rules(rule)) == names


def test_rules_are_joined(filled):
    both = (
        '{column_id: "status", compare_value: [1]}',
        '{column_id: "numbers", compare_value: [5], operator: greater_than}',
    )

    assert filled.names(rules(*both)) == []
    assert filled.names(rules(*both, operator="or")) == ["Apple", "Banana"]
    inner = f"groups: [{{rules: [{both[0]}, {both[1]}], operator: or}}]"
    outer = 'rules: [{column_id: "name", compare_value: ["banana"], operator: contains_text}]'
    assert filled.names(f"query_params: {{{outer}, {inner}}}") == ["Banana"]


def test_ids_choose_items(filled):
    ids = [each["id"] for each in filled.page()["items"]]

    assert filled.names(f"query_params: {{ids: [{ids[2]}, {ids[0]}]}}") == ["Apple", "Cherry pie"]


@pytest.mark.parametrize(
    ("order", "names"),
    [
        ('{column_id: "name", direction: desc}', ["Cherry pie", "Banana", "Apple"]),
        ('{column_id: "numbers"}', ["Apple", "Banana", "Cherry pie"]),
        ('{column_id: "date4", direction: asc}', ["Apple", "Banana", "Cherry pie"]),
        ('{column_id: "__creation_log__", direction: desc}', ["Cherry pie", "Banana", "Apple"]),
    ],
)
def test_an_order_is_kept(filled, order, names):
    assert filled.names(f"query_params: {{order_by: [{order}]}}") == names


def test_what_cannot_be_filtered_is_refused(filled):
    text = "{{ boards(ids: [" + filled.board + "]) {{ items_page({}) {{ cursor }} }} }}"

    files = rules('{column_id: "files", compare_value: []}')
    assert filled.code(text.format(files)) == "InvalidColumnTypeException"
    unknown = rules('{column_id: "nope", compare_value: []}')
    assert filled.code(text.format(unknown)) == "InvalidColumnIdException"


def test_a_list_by_values_is_joined_by_columns_and_alternatives(filled):
    def named(columns):
        text = (
            f"{{ items_page_by_column_values(board_id: {filled.board}, columns: [{columns}]) {{ items {{ name }} }} }}"
        )
        return [each["name"] for each in filled.ask(text)["items"]]

    assert named('{column_id: "status", column_values: ["Done", "Stuck"]}') == ["Apple", "Banana"]
    both = '{column_id: "status", column_values: ["Done", "Stuck"]}, {column_id: "numbers", column_values: ["10"]}'
    assert named(both) == ["Banana"]
    assert named('{column_id: "date4", column_values: ["2023-11-20"]}') == ["Banana"]
