"""Checks of the parts that not every spec has: each as it should be, and with one mistake in it."""

from __future__ import annotations

import pytest

from tasklab.spec.folder import SpecFolder
from tasklab.spec.load import check_specs

SITE = "  auth: {kind: header, name: X-Api-Key, value: $api_key}\n"
GET = '{get: "/issues/{id}.json", item: issue}'
LIST = "    items: issues\n"
TASK = "      due: {path: due_date, codec: day}\n"
URL = '    url: "{+site}/issues/{id}"\n'
MAX = "max: 100, "


@pytest.fixture
def rules(write, valid):
    """Returns the rules that a spec with one text replaced breaks."""

    def check(old: str, new: str) -> list[str]:
        assert old in valid
        return [error.rule for error in check_specs(SpecFolder(write("p/5.0.yaml", valid.replace(old, new, 1))))]

    return check


@pytest.mark.parametrize(
    ("old", "right", "wrong", "rule"),
    [
        (SITE, "  auth: {kind: bearer, token: $api_key}\n", "  auth: {kind: bearer, token: $k}\n", "unknown-reference"),
        (
            SITE,
            "  auth: {kind: basic, username: u, password: $api_key}\n",
            "  auth: {kind: basic, username: $u, password: $api_key}\n",
            "unknown-reference",
        ),
        (
            SITE,
            "  auth: {kind: query, values: {key: $api_key}}\n",
            "  auth: {kind: query, values: {key: $ky}}\n",
            "unknown-reference",
        ),
        (
            SITE,
            '  auth: {kind: oauth2, token_url: "{+site}/token", client_id: a, refresh_token: api_key}\n',
            '  auth: {kind: oauth2, token_url: "{+place}/token", client_id: a, refresh_token: api_key}\n',
            "unknown-reference",
        ),
        (
            SITE,
            '  auth: {kind: oauth2, token_url: "{+site}/token", client_id: a, refresh_token: api_key}\n',
            '  auth: {kind: oauth2, token_url: "{+site}/token", client_id: a, refresh_token: $api_key}\n',
            "unknown-reference",
        ),
        (
            SITE,
            "  auth: {kind: login, login: {post: /in, json: {k: $api_key}, keep: {t: token}}, headers: {A: $t}}\n",
            "  auth: {kind: login, login: {post: /in, json: {k: $api_key}, keep: {t: token}}, headers: {A: $u}}\n",
            "unknown-reference",
        ),
        (
            SITE,
            f"{SITE}  headers: {{Accept: application/json}}\n",
            f"{SITE}  headers: {{Accept: $home}}\n",
            "unknown-reference",
        ),
        (
            SITE,
            f"{SITE}  probe: {{call: {{get: /}}, version: header.X-Version, pattern: '([0-9.]+)'}}\n",
            f"{SITE}  probe: {{call: {{get: /}}, version: header.X-Version, pattern: '([0-9.+'}}\n",
            "expression",
        ),
        (
            SITE,
            f"{SITE}  probe: {{call: {{get: /}}, version: info.version}}\n",
            f"{SITE}  probe: {{call: {{get: /}}, version: info..version}}\n",
            "expression",
        ),
        (
            SITE,
            f"{SITE}  probe: {{call: {{get: /, reply: text}}, version: '.'}}\n",
            f"{SITE}  probe: {{call: {{get: /, reply: text}}, version: info}}\n",
            "expression",
        ),
        (URL, f"{URL}    extensions: {{votes: votes.count}}\n", f"{URL}    extensions: {{votes: '['}}\n", "expression"),
        (TASK, f"{TASK}      key: {{template: '{{id}}'}}\n", f"{TASK}      key: {{template: '{{}}'}}\n", "expression"),
        (
            TASK,
            f"{TASK}      key: {{template: '{{+site}}/{{id|integer_text}}'}}\n",
            f"{TASK}      key: {{template: '{{+site}}/{{id|integer_txt}}'}}\n",
            "unknown-codec",
        ),
        (
            TASK,
            f"{TASK}      key: {{template: '{{project.key}}-{{id}}'}}\n",
            f"{TASK}      key: {{template: '{{project..key}}-{{id}}'}}\n",
            "unknown-reference",
        ),
        (
            TASK,
            f"{TASK}      parent_id: {{path: up, write_codec: integer_text, codec: integer_text}}\n",
            f"{TASK}      parent_id: {{path: up, write_codec: integer_txt, codec: integer_text}}\n",
            "unknown-codec",
        ),
        (
            TASK,
            f"{TASK}      parent_id: {{path: up, clear: ''}}\n",
            f"{TASK}      parent_id: {{path: up, clear: $none}}\n",
            "unknown-reference",
        ),
        (
            TASK,
            f"{TASK}      parent_id: {{path: up.id, otherwise: parent.id}}\n",
            f"{TASK}      parent_id: {{path: up.id, otherwise: parent..id}}\n",
            "expression",
        ),
        (SITE, f"{SITE}  proof: home\n", f"{SITE}  proof: hom\n", "unknown-reference"),
        (
            TASK,
            f"{TASK}      completed_at: {{path: closed_on, where: {{status.is_closed: true}}, codec: instant}}\n",
            f"{TASK}      completed_at: {{path: closed_on, where: {{status..is_closed: true}}, codec: instant}}\n",
            "expression",
        ),
        (LIST, f"{LIST}    refine: [query]\n", f"{LIST}    refine: [qury]\n", "unknown-field"),
        (LIST, f"{LIST}    where: {{k: [task, $home]}}\n", f"{LIST}    where: {{k: $task}}\n", "unknown-reference"),
        (LIST, f"{LIST}    read: task\n", f"{LIST}    read: tsk\n", "unknown-object"),
        (
            LIST,
            f"{LIST}    page: {{kind: keyset, query: {{after: $last}}}}\n",
            f"{LIST}    page: {{kind: keyset, query: {{after: $size}}}}\n",
            "call",
        ),
        (
            LIST,
            f"{LIST}    page: {{kind: cursor, next: page.next, query: {{c: $cursor}}}}\n",
            f"{LIST}    page: {{kind: cursor, query: {{c: $cursor}}}}\n",
            "call",
        ),
        (LIST, f"{LIST}    page: {{kind: link}}\n", f"{LIST}    page: {{kind: next_url}}\n", "call"),
        (MAX, f"{MAX}more: has_more, ", f"{MAX}more: '..', ", "expression"),
        (
            GET,
            '{get: "/i/{id}", when: $id, item: issue}',
            '{get: "/i/{id}", when: $idd, item: issue}',
            "unknown-reference",
        ),
        (
            GET,
            '{get: "/i/{id}", keep: {e: {path: a.b, codec: text}}, item: issue}',
            '{get: "/i/{id}", keep: {e: {path: a.b, codec: txt}}, item: issue}',
            "unknown-codec",
        ),
        (
            GET,
            GET.replace("issue}", "issue, among: task.list, with: {query: $id}}"),
            GET.replace("issue}", "issue, among: task.get, with: {id: $id}}"),
            "target",
        ),
        (GET, GET.replace("item: issue", "reply: calendar, item: '.'"), GET.replace("issue", "'a b'"), "expression"),
        (
            GET,
            GET.replace("item: issue", "then: task.find, with: {reference: $id}"),
            GET.replace("item: issue", "then: task.find"),
            "target",
        ),
        (
            "{post: /issues.json, json: {issue: $write}, item: issue}",
            "{post: /issues.json, json: {issue: $write}, then: task.list}",
            "{post: /issues.json, json: {issue: $write}, then: status.list}",
            "target",
        ),
        (GET, GET.replace('"/issues/{id}.json"', '"{id|address_path}"'), GET.replace('"/i', '"i'), "expression"),
        (GET, GET, GET.replace("item: issue", "item: issue, with: {id: $id}"), "target"),
        (
            "{issue: $write}, item: issue}\n  task.update",
            "{issue: {'+': $write, kind: task}}, item: issue}\n  task.update",
            "{issue: {'+': $draft, kind: task}}, item: issue}\n  task.update",
            "unknown-reference",
        ),
        (
            "{issue: $write}, item: issue}\n  task.update",
            "{issue: {a: {clauses: [[x, $write], $now], join: ' and '}}}, item: issue}\n  task.update",
            "{issue: {a: {clauses: [[x, $write], $nw], join: ' and '}}}, item: issue}\n  task.update",
            "unknown-reference",
        ),
        (
            'absent: "*"}',
            "absent: $home}",
            "absent: $hom}",
            "unknown-reference",
        ),
        (
            "{post: /issues.json, json: {issue: $write}, item: issue}",
            "{put: '/{unique}', calendar: {write: $write, set: {A: $now}, add: {B: x}, mark: m, remove: [C]}, item: .}",
            "{put: '/{unique}', calendar: {onto: $calendar, write: $write}, item: issue}",
            "unknown-reference",
        ),
        (
            "errors:\n",
            "errors:\n  - {path: error.code, equals: 5, matches: 'x+', code: error.code, kind: conflict}\n",
            "errors:\n  - {path: error.code, equals: 5, matches: 'x+', code: error..code, kind: conflict}\n",
            "expression",
        ),
        (
            "unavailable:\n",
            "unavailable:\n  task.find: {because: It has no keys., source: 'https://x', lacks: k, probe: {get: /}}\n",
            "unavailable:\n  task.find: {because: It has no keys., source: 'https://x', lacks: .., probe: {get: /}}\n",
            "expression",
        ),
        (
            "unavailable:\n",
            "unavailable:\n  task.find: {because: It has no keys of its own., source: 'https://x'}\n",
            "unavailable:\n  task.fin: {because: It has no keys of its own., source: 'https://x'}\n",
            "unknown-method",
        ),
        ("paging:", "rpc: {path: '/{api_key}/'}\npaging:", "rpc: {path: '/{key}/'}\npaging:", "unknown-reference"),
        ('constants: {closed: "5"}', "constants: {closed: $site}", "constants: {closed: $home}", "unknown-reference"),
    ],
)  # fmt: skip
def test_a_part_is_right_or_its_mistake_is_told(rules, old, right, wrong, rule):
    assert rules(old, right) == []
    assert set(rules(old, wrong)) == {rule}
