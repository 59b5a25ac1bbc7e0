from __future__ import annotations

import json
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasklab.spec.lint import FORMATS, render_annotations, render_problems, render_text
from tasklab.spec.problem import RULES, Place, SpecError

SOURCE = "a: 1\nmethods:\n  task.gett: {get: /x}\n"
ERROR = SpecError(
    "unknown-method",
    Place("p/1.yaml", 3, 3),
    ("methods", "task.gett"),
    "the unknown method `task.gett`",
    "one of task.get, task.list",
    "task.get",
)


def read(file: str) -> str:
    return SOURCE if file == "p/1.yaml" else ""


def rendered(output: str, *errors: SpecError) -> str:
    return render_problems(output, errors, files=["p/1.yaml", "q/2.yaml"], read=read, version="1.2")


def test_people_see_the_line_and_a_caret():
    assert rendered("text", ERROR) == (
        'specs/p/1.yaml:3:3: methods."task.gett": the unknown method `task.gett`; expected one of task.get, task.list; '
        "did you mean `task.get`? [unknown-method]\n"
        "    3 |   task.gett: {get: /x}\n"
        "      |   ^\n"
        "\n"
        "1 problem in 1 file\n"
    )
    assert rendered("text") == "no problems\n"


def test_a_file_that_cannot_be_shown_is_told_without_its_line():
    error = SpecError("file", Place("gone/1.yaml"), (), "no such file", "a YAML file")
    assert rendered("text", error) == (
        "specs/gone/1.yaml:1:1: no such file; expected a YAML file [file]\n\n1 problem in 1 file\n"
    )


@given(st.integers(1, 3000), st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=50))
def test_the_caret_stands_below_the_column(column, found):
    line = "".join(chr(ord("a") + index % 26) for index in range(3000))
    text = render_text([SpecError("root", Place("f", 1, column), (), found, "x")], lambda file: line)
    shown, caret = text.split("\n")[-5:-3]
    assert len(shown) < 200
    assert shown[caret.index("^")] == line[column - 1]


def test_machines_get_json():
    (problem,) = json.loads(rendered("json", ERROR))
    assert problem == {
        "file": "specs/p/1.yaml",
        "line": 3,
        "column": 3,
        "key": 'methods."task.gett"',
        "rule": "unknown-method",
        "found": "the unknown method `task.gett`",
        "expected": "one of task.get, task.list",
        "nearest": "task.get",
        "message": ERROR.message,
    }
    assert json.loads(rendered("json")) == []


def test_junit_has_a_case_for_every_file():
    suite = ET.fromstring(rendered("junit", ERROR))
    assert (suite.get("tests"), suite.get("failures")) == ("2", "1")
    assert [(case.get("name"), len(case)) for case in suite] == [("specs/p/1.yaml", 1), ("specs/q/2.yaml", 0)]
    assert suite[0][0].text == str(ERROR)


def test_sarif_names_every_rule_and_the_place_of_every_result():
    document = json.loads(rendered("sarif", ERROR))
    (run,) = document["runs"]
    driver = run["tool"]["driver"]
    assert (document["version"], driver["version"]) == ("2.1.0", "1.2")
    assert {rule["id"] for rule in driver["rules"]} == set(RULES)
    (result,) = run["results"]
    assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == "unknown-method"
    (location,) = result["locations"]
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "specs/p/1.yaml"},
        "region": {"startLine": 3, "startColumn": 3},
    }
    assert location["logicalLocations"] == [{"fullyQualifiedName": 'methods."task.gett"'}]


def test_annotations_are_workflow_commands_on_one_line_each():
    odd = SpecError("value", Place("p/a,b:c.yaml", 2, 4), (), "100%\nmore", "less")
    assert render_annotations([odd]) == (
        "::error file=specs/p/a%2Cb%3Ac.yaml,line=2,col=4,title=value::100%25%0Amore; expected less\n"
    )


@pytest.mark.parametrize("output", FORMATS)
def test_every_format_renders_any_words(output):
    odd = SpecError("value", Place("p/1.yaml", 1, 1), ("<&>",), "<\"&'> ]]>", "é%\t")
    assert rendered(output, odd, ERROR)


def test_another_format_is_refused():
    with pytest.raises(ValueError, match="'xml' is no format; expected one of text, json, junit, sarif, github"):
        rendered("xml", ERROR)
