"""Documents, variables, what they cost, and how often one may ask."""

from __future__ import annotations

import msgspec
import pytest
from tests.twin.platform.linear.caller import Linear

from tasklab.adapter.message import Request
from tasklab.twin.catalogue import open_twin
from tasklab.twin.fault import Fault
from tasklab.twin.site import TwinError

FILTERED = "query($f: IssueFilter) { issues(filter: $f) { nodes { id } } }"


def test_an_unknown_field_is_a_validation_error(linear):
    error = linear.rejected("{ viewer { nonexistentFieldFoo } }")

    assert error == {
        "message": 'Cannot query field "nonexistentFieldFoo" on type "User".',
        "locations": [{"line": 1, "column": 12}],
        "extensions": {
            "http": {"status": 400, "headers": {}},
            "code": "GRAPHQL_VALIDATION_FAILED",
            "type": "graphql error",
            "userError": True,
        },
    }


@pytest.mark.parametrize(
    "document",
    [
        "{ teams { nodes { visibility } } }",
        "mutation { issueBatchCreate(input: {issues: []}) { success } }",
        "{ issues { nodes { addedToTeamAt } } }",
        "query($f: UserFilter) { users(filter: {owner: {eq: true}}) { nodes { id } } }",
        '{ issues(filter: {title: {containsIgnoreCaseAndAccent: "x"}}) { nodes { id } } }',
    ],
)
def test_what_the_older_version_lacks(document):
    assert Linear("2024-10-04").rejected(document)["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"


@pytest.mark.parametrize(
    ("document", "variables", "code"),
    [
        ("{ viewer { id }", {}, "GRAPHQL_PARSE_FAILED"),
        ("{ " * 5000, {}, "GRAPHQL_PARSE_FAILED"),
        ("query($id: String!) { issue(id: $id) { id } }", {}, "BAD_USER_INPUT"),
        ("query($n: Int) { issues(first: $n) { nodes { id } } }", {"n": "1"}, "BAD_USER_INPUT"),
        ("query($f: IssueFilter) { issues(filter: $f) { nodes { id } } }", {"f": {"no": 1}}, "BAD_USER_INPUT"),
        (
            "query($f: IssueFilter) { issues(filter: $f) { nodes { id } } }",
            {"f": {"dueDate": {"eq": "x"}}},
            "BAD_USER_INPUT",
        ),
        ("query A { viewer { id } } query B { viewer { id } }", {}, "OPERATION_RESOLUTION_FAILURE"),
    ],
)
def test_documents_and_variables_that_are_refused(linear, document, variables, code):
    assert linear.rejected(document, **variables)["extensions"]["code"] == code


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b'{"query": 1}', b'{"query": " "}', b'{"query": "{a}", "variables": 1}']
)
def test_bodies_that_are_refused(linear, body):
    headers = (("authorization", linear.keys["main"]), ("content-type", "application/json"))
    assert linear.twin.handle(Request(verb="POST", path="/graphql", headers=headers, body=body)).status == 400


def test_other_requests_are_refused(linear):
    key = ("authorization", linear.keys["main"])
    form = ("content-type", "text/plain")
    assert linear.twin.handle(Request(verb="POST", path="/graphql", headers=(key, form), body=b"{}")).status == 400
    assert linear.twin.handle(Request(verb="GET", path="/graphql", headers=(key,))).status == 405
    assert linear.twin.handle(Request(verb="GET", path="/rest", headers=(key,))).status == 404


def test_operations_fragments_aliases_and_directives(linear):
    text = """
    query A($yes: Boolean!) { me: viewer { ...Name email @include(if: $yes) __typename } }
    query B { viewer { id } }
    fragment Name on User { name ... on User { displayName } }
    """
    for yes in (True, False):
        answer = linear.send(text, {"yes": yes}, operationName="A")
        me = msgspec.json.decode(answer.body)["data"]["me"]
        assert ("email" in me) == yes
        assert (me["name"], me["displayName"], me["__typename"]) == ("Mary Main", "mary.main", "User")


def test_the_schema_tells_of_itself(linear):
    found = linear.ask('{ __type(name: "IssueConnection") { fields { name } } }')

    assert [each["name"] for each in found["fields"]] == ["edges", "nodes", "pageInfo"]


def test_a_refusal_where_null_may_be_leaves_the_rest(linear):
    linear.issue(assigneeId=linear.facts["user_id"])
    text = '{ issue(id: "ENG-1") { title assignee { assignedIssues(first: 0) { nodes { id } } } } }'

    answer = msgspec.json.decode(linear.send(text).body)

    assert answer["data"] == {"issue": {"title": "Write", "assignee": None}}
    assert answer["errors"][0]["path"] == ["issue", "assignee", "assignedIssues"]


def test_a_refusal_where_null_may_not_be_takes_all_away(linear):
    linear.issue()
    error = linear.refused('{ a: issue(id: "ENG-1") { id } b: issue(id: "ENG-2") { id } }')

    assert error["path"] == ["b"]
    assert error["locations"] == [{"line": 1, "column": 32}]
    assert error["extensions"] == {
        "type": "invalid input",
        "code": "INPUT_ERROR",
        "statusCode": 400,
        "userError": True,
        "userPresentableMessage": "Could not find referenced Issue.",
    }


