"""Everything that the twin serves, held against the schema that monday.com gives, for the versions it gives one for."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec
import pytest
from graphql import get_named_type, is_abstract_type
from tests.twin.platform.monday.caller import Monday
from tests.upstream import FOLDER

from tasklab.twin.platform.monday.sdl import schema_of
from tasklab.vendor.graph_check import GraphCheck
from tasklab.vendor.lock import load_lock
from tasklab.vendor.reading import load_description
from tasklab.vendor.shelf import Here, Shelf

LOCK = Path(__file__).parents[4] / "specs" / "monday" / "vendor.lock"
DESCRIBED = ("2025-04", "2026-10")


@cache
def described(version):
    lock = load_lock(LOCK)
    shelved = Shelf((FOLDER,), FOLDER).find(lock.descriptions[version])
    if not isinstance(shelved, Here):
        pytest.skip(shelved.reason)
    return load_description(shelved.path, "graphql")


class Watch:
    """Checks each answer, and each document that was taken."""

    def __init__(self, version):
        self.check = GraphCheck(described(version))
        self.findings = []
        self.fields = set()

    def __call__(self, document, variables, response):
        answer = msgspec.json.decode(response.body)
        found = self.check.check_response(document, answer) if response.status == 200 else []
        if response.status == 200 and "errors" not in answer:
            found += self.check.check_request(document, variables)
            self.fields.update(answer["data"])
        self.findings += [each for each in found if each not in self.findings]


@pytest.mark.parametrize("version", DESCRIBED)
def test_each_type_and_field_is_the_vendors(version):
    theirs = described(version).schema.type_map
    wrong = []
    for name, kind in schema_of(version).type_map.items():
        other = theirs.get(name)
        if other is None or type(other) is not type(kind):
            wrong.append(name)
            continue
        if hasattr(kind, "values") and set(kind.values) != set(other.values):
            wrong.append(name)
        for field_name, field in getattr(kind, "fields", {}).items():
            like = other.fields.get(field_name)
            if like is None or str(like.type) != str(field.type):
                wrong.append(f"{name}.{field_name}")
                continue
            args = getattr(field, "args", {})
            wrong += [f"{name}.{field_name}({arg})" for arg, its in args.items() if not _same(like.args.get(arg), its)]
            needed = [arg for arg, its in getattr(like, "args", {}).items() if str(its.type).endswith("!")]
            wrong += [f"{name}.{field_name}({arg})" for arg in needed if arg not in args]

    assert wrong == []


def _same(theirs, ours):
    return theirs is not None and str(theirs.type) == str(ours.type)


def everything(version, kind, depth=2):
    """Select every field of a type; what it refers to with its own fields, down to a depth."""
    schema = schema_of(version)
    named = schema.type_map[kind]
    if is_abstract_type(named):
        inner = [
            f"... on {each.name} {{ {everything(version, each.name, depth)} }}" for each in _members(schema, named)
        ]
        return " ".join(["__typename", *inner])
    parts = []
    for name, field in named.fields.items():
        inner = get_named_type(field.type)
        if any(str(arg.type).endswith("!") and arg.ast_node.default_value is None for arg in field.args.values()):
            continue
        if not hasattr(inner, "fields") and not is_abstract_type(inner):
            parts.append(name)
        elif depth:
            parts.append(f"{name} {{ {everything(version, inner.name, depth - 1) or '__typename'} }}")
    return " ".join(parts)


def _members(schema, named):
    # Fields of one name and two types cannot be asked side by side, so each type is asked in a document of its own.
    return [] if named.name == "ColumnValue" else schema.get_possible_types(named)


@pytest.mark.parametrize("version", DESCRIBED)
def test_a_broad_scenario_is_as_described(version):
    watch = Watch(version)
    monday = Monday(version, watch=watch, complexity_per_minute="0")
    ids = make(monday)
    read(monday, version, ids)
    change(monday, version, ids)

    assert watch.findings == []
    schema = schema_of(version)
    roots = {*schema.query_type.fields, *schema.mutation_type.fields}
    only_with_a_form = {"add_file_to_column", "add_file_to_update"}
    assert sorted(roots - watch.fields - only_with_a_form) == []


def make(monday):
    facts, board = monday.facts, monday.board
    tag = monday.ask('mutation { create_or_get_tag(tag_name: "home") { id name color } }')
    first = monday.make("First")["id"]
    values = {
        "person": {"personsAndTeams": [{"id": int(facts["user_id"]), "kind": "person"}]},
        "status": {"label": "Done"},
        "date4": {"date": "2024-01-31", "time": "10:30:00"},
        "priority": {"index": 2},
        "text": "a",
        "long_text": {"text": "b"},
        "numbers": "1.5",
        "tags": {"tag_ids": [int(tag["id"])]},
        "dropdown": {"labels": ["x"]},
        "timeline": {"from": "2024-01-01", "to": "2024-01-31"},
        "dependency": {"item_ids": [int(first)]},
        "checkbox": {"checked": "true"},
    }
    for kind, value in {
        "link": {"url": "https://example.com", "text": "x"},
        "email": {"email": "a@example.com", "text": "a"},
        "phone": {"phone": "11231234567", "countryShortName": "US"},
        "rating": {"rating": 4},
        "hour": {"hour": 14, "minute": 30},
        "item_id": None,
        "time_tracking": None,
        "board_relation": {"item_ids": [int(first)]},
    }.items():
        text = f'mutation($b: ID!) {{ create_column(board_id: $b, title: "{kind}", column_type: {kind}) {{ id }} }}'
        made = monday.ask(text, b=board)["id"]
        if value:
            values[made] = value
    item = monday.make("Second", values=values, more="create_labels_if_missing: true")["id"]
    sub = monday.ask(f'mutation {{ create_subitem(parent_item_id: {item}, item_name: "s") {{ id board {{ id }} }} }}')
    status, _ = monday.upload(
        f'mutation($file: File!) {{ add_file_to_column(item_id: {item}, column_id: "files", file: $file) {{ id }} }}'
    )
    assert status == 200
    update = monday.ask(f'mutation {{ create_update(item_id: {item}, body: "<p>Hi</p>") {{ id }} }}')["id"]
    monday.ask(f'mutation {{ create_update(parent_id: {update}, body: "Yes") {{ id }} }}')
    hook = f'mutation {{ create_webhook(board_id: {board}, url: "https://example.com", event: create_item) {{ id }} }}'
    return {
        "item": item,
        "first": first,
        "sub": sub,
        "update": update,
        "webhook": monday.ask(hook)["id"],
        "tag": tag["id"],
    }


def read(monday, version, ids):
    board, item = monday.board, ids["item"]
    types = schema_of(version).get_possible_types(schema_of(version).type_map["ColumnValue"])
    for kind in types:
        fields = everything(version, kind.name, 1)
        values = monday.read(item, f"column_values {{ __typename id ... on {kind.name} {{ {fields} }} }}")[
            "column_values"
        ]
        told = kind.name in {each["__typename"] for each in values}
        assert told == (kind.name != "UnsupportedValue"), kind.name
    monday.ask(f"{{ items(ids: [{item}]) {{ {everything(version, 'Item', 1)} }} }}")
    monday.ask(f"{{ boards(ids: [{board}]) {{ {everything(version, 'Board', 2)} }} }}")
    monday.ask(f"{{ me {{ {everything(version, 'User')} }} }}")
    monday.ask(f"{{ users {{ {everything(version, 'User')} }} }}")
    monday.ask(f"{{ teams {{ {everything(version, 'Team')} }} }}")
    monday.ask(f"{{ account {{ {everything(version, 'Account')} }} }}")
    monday.ask(f"{{ workspaces {{ {everything(version, 'Workspace')} }} }}")
    monday.ask(f"{{ tags {{ {everything(version, 'Tag')} }} }}")
    monday.ask(f"{{ updates {{ {everything(version, 'Update')} }} }}")
    monday.ask(f"{{ webhooks(board_id: {board}) {{ {everything(version, 'Webhook')} }} }}")
    monday.ask(f"{{ version {{ {everything(version, 'Version')} }} }}")
    monday.ask(f"{{ versions {{ {everything(version, 'Version')} }} }}")
    monday.ask(f"{{ complexity {{ {everything(version, 'Complexity')} }} me {{ id }} }}")
    asset = monday.read(item, "assets { id }")["assets"][0]["id"]
    monday.ask(f"{{ assets(ids: [{asset}]) {{ {everything(version, 'Asset')} }} }}")
    by_value = f'items_page_by_column_values(board_id: {board}, columns: [{{column_id: "text", column_values: ["a"]}}])'
    assert [each["id"] for each in monday.ask(f"{{ {by_value} {{ items {{ id }} }} }}")["items"]] == [item]
    cursor = monday.page(limit=1)["cursor"]
    monday.ask(f'{{ next_items_page(cursor: "{cursor}", limit: 1) {{ cursor items {{ id }} }} }}')


def change(monday, version, ids):
    board, item, sub = monday.board, ids["item"], ids["sub"]
    made = monday.ask('mutation { create_board(board_name: "Other", board_kind: public) { id groups { id } } }')
    other, workspace = made["id"], monday.ask('mutation { create_workspace(name: "W", kind: open) { id } }')["id"]
    group = monday.ask(f'mutation {{ create_group(board_id: {board}, group_name: "New") {{ id }} }}')["id"]
    column = monday.ask(f'mutation {{ create_column(board_id: {board}, title: "T", column_type: text) {{ id }} }}')[
        "id"
    ]
    at = f"board_id: {board}, item_id: {item}"
    user = monday.facts["second_user_id"]
    described = f'column_id: "{column}", column_property: description, value: "d"'
    steps = [
        f'change_column_title(board_id: {board}, column_id: "{column}", title: "U") {{ title }}',
        f"change_column_metadata(board_id: {board}, {described}) {{ description }}",
        f'change_column_value({at}, column_id: "text", value: "\\"z\\"") {{ id }}',
        f'change_simple_column_value({at}, column_id: "text", value: "y") {{ id }}',
        f'change_multiple_column_values({at}, column_values: "{{}}") {{ id }}',
        f'update_assets_on_item({at}, column_id: "files", files: []) {{ id }}',
        f'update_group(board_id: {board}, group_id: "{group}", group_attribute: title, new_value: "G") {{ title }}',
        f'move_item_to_group(item_id: {item}, group_id: "{group}") {{ group {{ id }} }}',
        f"duplicate_item({at}, with_updates: true) {{ id }}",
        f'edit_update(id: {ids["update"]}, body: "Changed") {{ body }}',
        f"like_update(update_id: {ids['update']}) {{ likes {{ {everything(version, 'Like', 1)} }} }}",
        f"unlike_update(update_id: {ids['update']}) {{ likes {{ id }} }}",
        f"delete_update(id: {ids['update']}) {{ id }}",
        f"clear_item_updates(item_id: {item}) {{ id }}",
        f'move_item_to_board(item_id: {item}, board_id: {other}, group_id: "topics") {{ board {{ id }} }}',
        f"archive_item(item_id: {ids['first']}) {{ state }}",
        f"delete_item(item_id: {sub['id']}) {{ state }}",
        f'delete_column(board_id: {board}, column_id: "{column}") {{ id }}',
        f'archive_group(board_id: {board}, group_id: "{group}") {{ archived }}',
        f'delete_group(board_id: {board}, group_id: "group_title") {{ deleted }}',
        f'update_board(board_id: {other}, board_attribute: name, new_value: "N")',
        f"add_users_to_board(board_id: {other}, user_ids: [{user}]) {{ id }}",
        f"add_subscribers_to_board(board_id: {other}, user_ids: [{user}], kind: owner) {{ id }}",
        f"delete_subscribers_from_board(board_id: {other}, user_ids: [{user}]) {{ id }}",
        f"archive_board(board_id: {other}) {{ state }}",
        f"delete_board(board_id: {other}) {{ state }}",
        f"delete_webhook(id: {ids['webhook']}) {{ id }}",
        f'update_workspace(id: {workspace}, attributes: {{name: "V"}}) {{ name }}',
        f"delete_workspace(workspace_id: {workspace}) {{ state }}",
        "complexity { query }",
    ]
    if version == "2026-10":
        monday.make("Third")
        second = monday.make("Fourth")["id"]
        revision = monday.ask(f'{{ boards(ids: [{board}]) {{ columns(ids: ["text"]) {{ revision settings }} }} }}')
        revision = revision[0]["columns"][0]["revision"]
        renamed = f'id: "text", title: "N", column_type: text, revision: "{revision}"'
        steps += [
            f'change_item_position(item_id: {second}, group_id: "topics", group_top: true) {{ id }}',
            f"update_column(board_id: {board}, {renamed}) {{ title }}",
        ]
    for step in steps:
        monday.ask(f"mutation {{ {step} }}")
