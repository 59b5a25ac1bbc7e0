"""Strange requests: each gets an answer in Linear's form, whatever stands where."""

from __future__ import annotations

import msgspec
import pytest
from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLList, GraphQLNonNull, get_named_type
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.twin.platform.linear.caller import Linear

from tasklab.twin.platform.linear.sdl import schema_of
from tasklab.twin.platform.linear.version import VERSIONS

DATES = [
    "2024-01-31",
    "2024",
    "-P2W1D",
    "P1Y2M3DT4H",
    "P99999Y",
    "P9999M",
    "2024-02-30",
    "9999-12-31T23:59:59-12:00",
    "x",
]
WORDS = st.sampled_from(
    ["", "ENG-1", "ENG-0", "ENG", "me", "blocks", "started", "fibonacci", "https://a.example/x", "ß\x00"]
)


def opened(version):
    linear = Linear(version)
    label = linear.make("IssueLabel", name="L")["id"]
    issue = linear.issue(labelIds=[label], projectId=linear.project)["id"]
    linear.issue(parentId=issue)
    comment = linear.make("Comment", issueId=issue, body="c")["id"]
    file = linear.make("Attachment", issueId=issue, title="t", url="https://a.example/x")["id"]
    relation = linear.make("IssueRelation", issueId=issue, relatedIssueId="ENG-2", type="blocks")["id"]
    milestone = linear.make("ProjectMilestone", name="m", projectId=linear.project)["id"]
    member = linear.ask("{ teamMemberships { nodes { id } } }")["nodes"][0]["id"]
    made = [label, issue, comment, file, relation, milestone, member, *linear.states().values()]
    return linear, [*linear.facts.values(), *made]


def values(kind, ids, depth=3):
    """Draw values that have the form of an input type, mostly."""
    if isinstance(kind, GraphQLNonNull):
        return values(kind.of_type, ids, depth)
    if isinstance(kind, GraphQLList):
        return st.lists(values(kind.of_type, ids, depth - 1), max_size=2)
    if isinstance(kind, GraphQLEnumType):
        return st.sampled_from(sorted(kind.values))
    if isinstance(kind, GraphQLInputObjectType):
        return objects(kind, ids, depth)
    texts = st.sampled_from(ids) | WORDS | st.text(max_size=4)
    return {
        "Int": st.integers(-3, 300),
        "Float": st.integers(-3, 9) | st.floats(-10, 10),
        "Boolean": st.booleans(),
        "JSON": st.none() | st.just({"a": [1]}),
        "JSONObject": st.just({"a": 1}),
    }.get(kind.name, st.sampled_from(DATES) if "Date" in kind.name else texts)


def objects(kind, ids, depth):
    needed = {name: values(field.type, ids, depth - 1) for name, field in kind.fields.items() if is_needed(field)}
    others = {name: field for name, field in kind.fields.items() if name not in needed}
    if depth <= 0 or not others:
        return st.fixed_dictionaries(needed)
    some = st.lists(st.sampled_from(sorted(others)), max_size=3, unique=True)
    optional = some.flatmap(
        lambda names: st.fixed_dictionaries(
            {name: st.none() | values(others[name].type, ids, depth - 1) for name in names}
        )
    )
    return st.builds(lambda one, two: {**one, **two}, st.fixed_dictionaries(needed), optional)


def is_needed(field):
    return isinstance(field.type, GraphQLNonNull)


@pytest.mark.parametrize("version", VERSIONS)
@given(data=st.data())
@settings(max_examples=250, deadline=None)
def test_whatever_is_asked_is_answered(version, data):
    linear, ids = opened(version)
    schema = schema_of(version)
    for _ in range(2):
        word = data.draw(st.sampled_from(["query", "mutation"]))
        root = schema.query_type if word == "query" else schema.mutation_type
        name = data.draw(st.sampled_from(sorted(root.fields)))
        field = root.fields[name]
        given = {}
        for arg_name, arg in field.args.items():
            if is_needed(arg) or data.draw(st.booleans()):
                given[arg_name] = data.draw(values(arg.type, ids))
        declared = ", ".join(f"${each}: {field.args[each].type}" for each in given)
        passed = ", ".join(f"{each}: ${each}" for each in given)
        inner = get_named_type(field.type)
        leaves = [each for each, its in inner.fields.items() if not hasattr(get_named_type(its.type), "fields")]
        text = f"{word}{f'({declared})' if given else ''} {{ {name}{f'({passed})' if given else ''} {{ "
        page = " nodes { __typename id } pageInfo { endCursor }" if "pageInfo" in inner.fields else ""
        response = linear.send(f"{text}{' '.join(leaves)}{page} __typename }} }}", given)

        answer = msgspec.json.decode(response.body)
        assert response.status in {200, 400}
        for error in answer.get("errors", ()):
            assert error["extensions"]["type"] in {"invalid input", "forbidden", "graphql error"}
        assert ("data" in answer) == (response.status == 200)
