"""Answers of the gate in every shape: the same reasons, and nothing from outside becomes markup."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET

import pytest

from tasklab.ledger.gate import GateAnswer
from tasklab.ledger.reason import RULES, GateReason
from tasklab.report.answer import FORMATS, render_answer

HOSTILE = "a,b:c% <b>&\"'\n::error::x | `y`"
FAILS = GateReason(
    "no",
    "method",
    f"failing: {HOSTILE}",
    method="task.create",
    case="contract_tests/test_task.py::test_create",
    command="tasklab verify desk 1.1 --method task.create",
    spec_line="specs/desk/1.1.yaml:7",
    platform="desk",
    version="1.1",
)
WEAK = GateReason("no", "level", "weak", "task.get", level_needed="server", level_had="twin", platform="x", version="2")
DOUBT = GateReason("unknown", "served", "nothing is supported")
WAIVED = GateReason("remark", "waiver", "waived by ana", method="task.move", platform="desk", version="1.1")
NO = GateAnswer("the release", "no", (FAILS, WAIVED, WEAK, DOUBT), tuple(RULES), ("run r1 of desk",))
YES = GateAnswer("desk 1.1", "yes", (WAIVED,))


def render(answer, output, **options):
    return render_answer(answer, output, version="1.0", **options)


def test_people_get_the_version_the_method_the_case_the_line_and_the_command():
    lines = render(NO, "text").splitlines()

    assert lines[:2] == ["the release: no", "  desk 1.1"]
    assert lines[2].startswith("    ✗ task.create: failing")
    for words in (FAILS.case, FAILS.spec_line, FAILS.command, "level needed server, had twin", "  the lab"):
        assert any(words in line for line in lines)


def test_an_explanation_shows_what_was_not_asked_as_not_asked():
    answer = GateAnswer("desk 1.1", "cannot tell", (GateReason("unknown", "read", "torn"),), asked=("read",))

    rules = render(answer, "text", explain=True).partition("  rules\n")[2].splitlines()

    assert [line.strip()[0] for line in rules] == ["?", *(rule[0] for rule in list(RULES)[1:])]


def test_json_has_every_rule_and_every_reason():
    content = json.loads(render(NO, "json"))

    assert (content["answer"], content["exit_code"], content["format"]) == ("no", 1, 1)
    assert content["rules"] == dict.fromkeys(RULES, "holds") | {
        "method": "no",
        "level": "no",
        "served": "unknown",
    }
    assert content["reasons"][0]["text"] == FAILS.text
    assert content["reasons"][0]["version"] == "1.1"


def test_junit_counts_what_fails_what_is_in_doubt_and_what_is_waived():
    suites = {suite.get("name"): suite for suite in ET.fromstring(render(NO, "junit"))}

    counts = {
        name: [suite.get(key) for key in ("tests", "failures", "errors", "skipped")] for name, suite in suites.items()
    }
    assert counts == {"desk 1.1": ["2", "1", "0", "1"], "x 2": ["1", "1", "0", "0"], "the lab": ["1", "0", "1", "0"]}
    failure = suites["desk 1.1"].find("testcase/failure")
    assert failure is not None
    assert FAILS.command in (failure.text or "")
    assert ET.fromstring(render(YES, "junit")).find("testsuite[@name='desk 1.1']/testcase[@name='may go']") is not None


def test_an_annotation_is_one_line_at_the_line_of_the_spec():
    lines = render(NO, "github").splitlines()

    assert len(lines) == 5
    assert lines[0].startswith("::error file=specs/desk/1.1.yaml,line=7,title=desk 1.1%3A method::task.create: failing")
    assert lines[1].startswith("::notice ")
    assert lines[3].startswith("::error file=tasklab.toml,line=1,title=the lab%3A served::")


def test_sarif_names_rules_places_and_fingerprints_that_do_not_move():
    run = json.loads(render(NO, "sarif"))["runs"][0]
    again = json.loads(render(NO, "sarif"))["runs"][0]

    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == list(RULES)
    assert all(run["tool"]["driver"]["rules"][item["ruleIndex"]]["id"] == item["ruleId"] for item in run["results"])
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert (place["artifactLocation"]["uri"], place["region"]["startLine"]) == ("specs/desk/1.1.yaml", 7)
    prints = [item["partialFingerprints"]["reason/v1"] for item in run["results"]]
    assert len(set(prints)) == 4
    assert prints == [item["partialFingerprints"]["reason/v1"] for item in again["results"]]
    assert [item["level"] for item in run["results"]] == ["error", "note", "error", "error"]


def test_markdown_keeps_what_comes_from_outside_as_text():
    text = render(NO, "markdown", explain=True)

    assert text.startswith("**May the release go?** no\n")
    assert "<b>" not in text.replace("\\<", "")
    assert "- ✗ task.create: failing" in text
    assert "| ✗ | method |" in text


@pytest.mark.parametrize("output", FORMATS)
def test_every_format_says_something_about_every_reason(output):
    text = render(NO, output)

    for reason in NO.reasons:
        assert reason.text.split()[0] in text


def test_another_format_is_refused():
    with pytest.raises(ValueError, match="'xml' is no format"):
        render(YES, "xml")
