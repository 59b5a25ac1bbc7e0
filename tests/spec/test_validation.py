from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasklab.spec.model import Spec
from tasklab.spec.node import plain
from tasklab.spec.problem import InvalidSpecError
from tasklab.spec.source import parse_source
from tasklab.spec.validation import known_keys, validate_node

HEAD = 'platform: p\nversion: "1"\nkind: product\n'
SITE = 'connection: {parameters: {}, base_url: "https://x", auth: {kind: none}}\n'


def problems(text: str) -> list[tuple[str, int, str, str]]:
    with pytest.raises(InvalidSpecError) as caught:
        validate_node(parse_source(text.encode(), "f"), Spec)
    return [(error.rule, error.place.line, error.key_text, str(error)) for error in caught.value.errors]


@pytest.mark.parametrize(
    ("part", "rule", "key", "words"),
    [
        ("kind: prodct", "value", "kind", "did you mean `product`?"),
        ("released: 2022-13-28", "value", "released", "a day such as 2022-03-28"),
        ("released: '20220328'", "value", "released", "'20220328'; expected a day such as 2022-03-28"),
        ("released: 20220328", "type", "released", "20220328"),
        ("conection: {}", "unknown-key", "conection", "did you mean `connection`?"),
        ("todo: text", "type", "todo", "expected a list"),
        ("todo: [1]", "type", "todo[0]", "1; expected a text"),
        ("constants: []", "type", "constants", "a list; expected a mapping"),
        ("constants: {1: a}", "type", "constants[1]", "a text as key; quote it"),
        ("paging: {kind: pages}", "value", "paging.kind", "did you mean `page`?"),
        ("paging: {}", "missing-key", "paging", "no `kind`"),
        ("paging: {kind: page, max: 0}", "value", "paging.max", "expected more than 0"),
        ("paging: {kind: page, max: '5'}", "type", "paging.max", "'5'; expected a whole number"),
        ("limits: {per_s: x}", "type", "limits.per_s", "expected a number"),
        ("errors: [{status: x, kind: validation}]", "type", "errors[0].status", "a whole number or a list"),
        ("errors: [{status: [1, y], kind: validation}]", "type", "errors[0].status[1]", "'y'; expected a whole number"),
        ("unavailable: {a: {because: short, source: 'https://x'}}", "value", "unavailable.a.because", "10 characters"),
        ("unavailable: {a: {because: long enough, source: x}}", "value", "unavailable.a.source", "https://example.org"),
        ("changes: [{what: a}]", "missing-key", "changes[0]", "no `because`"),
    ],
)
def test_a_mistake_is_told_in_the_words_of_the_language(part, rule, key, words):
    head = "".join(line for line in HEAD.splitlines(keepends=True) if not part.startswith(line.partition(":")[0]))
    (problem,) = problems(f"{head}{SITE}entities: {{}}\nmethods: {{}}\n{part}\n")
    assert problem[:1] + problem[2:3] == (rule, key)
    assert problem[1] == f"{head}{SITE}".count("\n") + 3
    assert words in problem[3]


@pytest.mark.parametrize(
    ("method", "rule", "key", "words"),
    [
        ("{get: 5}", "type", "get", "expected a text"),
        ("{gett: /}", "unknown-key", "gett", "did you mean `get`?"),
        ("{get: /, body: {}}", "unknown-key", "body", "the unknown key `body`"),
        ("{get: /, json_body: {}}", "unknown-key", "json_body", "did you mean `json`?"),
        ("{get: /, item: 5}", "type", "item", "expected a path, or a mapping"),
        ("{get: /, keep: {a: {hader: x}}}", "unknown-key", "keep.a.hader", "did you mean `header`?"),
        ("{get: /, page: true}", "value", "page", "a mapping or false"),
        ("{get: /, page: {kind: foo}}", "value", "page.kind", "next_url"),
        ("{steps: [{get: /, exepct: [1]}]}", "unknown-key", "steps[0].exepct", "did you mean `expect`?"),
        ("{get: /, constants: 'yes'}", "type", "constants", "true or false"),
        ("5", "type", "", "5; expected a mapping"),
    ],
)
def test_a_mistake_in_a_method_is_told_at_its_key(method, rule, key, words):
    (problem,) = problems(f"{HEAD}{SITE}entities: {{}}\nmethods:\n  task.get: {method}\n")
    whole = 'methods."task.get"' + (f".{key}" if key else "")
    assert problem[:3] == (rule, 7, whole)
    assert words in problem[3]


