"""Lists: filters, order, pages."""

from __future__ import annotations

import pytest


@pytest.fixture
def filled(linear):
    states, me, second = linear.states(), linear.facts["user_id"], linear.facts["second_user_id"]
    bug = linear.make("IssueLabel", name="Red")["id"]
    linear.issue(title="Alpha", priority=1, estimate=1, dueDate="2024-01-10", assigneeId=me, labelIds=[bug])
    linear.twin.clock.advance(60)
    linear.issue(
        title="Béta", priority=0, estimate=5, assigneeId=second, stateId=states["Done"], projectId=linear.project
    )
    linear.twin.clock.advance(60)
    linear.issue(title="gamma ray", description="about Alpha", priority=3, dueDate="2024-02-10", parentId="ENG-1")
    linear.make("IssueRelation", issueId="ENG-1", relatedIssueId="ENG-2", type="blocks")
    return linear


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"title": {"eq": "Alpha"}}, "A"),
        ({"title": {"neq": "Alpha"}}, "gB"),
        ({"title": {"in": ["Alpha", "Béta"]}}, "BA"),
        ({"title": {"nin": ["Alpha", "Béta"]}}, "g"),
        ({"title": {"containsIgnoreCase": "ALPHA"}}, "A"),
        ({"title": {"containsIgnoreCaseAndAccent": "beta"}}, "B"),
        ({"title": {"startsWith": "gam", "endsWith": "ray"}}, "g"),
        ({"title": {"notContains": "a"}}, ""),
        ({"title": {"eqIgnoreCase": "ALPHA"}}, "A"),
        ({"description": {"null": True}}, "BA"),
        ({"searchableContent": {"contains": "Alpha"}}, "gA"),
        ({"priority": {"gte": 1, "lt": 3}}, "A"),
        ({"estimate": {"null": False}}, "BA"),
        ({"estimate": {"or": [{"eq": 1}, {"null": True}]}}, "gA"),
        ({"number": {"in": [1, 3]}}, "gA"),
        ({"dueDate": {"lt": "2024-02-01"}}, "A"),
        ({"dueDate": {"null": True}}, "B"),
        ({"dueDate": {"gt": "P70D"}}, "g"),
        ({"createdAt": {"gt": "2023-11-14T22:13:20.000Z"}}, "gB"),
        ({"createdAt": {"lt": "2023-11-14T23:14:20+01:00"}}, "A"),
        ({"createdAt": {"gte": "-PT1M"}}, "gB"),
        ({"assignee": {"isMe": {"eq": True}}}, "A"),
        ({"assignee": {"null": True}}, "g"),
        ({"assignee": {"name": {"eq": "Sam Second"}}}, "B"),
        ({"state": {"type": {"eq": "completed"}}}, "B"),
        ({"state": {"name": {"in": ["Backlog"]}}}, "gA"),
        ({"completedAt": {"null": True}}, "gA"),
        ({"team": {"key": {"eq": "ENG"}}}, "gBA"),
        ({"project": {"name": {"eq": "Launch"}}}, "B"),
        ({"project": {"null": True}}, "gA"),
        ({"parent": {"title": {"eq": "Alpha"}}}, "g"),
        ({"children": {"some": {"priority": {"eq": 3}}}}, "A"),
        ({"children": {"length": {"eq": 0}}}, "gB"),
        ({"labels": {"name": {"eq": "Red"}}}, "A"),
        ({"labels": {"every": {"name": {"neq": "Red"}}}}, "gB"),
        ({"labels": {"null": True}}, "gB"),
        ({"hasBlockingRelations": {"eq": True}}, "A"),
        ({"hasBlockedByRelations": {"eq": True}}, "B"),
        ({"or": [{"title": {"eq": "Alpha"}}, {"priority": {"eq": 3}}]}, "gA"),
        ({"and": [{"title": {"eq": "Alpha"}}, {"priority": {"eq": 3}}]}, ""),
        ({"id": {"in": ["ENG-1", "ENG-3"]}}, "gA"),
        ({"id": {"neq": "ENG-1"}}, "gB"),
        ({}, "gBA"),
    ],
)
def test_filters(filled, wanted, found):
    assert "".join(title[0] for title in filled.listed(wanted)) == found


def test_filters_of_other_lists(filled):
    assert filled.listed({"name": {"contains": "Mary"}}, kind="UserFilter", field="users", of="name") == ["Mary Main"]
    started = filled.listed({"type": {"eq": "started"}}, kind="WorkflowStateFilter", field="workflowStates", of="name")
    assert started == ["In Review", "In Progress"]
    labels = filled.listed({"team": {"null": True}}, kind="IssueLabelFilter", field="issueLabels", of="name")
    assert labels == ["Red", "Improvement", "Feature", "Bug"]
    of_alpha = {"issues": {"some": {"title": {"eq": "Béta"}}}}
    assert filled.listed(of_alpha, kind="ProjectFilter", field="projects", of="name") == ["Launch"]
    assert filled.listed({"state": {"eq": "started"}}, kind="ProjectFilter", field="projects", of="name") == []


def titles(linear, args):
    return [each["title"][0] for each in linear.ask(f"{{ issues({args}) {{ nodes {{ title }} }} }}")["nodes"]]