@pytest.mark.parametrize(
    ("document", "cost"),
    [
        ('{ user(id: "me") { name } }', "2"),
        ('{ user(id: "me") { createdIssues: assignedIssues { nodes { id title createdAt } } } }', "66"),
        ('{ user(id: "me") { assignedIssues(first: 10) { nodes { id title createdAt } } } }', "14"),
    ],
)
def test_what_documents_cost(linear, document, cost):
    assert linear.send(document).headers["x-complexity"] == cost


def test_a_document_that_costs_too_much(linear):
    error = linear.rejected("{ issues(first: 250) { nodes { children { nodes { __typename } } } } }")

    assert error["message"] == "Query too complex"
    cost = 250 * (1 + 50 * 1.1)
    told = f"The query is too complex. Complexity: {cost}. Maximum allowed complexity: 10000."
    assert error["extensions"]["userPresentableMessage"] == told
    assert error["extensions"]["http"] == {"status": 400}


@pytest.mark.parametrize(
    ("version", "requests", "points"), [("2024-10-04", 1500, 250_000), ("2026-07-22", 2500, 3_000_000)]
)
def test_limits_are_told_with_each_answer(version, requests, points):
    twin = open_twin("linear", version)
    headers = (("authorization", twin.account()["api_key"]), ("content-type", "application/json"))
    request = Request(verb="POST", path="/graphql", headers=headers, body=b'{"query": "{ viewer { id } }"}')
    headers = twin.handle(request).headers

    assert headers["x-ratelimit-requests-limit"] == str(requests)
    assert headers["x-ratelimit-requests-remaining"] == str(requests - 1)
    assert int(headers["x-ratelimit-requests-reset"]) > 1_700_000_000_000
    assert headers["x-ratelimit-complexity-limit"] == str(points)
    assert headers["x-ratelimit-complexity-remaining"] == str(points - 2)


def test_requests_come_back_at_a_steady_pace():
    linear = Linear(requests_per_hour="60")
    for _ in range(60):
        assert linear.send("{ viewer { id } }").status == 200

    refused = linear.send("{ viewer { id } }")
    error = msgspec.json.decode(refused.body)["errors"][0]
    assert refused.status == 400
    assert refused.headers["x-ratelimit-requests-remaining"] == "0"
    assert (error["extensions"]["type"], error["extensions"]["code"]) == ("ratelimited", "RATELIMITED")
    assert error["message"].startswith("Rate limit exceeded. Only 60 requests are allowed per 1 hour")
    assert linear.send("{ viewer { id } }", who="second").status == 200
    linear.twin.clock.advance(60)
    assert linear.send("{ viewer { id } }").status == 200
    assert linear.send("{ viewer { id } }").status == 400


def test_points_are_counted_too():
    linear = Linear(complexity_per_hour="100")
    text = "{ issues(first: 80) { nodes { id } } }"

    assert linear.send(text).headers["x-ratelimit-complexity-remaining"] == "12"
    assert linear.rejected(text)["extensions"]["code"] == "RATELIMITED"


def test_searches_have_a_limit_of_their_own():
    linear = Linear(requests_per_hour="2500")
    text = '{ searchIssues(term: "x", first: 1) { totalCount } }'
    for _ in range(30):
        assert linear.send(text).status == 200

    refused = linear.send(text)
    assert refused.status == 400
    assert refused.headers["x-ratelimit-endpoint-name"] == "searchIssues"
    assert refused.headers["x-ratelimit-endpoint-requests-limit"] == "30"
    linear.twin.clock.advance(2)
    assert linear.send(text).status == 200


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [
        ("rate_limited", 400, "RATELIMITED"),
        ("expired", 401, "AUTHENTICATION_ERROR"),
        ("error", 500, "INTERNAL_SERVER_ERROR"),
    ],
)
def test_faults_are_worded_as_linear_does(kind, status, code):
    linear = Linear(requests_per_hour="10")
    linear.twin.misbehave(Fault(kind=kind, count=1, retry_after_s=7))

    response = linear.send("{ viewer { id } }")

    assert response.status == status
    assert msgspec.json.decode(response.body)["errors"][0]["extensions"]["code"] == code
    if kind == "rate_limited":
        assert response.headers["retry-after"] == "7"
        assert response.headers["x-ratelimit-requests-remaining"] == "0"
        assert response.headers["x-ratelimit-requests-reset"] == "1700000007000"


def test_options_are_whole_numbers():
    with pytest.raises(TwinError, match="whole number"):
        open_twin("linear", options={"requests_per_hour": "many"})


def test_seeded_issues_are_there():
    linear = Linear()
    made = linear.twin.seed(3)

    nodes = linear.ask("{ issues { nodes { identifier title project { id } team { id } } } }")["nodes"]
    assert [each["title"] for each in nodes] == ["Task 3", "Task 2", "Task 1"]
    assert nodes[0]["project"]["id"] == made["project_id"]
    assert nodes[0]["team"]["id"] == made["team_id"]
    assert linear.issue("identifier") == {"identifier": "ENG-4"}


def test_the_older_version_is_served_in_silence():
    linear = Linear()
    linear.twin.misbehave(Fault(kind="older", version="2024-10-04", count=1))

    assert "visibility" in linear.rejected("{ teams { nodes { visibility } } }")["message"]
    assert linear.ask("{ teams { nodes { visibility } } }")["nodes"] == [{"visibility": "public"}]
