from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasklab.spec.check.spec import find_circles
from tasklab.spec.folder import SpecFolder, SpecName
from tasklab.spec.load import check_specs, load_spec
from tasklab.spec.problem import RULES, InvalidSpecError
from tasklab.unified.catalogue import METHODS


@pytest.fixture
def problems(write, valid):
    """Returns the problems of the valid spec with some texts replaced."""

    def check(*changes: tuple[str, str]) -> list[tuple[str, str, str]]:
        text = valid
        for old, new in changes:
            assert old in text
            text = text.replace(old, new, 1)
        errors = check_specs(SpecFolder(write("p/5.0.yaml", text)))
        lines = text.splitlines()
        assert all(error.rule in RULES and error.place.line <= len(lines) for error in errors)
        return [(error.rule, error.key_text, error.message) for error in errors]

    return check


def test_a_valid_spec_has_no_problems(problems):
    assert problems() == []


@pytest.mark.parametrize(
    ("old", "new", "rule", "key", "words"),
    [
        # names of the unified model
        ("  task.get:", "  task.gett:", "unknown-method", 'methods."task.gett"', "did you mean `task.get`?"),
        ("  task:\n", "  tsak:\n", "unknown-object", "entities.tsak", "did you mean `task`?"),
        ("      due: {", "      dew: {", "unknown-field", "entities.task.fields.dew", "did you mean `due`?"),
        ("$project_id", "$projct_id", "unknown-reference", 'methods."task.list".query.project_id', "`project_id`?"),
        ('{delete: "/issues/{id}', '{delete: "/issues/{idd}', "unknown-reference", "delete", "mean `id`?"),
        ("with: {id: $id", "with: {ids: 1, id: $id", "unknown-field", 'methods."task.complete".with.ids', "`id`?"),
        ("kind: validation", "kind: valdation", "unknown-kind", "errors[0].kind", "did you mean `validation`?"),
        (
            "errors:\n",
            "errors:\n  - {methods: [task.gt], kind: conflict}\n",
            "unknown-method",
            "errors[0].methods[0]",
            "`task.get`?",
        ),
        ("where: {category", "where: {categry", "unknown-field", "categry", "did you mean `category`?"),
        ("take: id", "take: idd", "unknown-field", "take", "did you mean `id`?"),
        ("sort: {fields: {created_at", "sort: {fields: {creatd_at", "unknown-field", "creatd_at", "`created_at`?"),
        # codecs
        ("codec: day}", "codec: dai}", "unknown-codec", "entities.task.fields.due.codec", "did you mean `day`?"),
        ("codec: day}", "codec: zzz}", "unknown-codec", "entities.task.fields.due.codec", "new-codec.md"),
        ("codec: table, value: $comp", "codec: tabel, value: $comp", "unknown-codec", "codec", "mean `table`?"),
        ("codec: day}", "codec: trac_fields, write: false}", "lens", "fields.due.codec", "without a lookup"),
        ("codec: day}", "codec: table}", "lens", "entities.task.fields.due.codec", "without a table"),
        ("codec: day}", "codec: day, table: {a: b}}", "lens", "entities.task.fields.due.codec", "with a table"),
        ("{path: due_date, codec: day}", "{path: due_date, table: {a: b}}", "lens", "table", "without a codec"),
        # references
        ("{issue: $write}", "{issue: $wirte}", "unknown-reference", "json.issue", "did you mean `write`?"),
        ("If-Match: $etag", "If-Match: $etga", "unknown-reference", "If-Match", "did you mean `etag`?"),
        ("{get: /home.json,", "{get: '/home/{etag}.json',", "unknown-reference", "remember.home", "etag"),
        ("value: $href", "value: $hrf", "unknown-reference", "remember.home.value", "did you mean `href`?"),
        ("value: $api_key", "value: $api_kye", "unknown-reference", "connection.auth.value", "`api_key`?"),
        ("value: $api_key", "value: $home", "unknown-reference", "connection.auth.value", "home"),
        ('base_url: "{+site}', 'base_url: "{+sit}', "unknown-reference", "connection.base_url", "`site`?"),
        ("sort: $sort\n    sort: {f", "sort: '-id'\n    sort: {f", "call", 'methods."task.list".sort', "no call sends"),
        ("offset: $offset", "offset: $ofset", "unknown-reference", "paging.query.offset", "did you mean `offset`?"),
        ("{get: /statuses.json,", "{get: /statuses.json, query: {o: $offset},", "unknown-reference", "o", "paging"),
        ('ascending: "{field}"', 'ascending: "{fild}"', "unknown-reference", "ascending", "`field`?"),
        ("{+site}/issues/{id}", "{+site}/issues/{i d}", "expression", "entities.task.url", "not a hole"),
        # what a caller gave is escaped
        (
            '{get: "/issues/{id}.json", item',
            '{get: "/issues/{+id}.json", item',
            "raw-reference",
            'methods."task.get".get',
            "{id}, which is escaped",
        ),
        # grammar
        ("path: status.id", "path: status..id", "expression", "entities.task.fields.status.path", "status..id"),
        ("write: status_id", "write: '['", "expression", "entities.task.fields.status.write", "'['"),
        ("items: issues", "items: issues[", "expression", 'methods."task.list".items', "issues["),
        ("{get: /statuses.json", "{get: statuses.json", "expression", 'methods."status.list".get', "starts with"),
        ("total: total_count", "total: a b", "expression", "paging.total", "a b"),
        ('detail: "errors[]"', "matches: '('", "expression", "errors[0].matches", "regular expression"),
        ("project_id: $project_id", "project_id: $project-id", "expression", "project_id", "$name"),
        # lenses
        ("description: description", "description: {write: x}", "lens", "description", "no way to read"),
        ("description: description", "description: {path: a, constant: b}", "lens", "description", "exactly one of"),
        ("is_required: true,", "is_required: true, write: false,", "lens", "title", "never written"),
        ("      title: {path: subject, is_required: true, max_length: 255}\n", "", "lens", "entities.task", "`title`"),
        # calls
        ("{post: /issues.json,", "{post: /issues.json, put: /x,", "call", 'methods."task.create"', "post and put"),
        ('  task.delete: {delete: "/issues/{id}.json"}', "  task.delete: {source: x}", "call", "delete", "no way"),
        ("{post: /issues.json,", "{post: /issues.json, form: {a: b},", "call", "create", "json and form"),
        ("{post: /issues.json, json: {issue: $write}", "{rpc: a.b, params: [$write]", "call", "create", "say how"),
        ("{get: /statuses.json,", "{get: /statuses.json, params: [],", "call", "params", "without `rpc`"),
        ("keep: {href: home.href}", "keep: {href: {codec: text}}", "call", "keep.href", "exactly one of"),
        ("items: statuses,", "", "call", 'methods."status.list"', "no `items`"),
        (", item: issue}\n  task.create", "}\n  task.create", "call", 'methods."task.get"', "no `item`"),
        ("    then: task.get\n", "", "call", 'methods."task.update"', "no `item`"),
        ('{delete: "/issues/{id}.json"}', '{delete: "/issues/{id}.json", item: x}', "call", "item", "nothing"),
        ("  task.get:", "  task.find: {where: {url: $reference}}\n  task.get:", "call", "task.find", "no way"),
        ("$write}, item", "$write}, confirm: [dew], item", "unknown-field", "confirm", "dew"),
        ("via: task.update\n", "via: task.update\n    confirm: [title]\n", "call", "confirm", "nothing that is read"),
        ("  task.get:", "  task.find: {via: task.list}\n  task.get:", "target", "task.find", "says which one"),
        (
            "  task.get:",
            "  task.find: {via: task.list, where: {urll: $reference}}\n  task.get:",
            "unknown-field",
            "where.urll",
            "`url`?",
        ),
        ("steps:\n      - {get", "query: {a: b}\n    steps:\n      - {get", "call", "query", "beside `steps`"),
        ("via: task.update", "via: task.update\n    get: /x", "call", "task.complete", "call and via"),
        ("query: {offset: $offset, ", "query: {", "call", 'methods."task.list"', "asks for one page"),
        # targets
        ("lookup: status.list", "lookup: priority.list", "target", "lookup", "is unavailable"),
        ("lookup: status.list", "lookup: task.get", "target", "lookup", "lists nothing"),
        ("pick: status.list", "pick: section.list", "target", "pick", "is unavailable"),
        ("then: task.get", "then: task.delete", "target", "then", "answers with something else"),
        ("via: task.update", "via: task.move", "target", "via", "is unavailable"),
        ("via: task.update", "via: task.updat", "unknown-method", "via", "did you mean `task.update`?"),
        ("with: {id: $id, ", "with: {", "target", "via", "without id"),
        ("{get: /statuses.json,", "{get: /statuses.json, across: {project_id: project.list},", "target", "", "un"),
        ("{get: /statuses.json,", "{get: /statuses.json, held_by: 'in[].id',", "call", "held_by", "alone"),
        ("{get: /statuses.json,", "{get: /statuses.json, held_by: in.id,", "call", "held_by", "one value"),
        ("{get: /statuses.json,", "{get: /statuses.json, held_by: 'in[',", "expression", "held_by", "in["),
        ("{get: /statuses.json,", "{get: /statuses.json, items_of: $site,", "call", "items_of", "beside a path"),
        ("{get: /statuses.json,", "{get: /statuses.json, items_of: $sit,", "unknown-reference", "items_of", "`site`?"),
        ("  task.get: {", "  task.get: {items_of: $site, ", "call", "items_of", "lists nothing"),
        ("    items: issues", "    items_of: $site", "call", "items_of", "page by page"),
        # accounting
        ("unavailable:\n", "unavailable:\n  task.get: {because: It is not there., source: 'https://x'}\n",
         "contradiction", 'unavailable."task.get"', "declared in `methods` too"),
        ('constants: {closed: "5"}', "constants: {site: x}", "contradiction", "constants.site", "a connection"),
        ('constants: {closed: "5"}', "constants: {now: x}", "contradiction", "constants.now", "name of the language"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_at_its_key(problems, old, new, rule, key, words):
    found = problems((old, new))
    assert any(each[0] == rule and key in each[1] and words in each[2] for each in found), found


@pytest.mark.parametrize("method", sorted(METHODS))
def test_every_method_is_accounted_for(problems, valid, method):
    line = next((line for line in valid.splitlines() if line.startswith(f"  {method}: {{because")), None)
    if line is None:
        return
    assert [each[0] for each in problems((line + "\n", ""))] == ["unaccounted"]


def test_a_protocol_need_not_account_for_all(problems, valid):
    line = next(line for line in valid.splitlines() if line.startswith("  user.me"))
    assert problems((line + "\n", ""), ("kind: product", "kind: protocol")) == []


def test_a_derived_method_may_be_unavailable_or_left_out(problems):
    refused = "unavailable:\n  task.batch: {because: It has nothing of the kind., source: 'https://x'}\n"
    assert problems(("unavailable:\n", refused)) == []


def test_facts_that_need_each_other_are_told(problems):
    circle = (
        "remember:\n"
        "  one: {steps: [{get: '/{two}', keep: {a: x}}], value: $a}\n"
        "  two: {steps: [{get: '/', query: {q: $three}, keep: {a: x}}], value: $a}\n"
        "  three: {steps: [{get: '/', keep: {b: x}}], value: [$one, $b]}\n"
    )
    assert [(rule, key) for rule, key, _ in problems(("remember:\n", circle))] == [("cycle", "remember.one")]


def test_a_fact_may_keep_a_value_under_its_own_name(problems):
    steps = "[{get: /home.json, keep: {home: home.href}}, {get: '{+home}', keep: {href: home.href}}]"
    assert problems(("[{get: /home.json, keep: {href: home.href}}]", steps)) == []


def test_what_a_caller_gave_is_not_trusted_for_having_the_name_of_a_connection_parameter(problems):
    parameter = "  parameters:\n    id: {type: text, title: Account}\n"
    old, new = '{delete: "/issues/{id}.json"}', '{delete: "/issues/{+id}.json"}'
    assert problems(("  parameters:\n", parameter)) == []
    found = problems(("  parameters:\n", parameter), (old, new))
    assert [(rule, key) for rule, key, _ in found] == [("raw-reference", 'methods."task.delete".delete')]


def test_methods_that_do_each_other_are_told(problems):
    new = "  task.update: {via: task.complete, with: {id: $id}}\n"
    old = (
        "  task.update:\n    steps:\n"
        '      - {get: "/issues/{id}.json", keep: {etag: header.ETag}}\n'
        '      - {put: "/issues/{id}.json", headers: {If-Match: $etag}, json: {issue: $write}}\n'
        "    then: task.get\n"
    )
    assert [(rule, key) for rule, key, _ in problems((old, new))] == [("cycle", 'methods."task.complete"')]


def test_a_kept_value_is_known_only_after_it_is_kept(problems):
    first = '      - {get: "/issues/{id}.json", keep: {etag: header.ETag}}\n'
    second = '      - {put: "/issues/{id}.json", headers: {If-Match: $etag}, json: {issue: $write}}\n'
    assert [rule for rule, _, _ in problems((first + second, second + first))] == ["unknown-reference"]


def test_a_path_that_the_platform_gave_may_be_put_in_as_it_is(problems):
    assert problems(("{get: /statuses.json,", "{get: '{+home}/statuses.json',")) == []


def test_what_each_names_is_trusted_exactly_when_its_list_is(problems):
    good = '{get: "/home.json", keep: {hrefs: "all[].href"}}, {get: "{+href}", each: {href: $hrefs}, keep: {x: a}}'
    assert problems(("{get: /home.json, keep: {href: home.href}}", good), ("value: $href", "value: $x")) == []
    old = "{post: /issues.json, json: {issue: $write}, item: issue}"
    bad = '{steps: [{post: "{+label}", each: {label: $label_ids}}], item: issue}'
    assert [rule for rule, _, _ in problems((old, bad))] == ["call", "raw-reference"]


def test_a_remote_procedure_needs_to_be_told_how(problems):
    old, new = "{get: /statuses.json, items: statuses", "{rpc: status.all, params: [$now], items: result"
    assert [(rule, key) for rule, key, _ in problems((old, new))] == [("call", 'methods."status.list".rpc')]
    assert problems((old, new), ("paging:", "rpc: {path: /rpc/}\npaging:")) == []


def test_constants_of_an_entity_answer_a_list_without_a_call(problems):
    old = "  status.list: {get: /statuses.json, items: statuses, page: false}\n"
    new = "  status.list: {constants: true}\n"
    assert [key for _, key, _ in problems((old, new))] == ['methods."status.list".constants']
    entity = "  status:\n    constants: [{id: '1', name: New, category: todo}]\n"
    assert problems((old, new), ("  status:\n", entity)) == []
    entity = "  status:\n    constants: [{id: '1', nam: New}]\n"
    found = problems((old, new), ("  status:\n", entity))
    assert {rule for rule, _, _ in found} == {"unknown-field", "lens"}


DAV = """\
version: rfc4791
kind: protocol
connection:
  parameters: {site: {type: url, title: Site}}
  base_url: "{+site}"
  auth: {kind: none}
remember:
  home:
    steps:
      - {propfind: /, reply: multistatus, keep: {home: "[0].C:calendar-home-set/D:href"}}
    value: $home
entities:
  task:
    format: dav
    fields:
      id: href
      title: SUMMARY
      label_ids: "CATEGORIES[]"
methods:
  task.list: {report: "{+home}", xml: "<a b='{project_id}'/>", reply: multistatus, items: "."}
"""


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("", "", None),
        ("title: SUMMARY", "title: summary", "expression"),
        ("title: SUMMARY", "title: Q:name", "expression"),
        ("[0].C:calendar-home-set/D:href", "[0].home", "expression"),
        ("reply: multistatus, items", "reply: text, items", None),
        ('items: "."', "items: x", "expression"),
        ("{project_id}", "{project}", "unknown-reference"),
        ("{project_id}", "{+project_id}", "raw-reference"),
    ],
)
def test_paths_of_a_dav_spec_have_their_own_grammar(write, old, new, rule):
    errors = check_specs(SpecFolder(write("caldav/rfc4791.yaml", DAV.replace(old, new, 1))))
    assert [error.rule for error in errors] == ([] if rule is None else [rule])


def test_a_problem_in_an_inherited_part_is_told_once_in_the_file_that_says_it(write, valid):
    write("p/5.0.yaml", valid.replace("codec: day}", "codec: dai}"))
    folder = write("p/6.0.yaml", 'version: "6.0"\nextends: "5.0"\n')
    (error,) = check_specs(SpecFolder(folder))
    assert error.place.file == "p/5.0.yaml"
    with pytest.raises(InvalidSpecError, match=r"p/5\.0\.yaml"):
        load_spec(folder, "p", "6.0")


def test_a_patch_that_takes_away_what_is_needed_is_told(write, valid):
    write("p/5.0.yaml", valid)
    folder = write("p/6.0.yaml", 'version: "6.0"\nextends: "5.0"\nmethods: {task.get: null}\n')
    with pytest.raises(InvalidSpecError) as caught:
        load_spec(folder, "p", "6.0")
    assert [error.rule for error in caught.value.errors] == ["target", "unaccounted"]
    assert SpecName("p", "6.0").file in {error.place.file for error in caught.value.errors}


GRAPHS = st.dictionaries(st.sampled_from("abcde"), st.sets(st.sampled_from("abcdef"), max_size=3))


@given(GRAPHS)
def test_circles_are_found_exactly_where_names_lead_back(graph):
    def reach(name: str) -> set[str]:
        seen: set[str] = set()
        pending = list(graph.get(name, ()))
        while pending:
            each = pending.pop()
            if each not in seen:
                seen.add(each)
                pending.extend(graph.get(each, ()))
        return seen

    circles = find_circles(graph)
    assert bool(circles) == any(name in reach(name) for name in graph)
    for circle in circles:
        assert all(after in graph[before] for before, after in zip(circle, (*circle[1:], circle[0]), strict=True))
