from __future__ import annotations

import pytest

from tasklab.spec.lens import Entity
from tasklab.spec.load import load_spec
from tasklab.spec.model import Answers
from tasklab.spec.node import plain
from tasklab.spec.problem import InvalidSpecError, Place
from tasklab.spec.short_form import _OF_ANSWERS, _OF_ENTITIES, write_absences_out, write_file_out
from tasklab.spec.source import parse_source


def written(text: str) -> dict:
    return plain(write_absences_out(write_file_out(parse_source(text.encode(), "f"))))


def refused(folder, version="5.0"):
    with pytest.raises(InvalidSpecError) as caught:
        load_spec(folder, "p", version)
    return [(error.rule, error.place, error.key_text) for error in caught.value.errors]


def test_the_keys_are_those_of_the_models():
    assert frozenset(Entity.model_fields) == _OF_ENTITIES
    assert frozenset(Answers.model_fields) == _OF_ANSWERS


def test_an_entity_has_its_own_word_on_what_is_common():
    text = """\
common:
  - {of: [task, label], url: a, fields: {id: id, title: x}}
  - {of: [task], fields: {id: {path: key}}}
entities:
  task: {url: b, fields: {title: {path: name}, due: null}}
"""
    assert written(text) == {
        "entities": {
            "task": {"url": "b", "fields": {"id": {"path": "key"}, "title": {"path": "name"}, "due": None}},
            "label": {"url": "a", "fields": {"id": "id", "title": "x"}},
        }
    }


@pytest.mark.parametrize(
    ("rule", "rules"),
    [
        (
            "{status: [404, 410, 422]}",
            [{"status": [404, 410], "kind": "not_found"}, {"status": 422, "kind": "validation"}],
        ),
        ("{status: 403, path: a}", [{"status": 403, "path": "a", "kind": "permission"}]),
        ("{status: [404, 418]}", [{"status": [404, 418]}]),
        ("{status: [[404]]}", [{"status": [[404]]}]),
        ("{path: a}", [{"path": "a"}]),
    ],
)
def test_a_rule_without_a_kind_is_one_for_each_usual_kind(rule, rules):
    assert written(f"errors: [{rule}]") == {"errors": rules}


def test_an_object_stands_for_its_methods_that_there_is_no_word_on():
    text = "methods: {section.list: {}}\nunavailable: {section: {x: 1}, section.update: {y: 2}}"
    assert written(text)["unavailable"] == {
        "section.create": {"x": 1},
        "section.update": {"y": 2},
        "section.delete": {"x": 1},
    }


def test_constants_alone_are_listed_unless_there_is_another_word():
    known = "entities: {status: [{id: a, name: b}]}\n"
    assert written(f"{known}methods: {{}}") == {
        "entities": {"status": {"constants": [{"id": "a", "name": "b"}], "fields": {"id": "id", "name": "name"}}},
        "methods": {"status.list": {"constants": True}},
    }
    assert written(f"{known}methods: {{}}\nunavailable: {{status.list: {{}}}}")["methods"] == {}


def test_what_has_another_shape_is_left_to_the_model():
    for text in ("common: {of: [task]}", "common: [{of: task}]", "answers: {itms: a}", "entities: 5", "methods: [1]"):
        assert written(text) == plain(parse_source(text.encode(), "f"))


def test_a_mistake_in_what_is_common_is_told_where_it_stands(write, valid):
    text = valid.replace("entities:\n", "common:\n  - {of: [task], fields: {dew: due}}\nentities:\n")
    line = text[: text.index("dew")].count("\n") + 1
    column = text.splitlines()[line - 1].index("dew") + 1
    assert refused(write("p/5.0.yaml", text)) == [
        ("unknown-field", Place("p/5.0.yaml", line, column), "entities.task.fields.dew")
    ]
    text = valid.replace("entities:\n", "common:\n  - {fields: {dew: due}}\nentities:\n")
    assert [problem[::2] for problem in refused(write("p/5.0.yaml", text))] == [("missing-key", "common[0]")]


def test_an_object_with_a_word_on_each_method_is_refused_as_unavailable(write, valid):
    text = valid + "  section: {because: The platform has none., source: 'https://example.org'}\n"
    place = Place("p/5.0.yaml", text.count("\n"), 3)
    assert refused(write("p/5.0.yaml", text)) == [("contradiction", place, "unavailable.section")]


def test_a_patch_has_its_own_common_and_no_answers(write, valid):
    write("p/5.0.yaml", valid)
    common = "common: [{of: [status, task], fields: {updated_at: {path: new, write: false}}}]"
    patch = f'version: "6.0"\nextends: "5.0"\n{common}\n'
    fields = {
        name: entity.fields for name, entity in load_spec(write("p/6.0.yaml", patch), "p", "6.0").spec.entities.items()
    }
    assert {name: each["updated_at"].path for name, each in fields.items()} == {"status": "new", "task": "new"}
    assert fields["task"]["title"].path == "subject"
    folder = write("p/6.0.yaml", 'version: "6.0"\nextends: "5.0"\nanswers: {item: x}\n')
    assert refused(folder, "6.0") == [("extends", Place("p/6.0.yaml", 3, 1), "answers")]
