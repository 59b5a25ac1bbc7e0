from __future__ import annotations

import re
from types import SimpleNamespace

import msgspec
import pytest

from tasklab.spec.model import ErrorRule
from tasklab.verify.contract.ruled import Ruled, RuledAnswers, texts_matching

CONFLICT = ErrorRule(status=409, matches="in use|taken", kind="conflict", detail="error.msg")
MISSING = ErrorRule(path="errors[0].code", equals=17, kind="not_found", code="errors[].code", detail="errors[].text")
INVALID = ErrorRule(status=[409, 422], kind="validation", says="It does not take that.")
NAMED = ErrorRule(status=422, path="errors[0]", kind="validation", detail="errors[]", fields={"Subject": "title"})


def answers(*rules: ErrorRule):
    return RuledAnswers(SimpleNamespace(errors=rules, rpc=None)).of(Ruled("task.create", len(rules)))


def document(answer):
    return msgspec.json.decode(answer.response.body)


def test_an_answer_has_the_text_at_the_place_of_the_platforms_words():
    (answer,) = answers(CONFLICT)
    assert answer.response.status == 409
    assert re.search("in use|taken", document(answer)["error"]["msg"])
    assert answer.detail == document(answer)["error"]["msg"]


def test_an_answer_has_the_value_and_the_code_that_the_rule_looks_at():
    (answer,) = answers(MISSING)
    assert document(answer)["errors"][0]["code"] == 17
    assert answer.code == "17"
    assert answer.response.status == 200, "a rule without a status is for successes too"


def test_each_status_has_an_answer_and_the_words_of_the_rule_count():
    found = answers(INVALID)
    assert [answer.response.status for answer in found] == [409, 422]
    assert {answer.detail for answer in found} == {"It does not take that."}


def test_no_earlier_rule_fits():
    (answer, _) = answers(CONFLICT, INVALID)
    assert not re.search("in use|taken", answer.response.body.decode())


def test_a_named_field_begins_the_platforms_words():
    (answer,) = answers(NAMED)
    assert document(answer)["errors"][0].startswith("Subject ")
    assert answer.pointer == "/title"


def test_a_rule_behind_one_that_takes_everything_has_no_answer():
    assert not answers(INVALID, ErrorRule(status=409, kind="conflict"))


def test_a_rule_for_other_methods_is_in_nobodys_way():
    earlier = ErrorRule(status=409, methods=["task.delete"], kind="permission")
    assert len(answers(earlier, INVALID)) == 2


@pytest.mark.parametrize("pattern", ["don't exist", "^To re-?open", "(?i)permission|not allowed", r'"[^"\\]* [0-9]+"'])
def test_texts_match_and_are_the_same_each_time(pattern: str):
    texts = texts_matching(pattern)
    assert texts
    assert all(re.search(pattern, text) for text in texts)
    texts_matching.cache_clear()
    assert texts_matching(pattern) == texts


def test_words_about_a_field_come_first_where_the_regular_expression_lets_them():
    rule = ErrorRule(
        status=400,
        path="text",
        matches="^(name|due)",
        kind="validation",
        detail="text",
        fields={"name": "title", "due": "due"},
    )
    found = answers(rule)
    assert [answer.pointer for answer in found] == ["/title", "/due"]


def test_a_field_may_be_named_by_a_member():
    rule = ErrorRule(
        status=400, matches='"errors":\\{"', kind="validation", detail="errors", fields={"summary:": "title"}
    )
    (answer,) = answers(rule)
    assert answer.pointer == "/title"
    assert "summary" in document(answer)["errors"]


def test_plain_text_may_name_a_field_too():
    rule = ErrorRule(status=400, kind="validation", fields={"invalid value for due": "due"})
    (answer,) = answers(rule)
    assert answer.pointer == "/due"
    assert answer.response.body.startswith(b"invalid value for due")