def test_order(filled):
    assert titles(filled, "first: 9") == ["g", "B", "A"]
    filled.twin.clock.advance(60)
    filled.change("ENG-2", priority=4)
    assert titles(filled, "orderBy: updatedAt") == ["B", "g", "A"]
    assert titles(filled, "sort: [{priority: {order: Ascending}}]") == ["A", "g", "B"]
    assert titles(filled, "sort: [{dueDate: {order: Descending, nulls: first}}]") == ["B", "g", "A"]
    assert titles(filled, "sort: [{title: {order: Ascending}}]") == ["A", "B", "g"]
    assert titles(filled, "sort: [{workflowState: {order: Descending}}, {title: {order: Ascending}}]") == [
        "B",
        "A",
        "g",
    ]


@pytest.mark.parametrize("size", [1, 2, 3, 7])
@pytest.mark.parametrize("order", ["createdAt", "updatedAt"])
def test_each_issue_is_on_one_page(linear, size, order):
    made = [linear.issue()["id"] for _ in range(7)]
    text = (
        "query($first: Int, $after: String, $by: PaginationOrderBy)"
        " { issues(first: $first, after: $after, orderBy: $by)"
        " { nodes { id } pageInfo { hasNextPage hasPreviousPage endCursor } } }"
    )
    found, after = [], None
    while True:
        page = linear.ask(text, first=size, after=after, by=order)
        assert page["pageInfo"]["hasPreviousPage"] == bool(found)
        found += [each["id"] for each in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break

    assert found == made[::-1]


def test_pages_backwards(linear):
    made = [linear.issue()["id"] for _ in range(5)]
    text = (
        "query($before: String) { issues(last: 2, before: $before)"
        " { nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor } } }"
    )

    last = linear.ask(text)
    before = linear.ask(text, before=last["pageInfo"]["startCursor"])

    assert [each["id"] for each in last["nodes"]] == [made[1], made[0]]
    assert [each["id"] for each in before["nodes"]] == [made[3], made[2]]
    assert (last["pageInfo"]["hasNextPage"], before["pageInfo"]["hasNextPage"]) == (False, True)


def test_a_page_goes_on_though_its_last_row_is_gone(linear):
    made = [linear.issue()["id"] for _ in range(4)]
    text = "query($after: String) { issues(first: 2, after: $after) { nodes { id } pageInfo { endCursor } } }"
    first = linear.ask(text)
    purge = "mutation($id: String!) { issueDelete(id: $id, permanentlyDelete: true) { success } }"
    linear.ask(purge, id=first["nodes"][1]["id"])

    second = linear.ask(text, after=first["pageInfo"]["endCursor"])

    assert [each["id"] for each in second["nodes"]] == [made[1], made[0]]


def test_nested_lists_are_paged(linear):
    id_ = linear.issue()["id"]
    for number in range(3):
        linear.make("Comment", issueId=id_, body=str(number))
    page = linear.read(id_, "comments(first: 2) { nodes { body } pageInfo { hasNextPage endCursor } }")["comments"]
    rest = linear.read(id_, f'comments(first: 2, after: "{page["pageInfo"]["endCursor"]}") {{ nodes {{ body }} }}')

    assert ([each["body"] for each in page["nodes"]], page["pageInfo"]["hasNextPage"]) == (["2", "1"], True)
    assert rest["comments"]["nodes"] == [{"body": "0"}]


@pytest.mark.parametrize(
    ("args", "told"),
    [
        ("first: 251", "first must not be greater than 250."),
        ("first: 0", "first must not be less than 1."),
        ("last: 251", "last must not be greater than 250."),
        ('after: "x"', "after is not a valid cursor."),
    ],
)
def test_pages_that_are_refused(linear, args, told):
    for field in ("issues", "users"):
        error = linear.refused(f"{{ {field}({args}) {{ nodes {{ id }} }} }}")
        assert error["extensions"]["userPresentableMessage"] == told


def test_search(linear):
    linear.issue(title="Fix the login page", description="It hangs")
    id_ = linear.issue(title="Other", description="see the login")["id"]
    linear.make("Comment", issueId=id_, body="pineapple")
    text = (
        "query($t: String!, $c: Boolean) { searchIssues(term: $t, includeComments: $c) { nodes { title } totalCount } }"
    )

    assert linear.ask(text, t="login the") == {
        "nodes": [{"title": "Fix the login page"}, {"title": "Other"}],
        "totalCount": 2,
    }
    assert linear.ask(text, t="ENG-2")["nodes"] == [{"title": "Other"}]
    assert linear.ask(text, t="pineapple")["totalCount"] == 0
    assert linear.ask(text, t="pineapple", c=True)["totalCount"] == 1
    assert linear.ask('{ issueSearch(query: "hangs") { nodes { title } } }')["nodes"] == [
        {"title": "Fix the login page"}
    ]


def test_many_are_listed_by_the_same_rules(linear):
    linear.twin.seed(600)
    text = "query($id: String!) { project(id: $id) { issues(first: 3, filter: {number: {lt: 500}}) %s } }"
    text %= "{ nodes { number } }"

    assert [each["number"] for each in linear.ask(text, id=linear.project)["issues"]["nodes"]] == [499, 498, 497]
    by_project = {"project": {"id": {"eq": linear.project}}, "number": {"lte": 2}}
    assert linear.listed(by_project, of="number") == [2, 1]