@pytest.mark.parametrize(
    ("auth", "rule", "key", "words"),
    [
        ("{kind: x}", "value", "connection.auth.kind", "header, bearer, basic, query, login, oauth2, none"),
        ("{kind: bearr, token: a}", "value", "connection.auth.kind", "did you mean `bearer`?"),
        ("{}", "missing-key", "connection.auth", "no `kind`"),
        ("5", "type", "connection.auth", "a mapping"),
        ("{kind: header, name: a}", "missing-key", "connection.auth", "no `value`"),
        ("{kind: header, name: a, value: b, nam: c}", "unknown-key", "connection.auth.nam", "did you mean `name`?"),
        ("{kind: login, headers: {}, login: {gt: /}}", "unknown-key", "connection.auth.login.gt", "mean `get`?"),
        ("{kind: login, login: {get: /}, headers: []}", "type", "connection.auth.headers", "a mapping"),
        ("{kind: login, headers: []}", "type", "connection.auth.headers", "a mapping"),
    ],
)
def test_a_mistake_in_authentication_is_told_without_the_labels_of_its_union(auth, rule, key, words):
    site = SITE.replace("{kind: none}", auth)
    found = [problem for problem in problems(f"{HEAD}{site}entities: {{}}\nmethods: {{}}\n") if problem[2] == key]
    assert [problem[0] for problem in found] == [rule]
    assert words in found[0][3]


def test_all_mistakes_are_told_at_once():
    keys = [key for _, _, key, _ in problems("platform: p\nversion: 1\nkid: product\npaging: {}\n")]
    assert keys == ["", "", "", "", "version", "kid", "paging"]


def test_the_valid_spec_is_valid(valid):
    root = parse_source(valid.encode(), "f")
    platform = parse_source(b"platform: p\n", "f").entries
    spec = validate_node(root.with_entries({**root.entries, **platform}), Spec)
    assert spec.methods["task.create"].json_body == {"issue": "$write"}
    assert spec.entities["task"].fields["description"].path == "description"
    assert str(spec.released) == "2022-03-28"


def test_the_keys_of_every_part_are_known():
    assert {"path", "codec", "table"} <= known_keys(Spec, ("entities", "task", "fields", "title"))
    assert {"get", "json", "with", "steps"} <= known_keys(Spec, ("methods", "task.get"))
    assert known_keys(Spec, ("connection", "auth"), ("connection", "auth", "bearer")) == {"kind", "token"}
    assert known_keys(Spec, ("constants", "a", "b")) == set()


KEYS = st.sampled_from(
    ["version", "kind", "connection", "auth", "parameters", "entities", "task", "fields", "title", "methods", "steps",
     "get", "keep", "item", "page", "errors", "status", "paging", "query", "login", "value", "x", 5, True, None]
)  # fmt: skip
LEAVES = st.sampled_from(["login", "header", "product", "", "x", "header.ETag", 5, -1, 1.5, True, None])
TREES = st.dictionaries(
    KEYS, st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(KEYS, inner, max_size=3))
)


@given(TREES)
def test_any_tree_gives_a_spec_or_problems_at_places_that_are_there(tree):
    import yaml

    root = parse_source(yaml.safe_dump(tree, default_flow_style=False).encode(), "f")
    with pytest.raises(InvalidSpecError) as caught:
        validate_node(root, Spec)
    text = yaml.safe_dump(plain(root), default_flow_style=False)
    assert caught.value.errors
    assert all(error.place.line <= text.count("\n") + 1 for error in caught.value.errors)
    assert all(error.rule in ("type", "value", "missing-key", "unknown-key") for error in caught.value.errors)
